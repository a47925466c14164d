"""extract: takes a Page (bytes of HTML or of plain text), returns an Article that says what the page says.

    bytes ─▶ decode ─▶ tame ─┬─ no tags ─▶ bare            (line shapes)
                             └─ tags ─▶ recognise a profile ─▶ rules ─┐
                                          none fits ─▶ generic ───────┴─▶ assemble with the metadata
                                            (density of our own, trafilatura where that is unsure)

Before all that, what was learned of the page's site is tried, where the caller hands it in (`learned.py`; `learning.py`
makes such a profile of a dozen pages).

Profiles (`profiles/*.toml`) and the words that mark furniture (`marks.toml`) are data. Nothing here opens a
socket or a file of the user, and nothing raises on content: `kind` says what the page is.
"""

from __future__ import annotations

from mirnews.extract.page import extract, extract_text

__all__ = ["extract", "extract_text"]
