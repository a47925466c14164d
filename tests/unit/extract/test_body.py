"""Paragraphs in, furniture out."""

from __future__ import annotations

from mirnews.extract.generic import SIGNS, Guard

from .pages import PARAGRAPH, nastooh, read

FIRST, SECOND = PARAGRAPH, "بند دوم دربارهٔ چیز دیگری است و آن هم با نقطه تمام شده است."
HEADLINES = (
    "<p><a href='/1'>پلی تازه باز شد</a></p><p><a href='/2'>برف راه را بست</a></p>"
    "<p><a href='/3'>باران تا شب ادامه دارد</a></p>"
)


def paragraphs(body: str, **given: str) -> tuple[str, ...]:
    return read(nastooh(body, **given)).paragraphs


def test_line_breaks_end_paragraphs() -> None:
    assert paragraphs(f"{FIRST}<br>{SECOND}<br/><br/>") == (FIRST, SECOND)


def test_inline_markup_and_white_space_do_not() -> None:
    assert paragraphs("<p>یک <b>واژهٔ</b>\n  <a href='/x'>پیوندی</a>&nbsp;در متن هست.</p>") == (
        "یک واژهٔ پیوندی در متن هست.",
    )


def test_scripts_hidden_text_and_captions_are_no_text() -> None:
    hidden = (
        "<script>var x</script><div hidden>پنهان</div><p style='display: none'>پنهان</p>"
        "<figure><figcaption>زیرنویس</figcaption></figure>"
    )
    assert paragraphs(f"<p>{FIRST}</p>{hidden}") == (FIRST,)


def test_a_run_of_headlines_at_the_foot_is_related() -> None:
    article = read(nastooh(f"<p>{FIRST}</p><p>{SECOND}</p><h4>خبرهای دیگر</h4>{HEADLINES}"))
    assert article.paragraphs == (FIRST, SECOND)
    assert [link.title for link in article.related] == ["پلی تازه باز شد", "برف راه را بست", "باران تا شب ادامه دارد"]


def test_one_linked_sentence_in_the_text_stays() -> None:
    linked = "<p><a href='/x'>گزارش کامل این سفر را اینجا نوشته\u200cایم.</a></p>"
    assert len(paragraphs(f"<p>{FIRST}</p>{linked}<p>{SECOND}</p>")) == 3


def test_a_source_line_above_the_text() -> None:
    article = read(nastooh(f"<p>منبع: تیراژه*</p><p>{FIRST}</p><p>{SECOND}</p>"))
    assert (article.source_line, article.paragraphs) == ("تیراژه*", (FIRST, SECOND))


def test_a_mark_in_the_middle_of_a_live_page_does_not_cut_it() -> None:
    texts = [f"{FIRST} {i}." for i in range(6)]
    body = (
        "".join(f"<p>{text}</p>" for text in texts[:3])
        + "<p>انتهای پیام/</p>"
        + "".join(f"<p>{text}</p>" for text in texts[3:])
    )
    assert paragraphs(body) == tuple(texts)


def test_title_and_lead_repeated_above_the_text_go() -> None:
    assert paragraphs(f"<h2>پل تازه</h2><p>{FIRST}</p><p>{SECOND}</p>", lead=FIRST, title="پل تازه") == (SECOND,)


def test_a_page_of_pictures_with_a_lead_is_an_article() -> None:
    article = read(nastooh("<figure><img src='/a.jpg'></figure>", lead=FIRST))
    assert (article.kind, article.lead, article.paragraphs) == ("article", FIRST, ())
    assert [image.url for image in article.images] == ["https://sepidar.example/a.jpg"]


def test_the_guard_brings_every_sign_back() -> None:
    text = "الف" + "ب".join(SIGNS) + "\ua78f\ua7fa"
    guard = Guard.for_text(text)
    carried = text.translate(guard.there)
    assert carried.isprintable()
    assert carried.translate(guard.back) == text


def test_signs_survive_the_generic_extractor() -> None:
    words = "می\u200cشود و کتاب\u200cها و نمی\u200cدانم"
    body = "".join(f"<p>بند {i}: {words} در این متن بلند آمده است تا شناخته شود و بماند.</p>" for i in range(5))
    article = read(f"<html><body><div class=q><h1>تیتر این صفحه</h1>{body}</div></body></html>")
    assert article.profile == "generic"
    assert "\n".join(article.paragraphs).count("\u200c") == 15


def test_a_date_line_above_the_text_of_an_unknown_page() -> None:
    body = f"<p>۲ تیر ۱۳۹۹ - ۱۲:۰۹</p><p>{FIRST}</p><p>{SECOND}</p>"
    article = read(f"<html lang=fa><body><div class=q><h1>پل تازه باز شد</h1>{body}</div></body></html>")
    assert article.paragraphs == (FIRST, SECOND)
    assert article.published is not None
    assert article.published.text() == "2020-06-22T12:09+04:30"


def test_a_page_inside_one_form() -> None:
    body = f"<p>{FIRST}</p><p>{SECOND}</p>" * 2
    article = read(f"<body><form id=aspnetForm><div class=q><h1>پل تازه باز شد</h1>{body}</div></form></body>")
    assert article.kind == "article"
    assert article.paragraphs[:2] == (FIRST, SECOND)


def test_kicker_and_date_above_the_text_in_one_box_are_no_paragraphs() -> None:
    page = (
        "<div class=newsContent><h5>رودست «آزمون*»</h5><h1>سرخط «آزمون*»</h1><h2 class=desc>خلاصهٔ «آزمون*».</h2>"
        f"<time datetime=2022-09-27T08:05:00+03:30>۵ مهر ۱۴۰۱</time><p>{PARAGRAPH}</p></div>"
    )
    article = read(page, "https://www.tala.ir/news/1")
    assert (article.profile, article.lead, article.paragraphs) == ("tala.ir", "خلاصهٔ «آزمون*».", (PARAGRAPH,))
