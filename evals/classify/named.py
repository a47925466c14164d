"""Counts for people, places and organisations on our own gold (mentions.txt): spans, roles and ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from mirnews.classify import mentions_of
from mirnews.outlets import folded

HERE = Path(__file__).parent
KINDS = {"P": "person", "L": "place", "O": "organisation"}
SPLIT = " // "
FRESH = "\n# fresh\n"

Span = tuple[str, str, int, int]  # kind, field, start, end


@dataclass(frozen=True, slots=True)
class Case:
    """A text as title and lead, and the spans in it with their role or id."""

    title: str | None
    lead: str
    gold: dict[Span, str]


@dataclass(slots=True)
class Found:
    """Counts over cases: spans by kind, and of the spans found those whose role or id is right too."""

    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS.values(), 0))
    found: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS.values(), 0))
    true: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS.values(), 0))
    roles: int = 0
    roles_right: int = 0
    ids: int = 0
    ids_right: int = 0
    wrong: list[str] = field(default_factory=list)

    def named(self) -> dict[str, float]:
        """The figures by name, 0 to 1."""
        out = {}
        for kind in KINDS.values():
            out[f"{kind}_precision"] = self.right[kind] / max(1, self.found[kind])
            out[f"{kind}_recall"] = self.right[kind] / max(1, self.true[kind])
        out["role_right"] = self.roles_right / max(1, self.roles)
        out["id_right"] = self.ids_right / max(1, self.ids)
        return out


def load() -> dict[str, list[Case]]:
    """The cases of `dev`, `held` and `fresh`."""
    older, _, fresh = (HERE / "mentions.txt").read_text(encoding="utf-8").partition(FRESH)
    first = _cases(older)
    return {"dev": first[::2], "held": first[1::2], "fresh": _cases(fresh)}


def _cases(text: str) -> list[Case]:
    return [_case(line) for line in text.splitlines() if line and not line.startswith("#")]


def _case(line: str) -> Case:
    first, split, second = line.partition(SPLIT)
    title, lead = (first, second) if split else ("", first)
    gold: dict[Span, str] = {}
    plain = [_plain(text, name, gold) for name, text in (("title", title), ("lead", lead))]
    return Case(plain[0] or None, plain[1], gold)


def _plain(text: str, name: str, gold: dict[Span, str]) -> str:
    """The text without its braces; what they say goes into `gold`."""
    out: list[str] = []
    opened: list[tuple[str, str, int]] = []
    at, length = 0, 0
    while at < len(text):
        if text[at] == "{":
            kind, extra, rest = text[at + 1 :].split("|", 2)
            opened.append((KINDS[kind], extra, length))
            at = len(text) - len(rest)
        elif text[at] == "}":
            kind, extra, start = opened.pop()
            gold[(kind, name, start, length)] = extra
            at += 1
        else:
            out.append(text[at])
            at, length = at + 1, length + 1
    return "".join(out)


def figures(cases: list[Case]) -> Found:
    """The counts over these cases."""
    sums = Found()
    for case in cases:
        ours: dict[Span, str] = {}
        for one in mentions_of(title=case.title, lead=case.lead, body=None):
            said = one.role if one.kind == "person" else one.id
            ours |= {(one.kind, span.field, span.start, span.end): said or "" for span in one.spans}
        _count(sums, case, ours)
    return sums


def _count(sums: Found, case: Case, ours: dict[Span, str]) -> None:
    for span, said in ours.items():
        sums.found[span[0]] += 1
        sums.right[span[0]] += span in case.gold
        if span not in case.gold:
            sums.wrong.append(f"+ {span[0]} {_text(case, span)} ({said}) | {case.title or ''} {case.lead}")
    for span, said in case.gold.items():
        sums.true[span[0]] += 1
        if span not in ours:
            sums.wrong.append(f"- {span[0]} {_text(case, span)} | {case.title or ''} {case.lead}")
        elif said:
            _count_said(sums, span[0], said, ours[span])


def _count_said(sums: Found, kind: str, gold: str, ours: str) -> None:
    same = folded(gold) == folded(ours)
    if kind == "person":
        sums.roles += 1
        sums.roles_right += same
    else:
        sums.ids += 1
        sums.ids_right += same
    if not same:
        sums.wrong.append(f"? {kind} {gold} is {ours}")


def _text(case: Case, span: Span) -> str:
    return ((case.title if span[1] == "title" else case.lead) or "")[span[2] : span[3]]
