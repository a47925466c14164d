"""quality: `/quality`: the figures of the evals with date, command and data; in the demo also those of its archive.

What the evals measured stands in `quality.json`, written by `python -m evals --record`. Names for people are in the
locale under `quality.label`; a figure without one is listed by its own name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from mirnews.locale import messages
from mirnews.model import Figure
from mirnews.web.render import page
from mirnews.web.times import TimeWords
from mirnews.web.view import View

_WORDS = ("precision", "recall", "f", "bcubed", "held")


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure in words. `label` is None for one that has only its `name`."""

    name: str
    label: Markup | None
    value: str
    floor: str | None


@dataclass(frozen=True, slots=True)
class Outside:
    """Figures on files that do not come with the program."""

    files: str
    day: TimeWords | None
    chosen: list[Measured]
    others: list[Measured]


@dataclass(frozen=True, slots=True)
class Eval:
    """What one eval measured: the figures that have a label, and the others by name."""

    name: str
    title: str
    data: str
    day: TimeWords
    command: str
    chosen: list[Measured]
    others: list[Measured]
    outside: list[Outside]


@dataclass(frozen=True, slots=True)
class Live:
    """A figure measured on this archive just now. `state` is reached, missed, or None without a bar."""

    name: str
    label: str | None
    value: str
    count: str
    bar: str | None
    state: str | None


def quality(view: View) -> Response:
    """The page of figures."""
    measured = view.site.measured
    return page(
        view,
        "quality.html",
        title=view.plain("quality.title"),
        evals=[_eval(view, name, entry) for name, entry in recorded().items()],
        live=[_live(view, one) for one in measured()] if measured else None,
        words=_WORDS,
    )


@cache
def recorded() -> dict[str, Any]:
    """What was recorded, by the name of the eval."""
    text = resources.files("mirnews.web").joinpath("quality.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _eval(view: View, name: str, entry: Mapping[str, Any]) -> Eval:
    figures = [_measured(view, name, one, told["value"], told["floor"]) for one, told in entry["figures"].items()]
    return Eval(
        name=name,
        title=_words(view, f"quality.eval.{name}") or name,
        data=_words(view, f"quality.data.{name}") or "",
        day=_day(view, entry["date"]),
        command=entry["command"],
        chosen=[one for one in figures if one.label],
        others=[one for one in figures if not one.label],
        outside=[_outside(view, name, one) for one in entry["outside"]],
    )


def _outside(view: View, name: str, entry: Mapping[str, Any]) -> Outside:
    folders = dict.fromkeys(file.partition("/")[0] for file in entry["files"])
    figures = [_measured(view, name, one, value, None) for one, value in entry["figures"].items()]
    return Outside(
        files=", ".join(folders),
        day=_day(view, entry["date"]) if entry["date"] else None,
        chosen=[one for one in figures if one.label],
        others=[one for one in figures if not one.label],
    )


def _measured(view: View, of: str, name: str, value: float, floor: float | None) -> Measured:
    label = _words(view, f"quality.label.{of}.{name}")
    least = None if floor is None else _number(view, floor)
    return Measured(name, Markup.escape(label) if label else None, _number(view, value), least)


def _live(view: View, one: Figure) -> Live:
    return Live(
        name=one.name,
        label=_words(view, f"quality.live.{one.name}"),
        value=_number(view, one.value),
        count=view.n(one.count),
        bar=None if one.bar is None else _number(view, one.bar),
        state=None if one.bar is None else "reached" if one.value >= one.bar else "missed",
    )


def _words(view: View, key: str) -> str | None:
    """The sentence of a key, where the locale has it."""
    known = messages(view.language).keys()
    return view.plain(key) if key in known else None


def _number(view: View, value: float) -> str:
    return view.n(f"{value:.3f}")


def _day(view: View, date: str) -> TimeWords:
    return view.moment(datetime.fromisoformat(date).replace(hour=12, tzinfo=UTC), with_clock=False)
