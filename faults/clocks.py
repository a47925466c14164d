"""clocks: F19, a system clock that jumps: a day, ten years, an hour of summer time, a second.

Time zones do not move the program's clock, which is UTC; that an instant of change in the local zone does nothing is
tried all the same.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from faults.invariants import Scene, scene
from faults.product import until
from faults.report import Length, Result, Scenario, result

_DAY = 86_400.0
_ZONE = "Europe/Berlin"
_CHANGE = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)  # the hour from 2 to 3 comes twice there
_AHEAD = timedelta(minutes=10)  # how far ahead of us the clock of an outlet may be


async def f19(length: Length) -> Result:
    """The wall clock jumps under a running program; each time, news must come in, at the usual pace."""
    seconds = 5.0 if length == "short" else 45.0
    jumps = {
        "+1 day": _DAY,
        "back to right": 0.0,
        "-1 day": -_DAY,
        "right again": 0.0,
        "-10 years": -3652 * _DAY,
        "right at last": 0.0,
        "leap second": -1.0,
    }
    async with scene("calm", "quiet", "even", articles=3, TZ=_ZONE) as stage:
        path = stage.product.folder / "clock"
        path.write_text("0", encoding="utf-8")
        stage.product.surroundings["FAULTS_CLOCK"] = str(path)
        await stage.add()
        running = await stage.product.up()
        await stage.settle()
        for name, off in jumps.items():
            _set(stage, off)
            await _one_jump(stage, name, seconds)
        before_change = _CHANGE - timedelta(seconds=seconds / 2) - datetime.now(UTC)
        _set(stage, before_change.total_seconds())
        await _one_jump(stage, "end of summer time", seconds)
        _set(stage, 0.0)
        _sane(stage)
        stage.found.note(f"{len(jumps) + 1} jumps, {seconds:.0f} s watched after each")
        await stage.hold(running)
    return result(
        "F19", "clock +1 day, -1 day, -10 years, summer time, leap second: no flood, no stop, dates sane", stage.found
    )


def _set(stage: Scene, off: float) -> None:
    path = stage.product.folder / "clock"
    new = path.with_suffix(".new")
    new.write_text(str(off), encoding="utf-8")
    new.replace(path)


async def _one_jump(stage: Scene, name: str, seconds: float) -> None:
    """After a jump: polls go on, not faster than before by more than one poll each, and news comes in."""
    before = {paper.name: len(paper.host.asked()) for paper in stage.papers}
    for paper in stage.papers:
        paper.publish()
    await asyncio.sleep(seconds)
    polls = [len(paper.host.asked()) - before[paper.name] for paper in stage.papers]
    stage.found.want(min(polls) >= seconds / 4, f"{name}: only {min(polls)} polls in {seconds:.0f} s")
    stage.found.want(max(polls) <= 2 * seconds + 1, f"{name}: {max(polls)} polls in {seconds:.0f} s")
    came = await until(lambda: stage.product.has_all(stage.papers), 10)
    stage.found.want(came, f"{name}: what was published did not come in")


def _sane(stage: Scene) -> None:
    """No report stands later than now, whatever the clock said when it came; what it was seen at may be as wrong."""
    now = (datetime.now(UTC) + _AHEAD).timestamp() * 1000
    rows = stage.product.rows("SELECT first_seen, at FROM report")
    ahead = sum(row["at"] > max(now, row["first_seen"]) for row in rows)
    stage.found.want(not ahead, f"{ahead} of {len(rows)} reports are dated ahead of now")


SCENARIOS: dict[str, Scenario] = {"f19": f19}
