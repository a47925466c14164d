"""product: `mirnews` as others see it: a command line, a site, and files that are only read."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tantivy

from faults.paper import Paper

ROOT = Path(__file__).parents[1]
READY_SECONDS = 60.0  # a hang guard for a busy machine; what is wanted is measured where a fault says so
STOP_SECONDS = 10.0

# Small waits, so that hours pass in seconds: what scales with them is what is tried here.
QUICK: Mapping[str, object] = {
    "fetch.allow_private": ["127.0.0.1"],
    "fetch.host_gap_seconds": 0.0,
    "fetch.timeout_seconds": 4.0,
    "fetch.connect_timeout_seconds": 2.0,
    "poll.interval_seconds": 1,
    "poll.retry_seconds": 2,
    "poll.learn": False,
    "poll.max_age_days": 0,
}


@dataclass(slots=True)
class Running:
    """A process of `mirnews up`: its site once it is ready, and what it wrote."""

    process: asyncio.subprocess.Process
    log_path: Path
    started: float
    address: str = ""

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    @property
    def is_alive(self) -> bool:
        """Is it still there?"""
        return self.process.returncode is None

    @property
    def log(self) -> str:
        """All that it wrote to stderr."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    async def ready(self) -> None:
        """Wait until it says that its site answers. Raises RuntimeError with the end of its log when it does not."""
        assert self.process.stdout is not None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(READY_SECONDS):
                while line := await self.process.stdout.readline():
                    if line.startswith(b"ready "):
                        self.address = line.split()[1].decode()
                        return
        raise RuntimeError(f"mirnews did not start: {self.log[-300:]}")

    def signal(self, number: int) -> None:
        """Send it a signal."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> tuple[int | None, float]:
        """SIGTERM: its exit code (None: it had to be killed) and the seconds that it took."""
        self.signal(signal.SIGTERM)
        started = time.monotonic()
        try:
            async with asyncio.timeout(3 * STOP_SECONDS):
                code = await self.process.wait()
        except TimeoutError:
            await self.kill()
            return None, time.monotonic() - started
        return code, time.monotonic() - started

    async def page(self, path: str = "") -> tuple[int, str]:
        """Status and text of a page of its site; status 0 when there is no answer."""
        host, _, port = self.address.removeprefix("http://").rstrip("/").partition(":")
        try:
            async with asyncio.timeout(15):
                reader, writer = await asyncio.open_connection(host, int(port))
                writer.write(f"GET /{path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
                answer = await reader.read()
                writer.close()
        except (OSError, TimeoutError):
            return 0, ""
        return int(answer.split(b" ", 2)[1] or 0), answer.partition(b"\r\n\r\n")[2].decode("utf-8", "replace")

    def memory(self) -> int:
        """Resident bytes of the process and its children."""
        return sum(_resident(pid) for pid in [self.pid, *children(self.pid)])


@dataclass(slots=True)
class Product:
    """An archive folder with its settings, and the processes that work on it."""

    folder: Path
    settings: dict[str, object] = field(default_factory=dict)
    surroundings: dict[str, str] = field(default_factory=dict)
    running: list[Running] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.configure(self.settings)

    def configure(self, settings: Mapping[str, object]) -> None:
        """Write the settings of the processes that start from now on: the quick ones with these changes."""
        rooms: dict[str, list[str]] = {}
        for name, value in {**QUICK, **settings}.items():
            room, _, key = name.partition(".")
            rooms.setdefault(room, []).append(f"{key} = {json.dumps(value)}")
        text = "\n".join(line for room, rows in rooms.items() for line in (f"[{room}]", *rows))
        (self.folder / "mirnews.toml").write_text(text + "\n", encoding="utf-8")

    async def run(self, *arguments: str, given: str = "") -> tuple[int, str, str]:
        """One command to its end, `given` on its stdin: exit code, stdout, stderr."""
        process = await self._start(arguments, asyncio.subprocess.PIPE, asyncio.subprocess.PIPE)
        out, err = await process.communicate(given.encode())
        return process.returncode or 0, out.decode(), err.decode()

    async def command(self, *arguments: str) -> asyncio.subprocess.Process:
        """One command that somebody else ends."""
        return await self._start(arguments, asyncio.subprocess.DEVNULL)

    async def add(self, sources: Mapping[str, str]) -> None:
        """Add sources by id and address. Raises RuntimeError when one is refused."""
        path = self.folder / "sources.jsonl"
        rows = (json.dumps({"id": name, "url": url, "name": f"{name}*"}) for name, url in sources.items())
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        _, out, err = await self.run("source", "import", str(path))
        if out.count("added ") != len(sources):
            raise RuntimeError(f"sources were not added: {err[-300:]}")

    async def launch(self) -> Running:
        """Start `up`, without waiting for anything."""
        path = self.folder / f"up-{len(self.running)}.log"
        started = time.monotonic()
        with path.open("wb") as log:
            one = Running(await self._start(("up", "--port", "0"), log), path, started)
        self.running.append(one)
        return one

    async def up(self) -> Running:
        """Start `up` and wait until its site answers."""
        one = await self.launch()
        await one.ready()
        return one

    async def end(self) -> None:
        """Kill what is still running."""
        for one in self.running:
            if one.is_alive:
                one.signal(signal.SIGCONT)
                await one.kill()

    async def _start(
        self, arguments: Iterable[str], stderr: Any, stdin: int = asyncio.subprocess.DEVNULL
    ) -> asyncio.subprocess.Process:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MIRNEWS_")}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "faults.child",
            *arguments,
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
            cwd=ROOT,
            env={
                **clean,
                "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
                "MIRNEWS_DATA": str(self.folder),
                **self.surroundings,
            },
        )

    # ---- what is in the archive, read only

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """The rows of a query; none while there is no archive."""
        path = self.folder / "archive.sqlite"
        if not path.exists():
            return []
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as raw:
            raw.row_factory = sqlite3.Row
            return raw.execute(sql, values).fetchall()

    def count(self, sql: str, *values: object) -> int:
        """The one number of a query."""
        rows = self.rows(sql, *values)
        return int(rows[0][0] or 0) if rows else 0

    def polled(self, source: str) -> dict[str, Any]:
        """How polling of a source stands: the fields of `Polled`, instants as text."""
        rows = self.rows("SELECT record FROM poll WHERE source_id = ?", source)
        found: dict[str, Any] = json.loads(rows[0]["record"]) if rows else {}
        return found

    def wait_of(self, source: str) -> float:
        """Seconds between a source's last poll and its next one."""
        polled = self.polled(source)
        return (instant(polled["next_due"]) - instant(polled["last_polled"])).total_seconds()

    def addresses(self) -> list[str]:
        """The address of every report."""
        return [row[0] for row in self.rows("SELECT url FROM report")]

    def indexed(self) -> int:
        """Reports in the search index."""
        index = tantivy.Index.open(str(self.folder / "search"))
        index.reload()
        return int(index.searcher().num_docs)

    def has_all(self, papers: Iterable[Paper]) -> bool:
        """Is every article that these papers publish there?"""
        return {paper.page_url(number) for paper in papers for number in paper.numbers} <= {*self.addresses()}

    def is_settled(self, papers: Iterable[Paper]) -> bool:
        """Is all of it there, nothing waiting, and the index up to date?"""
        open_work = "SELECT (SELECT count(*) FROM entry WHERE state = 'waiting') + (SELECT count(*) FROM outbox)"
        return self.has_all(papers) and self.count(open_work) == 0


def instant(text: str) -> datetime:
    """An instant of a record."""
    return datetime.fromisoformat(text).astimezone(UTC)


async def until(is_so: Callable[[], object], seconds: float, every: float = 0.1) -> bool:
    """Wait until something is so, at most some seconds: is it?"""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        await asyncio.sleep(every)
    return bool(is_so())


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    with contextlib.suppress(OSError):
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return []


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    return 0
