"""answers: takes printed bytes and a request, returns the response: validators, 304, gzip."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import ETag, web

MIN_PACKED = 1024  # bytes from which gzip is worth it


@dataclass(frozen=True, slots=True)
class Sheet:
    """Printed bytes with their tag, and packed where they are long enough for it."""

    body: bytes
    tag: str
    packed: bytes | None

    @classmethod
    def of(cls, body: bytes) -> Sheet:
        """The sheet of these bytes."""
        packed = gzip.compress(body, 5, mtime=0) if len(body) > MIN_PACKED else None
        return cls(body, hashlib.blake2b(body, digest_size=12).hexdigest(), packed)


class Sheets:
    """What was printed, so that it is printed once an edition: by a name, with the stamp of what it was made from."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Hashable, Sheet]] = {}

    def get(self, name: Hashable, stamp: Hashable, make: Callable[[], bytes]) -> Sheet:
        """The sheet of this name and stamp, made if there is none; the one of an older stamp is forgotten."""
        kept = self._kept.get(name)
        if kept is None or kept[0] != stamp:
            kept = self._kept[name] = (stamp, Sheet.of(make()))
        return kept[1]


def answer(request: web.Request, sheet: Sheet, content_type: str, modified: datetime) -> web.Response:
    """200 with validators, or 304 when the asker's copy is still good; If-None-Match outweighs If-Modified-Since."""
    headers = {"Content-Type": content_type, "ETag": f'"{sheet.tag}"', "Vary": "Accept-Encoding"}
    if _is_fresh(request, sheet.tag, modified):
        response = web.Response(status=304, headers=headers)
    elif sheet.packed is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        response = web.Response(body=sheet.packed, headers=headers | {"Content-Encoding": "gzip"})
    else:
        response = web.Response(body=sheet.body, headers=headers)
    response.last_modified = modified
    return response


def _is_fresh(request: web.Request, tag: str, modified: datetime) -> bool:
    asked = request.if_none_match
    if asked is not None:
        return any(one in (ETag(value=tag), ETag(value=tag, is_weak=True), ETag(value="*")) for one in asked)
    since = request.if_modified_since
    return since is not None and modified.astimezone(UTC).replace(microsecond=0) <= since
