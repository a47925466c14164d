"""states: the state of a source in words, for `status`, `doctor` and `source`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mirnews.cli.shapes import utc
from mirnews.locale import Language, messages
from mirnews.model import Polled, Source
from mirnews.persian.calendar import jalali_datetime
from mirnews.persian.digits import to_persian
from mirnews.persian.health import HISTORY
from mirnews.schedule.states import Sign, SourceState, state_of
from mirnews.store import Store


@dataclass(frozen=True, slots=True)
class Judged:
    """A source with how its polls went, its half-spaces and the state that it is in."""

    source: Source
    polled: Polled
    densities: Sequence[float]
    state: SourceState


def judged(store: Store, now: datetime) -> list[Judged]:
    """Every source of the archive with its state, in the order of their ids."""
    polls, newest = store.polls(), store.latest_change()
    densities = store.densities(since=newest - HISTORY) if newest else {}
    found = []
    for source in store.sources():
        polled, known = polls.get(source.id), densities.get(source.id, ())
        if polled is not None:  # else it was added a moment ago
            found.append(Judged(source, polled, known, state_of(source, polled, now=now, densities=known)))
    return found


def state_words(state: SourceState, language: Language) -> str:
    """The word of the state, and why it is so: "hangs: the site did not answer in time"."""
    words = messages(language)
    why = words.error(state.cause or "") if state.is_told_by_cause else words(f"state_why.{state.code}")
    return f"{words(f'state.{state.code}')}: {why}"


def advice_words(state: SourceState, source_id: str, language: Language) -> str:
    """What the operator can do, with the commands for this source."""
    return messages(language)(f"state_do.{state.code}", id=source_id)


def sign_words(sign: Sign, language: Language, zone: str) -> str:
    """One piece of evidence as a sentence without a full stop."""
    values = {name: value_words(name, value, language, zone) for name, value in sign.values.items()}
    return messages(language)(f"evidence.{sign.key}", **values)


def value_words(name: str, value: Any, language: Language, zone: str) -> str:
    """A value as the language writes it: digits, codes of errors, instants (in `zone`; in English ISO 8601 in UTC)."""
    if name == "error":
        return messages(language).error(str(value))
    if name == "page_kind":
        return messages(language)(f"page_kind.{value}")
    if isinstance(value, datetime):
        return jalali_datetime(value, zone=zone) if language == "fa" else utc(value) or ""
    if language == "fa" and isinstance(value, int | float):
        return to_persian(str(value)).replace(".", "\u066b")
    return str(value)
