"""What headers say about asking again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.fetch.freshness import conditional, http_date, max_age, retry_after, validators
from mirnews.model import Response

NOW = datetime(2025, 2, 25, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Tue, 25 Feb 2025 10:02:00 GMT", 120.0),
        ("Tuesday, 25-Feb-25 10:02:00 GMT", 120.0),
        ("Tue Feb 25 10:02:00 2025", 120.0),
        ("Tue, 25 Feb 2025 09:00:00 GMT", 0.0),
        ("Tue, 25 Feb 2125 10:00:00 GMT", 315_360_000.0),
        ("9" * 60, 315_360_000.0),
        ("9" * 5_000, 315_360_000.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("۱۲۰", None),
        ("inf", None),
        ("Tue, 99 Feb 2025 10:02:00 GMT", None),
    ],
)
def test_retry_after(value: str, wanted: float | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == wanted


def test_a_date_counts_from_the_hosts_own_clock() -> None:
    headers = {"retry-after": "Fri, 01 Jan 1999 00:10:00 GMT", "date": "Fri, 01 Jan 1999 00:00:00 GMT"}
    assert retry_after(headers, NOW) == 600.0
    assert retry_after({}, NOW) is None


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        ({"cache-control": "public, max-age=600"}, 600.0),
        ({"cache-control": 'MAX-AGE="600"'}, 600.0),
        ({"cache-control": "max-age=600", "age": "100"}, 500.0),
        ({"cache-control": "max-age=600", "age": "1000"}, 0.0),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "max-age=600, no-cache"}, 0.0),
        ({"cache-control": "no-store"}, 0.0),
        ({"cache-control": "max-age=99999999999999999999"}, 315_360_000.0),
        ({"cache-control": "max-age=x"}, None),
        ({"expires": "Tue, 25 Feb 2025 10:05:00 GMT", "date": "Tue, 25 Feb 2025 10:00:00 GMT"}, 300.0),
        ({"expires": "0", "date": "Tue, 25 Feb 2025 10:00:00 GMT"}, None),
        ({"expires": "Tue, 25 Feb 2025 10:05:00 GMT"}, None),
        ({}, None),
    ],
)
def test_max_age(headers: dict[str, str], wanted: float | None) -> None:
    assert max_age(headers) == wanted


def test_validators_are_kept_verbatim_unless_they_cannot_be_sent() -> None:
    def answer(**headers: str) -> Response:
        return Response("u", "u", 200, {k.replace("_", "-"): v for k, v in headers.items()}, b"", NOW)

    kept = validators(answer(etag='W/"x y"', last_modified="yesterday"))
    assert (kept.etag, kept.last_modified) == ('W/"x y"', "yesterday")
    dropped = validators(answer(etag="x" * 5_000, last_modified="a\nb"))
    assert (dropped.etag, dropped.last_modified) == (None, None)
    assert conditional('"a"', None) == {"If-None-Match": '"a"'}
    assert conditional(None, "") == {}


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_number_or_nothing(text: str) -> None:
    headers = {"retry-after": text, "cache-control": f"max-age={text}", "age": text, "expires": text, "date": text}
    for found in (retry_after(headers, NOW), max_age(headers)):
        assert found is None or 0 <= found <= 315_360_000
    found_date = http_date(text)
    assert found_date is None or found_date.utcoffset() is not None
