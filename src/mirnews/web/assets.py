"""assets: the files that pages need, under addresses that change with their content, so that they never go stale."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

_TYPES = {
    "css": "text/css; charset=utf-8",
    "woff2": "font/woff2",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
_FONT = "vazirmatn-fa.woff2"
_SHEET = "mirnews.css"


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file. `url` holds a digest of its bytes."""

    name: str
    digest: str
    body: bytes
    media_type: str

    @property
    def url(self) -> str:
        """Its address on this site."""
        return f"/static/{self.digest}/{self.name}"


@cache
def assets() -> dict[str, Asset]:
    """All static files by name; the style sheet names the font by its digest."""
    folder = resources.files("mirnews.web").joinpath("static")
    files = {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.name.rsplit(".")[-1] in _TYPES}
    font = _asset(_FONT, files[_FONT])
    files[_SHEET] = files[_SHEET].replace(f"url({_FONT})".encode(), f"url(../{font.digest}/{_FONT})".encode())
    return {name: _asset(name, body) for name, body in files.items()}


def _asset(name: str, body: bytes) -> Asset:
    digest = hashlib.blake2b(body, digest_size=6).hexdigest()
    return Asset(name, digest, body, _TYPES[name.rsplit(".")[-1]])
