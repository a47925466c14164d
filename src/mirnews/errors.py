"""errors: what went wrong, and what becomes of the work.

    MirNewsError
    ├── TryLater       the world is busy; .after_seconds says how long    429, 503, time-out, locked database
    ├── Skip           nothing to keep, one log line                      robots, refused address, not an article
    ├── Quarantine     kept with its bytes and reason, for a person       broken feed, no body found
    └── Misconfigured  the operator must act; the run does not start      unknown key, port taken

The class decides the fate; the `code` names the cause. Codes are stable: the log prints the English
message, the operations page and `status` look the code up in `locale/*.toml` under `[error]`.
"""

from __future__ import annotations


class MirNewsError(Exception):
    """Base of every error we raise on purpose.

    `code` is a short stable name such as `http_404`; `message` is one English line that says what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class TryLater(MirNewsError):
    """The same work may succeed later; `after_seconds` is the wait the other side asked for, or None."""

    def __init__(self, code: str, message: str, *, after_seconds: float | None = None) -> None:
        super().__init__(code, message)
        self.after_seconds = after_seconds


class Skip(MirNewsError):
    """There is nothing to keep here; log one line and go on."""


class Quarantine(MirNewsError):
    """The input is kept with its bytes and this reason, for a person to look at."""


class Misconfigured(MirNewsError):
    """The operator must change something; nothing is started."""
