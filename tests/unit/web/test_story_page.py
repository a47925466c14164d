"""The page of a story: every report with what it is, who has it from whom, when, under which headline."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import html5lib
import pytest
from lxml import html

from mirnews.model import Article, ChainLink, Credit, Fold, Headline, Origin, StoryReport
from mirnews.store import open_store
from mirnews.store.port import Draft, Store
from mirnews.stories import sum_up
from mirnews.telling import Telling
from mirnews.web.story_lines import report_lines
from mirnews.web.story_view import story_view
from mirnews.web.view import View
from tests.unit.web.archive import NOW, draft_of
from tests.unit.web.conftest import site_of
from tests.unit.web.driving import asking, get, running
from tests.unit.web.events import MORE_PAPERS, ONE_ORIGIN, SPREAD, TOGETHER, alone, together

Z = "\u200c"
TASS = Origin("تاس", "tass", "tass")
DAM = "سد نیلاب ترک برداشت"
DAM_BEFORE = "سد نیلاب سالم است"
DAY = " (۲۵ سپتامبر ۲۰۲۱)"
GONE = f"نبودش را شنبه ۳ مهر ۱۴۰۰، ۱۵:۲۵{DAY} دیدیم"


def _draft(paper: int, title: str, minutes: int, *cited: tuple[str, str | None], text: str = "یک بند.") -> Draft:
    """A report of an event; `cited` are the outlets that it names, nearest first."""
    key, name = MORE_PAPERS[paper]
    url = f"https://{key}.example/{minutes}"
    article = Article("article", "wordpress", url, title=title, paragraphs=(text,), language="fa")
    links = [ChainLink(name, key, "outlet", "publisher", None)]
    links += [ChainLink(named, outlet, "outlet", "reports", n) for n, (named, outlet) in enumerate(cited)]
    draft = draft_of(article, key, name, Credit(tuple(links)), "world", NOW - timedelta(minutes=minutes))
    return replace(draft, way=tuple(Origin(name, key, key or "?") for name, key in cited))


def _dam(store: Store) -> int:
    """Over two days: an agency that we lack, one between, copies, an edited headline, a withdrawn report."""

    def save(draft: Draft, fold: Fold = Fold()) -> int:  # noqa: B008 (a frozen record)
        number, _ = store.save(draft, fold, now=draft.at, raw=None)
        store.tell(number, first or number)
        return number

    first = 0
    first = save(_draft(0, DAM_BEFORE, 1000, ("خبرگزاری مهر", "mehrnews"), ("تاس", "tass")))
    save(_draft(1, "ترک در سد", 900), Fold(first, "copy", first, 0.93))
    save(_draft(2, "سد و آب", 800), Fold(None, "partial", first, 0.58))
    save(_draft(3, f"تاس از سد می{Z}گوید", 100, ("تاس", "tass")))
    gone = save(_draft(4, "سدبان کجا بود؟", 90))
    save(_draft(4, "سدبان پاسخ داد", 60))
    store.save(_draft(0, DAM, 1000, ("خبرگزاری مهر", "mehrnews"), ("تاس", "tass")), Fold(), now=NOW, raw=None)
    store.gone(gone, now=NOW - timedelta(minutes=5))
    return first


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(Path(tmp_path_factory.mktemp("story")) / "archive.db")
    yield store
    store.close()


@pytest.fixture(scope="module")
def stories(store: Store) -> dict[str, int]:
    """Ids of the stories by name."""
    alone(store, 1)
    single = store.headlines(limit=1)[0].id
    found = {"dam": _dam(store), "bridge": together(store, SPREAD), "rain": together(store, TOGETHER)}
    found |= {"library": together(store, ONE_ORIGIN), "single": single}
    Telling(store).tell()
    return found


@pytest.fixture(scope="module")
def site(store: Store, stories: dict[str, int]) -> Iterator[str]:
    with running(site_of(store, None)) as address:
        yield address


def _root(address: str) -> html.HtmlElement:
    return html.fromstring(get(address).text)


def _words(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def _lines(root: html.HtmlElement) -> list[str]:
    return [_words(one) for one in root.xpath("//ul[@class='told']/li")]


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("name", ["dam", "bridge", "rain", "library", "single"])
def test_every_story_is_html_without_an_error(site: str, stories: dict[str, int], name: str, language: str) -> None:
    answer = get(f"{site}/n/{stories[name]}?lang={language}")
    assert answer.status == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)
    root = html.fromstring(answer.text)
    assert (root.get("lang"), len(root.xpath("//h1"))) == (language, 1)
    assert root.xpath("//@style | //script | //img | //iframe") == []
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["dam", "bridge"])
def test_every_link_leads_somewhere_and_keeps_the_language(site: str, stories: dict[str, int], name: str) -> None:
    root = _root(f"{site}/n/{stories[name]}?lang=en")
    links = {link for link in root.xpath("//main//a/@href | //link[@rel='alternate']/@href") if link.startswith("/")}
    assert len(links) > 8
    for link in sorted(links):
        assert ("lang=en" in link) or link == f"/n/{stories[name]}"
        assert get(site + link).status == 200, link


def test_the_heading_is_an_outlets_own_and_says_whose(site: str, stories: dict[str, int], store: Store) -> None:
    root = _root(f"{site}/n/{stories['bridge']}")
    story = store.story(stories["bridge"])
    assert story is not None
    (told,) = store.headlines(ids=[story.headline])
    assert _words(root.find(".//h1")) == told.title
    assert _words(root.xpath("//p[@class='hsrc']")[0]) == f"تیتر از {told.outlet_name}"


def test_the_counts_add_up_to_the_reports(site: str, stories: dict[str, int]) -> None:
    for name in ("dam", "bridge", "rain", "library", "single"):
        root = _root(f"{site}/n/{stories[name]}?lang=en")
        numbers = [int(one) for one in root.xpath("//dl[@class='facts']/div[not(@class)]/dd/text()")]
        assert sum(numbers[:-1]) == numbers[-1] == len(_lines(root))


def test_all_reports_in_the_order_of_time_with_what_each_of_them_is(site: str, stories: dict[str, int]) -> None:
    lines = _lines(_root(f"{site}/n/{stories['dam']}"))
    assert [line.split(" ", 1)[1] for line in lines] == [
        "نارون*، نخستین در آرشیو ما، نقل از تاس، به جای تاس شمرده شد، زمانی که رسانه نوشته، با خطای ۱ دقیقه "
        f"{DAM} تغییر تیتر را شنبه ۳ مهر ۱۴۰۰، ۱۵:۳۰{DAY} دیدیم",
        "چکاوک*، رونوشت نارون*، بدون ذکر منبع، ۹۳٪ متن ترک در سد",
        "هامون*، رونوشت بخشی از نارون*، بدون ذکر منبع، ۵۸٪ متن سد و آب",
        f"پونه*، نقل از تاس تاس از سد می{Z}گوید",
        f"ارغوان*، گزارش دست{Z}اول سدبان کجا بود؟ {GONE}",
        f"ارغوان*، گزارش دست{Z}اول سدبان پاسخ داد",
    ]


def test_days_head_the_lists_and_a_time_has_its_whole_date_beside(site: str, stories: dict[str, int]) -> None:
    root = _root(f"{site}/n/{stories['dam']}")
    days = [_words(one) for one in root.xpath("//section[@class='sec']//h3[@class='day']")]
    assert days == ["جمعه ۲ مهر ۱۴۰۰، ۲۴ سپتامبر ۲۰۲۱", "شنبه ۳ مهر ۱۴۰۰، ۲۵ سپتامبر ۲۰۲۱"]
    first = root.xpath("//ul[@class='told']//time")[0]
    assert first.get("title") == "جمعه ۲ مهر ۱۴۰۰، ۲۲:۵۰ (۲۴ سپتامبر ۲۰۲۱)"
    assert (first.text, first.get("datetime")) == ("۲۲:۵۰", "2021-09-24T22:50+03:30")


def _tree(items: list[html.HtmlElement]) -> list[object]:
    return [(_words(one.find("b")), *_tree(one.xpath("ul/li"))) for one in items]


def test_the_chain_is_a_nested_list_from_the_origin_on(site: str, stories: dict[str, int]) -> None:
    root = _root(f"{site}/n/{stories['dam']}")
    assert _tree(root.xpath("//ul[@class='tree']/li")) == [
        ("تاس", ("خبرگزاری مهر", ("نارون*", ("چکاوک*",), ("هامون*",))), ("پونه*",)),
        ("ارغوان*", ("ارغوان*",)),
    ]
    notes = {_words(one.find("b")): [_words(small) for small in one.findall("small")] for one in root.xpath("//li[b]")}
    assert notes["تاس"] == ["منبع اصلی؛ در آرشیو ما نیست"]
    assert notes["خبرگزاری مهر"] == ["خبرگزاری واسط؛ در آرشیو ما نیست"]
    assert notes["نارون*"] == ["نخستین در آرشیو ما", "نقل از تاس، به جای تاس شمرده شد، ۲ مهر، ۲۲:۵۰"]
    assert "گزارش دیگر همین رسانه" in notes["ارغوان*"][0]
    sentence = _words(root.xpath("//section[@class='sec']/p[@class='sub']")[0])
    assert sentence == "۶ گزارش به ۲ منبع می\u200cرسد: تاس و ارغوان*."


def test_two_of_one_time_are_both_named_and_none_is_first(site: str, stories: dict[str, int]) -> None:
    root = _root(f"{site}/n/{stories['rain']}")
    lines = _lines(root)
    assert [f"هم{Z}زمان در آرشیو ما" in line for line in lines] == [True, True, False]
    assert "نخستین در آرشیو ما" not in _words(root.find(".//main"))


def test_the_timeline_tells_all_but_copies_with_edits_and_removals(site: str, stories: dict[str, int]) -> None:
    root = _root(f"{site}/n/{stories['dam']}")
    events = [_words(one.find("div")) for one in root.xpath("//aside//ul[@class='tl']/li")]
    assert events == [
        "نخستین در آرشیو ما، نارون*",
        "نقل از تاس، پونه*",
        f"گزارش دست{Z}اول، ارغوان*",
        "گزارش دیگر همان رسانه، ارغوان*",
        "نبودش را دیدیم، ارغوان*",
        "تغییر تیتر را دیدیم، نارون*",
    ]
    assert "۲ رونوشت در این خط نیامده است" in _words(root.find(".//aside"))


def test_headlines_are_listed_word_for_word_and_once_those_given_up_too(site: str, stories: dict[str, int]) -> None:
    lines = [_words(one) for one in _root(f"{site}/n/{stories['dam']}").xpath("//ul[@class='words']/li")]
    assert len(lines) == 7
    assert lines[0] == f"{DAM} نارون*"
    assert lines[-1] == f"{DAM_BEFORE} نارون*، پیش از تغییر"


def test_a_story_of_one_report_says_so_and_leads_to_it(site: str, stories: dict[str, int]) -> None:
    root = _root(f"{site}/n/{stories['single']}")
    words = _words(root.find(".//main"))
    assert "این خبر تا اکنون یک گزارش دارد" in words
    assert root.xpath("//a[contains(@class, 'btn p')]/@href") == [f"/a/{stories['single']}"]
    assert root.xpath("//svg[@class='spread'] | //ul[@class='tree'] | //ul[@class='tl']") == []


def test_the_page_names_its_own_address_and_its_feeds(site: str, stories: dict[str, int]) -> None:
    number = stories["dam"]
    root = _root(f"{site}/n/{number}")
    assert root.xpath("//link[@rel='canonical']/@href") == [f"{site}/n/{number}"]
    feeds = root.xpath("//link[@rel='alternate'][@type]/@href")
    assert feeds == [f"/n/{number}.{ending}" for ending in ("rss", "atom", "json")]
    items = json.loads(get(f"{site}/n/{number}.json").text)["items"]
    assert len(items) == 6
    assert items[0]["title"] == "سدبان پاسخ داد"
    assert items[-1]["title"] == DAM
    assert "<rss" in get(f"{site}/n/{number}.rss").text
    assert "<feed" in get(f"{site}/n/{number}.atom").text


@pytest.mark.parametrize(
    "name",
    ["abc", "0", "-1", "1.5", "01", "2", "999", "%DB%B1", "9" * 19, "9" * 5000, "1.xml", ".rss", "999.rss", "1%00"],
)
def test_what_is_no_story_is_not_found(site: str, stories: dict[str, int], name: str) -> None:
    number = stories["dam"] + 1 if name == "2" else None  # a report that did not begin its story
    assert get(f"{site}/n/{number or name}").status == 404


def test_a_story_of_which_nothing_is_shown_is_not_found(tmp_path: Path) -> None:
    store = open_store(tmp_path / "hidden.db")
    number = together(store, ONE_ORIGIN)
    Telling(store).tell()
    with running(site_of(store, None)) as site:
        before = get(f"{site}/n/{number}").status
        for one in store.story_reports([number])[number]:
            store.remove(one.headline.id, "hidden", reason="آزمون", now=NOW)
        after = [get(f"{site}/n/{number}{ending}").status for ending in ("", ".rss")]
    store.close()
    assert (before, after) == (200, [404, 404])


def test_a_hidden_report_is_not_told_of_in_its_story(tmp_path: Path) -> None:
    store = open_store(tmp_path / "partly.db")
    number = together(store, ONE_ORIGIN)
    Telling(store).tell()
    second = store.story_reports([number])[number][1].headline
    store.remove(second.id, "hidden", reason="آزمون", now=NOW)
    with running(site_of(store, None)) as site:
        page = get(f"{site}/n/{number}").text
    store.close()
    assert second.title is not None
    assert second.title not in page
    assert len(_lines(html.fromstring(page))) == 2


def test_a_story_whose_headline_was_hidden_since_it_was_summed_up_has_its_page(tmp_path: Path) -> None:
    store = open_store(tmp_path / "headless.db")
    number = together(store, SPREAD)
    Telling(store).tell()
    story = store.story(number)
    assert story is not None
    store.remove(story.headline, "hidden", reason="آزمون", now=NOW)
    with running(site_of(store, None)) as site:
        answers = [get(f"{site}/n/{number}"), get(f"{site}/")]
    store.close()
    assert [answer.status for answer in answers] == [200, 200]
    assert len(_lines(html.fromstring(answers[0].text))) == len(SPREAD) - 1


def test_every_change_that_was_seen_of_a_report_is_told_with_its_time(tmp_path: Path) -> None:
    store = open_store(tmp_path / "changes.db")
    number = together(store, TOGETHER)
    report = store.report(number)
    assert report is not None
    titles = (report.article.title, "تیتر دوم", "تیتر دوم", "تیتر سوم")
    for turn, title in enumerate(titles[1:], 1):
        draft = draft_of(
            replace(report.article, title=title, paragraphs=(f"ویرایش {turn}.",)),
            *MORE_PAPERS[0],
            report.credit,
            "world",
            report.at,
        )
        store.save(draft, Fold(), now=NOW - timedelta(minutes=30 - 5 * turn), raw=None)
    Telling(store).tell()
    with running(site_of(store, None)) as site:
        root = _root(f"{site}/n/{number}")
    store.close()
    changes = [_words(one) for one in root.xpath("//ul[@class='tl']/li") if "دیدیم" in _words(one)]
    assert changes == [
        "۱۵:۰۵ تغییر تیتر را دیدیم، نارون*",
        "۱۵:۱۰ ویرایش متن را دیدیم، نارون*",
        "۱۵:۱۵ تغییر تیتر را دیدیم، نارون*",
    ]
    assert len(root.xpath("//ul[@class='told']/li[1]//span[@class='mk']")) == 3


def test_a_story_that_is_not_summed_up_yet_has_its_page(tmp_path: Path) -> None:
    store = open_store(tmp_path / "unsummed.db")
    number = together(store, ONE_ORIGIN)
    with running(site_of(store, None)) as site:
        answer = get(f"{site}/n/{number}")
    store.close()
    assert answer.status == 200


def test_only_the_rights_of_an_outlet_are_shown(store: Store, stories: dict[str, int]) -> None:
    with running(site_of(store, None, rights="link")) as site:
        page = get(f"{site}/n/{stories['dam']}").text
    assert "یک بند." not in page
    assert DAM in page


def test_a_first_visit_is_light(site: str, stories: dict[str, int]) -> None:
    page = get(f"{site}/n/{stories['dam']}")
    root = html.fromstring(page.text)
    loaded = root.xpath("//link[@rel='stylesheet' or @rel='icon']/@href")
    font = get(site + root.xpath("string(//link[@as='font']/@href)")).body
    weight = len(gzip.compress(page.body)) + sum(len(gzip.compress(get(site + one).body)) for one in loaded) + len(font)
    assert weight < 60_000


def test_the_page_asks_the_archive_as_often_for_many_reports_as_for_one(
    site: str, stories: dict[str, int], store: Store
) -> None:
    asked = {}
    for name in ("single", "library", "bridge"):
        with asking(store) as found:
            assert get(f"{site}/n/{stories[name]}").status == 200
        asked[name] = found.statements
    assert 0 < asked["single"] == asked["library"] == asked["bridge"] < 20


def _view(store: Store) -> View:
    return View(site_of(store, None), "fa", "/", {}, "http://127.0.0.1")


def _seen(number: int, published: timedelta | None, error_seconds: int, **given: object) -> StoryReport:
    """A report first seen an hour ago, whose outlet prints that it is so old."""
    at = NOW - timedelta(hours=1)
    printed = None if published is None else at - published
    head = Headline(number, "تیتر", None, "narvan", "نارون*", None, "world", printed, at, printed or at, **given)  # type: ignore[arg-type]
    return StoryReport(head, 1, Origin("نارون*", "narvan", "narvan"), error_seconds=error_seconds)


@pytest.mark.parametrize(
    ("published", "error_seconds", "clock", "known", "is_seen"),
    [
        (None, 900, "۱۴:۳۰", f"دیده{Z}شده میان ۱۴:۱۵ و ۱۴:۳۰", True),
        (timedelta(days=3), 5400, "۱۴:۳۰", f"دیده{Z}شده میان ۱۳:۰۰ و ۱۴:۳۰", True),  # printed, and believed by nobody
        (None, 72000, "۱۴:۳۰", f"دیده{Z}شده میان جمعه ۲ مهر ۱۴۰۰، ۱۸:۳۰ و شنبه ۳ مهر ۱۴۰۰، ۱۴:۳۰", True),
        (None, 0, "۱۴:۳۰", f"دیده{Z}شده شنبه ۳ مهر ۱۴۰۰، ۱۴:۳۰{DAY}", True),
        (timedelta(minutes=10), 5400, "۱۴:۲۰", "زمانی که رسانه نوشته، با خطای ۱ دقیقه", False),
        (timedelta(hours=14, minutes=30), 5400, None, "زمانی که رسانه نوشته، با خطای ۱ دقیقه", False),  # no clock
    ],
)
def test_a_time_says_how_far_it_may_be_off(
    store: Store, published: timedelta | None, error_seconds: int, clock: str | None, known: str, is_seen: bool
) -> None:
    view, reports = _view(store), [_seen(1, published, error_seconds)]
    summed = sum_up(1, reports)
    assert summed is not None
    (line,) = report_lines(view, story_view(view, summed, reports).members)
    assert (line.time.clock, str(line.known), line.is_seen) == (clock, known, is_seen)


def test_outlets_of_one_owner_stand_under_the_first_of_them_and_are_told_apart(tmp_path: Path) -> None:
    store = open_store(tmp_path / "owner.db")
    house = Origin("نارون*", "narvan", "house")
    first = 0
    for paper, minutes in ((0, 90), (1, 60), (0, 30)):
        key, name = MORE_PAPERS[paper]
        draft = replace(_draft(paper, f"تیتر {minutes}", minutes), publisher=replace(house, outlet=key, name=name))
        number, _ = store.save(draft, Fold(), now=draft.at, raw=None)
        first = first or number
        store.tell(number, first)
    Telling(store).tell()
    with running(site_of(store, None)) as site:
        root = _root(f"{site}/n/{first}")
    store.close()
    below = [_words(one) for one in root.xpath("//ul[@class='tree']/li/ul/li/small")]
    assert below == ["گزارش رسانه‌ای با همین مالک، ۱۴:۳۰", "گزارش دیگر همین رسانه، ۱۵:۰۰"]


# ---- the article's page, about its story


def test_an_article_links_its_story_and_says_what_it_is_in_it(site: str, stories: dict[str, int]) -> None:
    number = stories["dam"]
    box = _root(f"{site}/a/{number + 1}").xpath("//div[@class='instory']")[0]
    assert box.xpath(".//a/@href") == [f"/n/{number}"]
    assert "۲ گزارش مستقل" in _words(box)
    assert "این گزارش: رونوشت نارون*" in _words(box)


def test_an_article_alone_in_its_story_links_none(site: str, stories: dict[str, int]) -> None:
    assert f"/n/{stories['single']}" not in get(f"{site}/a/{stories['single']}").text


def test_an_article_that_is_gone_says_when_that_was_seen(site: str, stories: dict[str, int]) -> None:
    words = _words(_root(f"{site}/a/{stories['dam'] + 4}").xpath("//p[@class='lost']")[0])
    assert words == "این گزارش دیگر در سایت منبع در دسترس نیست؛ نبودنش نخستین بار شنبه ۳ مهر ۱۴۰۰، ۱۵:۲۵ دیده شد. " + (
        "نخستین بار شنبه ۳ مهر ۱۴۰۰، ۱۴:۰۰ و واپسین بار شنبه ۳ مهر ۱۴۰۰، ۱۴:۰۰ آن را دیده بودیم."
    )
    assert not _root(f"{site}/a/{stories['dam']}").xpath("//p[@class='lost']")


def test_an_edited_article_lists_its_headlines_with_times(site: str, stories: dict[str, int]) -> None:
    lines = [_words(one) for one in _root(f"{site}/a/{stories['dam']}").xpath("//ol[@class='side vers']/li")]
    assert lines == [
        f"نخستین بار دیدیم، جمعه ۲ مهر ۱۴۰۰، ۲۲:۵۰ {DAM_BEFORE}",
        f"تغییر تیتر را دیدیم، شنبه ۳ مهر ۱۴۰۰، ۱۵:۳۰ {DAM}",
    ]
    assert not _root(f"{site}/a/{stories['dam'] + 1}").xpath("//ol[@class='side vers']")
