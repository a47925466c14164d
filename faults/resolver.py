"""resolver: the chaos name server, and the asking of it. DNS over UDP (RFC 1035), addresses of IPv4 only.

`Resolver` serves a table: name → replies, given in turn, the last one from then on. `Names` is what stands in for the
system's resolver in a process that asks it, with the errors that the system's gives.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from types import TracebackType
from typing import Any, Self

NOERROR, SERVFAIL, NXDOMAIN = 0, 2, 3
PATIENCE_SECONDS = 30.0  # of `Names`: glibc's with three servers and two tries each
_HEAD = struct.Struct("!6H")
_A, _IN, _TTL = 1, 1, 0
_ANSWERED = 0x8180
_real_getaddrinfo = socket.getaddrinfo


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server says of a name: addresses, or a code, after so many seconds; silent: nothing at all."""

    addresses: tuple[str, ...] = ()
    code: int = NOERROR
    after: float = 0.0
    is_silent: bool = False


def query(name: str, number: int) -> bytes:
    """The packet that asks for the IPv4 addresses of a name."""
    labels = b"".join(bytes([len(part)]) + part for part in name.rstrip(".").encode("idna").split(b"."))
    return _HEAD.pack(number, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!2H", _A, _IN)


def asked_for(packet: bytes) -> tuple[int, str, bytes]:
    """Number, name and question of a query. Raises ValueError for what is none."""
    if len(packet) < _HEAD.size + 5:
        raise ValueError("too short for a query")
    number, labels, place = _HEAD.unpack_from(packet)[0], [], _HEAD.size
    while length := packet[place]:
        if length > 63 or place + length + 5 > len(packet):
            raise ValueError("not a name")
        labels.append(packet[place + 1 : place + 1 + length].decode("ascii"))
        place += length + 1
    return number, ".".join(labels).lower(), packet[_HEAD.size : place + 5]


def answer(number: int, question: bytes, reply: Reply) -> bytes:
    """The packet of a reply."""
    rows = b"".join(
        b"\xc0\x0c" + struct.pack("!HHIH", _A, _IN, _TTL, 4) + IPv4Address(one).packed for one in reply.addresses
    )
    return _HEAD.pack(number, _ANSWERED | reply.code, 1, len(reply.addresses), 0, 0) + question + rows


def answered(packet: bytes) -> tuple[int, int, list[str]]:
    """Number, code and addresses of an answer as `answer` writes it. Raises ValueError for another."""
    if len(packet) < _HEAD.size:
        raise ValueError("too short for an answer")
    number, flags, _, count, _, _ = _HEAD.unpack_from(packet)
    _, _, question = asked_for(packet)
    rows = packet[_HEAD.size + len(question) :]
    if len(rows) < 16 * count:
        raise ValueError("rows are missing")
    return number, flags & 0xF, [str(IPv4Address(rows[16 * row + 12 : 16 * row + 16])) for row in range(count)]


class Resolver(asyncio.DatagramProtocol):
    """A name server on a free port of loopback; `asked` counts the questions for each name."""

    def __init__(self, table: Mapping[str, Sequence[Reply]]) -> None:
        self.table = {name: list(replies) for name, replies in table.items()}
        self.asked: dict[str, int] = {}
        self.port = 0
        self._transport: asyncio.DatagramTransport | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        self.port = self._transport.get_extra_info("sockname")[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: Any) -> None:
        try:
            number, name, question = asked_for(data)
        except (ValueError, IndexError):
            return
        reply = self.reply(name)
        if not reply.is_silent and self._transport is not None:
            asyncio.get_running_loop().call_later(reply.after, self._send, answer(number, question, reply), addr)

    def _send(self, packet: bytes, addr: Any) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(packet, addr)

    def reply(self, name: str) -> Reply:
        """What is said of a name this time."""
        self.asked[name] = self.asked.get(name, 0) + 1
        replies = self.table.get(name)
        if not replies:
            return Reply(code=NXDOMAIN)
        return replies.pop(0) if len(replies) > 1 else replies[0]


class Names:
    """Asks the name server at a port of loopback, as the system's resolver would ask its own."""

    def __init__(self, port: int, patience: float = PATIENCE_SECONDS) -> None:
        self._port = port
        self._patience = patience

    def getaddrinfo(self, host: Any, port: Any, *more: Any, **named: Any) -> list[Any]:
        """The same as `socket.getaddrinfo`. Literal addresses are not asked for. Raises `socket.gaierror`."""
        if not isinstance(host, str) or _is_literal(host):
            return _real_getaddrinfo(host, port, *more, **named)
        rows: list[Any] = []
        for address in self.lookup(host):
            rows += _real_getaddrinfo(address, port, *more, **named)
        return rows

    def lookup(self, host: str) -> list[str]:
        """The addresses of a name. Raises `socket.gaierror`."""
        number, end = secrets.randbelow(65_536), time.monotonic() + self._patience
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.connect(("127.0.0.1", self._port))
            asking.send(query(host, number))
            while (left := end - time.monotonic()) > 0:
                asking.settimeout(left)
                try:
                    known, code, addresses = answered(asking.recv(4096))
                except (TimeoutError, ValueError, IndexError):
                    continue
                if known == number:
                    return _addresses(code, addresses)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


def _addresses(code: int, addresses: list[str]) -> list[str]:
    if code == SERVFAIL:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    if code != NOERROR or not addresses:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return addresses


def _is_literal(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
    except OSError:
        return False
    return True
