from __future__ import annotations

from datetime import timedelta

from mirnews import persian
from mirnews.stories.recurring import Template, is_next, template
from tests.builders import NOON

DAY = timedelta(days=1)

# All invented, as the stars say.
FIRST = "شاخص تالار نوآباد* بالا رفت", "شاخص ۱۲ واحد رشد کرد و به ۴ هزار و ۳۱۰ رسید."
SECOND = "روز سرخ بازار نوآباد*", "بازار با افت ۹ واحدی روی ۴ هزار و ۳۰۱ بسته شد."


def report(title: str, lead: str, outlet: str | None = None) -> Template:
    return template(title, lead, persian.key_tokens(f"{title} {lead}"), outlet)


def test_the_same_headline_with_another_number_is_of_another_day() -> None:
    monday, tuesday = report("پسته ۱۲۰۰ ریال شد", ""), report("پسته ۱۲۵۰ ریال شد", "")
    assert is_next(monday, NOON, tuesday, NOON + DAY)
    assert not is_next(monday, NOON, tuesday, NOON + DAY / 3)


def test_other_figures_of_one_outlet_are_of_another_day_however_they_are_worded() -> None:
    assert is_next(report(*FIRST, "a"), NOON, report(*SECOND, "a"), NOON + DAY)
    assert not is_next(report(*FIRST, "a"), NOON, report(*SECOND, "a"), NOON + DAY / 3)


def test_figures_of_two_outlets_or_of_unknown_ones_do_not_tell() -> None:
    assert not is_next(report(*FIRST, "a"), NOON, report(*SECOND, "b"), NOON + DAY)
    assert not is_next(report(*FIRST), NOON, report(*SECOND), NOON + DAY)


def test_few_figures_or_the_same_ones_do_not_tell() -> None:
    few = report("روز سرخ بازار نوآباد*", "بازار با افت ۹ واحدی روی ۴۳۰۱ بسته شد.", "a")
    assert not is_next(report(*FIRST, "a"), NOON, few, NOON + DAY)
    same = report("چرا بازار نوآباد* جان گرفت؟", "کارشناسان رشد ۱۲ واحدی تا ۴ هزار و ۳۱۰ را زودگذر می\u200cدانند.", "a")
    assert not is_next(report(*FIRST, "a"), NOON, same, NOON + DAY)
