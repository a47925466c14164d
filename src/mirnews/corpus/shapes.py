"""shapes: the templates of `shapes.toml`, compiled so that filling one is a single formatting."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

Streams = Mapping[str, Callable[[], str]]  # slot: what gives its next word

_SLOT = re.compile(r"\b[NSTAVDOP]\b")


@dataclass(frozen=True, slots=True)
class Shape:
    """A template: `form` with a %s for every slot, `slots` their letters in order."""

    form: str
    slots: str

    @classmethod
    def of(cls, template: str) -> Shape:
        """Compile a template of `shapes.toml`."""
        return cls(_SLOT.sub("%s", template), "".join(_SLOT.findall(template)))

    def fill(self, streams: Streams) -> str:
        """The template with words for its slots."""
        return self.form % tuple([streams[slot]() for slot in self.slots])


@dataclass(frozen=True, slots=True)
class Series:
    """Figures that come out every day under the same headline."""

    id: str
    section: str
    title: Shape
    lead: Shape


@cache
def table() -> dict[str, Any]:
    """What `shapes.toml` holds."""
    return tomllib.loads(files(__package__).joinpath("shapes.toml").read_text(encoding="utf-8"))


def shape_texts(name: str) -> tuple[str, ...]:
    """The entries of one of its lists; lines and bars part them."""
    return tuple(part.strip(" ") for part in re.split(r"[\n|]", table()[name]) if part.strip())


@cache
def shapes(name: str) -> tuple[Shape, ...]:
    """The templates of one of its lists."""
    return tuple(Shape.of(line) for line in table()[name].splitlines() if line)


@cache
def all_series() -> tuple[Series, ...]:
    """The daily series."""
    return tuple(
        Series(row["id"], row["section"], Shape.of(row["title"]), Shape.of(row["lead"])) for row in table()["series"]
    )
