"""source: `/o/{outlet}` and its feeds: one outlet, by its catalogue id or, where it has none, by its source's id."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

from mirnews.model import Outlet
from mirnews.outlets import catalogue
from mirnews.web.feeds import Channel, split_format
from mirnews.web.pages.listing import answer_list
from mirnews.web.pages.ops import SourceState, states
from mirnews.web.rows import OutletName, outlet
from mirnews.web.view import View

_KINDS = frozenset(
    {"agency", "aggregator", "magazine", "newspaper", "official", "persian", "radio", "site", "sport", "tech", "tv"}
)


@dataclass(frozen=True, slots=True)
class Known:
    """What we know of an outlet: its name, how many reports, its catalogue row, the sources that are polled.

    `kind` is what it is in words, where the catalogue knows it.
    """

    name: OutletName
    reports: int
    row: Outlet | None
    sources: list[SourceState]
    kind: str | None


def source(view: View, name: str) -> Response:
    """The newest reports of an outlet, and what is known of it."""
    name, wanted = split_format(name)
    known = _known(view, name)
    if known is None:
        raise HTTPException(404)
    title = known.name.name + ("*" if known.name.star else "")
    channel = Channel(title, view.plain("outlet.description", outlet=title), f"/o/{name}", f"/o/{name}")
    rights = view.site.settings.rights_of(name)
    return answer_list(
        view, channel, wanted, title=title, template="outlet.html", outlet=name, known=known, rights=rights
    )


def _known(view: View, name: str) -> Known | None:
    row = catalogue().get(name)
    source = view.site.store.source(name)
    sources = [one for one in states(view) if name in (one.id, one.outlet)]
    kind = _kind(view, row) if row else None
    for outlet_id, written, number, invented in view.site.store.outlets():
        if outlet_id == name:
            return Known(outlet(view, name, written, invented), number, row, sources, kind)
    if row or source:
        written = row.name if row else source.name if source else name
        return Known(outlet(view, name, written, bool(source and source.invented)), 0, row, sources, kind)
    return None


def _kind(view: View, row: Outlet) -> str | None:
    """What an outlet is, in words: the first part of the catalogue's kind (`agency-ir`)."""
    first = row.kind.split("-")[0]
    return view.plain(f"outlet_kind.{first}") if first in _KINDS else None
