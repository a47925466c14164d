"""replay: takes the store's kept bytes, makes its reports again with today's code. Offline; beside a running `up`.

    bytes ─extract─▶ Article ─repair─▶ edits ─credit─▶ Credit, section, mentions, search form ─fold─▶ Fold   stories

A replay begins at one stage and runs through `fold`; stories are told again only when asked for, since their addresses
are public. What is made again is another reading of the same bytes: no revision, and a report keeps when it was seen
and published, its place in lists and its story. What is hidden or purged is left alone.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from mirnews import desk
from mirnews.errors import MirNewsError
from mirnews.extract import extract
from mirnews.extract.learned import LearnedProfile
from mirnews.fold import WINDOW, FoldIndex
from mirnews.model import Article, Fold, Outlet, Page, Report, Source
from mirnews.profiling import site_of
from mirnews.store.port import Draft, Kept, Printed, Range, RawPage, Remade, Store
from mirnews.stories import StoryStream
from mirnews.telling import BATCH as TOLD
from mirnews.telling import LATE, as_told

Stage = Literal["extract", "repair", "credit", "fold", "stories"]
BATCH = 25  # reports of a transaction
_SLACK = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Changed:
    """One report that is made again and comes out otherwise: the names of what is other. `unread` counts the revisions
    of whose bytes nothing can be read any more: those keep what was read.
    """

    report_id: int
    url: str | None
    fields: tuple[str, ...]
    unread: int = 0


@dataclass(slots=True)
class Tally:
    """What a replay looked at, what came out otherwise, and how often each field did."""

    reports: int = 0
    changed: int = 0
    unread: int = 0
    left: int = 0  # removed, revised or joined by a copy while they were made again
    fields: Counter[str] = field(default_factory=Counter)

    def count(self, one: Changed) -> None:
        """Count one report."""
        self.changed += bool(one.fields)
        self.unread += one.unread
        self.fields.update(one.fields)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made again. `name` is what a stopped replay is known by; `with_times` takes what the pages say
    about times too; `extra` are outlets beside the catalogue; `learned` is what was learned of sites.
    """

    stage: Stage
    wanted: Range
    name: str
    dry: bool = False
    with_times: bool = False
    extra: Sequence[Outlet] = ()
    learned: Mapping[str, LearnedProfile] = field(default_factory=dict)


def replay(store: Store, plan: Plan, tally: Tally, *, now: datetime) -> Iterator[Changed]:
    """Make reports again, batch by batch; yields each that comes out otherwise, after its transaction."""
    if plan.stage in ("extract", "repair", "credit"):
        yield from _remake_all(store, plan, tally, now)
    if plan.stage == "stories":
        yield from _retell(store, plan, tally)
    elif not plan.dry or plan.stage == "fold":
        yield from _refold(store, plan, tally)
    if not plan.dry:
        store.end_replay(plan.name)


# ---- extract, repair, credit


def _remake_all(store: Store, plan: Plan, tally: Tally, now: datetime) -> Iterator[Changed]:
    done = 0 if plan.dry else store.replayed(plan.name)
    while batch := store.kept_reports(plan.wanted, after=done, limit=BATCH):
        found = [remake(kept, _source(store, kept.report), plan) for kept in batch]
        done = batch[-1].report.id
        tally.reports += len(batch)
        to_write = [remade for remade, _ in found if remade is not None]
        written = {one.report_id for one in to_write}
        if not plan.dry:
            written = set(store.remake(to_write, name=plan.name, done=done, now=now))
            tally.left += len(to_write) - len(written)
        for _, changed in found:
            if changed.report_id in written or changed.unread:
                tally.count(changed)
                yield changed


