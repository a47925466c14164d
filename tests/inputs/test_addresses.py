"""The classes of addresses: refused before any packet, read as browsers read them, and silent about secrets."""

from __future__ import annotations

import io
import json
import logging

import pytest

from mirnews.errors import Skip
from mirnews.fetch.guard import Guard, check_url, verdict
from mirnews.observe import Log, start_logging
from mirnews.urls import canonical, whatwg
from mirnews.urls.address import shown
from tests.inputs.answering import ask, http

LONG = "https://khabar.example/" + "a" * 65_536


def refusal(url: str) -> str:
    with pytest.raises(Skip) as refused:
        check_url(url, Guard())
    return refused.value.code


def test_119_a_user_and_a_password_are_never_sent() -> None:
    asked = ask([http(b"ok")], url="http://reader:secret@127.0.0.1:PORT/")
    assert asked.answer is not None
    assert "secret" not in asked.heads[0]
    assert "authorization" not in asked.heads[0].lower()
    assert canonical("https://reader:secret@khabar.example/1") == "https://khabar.example/1"


@pytest.mark.parametrize(
    "host",
    (
        "0x7f.1 2130706433 017700000001 127.1 ①②⑦.0.0.1 127。0。0。1 127.0.0.1. 0 [::1] [::ffff:127.0.0.1]"
        " [64:ff9b::7f00:1] [2002:7f00:1::] [::127.0.0.1] [fec0::1] [ff02::1] 224.0.0.1 192.0.0.8 100.64.0.1"
        " 169.254.169.254 localhost LOCALHOST. printer.local"
    ).split(),
)
def test_120_an_inner_address_is_refused_in_every_spelling(host: str) -> None:
    assert refusal(f"http://{host}/") == "address_refused"
    assert verdict(f"http://{host}/", Guard(), False).reason == "private_address"


@pytest.mark.parametrize("port", [22, 25, 6379])
def test_121_ports_of_other_services_are_refused(port: int) -> None:
    assert refusal(f"http://khabar.example:{port}/") == "address_refused"


def test_122_a_name_that_looks_like_another_is_shown_in_ascii() -> None:
    assert canonical("https://kh\u0430bar.example/1") == "https://xn--khbar-5ve.example/1"


@pytest.mark.parametrize("label", ["xn--99999999999", "xn--" + "a" * 70, "xn--zzzzzzzzzzzz99999999", "xn--\u0628"])
def test_123_punycode_that_is_none_is_refused(label: str) -> None:
    with pytest.raises(Skip) as refused:
        canonical(f"https://{label}.example/")
    assert refused.value.code == "url_invalid"
    assert refusal(f"https://{label}.example/") in ("address_refused", "url_invalid")


def test_123_sound_punycode_is_not() -> None:
    assert canonical("https://xn--mgba3a4f16a.example/") == "https://xn--mgba3a4f16a.example/"
    check_url("https://xn--mgba3a4f16a.example/", Guard())


def test_124_an_address_of_sixty_four_kilobytes_is_refused() -> None:
    assert refusal(LONG) == "url_invalid"
    assert len(shown(LONG)) < 200


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_125_a_line_end_in_an_address_is_refused(end: str) -> None:
    asked = ask([http(b"ok")], url=f"http://127.0.0.1:PORT/a{end}X-Header: own")
    assert asked.code == "url_invalid"
    assert asked.heads == []


def test_126_a_fragment_alone_names_no_page() -> None:
    with pytest.raises(Skip) as refused:
        canonical("#top", "https://khabar.example/")
    assert refused.value.code == "url_invalid"


SECRET = "https://reader:swordfish@khabar.example/rss?n=1&api_key=swordfish&access_token=swordfish;sid=swordfish#a"


@pytest.mark.parametrize("style", ["logfmt", "json"])
def test_127_keys_and_passwords_are_masked_in_the_log(style: str) -> None:
    stream = io.StringIO()
    start_logging("debug", style)
    logging.getLogger("mirnews").handlers[0].setStream(stream)  # type: ignore[attr-defined]
    try:
        Log().bind(url=SECRET).warning("source not read", why=f"{SECRET} is not there", entries=3)
    finally:
        logging.getLogger("mirnews").handlers.clear()
        logging.getLogger("mirnews").propagate = True
    assert "swordfish" not in stream.getvalue()
    assert "khabar.example/rss?n=1&api_key=…" in stream.getvalue()
    if style == "json":
        assert json.loads(stream.getvalue())["entries"] == 3


def test_127_error_messages_have_no_query_at_all() -> None:
    asked = ask([http(b"", status="404 Not Found")], path="/rss?api_key=swordfish")
    assert asked.code == "http_404"
    assert "swordfish" not in str(asked.error)


def test_128_signs_inside_an_address_are_read_as_browsers_do() -> None:
    assert whatwg("http:\\\\khabar.example\\a\tb\nc") == "http://khabar.example/abc"
