"""chain: the provenance of a report in words of the visitor's language: a line, a list, one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from mirnews.model import Credit, Report
from mirnews.outlets import catalogue
from mirnews.persian.letters import isolate
from mirnews.web.provenance import Organisation, Provenance, Step, provenance
from mirnews.web.view import View


@dataclass(frozen=True, slots=True)
class Node:
    """One organisation in the list of the chain. `note` is the other name: quoted form, or the English one."""

    name: str
    note: Markup | None
    href: str | None
    star: bool


@dataclass(frozen=True, slots=True)
class ChainWords:
    """A chain on a page. `line` holds names and stars level by level, from the publisher on.

    `nearest` is who the publisher has it from.
    """

    line: tuple[tuple[tuple[str, bool], ...], ...]
    levels: tuple[tuple[str, tuple[Node, ...]], ...]
    sentence: Markup
    others: tuple[Markup, ...]
    nearest: Markup | None
    own_report: bool


def chain_words(view: View, report: Report) -> ChainWords:
    """The chain of a report."""
    found = provenance(_starred(report), catalogue())
    have = {outlet_id for outlet_id, *_ in view.site.store.outlets()}
    return ChainWords(
        line=tuple(tuple((one.short, one.star) for one in level.members) for level in found.levels),
        levels=tuple((level.place, tuple(_node(view, one, have) for one in level.members)) for level in found.levels),
        sentence=_sentence(view, found),
        others=tuple(_other(view, kind, one) for kind, one in found.others),
        nearest=_names(view, found.steps[0]) if found.steps else None,
        own_report=found.own_report,
    )


def _starred(report: Report) -> Credit:
    """The credit, with a star on the publisher of a made-up report also where its name has none."""
    chain = report.credit.chain
    if not (report.invented and chain) or chain[0].name.endswith("*"):
        return report.credit
    return replace(report.credit, chain=(replace(chain[0], name=f"{chain[0].name}*"), *chain[1:]))


def _node(view: View, one: Organisation, have: set[str]) -> Node:
    notes = []
    if view.language == "en" and one.name_en != one.name:
        notes.append(Markup('<bdi lang="en" dir="ltr">{}</bdi>').format(one.name_en))
    if one.quoted:
        notes.append(view.t("chain.quoted", name=_persian(one.quoted)))
    href = view.link(f"/o/{one.outlet}") if one.outlet in have else None
    return Node(one.name, Markup("<br>").join(notes) if notes else None, href, one.star)


def _sentence(view: View, found: Provenance) -> Markup:
    if found.own_report or not found.steps:
        return view.t("chain.own")
    first, *others = found.steps
    words = [_first(view, first)]
    before = first
    for step in others:
        key = "chain.next_same" if before.sources == (step.who,) else "chain.next"
        words.append(view.t(key, who=_name(view, step.who.short, step.who), source=_names(view, step)))
        before = step
    return Markup("").join(words) + view.t("chain.stop")


def _first(view: View, step: Step) -> Markup:
    who = _name(view, step.who.short, step.who)
    how = step.how if step.how in ("reports", "cites", "source_line") else "cites"
    return view.t(f"chain.first_{how}", who=who, source=_names(view, step))


def _names(view: View, step: Step) -> Markup:
    return _listed(view, [_name(view, one.written, one) for one in step.sources])


def _name(view: View, persian_form: str, one: Organisation) -> Markup:
    if view.language == "en" and one.name_en != one.written and one.name_en.isascii():
        return Markup("<bdi>{}</bdi>").format(one.name_en)
    return _persian(f"{persian_form}*" if one.star else persian_form)


def _listed(view: View, names: Sequence[Markup]) -> Markup:
    if len(names) < 2:
        return Markup("").join(names)
    return view.t("chain.comma").join(names[:-1]) + view.t("chain.and") + names[-1]


def _other(view: View, kind: str, one: Organisation) -> Markup:
    return view.t("chain.other", name=_name(view, one.written, one), kind=view.t(f"kind.{kind}"))


def _persian(name: str) -> Markup:
    return Markup('<bdi lang="fa">{}</bdi>').format(isolate(name))
