"""The before-and-after page: one file that asks for nothing, both forms of every text, nothing invented."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from importlib import resources
from pathlib import Path
from typing import Literal

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from mirnews.locale import Language
from mirnews.model import Article, ChainLink, Credit, Edit, Evidence, Link, Repaired, Statement, When
from mirnews.web import standalone
from mirnews.web.standalone import Opened, render

ZWNJ = "\u200c"
EXAMPLE = Path(__file__).parents[3] / "examples" / "page.txt"
PARAGRAPHS = (
    "به گزارش خبرگزاری مهر به نقل از ایتارتاس، وزیر خارجه مالی می گوید گفت و گو ادامه دارد.",
    "کودتای ماه می که دومین کودتای مالی بود.",
    "«دمیتری پسکوف» سخنگوی کرملین حضور نظامیان را رد کرد.",
)
HEADLINES = ("انتخابات آلمان برگزار میشود", "نتیجه انتخابات آلمان", "آرسنال برد")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \" ' &amp; {{ 7*7 }} {0} %s </style>"


def _edit(text: str, before: str, after: str, kind: str) -> Edit:
    start = text.index(before)
    return Edit(start, start + len(before), before, after, kind, 0.97)


REPAIRS = {
    "paragraphs.0": (
        _edit(PARAGRAPHS[0], "می گوید", f"می{ZWNJ}گوید", "spacing"),
        _edit(PARAGRAPHS[0], "گفت و گو", f"گفت{ZWNJ}وگو", "spacing"),
    ),
    "related.0": (_edit(HEADLINES[0], "میشود", f"می{ZWNJ}شود", "joined"),),
}


def _article() -> Article:
    return Article(
        "article",
        "text",
        site_name="نارون*",
        paragraphs=PARAGRAPHS,
        source_line="خبرگزاری مهر",
        related=tuple(Link(title) for title in HEADLINES),
        language="fa",
    )


def _body() -> str:
    return "\n\n".join(Repaired(p, REPAIRS.get(f"paragraphs.{n}", ())).text for n, p in enumerate(PARAGRAPHS))


def _evidence(words: str) -> Evidence:
    start = _body().index(words)
    return Evidence("body", start, start + len(words), words)


def _credit() -> Credit:
    said, vague = _evidence("حضور نظامیان را رد کرد"), _evidence(f"گفت{ZWNJ}وگو ادامه دارد")
    in_line = Evidence("source_line", 0, 12, "خبرگزاری مهر")
    return Credit(
        (
            ChainLink("نارون*", None, "outlet", "publisher", None),
            ChainLink(
                "خبرگزاری مهر", "mehrnews", "outlet", "reports", 0, (_evidence("به گزارش خبرگزاری مهر"), in_line)
            ),
            ChainLink("ایتارتاس", "tass", "outlet", "cites", 1, (_evidence("به نقل از ایتارتاس"),)),
        ),
        (
            Statement(None, "وزیر خارجه مالی", f"می{ZWNJ}گوید", "says", "body", vague.start, vague.end, False),
            Statement("دمیتری پسکوف", "سخنگوی کرملین", "رد کرد", "denies", "body", said.start, said.end, False),
        ),
    )


def _opened() -> Opened:
    return Opened(_article(), REPAIRS, _credit(), [[0, 1], [2]], "page.txt")


def _titled() -> Opened:
    published = When(datetime(2021, 9, 25, 13, 10, tzinfo=timezone(timedelta(hours=3.5))), "minute", "jalali")
    article = replace(
        _article(),
        title="باماکو همکاری ها را ادامه می دهد",
        kicker="دیدار",
        lead="لید خبر",
        published=published,
        url="https://example.com/a?b=1&c=2",
        related=(Link("پیوند", "https://example.com/1"), Link("بیراهه", "javascript:alert(1)"), Link("تنها")),
    )
    title = (_edit(article.title or "", "می دهد", f"می{ZWNJ}دهد", "spacing"),)
    return Opened(article, {"title": title}, Credit(), [[0], [1], [2]], "page.html")


def _bare() -> Opened:
    return Opened(Article("other", "text"), {}, Credit(), [], "")


def _tree(page: str) -> LexborHTMLParser:
    return LexborHTMLParser(page)


def _texts(page: str, css: str) -> list[str]:
    return [" ".join(one.text().split()) for one in _tree(page).css(css)]


def _attributes(page: str, name: str) -> list[str]:
    return [one.attributes[name] or "" for one in _tree(page).css(f"[{name}]")]


def _without_numbers(cell: LexborNode) -> str:
    for number in cell.css("sup"):
        number.decompose()
    return cell.text()


# ---- one file, which asks for nothing


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("opened", [_opened(), _titled(), _bare()], ids=["bare text", "titled", "empty"])
def test_it_is_valid_html_without_script_or_request(opened: Opened, lang: Language) -> None:
    page = render(opened, lang=lang, made_at=datetime(2025, 2, 18, 8, 0, tzinfo=UTC))
    html5lib.HTMLParser(strict=True).parse(page)
    tree = _tree(page)
    assert not tree.css("script, link, img, iframe, object, embed, form, base")
    assert not tree.css("[src], [style], [onload], [onerror], [onclick]")
    assert not re.search(r"url\((?!data:font/woff2;base64,)|@import", tree.css("style")[0].text())
    ids = _attributes(page, "id")
    assert len(ids) == len(set(ids))
    assert {h[1:] for h in _attributes(page, "href") if h.startswith("#")} <= set(ids)


def test_the_policy_lets_in_exactly_the_style_of_the_page() -> None:
    page = render(_opened())
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    assert page.count("<style") == 1
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = _tree(page).css("meta[http-equiv=Content-Security-Policy]")[0].attributes["content"] or ""
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:;")
    assert "unsafe" not in policy


def test_without_the_font_file_the_page_has_no_font_rule(tmp_path: Path) -> None:
    (tmp_path / "standalone.css").write_text("body{margin:0}", encoding="utf-8")
    style, fonts = standalone._style(tmp_path)
    assert (style, fonts) == ("body{margin:0}", False)
    assert "font-src" not in standalone._policy(style, fonts)


def test_only_addresses_of_the_web_become_links() -> None:
    page = render(_titled())
    links = [h for h in _attributes(page, "href") if not h.startswith("#")]
    assert links == ["https://example.com/a?b=1&c=2", "https://example.com/1"]


# ---- both forms of the text


def test_the_summary_says_what_is_there_and_what_is_not() -> None:
    assert _texts(render(_opened()), ".facts dd") == [
        "نارون*", "ندارد", "نامعلوم", "۳", "خبرگزاری مهر", "۳، در ۲ خبر", "۳ مورد",
    ]  # fmt: skip
    assert _texts(render(_opened(), lang="en"), ".facts dd")[1:4] == ["none", "unknown", "3"]


def test_each_paragraph_stands_untouched_beside_its_repaired_form() -> None:
    rows = _tree(render(_opened())).css(".ba tbody tr")
    assert [_without_numbers(row.css(".bf")[0]) for row in rows] == [*PARAGRAPHS, "خبرگزاری مهر"]
    assert "\n\n".join(_without_numbers(row.css(".af")[0]) for row in rows[:3]) == _body()
    assert [(row.attributes["class"] or "").split()[0] for row in rows] == ["changed", "same", "same", "same"]


def test_every_change_has_one_number_in_both_forms_and_in_the_list() -> None:
    tree = _tree(render(_opened()))
    for css in ("mark.bef", "mark.aft"):
        assert len(tree.css(css)) == 3
        assert [a.attributes["href"] for a in tree.css(f"{css} + sup a")] == ["#c1", "#c2", "#c3"]
    listed = [[cell.text() for cell in row.css("td")] for row in tree.css(".rp tbody tr")]
    assert listed[0] == ["۱", "بند ۱", "می گوید", f"می{ZWNJ}گوید", f"نیم{ZWNJ}فاصله به{ZWNJ}جای فاصله", "۰٫۹۷"]
    assert listed[2][:5] == ["۳", "تیتر ۱", "میشود", f"می{ZWNJ}شود", f"نیم{ZWNJ}فاصلهٔ افتاده"]


def test_a_sign_that_cannot_be_seen_is_named_where_it_was_repaired() -> None:
    text = "کتاب\u200f ها\u00a0را"
    edits = (Edit(4, 6, "\u200f ", ZWNJ, "invisible", 0.9), Edit(8, 9, "\u00a0", " ", "invisible", 0.9))
    page = render(
        replace(_bare(), article=Article("article", "text", paragraphs=(text,)), repairs={"paragraphs.0": edits})
    )
    assert _tree(page).css("td.was")[0].text().startswith("کتابU+200F ها")
    assert "U+00A0" in page


def test_a_title_kicker_lead_and_date_stand_side_by_side_too() -> None:
    page = render(_titled())
    assert _texts(page, ".ba tbody th")[:3] == ["روتیتر", "تیتر", "بند ۱"]
    assert _texts(page, ".is-title mark.bef") == ["می دهد"]
    assert _texts(page, ".is-date td") == ["شنبه ۳ مهر ۱۴۰۰، ۱۳:۱۰ ۲۵ سپتامبر ۲۰۲۱"]
    assert not _tree(page).css(".exc")
    assert _texts(render(_titled(), lang="en"), ".is-date td bdi")[0] == "Saturday 25 September 2021, 13:10"


@pytest.mark.parametrize(("precision", "words"), [("month", "سپتامبر ۲۰۲۱"), ("year", "۲۰۲۱")], ids=["month", "year"])
def test_a_coarse_date_is_not_made_finer(precision: str, words: str) -> None:
    when = When(datetime(2021, 9, 1, tzinfo=UTC), precision, "gregorian")  # type: ignore[arg-type]
    page = render(replace(_bare(), article=Article("article", "text", published=when)))
    assert _texts(page, ".is-date td") == [words]


def test_without_a_title_a_verbatim_excerpt_is_shown_and_marked() -> None:
    page = render(_opened())
    assert _texts(page, ".exl b") == ["گزیدهٔ عین متن"]
    shown = _texts(page, ".exc blockquote")[0].removesuffix(" …")
    assert len(shown) > 20
    assert shown in _body()


def test_the_foot_says_what_was_not_made_up() -> None:
    assert _texts(render(_opened()), "footer li")[:2] == [
        "صفحه تیتر نداشت؛ تیتری ساخته نشد.",
        "صفحه تاریخ نداشت؛ تاریخی حدس زده نشد.",
    ]
    assert not any("headline;" in line for line in _texts(render(_titled(), lang="en"), "footer li"))
    assert "page.txt" in _texts(render(_opened()), "footer p")[0]


def test_an_empty_page_says_so_in_every_part() -> None:
    notes = " ".join(_texts(render(_bare(), lang="en"), ".sec"))
    for part in ("No report was found", "names no other outlet", "No statement", "no related headlines", "Nothing was"):
        assert part in notes


# ---- chain, speakers, headlines


def test_the_chain_runs_from_the_publisher_to_the_origin_in_marks_and_in_words() -> None:
    page = render(_opened())
    assert _texts(page, ".chain li") == [
        "ناشر نارون*",
        "خبرگزاری واسط خبرگزاری مهر",
        "منبع اصلی تاسدر متن: «ایتارتاس»",
    ]
    assert (
        _texts(page, ".chain > p")[0]
        == "نارون* این متن را به نقل از خبرگزاری مهر آورده است و خبرگزاری مهر آن را به نقل از تاس."
    )
    shown = _texts(page, ".evl span")
    assert shown[0].startswith("به گزارش خبرگزاری مهر")
    assert any("به نقل از ایتارتاس بند ۱" in line for line in shown)
    assert shown[-1] == "خبرگزاری مهر سطر منبع"
    english = _texts(render(_opened(), lang="en"), ".chain > p")[0]
    assert english.endswith("carries this text citing Mehr News Agency, which relays TASS.")


def test_an_own_report_claims_no_source() -> None:
    credit = Credit((ChainLink("نارون*", None, "outlet", "publisher", None),))
    page = render(replace(_opened(), credit=credit))
    assert _texts(page, ".chain > p")[0] == f"گزارش دست{ZWNJ}اول: این متن رسانهٔ دیگری را منبع خود نمی{ZWNJ}آورد."
    assert not _tree(page).css(".evl")


def test_speakers_are_quoted_verbatim_with_their_place() -> None:
    rows = [
        [" ".join(c.text().split()) for c in row.css("th, td")] for row in _tree(render(_opened())).css(".sp tbody tr")
    ]
    assert rows[0] == [f"وزیر خارجه مالی (بی{ZWNJ}نام)", "–", f"می{ZWNJ}گوید", f"گفت{ZWNJ}وگو ادامه دارد", "بند ۱"]
    assert rows[1] == ["دمیتری پسکوف", "سخنگوی کرملین", "رد کرد (رد)", "حضور نظامیان را رد کرد", "بند ۳"]


def test_names_that_say_nothing_are_named() -> None:
    assert not _tree(render(_opened())).css(".silent")
    text = "«سرگئی لاوروف» در نیویورک بود و «دمیتری پسکوف» گفت که می\u200cماند."
    said = Statement("«دمیتری پسکوف»", None, "گفت", "says", "body", text.index("می"), len(text) - 1, False)
    opened = replace(_bare(), article=Article("article", "text", paragraphs=(text,)), credit=Credit((), (said,)))
    assert _texts(render(opened), ".silent") == ["بدون گفته در متن: سرگئی لاوروف"]


def test_the_lead_is_the_first_paragraph() -> None:
    article = replace(_article(), lead="لید خبر")
    page = render(replace(_opened(), article=article))
    assert _texts(page, ".ba tbody th")[:4] == ["بند ۱", "بند ۲", "بند ۳", "بند ۴"]
    assert _texts(page, ".facts dd")[3] == "۴"


def test_the_logo_speaks_the_language_of_the_page() -> None:
    assert (_texts(render(_bare()), ".logo"), _texts(render(_bare(), lang="en"), ".logo")) == (["میرنیوز"], ["MirNews"])


def test_headlines_of_one_event_stand_together_with_their_own_numbers() -> None:
    tree = _tree(render(_opened()))
    assert [g.text() for g in tree.css(".gl")] == ["یک خبر، ۲ تیتر"]
    assert [n.text() for n in tree.css(".grp .ix")] == ["۱", "۲"]
    assert [n.text() for n in tree.css(".heads .ix")] == ["۱", "۲", "۳"]
    assert [_without_numbers(p) for p in tree.css(".heads .bf")] == [HEADLINES[0]]


# ---- languages


def test_the_english_page_marks_every_persian_block() -> None:
    tree = _tree(render(_opened(), lang="en"))
    top = tree.css("html")[0].attributes
    assert (top["lang"], top["dir"]) == ("en", "ltr")
    for css in (".bf > div", ".af > div", ".exc blockquote", ".heads", ".said > div", ".was bdi", ".evl q"):
        found = tree.css(css)
        assert found, css
        assert {(one.attributes["lang"], one.attributes["dir"]) for one in found} == {("fa", "rtl")}


def test_both_languages_have_the_same_sentences() -> None:
    text = resources.files("mirnews.web").joinpath("standalone.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    assert dict(_holes(tables["fa"])) == dict(_holes(tables["en"]))


def _holes(table: dict[str, object], prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every key with the names of the values that its sentence takes."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _holes(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", sorted(re.findall(r"\{(\w+)\}", str(value)))


# ---- hostile text


def _everywhere(text: str) -> Opened:
    """The same text in every field that a page can fill."""
    article = Article(
        "article", "text", url=text, site_name=text, title=text, kicker=text, lead=text, paragraphs=(text, text),
        source_line=text, related=(Link(text, text),), language=text,
    )  # fmt: skip
    edit = (Edit(0, len(text), text, text[::-1], text, 0.5),) if text else ()
    span = Evidence("body", 0, len(text), text)
    link = ChainLink(text, None, "outlet", "publisher", None)
    cited = ChainLink(text, None, "outlet", "cites", 0, (span,))
    statement = Statement(text, text, text, "says", "body", 0, len(text), True)
    return Opened(article, {"title": edit, "related.0": edit}, Credit((link, cited), (statement,)), [[0]], text)


def _elements(page: str) -> set[str]:
    return {one.tag or "" for one in _tree(page).css("*")}


def test_markup_in_the_text_stays_text() -> None:
    page = render(_everywhere(HOSTILE), site_name=HOSTILE)
    html5lib.HTMLParser(strict=True).parse(page)
    assert "script" not in _elements(page)
    assert "<img" not in page
    assert page.count("</style>") == 1
    assert "49" not in "".join(_texts(page, ".ba"))


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters() | st.sampled_from("<>&\"'{}%\u202e\u2066\u200c\x00\r\u2028"), max_size=40))
def test_any_text_gives_a_sound_page(text: str) -> None:
    page = render(_everywhere(text))
    html5lib.HTMLParser(strict=True).parse(page)
    assert _elements(page) <= _elements(render(_opened())) | _elements(render(_titled()))
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028\x00\r]", page)
    page.encode("utf-8")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_both_forms_can_be_read_back_from_the_page(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="ابیمک <&a1.", min_size=1, max_size=40).filter(str.strip))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    edits = tuple(
        Edit(start, end, text[start:end], data.draw(st.sampled_from(["", " ", "ب", "<b>"])), "letter", 0.9)
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    )
    opened = replace(_bare(), article=Article("article", "text", paragraphs=(text,)), repairs={"paragraphs.0": edits})
    row = _tree(render(opened)).css(".ba tbody tr")[0]
    assert _without_numbers(row.css(".bf")[0]) == text
    assert _without_numbers(row.css(".af")[0]) == Repaired(text, edits).text


# ---- the example of the README


def test_the_example_has_the_shape_of_a_page_without_tags() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    source = next(n for n, line in enumerate(lines) if line.startswith("منبع :"))
    assert lines[0].endswith("*")
    assert 6 <= len(lines[1:source]) <= 8
    assert all(line.endswith(".") for line in lines[1:source])
    assert len(lines[source + 1 :]) == 30
    assert ZWNJ not in "".join(lines)
    assert any("ماه می که" in line for line in lines)


# ---- in a browser


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_no_sideways_scroll_and_nothing_refused(
    tmp_path: Path, lang: Language, width: int, scheme: Literal["light", "dark"]
) -> None:
    from playwright.sync_api import sync_playwright

    file = tmp_path / "page.html"
    file.write_text(render(replace(_opened(), file_name="x" * 300), lang=lang), encoding="utf-8")
    said: list[str] = []
    asked: list[str] = []
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        tab.on("console", lambda message: said.append(message.text))
        tab.on("request", lambda request: asked.append(request.url.split(":")[0]))
        tab.goto(file.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.evaluate("getComputedStyle(document.querySelector('.bef')).display") == "inline-block"
        browser.close()
    assert said == []
    assert asked.count("file") == 1
    assert set(asked) <= {"file", "data"}
