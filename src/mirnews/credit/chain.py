"""Builds the chain: publisher first, then who is named, each with the link that names it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from mirnews.credit.gazetteer import Gazetteer
from mirnews.credit.lex import Sentence
from mirnews.credit.mentions import Mention, read_mentions
from mirnews.credit.names import Name
from mirnews.model import ChainLink, Evidence, LinkRole, Outlet
from mirnews.outlets import folded

MOST_LINKS = 40  # a text that names more sources than this is a list, not a chain
MOST_EVIDENCE = 4  # places kept for one link


@dataclass(slots=True)
class ChainBuilder:
    """Takes mentions in the order of the text. `links` is the chain so far; `reporter` the link whose text this is."""

    publisher: Outlet | None
    publisher_name: str
    gazetteer: Gazetteer
    links: list[ChainLink] = field(init=False)
    keys: dict[str, int] = field(init=False, default_factory=dict)
    reporter: int = 0

    def __post_init__(self) -> None:
        outlet = self.publisher.id if self.publisher else None
        self.links = [ChainLink(self.publisher_name, outlet, "outlet", "publisher", None)]
        self.keys = {key: 0 for key in (_key(self.publisher, self.publisher_name), folded(self.publisher_name)) if key}

    def sentence(self, sentence: Sentence) -> None:
        """Add what one sentence names. Within a sentence each source is named by the one before it."""
        last = parent = self.reporter
        for i, mention in enumerate(read_mentions(sentence, self.gazetteer)):
            if not mention.beside:
                parent = 0 if i == 0 and mention.role == "reports" else last
            last = self._add(sentence, mention, parent)
            if last and not self.reporter and mention.role == "reports" and parent == 0:
                self.reporter = last

    def _add(self, sentence: Sentence, mention: Mention, parent: int) -> int:
        """The index of the link that a mention names; a new link if it is the first to name it."""
        if mention.name.own:
            return 0
        if mention.name.this:
            return self._last_outlet()
        written = sentence.said(mention.name.first, mention.name.after)
        start, end = sentence.span(mention.first, mention.after)
        evidence = Evidence(sentence.field, start, end, sentence.text[start:end])
        return self.link(mention.name, written, mention.role, parent, evidence)

    def link(self, name: Name, written: str, role: LinkRole, parent: int, evidence: Evidence) -> int:
        """Add a link, or more evidence to the link of the same organisation; returns its index."""
        key = _key(name.outlet, written)
        known = self.keys.get(key)
        if known is None:
            if len(self.links) >= MOST_LINKS:
                return parent
            self.keys[key] = len(self.links)
            outlet = name.outlet.id if name.outlet else None
            self.links.append(ChainLink(written, outlet, name.kind, role, parent, (evidence,)))
            return len(self.links) - 1
        if known and len(self.links[known].evidence) < MOST_EVIDENCE:
            link = self.links[known]
            self.links[known] = replace(link, evidence=(*link.evidence, evidence))
        return known

    def source_line(self, text: str) -> None:
        """Add the names of a source line: a link of their own, or a second witness of one that the text names."""
        for start, end in _parts(text):
            written = text[start:end]
            evidence = Evidence("source_line", start, end, written)
            name = Name(0, 0, outlet=self.gazetteer.catalogue.by_name(written) or self.gazetteer.nearest(written))
            if self.keys.get(_key(name.outlet, written)) == 0:
                continue
            known = self.keys.get(_key(name.outlet, written))
            at = self.link(name, written, "source_line", 0, evidence)
            if known:
                self.links[at] = replace(self.links[at], role="reports")

    def _last_outlet(self) -> int:
        outlets = (i for i in range(len(self.links) - 1, 0, -1) if self.links[i].kind == "outlet")
        return next(outlets, 0)


def build_chain(builder: ChainBuilder, text: Iterable[Sentence], source_line: str | None) -> tuple[ChainLink, ...]:
    """The chain of an article from the sentences that may name its sources, and from its source line."""
    for sentence in text:
        builder.sentence(sentence)
    if source_line and source_line.strip():
        builder.source_line(source_line)
    return tuple(builder.links)


def _key(outlet: Outlet | None, written: str) -> str:
    return f"id:{outlet.id}" if outlet else folded(written)


def _parts(text: str) -> list[tuple[int, int]]:
    """Spans of the names of a source line, which may hold several: «ایسنا / رویترز»."""
    spans, start = [], 0
    for i, letter in enumerate(text + "/"):
        if letter in "/|،؛+\n":
            part = text[start:i]
            left = len(part) - len(part.lstrip())
            if part.strip():
                spans.append((start + left, start + left + len(part.strip())))
            start = i + 1
    return spans[:8]
