"""What the head of a page says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mirnews.extract.dates import DateReader
from mirnews.extract.metadata import clean_site_name, read_metadata, split_tags
from mirnews.extract.tree import parse

from .pages import PARAGRAPH, nastooh, read

TEXT = f"<p>{PARAGRAPH}</p>"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("خبرگزاری مهر | اخبار ایران و جهان | Mehr News Agency", "خبرگزاری مهر"),
        ("Mehr News Agency | خبرگزاری مهر", "خبرگزاری مهر"),
        ("روزنامه «شرق»", "روزنامه «شرق»"),
        ("BBC News", "BBC News"),
        ("https://www.example.com", None),
        (" | ", None),
    ],
)
def test_clean_site_name(said: str, name: str | None) -> None:
    assert clean_site_name(said) == name


def test_tags_are_split_at_persian_and_latin_commas() -> None:
    assert split_tags(["مالی، روسیه,فرانسه", "#مالی"]) == ("مالی", "روسیه", "فرانسه")


def published(head: str) -> str | None:
    when = read(nastooh(TEXT, head=head)).published
    return when.text() if when else None


def meta(content: str, name: str = "article:published_time") -> str:
    return f'<meta property="{name}" content="{content}">'


def test_jsonld_comes_before_metas() -> None:
    node = '{"@type":"NewsArticle","datePublished":"2021-09-25T13:10:00+03:30"}'
    script = f'<script type="application/ld+json">{node}</script>'
    assert published(meta("2021-09-25T09:45:00Z") + script) == "2021-09-25T13:10:00+03:30"


def test_iso_meta_comes_before_jalali_meta() -> None:
    both = meta("۱۴۰۰/۰۷/۰۳ - ۱۳:۱۵") + meta("2021-09-25T09:40:00Z", "datePublished")
    assert published(both) == "2021-09-25T09:40:00+00:00"


def test_an_hour_is_better_than_a_day() -> None:
    assert published(meta("2021-09-25") + meta("۱۴۰۰/۰۷/۰۳ - ۱۳:۱۵", "pubdate")) == "2021-09-25T13:15+03:30"
    assert published(meta("2021-09-25")) == "2021-09-25"


def test_midnight_gives_way_to_another_time_of_its_day() -> None:
    reader = DateReader(datetime(2022, 1, 1, tzinfo=UTC))
    best = reader.best(["2021-09-25T00:00:00+03:30", "۱۴۰۰/۰۷/۰۳ - ۱۳:۱۵"])
    assert best is not None
    assert best.text() == "2021-09-25T13:15+03:30"


def test_no_date_is_made_up() -> None:
    assert published(meta("فردا شاید")) is None
    assert published(meta("2999-01-01T00:00:00Z")) is None
    assert (
        read(nastooh(TEXT + "<p>این خانه در ۳ مهر ۱۴۰۰ ساخته شده بود و هنوز هم سر پا مانده است.</p>")).published is None
    )


@pytest.mark.parametrize(
    ("href", "canonical"),
    [
        ("/news/1/slug?utm_source=a", "https://www.sepidar.example/news/1/slug"),
        ("https://sepidar.example/news/1/slug", "https://sepidar.example/news/1/slug"),
        ("/", None),
        ("https://other.example/news/1", None),
        ("http://[", None),
    ],
)
def test_canonical_address(href: str, canonical: str | None) -> None:
    tree = parse(f'<head><link rel="canonical" href="{href}"></head>')
    assert read_metadata(tree, "https://www.sepidar.example/news/1").canonical == canonical


def test_authors_without_the_site_and_without_nobody() -> None:
    head = meta("سپیدار* | Sepidar", "og:site_name") + "".join(
        meta(name, "article:author")
        for name in ("پونه کاشی*", "سپیدار*", "admin", "https://a.example/p", "مینا بلوطی*|پونه کاشی*")
    )
    assert read(nastooh(TEXT, head=head)).authors == ("پونه کاشی*", "مینا بلوطی*")


def test_the_site_name_is_never_the_title() -> None:
    head = f"<title>سپیدار*</title>{meta('سپیدار*', 'og:site_name')}"
    article = read(f"<html><head>{head}</head><body><div>{TEXT * 4}</div></body></html>")
    assert (article.site_name, article.title) == ("سپیدار*", None)


def test_language_of_the_letters_beats_the_template() -> None:
    page = nastooh(TEXT * 4).replace('lang="fa"', 'lang="en"')
    assert read(page).language == "fa"


def test_links_without_a_base_have_no_address() -> None:
    page = nastooh(TEXT + "<p>منبع: تیراژه*</p><p><a href='/n/1'>پلی تازه باز شد</a></p>")
    assert [link.url for link in read(page, url=None).related] == [None]
    assert [link.url for link in read(page).related] == ["https://sepidar.example/n/1"]
