"""The classes of compression and HTTP: a real socket that sends what no good server sends, and the door."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest

from mirnews.errors import Quarantine, Skip, TryLater
from mirnews.sources import read
from tests.inputs.answering import ask, http
from tests.inputs.table import AT, CASES, FEED_URL

FEED = (CASES / "059-rss20.xml").read_bytes()
PACKED = gzip.compress(FEED, mtime=0)


def test_039_a_bomb_of_gzip_is_cut_off() -> None:
    bomb = gzip.compress(bytes(50_000_000), mtime=0)
    asked = ask([http(bomb, "Content-Encoding: gzip")])
    assert (type(asked.error), asked.code) == (Skip, "too_large")


def test_040_gzip_inside_gzip_is_refused() -> None:
    asked = ask([http(gzip.compress(PACKED, mtime=0), "Content-Encoding: gzip")])
    assert asked.code == "bad_encoding"
    assert ask([http(PACKED, "Content-Encoding: gzip, gzip")]).code == "bad_encoding"


def test_041_a_gzip_that_unpacks_to_itself_is_refused() -> None:
    quine = (CASES / "041-quine.gz").read_bytes()
    assert gzip.decompress(quine) == quine
    assert ask([http(quine, "Content-Encoding: gzip")]).code == "bad_encoding"


@pytest.mark.parametrize("bits", [-15, 15])
def test_042_deflate_is_unpacked_with_its_frame_and_without(bits: int) -> None:
    asked = ask([http(zlib.compress(FEED, wbits=bits), "Content-Encoding: deflate")])
    assert asked.answer is not None
    assert asked.answer.body == FEED


def test_043_plain_text_that_is_called_gzip_is_read() -> None:
    asked = ask([http(FEED, "Content-Encoding: gzip")])
    assert asked.answer is not None
    assert asked.answer.body == FEED


def test_044_gzip_without_its_end_gives_what_is_there() -> None:
    asked = ask([http(PACKED[:-12], "Content-Encoding: gzip")])
    assert asked.answer is not None
    assert asked.answer.body
    assert FEED.startswith(asked.answer.body)


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_045_what_was_not_asked_for_is_refused(coding: str) -> None:
    asked = ask([http(b"\x0b\x02\x80", f"Content-Encoding: {coding}")])
    assert asked.code == "bad_encoding"
    assert "Accept-Encoding: gzip, deflate\r\n" in asked.heads[0]


def test_046_a_wrong_length_does_not_spoil_what_is_whole() -> None:
    packed = ask([http(PACKED, "Content-Encoding: gzip", length=len(PACKED) + 500)])
    assert packed.answer is not None
    assert packed.answer.body == FEED
    short = ask([http(FEED, length=len(FEED) + 500)])
    assert (type(short.error), short.code) == (TryLater, "truncated")
    beyond = ask([http(FEED + b"more", length=len(FEED))])
    assert beyond.code == "bad_answer" or (beyond.answer is not None and beyond.answer.body == FEED)


def test_047_a_header_of_a_megabyte_is_refused() -> None:
    assert ask([http(FEED, "X-Long: " + "a" * 1_000_000)]).code == "bad_answer"


def test_048_ten_thousand_headers_are_refused() -> None:
    assert ask([http(FEED, *(f"X-{number}: a" for number in range(10_000)))]).code == "bad_answer"


def test_049_two_addresses_to_go_on_to_are_refused() -> None:
    asked = ask([http(b"", "Location: /a", "Location: /b", status="302 Found")])
    assert asked.code == "bad_redirect"
    assert len(asked.heads) == 1


@pytest.mark.parametrize("lines", [(), ("Content-Type: image/png",), ("Content-Type: application/octet-stream",)])
def test_050_a_feed_is_known_by_its_bytes(lines: tuple[str, ...]) -> None:
    answer = ask([http(FEED, *lines)]).answer
    assert answer is not None
    feed = read(answer.body, url=FEED_URL, content_type=answer.content_type, at=AT)
    assert (len(feed.entries), feed.malformed) == (1, False)


def test_051_a_feed_that_is_called_a_picture_is_read() -> None:
    feed = read(FEED, url=FEED_URL, content_type="image/png", at=AT)
    assert (len(feed.entries), feed.malformed) == (1, False)


def test_052_an_error_page_that_says_200_is_no_feed() -> None:
    page = "<!DOCTYPE html><html lang=fa><title>خطا</title><p>صفحه پیدا نشد*</p></html>".encode()
    answer = ask([http(page, "Content-Type: application/rss+xml")]).answer
    assert answer is not None
    with pytest.raises(Quarantine) as refused:
        read(answer.body, url=FEED_URL, content_type=answer.content_type, at=AT)
    assert refused.value.code == "feed_is_html"


def test_053_a_body_without_a_head_is_refused() -> None:
    assert ask([b"<rss>HTTP/0.9 has no head</rss>\r\n\r\n"]).code == "bad_answer"


def test_054_early_answers_are_skipped_and_cut_off_where_they_never_end() -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"

    async def without_end(writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(early)
            await writer.drain()
            await asyncio.sleep(0.005)

    asked = ask([early * 200 + http(FEED)])
    assert asked.answer is not None
    assert asked.answer.body == FEED
    assert ask([without_end], timeout_seconds=0.5).code == "timeout"


def test_055_cookies_are_never_sent_back_and_never_kept() -> None:
    cookie = "Set-Cookie: visitor=1; Path=/"
    asked = ask([http(b"", cookie, "Location: /next", status="302 Found"), http(FEED, cookie)])
    assert asked.answer is not None
    assert len(asked.heads) == 2
    assert [head for head in asked.heads if "\r\ncookie:" in head.lower()] == []
    assert "set-cookie" not in asked.answer.headers


@pytest.mark.parametrize("status", ["401 Unauthorized", "407 Proxy Authentication Required"])
def test_056_a_password_is_never_given(status: str) -> None:
    challenge = ("WWW-Authenticate: Basic realm=a", "Proxy-Authenticate: Basic realm=a")
    asked = ask([http(b"", *challenge, status=status)], url="http://reader:secret@127.0.0.1:PORT/")
    assert asked.code == f"http_{status[:3]}"
    assert len(asked.heads) == 1
    assert "authorization" not in asked.heads[0].lower()
    assert "secret" not in str(asked.error)


@pytest.mark.parametrize(
    ("settings", "code"), [({"max_bytes": 100_000}, "too_large"), ({"timeout_seconds": 0.5}, "timeout")]
)
def test_057_a_stream_of_parts_is_cut_off(settings: dict[str, object], code: str) -> None:
    slow = 0.0 if code == "too_large" else 0.02

    async def parts(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=x\r\n\r\n")
        while True:
            writer.write(b"--x\r\nContent-Type: text/xml\r\n\r\n" + FEED)
            await writer.drain()
            await asyncio.sleep(slow)

    assert ask([parts], **settings).code == code


@pytest.mark.parametrize("target", ["file:///etc/passwd", "data:text/xml,<rss/>", "DATA:text/xml;base64,PHJzcy8+"])
def test_058_a_redirect_out_of_the_web_is_refused(target: str) -> None:
    asked = ask([http(b"", f"Location: {target}", status="302 Found")])
    assert asked.code == "address_refused"
    assert len(asked.heads) == 1
