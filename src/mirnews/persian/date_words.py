"""date_words: the words of Persian dates: months of three calendars, weekdays, numbers, units. Tables.

All in folded letters: digits 0-9, no vowel signs, no half-space, every alef as ا, hamza seats as their letters,
Latin in lower case.
"""

from __future__ import annotations

import re

from mirnews.persian.digits import to_ascii
from mirnews.persian.letters import HARAKAT, ISOLATES, PDI, TATWEEL, ZWNJ, heal_characters
from mirnews.persian.lexicon import word_list, word_set

_FOLD = str.maketrans(
    {"آ": "ا", "أ": "ا", "إ": "ا", "ؤ": "و", "ئ": "ی", "ة": "ه", "ۀ": "ه", TATWEEL: "", ZWNJ: "", "٫": ".", "٬": ","}
)
_SILENT = re.compile(f"[{HARAKAT}{ISOLATES}{PDI}]")


def folded(text: str) -> str:
    """The text with all that does not tell dates apart taken out."""
    healed = _SILENT.sub("", to_ascii(heal_characters(text)))
    if ZWNJ in healed:
        healed = healed.replace(f"ه{ZWNJ}ی", "ه")
    return healed.translate(_FOLD).lower().strip()


def _numbered(*rows: str) -> dict[str, int]:
    return {
        folded(name): number for row in rows for number, names in enumerate(row.split(), 1) for name in names.split("/")
    }


JALALI = _numbered(
    "فروردین اردیبهشت/اردیبشت خرداد تیر مرداد/امرداد شهریور مهر آبان آذر دی بهمن اسفند/اسپند",
    "farvardin ordibehesht khordad tir mordad shahrivar mehr aban/abaan azar dey bahman esfand",
    "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",
)
GREGORIAN = _numbered(
    "ژانویه/جنوری/ژانویهی/ینایر فوریه/فبروری/فوریهی/فبرایر مارس/مارچ آوریل/اپریل/ابریل مه/می/مهی/مایو "
    "ژوئن/جون/ژوین/یونیو ژوئیه/جولای/ژوییه/جولایی/ژوئیهی/یولیو اوت/آگوست/اگست/اغسطس سپتامبر/سپتمبر/سبتمبر "
    "اکتبر/اکتوبر نوامبر/نومبر/نوفمبر دسامبر/دسمبر/دیسمبر",
    "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug "
    "september/sep/sept october/oct november/nov december/dec",
)
HIJRI = _numbered(
    "محرم صفر ربیعالاول ربیعالثانی/ربیعالاخر جمادیالاول/جمادیالاولی "
    "جمادیالثانی/جمادیالثانیه/جمادیالاخره/جمادیالاخر رجب شعبان رمضان شوال "
    "ذیقعده/ذیالقعده/ذوالقعده ذیحجه/ذیالحجه/ذوالحجه"
)

# Monday is 0, as in datetime.
WEEKDAYS = {
    "دوشنبه": 0, "سهشنبه": 1, "چهارشنبه": 2, "پنجشنبه": 3, "جمعه": 4, "ادینه": 4, "شنبه": 5, "یکشنبه": 6,
    "monday": 0, "mon": 0, "tuesday": 1, "tue": 1, "tues": 1, "wednesday": 2, "wed": 2, "thursday": 3, "thu": 3,
    "thur": 3, "thurs": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6,
}  # fmt: skip

