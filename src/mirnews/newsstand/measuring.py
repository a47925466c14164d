"""measuring: takes the archive that polled the newsstand, returns how near it came to the truth.

The demo shows these figures on `/quality`, and the tests hold the bars. Only what has been out for a while is looked
at, so that a running demo is not blamed for what it could not have seen yet.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from mirnews.clock import Clock
from mirnews.errors import Skip
from mirnews.model import Figure, Identities, Report
from mirnews.newsstand.records import Piece
from mirnews.newsstand.server import Newsstand
from mirnews.newsstand.world import load_world
from mirnews.outlets import catalogue, folded
from mirnews.store.port import Store
from mirnews.urls import canonical

SETTLING = timedelta(hours=2)  # from publication to the poll, the page and the story
NOTICING = timedelta(
    hours=26
)  # from an edit or a deletion to a look that must see it: pages are looked at within a day


@dataclass(frozen=True, slots=True)
class _Seen:
    """A piece and what the archive has of it."""

    piece: Piece
    report: Report


class Measure:
    """Measures one archive; as long as nothing was written to it, what it found before holds."""

    def __init__(self, stand: Newsstand, store: Store, clock: Clock) -> None:
        self._stand, self._store, self._clock = stand, store, clock
        self._found: tuple[tuple[int, int], list[Figure]] | None = None

    def __call__(self) -> list[Figure]:
        """The figures now."""
        version = self._store.version()
        if self._found is None or self._found[0] != version:
            self._found = version, measure(self._stand, self._store, self._clock.now())
        return self._found[1]


def measure(stand: Newsstand, store: Store, now: datetime) -> list[Figure]:
    """The figures at `now`; nothing before the first reports are in."""
    pieces = [piece for piece in load_world().pieces if piece.published + SETTLING <= now]
    seen = [one for piece in pieces if (one := _seen(stand, store, piece))]
    if not seen:
        return []
    gold, told = [one.piece.truth.story for one in seen], [one.report.story or -one.report.id for one in seen]
    right = _pairs(_folds(seen))
    found = _pairs(one.report.fold.fold for one in seen) - _partial_pairs(seen)
    precision, recall, f = bcubed(gold, told)
    return [
        Figure("articles_once", len({one.report.id for one in seen}) / len(pieces), len(pieces), 1.0),
        _share("copies_p", found & right, found, 0.99),
        _share("copies_r", found & right, right, 0.9),
        Figure("stories_bcubed_p", precision, len(seen)),
        Figure("stories_bcubed_r", recall, len(seen)),
        Figure("stories_bcubed_f", f, len(seen), 0.85),
        _right("neighbours_apart", _apart(seen)),
        _right("independent_exact", _independent(store, seen)),
        _right("chains_exact", {one.piece.key: _chain(stand, one) for one in seen}, 0.9),
        _right("sections", {one.piece.key: one.report.section == one.piece.truth.section for one in seen}, 0.9),
        *_changes(seen, now),
    ]


def bcubed(gold: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, float, float]:
    """BCubed precision, recall and F over items (Bagga and Baldwin); both lists give the group of each item."""
    in_gold, in_found = _groups(gold), _groups(found)
    both = [(in_gold[a], in_found[b]) for a, b in zip(gold, found, strict=True)]
    p = sum(len(a & b) / len(b) for a, b in both) / len(both)
    r = sum(len(a & b) / len(a) for a, b in both) / len(both)
    return p, r, 2 * p * r / (p + r)


def _groups(names: Sequence[Hashable]) -> dict[Hashable, set[int]]:
    groups: dict[Hashable, set[int]] = defaultdict(set)
    for item, name in enumerate(names):
        groups[name].add(item)
    return groups


def _seen(stand: Newsstand, store: Store, piece: Piece) -> _Seen | None:
    try:
        address = canonical(stand.url_of(piece.publisher, piece.id))
    except Skip:
        return None
    number = store.find(source_id=piece.publisher, known_by=Identities(address))
    report = store.report(number) if number is not None else None
    return _Seen(piece, report) if report is not None else None


# ---- copies


def _folds(seen: Sequence[_Seen]) -> list[str]:
    """The true fold of each: that of what it copies in whole, else its own."""
    of = {one.piece.key: one.piece.truth.copy_of for one in seen if not one.piece.truth.partial}
    return [_root(one.piece.key, of) for one in seen]


def _partial_pairs(seen: Sequence[_Seen]) -> set[tuple[int, int]]:
    """Pairs of a text and a part of it. Where half is enough to be a copy, such a pair is neither right nor wrong."""
    of = {one.piece.key: one.piece.truth.copy_of for one in seen}
    whole = _pairs(_root(one.piece.key, of) for one in seen)
    return whole - _pairs(_folds(seen))


def _root(key: str, of: Mapping[str, str]) -> str:
    while of.get(key):
        key = of[key]
    return key


def _pairs(folds: Iterable[Hashable]) -> set[tuple[int, int]]:
    """Every pair of items in one fold."""
    return {pair for items in _groups(list(folds)).values() for pair in combinations(sorted(items), 2)}


# ---- chains and counts


def _chain(stand: Newsstand, one: _Seen) -> bool:
    """Is the chain of outlets the true one, whatever form of the names is written?"""
    links = [link for link in one.report.credit.chain if link.kind == "outlet"]
    found = [_key(stand, link.name) if link.outlet is None else link.outlet for link in links]
    return found[1:] == [_key(stand, name) for name in one.piece.truth.chain[1:]]


def _key(stand: Newsstand, name: str) -> str:
    known = catalogue().with_more(stand.outlets()).by_name(name)
    return known.id if known else folded(name)


def _independent(store: Store, seen: Sequence[_Seen]) -> dict[str, bool]:
    """Whether each true story that stands in one story of ours alone has the true number of independent reports."""
    members, ours = defaultdict(set), defaultdict(set)
    for one in seen:
        members[one.piece.truth.story].add(one.report.id)
        ours[one.piece.truth.story].add(one.report.story)
    origins = _origins(seen)
    right = {}
    for name, stories in ours.items():
        number = next(iter(stories)) or 0
        story = store.story(number)
        told = {report.headline.id for report in store.story_reports([number])[number]}
        if len(stories) == 1 and story is not None and told == members[name]:
            true = {origins[one.piece.key] for one in seen if one.piece.truth.story == name}
            right[name] = story.independent == len(true)
    return right


def _apart(seen: Sequence[_Seen]) -> dict[str, bool]:
    """Whether each of our stories holds reports of one event alone."""
    true: dict[str, set[str]] = defaultdict(set)
    for one in seen:
        true[str(one.report.story)].add(one.piece.truth.story)
    return {story: len(names) == 1 for story, names in true.items()}


def _origins(seen: Sequence[_Seen]) -> dict[str, str]:
    """Whom each piece truly goes back to: owners of its outlets, or a named outlet that the newsstand has not."""
    owners = {paper.id: paper.owner or paper.id for paper in load_world().publishers}
    by_key = {one.piece.key: one.piece for one in seen}

    def origin(key: str) -> str:
        piece = by_key.get(key)
        if piece is None:
            return owners[key.partition("/")[0]]
        truth = piece.truth
        if truth.copy_of:
            return origin(truth.copy_of)
        if "/" in truth.relay_of:
            return origin(truth.relay_of)
        return truth.relay_of or owners[piece.publisher]

    return {key: origin(key) for key in by_key}


# ---- what changed later


def _changes(seen: Sequence[_Seen], now: datetime) -> list[Figure]:
    """Edits of reports that we had before, and deletions."""
    edited = {
        one.piece.key: one.report.revision > 1
        for one in seen
        if any(one.report.first_seen < change.at < now - NOTICING for change in one.piece.changes)
    }
    gone = {
        one.piece.key: one.report.gone_at is not None
        for one in seen
        if one.piece.missing or (one.piece.withdrawn is not None and one.piece.withdrawn < now - NOTICING)
    }
    return [_right("edits_seen", edited, 1.0), _right("deletions_seen", gone, 1.0)]


def _share(name: str, part: set[tuple[int, int]], whole: set[tuple[int, int]], bar: float) -> Figure:
    return Figure(name, len(part) / len(whole) if whole else 1.0, len(whole), bar)


def _right(name: str, cases: Mapping[str, bool], bar: float | None = None) -> Figure:
    counted = Counter(cases.values())
    return Figure(name, counted[True] / len(cases) if cases else 1.0, len(cases), bar)
