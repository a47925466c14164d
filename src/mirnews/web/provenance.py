"""provenance: the chain of a report as levels, as a line and as a sentence. Pure; the words are in the locale.

میرنیوز ← مهر ← ایتارتاس      one level for each step away from the reader's page; parallel sources share a level
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mirnews import persian
from mirnews.model import ChainLink, Credit, Evidence
from mirnews.outlets import Catalogue
from mirnews.web.names import INVENTED, called

# `relay` is an outlet in between that is no agency; `named` an outlet whose own text says where it has it from.
Place = Literal["publisher", "agency", "relay", "named", "origin"]

_TYPE_WORDS = ("خبرگزاری", "روزنامه", "روزنامهٔ", "شبکه", "شبکهٔ", "پایگاه خبری")


@dataclass(frozen=True, slots=True)
class Organisation:
    """One link as the page shows it: `name` is the catalogue's where it knows the outlet.

    `quoted` is the text's own form where the catalogue has another name; `star` marks a made-up organisation; `kind` is
    the catalogue's (`agency-ir`), empty for one that it does not know.
    """

    written: str
    name: str
    name_en: str
    outlet: str | None
    quoted: str | None
    evidence: tuple[Evidence, ...]
    star: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """The organisations that are equally far from the publisher, and what they are to the reader."""

    place: Place
    members: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """`who` has the text from `sources`; `how` is the role of the link (reports, cites, source_line)."""

    who: Organisation
    sources: tuple[Organisation, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """A chain, ready to be printed. `others` are sources that are no outlets, with their kind."""

    levels: tuple[Level, ...]
    steps: tuple[Step, ...]
    others: tuple[tuple[str, Organisation], ...]
    own_report: bool


def provenance(credit: Credit, catalogue: Catalogue) -> Provenance:
    """The chain of a report; without a chain there are no levels."""
    names = [_organisation(link, catalogue) for link in credit.chain]
    depths = _depths(credit.chain)
    outlets = [n for n, link in enumerate(credit.chain) if link.role == "publisher" or link.kind == "outlet"]
    last = max((depths[n] for n in outlets), default=0)
    levels = []
    for depth in sorted({depths[n] for n in outlets}):
        members = tuple(names[n] for n in outlets if depths[n] == depth)
        levels.append(Level("publisher" if depth == 0 else "origin" if depth == last else _between(members), members))
    steps = [step for n in outlets if (step := _step(n, credit.chain, names, outlets))]
    others = [(link.kind, names[n]) for n, link in enumerate(credit.chain) if n not in outlets]
    return Provenance(tuple(levels), tuple(steps), tuple(others), credit.own_report)


def evidence(credit: Credit) -> list[Evidence]:
    """Every piece of evidence once, in the order of the text; pieces side by side become one quotation."""
    order = {"title": 0, "lead": 1, "body": 2, "source_line": 3}
    pieces = sorted(
        {piece for link in credit.chain for piece in link.evidence},
        key=lambda e: (order.get(e.field, 9), e.start, -e.end),
    )
    kept: list[Evidence] = []
    for piece in pieces:
        last = kept[-1] if kept and kept[-1].field == piece.field else None
        if last is None or piece.start > last.end + 1:
            kept.append(piece)
        elif piece.end > last.end:  # side by side with one sign between: one quotation
            text = last.text + (" " if piece.start > last.end else "") + piece.text[max(0, last.end - piece.start) :]
            kept[-1] = Evidence(piece.field, last.start, piece.end, text)
    return kept


def _between(members: Sequence[Organisation]) -> Place:
    return "agency" if all(one.kind.startswith("agency") for one in members) else "relay"


def _step(n: int, chain: Sequence[ChainLink], names: list[Organisation], outlets: list[int]) -> Step | None:
    cited = [m for m in outlets if chain[m].cited_by == n]
    if not cited:
        return None
    return Step(names[n], tuple(names[m] for m in cited), chain[cited[0]].role)


def _depths(chain: Sequence[ChainLink]) -> list[int]:
    """How many steps each link is from the publisher; a link that names a later one, or itself, counts as one step."""
    depths: list[int] = []
    for n, link in enumerate(chain):
        known = link.cited_by is not None and link.cited_by < n
        depths.append(0 if link.role == "publisher" else depths[link.cited_by or 0] + 1 if known else min(n, 1))
    return depths


def _organisation(link: ChainLink, catalogue: Catalogue) -> Organisation:
    written, star = link.name.rstrip("* "), link.name.rstrip().endswith("*")
    known = catalogue.get(link.outlet)
    if known is None or star > (known.kind == INVENTED):
        return Organisation(written, written, written, link.outlet, None, link.evidence, star)
    name, english = called(known, written, "fa"), known.name_en or written
    same = persian.key(_short(name, catalogue)) == persian.key(_short(written, catalogue))
    quoted = None if same else written
    return Organisation(written, name, english, known.id, quoted, link.evidence, known.kind == INVENTED, known.kind)


def _short(name: str, catalogue: Catalogue) -> str:
    """The name without «خبرگزاری» and the like, where people know the outlet by the rest: مهر, but not فرانسه."""
    for word in _TYPE_WORDS:
        bare = name.removeprefix(f"{word} ").strip()
        if bare != name:
            whole, alone = catalogue.by_name(name), catalogue.by_name(bare)
            return bare if alone is not None and alone == whole else name
    return name
