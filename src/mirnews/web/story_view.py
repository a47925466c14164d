"""story_view: stories as pages show them: takes stories and their reports, returns headline, counts, relations, spread.

One question to the archive for all stories of a page. Counts are made from the reports that are shown beside them, so
that the two always agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from mirnews.model import Part, Standing, Story, StoryReport
from mirnews.stories import standings
from mirnews.stories.standing import Counts, count, kind_of, told_at
from mirnews.web.marked import isolated
from mirnews.web.names import OutletName, outlet
from mirnews.web.rows import Row, line
from mirnews.web.spread import Spread, spread
from mirnews.web.times import TimeWords
from mirnews.web.view import View

_NAMED = 3  # outlets of a group that are named; the others are counted
_MOST_OWN = 5  # own reports that a list names for one story


@dataclass(frozen=True, slots=True)
class Member:
    """A report in its story: whose it is, when it came, its page, and what it is beside being the first.

    `of` is whose copy or relay it is, None for a copy of a report that is not shown any more; `stands_for` the origin
    that it counts for, where that is another outlet; `uncredited` when a copy names no outlet as its source; `gone`
    when its page was found missing at the outlet.
    """

    standing: Standing
    outlet: OutletName
    when: TimeWords
    href: str
    kind: Part
    of: OutletName | None
    stands_for: OutletName | None
    uncredited: bool
    gone: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The reports of a story that have one relation: `independent`, `own`; `relay`, `copy`, `partial` of one.

    `members` are those that are named, `more` how many outlets are only counted.
    """

    kind: str
    of: OutletName | None
    members: tuple[Member, ...]
    more: int


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story on a page. `headline` links to the story's page; `firsts` are the outlets of its first reports.

    `members` are its reports in their order, first ones included; `counts` are the words «۴ گزارش مستقل», «۹ رونوشت» …
    `one_origin` says that several reports go back to one origin; `gone` that its only report is gone at its outlet.
    `own` are the own reports that count, where the page is about those.
    """

    story: Story
    href: str
    headline: Row
    section: str
    standings: list[Standing]
    members: tuple[Member, ...]
    firsts: tuple[OutletName, ...]
    first_at: TimeWords
    is_simultaneous: bool
    reports: int
    independent: int
    counts: tuple[Markup, ...]
    one_origin: bool
    gone: bool
    spread: Spread
    own: tuple[Member, ...] = ()

    @property
    def headline_of(self) -> OutletName | None:
        """Whose headline it is, where that is none of the first reports' outlets."""
        return None if self.headline.outlet.name in {one.name for one in self.firsts} else self.headline.outlet

    @property
    def groups(self) -> tuple[Group, ...]:
        """The reports after the first ones by their relation, the independent ones first."""
        return tuple(_groups(self.members))

    def takes(self, limit: int) -> list[tuple[Member, Markup]]:
        """At most so many reports whose headline is another one than the story's, independent ones first."""
        seen = {self.headline.plain}
        found: list[tuple[Member, Markup]] = []
        for member in sorted(self.members, key=lambda one: not one.standing.counts):
            title = member.standing.report.headline.title
            if title and title not in seen and len(found) < limit:
                found.append((member, isolated(title)))
                seen.add(title)
        return found


def story_views(view: View, stories: Sequence[Story]) -> list[StoryView]:
    """Stories as a page shows them, in their order; one without shown reports is left out."""
    reports = view.site.store.story_reports([story.id for story in stories])
    return [story_view(view, story, found) for story in stories if (found := reports.get(story.id))]


def story_view(view: View, story: Story, reports: Sequence[StoryReport]) -> StoryView:
    """One story with its reports, of which there is at least one."""
    found = standings(reports)
    counts = count(found)
    members = tuple(_members(view, found))
    firsts = [one for one in members if one.standing.part == "first"]
    outlets = tuple({one.outlet.name: one.outlet for one in firsts}.values())
    told = next((one for one in members if one.standing.report.headline.id == story.headline), members[0])
    href = view.link(f"/n/{story.id}")
    return StoryView(
        story=story,
        href=href,
        headline=replace(line(view, told.standing.report.headline), href=href),
        section=story.section,
        standings=found,
        members=members,
        firsts=outlets,
        first_at=firsts[0].when,
        is_simultaneous=len(outlets) > 1,
        reports=counts.reports,
        independent=counts.independent,
        counts=tuple(_counted(view, counts, members)),
        one_origin=counts.independent == 1 and counts.reports > 1,
        gone=told.gone and counts.reports == 1,
        spread=spread(view, found),
    )


