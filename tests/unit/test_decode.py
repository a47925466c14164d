"""Bytes as Persian sites send them, with what they say about them, and the text that was meant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.decode import Decoded, decode
from tests.growth import assert_linear

FA = "گزارش مي\u200cدهد که «خبر» تازه\u200cاي از تهران رسيد؛ چرا؟ پژوهش"
PAGE = f'<html><head><meta charset="%s"></head><body>{FA}</body></html>'


@pytest.mark.parametrize(
    ("sent_as", "header", "read_as"),
    [
        ("utf-8", None, "utf-8"),
        ("utf-8-sig", None, "utf-8"),
        ("utf-8", "text/html; charset=windows-1256", "utf-8"),
        ("utf-8", "text/html; charset=no-such-thing", "utf-8"),
        ("utf-8", "text/html; charset=zip", "utf-8"),
        ("utf-8", "text/html; charset=utf-16", "utf-8"),
        ("windows-1256", "text/html; charset=windows-1256", "windows-1256"),
        ("windows-1256", "text/html; charset=CP1256", "windows-1256"),
        ("windows-1256", "text/html; charset=utf-8", "windows-1256"),
        ("windows-1256", "text/html; charset=iso-8859-1", "windows-1256"),
        ("windows-1256", None, "windows-1256"),
        ("utf-16", None, "utf-16-le"),
        ("utf-16-le", None, "utf-16-le"),
        ("utf-16-be", "text/html; charset=utf-8", "utf-16-be"),
        ("utf-32", None, "utf-32-le"),
        ("utf-32-be", None, "utf-32-be"),
    ],
)
def test_the_text_comes_back_whatever_is_said_about_it(sent_as: str, header: str | None, read_as: str) -> None:
    decoded = decode(FA.encode(sent_as), header)
    assert (decoded.text, decoded.encoding, decoded.damaged) == (FA, read_as, False)


def test_iso_8859_6_is_read_where_it_is_declared() -> None:
    arabic = "الأخبار من القاهرة"
    assert decode(arabic.encode("iso-8859-6"), "text/html; charset=ISO-8859-6").text == arabic


def test_a_short_text_of_three_letters_is_read_as_declared() -> None:
    assert decode("خبر".encode("windows-1256"), "text/xml; charset=windows-1256").text == "خبر"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("été à la française", "iso-8859-1"), ("Größe, Straße, ÄÖÜ", "iso-8859-1"), ("Привет", "cp1251")],
)
def test_other_languages_are_not_taken_for_persian(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), f"text/html; charset={encoding}").text == text


@pytest.mark.parametrize("said", ["windows-1256", "utf-8"])
def test_the_meta_element_and_the_xml_declaration_are_heard_but_not_believed(said: str) -> None:
    page = decode((PAGE % said).encode("windows-1256"))
    feed = decode(f'<?xml version="1.0" encoding="{said}"?><a>{FA}</a>'.encode("windows-1256"), markup="xml")
    assert FA in page.text
    assert FA in feed.text
    assert (page.declared, feed.declared) == (said, said)


def test_declarations_inside_a_plain_text_do_not_count() -> None:
    assert decode((PAGE % "windows-1256").encode(), markup="text").declared is None


def test_utf_7_is_refused() -> None:
    assert decode(b"+ADw-script+AD4-", "text/html; charset=utf-7").text == "+ADw-script+AD4-"


def test_a_character_cut_at_the_end_does_not_spoil_the_rest() -> None:
    assert decode(FA.encode()[:-1]) == Decoded(FA[:-1], "utf-8", damaged=True)


def test_a_latin_text_that_ends_in_an_accent_is_not_taken_for_cut() -> None:
    assert decode("café".encode("latin-1"), "text/plain; charset=iso-8859-1").text == "café"


def test_one_broken_byte_costs_one_character() -> None:
    body = FA.encode()
    decoded = decode(body[:20] + b"\xff" + body[20:])
    assert decoded.damaged
    assert decoded.text.replace("\ufffd", "") == FA


def test_what_cannot_be_read_becomes_replacement_characters() -> None:
    assert decode(b"caf\xe9 noir") == Decoded("caf\ufffd noir", "utf-8", damaged=True)


def test_nul_and_control_characters_go_and_leave_a_mark() -> None:
    assert decode(b"a\x00b\x1bc\td\r\n") == Decoded("abc\td\r\n", "utf-8", damaged=True)


def test_c1_becomes_the_quotes_of_windows_1252() -> None:
    assert decode("don\u0092t".encode()).text == "don’t"


def test_text_that_was_encoded_twice_is_decoded_twice() -> None:
    as_latin = FA.encode().decode("latin-1").encode()
    assert decode(as_latin) == Decoded(FA, "utf-8", damaged=True)


def test_a_lone_surrogate_in_utf_16_is_replaced() -> None:
    decoded = decode(b"\xff\xfea\x00\x00\xd8b\x00")
    assert decoded.damaged
    assert "a" in decoded.text


@pytest.mark.parametrize(
    ("piece", "times"),
    [(FA.encode(), 100_000), (b"\x00", 10_000_000), (b"\xff", 10_000_000), (b"\xc2\x80", 5_000_000)],
    ids=["persian", "nul", "no-utf-8", "control"],
)
def test_ten_megabytes_take_linear_time(piece: bytes, times: int) -> None:
    assert_linear(decode, lambda size: piece * size, times)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, "a/b; charset=windows-1256", "a/b; charset=koi8-r", "charset="]))
def test_no_bytes_raise_and_the_text_can_be_written(body: bytes, header: str | None) -> None:
    text = decode(body, header).text
    assert "\x00" not in text
    text.encode()


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=200))
def test_persian_utf_8_is_read_as_it_is(text: str) -> None:
    assert decode(("آزمون " + text).encode()).text == "آزمون " + text
