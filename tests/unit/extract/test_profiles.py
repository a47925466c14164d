"""Profiles are data; what is wrong in them should be loud."""

from __future__ import annotations

from itertools import groupby

import pytest

from mirnews.extract.profiles import of_host, overlays, profiles, read_overlay, read_profile, read_profiles, recognised
from mirnews.extract.tree import parse
from mirnews.outlets import site_of
from tests.unit.extract.pages import PARAGRAPH, nastooh, read

GOOD = 'name = "x"\nversion = "2026-11-24"\npriority = 1\nrecognise = [["body"]]\n[fields]\ntitle = ["h1"]\n'


def test_every_selector_is_one_the_parser_knows() -> None:
    tree = parse("<p>x")
    for profile in profiles():
        selectors = [*profile.drop, *profile.listing, *(s for group in profile.recognise for s in group)]
        for selector in [*selectors, *(s for field in profile.fields.values() for s in field)]:
            tree.css(selector)


def test_profiles_are_tried_from_the_certain_to_the_vague() -> None:
    names = [name for name, _ in groupby(profiles(), key=lambda profile: profile.name)]
    assert len(names) == len(set(names))
    assert names[:5] == ["isna", "nastooh", "iransamaneh", "asam", "tasnim"]
    assert names.index("websamaneh") < names.index("wordpress") < names.index("drupal")
    assert names[-2:] == ["outlet", "aggregator"]
    assert [profile.name for profile in recognised(parse("<p>x"))] == [profiles()[-1].name]


def test_a_footer_that_names_a_system_does_not_decide() -> None:
    tree = parse("<body><div class=body>x</div><div class=news_path></div><footer>طراحی و تولید: نستوه</footer>")
    assert [profile.name for profile in recognised(tree)] == ["iransamaneh", "aggregator"]


def test_an_unknown_field_is_refused() -> None:
    assert read_profile(GOOD).fields == {"title": ("h1",)}
    with pytest.raises(ValueError, match="titel"):
        read_profile(GOOD + 'titel = ["h2"]\n')


VERSIONS = (
    GOOD
    + """lead = [".old"]
[[versions]]
since = "2019"
[versions.fields]
body = [".text"]
[[versions]]
since = "2023-04"
zone = "UTC"
[versions.fields]
lead = [".new"]
"""
)


def test_versions_are_tried_from_the_newest_and_say_only_what_differs() -> None:
    newest, oldest = read_profiles(VERSIONS)
    assert (newest.since, newest.zone, newest["lead"], newest["body"]) == ("2023-04", "UTC", (".new",), ())
    assert (oldest.since, oldest.zone, oldest["lead"], oldest["body"]) == ("2019", "Asia/Tehran", (".old",), (".text",))
    assert read_profile(VERSIONS) == newest
    assert newest["title"] == oldest["title"] == ("h1",)


def test_the_version_that_fits_the_page_wins() -> None:
    title = "<div class=b-article__header-title><h1>سرخط «آزمون*»</h1></div>"
    old = f"<div class=b-article>{title}<div class=b-article__text>"
    new = "<div class=article><h1 class=article__title>سرخط «آزمون*»</h1><div class=article__body>"
    for html in (old, new):
        article = read(f"{html}<p>{PARAGRAPH}</p></div></div>")
        assert (article.profile, article.title, article.paragraphs) == ("sputnik", "سرخط «آزمون*»", (PARAGRAPH,))


def test_every_rule_of_a_host_is_one_the_parser_knows() -> None:
    tree = parse("<p>x")
    assert len(overlays()) > 500
    for domain, line in overlays().items():
        assert site_of(domain), domain
        for _, selectors in read_overlay(line):
            for selector in selectors:
                tree.css(selector)
    with pytest.raises(ValueError, match="titel"):
        list(read_overlay("titel=h1"))


HOST = "https://www.varzesh3.com/news/1/x"
OWN = (
    "<article><h1 class=headline>سرخط «آزمون*»</h1><div class=news-info>"
    "<time datetime=2022-09-27T08:05:00+03:30></time></div>"
    "<p class=lead>خلاصهٔ «آزمون*».</p><div class=news-text><p>{}</p><p>{}</p></div></article>"
)


