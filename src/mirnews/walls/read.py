"""read: what a page is that stands before another one. Pure; bounded by the head of the page that is looked at."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from mirnews.decode import decode
from mirnews.markup import plain
from mirnews.persian.digits import to_ascii

Kind = Literal["filter", "challenge", "geo", "login", "missing"]

# The numbers are those of `extract.kinds`, chosen on our golden pages; few real walls were at hand.
MAX_CHARS = 200_000  # of a page that are looked at
WALL = 1_500  # visible characters of a page that only stands in the way
BARE = 300  # of a page that only sets a cookie and loads itself again
MISSING = 500  # of an error page that explains itself
_RELOAD = re.compile(r"document\.cookie\s*=|location\.(?:reload|href|replace)|http-equiv=[\"']?refresh", re.I)
_TITLE = re.compile(r"<title\b[^<>]{0,200}>([^<]{0,500})", re.I)
_HEADING = re.compile(r"<h[12]\b[^<>]{0,500}>([^<]{0,500})", re.I)
_PASSWORD = re.compile(r"<input\b[^<>]{0,500}type\s*=\s*[\"']?password", re.I)
_NUMBER = re.compile(r"(?<!\d)404(?!\d)")
_FOLD = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "ٱ": "ا", "ؤ": "و", "ـ": None})
_NO_LETTER = re.compile(r"[\W_]+")
_ORDER: tuple[Kind, ...] = ("filter", "geo", "challenge", "login")  # a refusal of a country is often a challenge's page
_FILTER = frozenset({"10.10.34.34", "10.10.34.35", "10.10.34.36"})
_LINES: dict[Kind, tuple[str, str]] = {
    "filter": ("filtered", "it leads to the page of Iran's filter; ask it through an exit (fetch.exits)"),
    "challenge": (
        "challenge_page",
        "a page came that tests for a browser with JavaScript and cookies; ask the outlet to let feed readers pass, or "
        "try an exit in its own country",
    ),
    "geo": ("geo_blocked", "it refuses visitors from here; ask it through an exit in its own country (fetch.exits)"),
    "login": ("login_page", "a page came that wants a user name; the address is not public any more"),
    "missing": ("missing_page", "the site's page for an address that it does not have came, as if it were an answer"),
}
CODES = frozenset(code for code, _ in _LINES.values())
REFUSALS = frozenset({401, 403, 429, 451, 503})  # statuses whose page may say more than they do


def wall(html: str) -> Kind | None:
    """What stands there, of a page that came where something else was asked; None for any other page."""
    html = html[:MAX_CHARS]
    shown = plain(html)
    if len(shown) <= WALL and (found := signs(html, shown)):
        return found
    if _is_missing(html, shown):
        return "missing"
    if len(shown) <= WALL and _PASSWORD.search(html):
        return "login"
    is_bare = len(shown) < BARE and "<script" in html.lower() and len(_RELOAD.findall(html)) > 1
    return "challenge" if is_bare else None


def signs(html: str, shown: str) -> Kind | None:
    """What the marks and words of a page with little text say, given its HTML and its visible text."""
    if found := _in_html(html.lower(), ("filter",)):
        return found
    said = _squash(f"{_first(_TITLE, html)} {shown}")
    by_words = next((kind for kind in _ORDER if any(word in said for word in _words(kind, "text"))), None)
    return by_words or _in_html(html.lower(), ("challenge",))


def refusal(status: int, headers: Mapping[str, str], body: bytes) -> Kind | None:
    """What a refusal (HTTP 401, 403, 429, 451, 503) is, by its head and page. Header names are lower case."""
    if headers.get("cf-mitigated", "").strip().lower() == "challenge":
        return "challenge"
    found = wall(decode(body, headers.get("content-type")).text) if status in REFUSALS and body else None
    if status == 451 and found != "filter":
        return "geo" if found == "geo" else None
    return None if found == "missing" or (status == 429 and found != "challenge") else found


def filters(address: str) -> bool:
    """Is this literal address where Iran's filter sends those who ask for a withheld site?"""
    return address.removeprefix("::ffff:") in _FILTER


def fault(kind: Kind) -> tuple[str, str]:
    """The code of errors for it, and an English line that says what to do."""
    return _LINES[kind]


def _is_missing(html: str, shown: str) -> bool:
    if _in_html(html.lower(), ("missing",)):
        return True
    title = _squash(_first(_TITLE, html))
    if _NUMBER.search(title) or any(word in title for word in _words("missing", "title")):
        return True
    said = title + _squash(" ".join(_HEADING.findall(html)[:3]))
    return len(shown) <= MISSING and any(word in said for word in _words("missing", "heading"))


def _in_html(raw: str, kinds: tuple[Kind, ...]) -> Kind | None:
    return next((kind for kind in kinds if any(mark in raw for mark in _marks()[kind].get("html", ()))), None)


def _first(pattern: re.Pattern[str], html: str) -> str:
    found = pattern.search(html)
    return plain(found[1]) if found else ""


@cache
def _marks() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((files("mirnews.walls") / "marks.toml").read_text("utf-8"))


@cache
def _words(kind: Kind, name: str) -> tuple[str, ...]:
    return tuple(_squash(word) for word in _marks()[kind].get(name, ()))


def _squash(text: str) -> str:
    """Letters and ASCII digits only, folded: spelling and spaces do not matter."""
    return _NO_LETTER.sub("", to_ascii(text).translate(_FOLD).casefold())