# Names that are written in two words, made one.
TWO_WORDS = tuple(
    (sign, re.compile(pattern), made)
    for sign, pattern, made in (
        (" شنبه", r"\b(یک|دو|سه|چهار|پنج) شنبه\b", r"\1شنبه"),
        ("ربیع", r"\bربیع ال(اول|ثانی|اخر)\b", r"ربیعال\1"),
        ("جمادی", r"\bجمادی ال(اولی|اول|ثانیه|ثانی|اخره|اخر)\b", r"جمادیال\1"),
        ("ذ", r"\bذ[یو] ?ال ?(حجه|قعده)\b", r"ذیال\1"),
        ("ذی ", r"\bذی (حجه|قعده)\b", r"ذی\1"),
        ("سی ام", r"\bسی ام\b", "سیام"),
        ("ربع", r"\bسه ربع(?: ساعت)?\b", "45 دقیقه"),
        ("ربع", r"\b(?:یک )?ربع(?: ساعت)?\b(?= *(?:پیش|قبل))", "15 دقیقه"),
        ("کد ", r"\bکد (?:خبر|مطلب|مقاله) ?:? ?\d+", " "),
        ("شناسه", r"\bشناسه (?:خبر|مطلب) ?:? ?\d+", " "),
        ("یکسا", r"\bیک(ساعت)\b", r"یک \1"),
        ("نیمسا", r"\bنیم(ساعت)\b", r"نیم \1"),
        ("بعد", r"\bبعد از ظهر\b", "بعدازظهر"),
        ("نیمه ", r"\bنیمه شب\b", "نیمهشب"),
        ("پس ", r"\bپس فردا\b", "پسفردا"),
        ("ظ", r"\bق ?\. ?ظ\b\.?", "قظ"),
        ("ظ", r"\bب ?\. ?ظ\b\.?", "بظ"),
        ("هم ", r"\bهم اکنون\b", "هماکنون"),
        (" و ", r"\b(بیست|سی) و (\w+م)\b", r"\1و\2"),
        ("ماه", r"\b([^\W\d_]{2,8})ماه\b", r"\1 ماه"),
    )
)
# «۷ام», «7th»: the number alone; and the letters that stand for a calendar after its year.
NTH = re.compile(r"(?<=\d)\s?(?:امین|ام|م|st|nd|rd|th)(?![\w.])")
ANY_CALENDAR = re.compile(r"قمری|شمسی|خورشیدی|میلادی|\bه ?\. ?[قش]|(?<=\d{4}) ?[قشم]\b")
LUNAR = re.compile(r"قمری|\bه ?\. ?ق\b\.?|(?<=\d{4}) ?ق\b")
SOLAR = re.compile(r"شمسی|خورشیدی|\bه ?\. ?ش\b\.?|(?<=\d{4}) ?ش\b")
COMMON = re.compile(r"میلادی|(?<=\d{4}) ?م\b")
STUCK = re.compile(r"(?<=\d)(?=[^\W\d_])")  # «۲۵فوریه»

_UP_TO_20 = word_list("یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده بیست")
NUMBERS = {word: number for number, word in enumerate(_UP_TO_20, 1)} | {"سی": 30, "چهل": 40, "پنجاه": 50}
ORDINALS = {
    **{word + "م": number for word, number in NUMBERS.items() if word not in ("سه", "سی", "دو")},
    "اول": 1, "دوم": 2, "سوم": 3, "سیام": 30, "سیم": 30, "بیستویکم": 21, "بیستودوم": 22, "بیستوسوم": 23,
    "بیستوچهارم": 24, "بیستوپنجم": 25, "بیستوششم": 26, "بیستوهفتم": 27, "بیستوهشتم": 28, "بیستونهم": 29, "سیویکم": 31,
}  # fmt: skip

UNITS = {
    "ثانیه": "second", "دقیقه": "minute", "ساعت": "hour", "روز": "day", "هفته": "week", "ماه": "month", "سال": "year",
    "second": "second", "seconds": "second", "minute": "minute", "minutes": "minute", "min": "minute", "mins": "minute",
    "hour": "hour", "hours": "hour", "day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month",
    "months": "month", "year": "year", "years": "year",
}  # fmt: skip
AGO = frozenset(("پیش", "قبل", "ago", "گذشته"))
NAMED_DAYS = {
    "امروز": 0, "امشب": 0, "امروزه": 0, "today": 0, "دیروز": -1, "دیشب": -1, "yesterday": -1, "پریروز": -2, "پریشب": -2,
    "فردا": 1, "tomorrow": 1, "پسفردا": 2,
}  # fmt: skip
THIS_YEAR, LAST_YEAR = frozenset(("امسال", "جاری")), frozenset(("پارسال", "گذشته"))
RIGHT_NOW = frozenset((("اکنون",), ("هماکنون",), ("الان",), ("همین", "الان"), ("همینالان",), ("now",), ("just", "now")))
NOW = frozenset(("دقایقی", "لحظاتی", "لحظهای", "دقیقهای", "ثانیههایی"))

# Words that may stand around a date and say nothing more about it.
NOISE = word_set(
    "تاریخ انتشار مورخ مورخه روز ساعت سال ماه در خورشیدی شمسی میلادی قمری هجری برابر با زمان منتشر شده "
    "شد بروزرسانی بهروزرسانی به روزرسانی اخرین اپدیت کد خبر درج ثبت published updated date posted on "
    "at of the iran standard daylight time زمانانتشار تاریخانتشار منتشرشده"
) - {"کد", "خبر", "برابر", "با"}
MORNING = frozenset(("صبح", "بامداد", "am", "قظ", "سحر", "a.m"))
EVENING = frozenset(("عصر", "شب", "بعدازظهر", "pm", "بظ", "ظهر", "p.m", "شامگاه", "نیمهشب", "غروب"))
