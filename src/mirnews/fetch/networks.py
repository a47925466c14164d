"""networks: the addresses that the fetcher never speaks to, as a table of our own.

`ipaddress.is_global` is not enough: Python 3.11 calls multicast, NAT64, 6to4 and IPv4-compatible addresses global, and
those lead back inside. The sources are IANA's registries of special-purpose addresses for IPv4 and IPv6.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

# Network, and what it is. In IPv6 the last row but one leaves only global unicast.
DENIED: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/8", "this host"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "shared by carriers (CGNAT)"),
    ("127.0.0.0/8", "loopback"),
    ("168.63.129.16/32", "the host behind a virtual machine (Azure)"),
    ("169.254.0.0/16", "link-local, where clouds keep their keys"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "protocol assignments"),
    ("192.0.2.0/24", "documentation"),
    ("192.88.99.0/24", "6to4 relays"),
    ("192.168.0.0/16", "private"),
    ("198.18.0.0/15", "benchmarking"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "multicast"),
    ("255.255.255.255/32", "broadcast"),
    ("240.0.0.0/4", "reserved"),
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("::ffff:0:0/96", "IPv4 written as IPv6"),
    ("::/96", "IPv4 written as IPv6, older form"),
    ("64:ff9b::/96", "IPv4 behind NAT64"),
    ("64:ff9b:1::/48", "IPv4 behind a local NAT64"),
    ("100::/64", "discarded"),
    ("2001::/32", "Teredo tunnel"),
    ("2001::/23", "protocol assignments"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "IPv4 behind 6to4"),
    ("3fff::/20", "documentation"),
    ("fc00::/7", "private"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"),
    ("ff00::/8", "multicast"),
    ("::/3", "reserved"),
    ("4000::/2", "reserved"),
    ("8000::/1", "reserved"),
)
_NETWORKS: tuple[tuple[IPv4Network | IPv6Network, str], ...] = tuple((ip_network(net), why) for net, why in DENIED)


def denied(address: IPv4Address | IPv6Address) -> str | None:
    """Why this address is not for fetching, in a few words; None when it is a plain public one."""
    for network, why in _NETWORKS:
        if address.version == network.version and address in network:
            inner = embedded(address)
            return why if inner is None else f"{why}: {inner}"
    return None


def embedded(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address carries: mapped, compatible, NAT64 or 6to4."""
    if isinstance(address, IPv4Address) or address in (IPv6Address("::"), IPv6Address("::1")):
        return None
    if address.sixtofour is not None:
        return address.sixtofour
    high = int(address) >> 32
    if high in (0, 0xFFFF, 0x0064_FF9B << 64):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None


def literal(text: str) -> IPv4Address | IPv6Address | None:
    """The address that a text is, with an interface name (`%eth0`) dropped; None for a host name."""
    try:
        return ip_address(text.partition("%")[0].strip("[]"))
    except ValueError:
        return None
