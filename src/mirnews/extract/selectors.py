"""selectors: takes an outline, returns for each of its elements the CSS selectors that may find it on other pages too.

A class or id that a system counts up (`post-12345`) is none; an element without a name is found from the next one
around it that has one, by its tag and its place among those of its kind.
"""

from __future__ import annotations

import re
from collections import Counter

from mirnews.extract.outline import Outline, Place

MAX_CLASSES = 3
_NAME = re.compile(r"-?[A-Za-z_][\w-]{0,60}", re.ASCII)
_SPACES = re.compile(r"[ \t\n\f\r]+")  # of HTML; Python knows more
_COUNTED = re.compile(r"\d{3}")


def selectors_of(outline: Outline) -> list[tuple[str, ...]]:
    """For each place its selectors: by its own name, and by its own name below the one around it."""
    found: list[tuple[str, ...]] = []
    kinds: Counter[tuple[int, str]] = Counter()
    for place in outline.places:
        kinds[place.parent, place.tag] += 1
        own = _own(place)
        if place.parent < 0:
            found.append((place.tag,))
            continue
        around = found[place.parent][0]
        if own:
            found.append((own, f"{around} > {own}"))
        else:
            found.append((f"{around} > {place.tag}:nth-of-type({kinds[place.parent, place.tag]})",))
    return found


def _own(place: Place) -> str | None:
    """The name of an element; None where it has none that other pages would have."""
    if _is_stable(place.id):
        return f"{place.tag}#{place.id}"
    classes = [name for name in _SPACES.split(place.classes) if _is_stable(name)][:MAX_CLASSES]
    return place.tag + "".join(f".{name}" for name in classes) if classes else None


def _is_stable(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not _COUNTED.search(name)
