"""config: one TOML file becomes frozen settings, one record a room.

Order of precedence: command line > environment (`MIRNEWS_FETCH__TIMEOUT_SECONDS=5`) > file > default. The file is
`--config FILE`, else `$MIRNEWS_CONFIG`, else `mirnews.toml` in the data directory. An unknown key is refused with
the nearest known name; a value of the wrong type with the type that is wanted. `mirnews config show` prints every
value with its origin, and `mirnews.example.toml` is written from the records below (a test holds them equal).
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import os
import re
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from mirnews.errors import Misconfigured
from mirnews.model import Rights


def _key(default: Any, reason: str) -> Any:
    """A setting with its default and, in one line with its unit, why one would change it."""
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata={"reason": reason})
    return field(default=default, metadata={"reason": reason})


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What the site calls itself."""

    name: str = _key("میرنیوز", "the name on every Persian page and feed")
    name_en: str = _key("MirNews", "the same in English")
    contact: str = _key("", "an address or URL of the operator: shown to hosts in the user agent, and to readers")
    language: Literal["fa", "en"] = _key("fa", "language of the pages when a visitor asks for none")
    time_zone: str = _key("Asia/Tehran", "IANA zone of the times on the pages")
    headlines: int = _key(30, "headlines under an article and on a list")
    public_url: str = _key(
        "", "address of the site as the world sees it, for links in feeds; a site that has one counts as public"
    )


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where the site listens."""

    host: str = _key(
        "127.0.0.1", "address to listen on; any other than loopback shows excerpts by default (see rights)"
    )
    port: int = _key(8000, "TCP port")


@dataclass(frozen=True, slots=True)
class DataSettings:
    """Where everything is kept."""

    dir: str = _key("~/.local/share/mirnews", "folder of the archive; the variable MIRNEWS_DATA names it too")
    keep_feeds: int = _key(200, "changed bodies kept of each source's feed; the oldest give way")
    keep_pages_days: int = _key(
        0, "days that the bytes of pages are kept, which replay and export need; 0 keeps all. Reports stay"
    )


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """The one door to the network."""

    timeout_seconds: float = _key(20.0, "seconds for a whole answer, body included")
    connect_timeout_seconds: float = _key(8.0, "seconds to connect")
    max_bytes: int = _key(10_485_760, "bytes of a body after decompression; more is cut off and refused")
    max_redirects: int = _key(5, "redirects followed, each checked like the first address")
    host_gap_seconds: float = _key(2.0, "seconds between two requests to one host (scheme, name and port)")
    parallel: int = _key(16, "requests at once over all hosts; one at a time for each host")
    user_agent: str = _key("MirNews/0.1 (+{contact})", "what hosts are told; {contact} is site.contact")
    respect_robots: bool = _key(True, "obey robots.txt")
    allow_private: tuple[str, ...] = _key(
        (), 'hosts that may be fetched although their address is private, such as ["127.0.0.1"]'
    )
    allow_ports: tuple[int, ...] = _key((80, 443), "ports that may be fetched")
    exits: dict[str, str] = _key(
        {}, 'proxies by a name of yours, such as { tehran = "http://10.0.0.5:3128", far = "socks5://127.0.0.1:1080" }'
    )
    exit_of: dict[str, str] = _key(
        {}, 'hosts that are asked through an exit, with the hosts below them, such as { "example.org" = "tehran" }'
    )
    remote_dns: tuple[str, ...] = _key(
        (), "exits that resolve names themselves; with the others, names are resolved and checked here"
    )


@dataclass(frozen=True, slots=True)
class PollSettings:
    """How often sources are looked at."""

    interval_seconds: int = _key(900, "seconds between two polls of a source that names none")
    learn: bool = _key(True, "learn when a source has something new, and look more often then and less in between")
    min_interval_seconds: int = _key(180, "shortest wait that is learned; a source's own interval may be shorter")
    max_interval_seconds: int = _key(3600, "longest wait that is learned; a source's own interval may be longer")
    fresh_cap_seconds: float = _key(
        3600.0,
        "longest that Cache-Control, Expires or a feed's ttl are obeyed: some promise a day and change in minutes",
    )
    skip_cap_seconds: float = _key(
        14_400.0, "longest that a feed's skipHours and skipDays keep it from being looked at: many are not true"
    )
    websub: bool = _key(
        True, "subscribe at the hubs that feeds name, so that they push what is new; needs site.public_url"
    )
    push_interval_seconds: int = _key(
        3600, "seconds between two polls of a source whose hub pushes reliably: a safety net under the pushes"
    )
    max_entries: int = _key(
        500, "entries looked at in one poll, newest first as the feed has them; what is left out is logged"
    )
    max_entries_day: int = _key(
        5000, "new entries of one source in a day; a source that names more is flooding, which is logged; 0: no limit"
    )
    max_age_days: int = _key(30, "entries older than this many days are left out; 0 keeps all")
    attempts: int = _key(5, "tries for one page before the entry alone is kept")
    retry_seconds: int = _key(300, "wait after the first failure; doubles up to retry_max_seconds")
    retry_max_seconds: int = _key(86_400, "longest wait after failures, and longest Retry-After obeyed")


@dataclass(frozen=True, slots=True)
class RightsSettings:
    """How much of a text is shown: `full`, `excerpt` (title, lead, first words, link), `link` (title, link)."""

    default: Literal["auto", "full", "excerpt", "link"] = _key("auto", "auto: full on loopback, excerpt elsewhere")
    excerpt_words: int = _key(60, "words of the body in an excerpt")
    outlets: dict[str, str] = _key({}, 'by outlet id, such as { isna = "link", mehrnews = "full" }')


@dataclass(frozen=True, slots=True)
class PersianSettings:
    """How lost half-spaces are repaired."""

    spacing_model: str = _key("", "file of an own spacing model (mirnews train spacing); empty: the shipped one")
    keep: tuple[str, ...] = _key((), "names that are never given a half-space, beside those of the catalogue")


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What is written about runs. Visitors' addresses and search words never are."""

    level: Literal["debug", "info", "warning", "error"] = _key("info", "least severity written to standard error")
    format: Literal["logfmt", "json"] = _key("logfmt", "logfmt for people, json for machines")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, one record a room. `origins` says where each `room.key` came from."""

    site: SiteSettings = field(default_factory=SiteSettings)
    server: ServerSettings = field(default_factory=ServerSettings)
    data: DataSettings = field(default_factory=DataSettings)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    poll: PollSettings = field(default_factory=PollSettings)
    rights: RightsSettings = field(default_factory=RightsSettings)
    persian: PersianSettings = field(default_factory=PersianSettings)
    log: LogSettings = field(default_factory=LogSettings)
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def data_dir(self) -> Path:
        """The folder of the archive, with ~ resolved."""
        return Path(self.data.dir).expanduser()

    @property
    def on_loopback(self) -> bool:
        """Is the site seen on this machine only? With a public address it is not, wherever it listens."""
        host = self.server.host.strip("[]")
        return not self.site.public_url and (host in ("localhost", "::1") or host.startswith("127."))

    def rights_of(self, outlet: str | None) -> Rights:
        """How much of an outlet's texts may be shown: its own row, else the default."""
        chosen = self.rights.outlets.get(outlet or "", self.rights.default)
        if chosen == "auto":
            return "full" if self.on_loopback else "excerpt"
        return typing.cast("Rights", chosen)


