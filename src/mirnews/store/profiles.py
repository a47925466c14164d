"""profiles: what was learned of the pages of a site, how it does on the last of them, and pages to learn from."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from mirnews.store.codec import from_ms, to_ms
from mirnews.store.port import RawPage, SiteProfile
from mirnews.store.shelving import Shelving

TWICE = 2  # a site that taught nothing is looked at again when it has that many times the pages
_LEARNABLE = """FROM raw_page p JOIN report r ON r.id = p.report_id
    WHERE p.site = ? AND p.fetched_at >= ? AND r.visibility = 'shown'
    AND json_extract(r.article, '$.profile') IN ('generic', 'learned')
    AND p.number = (SELECT max(x.number) FROM raw_page x WHERE x.report_id = p.report_id)"""


class Profiles(Shelving):
    """The part of the port about what was learned of sites."""

    def site_profile(self, site: str) -> SiteProfile | None:
        row = self._db.row("SELECT * FROM site_profile WHERE site = ?", site)
        return _profile_of(row) if row else None

    def site_profiles(self) -> list[SiteProfile]:
        return [_profile_of(row) for row in self._db.rows("SELECT * FROM site_profile ORDER BY site")]

    def put_site_profile(self, known: SiteProfile) -> None:
        self._db.run(
            "INSERT OR REPLACE INTO site_profile (site, state, profile, pages, learned_at, since, recent)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            known.site,
            known.state,
            known.text,
            known.pages,
            to_ms(known.learned_at),
            to_ms(known.since),
            json.dumps(known.recent),
        )

    def note_read(self, site: str, length: int, *, keep: int) -> SiteProfile | None:
        with self._db.write():
            known = self.site_profile(site)
            if known is None or known.state != "used":
                return None
            recent = (*known.recent, length)[-keep:]
            self._db.run("UPDATE site_profile SET recent = ? WHERE site = ?", json.dumps(recent), site)
        return self.site_profile(site)

    def sites_to_learn(self, *, least: int) -> list[str]:
        rows = self._db.rows(
            "SELECT p.site, count(*) AS n, s.state, s.pages FROM raw_page p"
            " LEFT JOIN site_profile s ON s.site = p.site WHERE p.site <> '' GROUP BY p.site HAVING n >= ?",
            least,
        )
        return [
            row["site"]
            for row in rows
            if row["state"] is None
            or (row["state"] == "lost" and row["n"] >= row["pages"] + least)
            or (row["state"] == "refused" and row["n"] >= TWICE * row["pages"])
        ]

    def pages_to_learn(self, site: str, *, since: datetime | None, limit: int) -> list[RawPage]:
        rows = self._db.rows(
            f"SELECT p.* {_LEARNABLE} ORDER BY p.rowid DESC LIMIT ?", site, to_ms(since) if since else 0, limit
        )
        return [self._raw_page(row) for row in reversed(rows)]

    def count_pages(self, site: str) -> int:
        row = self._db.row("SELECT count(*) AS n FROM raw_page WHERE site = ?", site)
        return int(row["n"]) if row else 0

    def has_lost_profile(self, source_id: str) -> bool:
        return bool(
            self._db.row(
                "SELECT 1 FROM site_profile s WHERE s.state = 'lost' AND EXISTS (SELECT 1 FROM raw_page p"
                " JOIN report r ON r.id = p.report_id WHERE p.site = s.site AND r.source_id = ?)",
                source_id,
            )
        )


def _profile_of(row: sqlite3.Row) -> SiteProfile:
    return SiteProfile(
        site=row["site"],
        state=row["state"],
        text=row["profile"],
        pages=row["pages"],
        learned_at=from_ms(row["learned_at"]),
        since=from_ms(row["since"]),
        recent=tuple(json.loads(row["recent"])),
    )
