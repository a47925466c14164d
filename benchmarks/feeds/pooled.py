"""Read every feed of a folder with MirNews in child processes under limits, a hundred times over; children counted."""

import asyncio
import json
import resource
import sys
from pathlib import Path

import mirnews
from mirnews.sources.pool import Parsers

bodies = [path.read_bytes() for path in sorted(Path(sys.argv[1]).iterdir())]
TIMES = 100


async def read_all() -> None:
    """Every feed, one at a time; the children have ended when this returns."""
    async with Parsers(1) as parsers:
        for _ in range(TIMES):
            for body in bodies:
                await parsers.read("feed", body)


def used() -> float:
    """CPU seconds of this process and of its children that have ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


before = used()
asyncio.run(read_all())
print(json.dumps({"version": mirnews.__version__, "items": TIMES * len(bodies), "seconds": used() - before}))
