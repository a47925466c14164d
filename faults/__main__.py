"""Try the faults: `python -m faults [F1 F20 …] [--long] [--record]`. A line for each; 1 when one fails.

`--record` writes the table of docs/faults.md.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import resource
import sys
import time

from faults import answers, clocks, crash, feeds, hosts, limits, names
from faults.record import record
from faults.report import Length, Result, Scenario

SCENARIOS: dict[str, Scenario] = {
    name.upper(): scenario
    for module in (crash, limits, clocks, hosts, answers, names, feeds)
    for name, scenario in module.SCENARIOS.items()
}
AT_ONCE = 4  # scenarios that run beside each other: most of them wait most of the time


def main(arguments: list[str]) -> int:
    """Run the faults that are named, or all of them."""
    options = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    options.add_argument("fault", nargs="*", help="such as F20; all when none is named")
    options.add_argument("--long", action="store_true", help="the long form, up to an hour")
    options.add_argument("--record", action="store_true", help="write the table of docs/faults.md")
    options.add_argument("--at-once", type=int, default=AT_ONCE, help="scenarios beside each other")
    chosen = options.parse_args(arguments)
    wanted = [one.upper() for one in chosen.fault] or sorted(SCENARIOS, key=lambda name: int(name[1:]))
    if unknown := [one for one in wanted if one not in SCENARIOS]:
        options.error(f"no fault {', '.join(unknown)}; known are {', '.join(SCENARIOS)}")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    length: Length = "long" if chosen.long else "short"
    started = time.monotonic()
    results = asyncio.run(_run(wanted, length, chosen.at_once))
    failed = [one.fault for one in results if not one.is_ok]
    print(
        f"{len(results) - len(failed)} of {len(results)} faults as expected in {time.monotonic() - started:.0f} s"
        + (f"; not: {', '.join(failed)}" if failed else "")
    )
    if chosen.record:
        record(results, length)
    return 1 if failed else 0


async def _run(wanted: list[str], length: Length, at_once: int) -> list[Result]:
    turns = asyncio.Semaphore(at_once)

    async def one(name: str) -> Result:
        async with turns:
            started = time.monotonic()
            found = await _guarded(name, length)
            found = dataclasses.replace(found, seconds=time.monotonic() - started)
            print(f"{found.line()}  [{found.seconds:.0f} s]", flush=True)
            return found

    return await asyncio.gather(*(one(name) for name in wanted))


async def _guarded(name: str, length: Length) -> Result:
    try:
        return await SCENARIOS[name](length)
    except Exception as error:
        return Result(name, "", (), (f"the scenario broke: {type(error).__name__}: {error}",))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
