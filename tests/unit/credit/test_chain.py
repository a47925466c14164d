"""The chain: who reports citing whom. Texts are event-free, or wholly made up (names with *)."""

from __future__ import annotations

import pytest

from mirnews.credit import read_credit
from mirnews.model import Credit, Outlet

SEPIDAR = Outlet("x-sepidar", "سپیدار*", "Sepidar*", ("خبرگزاری سپیدار*",), kind="agency-ir")
REST = "، متن کامل در ادامه می آید."


def read(
    lead: str | None, *, at: str | None = "khabarfarsi", line: str | None = None, body: str | None = None
) -> Credit:
    return read_credit(outlet=at, outlet_name=None, title=None, lead=lead, body=body, source_line=line, extra=[SEPIDAR])


def links(credit: Credit) -> list[tuple[str, str, int | None]]:
    return [(link.outlet or link.name, link.role, link.cited_by) for link in credit.chain[1:]]


def test_publisher_agency_and_the_source_it_quotes() -> None:
    body = "به گزارش خبرگزاری مهر به نقل از ایتارتاس" + REST + "\n\nبند دوم."
    credit = read_credit(
        outlet=None, outlet_name="میرنیوز", title=None, lead=None, body=body, source_line="خبرگزاری مهر"
    )
    publisher, mehr, tass = credit.chain
    assert (publisher.name, publisher.role, publisher.cited_by, publisher.evidence) == (
        "میرنیوز",
        "publisher",
        None,
        (),
    )
    assert (mehr.name, mehr.outlet, mehr.role, mehr.cited_by) == ("خبرگزاری مهر", "mehrnews", "reports", 0)
    assert [one.field for one in mehr.evidence] == ["body", "source_line"]
    assert (tass.name, tass.outlet, tass.role, tass.cited_by) == ("ایتارتاس", "tass", "cites", 1)
    assert not credit.own_report


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("به گزارش ایسنا" + REST, [("isna", "reports", 0)]),
        ("به گزارش ايسنا" + REST, [("isna", "reports", 0)]),
        ("به گزارش خبرگزاری فارس از گرگان" + REST, [("farsnews", "reports", 0)]),
        ("به گزارش گروه آموزش خبرگزاری فارس" + REST, [("farsnews", "reports", 0)]),
        ("به گزارش خبرنگار پارلمانی ایسنا" + REST, [("isna", "reports", 0)]),
        ('به گزارش "ورزش سه"' + REST, [("varzesh3", "reports", 0)]),
        ("به نوشته روزنامه کویتی القبس" + REST, [("روزنامه کویتی القبس", "cites", 0)]),
        ("به نقل از تسنیم" + REST, [("tasnimnews", "cites", 0)]),
        ("خبرگزاری فارس: متن کامل در ادامه می آید.", [("farsnews", "reports", 0)]),
        ("بنا بر گزارش رویترز" + REST, [("reuters", "reports", 0)]),
        ("به نقل از رویترز و فرانس پرس" + REST, [("reuters", "cites", 0), ("afp", "cites", 0)]),
        (
            "مهر به نقل از المیادین گزارش داد که متن در راه است.",
            [("mehrnews", "reports", 0), ("almayadeen", "cites", 1)],
        ),
        (
            "به گزارش مهر به نقل از اسپوتنیک به نقل از سی ان ان" + REST,
            [("mehrnews", "reports", 0), ("sputniknews", "cites", 1), ("cnn", "cites", 2)],
        ),
        ("به گزارش خبرگزاری سپیدار*" + REST, [("x-sepidar", "reports", 0)]),
        ("به گزارش روزنامه ایران" + REST, [("irannewspaper", "reports", 0)]),
    ],
)
def test_who_is_named(lead: str, expected: list[tuple[str, str, int]]) -> None:
    assert links(read(lead)) == expected


@pytest.mark.parametrize(
    ("at", "lead"),
    [
        ("mehrnews", "به گزارش خبرنگار مهر" + REST),
        ("isna", "به گزارش ایسنا" + REST),
        ("farsnews", "به گزارش گروه آموزش خبرگزاری فارس" + REST),
        ("x-sepidar", "به گزارش سپیدار*" + REST),
        ("isna", "به گزارش حوزه دولت" + REST),
    ],
)
def test_a_site_that_names_itself_is_no_citation(at: str, lead: str) -> None:
    credit = read(lead, at=at)
    assert len(credit.chain) == 1
    assert credit.own_report


