"""bare: plain text of a page whose tags are gone, read by the shape of its lines. Pure.

میرنیوز                         first short line: the site's name, never the title
(a second short line)           the title; without one the title stays unknown
(a line that is a date)
long lines                      paragraphs
منبع : خبرگزاری مهر             source line
short lines                     headlines of other pages
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mirnews.extract import lines
from mirnews.extract.dates import DateReader
from mirnews.model import Article, Link, When

MAX_LINES = 20_000
MAX_SITE = 40  # characters
MAX_SITE_WORDS = 5
MIN_PARAGRAPH = 100  # characters from which a line is a paragraph even without a full stop
MIN_RUN = 3  # short lines at the foot of a text without source line that make a list
MAX_DATE = 70
MIN_LIST = 5
_CLOCK = re.compile(r"^\d{1,2}:\d\d(?:\s*[-–|،]\s*|\s+|$)|(?:^|\s*[-–|،]\s*|\s+)\d{1,2}:\d\d$")  # of a headline's time


@dataclass(frozen=True, slots=True)
class _Head:
    site: str | None
    title: str | None
    kicker: str | None
    published: When | None


def read_bare(text: str, *, url: str | None, at: datetime) -> Article:
    """An Article of profile `text`; `listing` when there are only headlines, `other` when there is nothing to read."""
    found = [line for raw in text.split("\n")[:MAX_LINES] if lines.has_words(line := lines.folded(raw))]
    found = [line for line in found if not (lines.is_end_mark(line) or lines.is_furniture(line))]
    text_lines, source, after = _split_at_source(found)
    head_size = next((i for i, line in enumerate(text_lines) if _is_paragraph(line)), None)
    if head_size is None:
        return _without_text(found, url)
    head = _read_head(text_lines[:head_size], DateReader(at))
    body = text_lines[head_size:]
    body, run = _split_at_run(body) if not after else (body, [])
    shorts = (_CLOCK.sub("", line) for line in after or run if lines.is_short(line) and not lines.is_more(line))
    headlines = [line for line in shorts if any(map(str.isalpha, line))]
    return Article(
        kind="article",
        profile="text",
        url=url,
        site_name=head.site,
        title=head.title,
        kicker=head.kicker,
        paragraphs=tuple(text for line in body if (text := lines.without_end_mark(line)) and not lines.is_more(text)),
        published=head.published,
        source_line=source,
        source_text=next((line for line in found if source and lines.source_name(line) == source), None),
        related=tuple(map(Link, headlines)),
    )


def _is_paragraph(line: str) -> bool:
    return len(line) >= MIN_PARAGRAPH or (lines.ends_sentence(line) and line.count(" ") >= 6)


def _split_at_source(found: list[str]) -> tuple[list[str], str | None, list[str]]:
    """Lines before the source line, its name, lines after. A label alone takes the next line as its name.

    The first source line below a paragraph counts. One above all text is taken out and nothing is after it.
    """
    above: tuple[list[str], str | None, list[str]] = (found, None, [])
    seen_text = False
    for index, line in enumerate(found):
        name, size = lines.source_name(line), 1
        if name == "" and index + 1 < len(found) and lines.is_short(found[index + 1]):
            name, size = found[index + 1], 2
        if name is None and seen_text:
            name = lines.loose_source_name(line)
        if name and seen_text:
            return found[:index], name, found[index + size :]
        if name and above[1] is None:
            above = (found[:index] + found[index + size :], name, [])
        seen_text = seen_text or _is_paragraph(line)
    return above


def _split_at_run(found: list[str]) -> tuple[list[str], list[str]]:
    """Paragraphs, and the run of headlines at the foot of a text without source line."""
    start = len(found)
    while start and not _is_paragraph(found[start - 1]):
        start -= 1
    if len(found) - start < MIN_RUN:
        return found, []
    return found[:start], found[start:]


def _read_head(found: Sequence[str], dates: DateReader) -> _Head:
    """Short lines above the text. Two: site and title; a third between them is the kicker; one alone is the site."""
    published: When | None = None
    kept: list[str] = []
    for line in found:
        when = dates.read(line) if len(line) <= MAX_DATE and any(c.isdigit() for c in line) else None
        if when is None:
            kept.append(line)
        elif published is None or (when.is_instant and not published.is_instant):
            published = when
    site = kept.pop(0) if kept and _may_be_site(kept[0], alone=len(kept) == 1) else None
    title = kept.pop() if kept else None
    return _Head(site, title, kept[-1] if kept else None, published)


def _may_be_site(line: str, *, alone: bool) -> bool:
    """Is the first line a name? A long one is only with a word such as «خبرگزاری», or with a title below it."""
    if lines.is_site_name(line):
        return True
    fits = len(line) <= MAX_SITE and line.count(" ") < MAX_SITE_WORDS
    return fits and not lines.ends_sentence(line) if alone else len(line) <= 2 * MAX_SITE


def _without_text(found: Sequence[str], url: str | None) -> Article:
    is_list = len(found) >= MIN_LIST and all(map(lines.is_short, found))
    return Article(kind="listing" if is_list else "other", profile="text", url=url)