_ROOMS: dict[str, type[Any]] = {
    "site": SiteSettings,
    "server": ServerSettings,
    "data": DataSettings,
    "fetch": FetchSettings,
    "poll": PollSettings,
    "rights": RightsSettings,
    "persian": PersianSettings,
    "log": LogSettings,
}


def load(
    path: Path | None = None,
    *,
    overrides: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Settings from the file at `path` (None: defaults), the environment and `overrides` (`{"server.port": 80}`).

    Raises Misconfigured (`config_…`) with the key and what would be right.
    """
    values: dict[str, dict[str, object]] = {room: {} for room in _ROOMS}
    origins: dict[str, str] = {}
    for name, value in _from_file(path).items():
        _put(values, origins, name, value, str(path))
    environ = os.environ if environ is None else environ
    if environ.get("MIRNEWS_DATA"):
        _put(values, origins, "data.dir", environ["MIRNEWS_DATA"], "environment")
    for name, raw in _from_environment(environ).items():
        _put(values, origins, name, _parse(name, raw), "environment")
    for name, value in (overrides or {}).items():
        if value is not None:
            _put(values, origins, name, value, "command line")
    rooms = {room: kind(**values[room]) for room, kind in _ROOMS.items()}
    settings = Settings(**rooms, origins=origins)
    _check(settings)
    return settings


def described() -> list[tuple[str, Any, str]]:
    """Every `room.key` with its default and its reason, in the order of the records."""
    return [
        (f"{room}.{item.name}", _default(item), item.metadata["reason"])
        for room, kind in _ROOMS.items()
        for item in dataclasses.fields(kind)
    ]


def room_reason(room: str) -> str:
    """The one line that says what a room's settings are for."""
    return (_ROOMS[room].__doc__ or "").strip()


def value_of(settings: Settings, name: str) -> Any:
    """The value of a `room.key`."""
    room, _, key = name.partition(".")
    return getattr(getattr(settings, room), key)


def toml_text(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml_text(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml_key(k)} = {toml_text(v)}" for k, v in value.items()) + " }" if value else "{}"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _toml_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else toml_text(key)


def example_text() -> str:
    """The text of `mirnews.example.toml`: every key with its default, commented out, under its reason."""
    lines = ["# MirNews settings. Every line below is the default; take off the # to change it."]
    room = ""
    for name, default, reason in described():
        here, _, key = name.partition(".")
        if here != room:
            room = here
            lines += ["", f"# {room_reason(room)}", f"[{room}]"]
        lines += [f"# {reason}", f"# {key} = {toml_text(default)}"]
    return "\n".join(lines) + "\n"


def _default(item: dataclasses.Field[Any]) -> Any:
    if item.default_factory is not dataclasses.MISSING:
        return item.default_factory()
    return item.default


def _from_file(path: Path | None) -> dict[str, object]:
    if path is None:
        return {}
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Misconfigured("config_missing", f"no configuration file at {path}; give another with --config") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Misconfigured("config_unreadable", f"{path} cannot be read: {error}") from None
    found: dict[str, object] = {}
    for room, table in document.items():
        _known(room, list(_ROOMS), f"{path}: unknown section [{room}]")
        if not isinstance(table, dict):
            raise Misconfigured("config_type", f"{path}: {room} must be a section: [{room}]")
        found |= {f"{room}.{key}": value for key, value in table.items()}
    return found


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    prefixed = {name: value for name, value in environ.items() if name.startswith("MIRNEWS_") and "__" in name}
    return {name.removeprefix("MIRNEWS_").lower().replace("__", ".", 1): value for name, value in prefixed.items()}


def _put(values: dict[str, dict[str, object]], origins: dict[str, str], name: str, value: object, origin: str) -> None:
    room, _, key = name.partition(".")
    _known(room, list(_ROOMS), f"{origin}: unknown section {room}")
    _known(key, [item.name for item in dataclasses.fields(_ROOMS[room])], f"{origin}: unknown key {name}")
    values[room][key] = _typed(name, value, origin)
    origins[name] = origin


def _known(name: str, names: list[str], complaint: str) -> None:
    if name in names:
        return
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(names)}"
    raise Misconfigured("config_unknown", complaint + hint)


