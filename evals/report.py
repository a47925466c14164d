"""report: what every eval shares: print figures against their floors, and record them for the quality page."""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

OUTSIDE = Path(__file__).parent / "outside.json"
QUALITY = Path(__file__).parents[1] / "src" / "mirnews" / "web" / "quality.json"  # what the page `/quality` shows
MEASURED = "MIRNEWS_EVALS_MEASURED"  # a folder in which each eval leaves its figures, while they are recorded


def finish(name: str, figures: dict[str, float], floors_path: Path) -> int:
    """Print one line a figure, `name value floor ok|LOW`; 1 when one is below its floor or was not measured, else 0."""
    floors = tomllib.loads(floors_path.read_text(encoding="utf-8"))
    low = [figure for figure, floor in floors.items() if figures.get(figure, float("-inf")) < floor]
    width = max((len(figure) for figure in [*figures, *floors]), default=0)
    for figure in [*figures, *(f for f in floors if f not in figures)]:
        value = f"{figures[figure]:.4f}" if figure in figures else "missing"
        floor = f"{floors[figure]:.4f}" if figure in floors else "-"
        print(f"{figure:<{width}}  {value:>9}  {floor:>7}  {'LOW' if figure in low else 'ok'}")
    _leave(name, figures, floors)
    print(f"{name}: {f'{len(low)} below the floor' if low else 'all at or above their floors'}")
    return 1 if low else 0


def record_outside(name: str, figures: dict[str, float], digests: dict[str, str]) -> None:
    """Keep the figures on outside data with the digests of the files; the same data replaces its earlier entry."""
    kept = json.loads(OUTSIDE.read_text(encoding="utf-8")) if OUTSIDE.exists() else {}
    entry = {"date": today().isoformat(), "figures": _rounded(figures), "sha256": digests}
    others = [old for old in kept.get(name, []) if old["sha256"] != digests]
    kept[name] = [*others, entry]
    OUTSIDE.write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def record_quality(names: Iterable[str], measured: Path) -> None:
    """Bring the page's data up to date: the figures that these evals left in `measured`, with command and date.

    An eval that is not among `names` keeps the entry that it had; one that is gone loses it.
    """
    kept = json.loads(QUALITY.read_text(encoding="utf-8")) if QUALITY.exists() else {}
    outside = json.loads(OUTSIDE.read_text(encoding="utf-8")) if OUTSIDE.exists() else {}
    for name in names:
        told = json.loads((measured / f"{name}.json").read_text(encoding="utf-8"))
        elsewhere = {figure for entry in outside.get(name, []) for figure in entry["figures"]}
        figures = {figure: one for figure, one in told.items() if one["floor"] is not None or figure not in elsewhere}
        kept[name] = {"command": f"python -m evals.{name}", "date": today().isoformat(), "figures": figures}
    known = {path.parent.name for path in Path(__file__).parent.glob("*/__main__.py")}
    entries = {
        name: {**entry, "outside": _outside(outside.get(name, []))}
        for name, entry in sorted(kept.items())
        if name in known
    }
    QUALITY.write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def today() -> date:
    """The day, in UTC."""
    return datetime.now(UTC).date()


def agreed(data: Path, table: Path) -> dict[str, str] | None:
    """The digests that `table` (a TOML of file: SHA-256) names, when the files under `data` have them; else None.

    What is missing or another file is printed: figures on other data would be compared with these.
    """
    wanted: dict[str, str] = tomllib.loads(table.read_text(encoding="utf-8"))
    wrong = [name for name, right in wanted.items() if not (data / name).is_file() or digest(data / name) != right]
    if wrong:
        print(f"outside data: missing or not the expected file: {', '.join(wrong)}")
    return None if wrong else wanted


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _leave(name: str, figures: dict[str, float], floors: dict[str, float]) -> None:
    """Leave the figures with their floors for the recording, where one is under way."""
    if folder := os.environ.get(MEASURED):
        told = {figure: {"value": value, "floor": floors.get(figure)} for figure, value in _rounded(figures).items()}
        (Path(folder) / f"{name}.json").write_text(json.dumps(told), encoding="utf-8")


def _outside(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The figures on outside data with the names of the files and the day; not their digests."""
    return [{"date": one.get("date"), "files": sorted(one["sha256"]), "figures": one["figures"]} for one in entries]


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {figure: round(value, 4) for figure, value in figures.items()}