def remake(kept: Kept, source: Source, plan: Plan) -> tuple[Remade | None, Changed]:
    """One report made again, from its bytes or from its article. None where it comes out as it is."""
    report = kept.report
    articles, unread = _articles(kept, plan) if plan.stage == "extract" else ({}, 0)
    article = articles.get(report.revision, report.article)
    draft = desk.draft(
        article,
        kept.entry,
        source,
        url=report.url,
        canonical_url=kept.canonical_url,
        now=report.first_seen,
        extra=plan.extra,
        repairs=report.repairs if plan.stage == "credit" else None,
    )
    fields = tuple(_differences(kept, draft))
    if plan.with_times and (draft.published, draft.at) != (report.published, report.at):
        fields += ("times",)
    changed = Changed(report.id, report.url, fields, unread)
    if not fields and not articles:
        return None, changed
    return Remade(report.id, report.revision, articles, draft, plan.with_times), changed


def _articles(kept: Kept, plan: Plan) -> tuple[dict[int, Article], int]:
    """The revisions that are read otherwise today, by number, and how many cannot be read at all."""
    found: dict[int, Article] = {}
    unread = 0
    for revision in kept.revisions:
        raw = kept.pages.get(revision.number)
        if raw is None:
            continue
        read = read_again(raw, plan.learned.get(site_of(raw.url)))
        if read is None:
            unread += revision.article.profile != desk.ENTRY_ALONE
            continue
        article = desk.complete(read, kept.entry)
        if not plan.with_times:
            article = _with_times_of(article, revision.article)
        if article != revision.article:
            found[revision.number] = article
    return found, unread


def read_again(raw: RawPage, known: LearnedProfile | None = None) -> Article | None:
    """The article of kept bytes, by what was learned of their site; None where there is none in them."""
    page = Page(raw.url, raw.body, raw.content_type, raw.fetched_at)
    article = extract(page, at=raw.fetched_at, known=known)
    try:
        desk.must_be_report(article, page)
    except MirNewsError:
        return None
    return article


def _with_times_of(article: Article, before: Article) -> Article:
    return dataclasses.replace(
        article, published=before.published or article.published, updated=before.updated or article.updated
    )


def _differences(kept: Kept, draft: Draft) -> Iterator[str]:
    """The names of what comes out otherwise than it is kept."""
    report = kept.report
    for one in dataclasses.fields(Article):
        if getattr(report.article, one.name) != getattr(draft.article, one.name):
            yield one.name
    made: Mapping[str, tuple[object, object]] = {
        "repairs": (dict(report.repairs), dict(draft.repairs)),
        "credit": (report.credit, draft.credit),
        "filed": ((report.section, report.topic), (draft.section, draft.topic)),
        "mentions": (tuple(report.mentions), tuple(draft.mentions)),
        "outlet": ((report.outlet, report.outlet_name), (draft.outlet, draft.outlet_name)),
        "origin": ((kept.publisher, tuple(kept.way)), (draft.publisher, tuple(draft.way))),
        "search": (kept.search_text, draft.search_text),
        "fingerprints": (kept.prints, frozenset(draft.shingles)),
    }
    yield from (name for name, (before, after) in made.items() if before != after)


def _source(store: Store, report: Report) -> Source:
    """The source of a report, or what is left of one that was removed."""
    return store.source(report.source_id) or Source(
        report.source_id, "", report.outlet_name, outlet=report.outlet, enabled=False, invented=report.invented
    )


# ---- fold


def _refold(store: Store, plan: Plan, tally: Tally) -> Iterator[Changed]:
    """Whose text is whose, told again: for all reports of the range, or those whose text is another one by now.

    Folds that a poll changes meanwhile are left as they are, and looked at again by the next replay.
    """
    chosen = set(store.shown_ids(plan.wanted) if plan.stage == "fold" else store.to_refold())
    if plan.stage == "fold":
        tally.reports += len(chosen)
    if (span := store.span(chosen)) is None:
        return
    left: set[int] = set()
    for group in refolded(store.prints(since=span.first - WINDOW, until=span.last + WINDOW + _SLACK), chosen):
        if not plan.dry and not store.refold(group.folds, seen=group.seen):
            tally.left += len(group.folds)
            left |= group.folds.keys() & chosen
            continue
        for report_id in group.folds:
            changed = Changed(report_id, None, ("fold",))
            tally.count(changed)
            yield changed
    if not plan.dry:
        store.settle_folds(sorted(chosen - left), left=sorted(left))


