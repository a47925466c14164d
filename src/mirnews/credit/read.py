"""Reads the credit of one article: the chain of who reports citing whom, and who speaks in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mirnews.credit.chain import ChainBuilder, build_chain
from mirnews.credit.gazetteer import Gazetteer, gazetteer
from mirnews.credit.lex import Sentence, read_sentences
from mirnews.credit.statements import StatementReader, headline
from mirnews.model import Credit, Outlet, Statement

CHAIN_PARAGRAPHS = 2  # of the body, beside the lead: sources further down belong to single statements


def read_credit(
    *,
    outlet: str | None,
    outlet_name: str | None,
    title: str | None,
    lead: str | None,
    body: str | None,
    source_line: str | None,
    extra: Sequence[Outlet] = (),
) -> Credit:
    """The chain (publisher first, nearest source next) and the statements of one article.

    `outlet` is the publisher's catalogue id or None, `outlet_name` what its pages call it; `body` is paragraphs
    joined by a blank line; `extra` are outlets beside the catalogue. Offsets are code points of the named field.
    Never raises; time is linear in the text. Rules: the command contract, «credit», and terms.
    """
    names = gazetteer(tuple(extra))
    publisher = names.catalogue.get(outlet) or names.catalogue.by_name(outlet_name)
    name = outlet_name or (publisher.name if publisher else outlet) or ""
    text = [*read_sentences("lead", lead or ""), *read_sentences("body", body or "")]
    builder = ChainBuilder(publisher, name, names)
    chain = build_chain(builder, _naming(text, body or ""), source_line)
    return Credit(chain, tuple(_statements(title or "", text, names)))


def _naming(text: Sequence[Sentence], body: str) -> Iterator[Sentence]:
    """The sentences that may name the article's sources: the lead and the first paragraphs of the body."""
    end = len("\n\n".join(body.split("\n\n", CHAIN_PARAGRAPHS)[:CHAIN_PARAGRAPHS]))
    return (one for one in text if one.field == "lead" or one.marks[0].start < end)


def _statements(title: str, text: Sequence[Sentence], names: Gazetteer) -> Iterator[Statement]:
    reader = StatementReader(names)
    sentence = next(read_sentences("title", title), None)
    reader.meet([*text, sentence] if sentence else text)
    if sentence and (statement := headline(sentence, reader)):
        yield statement
    for one in text:
        yield from reader.sentence(one)
