"""about: `/about`: what is shown and why, whom to write to, how counting works, the font's licence."""

from __future__ import annotations

from starlette.responses import Response

from mirnews.web.feeds import feed_links
from mirnews.web.pages.front import channel
from mirnews.web.render import page
from mirnews.web.view import View


def about(view: View) -> Response:
    """Rights, contact and method."""
    contact = view.site.settings.site.contact.strip()
    href = contact if contact.startswith(("https://", "http://")) else f"mailto:{contact}" if "@" in contact else None
    return page(
        view,
        "about.html",
        title=view.plain("about.title"),
        contact=contact,
        contact_href=href,
        rights=view.site.settings.rights_of(None),
        feeds=feed_links(view, channel(view)),
    )
