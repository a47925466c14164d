"""child: the program `mirnews` in a process of its own, with the machine's clock and names as a scenario wants them.

    python -m faults.child ARGUMENTS…

Nothing of the program is replaced; the system around it is: FAULTS_FACTOR is the pace that its clocks are made with,
FAULTS_CLOCK names a file with the seconds by which the system's wall clock is wrong (read again at every look), and
FAULTS_DNS is the port of the name server that is asked instead of the system's.
"""

from __future__ import annotations

import datetime as dates
import functools
import os
import socket
from pathlib import Path
from typing import Any, Self

from faults.resolver import Names
from mirnews import clock


def main() -> None:
    """Prepare the surroundings, then run the command line."""
    if path := os.environ.get("FAULTS_CLOCK"):
        vars(clock)["datetime"] = wrong_by(Path(path))
    if pace := os.environ.get("FAULTS_FACTOR"):
        made = functools.partialmethod(clock.Clock.__init__, factor=float(pace))
        clock.Clock.__init__ = made  # type: ignore[method-assign, assignment]
    if port := os.environ.get("FAULTS_DNS"):
        socket.getaddrinfo = Names(int(port)).getaddrinfo
    from mirnews.cli import main as program

    program()


def wrong_by(path: Path) -> type[dates.datetime]:
    """The system's wall clock, off by what the file says."""

    class Wrong(dates.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Self:
            off = dates.timedelta(seconds=float(path.read_text(encoding="utf-8") or 0))
            right: Any = dates.datetime.now(tz) + off
            return right  # type: ignore[no-any-return]

    return Wrong


if __name__ == "__main__":
    main()
