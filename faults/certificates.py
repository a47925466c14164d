"""certificates: an authority of our own and hosts that it vouches for, made at run time. X.509 in DER, by hand.

The standard library reads certificates and cannot make any; these few lines spare a dependency. One key serves all:
RSA with 2048 bits, SHA-256. Nothing here is fit for anything but a chaos server on loopback.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import ipaddress
import secrets
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

_SHA256_RSA = "2a864886f70d01010b"
_RSA = "2a864886f70d010101"
_COMMON_NAME, _SUBJECT_ALT, _BASIC, _USAGE, _OWN_KEY, _KEY_OF = "550403 551d11 551d13 551d0f 551d0e 551d23".split()
_MAY_SIGN = b"\3\2\2\4"  # keyCertSign
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
_SMALL = [n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]


@dataclass(frozen=True, slots=True)
class Key:
    """An RSA key."""

    p: int
    q: int
    e: int = 65_537

    @property
    def n(self) -> int:
        """The modulus."""
        return self.p * self.q

    @property
    def d(self) -> int:
        """The private exponent."""
        return pow(self.e, -1, (self.p - 1) * (self.q - 1))


@dataclass(frozen=True, slots=True)
class Authority:
    """A folder with the authority's certificate, which a client is told to trust, and the key of everybody."""

    folder: Path

    @property
    def trusted(self) -> Path:
        """The file for SSL_CERT_FILE."""
        return self.folder / "authority.pem"

    def host(self, name: str, *, days: float = 30.0) -> ssl.SSLContext:
        """What a host needs that is called so (an address or a name); days below 0: its certificate has expired."""
        path = self.folder / f"{name}{days:g}.pem"
        path.write_text(_pem("CERTIFICATE", certificate(name, days=days)), encoding="ascii")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path, self.folder / "key.pem")
        return context


def authority(folder: Path) -> Authority:
    """A new authority that keeps its files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "key.pem").write_text(_pem("RSA PRIVATE KEY", _private(key())), encoding="ascii")
    made = Authority(folder)
    made.trusted.write_text(
        _pem("CERTIFICATE", certificate(_AUTHORITY, days=30.0, is_authority=True)), encoding="ascii"
    )
    return made


_AUTHORITY = "faults authority"


@functools.cache
def key() -> Key:
    """The key of this run."""
    return Key(_prime(1024), _prime(1024))


def certificate(name: str, *, days: float, is_authority: bool = False) -> bytes:
    """The DER of a certificate that the authority gives to `name`, good from 60 days ago until in so many days."""
    now = datetime.now(UTC)
    made_by = hashlib.sha256(str(key().n).encode()).digest()[:20]
    if is_authority:
        basic = _extension(_BASIC, _sequence(_tagged(1, b"\xff")), is_critical=True)
        more = [basic, _extension(_USAGE, _MAY_SIGN, is_critical=True), _extension(_OWN_KEY, _tagged(4, made_by))]
    else:
        more = [_extension(_SUBJECT_ALT, _alt(name)), _extension(_KEY_OF, _sequence(_tagged(0x80, made_by)))]
    to_sign = _sequence(
        _tagged(0xA0, _integer(2)),
        _integer(secrets.randbits(63)),
        _algorithm(_SHA256_RSA),
        _name(_AUTHORITY),
        _sequence(_time(now - timedelta(days=60)), _time(now + timedelta(days=days))),
        _name(name),
        _sequence(_algorithm(_RSA), _bits(_sequence(_integer(key().n), _integer(key().e)))),
        _tagged(0xA3, _sequence(*more)),
    )
    return _sequence(to_sign, _algorithm(_SHA256_RSA), _bits(_signature(to_sign)))


def _signature(message: bytes) -> bytes:
    tail = b"\0" + _DIGEST_INFO + hashlib.sha256(message).digest()
    padded = b"\0\1" + b"\xff" * (256 - 2 - len(tail)) + tail
    return pow(int.from_bytes(padded, "big"), key().d, key().n).to_bytes(256, "big")


def _private(one: Key) -> bytes:
    last = (one.d % (one.p - 1), one.d % (one.q - 1), pow(one.q, -1, one.p))
    return _sequence(*map(_integer, (0, one.n, one.e, one.d, one.p, one.q, *last)))


def _prime(bits: int) -> int:
    while True:
        found = secrets.randbits(bits) | 3 << (bits - 2) | 1
        if all(found % small for small in _SMALL) and (found - 1) % 65_537 and _is_prime(found):
            return found


def _is_prime(number: int) -> bool:
    """By Miller and Rabin; wrong about one in 2**40 at most."""
    halves = ((number - 1) & -(number - 1)).bit_length() - 1
    for _ in range(20):
        x = pow(secrets.randbelow(number - 3) + 2, (number - 1) >> halves, number)
        if x in (1, number - 1):
            continue
        for _ in range(halves - 1):
            x = x * x % number
            if x == number - 1:
                break
        else:
            return False
    return True


def _tagged(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content


def _sequence(*parts: bytes) -> bytes:
    return _tagged(0x30, b"".join(parts))


def _integer(value: int) -> bytes:
    return _tagged(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _bits(content: bytes) -> bytes:
    return _tagged(3, b"\0" + content)


def _oid(hexadecimal: str) -> bytes:
    return _tagged(6, bytes.fromhex(hexadecimal))


def _algorithm(oid: str) -> bytes:
    return _sequence(_oid(oid), b"\5\0")


def _name(common: str) -> bytes:
    return _sequence(_tagged(0x31, _sequence(_oid(_COMMON_NAME), _tagged(0x0C, common.encode()))))


def _time(when: datetime) -> bytes:
    return _tagged(0x17, when.strftime("%y%m%d%H%M%SZ").encode("ascii"))


def _alt(name: str) -> bytes:
    try:
        return _sequence(_tagged(0x87, ipaddress.ip_address(name).packed))
    except ValueError:
        return _sequence(_tagged(0x82, name.encode("ascii")))


def _extension(oid: str, value: bytes, *, is_critical: bool = False) -> bytes:
    return _sequence(_oid(oid), *([_tagged(1, b"\xff")] if is_critical else []), _tagged(4, value))


def _pem(label: str, der: bytes) -> str:
    text = base64.encodebytes(der).decode("ascii")
    return f"-----BEGIN {label}-----\n{text}-----END {label}-----\n"
