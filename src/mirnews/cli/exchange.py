"""exchange: sources in and out as files: JSON Lines with everything that is known of them, OPML for feed readers."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

import click
import msgspec

from mirnews.classify import sections
from mirnews.cli.adding import MIN_SECONDS, allowed, is_id, source_for
from mirnews.cli.lines import no_constant
from mirnews.clock import Clock
from mirnews.config import Settings
from mirnews.errors import MirNewsError, Misconfigured, Quarantine
from mirnews.model import ListingRules, Source, SourceKind
from mirnews.outlets import Preset, catalogue, preset
from mirnews.publish.opml import subscriptions
from mirnews.sources.listing_rules import check_rules
from mirnews.sources.opml import OpmlSource, read_opml
from mirnews.store import Store

MAX_LINES = 5_000  # as many as an OPML file may hold
MAX_BYTES = 4 * 1024 * 1024
FIELDS = ("id", "url", "name", "kind", "outlet", "section", "interval_seconds", "enabled")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source that a file or a preset names; what is None is filled in when it is added."""

    url: str
    id: str | None = None
    name: str | None = None
    kind: SourceKind = "feed"
    outlet: str | None = None
    section: str | None = None
    interval_seconds: int | None = None
    enabled: bool = True
    rules: ListingRules | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds: sources, and a line for each thing in it that could not be read."""

    wanted: list[Wanted] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_sources(body: bytes) -> Read:
    """The sources of a file, which is OPML or JSON Lines by its first character.

    Raises Quarantine: `opml_…`, or `sources_unknown` for what is neither.
    """
    if len(body) > MAX_BYTES:
        raise Quarantine("sources_too_large", f"the file is larger than {MAX_BYTES // 1_048_576} MB; split it")
    text = body.decode("utf-8-sig", "replace")
    if text.lstrip()[:1] in ("{", ""):
        return _json_lines(text)
    if body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or b"\x00" in body[:4]:
        return Read([subscription(one) for one in read_opml(body)])
    raise Quarantine("sources_unknown", "the file is neither OPML nor JSON Lines as source export writes them")


def preset_sources(name: Preset) -> list[Wanted]:
    """Every feed of a preset's outlets."""
    return [Wanted(feed, name=outlet.name, outlet=outlet.id) for outlet in preset(name) for feed in outlet.feeds]


def add_all(wanted: Iterable[Wanted], store: Store, settings: Settings) -> int:
    """Add what may be polled and is not yet: a line on stdout each; what the guard refuses on stderr. How many."""
    others, added = list(store.sources()), 0
    known = {source.url for source in others}
    for one in wanted:
        source = _source(one, others, settings)
        if source is None or source.url in known:
            continue
        store.add_source(source, now=Clock().now())
        others, added = [*others, source], added + 1
        known.add(source.url)
        click.echo(f"added {source.id} {source.url}")
    return added


def print_opml(found: Sequence[Source], settings: Settings) -> None:
    """Subscriptions on stdout; what feed readers cannot read is named on stderr."""
    others = [source.id for source in found if source.kind != "feed"]
    if others:
        click.echo(f"mirnews: left out, since they are no feeds: {', '.join(others)}", err=True)
    click.echo(subscriptions(found, settings.site.name).decode(), nl=False)


def row_of(source: Source) -> dict[str, Any]:
    """A source as a line of `source export`; `invented` and `rules` only where they are."""
    row = {name: getattr(source, name) for name in FIELDS}
    if source.rules:
        row["rules"] = {name: value for name, value in dataclasses.asdict(source.rules).items() if value is not None}
    return {**row, "invented": True} if source.invented else row


