"""linked: the `Link` headers of an answer (RFC 8288): what they relate the answer to. Pure."""

from __future__ import annotations

import re

from mirnews.errors import Skip
from mirnews.model import Response
from mirnews.urls import whatwg

_MOST_CHARS = 8_192
_LINK = re.compile(
    r"<([^<>]{1,2048})>((?:\s*;\s*[\w!#$&+.^`|~*-]{1,64}(?:\s*=\s*(?:\"[^\"]*\"|[^\s\",;]+))?)*)", re.ASCII
)
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))", re.I | re.ASCII)


def linked(response: Response) -> dict[str, str]:
    """The addresses that an answer is linked with, by relation in lower case; the first of each counts.

    Relative ones are resolved on the address that answered; what is no web address is left out.
    """
    found: dict[str, str] = {}
    for written, parameters in _LINK.findall(response.headers.get("link", "")[:_MOST_CHARS]):
        relation = _REL.search(parameters)
        address = _web(written.strip(), response.final_url) if relation else None
        for name in (relation[1] or relation[2] or "").lower().split() if relation and address else ():
            found.setdefault(name, address or "")
    return found


def _web(written: str, base: str) -> str | None:
    try:
        address = whatwg(written, base)
    except Skip:
        return None
    return address if address.startswith(("http://", "https://")) else None
