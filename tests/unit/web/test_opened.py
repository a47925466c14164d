"""An opened page shows the headlines that stood under it, grouped; a polled one does not."""

from __future__ import annotations

from mirnews import desk
from mirnews.model import Fold, Link, Source
from mirnews.store import open_store
from tests.builders import NOON, an_article
from tests.unit.web.conftest import site_of
from tests.unit.web.driving import get, running


def test_related_headlines_are_grouped_under_an_opened_page_only() -> None:
    titles = ("پل نوآباد* گشوده شد", "باران در راه است", "شهردار: پل نوآباد* گشوده شد")
    article = an_article(title=None, published=None, related=tuple(Link(title) for title in titles))
    store = open_store(":memory:")
    for number, source in enumerate((desk.OPENED, "polled")):
        url = f"http://a.ir/{number}"
        made = desk.draft(article, None, Source(source, "", "نارون*"), url=url, canonical_url=url, now=NOON)
        store.save(made, Fold(), now=NOON, raw=None)
    with running(site_of(store, None)) as address:
        opened, polled = get(f"{address}/a/1").text, get(f"{address}/a/2").text
    assert "۳ تیتر، در ۲ خبر" in opened
    assert "۱ تیتر دیگر از همین خبر" in opened
    assert titles[1] not in polled
    store.close()
