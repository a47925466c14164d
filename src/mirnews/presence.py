"""presence: which process this is, and whether another one of this machine is gone. Elsewhere than on Linux: unknown.

A process is named by the start of its machine, its space of process numbers (containers that share an archive have
their own) and its number there: `boot/space/number`.
"""

from __future__ import annotations

import os
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_SPACE = Path("/proc/self/ns/pid")


def here() -> str:
    """The name of this process; only its number, which tells nobody anything, where the system is silent."""
    return f"{_world()}/{os.getpid()}"


def is_gone(process: str) -> bool:
    """Is this a process of our own space that is no longer there? False where that cannot be known."""
    world, _, number = process.rpartition("/")
    if not world or world != _world() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _world() -> str:
    try:
        return f"{_BOOT.read_text('ascii').strip()}/{_SPACE.readlink()}"
    except OSError:
        return ""