@pytest.mark.parametrize(
    "lead",
    [
        "در این یادداشت واکنش به گزارش ها درباره تقویم مرور شده است.",
        "در این یادداشت واکنش به گزارش رویترز درباره تقویم مرور شده است.",
        "گزارش تفریغ بودجه هر سال به مجلس می رود.",
        "به گزارش دیوان محاسبات در این متن اشاره شده است.",
        "ماه مهر ماه هفتم است و فارس نام یک استان ایران.",
        "شرق و جوان نام دو روزنامه اند.",
    ],
)
def test_traps_and_ordinary_words_name_nobody(lead: str) -> None:
    assert len(read(lead).chain) == 1


@pytest.mark.parametrize("slip", ["خبرآنلابن", "خبرآنلین", "خبرآنلاینن", "خبرآنلاین"])
def test_one_slip_in_a_long_name_is_forgiven_after_a_cue(slip: str) -> None:
    assert links(read(f"به گزارش {slip}{REST}", at="tabnak")) == [("khabaronline", "reports", 0)]


def test_a_slip_in_a_short_name_is_not() -> None:
    assert links(read("به گزارش تابن" + REST)) == []


@pytest.mark.parametrize(
    ("lead", "kind", "name"),
    [
        (
            "به گزارش روابط عمومی سازمان ثبت اسناد و املاک کشور" + REST,
            "press_office",
            "روابط عمومی سازمان ثبت اسناد و املاک کشور",
        ),
        ("به نقل از سایت رسمی فدراسیون فوتبال" + REST, "press_office", "سایت رسمی فدراسیون فوتبال"),
        ("به نقل از صفحه اینستاگرام فدراسیون" + REST, "social", "صفحه اینستاگرام فدراسیون"),
        ("به نقل از یک منبع آگاه" + REST, "unnamed", "یک منبع آگاه"),
        ("به گزارش رسانه های محلی" + REST, "unnamed", "رسانه های محلی"),
        ("بر اساس اعلام سازمان هواشناسی" + REST, "statement", "سازمان هواشناسی"),
    ],
)
def test_kinds_that_are_no_outlet_leave_it_an_own_report(lead: str, kind: str, name: str) -> None:
    credit = read(lead)
    assert [(link.kind, link.name) for link in credit.chain[1:]] == [(kind, name)]
    assert credit.own_report


def test_a_source_line_alone_has_its_own_role() -> None:
    assert links(read("متن کامل در ادامه می آید.", line=" ایسنا ")) == [("isna", "source_line", 0)]
    assert links(read("متن کامل در ادامه می آید.", line="خبرفارسی")) == []


def test_this_agency_means_the_last_one_named() -> None:
    assert links(read("به گزارش شبکه المیادین" + REST + " به نوشته این شبکه، بخش دوم فردا می آید.")) == [
        ("almayadeen", "reports", 0)
    ]


def test_sources_further_down_than_the_second_paragraph_are_not_in_the_chain() -> None:
    body = "\n\n".join(["بند.", "به نقل از تسنیم" + REST, "به نقل از رویترز" + REST])
    assert links(read(None, body=body)) == [("tasnimnews", "cites", 0)]


def test_evidence_is_the_text_of_its_span() -> None:
    lead = "به گزارش خبرگزاری مهر به نقل از روزنامه گاردین" + REST
    for link in read(lead).chain[1:]:
        assert [one.text for one in link.evidence] == [lead[one.start : one.end] for one in link.evidence]


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("متن در راه است. خبر را نخستین بار خبرگزاری سپیدار* منتشر کرد.", [("x-sepidar", "cites", 0)]),
        (
            "این خبر را رویترز به نقل از کیوان آذرنوش منتشر کرد.",
            [("reuters", "reports", 0), ("کیوان آذرنوش", "cites", 1)],
        ),
        ("رویترز ماجرا را از آغاز تا پایان بازگو کرده است.", [("reuters", "cites", 0)]),
        ("سپیدار*، خبرگزاری ای که خبر را نخست منتشر کرد، جدول را هم دارد.", [("x-sepidar", "cites", 0)]),
        (
            "به نوشته خبرگزاری سپیدار* که خبر را از یونهاپ گرفته است، متن در راه است.",
            [("x-sepidar", "cites", 0), ("yna", "cites", 1)],
        ),
        ("آن طور که یونهاپ می نویسد، متن در راه است.", [("yna", "cites", 0)]),
    ],
)
def test_relays_without_a_cue(lead: str, expected: list[tuple[str, str, int]]) -> None:
    assert links(read(lead)) == expected


@pytest.mark.parametrize(
    "lead",
    [
        "رویترز جدول تازه ای منتشر کرد.",
        "خبر را امروز سازمان هواشناسی منتشر کرد.",
        "جدول را از یونهاپ گرفته است.",
    ],
)
def test_what_is_published_or_taken_must_be_the_news(lead: str) -> None:
    assert links(read(lead)) == []
