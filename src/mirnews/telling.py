"""telling: takes the reports of the store that have no story yet, gives each its story, and sums up what changed.

The stories of the last days live in memory (`stories.StoryStream`) and are read from the store at the start, so that a
restart tells on where it stopped. Several processes may tell one archive: each first recalls what the others told, and
one that was overtaken starts from the store again. An article is told in the order of arrival, once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mirnews import desk
from mirnews.credit import way_of
from mirnews.model import Credit
from mirnews.store.port import Store, Untold
from mirnews.stories import WINDOW, StoryStream, Told, sum_up

BATCH = 200
LATE = timedelta(days=1)  # kept beyond the window, for reports that arrive late


class Telling:
    """Tells the reports of one store. `tell` may be called from any thread, one call at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._start()

    def _start(self) -> None:
        self._stream = StoryStream()
        self._upto = 0  # the last report that the stream knows, in the order of telling

    def tell(self) -> int:
        """Give the next waiting reports, at most BATCH, their stories; returns how many were told.

        What lies further back than the window is forgotten by the time at which the reports arrived, so that an
        archive of years is told in bounded memory.
        """
        untold = self._store.untold(BATCH)
        if untold:
            since = max(report.first_seen for report in untold) - WINDOW - LATE
            self._recall(since)
            for report in untold:
                if not self._place(report):  # another process told it first, and otherwise
                    self._start()
                    self._recall(since)
            self._stream.forget(since)
        sum_up_stale(self._store)
        return len(untold)

    def _place(self, report: Untold) -> bool:
        """Give a report its story; False when the archive has it in another one than the stream."""
        if report.credit is not None:
            _name_way(self._store, report.id, report.outlet, report.outlet_name, report.credit)
        placed = self._stream.add(as_told(report), report.id).story
        number, story = self._store.tell(report.id, placed)
        if number == self._upto + 1:  # else another process told some in between: the next recall reads them
            self._upto = number
        return story == placed

    def _recall(self, since: datetime) -> None:
        """Take in what was told before this process started, or by another one."""
        while told := self._store.told(after=self._upto, since=since, limit=BATCH):
            for number, report, story in told:
                self._upto = number
                self._stream.recall(as_told(report), report.id, story)


def tell_all(store: Store) -> int:
    """Tell everything that waits, for commands that do not go on; returns how many reports."""
    telling, told = Telling(store), 0
    while found := telling.tell():
        told += found
    return told


def sum_up_stale(store: Store) -> None:
    """Bring the lines of the stories up to date whose reports changed: added, edited, hidden, shown again."""
    while stale := store.stale_stories(BATCH):
        reports = store.story_reports([story for story, _ in stale])
        for story, changes in stale:
            store.save_story(story, sum_up(story, reports[story]), changes=changes)


def as_told(report: Untold) -> Told:
    """A report as stories are told by."""
    return Told(report.title, report.lead, report.body, report.at, report.copy_of, report.outlet)


def _name_way(store: Store, report_id: int, outlet: str, outlet_name: str, credit: Credit) -> None:
    """Whose a report is and whom it cites, for one that an earlier version saved without these."""
    way = [desk.origin(link.outlet, link.name) for link in way_of(credit)]
    store.set_way(report_id, desk.origin(outlet, outlet_name), way)
