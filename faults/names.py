"""names: F24, a name server that denies, fails, keeps silent, or changes its mind."""

from __future__ import annotations

import asyncio
import time

from faults.behaviours import silent
from faults.invariants import scene
from faults.product import until
from faults.report import Length, Result, Scenario, result
from faults.resolver import NXDOMAIN, SERVFAIL, Reply, Resolver
from mirnews.clock import Clock
from mirnews.config import FetchSettings
from mirnews.errors import MirNewsError
from mirnews.fetch import Door

_ZONE = "faults.example"
_PUBLIC = "93.184.216.34"  # looked up, never connected to: what follows it is refused
_LATE_SECONDS = 30.0


async def f24(length: Length) -> Result:
    """Names that do not exist, fail, come late, or lead inside at the second look."""
    limit = 4.0 if length == "short" else 20.0
    inside, late = Reply(("127.0.0.1",)), 3.0
    table = {
        f"sound.{_ZONE}": [inside],
        f"slow.{_ZONE}": [Reply(("127.0.0.1",), after=late)],
        f"unknown.{_ZONE}": [Reply(code=NXDOMAIN)],
        f"failing.{_ZONE}": [Reply(code=SERVFAIL)],
        f"silent.{_ZONE}": [Reply(is_silent=True)],
        f"turncoat.{_ZONE}": [Reply((_PUBLIC,)), inside],
        f"mixed.{_ZONE}": [Reply((_PUBLIC, "127.0.0.1"))],
    }
    wanted = {
        "sound": ("ok",),
        "slow": ("ok",),
        "unknown": ("dns_failed",),
        "failing": ("dns_failed",),
        "silent": ("dns_failed", "timeout", "robots_unavailable"),
        "turncoat": ("address_refused",),
        "mixed": ("address_refused",),
    }
    async with Resolver(table) as resolver, scene("calm", FAULTS_DNS=str(resolver.port)) as stage:
        found, product = stage.found, stage.product
        sound, trap = stage.papers[0].host, await stage.hosts.start(silent, answers_robots=True)
        product.configure(
            {
                "fetch.allow_private": ["127.0.0.1", f"sound.{_ZONE}", f"slow.{_ZONE}"],
                "fetch.allow_ports": [80, 443, trap.port],
                "fetch.timeout_seconds": limit,
                "fetch.connect_timeout_seconds": limit,
            }
        )
        ports = {name: sound.port if name in ("sound", "slow") else trap.port for name in wanted}
        _, checked, _ = await product.run("url", "check", "-", given=f"http://turncoat.{_ZONE}:{trap.port}/feed\n")
        found.want('"allowed":true' in checked.replace(" ", ""), f"the first look said {checked.strip()}")
        await stage.add(**{name: f"http://{name}.{_ZONE}:{port}/feed" for name, port in ports.items()})
        running = await product.up()
        await until(lambda: all(product.polled(name).get("state", "new") != "new" for name in wanted), 4 * limit)
        for name, codes in wanted.items():
            polled = product.polled(name)
            found.want(polled["state"] in codes, f"{name}: {polled['state']}: {polled['detail']}")
        found.want(trap.connections == 0, f"{trap.connections} connections were made inside")
        found.note(f"{len(wanted)} names; led inside at the second look: refused, no packet; {await _silence(length)}")
        await stage.hold(running)
    return result("F24", "NXDOMAIN, SERVFAIL, silence, rebinding to 127.0.0.1: typed errors, refused at connect", found)


async def _silence(length: Length) -> str:
    """The door itself with a name server that takes half a minute: it waits as long as the time-out, not longer."""
    limit = 2.0 if length == "short" else 20.0

    async def resolve(host: str, port: int) -> list[str]:
        await asyncio.sleep(_LATE_SECONDS)
        return ["127.0.0.1"]

    settings = FetchSettings(timeout_seconds=limit, connect_timeout_seconds=limit)
    started, code = time.monotonic(), "none"
    async with Door(settings, Clock(), resolve=resolve) as door:
        try:
            await door.get(f"http://late.{_ZONE}/", robots=False)
        except MirNewsError as error:
            code = error.code
    return f"30 s of silence given up after {time.monotonic() - started:.1f} s ({code})"


SCENARIOS: dict[str, Scenario] = {"f24": f24}