def led_by_own(view: View, shown: StoryView) -> StoryView:
    """The story under the headline of an own report, with its own reports named, as far as there are any."""
    own = tuple(one for one in shown.members if one.kind == "own" and one.standing.counts)
    if not own:
        return shown
    heads = [one.standing.report.headline for one in own]
    told = next((head for head in heads if head.id == shown.headline.id), heads[0])
    return replace(shown, headline=replace(line(view, told), href=shown.href), own=own[:_MOST_OWN])


def _members(view: View, found: Sequence[Standing]) -> Iterable[Member]:
    by_id = {one.report.headline.id: one.report for one in found}
    for standing in found:
        head = standing.report.headline
        kind = _kind(standing)
        whose = outlet(view, head.outlet, head.outlet_name, head.invented)
        of = _of(view, standing, kind, by_id)
        is_copy = kind in ("copy", "partial") and of is not None and of.name != whose.name
        yield Member(
            standing=standing,
            outlet=whose,
            when=view.short(told_at(standing.report)),
            href=view.link(f"/a/{head.id}"),
            kind=kind,
            of=of,
            stands_for=_stands_for(view, standing, kind),
            uncredited=is_copy and standing.report.origin is None,
            gone=standing.report.gone_at is not None,
        )


def _kind(standing: Standing) -> Part:
    """What a report is; the copy of a report that is not shown here is no own report."""
    kind, relation = kind_of(standing), standing.report.headline.relation
    if kind == "own" and relation in ("copy", "partial"):
        return "copy" if relation == "copy" else "partial"
    return kind


def _of(view: View, standing: Standing, kind: Part, by_id: Mapping[int, StoryReport]) -> OutletName | None:
    """Whose text a copy has, or whom a relay goes back to."""
    if kind in ("copy", "partial") and standing.of is not None:
        original = by_id[standing.of].headline
        return outlet(view, original.outlet, original.outlet_name, original.invented)
    if kind == "relay":
        return outlet(view, standing.origin.outlet, standing.origin.name, False)
    return None


def _stands_for(view: View, standing: Standing, kind: Part) -> OutletName | None:
    """The origin that a copy or relay counts for."""
    origin = standing.origin
    if kind == "own" or not standing.counts or origin.key == standing.report.publisher.key:
        return None
    return outlet(view, origin.outlet, origin.name, False)


def _counted(view: View, counts: Counts, members: Sequence[Member]) -> Iterable[Markup]:
    """The counts in words; what there is none of is not named."""
    again = {one.outlet.name for one in members if one.kind == "own" and not one.standing.counts}
    further = "further_of_one" if len(again) == 1 else "further"
    for name, number in (("independent", counts.independent), ("copies", counts.copies), ("relays", counts.relays)):
        if number:
            yield view.count(f"story.{name}", number)
    if counts.further:
        yield view.count(f"story.{further}", counts.further)


def _groups(members: Sequence[Member]) -> Iterable[Group]:
    rest = [one for one in members if one.standing.part != "first"]
    found: dict[tuple[str, str | None], list[Member]] = {}
    for one in rest:
        kind = "independent" if one.standing.counts else one.kind
        found.setdefault((kind, None if kind == "independent" or one.of is None else one.of.name), []).append(one)
    order = {"independent": 0, "relay": 1, "copy": 2, "partial": 3, "own": 4}
    for (relation, _), group in sorted(found.items(), key=lambda item: (order[item[0][0]], -len(item[1]))):
        outlets = {one.outlet.name: one for one in reversed(group)}
        named = sorted(outlets.values(), key=group.index)
        of = None if relation == "independent" else group[0].of
        # naming one more is shorter than counting one
        shown = named if len(named) <= _NAMED + 1 else named[:_NAMED]
        yield Group(relation, of, tuple(shown), len(named) - len(shown))
