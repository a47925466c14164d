"""index: the tantivy index. Written in batches from the outbox, read by the pages; safe to throw away and refill.

A change is applied by deleting the report's entry and adding it anew, so applying the same outbox twice does no harm:
the outbox is cleared only after the commit.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from mirnews import persian
from mirnews.errors import Misconfigured, TryLater
from mirnews.persian.neighbours import join_terms
from mirnews.search.query import Query, Term, parse
from mirnews.store.port import Change

SCHEMA_VERSION = "3"  # a new number makes the index anew from the store
HEAP_BYTES = 32_000_000
MAX_OFFSET = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found: how many in all, the ids of this page in order, the tokens to highlight."""

    total: int
    ids: list[int]
    words: list[str]


class Search:
    """Search over all shown reports."""

    def __init__(self, index: tantivy.Index, stamp: Path, *, is_new: bool) -> None:
        self._index = index
        self._stamp = stamp
        self._schema = index.schema
        self._writer: tantivy.IndexWriter | None = None
        self.is_new = is_new

    def apply(self, changes: Sequence[Change]) -> None:
        """Bring the index up to date with these changes and commit; visible to the next `find`."""
        if not changes:
            return
        writer = self._take_writer()
        for change in {change.report_id: change for change in changes}.values():
            writer.delete_documents_by_term("id", change.report_id)
            if change.text is not None:
                writer.add_document(_document(change))
        writer.commit()
        self._index.reload()

    def find(
        self,
        query: str,
        *,
        section: str | None = None,
        outlet: str | None = None,
        newest: bool = False,
        limit: int = 30,
        offset: int = 0,
    ) -> Found:
        """Reports that hold every word and phrase of `query`, best first, or newest first."""
        asked = parse(query)
        if asked.is_empty:
            return Found(0, [], [])
        searcher = self._index.searcher()
        result = searcher.search(
            self._engine_query(asked, section, outlet),
            limit=limit,
            count=True,
            order_by_field="at" if newest else None,
            offset=min(offset, MAX_OFFSET),
        )
        ids = [int(searcher.doc(address).to_dict()["id"][0]) for _, address in result.hits]
        total = result.count  # type: ignore[attr-defined]  # tantivy's stubs leave it out
        return Found(int(total or 0), ids, list(asked.words))

    def mark_filled(self) -> None:
        """The index holds all that the store has: the next start need not fill it anew."""
        self._stamp.write_text(SCHEMA_VERSION, encoding="utf-8")
        self.is_new = False

    def _take_writer(self) -> tantivy.IndexWriter:
        """The one writer there can be. Raises TryLater (`search_busy`) while another process has it."""
        if self._writer is None:
            try:
                self._writer = self._index.writer(heap_size=HEAP_BYTES, num_threads=1)
            except ValueError as error:  # tantivy's word for a held lock
                raise TryLater("search_busy", "the search index is being written by another process") from error
        return self._writer

    def close(self) -> None:
        """Let go of the writer's lock."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def _engine_query(self, asked: Query, section: str | None, outlet: str | None) -> tantivy.Query:
        must, must_not = tantivy.Occur.Must, tantivy.Occur.MustNot
        parts = [(must, self._term(term)) for term in asked.wanted] or [(must, tantivy.Query.all_query())]
        parts += [(must_not, self._term(term)) for term in asked.unwanted]
        for field, value in (("section", section), ("outlet", outlet)):
            if value is not None:
                parts.append((must, tantivy.Query.term_query(self._schema, field, value)))
        return tantivy.Query.boolean_query(parts)

    def _term(self, term: Term) -> tantivy.Query:
        """A word or phrase in the title (worth three times) or anywhere; a word also as two neighbours of the text."""
        found = [self._in(field, boost, term.tokens) for field, boost in (("title", 3.0), ("text", 1.0))]
        if len(term.tokens) == 1:
            found.append(self._in("pairs", 1.0, term.tokens))
        found += [self._in("text", 1.0, (word,)) for word in term.joined]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in found])

    def _in(self, field: str, boost: float, tokens: tuple[str, ...]) -> tantivy.Query:
        if len(tokens) == 1:
            query = tantivy.Query.term_query(self._schema, field, tokens[0])
        else:
            query = tantivy.Query.phrase_query(self._schema, field, list(tokens))
        return tantivy.Query.boost_query(query, boost)


def open_search(folder: Path) -> Search:
    """The index in `folder`, made when missing, damaged or of another schema: `is_new` until it is filled and marked.

    Raises Misconfigured (`search_unopenable`) when the folder cannot be written.
    """
    stamp = folder / "schema-version"
    try:
        marked = stamp.read_text(encoding="utf-8") if stamp.is_file() else None
        if marked not in (None, SCHEMA_VERSION):
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            index = _index(folder)
        except ValueError:  # tantivy's word for a damaged index
            shutil.rmtree(folder)
            folder.mkdir(parents=True)
            marked, index = None, _index(folder)
    except OSError as error:
        raise Misconfigured("search_unopenable", f"the search index {folder} cannot be written: {error}") from error
    return Search(index, stamp, is_new=marked != SCHEMA_VERSION)


def _index(folder: Path) -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True, fast=True)
    builder.add_integer_field("at", fast=True)
    for name in ("section", "outlet"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("title", "text"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("pairs", tokenizer_name="whitespace", index_option="basic")
    index = tantivy.Index(builder.build(), path=str(folder))
    index.register_tokenizer("whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def _document(change: Change) -> tantivy.Document:
    return tantivy.Document(
        id=change.report_id,
        at=int(change.at.timestamp()) if change.at else 0,
        section=list(change.sections),
        outlet=change.outlet,
        title=persian.key(change.title),
        text=change.text or "",
        pairs=" ".join(join_terms((change.text or "").split(" "))),
    )
