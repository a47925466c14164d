"""telling: which reports wait for their story, which belong to one, and the line that lists it.

A story counts the changes of its reports, in the transaction that changes them, and remembers at which count it was
summed up. A killed process leaves it behind, to be summed up again, and no wrong line for good.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mirnews.model import Article, Credit, Origin, Story, StoryReport, repaired
from mirnews.store.codec import from_ms, pack, to_ms, unpack, unpack_repairs, unpack_way
from mirnews.store.connection import Connection
from mirnews.store.port import StoryOrder, Untold
from mirnews.store.rows import HEADLINE, also_in, headline_of, seen

_STORY = """s.id, s.headline, s.section, s.first_at, s.last_at, s.renewed_at, s.reports, s.independent, s.copies,
    s.relays, s.further, s.rank, s.voice, (SELECT group_concat(x.section) FROM story_section x
    WHERE x.story_id = s.id AND x.section <> s.section) AS also_in"""
# Every outlet that alone tells a story, by jumps through the index instead of a look at every story.
_VOICES = """WITH RECURSIVE voices(voice) AS (
    SELECT min(voice) FROM story WHERE reports > 0 AND voice IS NOT NULL UNION ALL
    SELECT (SELECT min(s.voice) FROM story s WHERE s.reports > 0 AND s.voice > voices.voice) FROM voices
    WHERE voices.voice IS NOT NULL)"""
_ORDERS: dict[StoryOrder, str] = {"rank": "s.rank DESC, s.id DESC", "newest": "s.renewed_at DESC, s.id DESC"}
_SHELF_ORDERS: dict[StoryOrder, str] = {
    "rank": "f.rank DESC, f.story_id DESC",
    "newest": "f.renewed_at DESC, f.story_id DESC",
}
_UNTOLD = """r.id, r.first_seen, r.outlet_key, r.outlet_name, r.publisher, r.credit, r.title, r.lead, r.at, r.story,
    r.article, r.repairs,
    CASE WHEN r.relation = 'copy' THEN r.copy_of END AS copy_of"""


class Stories:
    """The part of the port about stories."""

    _db: Connection

    def untold(self, limit: int) -> list[Untold]:
        rows = self._db.rows(
            f"SELECT {_UNTOLD} FROM report r WHERE r.story IS NULL AND r.visibility = 'shown' ORDER BY r.id LIMIT ?",
            limit,
        )
        return [_untold(row) for row in rows]

    def untold_count(self) -> int:
        row = self._db.row("SELECT count(*) AS n FROM report WHERE story IS NULL AND visibility = 'shown'")
        return int(row["n"]) if row else 0

    def told(self, *, after: int, since: datetime, limit: int) -> list[tuple[int, Untold, int]]:
        rows = self._db.rows(
            f"SELECT r.told, {_UNTOLD} FROM report r WHERE r.told > ? AND r.at >= ? ORDER BY r.told LIMIT ?",
            after,
            to_ms(since),
            limit,
        )
        return [(row["told"], _untold(row), row["story"]) for row in rows]

    def tell(self, report_id: int, story: int) -> tuple[int, int]:
        with self._db.write():
            row = self._db.row("SELECT told, story FROM report WHERE id = ? AND story IS NOT NULL", report_id)
            if row is not None:
                return row["told"], row["story"]  # another process was faster
            number = self._db.row("SELECT coalesce(max(told), 0) + 1 AS n FROM report WHERE told IS NOT NULL")
            told = int(number["n"]) if number else 1
            self._db.run("UPDATE report SET story = ?, told = ? WHERE id = ?", story, told, report_id)
            self._db.run(
                "INSERT INTO story (id) VALUES (?) ON CONFLICT (id) DO UPDATE SET changes = changes + 1", story
            )
            return told, story

    def set_way(self, report_id: int, publisher: Origin, way: Sequence[Origin]) -> None:
        self._db.run("UPDATE report SET publisher = ?, way = ? WHERE id = ?", pack(publisher), pack(way), report_id)

    def stale_stories(self, limit: int) -> list[tuple[int, int]]:
        rows = self._db.rows("SELECT id, changes FROM story WHERE summed < changes ORDER BY id LIMIT ?", limit)
        return [(row["id"], row["changes"]) for row in rows]

    def save_story(self, story_id: int, story: Story | None, *, changes: int) -> None:
        values = _columns(story) if story else {"reports": 0}
        assignments = ", ".join(f"{name} = ?" for name in values)
        with self._db.write():
            self._db.run(
                f"UPDATE story SET {assignments}, summed = ? WHERE id = ?", *values.values(), changes, story_id
            )
            self._db.run("DELETE FROM story_section WHERE story_id = ?", story_id)
            self._db.run_many(
                "INSERT INTO story_section (story_id, section, rank, renewed_at) VALUES (?, ?, ?, ?)",
                [(story_id, section, story.rank, to_ms(story.renewed_at)) for section in story.sections]
                if story
                else [],
            )

    def story_reports(self, ids: Sequence[int]) -> dict[int, list[StoryReport]]:
        rows = self._db.rows(
            f"SELECT {HEADLINE}, copy_of, containment, publisher, way, error_seconds, revision, changed_at"
            " FROM report r WHERE r.story IN (SELECT value FROM json_each(?)) AND r.visibility = 'shown'"
            " ORDER BY r.at, r.id",
            json.dumps(list(ids)),
        )
        found: dict[int, list[StoryReport]] = {story_id: [] for story_id in ids}
        for row in rows:
            found[row["story"]].append(_story_report(row))
        return found

    def story(self, story_id: int) -> Story | None:
        row = self._db.row(f"SELECT {_STORY} FROM story s WHERE s.id = ? AND s.reports > 0", story_id)
        return _story(row) if row else None

    def stories(
        self,
        *,
        section: str | None = None,
        order: StoryOrder = "rank",
        limit: int = 30,
        offset: int = 0,
    ) -> list[Story]:
        # With a query for each case the planner walks the index of that order; with `? IS NULL OR` it would scan.
        table, by = "story s WHERE s.reports > 0", _ORDERS[order]
        if section is not None:
            table = "story_section f CROSS JOIN story s ON s.id = f.story_id WHERE f.section = ?"
            by = _SHELF_ORDERS[order]
        rows = self._db.rows(
            f"SELECT {_STORY} FROM {table} ORDER BY {by} LIMIT ? OFFSET ?",
            *(() if section is None else (section,)),
            limit,
            offset,
        )
        return [_story(row) for row in rows]

    def balanced_stories(self, *, limit: int, each: int) -> list[Story]:
        rows = self._db.rows(
            f"{_VOICES} SELECT id FROM (SELECT id, rank FROM story WHERE reports > 0 AND voice IS NULL"
            " ORDER BY rank DESC, id DESC LIMIT :limit)"
            " UNION ALL SELECT s.id FROM voices v CROSS JOIN story s ON s.id IN (SELECT t.id FROM story t"
            " WHERE t.voice = v.voice AND t.reports > 0 ORDER BY t.rank DESC, t.id DESC LIMIT :each)",
            limit=limit,
            each=each,
        )
        chosen = json.dumps([row["id"] for row in rows])
        # Those above their share come last, and only where there is room for them.
        rows = self._db.rows(
            f"SELECT {_STORY}, 0 AS over FROM story s WHERE s.id IN (SELECT value FROM json_each(:chosen))"
            f" UNION ALL SELECT * FROM (SELECT {_STORY}, 1 AS over FROM story s WHERE s.reports > 0"
            f" AND s.id NOT IN (SELECT value FROM json_each(:chosen)) ORDER BY {_ORDERS['rank']} LIMIT :limit)"
            " ORDER BY over, rank DESC, id DESC LIMIT :limit",
            chosen=chosen,
            limit=limit,
        )
        return sorted(map(_story, rows), key=lambda one: (-one.rank, -one.id))

    def story_count(self) -> int:
        row = self._db.row("SELECT count(*) AS n FROM story WHERE reports > 0")
        return int(row["n"]) if row else 0


def _untold(row: sqlite3.Row) -> Untold:
    article, repairs = unpack(row["article"], Article), unpack_repairs(row["repairs"])
    paragraphs = (repaired(article, repairs, f"paragraphs.{i}").text for i in range(len(article.paragraphs)))
    return Untold(
        id=row["id"],
        first_seen=from_ms(row["first_seen"]),
        outlet=row["outlet_key"],
        outlet_name=row["outlet_name"],
        credit=None if row["publisher"] else unpack(row["credit"], Credit),
        title=row["title"] or "",
        lead=row["lead"] or "",
        body="\n\n".join(paragraphs),
        at=from_ms(row["at"]),
        copy_of=row["copy_of"],
    )


def _story_report(row: sqlite3.Row) -> StoryReport:
    publisher = unpack(row["publisher"], Origin) if row["publisher"] else None
    return StoryReport(
        headline=headline_of(row),
        story=row["story"],
        publisher=publisher or Origin(row["outlet_name"], row["outlet"], row["outlet_key"]),
        way=unpack_way(row["way"]),
        copy_of=row["copy_of"],
        containment=row["containment"],
        error_seconds=row["error_seconds"],
        revision=row["revision"],
        changed_at=from_ms(row["changed_at"]),
        gone_at=seen(row, "gone_at"),
    )


def _story(row: sqlite3.Row) -> Story:
    return Story(
        id=row["id"],
        headline=row["headline"],
        section=row["section"],
        first_at=from_ms(row["first_at"]),
        last_at=from_ms(row["last_at"]),
        renewed_at=from_ms(row["renewed_at"]),
        reports=row["reports"],
        independent=row["independent"],
        copies=row["copies"],
        relays=row["relays"],
        further=row["further"],
        rank=row["rank"],
        also_in=also_in(row),
        voice=row["voice"],
    )


def _columns(story: Story) -> dict[str, Any]:
    return {
        "headline": story.headline,
        "section": story.section,
        "first_at": to_ms(story.first_at),
        "last_at": to_ms(story.last_at),
        "renewed_at": to_ms(story.renewed_at),
        "reports": story.reports,
        "independent": story.independent,
        "copies": story.copies,
        "relays": story.relays,
        "further": story.further,
        "rank": story.rank,
        "voice": story.voice,
    }
