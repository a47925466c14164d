"""Names of outlets in running text: the catalogue as phrases, and names with one slip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mirnews.credit.lex import Mark
from mirnews.credit.phrases import Phrases
from mirnews.model import Outlet
from mirnews.outlets import Catalogue, catalogue, folded

SHORTEST_WITH_SLIP = 6  # letters; below this one edit makes another word too often


@dataclass(frozen=True, slots=True)
class Named:
    """An outlet's name as a phrase: is it an ordinary word, which must not be taken without a cue?"""

    outlet: Outlet
    is_word: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The catalogue with its indexes for reading text."""

    catalogue: Catalogue
    names: Phrases[Named]
    slips: dict[str, tuple[str, ...]]

    def near(self, marks: Sequence[Mark], at: int) -> tuple[Named, int] | None:
        """The outlet whose name, of six letters or more, is one edit from the one to four words at `at`."""
        joined = ""
        for i in range(at, min(at + 4, len(marks))):
            if not marks[i].is_word:
                return None
            joined += marks[i].fold
            if len(joined) >= SHORTEST_WITH_SLIP - 1 and (name := self._one_edit(joined)):
                return self.names.entries[name], i + 1
        return None

    def nearest(self, text: str) -> Outlet | None:
        """The outlet whose name, of six letters or more, is one edit from the whole of `text`."""
        joined = folded(text)
        name = self._one_edit(joined) if len(joined) >= SHORTEST_WITH_SLIP - 1 else None
        return self.names.entries[name].outlet if name else None

    def _one_edit(self, joined: str) -> str | None:
        if len(joined) > 40:
            return None
        keys = {joined, *_shorter(joined)}
        close = (name for key in keys for name in self.slips.get(key, ()) if within_one_edit(name, joined))
        return min(close, default=None)


@lru_cache(maxsize=8)
def gazetteer(extra: tuple[Outlet, ...] = ()) -> Gazetteer:
    """The catalogue, with `extra` outlets before it, ready to be matched."""
    whole = catalogue().with_more(extra) if extra else catalogue()
    words = {folded(word) for outlet in whole for word in outlet.needs_cue}
    names = {name: Named(outlet, name in words) for name, outlet in whole.names.items()}
    return Gazetteer(whole, Phrases(names), _slips(names))


def within_one_edit(a: str, b: str) -> bool:
    """Are the two equal but for one letter put in, left out, changed, or two neighbours exchanged?"""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[same:] == b[same + 1 :]
    exchanged = a[same : same + 2] == b[same : same + 2][::-1] and a[same + 2 :] == b[same + 2 :]
    return exchanged or a[same + 1 :] == b[same + 1 :]


def _slips(names: dict[str, Named]) -> dict[str, tuple[str, ...]]:
    """Every name of six letters or more under itself and under itself less one letter."""
    index: dict[str, tuple[str, ...]] = {}
    for name in names:
        if len(name) >= SHORTEST_WITH_SLIP:
            for key in {name, *_shorter(name)}:
                index[key] = (*index.get(key, ()), name)
    return index


def _shorter(name: str) -> Iterator[str]:
    return (name[:i] + name[i + 1 :] for i in range(len(name)))
