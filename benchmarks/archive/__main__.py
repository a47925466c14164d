"""python -m benchmarks.archive: bytes a page and a feed, with and without dictionaries, and what they cost.

The first half of each publisher's pages makes the dictionary, the other half is measured. `wide` are pages with the
furniture of large sites: a newsstand's page and made-up menus of as many kilobytes, the same on every page of the site.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

from mirnews.extract import extract
from mirnews.model import Page, Polled, Source
from mirnews.newsstand import load_world
from mirnews.newsstand.printing import Press
from mirnews.store import RawPage, open_store
from mirnews.store.bodies import dictionary_of, with_dictionary
from mirnews.store.codec import compress
from mirnews.store.furniture import furniture
from mirnews.store.shelving import texts_of
from tests.builders import NOON

LEAST = 8  # pages of a publisher, to be measured


def main() -> None:
    """Print a line for each publisher's pages, then for each one's feed."""
    print(f"{'pages of':<24} {'bytes':>7} {'alone':>7} {'shared':>7} {'times':>6} {'ms alone':>9} {'ms shared':>9}")
    for name, pages in _pages():
        _pages_line(name, pages)
    for kilobytes in (40, 100):
        name, pages = _pages()[0]
        _pages_line(f"{name} wide {kilobytes}", [_wide(page, kilobytes) for page in pages])
    print(f"{'feed of':<24} {'bytes':>7} {'alone':>7} {'shared':>7} {'times':>6}")
    for name, feeds in _feeds():
        _feeds_line(name, feeds)


def _pages() -> list[tuple[str, list[bytes]]]:
    found = []
    world = load_world()
    for paper in world.publishers:
        pieces, press = world.of(paper.id), Press(paper, "http://127.0.0.1:9")
        if len(pieces) >= LEAST:
            pages = [press.article(piece, pieces[:at]) for at, piece in enumerate(pieces)]
            found.append((f"{paper.id} ({paper.family})", pages))
    return found


def _wide(page: bytes, kilobytes: int) -> bytes:
    """The page with a menu of so many kilobytes before its end, no line of it like another."""
    lines, length = [], 0
    while length < kilobytes * 1000:
        mark = blake2b(str(len(lines)).encode(), digest_size=9).hexdigest()
        lines.append(
            f'<li class="m-{mark[:5]}"><a href="/fa/{mark}" title="{mark[::-1]}">بخش {mark[:3]}</a></li>\n'.encode()
        )
        length += len(lines[-1])
    return page.replace(b"</body>", b"".join(lines) + b"</body>")


def _pages_line(name: str, pages: Sequence[bytes]) -> None:
    half = len(pages) // 2
    articles = [extract(Page(None, page), at=NOON) for page in pages[:half]]
    content = furniture(pages[:half], [text for article in articles for text in texts_of(article)])
    measured = pages[half:]
    dictionary = dictionary_of(content, often=True)
    alone, alone_ms = _timed(compress, measured)
    shared, shared_ms = _timed(lambda page: with_dictionary(page, dictionary), measured)
    size = sum(map(len, measured)) // len(measured)
    print(
        f"{name:<24} {size:>7} {alone:>7} {shared:>7} {alone / shared:>6.2f} {alone_ms:>9.2f} {shared_ms:>9.2f}"
        f"   dictionary {len(content)}"
    )


def _timed(pack: Callable[[bytes], bytes], pages: Sequence[bytes]) -> tuple[int, float]:
    started = time.process_time()
    total = sum(len(pack(page)) for page in pages for _ in range(5))
    return total // 5 // len(pages), (time.process_time() - started) * 1000 / 5 / len(pages)


def _feeds() -> list[tuple[str, list[bytes]]]:
    world = load_world()
    found = []
    for paper in world.publishers:
        pieces, press = world.of(paper.id), Press(paper, "http://127.0.0.1:9")
        if len(pieces) >= LEAST:
            found.append((paper.id, [press.feed(pieces[:at], world.end) for at in range(1, len(pieces) + 1)]))
    return found


def _feeds_line(name: str, feeds: Sequence[bytes]) -> None:
    """A feed as it is polled after each new report."""
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "archive.sqlite")
        store.add_source(Source(name, "http://127.0.0.1:9/rss", name), now=NOON)
        for minute, body in enumerate(feeds):
            raw = RawPage(None, None, NOON + timedelta(minutes=minute), body)
            store.record_poll(Polled(name, next_due=NOON), (), now=NOON, raw=raw)
        (space,) = store.space()
        store.close()
    alone = sum(len(compress(body)) for body in feeds) // len(feeds)
    shared = (space.kept + space.dictionaries) // len(feeds)
    size = space.size // len(feeds)
    print(f"{name:<24} {size:>7} {alone:>7} {shared:>7} {alone / shared:>6.2f}")


main()
