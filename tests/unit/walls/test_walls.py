"""What stands at an address instead of what was asked: by the page's words and marks, by a refusal's head."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.walls import CODES, fault, filters, refusal, wall

MUCH = "<p>" + "این سطر متن صفحه است و تنها برای درازی آمده. " * 60 + "</p>"
PAGES = {
    "cookie page of a CDN": ('<script>document.cookie="a=1";location.reload()</script>', "challenge"),
    "its words": ("<title>در حال انتقال</title><p>در حال انتقال به سایت مورد نظر هستید</p>", "challenge"),
    "words of another CDN": ("<title>Just a moment...</title>", "challenge"),
    "a script of a CDN": ('<body><script src="/cdn-cgi/challenge-platform/x.js"></script></body>', "challenge"),
    "captcha beside much text": (f'<div class="g-recaptcha"></div>{MUCH}', None),
    "password": ('<h1>ورود</h1><form><input name=u><input type="password" name=p></form>', "login"),
    "password beside much text": (f'<form><input type="password"></form>{MUCH}', None),
    "words of a login": ("<p>براي ادامه وارد شويد</p>", "login"),  # with Arabic letters
    "abroad": ("<p>دسترسی از خارج از کشور بسته است</p>", "geo"),
    "switch the tunnel off": ("<p>لطفاً فیلترشکن خود را خاموش کنید</p>", "geo"),
    "not in your country": ("<h1>Sorry</h1><p>This service is not available in your country.</p>", "geo"),
    "a country's refusal by a CDN": ("<title>Access denied</title><p>کاربران خارج از کشور</p>", "geo"),
    "frame of the filter": ('<iframe src="http://10.10.34.36?type=x"></iframe>', "filter"),
    "link of the filter": ('<meta http-equiv="refresh" content="0;url=http://peyvandha.ir">', "filter"),
    "a report about the filter": (f"<title>گزارش</title><p>10.10.34.36</p>{MUCH}", None),
    "not found": ("<title>خطای ۴۰۴</title><p>نیست</p>", "missing"),
    "not found in a big page": (f"<title>صفحه پیدا نشد | نمونه</title>{MUCH}", "missing"),
    "not found by class": (f'<body class="error404 wide">{MUCH}', "missing"),
    "a small page whose heading says so": ("<title>نمونه</title><h1>این مطلب یافت نشد</h1>", "missing"),
    "a headline about something not found": (f"<title>نمونه</title><h1>جعبهٔ سیاه یافت نشد</h1>{MUCH}", None),
    "a number with 404 in it": ("<title>گزارش 14043</title><p>متن</p>", None),
    "under repair": ("<title>در دست تعمیر</title><p>سایت در دست تعمیر است</p>", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_it_says(name: str) -> None:
    html, kind = PAGES[name]
    assert wall(html) == kind


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind"),
    [
        (403, {"cf-mitigated": "challenge"}, "", "challenge"),
        (403, {}, "<p>دسترسی از خارج ممکن نیست</p>", "geo"),
        (403, {}, "<p>Forbidden</p>", None),
        (403, {}, "<title>صفحه پیدا نشد</title>", None),
        (503, {}, "<title>Just a moment...</title>", "challenge"),
        (503, {}, "<p>the database does not answer</p>", None),
        (429, {}, "<title>Just a moment...</title>", "challenge"),
        (429, {}, "<p>Please log in</p><input type=password>", None),
        (451, {}, "<p>not available in your country</p>", "geo"),
        (451, {}, "<input type=password>", None),
        (404, {}, "<title>Just a moment...</title>", None),
    ],
)
def test_the_page_of_a_refusal_says_more(status: int, headers: dict[str, str], body: str, kind: str | None) -> None:
    assert refusal(status, headers, body.encode()) == kind


def test_a_refusal_in_windows_1256_is_read() -> None:
    assert refusal(403, {}, "<p>دسترسي از خارج كشور</p>".encode("windows-1256")) == "geo"


def test_the_filters_own_addresses() -> None:
    assert [filters(one) for one in ("10.10.34.34", "::ffff:10.10.34.36", "10.10.34.37", "10.1.1.1")] == [
        True,
        True,
        False,
        False,
    ]


def test_every_kind_has_a_code_and_says_what_to_do() -> None:
    kinds = {kind for _, kind in PAGES.values() if kind}
    assert {fault(kind)[0] for kind in kinds} == CODES  # type: ignore[arg-type]
    assert all(len(fault(kind)[1]) > 30 for kind in kinds)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.sampled_from(sorted(PAGES)))
def test_any_text_is_judged(text: str, name: str) -> None:
    assert wall(text + PAGES[name][0]) in ("filter", "challenge", "geo", "login", "missing", None)