@dataclass(frozen=True, slots=True)
class Regrouped:
    """Folds that come out otherwise and share reports; `seen` is all that is in them, as it was read."""

    folds: Mapping[int, Fold]
    seen: Sequence[Printed]


def refolded(prints: Sequence[Printed], chosen: set[int]) -> list[Regrouped]:
    """The folds that come out otherwise than they are and have to do with a chosen report, together those that take
    reports from each other: either all of them are changed or none. Pure.
    """
    before = {one.id: one.fold for one in prints}
    members: dict[int | None, set[int]] = {}
    for report_id, fold in before.items():
        members.setdefault(fold.fold, set()).add(report_id)
    other = [group for group in _grouped(prints) if not _is_as_it_was(group, before, members)]
    found = []
    for folds, numbers in _together(other, before):
        if chosen & folds.keys():
            moved = {one: fold for one, fold in folds.items() if _place(before[one]) != _place(fold)}
            found.append(Regrouped(moved, [one for one in prints if one.fold.fold in numbers]))
    return found


def _grouped(prints: Sequence[Printed]) -> list[dict[int, Fold]]:
    """The folds of these reports as they are found today."""
    index = FoldIndex()
    for one in prints:
        index.add(one.prints, one.at)
    ids = [one.id for one in prints]
    groups: dict[int, dict[int, Fold]] = {}
    for report_id, fold in zip(ids, index.state(), strict=True):
        number = report_id if fold.fold is None else ids[fold.fold]
        of = None if fold.of is None else ids[fold.of]
        groups.setdefault(number, {})[report_id] = dataclasses.replace(fold, fold=number, of=of)
    return list(groups.values())


def _together(
    groups: Sequence[Mapping[int, Fold]], before: Mapping[int, Fold]
) -> list[tuple[dict[int, Fold], set[int | None]]]:
    """Groups that have a fold in common, as it was or is to be, with the numbers of those folds."""
    found: dict[int, tuple[dict[int, Fold], set[int | None]]] = {}
    where: dict[int | None, int] = {}  # number of a fold: which of those it is in
    for at, group in enumerate(groups):
        folds = dict(group)
        numbers = {before[one].fold for one in group} | {fold.fold for fold in group.values()}
        for known in sorted({where[number] for number in numbers if number in where}):
            more, theirs = found.pop(known)
            folds, numbers = more | folds, theirs | numbers
        found[at] = folds, numbers
        where |= dict.fromkeys(numbers, at)
    return list(found.values())


def _place(fold: Fold) -> tuple[object, ...]:
    return fold.fold, fold.relation, fold.of


def _is_as_it_was(
    group: Mapping[int, Fold], before: Mapping[int, Fold], members: Mapping[int | None, set[int]]
) -> bool:
    """Has a fold the same members with the same relations? Its number may be another one."""
    number = before[next(iter(group))].fold
    return members[number] == set(group) and all(
        (before[one].relation, before[one].of) == (fold.relation, fold.of) for one, fold in group.items()
    )


# ---- stories


def _retell(store: Store, plan: Plan, tally: Tally) -> Iterator[Changed]:
    """Stories told again for the reports of the range, in the order in which they were told; others stay."""
    chosen = set(store.shown_ids(plan.wanted))
    tally.reports += len(chosen)
    if (span := store.span(chosen)) is None:
        return
    stream, upto = StoryStream(), 0
    while told := store.told(after=upto, since=span.first_seen - WINDOW - LATE, limit=TOLD):
        moved = []
        for number, report, story in told:
            upto = number
            if report.id not in chosen:
                stream.recall(as_told(report), report.id, story)
            elif (placed := stream.add(as_told(report), report.id).story) != story:
                moved.append((report.id, placed))
        stream.forget(max(report.first_seen for _, report, _ in told) - WINDOW - LATE)
        if moved and not plan.dry:
            store.retell(moved)
        for report_id, _ in moved:
            changed = Changed(report_id, None, ("story",))
            tally.count(changed)
            yield changed
