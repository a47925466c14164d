"""page_check: what each extractor found in a page, side by side, and the skeleton of a golden case."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from mirnews.cli.lines import json_text
from mirnews.cli.page_inputs import read_page
from mirnews.cli.shapes import article_shape
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.errors import MirNewsError, Skip
from mirnews.extract.opinions import Opinion
from mirnews.fetch import Door
from mirnews.model import Article, Page

WORDS = 8  # of the beginning and the end of a body
FIELDS = ("kind", "title", "lead", "first_words", "last_words", "paragraphs", "characters", "published", "date_origin")
COMMENT = """\
# Skeleton of a golden case. The texts in it and in the page belong to others and are not to be committed: put your own
# text in their place in both files, keep the page's markup, then check every line below against the page.
"""


def page_of(place: str, url: str | None, settings: Settings) -> Page:
    """The page at an address, fetched as a poll would, or in a file or standard input (`-`).

    Raises MirNewsError, and Skip (`unreadable`) for a file that cannot be read.
    """
    if place.lower().startswith(("http://", "https://")):
        return asyncio.run(_fetched(place, settings))
    try:
        return Page(url, read_page(place))
    except OSError as error:
        raise Skip("unreadable", f"{place}: {error.strerror or error}") from None


async def _fetched(url: str, settings: Settings) -> Page:
    async with Door(settings.fetch, Clock(), contact=settings.site.contact) as door:
        response = await door.get(url, accept="page")
    return Page(response.final_url, response.body, response.content_type, response.fetched_at)


def rows_of(found: Sequence[Opinion]) -> list[dict[str, Any]]:
    """One row an extractor; `differs` names the fields that are not as in the first row, the answer."""
    rows = [_row(one) for one in found]
    return [{**row, "differs": [name for name in FIELDS if row[name] != rows[0][name]]} for row in rows]


def _row(one: Opinion) -> dict[str, Any]:
    article = one.article
    words = (article.body or "").split()
    return {
        "by": one.by if one.by != "mirnews" else f"mirnews ({article.profile})",
        "kind": article.kind,
        "title": article.title,
        "lead": article.lead,
        "first_words": " ".join(words[:WORDS]) or None,
        "last_words": " ".join(words[-WORDS:]) or None,
        "paragraphs": len(article.paragraphs),
        "characters": len(article.body or ""),
        "published": article.published.text() if article.published else None,
        "date_origin": one.date_origin,
    }


def table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The rows as lines for a person: field by field, each extractor's value, `=` where it is the answer's."""
    width = max(len(row["by"]) for row in rows)
    for field in FIELDS:
        yield field
        for index, row in enumerate(rows):
            same = index and row[field] == rows[0][field]
            value = "=" if same else "-" if row[field] is None else str(row[field])
            yield f"  {row['by']:<{width}}  {value}"


def write_golden(folder: Path, page: Page, answer: Article) -> None:
    """Write `page.html` (or `page.txt`) and `expect.toml`. Raises UsageError where the folder has something already."""
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} has files already; name a new folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ("page.txt" if answer.profile == "text" else "page.html")).write_bytes(page.body)
        (folder / "expect.toml").write_text(_expected(page, answer), encoding="utf-8")
    except OSError as error:
        raise MirNewsError("unwritable", f"{folder}: {error.strerror or error}") from None


def _expected(page: Page, answer: Article) -> str:
    shape = article_shape(answer)
    tables = {name: shape.pop(name) for name in ("images", "related")}
    del shape["body"]
    lines = [f"{name} = {_toml(value)}" for name, value in shape.items() if value]
    if page.content_type:
        lines += ["", "[page]", f"content_type = {_toml(page.content_type)}"]
    for name, items in tables.items():
        for item in items:
            lines += ["", f"[[{name}]]", *(f"{key} = {_toml(value)}" for key, value in item.items() if value)]
    return COMMENT + "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    """A string or a list of strings; JSON's strings are TOML's, but for DEL."""
    if isinstance(value, list):
        return "[\n" + "".join(f"  {_toml(item)},\n" for item in value) + "]"
    return json_text(value).replace("\x7f", "\\u007f")
