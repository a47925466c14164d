"""Read the pages of a folder into an archive there, stage by stage, and print the seconds of each as JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mirnews import desk, reading
from mirnews.corpus import corpus_outlets
from mirnews.extract import extract
from mirnews.model import Page, Source
from mirnews.search import open_search, update_index
from mirnews.store import open_store
from mirnews.store.port import RawPage
from mirnews.telling import Telling
from mirnews.urls import canonical

STAGES = ("extract", "desk", "store", "telling", "search")
TELL_EACH = 25  # articles between two tellings; a busy hour brings as many in half a minute
INDEX_EACH = 200
SEEN_AFTER = timedelta(minutes=5)


class Archive:
    """An archive in the making, with the CPU seconds of each stage, all threads counted, and the most memory."""

    def __init__(self, folder: Path) -> None:
        self.store, self.search = open_store(folder / "archive.sqlite"), open_search(folder / "search")
        self.telling = Telling(self.store)
        self.extra = corpus_outlets()
        self.sources: set[str] = set()
        self.seconds: Counter[str] = Counter()
        self.memory: Counter[str] = Counter()
        self.now = datetime.now(UTC)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Count the seconds of the block for a stage."""
        started = time.process_time()
        yield
        self.seconds[stage] += time.process_time() - started

    def take(self, row: dict[str, str]) -> None:
        """Bring one page in."""
        self.now = now = datetime.fromisoformat(row["seen"]) + SEEN_AFTER
        source = self.source(row)
        page = Page(row["url"], row["page"].encode(), "text/html; charset=utf-8", now)
        with self.timed("extract"):
            article = extract(page, at=now)
        with self.timed("desk"):
            url = canonical(row["url"])
            made = desk.draft(article, None, source, url=url, canonical_url=url, now=now, extra=self.extra)
        with self.timed("store"):
            raw = RawPage(page.url, page.content_type, now, page.body)
            reading.save(self.store, made, now=now, raw=raw)

    def source(self, row: dict[str, str]) -> Source:
        """The source of a page, known to the store."""
        source = Source(row["source"], f"https://{row['source']}.invalid/rss", row["name"], invented=True)
        if source.id not in self.sources:
            self.sources.add(source.id)
            self.store.add_source(source, now=self.now)
        return source

    def settle(self, *, tell: bool = True, index: bool = True) -> None:
        """Tell what is new, bring the index up to date, look at the memory."""
        if tell:
            with self.timed("telling"):
                self.telling.tell(now=self.now)
        if index:
            with self.timed("search"):
                update_index(self.store, self.search)
        if tell or index:
            for name, megabytes in memory().items():
                self.memory[name] = max(self.memory[name], megabytes)

    def told(self) -> dict[str, int]:
        """What became of the articles."""
        stories = self.store.stories(limit=10_000_000)
        counts = {"articles": self.store.count(), "stories": len(stories)}
        return {**counts, **{name: sum(getattr(one, name) for one in stories) for name in ("copies", "relays")}}


def memory() -> Counter[str]:
    """Anonymous memory, which is ours alone, and our share of all that is mapped, in MB."""
    lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:]
    rows = dict(line.split(":") for line in lines)
    return Counter({name: int(rows[name].split()[0]) // 1024 for name in ("Anonymous", "Pss")})


def warm_up() -> None:
    """Load the tables that the rooms read once: start-up is not what is measured."""
    page = "<html><title>خبر</title><article><h1>خبر تازه</h1><p>به گزارش مهر، وزیر گفت.</p></article></html>"
    article = extract(Page(None, page.encode()))
    source = Source("a", "https://a.invalid", "a")
    desk.draft(article, None, source, url=None, canonical_url=None, now=datetime.now(UTC), extra=corpus_outlets())


def main(folder: Path) -> dict[str, Any]:
    """Measure."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    archive = Archive(folder)
    warm_up()
    at_start, started = memory()["Anonymous"], time.perf_counter()
    with (folder / "pages.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            archive.take(json.loads(line))
            archive.settle(tell=number % TELL_EACH == 0, index=number % INDEX_EACH == 0)
    archive.settle()
    wall, told = time.perf_counter() - started, archive.told()
    archive.search.close()
    archive.store.close()
    return {
        "seconds": {name: archive.seconds[name] for name in STAGES},
        "wall": wall,
        "memory": {
            "start": at_start,
            "most": archive.memory["Anonymous"],
            "proportional": archive.memory["Pss"],
        },
        "disk": {"archive": size(folder, "archive.sqlite*"), "search index": size(folder, "search/**/*")},
        "told": told,
    }


def size(folder: Path, pattern: str) -> int:
    """Bytes of the files that match."""
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())


print(json.dumps(main(Path(sys.argv[1]))))
