"""report: what every eval shares: print figures against their floors, and record those of outside data."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path

OUTSIDE = Path(__file__).parent / "outside.json"


def finish(name: str, figures: dict[str, float], floors_path: Path) -> int:
    """Print one line a figure, `name value floor ok|LOW`; 1 when one is below its floor or was not measured, else 0."""
    floors = tomllib.loads(floors_path.read_text(encoding="utf-8"))
    low = [figure for figure, floor in floors.items() if figures.get(figure, float("-inf")) < floor]
    width = max((len(figure) for figure in [*figures, *floors]), default=0)
    for figure in [*figures, *(f for f in floors if f not in figures)]:
        value = f"{figures[figure]:.4f}" if figure in figures else "missing"
        floor = f"{floors[figure]:.4f}" if figure in floors else "-"
        print(f"{figure:<{width}}  {value:>9}  {floor:>7}  {'LOW' if figure in low else 'ok'}")
    print(f"{name}: {f'{len(low)} below the floor' if low else 'all at or above their floors'}")
    return 1 if low else 0


def record_outside(name: str, figures: dict[str, float], digests: dict[str, str]) -> None:
    """Keep the figures on outside data with the digests of the files; the same data replaces its earlier entry."""
    kept = json.loads(OUTSIDE.read_text(encoding="utf-8")) if OUTSIDE.exists() else {}
    entry = {"figures": {figure: round(value, 4) for figure, value in figures.items()}, "sha256": digests}
    others = [old for old in kept.get(name, []) if old["sha256"] != digests]
    kept[name] = [*others, entry]
    OUTSIDE.write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


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
