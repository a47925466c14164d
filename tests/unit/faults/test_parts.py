"""The parts of the fault runs that decide something: packets, certificates, lines, the table."""

from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faults.__main__ import SCENARIOS
from faults.certificates import authority
from faults.hosts import _most_in_window
from faults.record import END, START, replaced, row, rows_of, table
from faults.report import Findings, Result, result
from faults.resolver import NXDOMAIN, SERVFAIL, Names, Reply, Resolver, answer, answered, asked_for, query

WANTED = [*range(1, 8), *range(19, 34)]


def test_every_fault_of_the_list_has_its_scenario() -> None:
    assert sorted(SCENARIOS, key=lambda name: int(name[1:])) == [f"F{number}" for number in WANTED]


@given(st.integers(0, 65_535), st.lists(st.from_regex(r"[a-z][a-z0-9]{0,20}", fullmatch=True), min_size=1, max_size=4))
def test_a_query_and_its_answer_come_through_as_they_are(number: int, labels: list[str]) -> None:
    name = ".".join(labels)
    known, asked, question = asked_for(query(name, number))
    assert (known, asked) == (number, name)
    addresses = ["127.0.0.1", "192.0.2.7"]
    assert answered(answer(number, question, Reply(tuple(addresses)))) == (number, 0, addresses)


@given(st.binary(max_size=80))
def test_bytes_that_are_no_packet_are_refused(packet: bytes) -> None:
    for read in (asked_for, answered):
        try:
            read(packet)
        except (ValueError, IndexError):
            continue


def test_names_are_answered_denied_failed_and_kept_waiting() -> None:
    table = {
        "sound.example": [Reply(("127.0.0.7",))],
        "turncoat.example": [Reply(("192.0.2.1",)), Reply(("127.0.0.1",))],
        "failing.example": [Reply(code=SERVFAIL)],
        "missing.example": [Reply(code=NXDOMAIN)],
        "silent.example": [Reply(is_silent=True)],
    }

    async def run() -> None:
        async with Resolver(table) as server:
            names = Names(server.port, patience=0.3)
            assert await asyncio.to_thread(names.lookup, "sound.example") == ["127.0.0.7"]
            looks = [await asyncio.to_thread(names.lookup, "turncoat.example") for _ in range(3)]
            assert looks == [["192.0.2.1"], ["127.0.0.1"], ["127.0.0.1"]]
            rows = await asyncio.to_thread(names.getaddrinfo, "sound.example", 80, type=socket.SOCK_STREAM)
            assert [row[4] for row in rows] == [("127.0.0.7", 80)]
            codes = {"failing": socket.EAI_AGAIN, "missing": socket.EAI_NONAME, "silent": socket.EAI_AGAIN}
            for name, code in codes.items():
                with pytest.raises(socket.gaierror) as caught:
                    await asyncio.to_thread(names.lookup, f"{name}.example")
                assert caught.value.errno == code, name
            assert server.asked["turncoat.example"] == 3

    asyncio.run(run())


@pytest.mark.parametrize(
    ("name", "days", "complaint"),
    [("127.0.0.1", 30, None), ("127.0.0.1", -1, "expired"), ("other.example", 30, "mismatch")],
)
def test_certificates_are_as_good_as_wanted(tmp_path: Path, name: str, days: int, complaint: str | None) -> None:
    made = authority(tmp_path)
    trusting = ssl.create_default_context(cafile=str(made.trusted))
    trusting.verify_flags |= ssl.VERIFY_X509_STRICT

    async def leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async def connect() -> None:
        async with await asyncio.start_server(leave, "127.0.0.1", 0, ssl=made.host(name, days=days)) as server:
            port = server.sockets[0].getsockname()[1]
            _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting)
            writer.close()
            await writer.wait_closed()

    if complaint is None:
        asyncio.run(connect())
        return
    with pytest.raises(ssl.SSLCertVerificationError, match=complaint):
        asyncio.run(connect())


def test_a_line_says_what_was_measured_or_what_went_wrong() -> None:
    found = Findings()
    found.note("cut at 20.0 s")
    assert result("F20", "cut", found).line() == "F20  ok      cut at 20.0 s"
    found.want(False, "the host was asked again at once")
    assert result("F20", "cut", found).line() == "F20  FAILED  the host was asked again at once (cut at 20.0 s)"


def test_the_table_replaces_what_stands_between_the_markers() -> None:
    results = [Result("F20", "no double", (), ("one double",)), Result("F3", "all | there", ("6 kills",), (), 12.3)]
    rows = {one.fault: row(one, "short") for one in results}
    assert rows["F3"] == "| F3 | all \\| there | as expected | 6 kills | short, 12 s |"
    assert rows["F20"] == "| F20 | no double | **not**: one double |  | short, 0 s |"
    text = replaced(f"before\n{START}\nold\n{END}\nafter\n", table(rows))
    assert text.startswith(f"before\n{START}\n| fault |")
    assert text.endswith(f"{rows['F3']}\n{rows['F20']}\n{END}\nafter\n")
    assert rows_of(text) == rows
    with pytest.raises(ValueError, match="no place"):
        replaced("no markers", "new")


def test_the_most_polls_in_a_window() -> None:
    assert _most_in_window([], 1.0) == 0
    assert _most_in_window([0.0, 0.5, 0.9, 1.0, 3.0], 1.0) == 3
    assert _most_in_window([3.0, 1.0], 1.0) == 1
