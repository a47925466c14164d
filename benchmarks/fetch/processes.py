"""What a process and its children take, by the kernel's own count (Linux). No dependencies: peers import it too."""

from __future__ import annotations

import os
import resource
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


def cpu_seconds() -> float:
    """CPU seconds of this process, of its children that have ended, and of those that run."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ended = sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, kinds))
    return ended + sum(map(_cpu_of, children(os.getpid())))


def private_kb(pid: int) -> int:
    """Private memory of a process and its children: kilobytes that would be free without them."""
    return sum(map(_private_of, (pid, *children(pid))))


def children(pid: int) -> list[int]:
    """The children of a process, and theirs."""
    try:
        lists = [(task / "children").read_text() for task in (_PROC / str(pid) / "task").iterdir()]
    except OSError:
        return []
    found = [int(child) for line in lists for child in line.split()]
    return found + [below for child in found for below in children(child)]


def _cpu_of(pid: int) -> float:
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:13])) / _TICKS


def _private_of(pid: int) -> int:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