def _source(one: Wanted, others: Sequence[Source], settings: Settings) -> Source | None:
    """The source to add, with an id that is free; None, with a notice, where the address is refused or is none."""
    try:
        url = allowed(one.url, settings)
    except click.UsageError as error:
        click.echo(f"mirnews: left out: {error.message}", err=True)
        return None
    except MirNewsError as error:
        click.echo(f"mirnews: left out: {one.url[:200]}: {error.message} [{error.code}]", err=True)
        return None
    return source_for(
        url,
        others,
        settings,
        source_id=one.id if one.id not in {source.id for source in others} else None,
        name=one.name,
        outlet=one.outlet,
        section=one.section,
        interval=one.interval_seconds,
        kind=one.kind,
        enabled=one.enabled,
        rules=one.rules,
    )


def subscription(one: OpmlSource) -> Wanted:
    """A subscription as a source to add; its section is what the innermost group names by id, Persian or English."""
    known = {name.casefold(): section.id for section in sections() for name in (section.id, section.fa, section.en)}
    named = [known[group.casefold()] for group in reversed(one.groups) if group.casefold() in known]
    return Wanted(one.feed_url, name=one.title, section=named[0] if named else None)


def _json_lines(text: str) -> Read:
    found = Read()
    for number, line in enumerate(text.split("\n"), 1):
        if number > MAX_LINES:
            found.faults.append(f"line {number}: only the first {MAX_LINES} lines are read")
            break
        if not line.strip():
            continue
        try:
            found.wanted.append(_wanted(json.loads(line, parse_constant=no_constant)))
        except json.JSONDecodeError:
            found.faults.append(f"line {number}: this is no JSON")
        except (ValueError, TypeError, RecursionError) as error:
            found.faults.append(f"line {number}: {error}")
    return found


def _wanted(row: Any) -> Wanted:
    """One line as a source. Raises ValueError with what is wrong in words."""
    if not isinstance(row, dict):
        raise ValueError("a source is a JSON object")
    if row.get("invented"):
        raise ValueError("a made-up publisher runs only in: mirnews demo")
    enabled = row.get("enabled", True)
    if not isinstance(enabled, bool):
        raise ValueError("enabled must be true or false")
    return Wanted(
        url=_text(row, "url", r"\S.{0,4000}") or _missing("url"),
        id=_identity(row),
        name=_text(row, "name", r".{1,200}"),
        kind=_one_of(row, "kind", get_args(SourceKind)) or "feed",
        outlet=_one_of(row, "outlet", [outlet.id for outlet in catalogue()]),
        section=_one_of(row, "section", [section.id for section in sections()]),
        interval_seconds=_seconds(row),
        enabled=enabled,
        rules=_rules(row.get("rules")),
    )


def _rules(row: Any) -> ListingRules | None:
    if row is None:
        return None
    try:
        rules = msgspec.convert(row, ListingRules)
        check_rules(rules)
    except msgspec.ValidationError as error:
        raise ValueError(f"rules: {error}") from None
    except Misconfigured as error:
        raise ValueError(f"rules: {error.message}") from None
    return rules


def _missing(name: str) -> str:
    raise ValueError(f"it has no {name}")


def _identity(row: dict[str, Any]) -> str | None:
    chosen = _text(row, "id", r".*")
    if chosen is not None and not is_id(chosen):
        raise ValueError("id: use a-z, 0-9, dot, dash and underscore")
    return chosen


def _text(row: dict[str, Any], name: str, form: str) -> str | None:
    value = row.get(name)
    if value is not None and not (isinstance(value, str) and re.fullmatch(form, value)):
        raise ValueError(f"{name} must be one line of text")
    return value


def _one_of(row: dict[str, Any], name: str, known: Iterable[str]) -> Any:
    value = row.get(name)
    if value is not None and value not in list(known):
        raise ValueError(f"there is no {name} {str(value)[:60]!r}")
    return value


def _seconds(row: dict[str, Any]) -> int | None:
    value = row.get("interval_seconds")
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < MIN_SECONDS):
        raise ValueError(f"interval_seconds must be a whole number from {MIN_SECONDS}")
    return value
