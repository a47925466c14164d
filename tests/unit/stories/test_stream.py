from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.stories import StoryStream, Told, tell
from tests.builders import NOON

DAY = timedelta(days=1)

# All invented, as the stars say.
FIRE = Told(
    "آتش\u200cسوزی در انبار بندر نوآباد* مهار شد",
    "آتش\u200cنشانان بامداد امروز آتش\u200cسوزی انبار پنبه در بندر نوآباد* را پس از شش ساعت مهار کردند.",
    "",
    NOON,
)
FIRE_AGAIN = Told(
    "شهردار نوآباد*: انبار پنبه بیمه بود",
    "شهردار نوآباد* درباره آتش\u200cسوزی انبار پنبه بندر گفت که صاحب انبار آن را بیمه کرده است.",
    "",
    NOON + DAY,
)
CHESS = Told("قهرمانی مهرگان* در جام شطرنج", "تیم مهرگان* با برد در دور پایانی قهرمان جام شطرنج شد.", "", NOON + DAY)
PRICE = "قیمت پسته در بازار نوآباد* {} ریال شد"


def price(day: int, price_: str) -> Told:
    return Told(
        PRICE.format(price_), f"هر کیلو پسته امروز در بازار نوآباد* {price_} ریال فروخته شد.", "", NOON + day * DAY
    )


def stories(*told: Told) -> list[int]:
    return [placed.story for placed in tell(told)]


def test_one_event_is_one_story_and_says_why() -> None:
    placed = tell([FIRE, CHESS, FIRE_AGAIN])
    assert [one.story for one in placed] == [0, 1, 0]
    assert {"انبار", "پنبه"} <= set(placed[0].because) & set(placed[2].because)
    assert placed[1].because == ()


def test_without_a_lead_the_body_tells() -> None:
    bodies = [Told(one.title, "", one.lead, one.at) for one in (FIRE, CHESS, FIRE_AGAIN)]
    assert stories(*bodies) == [0, 1, 0]


def test_the_same_subject_after_the_window_is_another_story() -> None:
    later = Told(FIRE_AGAIN.title, FIRE_AGAIN.lead, "", NOON + 9 * DAY)
    assert stories(FIRE, later) == [0, 1]


def test_a_series_is_one_story_a_day() -> None:
    assert stories(price(0, "۱۲۰۰"), price(0, "۱۲۰۰"), price(1, "۱۲۵۰"), price(2, "۱۱۹۰"), price(2, "۱۱۹۰")) == [
        0,
        0,
        2,
        3,
        3,
    ]


def test_the_days_of_an_outlets_figures_are_apart_even_in_other_words() -> None:
    told = [
        Told("شاخص تالار نوآباد* بالا رفت", "شاخص تالار ۱۲ واحد رشد کرد و به ۴ هزار و ۳۱۰ رسید.", "", NOON),
        Told("روز سرخ شاخص تالار نوآباد*", "شاخص با افت ۹ واحدی روی ۴ هزار و ۳۰۱ بسته شد.", "", NOON + DAY),
    ]
    assert stories(*told) == [0, 0]
    assert stories(*(replace(one, outlet="مهرگان*") for one in told)) == [0, 1]


def test_what_the_bodies_tell_joins_reports_that_open_otherwise() -> None:
    told = [
        Told("شبی سخت برای کارگران بندر", "مردم محله\u200cهای ساحلی نوآباد* تا سپیده بیدار ماندند.", FIRE.lead, NOON),
        Told(
            "شهردار دلجویی کرد", "شهردار نوآباد* صبح به دیدار خانواده\u200cهای بندر رفت.", FIRE_AGAIN.lead, NOON + DAY
        ),
    ]
    assert stories(*(replace(one, body="") for one in told)) == [0, 1]
    assert stories(*told) == [0, 0]


def test_a_rare_name_alone_does_not_join() -> None:
    feast = Told(
        "جشن گلاب مهرآوا* پایان یافت",
        "در مهرآوا* امسال پنجاه مسافر خارجی و صدها خانواده از شهرهای دور میهمان باغداران بودند و عطرگیری دیدند.",
        "",
        NOON,
    )
    prize = Told(
        "جایزهٔ کتاب به معلم مهرآوا* رسید",
        "معلمی از مهرآوا* امسال بهترین نویسندهٔ کودک شناخته شد و داوران قصه\u200cهای او را ستودند.",
        "",
        NOON + DAY,
    )
    assert stories(feast, prize) == [0, 1]


def test_a_copy_goes_with_its_original_but_not_to_another_day_of_a_series() -> None:
    other = Told("نخستین شماره", "یادداشت سردبیر", "", NOON, copy_of=0)
    assert stories(FIRE, other) == [0, 0]
    next_day = Told(PRICE.format("۱۲۵۰"), "", "", NOON + DAY, copy_of=0)
    assert stories(price(0, "۱۲۰۰"), next_day) == [0, 1]


def test_online_keeps_what_it_said() -> None:
    stream = StoryStream()
    said = [stream.add(one).story for one in (FIRE, CHESS, FIRE_AGAIN)]
    assert said == [placed.story for placed in stream.state()] == [0, 1, 0]


def test_titles_alone_are_held_to_the_rule_of_headlines() -> None:
    titles = [
        "آتش\u200cسوزی در انبار بندر نوآباد* مهار شد",
        "شهردار نوآباد* فردا به مجلس می\u200cرود",
        "آتش\u200cسوزی انبار بندر نوآباد* دو زخمی داشت",
        "",
    ]
    assert stories(*(Told(title, "", "", NOON) for title in titles)) == [0, 1, 0, 3]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=40), st.integers(-500, 500)), max_size=10))
def test_every_article_has_a_story_named_after_its_first(rows: list[tuple[str, str, int]]) -> None:
    told = [Told(title, lead, "", NOON + hours * timedelta(hours=1)) for title, lead, hours in rows]
    placed = tell(told)
    assert len(placed) == len(told)
    assert placed == tell(told)
    for number, one in enumerate(placed):
        assert one.story <= number
        assert placed[one.story].story == one.story