def test_a_host_without_a_family_is_read_by_its_own_rules() -> None:
    article = read(OWN.format(PARAGRAPH, PARAGRAPH), HOST)
    assert (article.kind, article.profile, article.title) == ("article", "varzesh3.com", "سرخط «آزمون*»")
    assert (article.lead, article.paragraphs) == ("خلاصهٔ «آزمون*».", (PARAGRAPH, PARAGRAPH))
    assert article.published is not None
    assert article.published.text() == "2022-09-27T08:05:00+03:30"


def test_rules_of_a_host_need_a_title_a_text_and_a_date() -> None:
    undated = OWN.replace("datetime=2022-09-27T08:05:00+03:30", "")
    assert read(undated.format(PARAGRAPH, PARAGRAPH), HOST).profile == "generic"
    assert read(OWN.format("کوتاه", ""), HOST).profile != "varzesh3.com"


def test_a_host_that_moved_to_another_system_is_read_by_that() -> None:
    assert read(nastooh(f"<p>{PARAGRAPH}</p>"), HOST).profile == "nastooh"
    page = f"<div class=news_path></div><h1>سرخط «آزمون*»</h1><div class=body>{PARAGRAPH}</div>"
    assert read(page, "https://www.mehrnews.com/news/1/x").profile == "iransamaneh"


def test_what_differs_on_a_host_is_tried_before_its_family() -> None:
    (dressed, base) = of_host("www.shabestan.news")[:2] if len(of_host("shabestan.news")) > 1 else of_host("yjc.ir")[:2]
    assert dressed.name == base.name
    assert dressed.hinted
    assert all(set(base[field]) <= set(dressed[field]) for field in base.fields)
    assert of_host("nobody.example") == of_host(None) == ()


def test_a_date_in_the_frame_of_the_page_is_not_that_of_the_article() -> None:
    text = f"<div class=news_content><h1>سرخط «آزمون*»</h1><div class=body>{PARAGRAPH}</div></div>"
    body = f"<div class=news_path></div>{text}"
    today = "<div class=fa_date>۱۰ دی ۱۴۰۱ - ۱۲:۰۰</div>"
    assert read(f"<header>{today}</header>{body}").published is None
    assert read(f"<aside>{today}</aside>{body}").published is None
    outside = read(f"<div>{today}</div>{body}").published
    assert outside is not None
    assert outside.text() == "2022-12-31T12:00+03:30"


def test_a_mark_is_found_however_its_class_is_written() -> None:
    for attribute in (
        'class="x NEWS_path"',
        "class = 'news_path'",
        "CLASS=news_path",
        "id=a class=news_path",
        "id='a' class=news_path",
    ):
        html = f"<div class=body>x</div><div {attribute}></div>"
        assert [profile.name for profile in recognised(parse(html))] == ["iransamaneh", "aggregator"]


def test_the_box_that_holds_the_text_is_the_article_s() -> None:
    teaser = "<article><h3>پل «چشمه\u200cسار*»</h3><p class=lead>خلاصهٔ دیگری.</p></article>"
    text = f"<div class=entry-content>{PARAGRAPH}</div>"
    own = f"<article><h1>سرخط «آزمون*»</h1><p class=lead>خلاصهٔ «آزمون*».</p>{text}</article>"
    article = read(f"<body class=single-post>{teaser}{own}</body>")
    assert (article.profile, article.title, article.lead) == ("wordpress", "سرخط «آزمون*»", "خلاصهٔ «آزمون*».")
    assert article.paragraphs == (PARAGRAPH,)


def test_an_empty_container_gives_way_to_one_with_a_text() -> None:
    page = f"<div class=news_path></div><h1>سرخط «آزمون*»</h1><div class=body> </div><div class=body>{PARAGRAPH}</div>"
    assert read(page).paragraphs == (PARAGRAPH,)
