"""Where the fetcher never goes: by what is written, by what it resolves to, and without a packet."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirnews.errors import Skip, TryLater
from mirnews.fetch.guard import Guard, check_address, check_url, verdict
from mirnews.fetch.networks import DENIED, denied, embedded
from tests.unit.fetch.servers import door, in_loop, wire

PUBLIC = Guard()

# Every host below is 127.0.0.1 or another address of the inside, in some spelling.
INNER_HOSTS = [
    "127.0.0.1", "127.1", "127.255.255.254", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1", "0",
    "0.0.0.0", "①②⑦.0.0.1", "127。0。0。1", "１２７.０.０.１", "127.0.0.1.", "%31%32%37.0.0.1",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:7f00:1::1]",
    "[2001:0:7f00:1::]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[2001:db8::1]",
    "[100::1]", "[3fff::1]", "[5f00::1]", "[4000::1]",
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200",
    "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "192.88.99.1", "168.63.129.16",
    "localhost", "LOCALHOST", "localhost.", "a.localhost", "printer.local", "metadata.google.internal", "router.lan",
    "box.home.arpa", "localhost.localdomain", "metadata", "ｌocalhost", "loc\u00adalhost", "user:pw@127.0.0.1",
    "example.org@127.0.0.1", "example.org:80@127.0.0.1", "\\\\127.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("host", INNER_HOSTS)
@in_loop
async def test_inner_hosts_are_refused_without_a_packet(host: str) -> None:
    async with wire() as server:
        url = f"http://{host}:{server.port}/feed"
        asked: list[str] = []

        async def resolve(name: str, port: int) -> list[str]:
            asked.append(name)
            return ["127.0.0.1"]

        guard = Guard(allow_ports=(80, 443, server.port))
        assert verdict(url, guard).reason in ("private_address", "invalid")
        async with door(allow_private=(), allow_ports=guard.allow_ports, resolve=resolve) as opened:
            with pytest.raises(Skip) as caught:
                await opened.get(url)
        assert caught.value.code in ("address_refused", "url_invalid")
        assert asked == []
        assert server.accepted == 0


@pytest.mark.parametrize("host", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.1.1", "198.20.0.1", "223.255.255.255"])
def test_public_ipv4_is_allowed(host: str) -> None:
    assert verdict(f"http://{host}/", PUBLIC).allowed


@pytest.mark.parametrize("host", ["2606:4700:4700::1111", "2a01:4f8::1", "2001:4860:4860::8888", "2003::1"])
def test_public_ipv6_is_allowed(host: str) -> None:
    assert verdict(f"http://[{host}]/", PUBLIC).allowed
    check_address(host, "example.org", PUBLIC)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://127.0.0.1:6379/_x", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("http://example.org:22/", "port"),
        ("http://example.org:6379/", "port"),
        ("https://example.org:8443/", "port"),
        ("http://127.0.0.1:6379/", "private_address"),
        ("http://", "invalid"),
        ("nothing", "invalid"),
        ("http://" + "a" * 70_000, "invalid"),
    ],
)
def test_reasons(url: str, reason: str) -> None:
    found = verdict(url, PUBLIC, False)
    assert (found.allowed, found.reason) == (False, reason)
    assert found.message
    assert found.message.isprintable()


def test_names_are_looked_up_only_when_asked() -> None:
    def unresolved(host: str, port: int) -> list[str]:
        raise TryLater("dns_failed", f"{host} does not resolve")

    assert verdict("http://example.org/", PUBLIC, False, lookup=unresolved).allowed
    assert verdict("http://8.8.8.8/", PUBLIC, lookup=unresolved).allowed
    assert verdict("http://example.org/", PUBLIC, lookup=unresolved).reason == "unresolved"
    assert verdict("http://example.org/", PUBLIC, lookup=lambda host, port: []).reason == "unresolved"


def test_one_inner_address_among_public_ones_refuses_the_name() -> None:
    found = verdict("http://example.org/", PUBLIC, lookup=lambda host, port: ["8.8.8.8", "::ffff:10.0.0.1"])
    assert found.reason == "private_address"
    assert "10.0.0.1" in found.message
    assert verdict("http://example.org/", PUBLIC, lookup=lambda host, port: ["8.8.8.8"]).allowed


def test_credentials_are_no_reason_since_they_are_dropped() -> None:
    assert verdict("http://me:secret@example.org/", PUBLIC, False).allowed
    assert verdict("/feed", PUBLIC, False, base="http://example.org/").allowed


def test_an_allowed_host_is_allowed_as_written_on_every_port() -> None:
    guard = Guard(allow_private=("127.0.0.1", "[0::1]", "Feeds.Test"))
    for url in ("http://127.0.0.1:8001/", "http://127.1:22/", "http://[::1]:1/", "http://feeds.test.:81/"):
        check_url(url, guard)
    check_address("10.0.0.1", "feeds.test", guard)
    for url in ("http://127.0.0.2/", "http://[::ffff:127.0.0.1]/", "http://localhost/", "http://x.feeds.test:81/"):
        with pytest.raises(Skip):
            check_url(url, guard)
    with pytest.raises(Skip, match=r"evil\.test leads to 127\.0\.0\.1"):
        check_address("127.0.0.1", "evil.test", guard)


def test_an_interface_name_hides_nothing_and_junk_is_no_address() -> None:
    for address in ("fe80::1%eth0", "::1%lo", "junk", ""):
        with pytest.raises(Skip):
            check_address(address, "example.org", PUBLIC)


def test_every_network_of_the_table_is_denied_from_end_to_end() -> None:
    for text, why in DENIED:
        network = ip_network(text)
        assert why
        assert denied(network[0])
        assert denied(network[-1])


@settings(max_examples=80, deadline=None)
@given(st.ip_addresses(v=4))
def test_a_denied_ipv4_address_is_denied_in_every_ipv6_dress(address: object) -> None:
    number = int(ip_address(str(address)))
    dresses = [0xFFFF << 32 | number, 0x64_FF9B << 96 | number, 0x2002 << 112 | number << 80, number]
    for value in dresses:
        assert denied(ip_address(value.to_bytes(16, "big")))
    if number > 1:
        assert {embedded(ip_address(value.to_bytes(16, "big"))) for value in dresses} == {address}
