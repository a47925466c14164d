"""Heads of pages as systems really write them: which article, which instant, who, and other addresses of the page."""

from __future__ import annotations

import html
import json

import pytest

from mirnews.extract.media import split_credit
from mirnews.model import Image
from tests.unit.extract.pages import PARAGRAPH, nastooh, read

TITLE = "پلی تازه در «چشمه\u200cسار*»"


def script(*blocks: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(b, ensure_ascii=False)}</script>' for b in blocks)


def news(headline: str, published: str, **more: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": headline, "datePublished": published, **more}


def seen(text: str) -> str:
    return f"<p>{PARAGRAPH}</p></div></div><div class=item-date><span>{text}</span></div><div><div>"


def test_an_article_of_a_list_before_the_page_s_own_is_not_taken() -> None:
    other = {"@type": "ItemList", "itemListElement": [news("رقابت قایق\u200cرانان «نیلاب*»", "2021-01-01T10:00:00Z")]}
    own = news(TITLE, "2022-09-27T08:05:00+03:30")
    for head in (script(other, own), script(own, other), script([other, own])):
        article = read(nastooh(f"<p>{PARAGRAPH}</p>", head=head))
        assert article.published is not None
        assert article.published.text() == "2022-09-27T08:05:00+03:30"


def test_without_a_headline_that_fits_the_address_decides() -> None:
    head = script(
        news("x", "2021-01-01T10:00:00Z"), news("y", "2022-09-27T08:05:00Z", url="https://sepidar.example/news/1/")
    )
    article = read(nastooh(f"<p>{PARAGRAPH}</p>", head=head.replace("<script", "<script data-x", 1)))
    assert article.published is not None
    assert article.published.text() == "2022-09-27T08:05:00+00:00"


def test_json_that_was_escaped_as_html_is_read() -> None:
    said = html.escape(json.dumps(news(TITLE, "2022-09-27T08:05:00+03:30", author={"name": "آزمون\u200cگر*"})))
    article = read(nastooh(f"<p>{PARAGRAPH}</p>", head=f'<script type="application/ld+json">{said}</script>'))
    assert article.published is not None
    assert article.published.text() == "2022-09-27T08:05:00+03:30"
    assert article.authors == ("آزمون\u200cگر*",)


@pytest.mark.parametrize(
    ("said", "visible", "instant"),
    [
        ("2022-09-27T08:05:00Z", "۵ مهر ۱۴۰۱ - ۰۸:۰۵", "2022-09-27T08:05+03:30"),  # local time with a Z
        ("2022-06-27T08:05:00+03:30", "۶ تیر ۱۴۰۱ - ۰۸:۰۵", "2022-06-27T08:05+04:30"),  # the offset of winter in summer
        ("2022-09-27T04:35:00Z", "۵ مهر ۱۴۰۱ - ۰۸:۰۵", "2022-09-27T04:35:00+00:00"),  # right, so kept as printed
        (
            "2022-09-27T08:05:00+02:00",
            "۵ مهر ۱۴۰۱ - ۰۸:۰۵",
            "2022-09-27T08:05:00+02:00",
        ),  # an offset nobody prints by mistake
        ("1970-01-01T00:00:00Z", "۵ مهر ۱۴۰۱ - ۰۸:۰۵", "2022-09-27T08:05+03:30"),
        ("2022-09-27T08:05:00Z[UTC]", "", "2022-09-27T08:05:00+00:00"),
        ("1401-07-05T08:05:00+03:30", "", "2022-09-27T08:05:00+03:30"),
    ],
)
def test_which_instant(said: str, visible: str, instant: str) -> None:
    article = read(nastooh(seen(visible), head=script(news(TITLE, said))))
    assert article.published is not None
    assert article.published.text() == instant


def test_a_host_of_afghanistan_has_its_own_zone() -> None:
    page = nastooh(seen("۵ میزان ۱۴۰۱ - ۰۸:۰۵").replace("میزان", "مهر"))
    for url, offset in (("https://azmoon.example.af/1", "+04:30"), ("https://azmoon.example/1", "+03:30")):
        published = read(page, url).published
        assert published is not None
        assert published.text() == f"2022-09-27T08:05{offset}"


def test_microdata_speaks_where_nothing_else_does_and_only_once() -> None:
    said = (
        '<div itemscope><span itemprop="author" itemscope><b itemprop="name">نویسنده: آزمون\u200cگر*</b></span>'
        '<i itemprop="articleSection">علم</i><time itemprop="dateModified" datetime="2022-09-28T08:05:00Z"></time>'
        '<time itemprop="datePublished" datetime="2022-09-27T08:05:00Z"></time><a itemprop="keywords">یک</a>'
        '<a itemprop="keywords">دو، سه</a></div>'
    )
    article = read(nastooh(f"<p>{PARAGRAPH}</p>") + said)
    assert (article.authors, article.section, article.tags) == (("آزمون\u200cگر*",), "علم", ("یک", "دو", "سه"))
    assert article.published is not None
    assert article.updated is not None
    assert (article.published.text()[:10], article.updated.text()[:10]) == ("2022-09-27", "2022-09-28")
    twice = read(
        nastooh(f"<p>{PARAGRAPH}</p>") + said + said.replace("2022-09-27", "2022-09-26").replace("علم", "ورزش")
    )
    assert (twice.published, twice.section) == (None, None)


def test_other_addresses_of_the_page_are_kept() -> None:
    head = '<link rel="amphtml" href="/amp/1/x"><link rel="shortlink" href="https://sepidar.example/x1">'
    article = read(nastooh(f"<p>{PARAGRAPH}</p>", head=head))
    assert (article.amp_url, article.short_url) == ("https://sepidar.example/amp/1/x", "https://sepidar.example/x1")


@pytest.mark.parametrize(
    ("caption", "text", "credit"),
    [
        ("اسکله\u200cی «نیلاب*» / عکس: آزمون\u200cگر*", "اسکله\u200cی «نیلاب*»", "آزمون\u200cگر*"),
        ("عکاس: آزمون\u200cگر*", "", "آزمون\u200cگر*"),
        ("اسکله (Photo: Tester*)", "اسکله", "Tester*"),
        (
            "او گفت این عکس: یک دروغ بزرگ و ساختگی است که آن را دوست ندارم",
            "او گفت این عکس: یک دروغ بزرگ و ساختگی است که آن را دوست ندارم",
            None,
        ),
        ("برعکس: نه", "برعکس: نه", None),
        ("اسکله", "اسکله", None),
    ],
)
def test_who_took_a_picture(caption: str, text: str, credit: str | None) -> None:
    assert split_credit(caption) == (text, credit)


def test_a_credit_beside_a_caption() -> None:
    caption = '<figcaption>اسکله <span class="credit">عکس: آزمون\u200cگر*</span></figcaption>'
    figure = f'<figure><img src="/a.jpg">{caption}</figure>'
    article = read(nastooh(f"{figure}<p>{PARAGRAPH}</p>"))
    assert article.images == (Image("https://sepidar.example/a.jpg", "اسکله", "آزمون\u200cگر*"),)


def test_kinds_of_paragraphs() -> None:
    body = (
        f"<p>{PARAGRAPH}</p><h2>سرفصل</h2><ul><li>نخست</li><li>دوم</li></ul>"
        "<blockquote><p>گفته\u200cای کوتاه.</p></blockquote>"
        f"<table><tr><td>نام</td><td>شمار</td></tr><tr><td>الف</td><td>۱</td></tr></table><p>{PARAGRAPH}</p>"
    )
    article = read(nastooh(body))
    assert article.kinds == ("text", "heading", "item", "item", "quote", "row", "row", "text")
    assert article.paragraphs[5:7] == ("نام شمار", "الف ۱")
    assert read(nastooh(f"<table><tr><td><p>{PARAGRAPH}</p></td></tr></table>")).kinds == ()


def test_a_headline_between_paragraphs_is_another_page_s_but_a_list_of_links_is_the_text() -> None:
    link = '<p><a href="/news/2/x">رقابت قایق\u200cرانان در دریاچه «نیلاب*»</a></p>'
    article = read(nastooh(f"<p>{PARAGRAPH}</p>{link}<p>{PARAGRAPH}</p>"))
    assert article.paragraphs == (PARAGRAPH, PARAGRAPH)
    assert [found.url for found in article.related] == ["https://sepidar.example/news/2/x"]
    many = "".join(f'<p><a href="/n/{n}">خبر شماره {n} از دریاچه «نیلاب*»</a></p><p>{PARAGRAPH}</p>' for n in range(4))
    assert len(read(nastooh(f"<p>{PARAGRAPH}</p>{many}")).paragraphs) == 9


def test_an_album_without_a_text_has_its_pictures() -> None:
    page = (
        '<html><head><meta name="generator" content="www.nastooh.ir"><meta property="og:type" content="article">'
        "</head><body>"
        '<article id="item"><div class="item-title"><h1 class="title">آیین گلاب\u200cگیری «بافه*»</h1></div>'
        '<p class="introtext">خلاصه\u200cای برای این گزارش تصویری.</p><section class="photoGall"><ul>'
        '<li><figure><img src="/1.jpg"></figure></li><li><figure><img src="/2.jpg"></figure></li></ul></section>'
        "</article>"
    )
    article = read(page)
    assert (article.kind, article.profile, article.paragraphs) == ("article", "nastooh", ())
    assert article.lead == "خلاصه\u200cای برای این گزارش تصویری."
    assert [image.url[-5:] for image in article.images] == ["1.jpg", "2.jpg"]
