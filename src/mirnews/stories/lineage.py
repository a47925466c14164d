"""lineage: who has it from whom in a story, as trees: takes standings, returns one root an origin.

    تاس ─┬─ مهر ─┬─ نارون (copy)          a root is an origin that our archive lacks, or its earliest own report
         │       └─ سپیدار (partial)      a relay stands under the report, or the outlet, that it names
         └─ هامون
    رادیو ساحل ─── مرغزار (copy)

Pure. There are as many roots as independent reports, and every report stands in its trees once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mirnews.model import Origin, Standing
from mirnews.stories.standing import interval, kind_of

DEEPEST = 6  # levels; what hangs lower stands beside its parent, so that a phone still has room for it

_Key = int | str  # a report's id, or the key of an outlet without a report here


@dataclass(frozen=True, slots=True)
class Kin:
    """A report, or an outlet that only is named (`standing` is None then), with what goes back to it."""

    outlet: Origin
    standing: Standing | None
    children: tuple[Kin, ...]


def lineage(found: Sequence[Standing]) -> list[Kin]:
    """The trees of these standings, earliest first. A relay stands under the nearest outlet that its text cites."""
    trees = _Trees(found)
    for one in found:
        trees.hang(one)
    return trees.roots()


@dataclass(slots=True)
class _Trees:
    """Which node stands under which, while it is being found out."""

    found: Sequence[Standing]
    parent: dict[_Key, _Key | None] = field(default_factory=dict)
    outlets: dict[_Key, Origin] = field(default_factory=dict)
    own: dict[str, int] = field(default_factory=dict)  # the earliest own report of each origin
    origins: dict[int, str] = field(default_factory=dict)  # the key of each report's origin
    # by publisher and origin, in order: the earliest instant and the id of each report
    by_publisher: dict[tuple[str, str], list[tuple[datetime, int]]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for one in self.found:
            number = one.report.headline.id
            self.origins[number] = one.origin.key
            times = self.by_publisher[one.report.publisher.key, one.origin.key]
            times.append((interval(one.report).earliest, number))
            if kind_of(one) == "own":
                self.own.setdefault(one.origin.key, number)

    def hang(self, one: Standing) -> None:
        """Give a report its place."""
        number = one.report.headline.id
        wanted = self._wanted(one)
        if wanted is not None and self._is_below(wanted, number):
            wanted = self._root(one.origin)
        self.parent[number] = wanted

    def roots(self) -> list[Kin]:
        """The trees as records."""
        under: dict[_Key | None, list[_Key]] = {}
        for key in self._in_order():
            under.setdefault(self._high_enough(key), []).append(key)
        by_id = {one.report.headline.id: one for one in self.found}

        def kin(key: _Key) -> Kin:
            standing = by_id.get(key) if isinstance(key, int) else None
            outlet = standing.report.publisher if standing else self.outlets[key]
            below = map(kin, under.get(key, ()))
            # An outlet so deep that its reports hang higher has nothing to show.
            return Kin(outlet, standing, tuple(one for one in below if one.standing or one.children))

        return [kin(key) for key in under.get(None, ())]

    def _in_order(self) -> list[_Key]:
        """Every node, each outlet just before the first report that needs it."""
        order: dict[_Key, None] = {}
        for one in self.found:
            line: list[_Key] = []
            at: _Key | None = one.report.headline.id
            while at is not None and at not in order:  # what is above a node that has its place has one too
                line.append(at)
                at = self.parent[at]
            order.update(dict.fromkeys(key for key in reversed(line) if isinstance(key, str)))
            order[one.report.headline.id] = None
        return list(order)

    def _wanted(self, one: Standing) -> _Key | None:
        """Where its text or its credit puts a report, never under one of another origin."""
        if kind_of(one) == "own":
            first = self.own[one.origin.key]
            return None if first == one.report.headline.id else first
        if one.of is None:
            return self._under(one)
        return one.of if self.origins[one.of] == one.origin.key else self._root(one.origin)

    def _under(self, one: Standing) -> _Key:
        """The nearest cited report that goes back to the same origin, with the outlets between that have none."""
        between: list[Origin] = []
        top: _Key | None = None
        for outlet in one.report.way:
            if (top := self._report_of(outlet, one)) is not None:
                break
            if outlet.key != one.origin.key:
                between.append(outlet)
        at = self._root(one.origin) if top is None else top
        for outlet in reversed(between):
            key = f"{one.origin.key}/{outlet.key}"
            if key not in self.parent:
                self.parent[key], self.outlets[key] = at, outlet
            at = key
        return at

    def _root(self, origin: Origin) -> _Key:
        if (first := self.own.get(origin.key)) is not None:
            return first
        self.parent.setdefault(origin.key, None)
        self.outlets.setdefault(origin.key, origin)
        return origin.key

    def _report_of(self, outlet: Origin, citing: Standing) -> int | None:
        """The latest report of an outlet, of the same origin, that is not later than the one that cites it."""
        latest = interval(citing.report).latest
        known = self.by_publisher.get((outlet.key, citing.origin.key), ())
        itself = citing.report.headline.id
        return next((number for earliest, number in reversed(known) if earliest <= latest and number != itself), None)

    def _is_below(self, key: _Key, above: _Key) -> bool:
        at: _Key | None = key
        while at is not None:
            if at == above:
                return True
            at = self.parent.get(at)
        return False

    def _high_enough(self, key: _Key) -> _Key | None:
        """The parent, or of a node too deep the last ancestor that may have children."""
        above: list[_Key] = []
        at = self.parent[key]
        while at is not None:
            above.append(at)
            at = self.parent[at]
        return above[-DEEPEST + 1] if len(above) >= DEEPEST else above[0] if above else None
