"""Reads the gold and counts: chains exact, speakers, own reports."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mirnews.credit import read_credit
from mirnews.model import Credit, Outlet, Statement
from mirnews.newsstand import Truth, load_world
from mirnews.outlets import Catalogue, catalogue, folded

TYPE_NOUNS = tuple(map(folded, ("خبرگزاری", "شبکه", "روزنامه", "رادیو", "پایگاه خبری")))


@dataclass(frozen=True, slots=True)
class Case:
    """One lead with what it should give: links after the publisher, and statements."""

    outlet: str | None
    outlet_name: str | None
    texts: dict[str, str | None]
    chain: list[tuple[str, str, int, str]]
    speakers: list[tuple[str, str, str, str]]
    extra: tuple[Outlet, ...]

    def read(self) -> Credit:
        """What MirNews makes of it."""
        return read_credit(outlet=self.outlet, outlet_name=self.outlet_name, extra=self.extra, **self.texts)


@dataclass(slots=True)
class Figures:
    """Counts over some cases. A chain counts as found when any link follows the publisher."""

    cases: int = 0
    chains_right: int = 0
    chains_found: int = 0
    chains_true: int = 0
    own_right: int = 0
    said_right: int = 0
    said_found: int = 0
    said_true: int = 0
    wrong: list[str] = field(default_factory=list)

    def named(self) -> dict[str, float]:
        """The figures by name, 0 to 1."""
        return {
            "chain_precision": self.chains_right / max(1, self.chains_found),
            "chain_recall": self.chains_right / max(1, self.chains_true),
            "speakers_precision": self.said_right / max(1, self.said_found),
            "speakers_f1": 2 * self.said_right / max(1, self.said_found + self.said_true),
            "own_report_accuracy": self.own_right / max(1, self.cases),
        }


def load(path: Path) -> list[Case]:
    """The cases of a gold file, in order."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    extra = tuple(_outlet(row) for row in data["extra"])
    return [_case(row, extra) for row in data["case"]]


def figures(cases: list[Case]) -> Figures:
    """The counts over these cases."""
    sums = Figures()
    for case in cases:
        credit = case.read()
        chain, said = _links(credit), _said(credit)
        right = chain == case.chain
        sums.cases += 1
        sums.chains_right += bool(right and chain)
        sums.chains_found += bool(chain)
        sums.chains_true += bool(case.chain)
        sums.own_right += credit.own_report == (not any(link[3] == "outlet" for link in case.chain))
        sums.said_right += (Counter(said) & Counter(case.speakers)).total()
        sums.said_found += len(said)
        sums.said_true += len(case.speakers)
        if not right or Counter(said) != Counter(case.speakers):
            sums.wrong.append(f"{case.texts['lead']}\n  chain {chain}\n  said  {said}")
    return sums


def _links(credit: Credit) -> list[tuple[str, str, int, str]]:
    return [(one.outlet or folded(one.name), one.role, one.cited_by or 0, one.kind) for one in credit.chain[1:]]


def _said(credit: Credit) -> list[tuple[str, str, str, str]]:
    return [_speaker(one.name, one.title, one.verb, one.stance) for one in credit.statements]


def _speaker(name: str | None, title: str | None, verb: str, stance: str) -> tuple[str, str, str, str]:
    return folded(name or ""), folded(title or ""), folded(verb), stance


def _case(row: dict[str, Any], extra: tuple[Outlet, ...]) -> Case:
    known = {outlet.id for outlet in (*catalogue(), *extra)}
    at = row["at"]
    texts = {name: row.get(name) for name in ("title", "lead", "body", "source_line")}
    return Case(
        outlet=at if at in known else None,
        outlet_name=None if at in known else at,
        texts=texts,
        chain=[_link(*link, known=known) for link in row.get("chain", [])],
        speakers=[_speaker(*speaker) for speaker in row.get("speakers", [])],
        extra=extra,
    )


def _link(who: str, role: str, by: int, kind: str = "outlet", *, known: set[str]) -> tuple[str, str, int, str]:
    return (who if who in known else folded(who)), role, by, kind


def _outlet(row: dict[str, Any]) -> Outlet:
    variants, needs_cue = tuple(row.get("variants", ())), tuple(row.get("needs_cue", ()))
    return Outlet(row["id"], row["name"], row["id"], variants, kind=row["kind"], needs_cue=needs_cue)


def newsstand() -> dict[str, float]:
    """Statements and sources on the newsstand's reports against what is written beside each of them.

    `newsstand_speakers_precision`: how many of our statements have a speaker of the list.
    `newsstand_speakers_recall`: how many of the list speak with us too. `newsstand_chain_exact`: reports whose outlets,
    in order, are those of the list.
    """
    world = load_world()
    names = {publisher.id: publisher.name for publisher in world.publishers}
    known = catalogue().with_more(world.outlets)
    right = found = true = had = chains = 0
    for piece in world.pieces:
        texts = {"title": piece.title, "lead": piece.lead, "body": "\n\n".join(piece.paragraphs)}
        publisher = names[piece.publisher]
        credit = read_credit(
            outlet=None, outlet_name=publisher, source_line=piece.source_line, extra=world.outlets, **texts
        )
        found += len(credit.statements)
        right += sum(_is_listed(one, piece.truth) for one in credit.statements)
        true += len(piece.truth.speakers)
        had += sum(any(_is_same(one, who.name, who.title) for one in credit.statements) for who in piece.truth.speakers)
        chains += _sources(credit) == [_same_for_all(name, known) for name in piece.truth.chain[1:]]
    return {
        "newsstand_speakers_precision": right / max(1, found),
        "newsstand_speakers_recall": had / max(1, true),
        "newsstand_chain_exact": chains / len(world.pieces),
    }


def _sources(credit: Credit) -> list[str]:
    """The outlets of a chain after the publisher, as `_same_for_all` gives them."""
    links = [one for one in credit.chain[1:] if one.kind == "outlet"]
    return [one.outlet or _without_type(one.name) for one in links]


def _same_for_all(name: str, known: Catalogue) -> str:
    """An outlet under all its spellings: its catalogue id, or its folded name without «خبرگزاری» or «شبکه»."""
    outlet = known.by_name(name)
    return outlet.id if outlet else _without_type(name)


def _without_type(name: str) -> str:
    fold = folded(name)
    return next((fold.removeprefix(noun) for noun in TYPE_NOUNS if fold.startswith(noun)), fold)


def _is_listed(one: Statement, truth: Truth) -> bool:
    return any(_is_same(one, who.name, who.title) for who in truth.speakers)


def _is_same(one: Statement, name: str | None, title: str | None) -> bool:
    """The same name, or the last or only the first word of it («سعید» and «قیس سعید», «کیم» and «کیم جونگ اون»);
    of the nameless the same title.
    """
    if one.name and name:
        ours, theirs = folded(one.name), folded(name)
        ends = ours.endswith(theirs) or theirs.endswith(ours)
        return ends or folded(name.split()[0]) == ours or folded(one.name.split()[0]) == theirs
    return bool(title) and folded(one.title or "") == folded(title or "")
