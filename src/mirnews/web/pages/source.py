"""source: `/o/{outlet}` and its feeds: one outlet, by its catalogue id or, where it has none, by its source's id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from starlette.exceptions import HTTPException
from starlette.responses import Response

from mirnews.model import Outlet
from mirnews.outlets import Claim, claims_of
from mirnews.persian.calendar import gregorian_date_en, gregorian_date_fa
from mirnews.web.feeds import Channel, split_format
from mirnews.web.names import INVENTED, OutletName, outlet
from mirnews.web.pages.listing import answer_list
from mirnews.web.source_states import SourceRow, source_rows
from mirnews.web.view import View

_KINDS = frozenset(
    {"agency", "aggregator", "magazine", "newspaper", "official", "radio", "site", "sport", "tech", "tv"}
)


@dataclass(frozen=True, slots=True)
class Cited:
    """Who says something: a page by its name and address, both None where nobody was looked up; month and year."""

    name: str | None
    url: str | None
    date: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What is said of an outlet, and who says so; of a made-up one the demo does. `language` is that of `value`."""

    label: str
    value: str
    language: str
    sources: list[Cited]
    is_made_up: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What we know of an outlet: its name, how many reports, its catalogue row, the sources that are polled.

    `facts` are its kind, place, owner and so on, each with its sources; none for an outlet without a row.
    """

    name: OutletName
    reports: int
    row: Outlet | None
    sources: list[SourceRow]
    facts: list[Fact]


def source(view: View, name: str) -> Response:
    """The newest reports of an outlet, and what is known of it."""
    name, wanted = split_format(name)
    known = _known(view, name)
    if known is None:
        raise HTTPException(404)
    title = known.name.plain
    channel = Channel(title, view.plain("outlet.description", outlet=title), f"/o/{name}", f"/o/{name}")
    rights = view.site.settings.rights_of(name)
    return answer_list(
        view, channel, wanted, title=title, template="outlet.html", outlet=name, known=known, rights=rights
    )


def _known(view: View, name: str) -> Known | None:
    row = view.site.known.get(name)
    source = view.site.store.source(name)
    sources = [one for one in source_rows(view) if name in (one.id, one.outlet)]
    facts = _facts(view, row) if row else []
    for outlet_id, written, number, invented in view.site.store.outlets():
        if outlet_id == name:
            return Known(outlet(view, name, written, invented), number, row, sources, facts)
    if row or source:
        written = row.name if row else source.name if source else name
        return Known(outlet(view, name, written, bool(source and source.invented)), 0, row, sources, facts)
    return None


def _facts(view: View, row: Outlet) -> list[Fact]:
    """What is claimed of an outlet in the order of the catalogue's fields, the sources of one statement together."""
    if row.kind == INVENTED:
        return _made_up(view, row)
    facts = []
    for _, group in groupby(claims_of(row.id), key=lambda claim: (claim.about, claim.whom)):
        claims = list(group)
        if words := _words(view, row, claims[0]):
            cited = [Cited(claim.source, claim.url, _month(view, claim.date)) for claim in claims]
            facts.append(Fact(view.plain(f"outlet.{claims[0].about}"), *words, cited))
    return facts


def _made_up(view: View, row: Outlet) -> list[Fact]:
    """What the demo made up about one of its outlets."""
    said = [("kind", view.plain("outlet_kind.invented"))]
    if row.place:
        said.append(("place", view.plain(f"outlet.places.{row.place}")))
    owner = row.owner_en if view.language == "en" else row.owner
    if owner:
        said.append(("owner", owner))
    return [Fact(view.plain(f"outlet.{about}"), value, view.language, [], is_made_up=True) for about, value in said]


def _words(view: View, row: Outlet, claim: Claim) -> tuple[str, str] | None:
    """The value of a statement in the visitor's language, and the language that it is in."""
    if claim.about == "kind":
        return (view.plain(f"outlet_kind.{row.kind}"), view.language) if row.kind in _KINDS else None
    if claim.about == "place":
        return view.plain(f"outlet.places.{row.place}"), view.language
    if claim.about == "rights":
        return row.rights or "", "en"
    fa, en = (claim.whom.name, claim.whom.name_en) if claim.whom else (row.owner or "", row.owner_en or "")
    return (en if view.language == "en" else fa), view.language


def _month(view: View, date: str) -> str:
    """YYYY-MM as «ژوئیهٔ ۲۰۲۵»: the day is taken off, since nobody gave one."""
    first = datetime.strptime(date, "%Y-%m").replace(tzinfo=UTC)
    written = gregorian_date_en if view.language == "en" else gregorian_date_fa
    return written(first, zone="UTC").partition(" ")[2]
