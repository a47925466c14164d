"""section: `/s/{section}` and its feeds."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from mirnews.classify import sections
from mirnews.web.feeds import Channel, split_format
from mirnews.web.pages.listing import answer_list
from mirnews.web.view import View


def section(view: View, name: str) -> Response:
    """The newest reports of a section, copies folded."""
    name, wanted = split_format(name)
    if not any(known.id == name for known in sections()):
        raise HTTPException(404)
    title = view.section_name(name)
    channel = Channel(title, view.plain("section.description", section=title), f"/s/{name}", f"/s/{name}")
    return answer_list(view, channel, wanted, title=title, section=name, heading="section")
