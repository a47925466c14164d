"""targets: what is fuzzed: for each reader its own inputs to damage, and the call that must bear them.

A call returns normally or raises one of our errors; an answer that breaks its promise is a ValueError.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from mirnews.credit import read_credit
from mirnews.errors import MirNewsError
from mirnews.extract import extract
from mirnews.model import Page
from mirnews.newsstand import load_world
from mirnews.newsstand.printing import Press
from mirnews.persian import repair
from mirnews.sources import read
from mirnews.urls import canonical

ROOT = Path(__file__).parents[1]
AT = datetime(2023, 1, 1, tzinfo=UTC)
SITE = "http://newsstand.invalid"
KINDS = ("article", "listing", "blocked", "other")
ADDRESSES = (
    "https://www.a.example/news/123/نام-خبر?utm_source=x&id=7#top",
    "HTTP://user:pw@[::1]:8080/a/../b?x=%zz",
    "//b.example/amp/",
    "http://۱۲۷.0.0.1/",
    "https://xn--mgba.example./fa/?p=12&page=3",
    "javascript:alert(1)",
    "http://0x7f.1/%2e%2e/",
    "https://a.example/;jsessionid=1?q=a+b&q=c",
)


@dataclass(frozen=True, slots=True)
class Target:
    """A reader under test; `load` gives its inputs before damage, `most` is how many
    bytes one may have.
    """

    name: str
    load: Callable[[], list[bytes]]
    call: Callable[[bytes], object]
    most: int = 2_000_000


def pages() -> list[bytes]:
    """Every golden page and every page of the newsstand."""
    golden = [path.read_bytes() for path in sorted((ROOT / "tests" / "golden").glob("*/page.*"))]
    world = load_world()
    papers = {paper.id: paper for paper in world.publishers}
    pieces = [Press(papers[one.publisher], SITE).article(one, world.of(one.publisher)) for one in world.pieces]
    return golden + pieces


def feeds() -> list[bytes]:
    """Every feed of the newsstand, and the cases of the feed evals."""
    world = load_world()
    fed = [paper for paper in world.publishers if paper.kind == "feed"]
    cases = [path.read_bytes() for path in sorted((ROOT / "evals" / "sources" / "cases").rglob("*")) if path.is_file()]
    return [Press(paper, SITE).feed(world.of(paper.id), world.end) for paper in fed] + cases


@cache
def _texts() -> tuple[bytes, ...]:
    return tuple(
        "\n\n".join(filter(None, (one.title, one.lead, *one.paragraphs))).encode() for one in load_world().pieces
    )


def texts() -> list[bytes]:
    """Every report of the newsstand as plain text."""
    return list(_texts())


def _extract(body: bytes) -> None:
    if extract(Page("https://a.example/news/1", body), at=AT).kind not in KINDS:
        raise ValueError("a kind that there is not")


def _feed(body: bytes) -> None:
    read(body, url="https://a.example/rss", at=AT)


def _url(body: bytes) -> None:
    text = body.decode("utf-8", "replace")
    once = canonical(text, "https://a.example/")
    if canonical(once) != once:
        raise ValueError("a canonical address has another canonical form")


def _credit(body: bytes) -> None:
    title, _, rest = body.decode("utf-8", "replace").partition("\n\n")
    lead, _, text = rest.partition("\n\n")
    found = read_credit(outlet="mehrnews", outlet_name=None, title=title, lead=lead, body=text, source_line=title[:60])
    fields = {"title": title, "lead": lead, "body": text, "source_line": title[:60]}
    for link in found.chain:
        if any(fields[one.field][one.start : one.end] != one.text for one in link.evidence):
            raise ValueError("evidence that does not stand where it says")


def _repair(body: bytes) -> None:
    text = body.decode("utf-8", "replace")
    found = repair(text)
    if found.original != text or any(text[one.start : one.end] != one.before for one in found.edits):
        raise ValueError("the untouched text cannot be had back")


TARGETS = {
    one.name: one
    for one in (
        Target("extract", pages, _extract),
        Target("feed", feeds, _feed),
        Target("url", lambda: [address.encode() for address in ADDRESSES], _url),
        Target("credit", texts, _credit, most=300_000),
        Target("repair", texts, _repair, most=300_000),
    )
}


def verdict(call: Callable[[bytes], object], body: bytes) -> str | None:
    """What is wrong with how a call bears an input, in one line; None where it bears it."""
    try:
        call(body)
    except MirNewsError:
        return None
    except Exception as error:
        return f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"
    return None
