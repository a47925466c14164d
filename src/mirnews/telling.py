"""telling: takes the reports of the store that have no story yet, gives each its story, and sums up what changed.

The stories of the last days live in memory (`stories.StoryStream`) and are read from the store at the start, so that a
restart tells on where it stopped, and several processes that tell one archive agree: each first recalls what the
others told. An article is told in the order of arrival, once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from mirnews.store.port import Store, Untold
from mirnews.stories import WINDOW, StoryStream, Told, sum_up

BATCH = 200
AT_FIRST = timedelta(days=1)  # kept beyond the window, for reports that arrive late


class Telling:
    """Tells the reports of one store. `tell` may be called from any thread, one call at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stream = StoryStream()
        self._upto = 0  # the last report that the stream knows, in the order of telling
        self._seen: set[int] = set()

    def tell(self, *, now: datetime) -> int:
        """Give every waiting report its story and bring the stories' lines up to date; returns how many were told."""
        since = now - WINDOW - AT_FIRST
        told = 0
        while untold := self._store.untold(BATCH):
            self._recall(since)
            for report in untold:
                self._place(report)
            told += len(untold)
        if told:
            self._stream.forget(since)
        self._sum_up()
        return told

    def _place(self, report: Untold) -> None:
        story = self._stream.add(_told(report), report.id).story
        self._upto = max(self._upto, self._store.tell(report.id, story))
        self._seen.add(report.id)

    def _recall(self, since: datetime) -> None:
        """Take in what was told before this process started, or by another one."""
        for number, report, story in self._store.told(after=self._upto, since=since):
            self._upto = max(self._upto, number)
            if report.id not in self._seen:
                self._stream.recall(_told(report), report.id, story)
                self._seen.add(report.id)

    def _sum_up(self) -> None:
        while stale := self._store.stale_stories(BATCH):
            reports = self._store.story_reports([story for story, _ in stale])
            for story, changes in stale:
                self._store.save_story(story, sum_up(story, reports[story]), changes=changes)


def _told(report: Untold) -> Told:
    return Told(report.title, report.lead, report.body, report.at, report.copy_of, report.outlet)
