"""health: `/healthz` (is the process alive) and `/readyz` (do pages answer), for machines; `/robots.txt`."""

from __future__ import annotations

from starlette.responses import PlainTextResponse, Response

from mirnews.errors import MirNewsError
from mirnews.web.view import View

_ROBOTS = "User-agent: *\nDisallow: /q\nDisallow: /ops\n"


def alive(view: View) -> Response:
    """Always `ok`: whoever reads this is being served."""
    return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})


def ready(view: View) -> Response:
    """`ready`, or 503 when the archive cannot be read."""
    try:
        view.site.store.count()
    except MirNewsError:
        return PlainTextResponse("the archive cannot be read\n", status_code=503, headers={"cache-control": "no-store"})
    return PlainTextResponse("ready\n", headers={"cache-control": "no-store"})


def robots(view: View) -> Response:
    """What crawlers are asked to leave alone."""
    return PlainTextResponse(_ROBOTS, headers={"cache-control": "public, max-age=3600"})
