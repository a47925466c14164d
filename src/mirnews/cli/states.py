"""states: the state of a source in words, for `status`, `doctor` and `source test`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mirnews.cli.shapes import utc
from mirnews.locale import Language, messages
from mirnews.persian.calendar import jalali_datetime
from mirnews.persian.digits import to_persian
from mirnews.schedule.states import Sign, SourceState


def state_words(state: SourceState, language: Language) -> str:
    """The word of the state, and why it is so: "hangs: the site did not answer in time"."""
    words = messages(language)
    why = words.error(state.cause or "") if state.is_told_by_cause else words(f"state_why.{state.code}")
    return f"{words(f'state.{state.code}')}: {why}"


def sign_words(sign: Sign, language: Language, zone: str) -> str:
    """One piece of evidence as a sentence without a full stop."""
    values = {name: value_words(name, value, language, zone) for name, value in sign.values.items()}
    return messages(language)(f"evidence.{sign.key}", **values)


def value_words(name: str, value: Any, language: Language, zone: str) -> str:
    """A value as the language writes it: digits, codes of errors, instants (in `zone`; in English ISO 8601 in UTC)."""
    if name == "error":
        return messages(language).error(str(value))
    if isinstance(value, datetime):
        return jalali_datetime(value, zone=zone) if language == "fa" else utc(value) or ""
    if language == "fa" and isinstance(value, int | float):
        return to_persian(str(value)).replace(".", "\u066b")
    return str(value)
