from __future__ import annotations

from mirnews.publish.opml import subscriptions
from mirnews.sources.opml import read_opml
from tests.builders import a_source


def test_feeds_are_subscriptions_and_other_sources_are_not() -> None:
    sources = [
        a_source(id="feed", url="https://e.ir/rss", name="نمونه*", section="sport"),
        a_source(id="map", url="https://e.ir/sitemap.xml", kind="sitemap"),
        a_source(id="list", url="https://e.ir/", kind="listing"),
    ]
    (one,) = read_opml(subscriptions(sources, "میرنیوز"))
    assert (one.title, one.feed_url) == ("نمونه*", "https://e.ir/rss")
    assert (one.site_url, one.groups) == ("https://e.ir/", ("ورزش",))
