"""files: how many requests may run at once, by how many files this process may open: a socket is one. `share` is pure.

At most as many requests wait in each of the two lanes of `politeness` as run at once, and the slow ones aside. What the
archive, the search, the readers of feeds and the site hold open is counted, and some is left for what comes.
"""

from __future__ import annotations

import errno
import resource
from dataclasses import dataclass
from pathlib import Path

from mirnews.errors import Misconfigured
from mirnews.fetch.politeness import ASIDE

SPARE = 24  # look-ups of names, pipes to the readers of feeds, visitors, files that the archive and the search open
LANES = 2
EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE})
_GUESSED = 32  # files open, where the system does not say


@dataclass(frozen=True, slots=True)
class Share:
    """Requests at once, and slow ones beside them. `lowered` when that is less than the settings want."""

    parallel: int
    aside: int
    lowered: bool = False


def share(parallel: int, limit: int | None, open_now: int) -> Share:
    """What of `fetch.parallel` fits under a limit on open files, None for no limit.

    Raises Misconfigured (`too_few_files`) when not even one request would fit.
    """
    wanted = Share(parallel, ASIDE * parallel)
    left = None if limit is None else limit - open_now - SPARE
    if left is None or left >= LANES * parallel + wanted.aside:
        return wanted
    if left < LANES:
        raise Misconfigured(
            "too_few_files",
            f"only {limit} files may be open, {open_now} are: nothing could be fetched; raise the limit (ulimit -n)"
            f" to {open_now + SPARE + LANES * parallel} or more",
        )
    fitting = min(parallel, max(1, left // (LANES + 1)))
    return Share(fitting, min(ASIDE * fitting, left - LANES * fitting), lowered=True)


def limit() -> int | None:
    """How many files this process may have open; None for any number."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft


def open_now() -> int:
    """How many files this process has open."""
    try:
        return sum(1 for _ in Path("/proc/self/fd").iterdir())
    except OSError:
        return _GUESSED