def _hint(name: str) -> Any:
    room, _, key = name.partition(".")
    return typing.get_type_hints(_ROOMS[room]).get(key)


def _parse(name: str, raw: str) -> object:
    """An environment value: TOML where the key is not a string, the bare text where it is."""
    room, _, key = name.partition(".")
    if room not in _ROOMS or key not in {item.name for item in dataclasses.fields(_ROOMS[room])}:
        return raw
    hint = _hint(name)
    if hint is str or typing.get_origin(hint) is Literal:
        return raw
    try:
        return tomllib.loads(f"value = {raw}")["value"]
    except tomllib.TOMLDecodeError:
        return raw


def _typed(name: str, value: object, origin: str) -> object:
    hint = _hint(name)
    kind = typing.get_origin(hint) or hint
    if kind is Literal:
        if value in typing.get_args(hint):
            return value
        raise _wrong(origin, name, value, "one of " + ", ".join(map(str, typing.get_args(hint))))
    if kind is tuple and isinstance(value, list | tuple):
        (inner, _) = typing.get_args(hint)
        if all(isinstance(item, inner) and not isinstance(item, bool) for item in value):
            return tuple(value)
        raise _wrong(origin, name, value, f"a list of {'numbers' if inner is int else 'texts'}, in [ ]")
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(kind, type) and isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    raise _wrong(origin, name, value, _KINDS[kind])


_KINDS: dict[Any, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: 'a text, in " "',
    tuple: "a list, in [ ]",
    dict: "a table, such as { name = value }",
}


def _wrong(origin: str, name: str, value: object, wanted: str) -> Misconfigured:
    return Misconfigured("config_type", f"{origin}: {name} = {toml_text(value)} must be {wanted}")


