"""rows: reports as lines of a list: headline, outlet, time, copies, in words and links of the visitor's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from mirnews.model import Headline, Report
from mirnews.publish.rights import shown_headline
from mirnews.web.marked import isolated
from mirnews.web.names import OutletName, outlet
from mirnews.web.relation import Relation, relation
from mirnews.web.times import TimeWords
from mirnews.web.view import View


@dataclass(frozen=True, slots=True)
class StoryLink:
    """The page of the story that a report is in, and how many reports that has."""

    href: str
    reports: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. `state` says whether `title` is a headline, an excerpt, or neither could be shown.

    `copies` are other copies where the line is a copy itself; `is_under`: does it stand in `copies` of another line?
    """

    id: int
    href: str
    title: Markup
    plain: str
    state: str
    outlet: OutletName
    when: TimeWords | None
    section: str
    lead: Markup | None
    at: datetime
    fold: int | None
    relation: Relation | None
    is_under: bool = False
    copies: tuple[Row, ...] = ()
    story: StoryLink | None = None
    gone: bool = False


def rows(view: View, headlines: Iterable[Headline]) -> list[Row]:
    """Lines for these headlines, with their rights applied."""
    return [row(view, headline) for headline in headlines]


def row(view: View, headline: Headline, report: Report | None = None) -> Row:
    """One line, and a line for each of its copies. `report` is the headline's own, where the caller has it."""
    report = report or view.site.store.report(headline.id)
    return replace(
        line(view, headline),
        relation=relation(view, report) if report else None,
        copies=tuple(row(view, copy) for copy in headline.copies if copy.relation == "copy"),
    )


def line(view: View, headline: Headline) -> Row:
    """One line by itself, without copies and relation; nothing more is read from the archive."""
    seen = shown_headline(replace(headline, copies=()), view.site.settings)
    text = seen.title or seen.excerpt or view.plain("article.untitled_short")
    return Row(
        id=seen.id,
        href=view.link(f"/a/{seen.id}"),
        title=isolated(text),
        plain=text,
        state="title" if seen.title else "excerpt" if seen.excerpt else "none",
        outlet=outlet(view, seen.outlet, seen.outlet_name, seen.invented),
        when=view.short(seen.published) if seen.published else None,
        section=seen.section,
        lead=isolated(seen.lead) if seen.lead else None,
        at=seen.at,
        fold=seen.fold,
        relation=None,
        gone=headline.gone_at is not None,
    )


def led(headlines: Iterable[Headline], *, outlet: str | None = None) -> list[Headline]:
    """Folded headlines with the original of each text leading its copies, where this outlet has it."""
    return [_led(one, outlet) for one in headlines]


def folded(lines: Sequence[Row]) -> list[Row]:
    """The lines in their order with copies laid under the first report of their text: it gets them as `copies`,
    they stay in the list with `is_under`. The first is the original, or the earliest of the text among these lines.
    """
    groups: dict[int, list[Row]] = {}
    for line in lines:
        groups.setdefault(line.fold if line.fold is not None else -line.id, []).append(line)
    first = {key: min(group, key=lambda line: (_is_copy(line), line.at, line.id)) for key, group in groups.items()}
    out = []
    for line in lines:
        key = line.fold if line.fold is not None else -line.id
        others = tuple(other for other in groups[key] if other.id != first[key].id)
        is_first = line.id == first[key].id
        out.append(replace(line, is_under=not is_first, copies=others if is_first else ()))
    return out


def _led(headline: Headline, outlet: str | None) -> Headline:
    if headline.relation != "copy":
        return headline
    first = next((one for one in headline.copies if one.relation == "original"), None)
    if first is None or first.outlet != (outlet or first.outlet):
        return headline
    others = tuple(one for one in headline.copies if one.id != first.id)
    return replace(first, copies=(replace(headline, copies=()), *others))


def _is_copy(line: Row) -> bool:
    return line.relation is not None and line.relation.kind == "copy"
