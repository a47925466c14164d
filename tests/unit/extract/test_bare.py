"""Plain text of a page, by the shape of its lines. Layouts beside the golden ones."""

from __future__ import annotations

from mirnews.extract import extract
from mirnews.model import Article, Page

from .pages import PARAGRAPH, read

HEADLINES = ["پلی تازه باز شد", "برف راه را بست", "باران تا شب ادامه دارد"]


def bare(*lines: str, end: str = "\n") -> Article:
    return read(end.join(lines), url=None)


def test_without_site_name() -> None:
    article = bare(PARAGRAPH, PARAGRAPH, "منبع: تیراژه*", *HEADLINES)
    assert (article.site_name, article.title, len(article.paragraphs)) == (None, None, 2)
    assert [link.title for link in article.related] == HEADLINES


def test_one_short_line_is_the_site_and_a_long_one_the_title() -> None:
    assert (bare("سپیدار*", PARAGRAPH).site_name, bare("سپیدار*", PARAGRAPH).title) == ("سپیدار*", None)
    title = "پل تازهٔ شهر پس از سه سال ساخت به بهره برداری رسید"
    assert (bare(title, PARAGRAPH).site_name, bare(title, PARAGRAPH).title) == (None, title)


def test_three_short_lines_are_site_kicker_title() -> None:
    article = bare("سپیدار*", "پس از سه سال", "پل تازه باز شد", PARAGRAPH)
    assert (article.site_name, article.kicker, article.title) == ("سپیدار*", "پس از سه سال", "پل تازه باز شد")


def test_without_source_line_short_lines_at_the_foot_are_headlines() -> None:
    article = bare("سپیدار*", PARAGRAPH, PARAGRAPH, *HEADLINES)
    assert (len(article.paragraphs), len(article.related)) == (2, 3)
    assert bare("سپیدار*", PARAGRAPH, "یک خط کوتاه").related == ()


def test_short_sentences_inside_the_text_stay() -> None:
    assert len(bare("سپیدار*", PARAGRAPH, "او افزود:", PARAGRAPH, "منبع: تیراژه*").paragraphs) == 3


def test_line_ends_of_every_kind() -> None:
    unix = bare("سپیدار*", PARAGRAPH, "منبع: تیراژه*", *HEADLINES)
    assert bare("سپیدار*", PARAGRAPH, "منبع: تیراژه*", *HEADLINES, end="\r\n") == unix
    assert bare("\ufeffسپیدار*", "", PARAGRAPH, "", "منبع: تیراژه*", *HEADLINES, end="\n\n") == unix


def test_only_headlines_are_a_listing_and_two_words_are_nothing() -> None:
    assert bare(*HEADLINES, *HEADLINES).kind == "listing"
    assert bare("دو واژه").kind == "other"


def test_a_less_than_sign_is_no_tag() -> None:
    article = bare("سپیدار*", f"دما < ۵ درجه بود. {PARAGRAPH}")
    assert (article.profile, len(article.paragraphs)) == ("text", 1)


def test_wide_encodings_without_a_mark_are_text_not_binary() -> None:
    text = "نارون*\nپل شهر خیالی نوآباد* پس از دو سال بازسازی روز شنبه به روی مردم گشوده شد و مردم گرد آمدند.\n"
    for encoding in ("utf-16-le", "utf-16-be", "utf-16"):
        article = extract(Page(None, text.encode(encoding)))
        assert (article.kind, article.site_name, len(article.paragraphs)) == ("article", "نارون*", 1), encoding


def test_the_source_line_in_its_other_forms() -> None:
    for line in ("به نقل از : تیراژه*", "به نقل از تیراژه*", "منبع:تیراژه*", "منبع خبر: تیراژه*"):
        article = bare("سپیدار*", PARAGRAPH, PARAGRAPH, line, *HEADLINES)
        assert (article.source_line, len(article.paragraphs), len(article.related)) == ("تیراژه*", 2, 3), line


def test_the_source_line_first() -> None:
    article = bare("منبع : تیراژه*", PARAGRAPH, PARAGRAPH, *HEADLINES)
    assert (article.source_line, len(article.paragraphs), len(article.related)) == ("تیراژه*", 2, 3)


def test_times_of_headlines_are_no_part_of_them() -> None:
    forms = (
        [f"۱۰:۲۳ {one}" for one in HEADLINES],
        [f"{one} - 10:23" for one in HEADLINES],
        [x for one in HEADLINES for x in ("۱۰:۲۳", one)],
    )
    for form in forms:
        found = bare("سپیدار*", PARAGRAPH, PARAGRAPH, "منبع : تیراژه*", *form, end="\r\n").related
        assert [link.title for link in found] == HEADLINES
