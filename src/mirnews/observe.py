"""observe: structured log lines: a constant sentence and fields, on standard error.

logfmt for people, JSON for machines. Control characters are escaped, so that a hostile title cannot forge a line.
Keys and passwords in addresses are masked.
What visitors search for and where they come from is never passed here.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


# Names of query parameters under which sites hand out feeds to one subscriber.
_SECRET = re.compile(
    r"([?&;](?:[\w.-]{0,30}[_.-])?"
    r"(?:api_?key|key|access_?token|token|secret|passw(?:or)?d|pass|pwd|auth|signature|sig|session|sessionid|sid)=)"
    r"[^&;#\s\"']+",
    re.I,
)
_USER = re.compile(r"//[^/?#@\s\"']{1,200}@")


class Log:
    """A logger with fields bound once: `log.bind(source="mehr").info("source polled", entries=30)`."""

    def __init__(self, fields: Mapping[str, object] | None = None) -> None:
        self._fields = dict(fields or {})
        self._logger = logging.getLogger("mirnews")

    def bind(self, **fields: object) -> Log:
        """The same log with more fields on every line."""
        return Log({**self._fields, **fields})

    def debug(self, sentence: str, **fields: object) -> None:
        """For somebody who looks for a fault."""
        self._write(logging.DEBUG, sentence, fields)

    def info(self, sentence: str, **fields: object) -> None:
        """For the operator: what was done."""
        self._write(logging.INFO, sentence, fields)

    def warning(self, sentence: str, **fields: object) -> None:
        """Something was refused or put off; the run goes on."""
        self._write(logging.WARNING, sentence, fields)

    def error(self, sentence: str, **fields: object) -> None:
        """The operator should look."""
        self._write(logging.ERROR, sentence, fields)

    def _write(self, level: int, sentence: str, fields: Mapping[str, object]) -> None:
        if self._logger.isEnabledFor(level):
            said = {name: _masked(_stamped(value)) for name, value in {**self._fields, **fields}.items()}
            self._logger.log(level, sentence, extra={"fields": said})


def _stamped(value: object) -> object:
    """A field, an instant in the one form of all logged times: ISO 8601 in UTC."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _masked(value: object) -> object:
    """A field without what an address in it should not tell: a user with a password, a key in the query."""
    if not isinstance(value, str) or ("?" not in value and "@" not in value):
        return value
    return _SECRET.sub(r"\1…", _USER.sub("//…@", value))


class _Formatter(logging.Formatter):
    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        stamp = _stamped(datetime.fromtimestamp(record.created, UTC))
        fields: dict[str, object] = {"at": stamp, "level": record.levelname.lower(), "event": record.getMessage()}
        fields |= getattr(record, "fields", {})
        if self._as_json:
            return json.dumps(fields, ensure_ascii=False, default=str)
        return " ".join(f"{key}={_logfmt(value)}" for key, value in fields.items() if value is not None)


def _logfmt(value: object) -> str:
    text = str(value)
    safe = "".join(c if c.isprintable() or c == "\u200c" else c.encode("unicode_escape").decode("ascii") for c in text)
    quoted = not safe or any(c in ' "=' for c in safe)
    return json.dumps(safe, ensure_ascii=False) if quoted else safe


def start_logging(level: str = "info", style: str = "logfmt") -> Log:
    """Send our lines to standard error at `level`, as `logfmt` or `json`; returns the root log."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(as_json=style == "json"))
    logger = logging.getLogger("mirnews")
    logger.handlers[:] = [handler]
    logger.setLevel(_LEVELS[level])
    logger.propagate = False
    return Log()
