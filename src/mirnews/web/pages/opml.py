"""opml: `/opml`: the feeds that this site polls, for feed readers."""

from __future__ import annotations

from starlette.responses import Response

from mirnews.publish.opml import subscriptions
from mirnews.web.view import View


def opml(view: View) -> Response:
    """The subscriptions, as a file to keep. Switched-off sources are not polled and stay out."""
    polled = [source for source in view.site.store.sources() if source.enabled]
    headers = {"content-disposition": 'attachment; filename="mirnews.opml"', "cache-control": "public, max-age=600"}
    return Response(subscriptions(polled, view.name), media_type="text/x-opml; charset=utf-8", headers=headers)
