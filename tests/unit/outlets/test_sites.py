"""News domains by their system: every row, and finding one by host."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from mirnews.extract.profiles import profiles
from mirnews.outlets import is_front, site_of, sites
from mirnews.outlets.sites import OWN


def test_every_domain_has_a_system_that_pages_are_read_by() -> None:
    known = {profile.name for profile in profiles()} | {OWN}
    assert len(sites()) == 771
    assert {site.family for site in sites()} <= known
    assert [site.domain for site in sites() if site.domain != site.domain.strip().casefold()] == []


def test_every_feed_is_a_path_or_a_web_address() -> None:
    for site in sites():
        for address in site.addresses(f"https://{site.domain}/"):
            parts = urlsplit(address)
            assert parts.scheme in ("http", "https"), address
            assert parts.path.startswith("/"), address


@pytest.mark.parametrize(
    ("host", "family", "feed"),
    [
        ("khabaronline.ir", "nastooh", "/rss"),
        ("www.Khabaronline.ir", "nastooh", "/rss"),
        ("www.tabnak.ir", "iransamaneh", "/fa/rss/allnews"),
        ("sport.tabnak.ir", "iransamaneh", "/fa/rss/allnews"),
        ("ensafnews.com", "wordpress", "/feed/"),
        ("jamejamonline.ir", "iransamaneh", "/fa/rss/17"),
        ("news.mrud.ir", "nastooh", "/rss"),
    ],
)
def test_a_site_by_its_host(host: str, family: str, feed: str) -> None:
    site = site_of(host)
    assert site is not None
    assert (site.family, site.feeds[0]) == (family, feed)
    assert site.addresses("https://www.example.ir/")[0] == f"https://www.example.ir{feed}"


@pytest.mark.parametrize(
    "host", [None, "", "ir", "mrud.ir", "notkhabaronline.ir", "khabaronline.ir.example", "..", "127.0.0.1"]
)
def test_no_site(host: str | None) -> None:
    assert site_of(host) is None


def test_the_front_of_a_site() -> None:
    assert is_front("https://x.ir")
    assert is_front("https://x.ir/fa/")
    assert not is_front("https://x.ir/rss")
    assert not is_front("https://x.ir/?format=feed")
