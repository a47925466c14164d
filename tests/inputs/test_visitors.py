"""The classes of what operators and visitors send: lists of subscriptions, searches, headers, and our own feeds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from mirnews.cli import program
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.model import Fold
from mirnews.search.query import MAX_TERMS, parse
from mirnews.sources import read
from mirnews.sources.opml import MAX_OUTLINES, opml_of
from mirnews.store import open_store
from mirnews.telling import Telling
from mirnews.web import Site
from tests.builders import a_draft, an_article
from tests.unit.web.driving import get, running

TITLE = "پل ]]> چوبی روستای نمونه* باز شد"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = open_store(Path(tmp_path_factory.mktemp("inputs")) / "archive.db")
    article = an_article(title=TITLE, paragraphs=("متن ]]> خبر* نخست.", "پایان <![CDATA[ متن*."))
    number, _ = store.save(a_draft(1, article=article), Fold(), now=datetime(2021, 9, 25, 9, tzinfo=UTC), raw=None)
    store.tell(number, number)
    Telling(store).tell()
    with running(Site(store, None, Settings(), Clock(), None)) as address:
        yield address
    store.close()


def outlines(inner: str) -> bytes:
    return f'<opml version="2.0"><body>{inner}</body></opml>'.encode()


def outline(number: int) -> str:
    return f'<outline type="rss" text="{number}" xmlUrl="https://k.example/{number}"/>'


def test_129_a_list_of_a_hundred_thousand_subscriptions_is_cut() -> None:
    found = opml_of(outlines("".join(map(outline, range(100_000)))))
    assert found.cut
    assert [source.feed_url for source in found.sources] == [f"https://k.example/{n}" for n in range(MAX_OUTLINES)]


def test_129_a_list_of_a_thousand_levels_is_cut() -> None:
    deep = '<outline text="a">' * 200 + outline(1) + "</outline>" * 200
    found = opml_of(outlines(outline(0) + deep))
    assert found.cut
    assert [source.feed_url for source in found.sources] == ["https://k.example/0"]


def test_129_a_list_that_includes_itself_is_no_subscription() -> None:
    found = opml_of(outlines('<outline type="include" text="a" url="https://k.example/self.opml"/>' + outline(1)))
    assert [source.feed_url for source in found.sources] == ["https://k.example/1"]
    assert not found.cut


def test_129_the_command_says_that_the_rest_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "long.opml"
    path.write_bytes(outlines("".join(map(outline, range(6_000)))))
    result = CliRunner().invoke(program, ["opml", "import", "--dry-run", str(path)])
    assert result.exit_code == 0
    assert "the rest is left out" in result.stderr


def test_131_a_search_of_ten_thousand_words_is_cut_or_refused(site: str) -> None:
    words = "پل چوبی " * 5_000
    assert get(f"{site}/q?q={quote(words[:10_000])}").status == 400
    assert len(parse(words).wanted) <= MAX_TERMS


@pytest.mark.parametrize(
    "path", ["/s/world?page=-1", "/s/world?page=1e9", "/s/world?page=1000000000", "/q?q=%00", "/q?q=a%00b"]
)
def test_132_parameters_that_make_no_sense_are_refused(site: str, path: str) -> None:
    answer = get(site + path)
    assert answer.status == 400
    assert "Traceback" not in answer.text


def test_133_a_forged_host_is_not_repeated(site: str) -> None:
    for path in ("/", "/index.rss", "/index.json", "/opml"):
        answer = get(site + path, host='a.example/"><script>')
        assert b"a.example" not in answer.body
        assert "a.example" not in str(answer.headers)


def test_134_forged_cookies_change_nothing(site: str) -> None:
    plain, forged = get(f"{site}/"), get(f"{site}/", cookie="lang=en; theme=dark; session=1; language='><script>")
    assert forged.body == plain.body
    assert forged.headers["set-cookie"] is None


def test_136_the_end_of_a_cdata_section_is_text_in_our_feeds(site: str) -> None:
    for ending in ("rss", "atom", "json"):
        answer = get(f"{site}/s/world.{ending}")
        feed = read(answer.body, url=f"{site}/s/world.{ending}", content_type=answer.headers["content-type"])
        assert (feed.malformed, feed.entries[0].title) == (False, TITLE)
    assert json.loads(get(f"{site}/s/world.json").body)["items"][0]["title"] == TITLE
    assert not re.search(rb"(?<!&gt;)\]\]>", get(f"{site}/s/world.rss").body)
