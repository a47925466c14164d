"""chain: the provenance of a report in words: a line, a list, one sentence. For site pages and opened ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from mirnews.model import Credit, Report
from mirnews.publish.relation import Copied
from mirnews.web.names import report_link
from mirnews.web.provenance import Level, Organisation, Provenance, Step, provenance
from mirnews.web.view import View
from mirnews.web.words import Words


@dataclass(frozen=True, slots=True)
class Node:
    """One organisation in the list of the chain. `note` is the form that the text has, where it is another."""

    name: Markup
    note: Markup | None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class ChainWords:
    """A chain on a page. `line` holds names level by level, from the publisher on.

    `nearest` is who the publisher has it from; `beyond` is what the original of a copy says of its own sources.
    """

    line: tuple[tuple[Markup, ...], ...]
    levels: tuple[tuple[str, tuple[Node, ...]], ...]
    sentence: Markup
    others: tuple[Markup, ...]
    nearest: Markup | None
    own_report: bool
    beyond: Markup | None = None


def chain_words(view: View, report: Report, copy_of: Copied | None = None) -> ChainWords:
    """The chain of a report; with `copy_of`, it goes on through the original's own credit, marked as that."""
    words = view.words
    found = provenance(starred(report), view.site.known)
    first = copy_of.original if copy_of else None
    source = provenance(starred(first), view.site.known) if first else None
    if first and source and source.steps:
        found = replace(found, levels=_open_end(found.levels, first))
    have = {outlet_id for outlet_id, *_ in view.site.store.outlets()}
    return ChainWords(
        line=tuple(tuple(name(words, one) for one in level.members) for level in found.levels),
        levels=tuple((level.place, tuple(_linked(view, one, have) for one in level.members)) for level in found.levels),
        sentence=sentence(words, found),
        others=others(words, found),
        nearest=sources(words, found.steps[0]) if found.steps else None,
        own_report=found.own_report,
        beyond=_beyond(view, first, source) if first and source and source.steps else None,
    )


def starred(report: Report) -> Credit:
    """The credit, with a star on the publisher of a made-up report also where its name has none."""
    chain = report.credit.chain
    if not (report.invented and chain) or chain[0].name.endswith("*"):
        return report.credit
    return replace(report.credit, chain=(replace(chain[0], name=f"{chain[0].name}*"), *chain[1:]))


def node(words: Words, one: Organisation) -> Node:
    """An organisation of the list, with the quoted form where the page has another."""
    note = words("chain.quoted", name=_persian(words, one.quoted)) if one.quoted else None
    return Node(name(words, one) or words("chain.nameless"), note)


def name(words: Words, one: Organisation) -> Markup:
    """An organisation in the visitor's language, as the catalogue calls it; a made-up one keeps its star."""
    star = "*" if one.star else ""
    if words.language == "en" and one.name_en != one.written:
        return Markup("<bdi>{}</bdi>").format(words.text(one.name_en.split(" (")[0].rstrip("* ") + star))
    return _persian(words, one.name + star) if one.name else Markup("")


def sources(words: Words, step: Step) -> Markup:
    """Who a step names: «خبرگزاری مهر و تاس»."""
    return words.listed([name(words, one) for one in step.sources])


def sentence(words: Words, found: Provenance) -> Markup:
    """The chain in words, one clause for each organisation that names a source."""
    if found.own_report or not found.steps:
        return words("chain.own" if found.levels else "chain.unnamed")
    first, *following = found.steps
    how = "source_line" if first.how == "source_line" else "cites"
    clauses = [words(f"chain.first_{how}", who=_who(words, first), source=sources(words, first))]
    before = first
    for step in following:
        key = "chain.next_same" if before.sources == (step.who,) else "chain.next"
        clauses.append(words(key, who=_who(words, step), source=sources(words, step)))
        before = step
    return Markup("").join(clauses) + words("chain.stop")


def others(words: Words, found: Provenance) -> tuple[Markup, ...]:
    """Sources that are no outlets, each with its kind."""
    return tuple(words("chain.other", name=name(words, one), kind=words(f"kind.{kind}")) for kind, one in found.others)


def _who(words: Words, step: Step) -> Markup:
    return name(words, step.who) or words("chain.nameless")


def _linked(view: View, one: Organisation, have: set[str]) -> Node:
    made = node(view.words, one)
    return replace(made, href=view.link(f"/o/{one.outlet}")) if one.outlet in have else made


def _open_end(levels: tuple[Level, ...], original: Report) -> tuple[Level, ...]:
    """The far end is a named source, not the origin, where it is the outlet whose text names others itself."""
    outlet = original.outlet or original.source_id
    if len(levels) < 2 or all(one.outlet != outlet for one in levels[-1].members):
        return levels
    return (*levels[:-1], Level("named", levels[-1].members))


def _beyond(view: View, original: Report, source: Provenance) -> Markup:
    """The sentence that says whom the original's own text names, with a link to it."""
    words = view.words
    named = [name(words, one) for level in source.levels[1:] for one in level.members]
    return words("chain.beyond", outlet=report_link(view, original), source=words.listed(named))


def _persian(words: Words, form: str) -> Markup:
    return Markup('<bdi lang="fa">{}</bdi>').format(words.text(form))