_POSITIVE = (
    "site.headlines",
    "fetch.timeout_seconds",
    "fetch.connect_timeout_seconds",
    "fetch.max_bytes",
    "fetch.parallel",
    "data.keep_feeds",
    "poll.interval_seconds",
    "poll.min_interval_seconds",
    "poll.max_interval_seconds",
    "poll.push_interval_seconds",
    "poll.max_entries",
    "poll.attempts",
    "poll.retry_seconds",
    "poll.retry_max_seconds",
)
_NOT_NEGATIVE = (
    "fetch.host_gap_seconds",
    "fetch.max_redirects",
    "data.keep_pages_days",
    "poll.max_age_days",
    "poll.max_entries_day",
    "poll.fresh_cap_seconds",
    "poll.skip_cap_seconds",
    "rights.excerpt_words",
)
_MOST_DAYS = 36_500  # what is counted back from now must stay within the calendar
_YEAR_SECONDS = 31_536_000
_MOST = {
    "site.headlines": 500,
    "fetch.parallel": 1000,
    "poll.max_entries": 100_000,
    "poll.attempts": 100,
    "poll.retry_max_seconds": 86_400,
    "data.keep_feeds": 100_000,
    "data.keep_pages_days": _MOST_DAYS,
    "poll.max_age_days": _MOST_DAYS,
    "poll.interval_seconds": _YEAR_SECONDS,
    "poll.min_interval_seconds": _YEAR_SECONDS,
    "poll.max_interval_seconds": _YEAR_SECONDS,
    "poll.push_interval_seconds": _YEAR_SECONDS,
    "poll.retry_seconds": _YEAR_SECONDS,
    "poll.fresh_cap_seconds": _YEAR_SECONDS,
    "poll.skip_cap_seconds": _YEAR_SECONDS,
}


def _check(settings: Settings) -> None:
    """Values that have the right type and still make no sense."""
    from zoneinfo import ZoneInfo  # reads the system's files; only here

    try:
        ZoneInfo(settings.site.time_zone)
    except (KeyError, ValueError, OSError):
        raise Misconfigured(
            "config_value", f"site.time_zone = {settings.site.time_zone!r} is no IANA time zone"
        ) from None
    for outlet, rights in settings.rights.outlets.items():
        if rights not in ("full", "excerpt", "link"):
            raise Misconfigured("config_value", f"rights.outlets.{outlet} = {rights!r} must be full, excerpt or link")
    for name in _POSITIVE:
        if not 0 < value_of(settings, name) < math.inf:
            raise Misconfigured("config_value", f"{name} must be above 0")
    for name in _NOT_NEGATIVE:
        if not 0 <= value_of(settings, name) < math.inf:
            raise Misconfigured("config_value", f"{name} must be 0 or more")
    for name, limit in _MOST.items():
        if value_of(settings, name) > limit:
            raise Misconfigured("config_value", f"{name} must be at most {limit}")
    if settings.poll.min_interval_seconds > settings.poll.max_interval_seconds:
        raise Misconfigured("config_value", "poll.min_interval_seconds must not be above poll.max_interval_seconds")
    _check_texts(settings)
    _check_exits(settings.fetch)
    if not 0 <= settings.server.port <= 65_535:
        raise Misconfigured(
            "config_value", f"server.port = {settings.server.port} must be 0 to 65535 (0: any free port)"
        )


def _check_exits(fetch: FetchSettings) -> None:
    for name, address in fetch.exits.items():
        if not isinstance(address, str) or not re.fullmatch(r"(?:http|socks[45])://[^\s/]+:\d{1,5}/?", address):
            wanted = "must be an address: http://host:port, socks5://host:port or socks4://host:port"
            raise Misconfigured("config_value", f"fetch.exits.{name} {wanted}")
        if not 0 < int(address.rstrip("/").rpartition(":")[2]) <= 65_535:
            raise Misconfigured("config_value", f"fetch.exits.{name}: a port is 1 to 65535")
    for host in fetch.exit_of:
        if not host.strip(".") or re.search(r"[\s/@]", host) or re.fullmatch(r"[^:]*:\d*", host):
            wanted = 'a host and those below it are named alone, such as "example.org", without scheme, port and path'
            raise Misconfigured("config_value", f"fetch.exit_of: {host!r} is no host; {wanted}")
    for name in [*fetch.exit_of.values(), *fetch.remote_dns]:
        if name not in fetch.exits:
            raise Misconfigured("config_value", f"{name!r} is named as an exit and is not in fetch.exits")


def _check_texts(settings: Settings) -> None:
    public = settings.site.public_url
    if public and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", public):
        raise Misconfigured(
            "config_value", f"site.public_url = {public!r} must be an address: https://news.example.org/"
        )
    if not settings.server.host.strip():
        raise Misconfigured("config_value", "server.host must be an address, such as 127.0.0.1 or 0.0.0.0")
    for name in ("site.contact", "fetch.user_agent", "site.name", "site.name_en"):
        if not value_of(settings, name).isprintable() and "\u200c" not in value_of(settings, name):
            raise Misconfigured("config_value", f"{name} must be one line of printable text")
    try:
        settings.fetch.user_agent.format(contact="")
    except (ValueError, KeyError, IndexError):
        raise Misconfigured("config_value", "fetch.user_agent may hold {contact} and no other braces") from None
