"""Every page answers, is proper HTML, and says what it must."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import html5lib
import pytest
from lxml import html

from mirnews.model import Entry, Fold, Polled, Source
from mirnews.sources import identities
from mirnews.store import open_store
from mirnews.store.port import Named, Store
from mirnews.telling import Telling
from tests.unit.web.archive import NOW, invented
from tests.unit.web.archive import mali as mali_draft
from tests.unit.web.conftest import site_of
from tests.unit.web.driving import get, running

PAGES = [
    "/",
    "/s/world",
    "/o",
    "/o/hamoon",
    "/o/mehrnews",
    "/q",
    "/q?q=%D9%BE%D9%84",
    "/ops",
    "/rank",
    "/quality",
    "/about",
    "/a/{mali}",
    "/a/3",
]


def _text(page: str, path: str) -> str:
    found = html.fromstring(page).xpath(path)
    return " ".join(" ".join(node if isinstance(node, str) else node.text_content() for node in found).split())


@pytest.mark.parametrize("language", ["", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_html_without_a_single_error(site: str, mali: int, path: str, language: str) -> None:
    path = path.format(mali=mali)
    url = f"{site}{path}" + (f"{'&' if '?' in path else '?'}lang={language}" if language else "")
    answer = get(url)
    assert answer.status == 200
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(answer.text)
    root = html.fromstring(answer.text)
    assert root.get("lang") == (language or "fa")
    assert root.get("dir") == ("ltr" if language == "en" else "rtl")
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert len(root.xpath("//h1")) == 1


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_script_no_inline_style_and_asks_nobody_else(site: str, mali: int, path: str) -> None:
    root = html.fromstring(get(site + path.format(mali=mali)).text)
    assert root.xpath("//script | //style | //@style | //iframe | //img") == []
    assert root.xpath("//@*[starts-with(name(), 'on')]") == []
    loaded = root.xpath("//link[@rel='stylesheet' or @rel='preload' or @rel='icon']/@href")
    assert len(loaded) == 3
    assert all(address.startswith("/static/") for address in loaded)


@pytest.mark.parametrize("path", PAGES)
def test_every_internal_link_leads_somewhere_and_keeps_the_language(site: str, mali: int, path: str) -> None:
    path = path.format(mali=mali)
    root = html.fromstring(get(f"{site}{path}{'&' if '?' in path else '?'}lang=en").text)
    links = {link for link in root.xpath("//a/@href | //link[@rel='alternate']/@href") if link.startswith("/")}
    assert links
    for link in sorted(links):
        if not link.startswith("/static/") and link != root.xpath("string(//link[@hreflang='fa']/@href)"):
            assert "lang=en" in link
    for link in sorted(links)[:12]:
        assert get(site + link).status == 200, link


def test_the_article_says_where_it_comes_from_as_line_list_and_sentence(site: str, mali: int) -> None:
    page = get(f"{site}/a/{mali}").text
    assert _text(page, "//header[@class='ahead']//*[@class='cline']") == "هامون* ← خبرگزاری مهر ← تاس"
    roles = html.fromstring(page).xpath("//section[@class='chain']//li")
    assert [" ".join(role.text_content().split()) for role in roles][:2] == [
        "ناشر: هامون*",
        "خبرگزاری واسط: خبرگزاری مهر",
    ]
    assert " ".join(roles[2].text_content().split()) == "منبع اصلی: تاس در متن: «ایتارتاس»"
    sentence = "هامون* این متن را به نقل از خبرگزاری مهر آورده است و خبرگزاری مهر آن را به نقل از تاس."
    assert sentence in _text(page, "//section[@class='chain']/p")
    assert _text(page, "//section[@class='chain']//q") == "به گزارش خبرگزاری مهر به نقل از ایتارتاس"


def test_the_english_article_names_agencies_in_english(site: str, mali: int) -> None:
    page = get(f"{site}/a/{mali}?lang=en").text
    assert "carries this text citing Mehr News Agency, which relays TASS" in _text(page, "//section[@class='chain']/p")


def test_an_own_report_says_so(site: str) -> None:
    page = get(f"{site}/a/3").text
    assert "گزارش دست\u200cاول" in _text(page, "//header[@class='ahead']")
    assert html.fromstring(page).xpath("//section[@class='chain']/ol") == []


def test_the_original_is_linked_without_a_trace(site: str, mali: int) -> None:
    root = html.fromstring(get(f"{site}/a/{mali}").text)
    link = root.xpath("//article//a[text()='متن اصلی']")[0]
    assert link.get("href") == "https://hamoon.example/news/1?a=1&b=2"
    assert link.get("rel").split() == ["noopener", "noreferrer", "nofollow", "ugc"]


def test_the_date_is_jalali_with_gregorian_beside(site: str, mali: int) -> None:
    block = _text(get(f"{site}/a/{mali}").text, "//div[@class='byl']")
    assert "شنبه ۳ مهر ۱۴۰۰، ۱۵:۰۵" in block
    assert "۲۵ سپتامبر ۲۰۲۱" in block
    english = _text(get(f"{site}/a/{mali}?lang=en").text, "//div[@class='byl']")
    assert "Saturday 25 September 2021, 15:05" in english


def test_repairs_stand_beside_the_untouched_text(site: str, mali: int) -> None:
    root = html.fromstring(get(f"{site}/a/{mali}").text)
    pairs = [
        (i.text_content(), d.text_content()) for i, d in zip(root.xpath("//ins"), root.xpath("//del"), strict=True)
    ]
    assert ("می\u200cشود", "می شود") in pairs
    assert ("گفت\u200cوگوی", "گفتوگوی") in pairs
    assert [one.get("id") for one in root.xpath("//input[@name='v']")] == ["v1", "v2", "v3"]
    table = [[cell.text_content() for cell in row] for row in root.xpath("//table//tbody/tr")]
    assert ["بند ۲", "می شود", "می\u200cشود", "نیم\u200cفاصله به\u200cجای فاصله", "۰٫۹۸"] in table


def test_speakers_are_shown_with_their_verb_and_place(site: str, mali: int) -> None:
    root = html.fromstring(get(f"{site}/a/{mali}").text)
    first, second, _ = (" ".join(one.text_content().split()) for one in root.xpath("//ul[@class='speak']/li"))
    assert first == "«عبدولای دیوپ»، وزیر خارجه مالی خواهان ادامه همکاری امنیتی با مسکو شد بند ۱"
    assert second.startswith("سخنگوی کرملین (بی\u200cنام) گفت")
    assert "«" not in _text(get(f"{site}/a/{mali}").text, "//aside//div[@class='chips'][1]")


def test_foreign_runs_are_isolated(site: str, mali: int) -> None:
    assert "<bdi>Wagner Group</bdi>" in get(f"{site}/a/{mali}").text


def test_thirty_headlines_newest_first_without_the_article_itself(site: str, mali: int) -> None:
    root = html.fromstring(get(f"{site}/a/{mali}").text)
    lines = root.xpath("//ol[@class='h30']/li")
    assert len(lines) == 30
    times = [line.xpath("string(.//time/@datetime)") for line in lines]
    assert times == sorted(times, reverse=True)
    assert all(line.xpath(".//*[@class='on']") for line in lines)
    assert f"/a/{mali}" not in root.xpath("//ol[@class='h30']//a/@href")
    assert _text(get(f"{site}/a/{mali}").text, "//section[contains(@class, 'thirty')]/h2") == "سی تیتر تازهٔ این بخش"


def test_copies_are_folded_with_a_switch(site: str, mali: int) -> None:
    root = html.fromstring(get(f"{site}/a/{mali}").text)
    hidden = root.xpath("//ol[@class='h30']/li[@class='m2']")
    assert len(hidden) == 4
    assert [" ".join(label.text_content().split()) for label in root.xpath("//label[@for='f1' or @for='f2']")] == [
        "تاشده ۲۶ متن",
        "همه ۳۰ تیتر",
    ]
    for line in hidden:
        link = line.xpath("string(.//a/@href)")
        assert root.xpath(f"//ol[@class='h30']/li//details//a[@href='{link}']")


def test_an_old_article_shows_the_headlines_of_its_own_time(tmp_path: Path) -> None:
    store = open_store(tmp_path / "old.db")
    old, _ = store.save(invented(1, minutes=60 * 24 * 9, paper=0), Fold(), now=NOW, raw=None)
    older, _ = store.save(invented(2, minutes=60 * 24 * 10, paper=1), Fold(), now=NOW, raw=None)
    store.save(invented(3, minutes=1, paper=2), Fold(), now=NOW, raw=None)
    with running(site_of(store, None)) as site:
        root = html.fromstring(get(f"{site}/a/{old}").text)
    store.close()
    assert root.xpath("//ol[@class='h30']//p[1]/a/@href") == [f"/a/{older}"]
    assert "فهرست زمان همین متن است: تا پنج\u200cشنبه ۲۵ شهریور ۱۴۰۰" in root.xpath(
        "string(//section[contains(@class,'thirty')])"
    )


def test_a_report_without_title_and_date_says_so(tmp_path: Path) -> None:
    import dataclasses

    draft = mali_draft()
    article = dataclasses.replace(draft.article, title=None, published=None)
    repairs = {name: edits for name, edits in draft.repairs.items() if name != "title"}
    draft = dataclasses.replace(draft, article=article, published=None, repairs=repairs, excerpt="گزیده\u200cای از متن")
    store = open_store(tmp_path / "untitled.db")
    number, _ = store.save(draft, Fold(), now=NOW, raw=None)
    Telling(store).tell()
    with running(site_of(store, None)) as site:
        page, front = get(f"{site}/a/{number}").text, get(site).text
    store.close()
    assert "گزیدهٔ عین متن" in page
    assert _text(page, "//h1").startswith("«عبدولای دیوپ» وزیر خارجه")
    assert "تاریخ نامعلوم" in _text(page, "//div[@class='byl']")
    assert "گزیده\u200cای از متن" in front
    assert "گزیدهٔ متن؛ تیتر ندارد" in front


@pytest.mark.parametrize("action", ["hidden", "purged"])
def test_a_removed_report_is_gone_with_its_reason(tmp_path: Path, action: str) -> None:
    store = open_store(tmp_path / "removed.db")
    number, _ = store.save(mali_draft(), Fold(), now=NOW, raw=None)
    store.save(invented(1, minutes=5, paper=0), Fold(), now=NOW, raw=None)
    store.remove(number, action, reason="خواست صاحب متن", now=NOW)  # type: ignore[arg-type]
    with running(site_of(store, None)) as site:
        answer = get(f"{site}/a/{number}")
        others = [get(f"{site}{path}").text for path in ("/", "/s/world", "/o/hamoon", "/index.json", "/s/world.rss")]
    store.close()
    assert answer.status == 410
    assert "دلیل: خواست صاحب متن" in answer.text
    assert "لاوروف" not in answer.text
    assert not [page for page in others if "لاوروف" in page]


def test_an_empty_archive_shows_how_to_begin(tmp_path: Path) -> None:
    store = open_store(tmp_path / "empty.db")
    with running(site_of(store, None, notice=None)) as site:
        pages = {path: get(site + path) for path in ("/", "/?lang=en", "/s/world", "/o", "/q", "/ops", "/index.atom")}
    store.close()
    assert {answer.status for answer in pages.values()} == {200}
    assert "mirnews source add" in pages["/"].text
    assert "mirnews demo" in pages["/?lang=en"].text
    for path in ("/", "/?lang=en", "/s/world", "/o", "/q", "/ops"):
        html5lib.HTMLParser(strict=True).parse(pages[path].text)


def test_the_operations_page_speaks_in_words_and_keeps_secrets(site: str) -> None:
    page = get(f"{site}/ops").text
    rows = [" ".join(row.text_content().split()) for row in html.fromstring(page).xpath("//section[1]//tbody/tr")]
    assert rows[0].startswith("هامون* hamoonصفحهٔ وب: به\u200cجای خوراک، صفحهٔ وب آمد")
    assert "درخواست درنگ: سایت خواست آهسته\u200cتر بیاییم (۴۲۹)" in rows[1]
    assert "به\u200cروز: هرچه بود خوانده شد" in rows[2]
    assert "secret" not in page


def test_search_marks_the_words_that_were_found(site: str) -> None:
    page = get(f"{site}/q?q=%D9%84%D8%A7%D9%88%D8%B1%D9%88%D9%81").text
    assert "۱ گزارش یافته شد" in _text(page, "//div[@class='bar']")
    assert html.fromstring(page).xpath("//ol[@class='hits']//h2//mark/text()") == ["لاوروف"]


def test_a_hit_shows_the_paragraph_that_has_the_word(site: str) -> None:
    page = get(f"{site}/q?q=%D8%A8%D8%A7%D9%85%D8%A7%DA%A9%D9%88").text  # only the second paragraph of the body has it
    assert html.fromstring(page).xpath("//ol[@class='hits']//p[@class='snip']//mark/text()") == ["باماکو"]


def test_a_query_without_a_word_is_told_so(site: str) -> None:
    page = get(f"{site}/q?q=%28%28%28").text
    assert "هیچ واژه\u200cای برای جست\u200cوجو نیست" in _text(page, "//p[@role='status']")
    assert not html.fromstring(get(f"{site}/q").text).xpath("//p[@role='status']")


def test_the_side_column_of_a_search_counts_nothing_it_did_not_count(site: str) -> None:
    alone, asked = get(f"{site}/q").text, get(f"{site}/q?q=%D9%BE%D9%84").text
    assert html.fromstring(alone).xpath("//section[@class='facet']//b")
    assert not html.fromstring(asked).xpath("//section[@class='facet']//b")


def test_fewer_than_thirty_headlines_are_counted_and_none_are_left_out(tmp_path: Path) -> None:
    store = open_store(tmp_path / "few.db")
    only, _ = store.save(invented(1, minutes=9, paper=0), Fold(), now=NOW, raw=None)
    with running(site_of(store, None)) as site:
        alone = get(f"{site}/a/{only}").text
        store.save(invented(2, minutes=8, paper=1), Fold(), now=NOW, raw=None)
        two = get(f"{site}/a/{only}").text
    store.close()
    assert "thirty" not in alone
    assert _text(two, "//section[contains(@class, 'thirty')]/h2") == "تازه\u200cترین تیترهای این بخش (۱)"


def test_the_words_that_are_counted_are_those_that_are_shown(site: str, archive: Store, mali: int) -> None:
    report = archive.report(mali)
    assert report is not None
    shown = [report.repaired(name).text for name in ("lead", *(f"paragraphs.{n}" for n in range(4)))]
    counted = sum(len(re.findall("[\\w\u200c]+", text)) for text in shown)
    facts = html.fromstring(get(f"{site}/a/{mali}?lang=en").text).xpath("//dl[@class='kv']/div/dd/text()")
    assert facts[:2] == ["5", str(counted)]


def test_every_line_of_a_list_has_a_lead_that_fits(site: str) -> None:
    snippets = html.fromstring(get(f"{site}/o/hamoon").text).xpath("//ol[@class='flow']/li//p[@class='snip']")
    assert len(snippets) == 14
    assert all(len(one.text_content().removesuffix(" …").split()) <= 26 for one in snippets)


def test_an_outlet_page_says_where_its_reports_come_from(site: str) -> None:
    page = get(f"{site}/o/hamoon").text
    facts = _text(page, "//aside//dl")
    assert "hamoon.example/rss" in facts
    assert "هر ۱۵ دقیقه" in facts
    assert "secret" not in page
    assert "نوع خبرگزاری" in _text(get(f"{site}/o/mehrnews").text, "//aside//dl[1]")


def test_the_list_of_outlets_has_no_empty_column(site: str) -> None:
    assert "–" not in _text(get(f"{site}/o").text, "//table")


def test_the_demo_bar_is_shown(site: str) -> None:
    assert "رسانه\u200cهای ستاره\u200cدار (*) ساختگی\u200cاند" in _text(get(site).text, "//p[@class='note']")


def test_numbers_are_in_the_digits_of_the_language(site: str) -> None:
    fa, en = get(f"{site}/o").text, get(f"{site}/o?lang=en").text
    assert "۴۱ گزارش در آرشیو، از ۳ رسانه" in _text(fa, "//p[@class='hsrc']")
    assert "41 reports in the archive, from 3 outlets" in _text(en, "//p[@class='hsrc']")
    assert not re.search("[۰-۹]", _text(en, "//table"))


def test_a_list_goes_on_on_its_next_page(tmp_path: Path) -> None:
    store = open_store(tmp_path / "long.db")
    for number in range(34):
        store.save(invented(number, minutes=number, paper=0), Fold(), now=NOW, raw=None)
    with running(site_of(store, None)) as site:
        first, second = get(f"{site}/o/narvan").text, get(f"{site}/o/narvan?page=2").text
    expected = [f"/a/{one.id}" for one in store.headlines(outlet="narvan", limit=99)]
    store.close()
    links = [html.fromstring(page).xpath("//ol[@class='flow']//h2/a/@href") for page in (first, second)]
    assert links[0] + links[1] == expected
    assert len(links[0]) == 30
    assert html.fromstring(first).xpath("//a[@rel='next']/@href") == ["/o/narvan?page=2"]
    assert html.fromstring(second).xpath("//a[@rel='prev']/@href") == ["/o/narvan"]


def test_times_of_another_day_carry_their_day() -> None:
    from mirnews.web import times

    zone = "Asia/Tehran"
    assert times.short(NOW, NOW, "fa", zone).text == "۱۵:۳۰"
    assert times.short(NOW - timedelta(days=2), NOW, "fa", zone).text == "۱ مهر، ۱۵:۳۰"
    assert times.short(NOW - timedelta(days=400), NOW, "fa", zone).text == "۳۱ مرداد ۱۳۹۹، ۱۶:۳۰"  # summer time
    assert times.short(NOW - timedelta(days=2), NOW, "en", zone).text == "23 September, 15:30"


def test_an_article_of_several_sections_leads_to_each_and_stands_in_their_lists_and_feeds(tmp_path: Path) -> None:
    store = open_store(tmp_path / "archive.sqlite")
    for name in ("all", "sport"):
        store.add_source(Source(name, f"https://narvan.example/{name}.xml", "نارون*", invented=True), now=NOW)
    entry = Entry("a", "https://narvan.example/news/1001/x", "تیتر")
    for name, section in (("all", None), ("sport", "sport")):
        store.record_poll(Polled(name, NOW), [Named(entry, identities(entry), section)], now=NOW)
    (waiting,) = store.waiting(now=NOW, limit=9)
    made = replace(invented(1, minutes=5, paper=0), section="economy", source_id="all")
    number, _ = store.save(made, Fold(), now=NOW, raw=None, key=waiting.key)
    Telling(store).tell()
    with running(site_of(store, None)) as site:
        article = html.fromstring(get(f"{site}/a/{number}").text)
        assert article.xpath("//p[@class='crumb']/a/@href") == ["/s/economy", "/s/sport"]
        story = html.fromstring(get(f"{site}/n/{number}").text)
        for page in (article, story):
            assert " ".join(page.xpath("string(//p[@class='crumb'])").split()) == "اقتصاد · ورزش"
        html5lib.HTMLParser(strict=True).parse(get(f"{site}/a/{number}").text)
        for section in ("economy", "sport"):
            assert made.article.title in get(f"{site}/s/{section}").text
            (item,) = json.loads(get(f"{site}/s/{section}.json").body)["items"]
            assert item["_mirnews"]["sections"] == ["economy", "sport"]
        assert made.article.title not in get(f"{site}/s/world").text
    store.close()
