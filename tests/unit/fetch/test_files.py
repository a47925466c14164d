"""How many requests run at once when few files may be open: the arithmetic, and a process with a real limit."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from contextlib import AsyncExitStack

import pytest

from mirnews.errors import Misconfigured, TryLater
from mirnews.fetch.faults import fault
from mirnews.fetch.files import LANES, SPARE, share
from mirnews.fetch.politeness import ASIDE

HOSTS = [f"127.0.0.{number}" for number in range(2, 62)]
# Run in a child: lower the limit, then ask all hosts at once. Prints what each answered and the most files open.
CHILD = """
import asyncio, json, os, resource, sys
files, port, hosts = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].split()
resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
from mirnews.clock import Clock
from mirnews.config import FetchSettings
from mirnews.errors import MirNewsError, Misconfigured
from mirnews.fetch import Door
from mirnews.observe import start_logging

start_logging("warning")
most = 0

async def ask(door, host):
    global most
    try:
        body = (await door.get(f"http://{host}:{port}/", robots=False)).body
    except MirNewsError as error:
        return error.code
    most = max(most, len(os.listdir("/proc/self/fd")))
    return body.decode()

async def main():
    settings = FetchSettings(allow_private=tuple(hosts), parallel=1000, host_gap_seconds=0.0)
    async with Door(settings, Clock()) as door:
        return await asyncio.gather(*(ask(door, host) for host in hosts))

try:
    print(json.dumps({"answers": asyncio.run(main()), "most": most}))
except Misconfigured as error:
    print(json.dumps({"error": error.code}))
"""


@pytest.mark.parametrize("limit", [*range(40, 130), 1_024, 4_096])
@pytest.mark.parametrize("parallel", [1, 16, 1_000])
def test_what_is_open_at_once_fits_under_the_limit(parallel: int, limit: int) -> None:
    found = share(parallel, limit, 12)
    assert 1 <= found.parallel <= parallel
    if found.lowered:
        assert LANES * found.parallel + found.aside <= limit - 12 - SPARE
    else:
        assert (found.parallel, found.aside) == (parallel, ASIDE * parallel)


def test_without_a_limit_nothing_is_lowered_and_with_far_too_low_a_one_nothing_starts() -> None:
    assert not share(1_000, None, 12).lowered
    with pytest.raises(Misconfigured, match="ulimit -n") as caught:
        share(16, 36, 12)
    assert caught.value.code == "too_few_files"


def test_running_out_of_files_is_not_blamed_on_the_host() -> None:
    found = fault(OSError(24, "Too many open files"), "http://e.ir/", "http://e.ir")
    assert isinstance(found, TryLater)
    assert found.code == "too_many_files"


async def _child(files: int) -> tuple[dict[str, object], str]:
    """What a process makes of sixty hosts when it may open so many files, and what it logs."""
    slow = set(HOSTS[:10])

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(2.2 if writer.get_extra_info("sockname")[0] in slow else 0.05)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnews")
        await writer.drain()
        writer.close()

    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(await asyncio.start_server(answer, HOSTS[0], 0))
        port = first.sockets[0].getsockname()[1]
        for host in HOSTS[1:]:
            await stack.enter_async_context(await asyncio.start_server(answer, host, port))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", CHILD, str(files), str(port), " ".join(HOSTS)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return json.loads(out), err.decode()


@pytest.mark.skipif(sys.platform != "linux", reason="every address of 127.0.0.0/8 is this machine's on Linux only")
def test_sixty_hosts_are_asked_under_a_limit_of_64_files() -> None:
    found, log = asyncio.run(asyncio.wait_for(_child(64), 120))
    assert found["answers"] == ["news"] * len(HOSTS)
    assert isinstance(found["most"], int)
    assert found["most"] <= 64
    lines = [line for line in log.splitlines() if "too few files" in line]
    assert len(lines) == 1
    assert "limit=64" in lines[0]
    assert "wanted=1000" in lines[0]


@pytest.mark.skipif(sys.platform != "linux", reason="as above")
def test_under_a_limit_that_leaves_nothing_the_run_ends_with_an_error() -> None:
    found, log = asyncio.run(asyncio.wait_for(_child(26), 120))
    assert found == {"error": "too_few_files"}
    assert "Traceback" not in log
