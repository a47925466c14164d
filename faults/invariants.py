"""invariants: what must hold after every fault, and the scene that a fault is played in.

I1  each article of each completed poll is stored exactly once
I2  what was acknowledged is still there (checked where something is killed)
I3  the archive is sound, and the index holds as many reports as the archive shows
I4  the next start needs no hand
I5  the public page answers while the process is alive
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from faults.host import Hosts
from faults.paper import Paper, open_papers
from faults.product import STOP_SECONDS, Product, Running, until
from faults.report import Findings

SETTLE_SECONDS = 60.0  # a hang guard: papers of some dozen articles settle in two or three


@dataclass(slots=True)
class Scene:
    """Hosts, sound papers among them, a product that polls, and what was found so far."""

    hosts: Hosts
    product: Product
    papers: list[Paper]
    found: Findings

    async def add(self, **more: str) -> None:
        """Add the sound papers and these sources to what is polled."""
        await self.product.add({**{paper.name: paper.host.url() for paper in self.papers}, **more})

    async def settle(self, seconds: float = SETTLE_SECONDS) -> bool:
        """Wait until all that the sound papers publish is in."""
        return await until(lambda: self.product.is_settled(self.papers), seconds)

    async def hold(self, running: Running) -> None:
        """Check the invariants, with `running` the process that is left; it is stopped, and another one started."""
        await _alive(self, running)
        at_rest(self.product, self.papers, self.found)
        await _again(self)


@asynccontextmanager
async def scene(*names: str, articles: int = 5, **surroundings: str) -> AsyncIterator[Scene]:
    """A fresh folder, and sound papers of these names. `product.configure` changes settings before a start."""
    with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as folder:
        async with Hosts() as hosts:
            product = Product(Path(folder) / "data", surroundings=dict(surroundings))
            try:
                yield Scene(hosts, product, await open_papers(hosts, names, articles), Findings())
            finally:
                await product.end()


async def _alive(scene: Scene, running: Running) -> None:
    found, papers = scene.found, scene.papers
    if not await scene.settle():
        wanted = {paper.page_url(number) for paper in papers for number in paper.numbers}
        missing = len(wanted - {*scene.product.addresses()})
        found.want(missing == 0, f"I1: {missing} of {len(wanted)} articles are missing")
        found.want(missing, "entries or changes for the index are left over")
    status, _ = await running.page()
    found.want(status == 200, f"I5: the front page answers {status}")
    code, seconds = await running.stop()
    found.want(code == 0, f"SIGTERM ended with {code}")
    found.want(seconds <= STOP_SECONDS, f"SIGTERM took {seconds:.1f} s")


def at_rest(product: Product, papers: Iterable[Paper], found: Findings) -> None:
    """I1 and I3, while nobody writes."""
    often = Counter(product.addresses())
    wanted = {paper.page_url(number) for paper in papers for number in paper.numbers}
    found.want(all(often[url] == 1 for url in wanted), "I1: an article of a sound paper is not there exactly once")
    doubles = [url for url, count in often.items() if count > 1]
    found.want(not doubles, f"I1: {len(doubles)} articles are stored twice")
    check = product.rows("PRAGMA integrity_check")[0][0]
    found.want(check == "ok", f"I3: integrity_check says {check}")
    shown, indexed = product.count("SELECT count(*) FROM report WHERE visibility = 'shown'"), product.indexed()
    found.want(shown == indexed, f"I3: {shown} reports are shown, {indexed} are in the index")


async def _again(scene: Scene) -> None:
    try:
        running = await scene.product.up()
    except RuntimeError as error:
        scene.found.want(False, f"I4: {error}")
        return
    status, _ = await running.page()
    scene.found.want(status == 200, f"I4: after the next start the front page answers {status}")
    await running.stop()
