"""rows: rows of the tables `report` and `entry` as records."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from mirnews.model import Article, Credit, Entry, Fold, Headline, Report
from mirnews.store.codec import from_ms, unpack, unpack_mentions, unpack_repairs
from mirnews.store.port import Waiting

ALSO_IN = "(SELECT group_concat(x.section) FROM filed x WHERE x.report_id = r.id AND x.section <> r.section) AS also_in"
# entry.gap_seconds of a source's first poll: what that brings may have stood there for a day or longer.
NEVER_SECONDS = 86400
# Columns of `report r`.
HEADLINE = f"""r.id, r.title, r.lead, r.excerpt, r.outlet, r.outlet_key, r.outlet_name, r.url, r.section,
    r.published, r.first_seen, r.at, r.fold, r.relation, r.invented, r.story, r.gone_at, {ALSO_IN}"""


def seen(row: sqlite3.Row, column: str) -> datetime | None:
    """An instant column that may be NULL."""
    return None if row[column] is None else from_ms(row[column])


def waiting_of(row: sqlite3.Row) -> Waiting:
    """A whole row of `entry`."""
    return Waiting(
        key=row["key"],
        source_id=row["source_id"],
        entry=unpack(row["record"], Entry),
        canonical_url=row["canonical_url"],
        attempts=row["attempts"],
        seen_at=from_ms(row["seen_at"]),
        report_id=row["report_id"],
        holder=row["held_by"],
    )


def also_in(row: sqlite3.Row) -> tuple[str, ...]:
    """The further sections of a row with ALSO_IN."""
    return tuple(sorted(row["also_in"].split(","))) if row["also_in"] else ()


def report_of(row: sqlite3.Row) -> Report:
    """A whole row of `report r`, with ALSO_IN."""
    return Report(
        id=row["id"],
        source_id=row["source_id"],
        outlet=row["outlet"],
        outlet_name=row["outlet_name"],
        guid=row["guid"],
        url=row["url"],
        article=unpack(row["article"], Article),
        repairs=unpack_repairs(row["repairs"]),
        credit=unpack(row["credit"], Credit),
        section=row["section"],
        fold=Fold(row["fold"], row["relation"], row["copy_of"], row["containment"]),
        first_seen=from_ms(row["first_seen"]),
        published=seen(row, "published"),
        at=from_ms(row["at"]),
        changed_at=from_ms(row["changed_at"]),
        revision=row["revision"],
        visibility=row["visibility"],
        removal_reason=row["removal_reason"],
        invented=bool(row["invented"]),
        story=row["story"],
        gone_at=seen(row, "gone_at"),
        last_seen=seen(row, "last_seen"),
        topic=row["topic"],
        mentions=unpack_mentions(row["mentions"]),
        also_in=also_in(row),
    )


def headline_of(row: sqlite3.Row, copies: tuple[Headline, ...] = ()) -> Headline:
    """A row with the columns of HEADLINE."""
    return Headline(
        id=row["id"],
        title=row["title"],
        excerpt=row["excerpt"],
        outlet=row["outlet_key"],
        outlet_name=row["outlet_name"],
        url=row["url"],
        section=row["section"],
        published=seen(row, "published"),
        first_seen=from_ms(row["first_seen"]),
        at=from_ms(row["at"]),
        fold=row["fold"],
        relation=row["relation"],
        invented=bool(row["invented"]),
        lead=row["lead"],
        story=row["story"],
        gone_at=seen(row, "gone_at"),
        copies=copies,
        also_in=also_in(row),
    )
