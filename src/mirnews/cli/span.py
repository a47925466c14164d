"""span: --since, --until, --source and --outlet, for commands that take a part of the archive."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import click

from mirnews.clock import Clock
from mirnews.outlets import catalogue
from mirnews.persian.calendar import parse_date
from mirnews.persian.digits import to_ascii
from mirnews.store import Store
from mirnews.store.port import Range

Command = TypeVar("Command", bound=Callable[..., Any])
_JALALI = re.compile(r"(?:1[34]\d\d|1500)[-/]\d{1,2}[-/]\d{1,2}(?![\d/-])")  # 1921 to 2121
_OLDEST = 1990  # no page on the web is older
_BACK = re.compile(r"(\d{1,6})\s*([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def span_options(command: Command) -> Command:
    """`--since WHEN --until WHEN --source ID --outlet ID`, given to the command as four arguments."""
    for option in (
        click.option("--outlet", metavar="ID", help="Only this outlet."),
        click.option("--source", "source_id", metavar="ID", help="Only this source."),
        click.option(
            "--until", metavar="WHEN", help="Before then: 2026-01-31, 2026-01-31T12:00Z, 1404-11-11, 7d, 12h."
        ),
        click.option(
            "--since", metavar="WHEN", help="From then on: 2026-01-31, 2026-01-31T12:00Z, 1404-11-11, 7d, 12h."
        ),
    ):
        command = option(command)
    return command


def range_of(store: Store, since: str | None, until: str | None, source_id: str | None, outlet: str | None) -> Range:
    """The part that was asked for. Raises a usage error for a time that is none, or a source or outlet nobody knows."""
    now = Clock().now()
    if source_id is not None and store.source(source_id) is None and source_id not in _with_reports(store):
        raise click.UsageError(f"no source {source_id}; see: mirnews source list")
    if outlet is not None and outlet not in _with_reports(store) and catalogue().get(outlet) is None:
        raise click.UsageError(f"no outlet {outlet}")
    first, last = _when("--since", since, now), _when("--until", until, now)
    if first is not None and last is not None and first >= last:
        raise click.UsageError("--since must be before --until: no time is between them")
    return Range(first, last, source_id, outlet)


def _with_reports(store: Store) -> set[str]:
    return {key for key, *_ in store.outlets()}


def _when(option: str, text: str | None, now: datetime) -> datetime | None:
    if text is None:
        return None
    plain = to_ascii(text).strip()
    if back := _BACK.fullmatch(plain):
        try:
            return now - int(back[1]) * _UNITS[back[2]]
        except OverflowError:
            raise click.UsageError(f"{option}: {plain} is too long ago") from None
    value = _jalali(plain, now) if _JALALI.match(plain) else _gregorian(plain)
    if value is None:
        raise click.UsageError(
            f"{option}: {text[:40]!r} is no time; write 2026-01-31, 2026-01-31T12:00Z, 1404-11-11,"
            " or how long ago: 7d, 12h"
        )
    if value.year < _OLDEST:
        raise click.UsageError(f"{option}: {text[:40]!r} is before the web; the earliest is {_OLDEST}-01-01")
    return value


def _jalali(text: str, now: datetime) -> datetime | None:
    """A day of the Iranian calendar, with or without a clock time: in Tehran's time, unless it says another."""
    found = parse_date(text.replace("-", "/", 2), at=now)
    is_whole = found is not None and found.calendar == "jalali" and found.precision not in ("month", "year")
    return found.value.astimezone(UTC) if found is not None and is_whole else None


def _gregorian(text: str) -> datetime | None:
    """An ISO time; without an offset it is UTC."""
    try:
        value = datetime.fromisoformat(text)
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def needed_since(since: str | None) -> str:
    """`--since`, for a command that does not guess. Raises a usage error."""
    if since is None:
        raise click.UsageError("--since says from when on; --since 1990-01-01 is everything")
    return since
