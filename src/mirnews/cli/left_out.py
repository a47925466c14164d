"""left_out: what an import says of the records that it left out, and of files, so that a terminal may have it."""

from __future__ import annotations

from pathlib import Path

LEFT_OUT = {
    "address": "records of no web page: no http address, or one that cannot be",
    "bad_feed": "feeds that cannot be read",
    "challenge_page": "pages that ask for a proof of being human",
    "fault": "pages that MirNews failed at; please report it",
    "filtered": "pages of the filter in place of an article",
    "geo_blocked": "refusals of this country in place of an article",
    "kind": "records of another type than pages and feeds: images, styles, scripts",
    "login_page": "login pages in place of an article",
    "missing_page": "pages that say there is no such article",
    "no_text": "pages without the text of an article: lists, front pages, videos",
    "page_blocked": "barriers in place of an article",
    "redirect": "answers that lead elsewhere",
    "removed": "pages of reports that were purged here",
    "revisit": "records that only refer to another one",
    "robots": "robots.txt files",
    "status": "answers of an error",
    "too_large": "bodies over fetch.max_bytes",
}


def shown(path: str | Path) -> str:
    """A file's name without what a terminal would obey."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(path))
