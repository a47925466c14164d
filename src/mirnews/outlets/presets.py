"""presets: the choices of a first start: which outlets of the catalogue are polled."""

from __future__ import annotations

from typing import Literal

from mirnews.model import Outlet
from mirnews.outlets.catalogue import Catalogue, catalogue

Preset = Literal["inside", "abroad", "all", "none"]
PRESETS: tuple[Preset, ...] = ("inside", "abroad", "all", "none")


def preset(name: Preset, known: Catalogue | None = None) -> list[Outlet]:
    """The outlets of a preset in the order of the catalogue: those of its place that have a feed."""
    rows = catalogue() if known is None else known
    return [outlet for outlet in rows if outlet.feeds and outlet.place and _holds(name, outlet.place)]


def _holds(name: Preset, place: str) -> bool:
    return name == "all" or (name != "none" and place.partition("-")[0] == name)
