"""golden: takes the folder of golden pages, returns each page with what must come out of it, field by field.

A case is `tests/golden/NAME/page.html` (or `page.txt`) with `expect.toml`. Keys of `expect.toml` are fields of the
command `page extract` and `canonical_url`; a field that is not named must come out empty. `[page]` may give the
`content_type` of the page's header.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mirnews.model import Article, Page

GOLDEN = Path(__file__).parents[2] / "tests" / "golden"
AT = datetime(2023, 1, 1, tzinfo=UTC)  # all golden pages were "fetched" then
SCALARS = (
    "kind",
    "profile",
    "url",
    "canonical_url",
    "amp_url",
    "short_url",
    "site_name",
    "title",
    "kicker",
    "lead",
    "published",
    "updated",
    "section",
    "source_line",
    "language",
)
LISTS = ("paragraphs", "kinds", "authors", "tags", "images", "related")


@dataclass(frozen=True, slots=True)
class Case:
    """One golden page: its bytes as a Page, and every field as it must come out."""

    name: str
    page: Page
    expected: dict[str, Any]


def cases(folder: Path = GOLDEN) -> list[Case]:
    """Every case of the folder, by name."""
    return [_case(path.parent) for path in sorted(folder.glob("*/expect.toml"))]


def _case(folder: Path) -> Case:
    said = tomllib.loads((folder / "expect.toml").read_text(encoding="utf-8"))
    body = next(folder.glob("page.*")).read_bytes()
    expected = {name: said.get(name) for name in SCALARS} | {name: said.get(name, []) for name in LISTS}
    return Case(folder.name, Page(said.get("url"), body, said.get("page", {}).get("content_type")), expected)


def fields(article: Article) -> dict[str, Any]:
    """The fields of an article in the form of `expect.toml`."""
    found: dict[str, Any] = {name: getattr(article, name) for name in SCALARS}
    found |= {name: list(getattr(article, name)) for name in ("paragraphs", "kinds", "authors", "tags")}
    found["published"] = article.published.text() if article.published else None
    found["updated"] = article.updated.text() if article.updated else None
    found["images"] = [
        _named({"url": image.url, "caption": image.caption, "credit": image.credit}) for image in article.images
    ]
    found["related"] = [_named({"title": link.title, "url": link.url}) for link in article.related]
    return found


def _named(item: dict[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in item.items() if value is not None}
