"""Every page of the running newsstand says, when it is read, exactly what its publisher printed."""

from __future__ import annotations

import aiohttp

from mirnews.extract import extract
from mirnews.model import Article, Page
from mirnews.newsstand import END, Newsstand
from mirnews.newsstand.damage import as_printed
from mirnews.newsstand.records import Piece
from mirnews.newsstand.world import load_world
from tests.unit.newsstand.conftest import fetch, visit

WORLD = load_world()
FAMILIES = {one.id: one.family for one in WORLD.publishers}


def articles() -> list[tuple[Piece, Article]]:
    """Every piece that has a page in the end, as printed, and what was read from it."""

    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> list[tuple[Piece, Article]]:
        found = []
        for name, stand in newsstand.stands.items():
            for piece in stand.visible():
                if not piece.missing:
                    url = newsstand.url_of(name, piece.id)
                    status, body, content_type = await fetch(client, url)
                    assert status == 200, url
                    found.append((as_printed(piece), extract(Page(url, body, content_type), at=END)))
        return found

    return visit(work)


READ = articles()


def test_texts_are_exact() -> None:
    assert len(READ) > 0.9 * len(WORLD.pieces)
    for piece, article in READ:
        said = (article.kind, article.title, article.lead, article.paragraphs, article.kicker)
        assert said == ("article", piece.title, piece.lead, piece.paragraphs, piece.kicker), piece.key


def test_facts_are_exact() -> None:
    for piece, article in READ:
        assert article.published is not None
        said = (article.published.instant, article.section, article.tags, article.source_line, article.authors)
        assert said == (piece.published, piece.section, piece.tags, piece.source_line, piece.authors), piece.key


def test_each_is_read_by_the_rules_of_its_system() -> None:
    for piece, article in READ:
        assert article.profile == FAMILIES[piece.publisher], piece.key


def test_related_headlines_are_read_and_lead_to_pages() -> None:
    counts = dict.fromkeys(FAMILIES, 0)
    for piece, article in READ:
        counts[piece.publisher] = max(counts[piece.publisher], len(article.related))
        assert all(link.url and link.url.startswith("http://127.0.0.1:") for link in article.related), piece.key
    assert all(count >= 3 for count in counts.values()), counts
    assert counts["gozargah"] == 30


def test_headlines_of_others_lead_to_their_publishers() -> None:
    article = next(read for piece, read in reversed(READ) if piece.publisher == "gozargah")

    async def work(newsstand: Newsstand, client: aiohttp.ClientSession) -> int:
        base, led = newsstand.publisher("gozargah").url, 0
        assert (await fetch(client, f"{base}/go/nobody/1"))[0] == 404
        for path in ((link.url or "").split("/", 3)[3] for link in article.related):
            if path.startswith("go/"):
                async with client.get(f"{base}/{path}", allow_redirects=False) as answer:
                    publisher, number = path.removeprefix("go/").split("/")
                    assert answer.status == 302
                    assert newsstand.number_at(publisher, answer.headers["Location"]) == int(number)
                led += 1
        return led

    assert visit(work) > 20


def test_an_edit_is_dated_where_the_system_prints_it() -> None:
    for piece, article in READ:
        if piece.edited and FAMILIES[piece.publisher] in ("nastooh", "iransamaneh", "wordpress", "sputnik"):
            assert article.updated is not None, piece.key
            assert article.updated.instant == piece.edited, piece.key
