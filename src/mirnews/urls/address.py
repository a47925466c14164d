"""address: an address by the WHATWG standard, and its parts. Nothing here is an opinion of ours but the size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import ada_url

from mirnews.errors import Skip

MAX_CHARS = 65_536  # an address longer than this is an attack or an accident: servers stop at 8 kB
_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
_MAX_LABEL = 63  # bytes of one part of a name (RFC 1035)
_SHOWN_CHARS = 100
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)+/?")  # needs no reading: it stays as it is
_SHORT_CHARS = 1_024  # addresses longer than this are not remembered
_USER = re.compile(r"//[^/@]*@")


@dataclass(frozen=True, slots=True)
class Parts:
    """An address taken apart.

    `host` is ASCII, without the brackets of IPv6; `port` is the scheme's own when none is written.
    """

    href: str
    scheme: str
    host: str
    port: int | None
    path: str


def whatwg(url: str, base: str | None = None) -> str:
    """The address as a browser reads it, resolved against `base`; any scheme.

    Raises Skip (`url_invalid`) when a browser would refuse it, or when it is longer than 64 kB.
    """
    href: str = parse(url, base).href
    return href


def parts(url: str, base: str | None = None) -> Parts:
    """The pieces of an address by which it is judged. Raises Skip (`url_invalid`)."""
    if base is None and len(url) <= _SHORT_CHARS:
        return _parts_of(url)
    return _parts(url, base)


@lru_cache(maxsize=2_048)
def _parts_of(url: str) -> Parts:
    """The same, remembered: one request asks three times for the pieces of its address."""
    return _parts(url, None)


def _parts(url: str, base: str | None) -> Parts:
    found = parse(url, base)
    scheme = found.protocol.rstrip(":")
    port = int(found.port) if found.port else _DEFAULT_PORTS.get(scheme)
    return Parts(found.href, scheme, found.hostname.strip("[]"), port, found.pathname)


def fetchable(url: str, base: str | None = None) -> str:
    """The address to ask a server for: http or https, without user name, password and fragment.

    Raises Skip (`url_invalid`).
    """
    if base is not None and (site := _site_of(base)) and _PLAIN_PATH.fullmatch(url):
        return site + url
    whole = parse(url, base)
    href: str = whole.href
    if not href.startswith(("http://", "https://")):
        raise Skip("url_invalid", f"only http and https addresses can be read, not {shown(url)}")
    if "#" in href or "@" in href:
        whole.hash, whole.username, whole.password = "", "", ""
        href = whole.href
    return href


@lru_cache(maxsize=256)
def _site_of(base: str) -> str | None:
    """Scheme, host and port of an address, to which a plain path can be added; None where that is not so simple."""
    try:
        whole = parse(base)
    except Skip:
        return None
    return f"{whole.protocol}//{whole.host}" if whole.protocol in ("http:", "https:") and whole.host else None


def host_key(url: str) -> str:
    """Who is asked: scheme, host and port (left out when default), such as `https://example.com`, for politeness.

    Raises Skip (`url_invalid`).
    """
    found = parts(url)
    host = f"[{found.host}]" if ":" in found.host else found.host.rstrip(".")
    port = "" if found.port in (None, _DEFAULT_PORTS.get(found.scheme)) else f":{found.port}"
    return f"{found.scheme}://{host}{port}"


def parse(url: str, base: str | None = None) -> ada_url.URL:
    """The parsed address, for those of this room that change it. Raises Skip (`url_invalid`)."""
    if max(len(url), len(base or "")) > MAX_CHARS:
        raise Skip(
            "url_invalid", f"an address of {max(len(url), len(base or ''))} characters is refused; 64 kB is the most"
        )
    try:
        found = ada_url.URL(_scalar(url), None if base is None else _scalar(base))
    except ValueError:
        against = f" against {shown(base)}" if base else ""
        raise Skip("url_invalid", f"no browser accepts {shown(url)}{against} as an address") from None
    if len(found.href) > MAX_CHARS:
        raise Skip("url_invalid", f"the address {shown(url)} grows beyond 64 kB when it is encoded")
    return found


def has_sound_labels(host: str) -> bool:
    """Can every label of an ASCII host that says it is Punycode (`xn--`) be read as such, and is none too long?

    Browsers let most of these pass and leave them to the resolver; nobody can register such a name.
    """
    labels = [label for label in host.lower().rstrip(".").split(".") if label.startswith("xn--")]
    return all(len(label) <= _MAX_LABEL and _is_punycode(label[4:]) for label in labels)


def _is_punycode(text: str) -> bool:
    try:
        return not text.encode("ascii").decode("punycode").isascii()
    except (UnicodeError, ValueError, OverflowError):
        return False


def shown(url: str) -> str:
    """An address for a message: quoted, control characters visible, not longer than a line, without its query.

    The query and the user's name are left out because they may be a key or a password.
    """
    head, mark, _ = url.partition("?")
    head = _USER.sub("//…@", head[: 2 * _SHOWN_CHARS], count=1)
    text = head + ("?…" if mark else "")
    return ascii_safe(text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "…")


def ascii_safe(text: str) -> str:
    """A text in quotes whose unprintable characters are spelled out."""
    return "'" + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text) + "'"


def _scalar(text: str) -> str:
    """The text with lone surrogates replaced, as browsers do before they parse."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
