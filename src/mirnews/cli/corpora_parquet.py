"""corpora_parquet: a Parquet file, batch by batch. Columns named by --field are repaired, all others copied.

For each repaired column `text` a column `text_original` is added at the end: the untouched text where a repair changed
it, null where nothing was changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.parquet as pq

from mirnews.cli.corpus import Corpus, Sink
from mirnews.cli.mending import Item, Mended
from mirnews.errors import Quarantine

_BATCH = 500  # rows read at a time
_GROUP_ROWS, _GROUP_BYTES = 100_000, 64 << 20  # a row group that is written ends at either
_BROKEN = (pa.ArrowException, OSError, ValueError)


def parquet(file: str, fields: Sequence[str]) -> Corpus:
    """A Parquet file and its text columns. Raises UsageError, Quarantine `corpus_broken`."""
    with _opened(file) as source:
        schema: pa.Schema = source.schema_arrow
        codec = source.metadata.row_group(0).column(0).compression if source.metadata.num_row_groups else "SNAPPY"
    names = [*dict.fromkeys(fields)]
    _check(file, schema, names)
    out_schema = _with_originals(schema, names)
    return Corpus(
        "rows",
        lambda skip: _items(file, names, skip),
        lambda out: _sink(out, out_schema, names, codec),
        lambda: ("\n".join(filter(None, row)) for batch in _batches(file, 0, names) for row in _rows(batch, names)),
    )


@contextmanager
def _opened(file: str) -> Iterator[Any]:
    try:
        with pq.ParquetFile(file, buffer_size=1 << 20, pre_buffer=False) as source:
            yield source
    except _BROKEN as error:
        reason = str(error).partition("\n")[0]
        raise Quarantine("corpus_broken", f"{file} cannot be read as Parquet: {reason}") from None


def _check(file: str, schema: pa.Schema, fields: Sequence[str]) -> None:
    for name in fields:
        if schema.get_field_index(name) < 0 or not _is_text(schema.field(name).type):
            found = ", ".join(each.name for each in schema if _is_text(each.type)) or "none"
            raise click.UsageError(f"{file}: no column {name} of text; columns of text: {found}")
        if f"{name}_original" in schema.names:
            raise click.UsageError(f"{file}: it has a column {name}_original already; was it repaired before?")


def _is_text(type_: pa.DataType) -> bool:
    inner = type_.value_type if pa.types.is_dictionary(type_) else type_
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner))


def _with_originals(schema: pa.Schema, fields: Sequence[str]) -> pa.Schema:
    for name in fields:
        at = schema.get_field_index(name)
        old = schema.field(at)
        plain = old.type.value_type if pa.types.is_dictionary(old.type) else old.type
        schema = schema.set(at, old.with_type(plain)).append(pa.field(f"{name}_original", plain))
    return schema


def _batches(file: str, skip: int, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The rows from `skip` on; row groups before it are not read."""
    with _opened(file) as source:
        groups = [source.metadata.row_group(at).num_rows for at in range(source.metadata.num_row_groups)]
        first = 0
        while first < len(groups) and skip >= groups[first]:
            skip -= groups[first]
            first += 1
        wanted = range(first, len(groups))
        for batch in source.iter_batches(_BATCH, row_groups=wanted, columns=columns, use_threads=False):
            if skip < len(batch):
                yield batch.slice(skip)
            skip = max(0, skip - len(batch))


def _rows(batch: pa.RecordBatch, fields: Sequence[str]) -> Iterator[tuple[str | None, ...]]:
    return zip(*(_texts(batch.column(name)) for name in fields), strict=True)


def _texts(column: pa.Array) -> list[str | None]:
    """The texts of a column; bytes that are not UTF-8, which some writers leave in, become U+FFFD."""
    plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    raw = plain.cast(pa.large_binary() if pa.types.is_large_string(plain.type) else pa.binary())
    return [None if text is None else text.decode("utf-8", "replace") for text in raw.to_pylist()]


def _items(file: str, fields: Sequence[str], skip: int) -> Iterator[Item]:
    """The text of each field of each row. With the last one of a batch comes the batch; with the last one of a row,
    that it ends one.
    """
    for batch in _batches(file, skip):
        rows = [*_rows(batch, fields)]
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                ends_row = column == len(fields) - 1
                cargo = (text, ends_row, batch if at == 0 and column == 0 else None)
                yield Item(cargo, text or "", len(text or "") + 100)


class _ParquetSink:
    """Gathers batches until they make a row group."""

    def __init__(self, writer: Any, schema: pa.Schema, fields: Sequence[str]) -> None:
        self._writer, self._schema, self._fields = writer, schema, fields
        self._batch: pa.RecordBatch | None = None
        self._texts: list[tuple[str | None, str | None]] = []  # repaired, and the untouched text if it differs
        self._group: list[pa.RecordBatch] = []

    def put(self, cargo: Any, mended: Mended) -> bool:
        text, ends_row, batch = cargo
        if batch is not None:
            self._end_batch()
            self._batch = batch
        after = None if text is None else mended[0]
        self._texts.append((after, text if after != text else None))
        return bool(ends_row)

    def _end_batch(self) -> None:
        """Put the repaired rows together; after a stop these may be fewer than were read."""
        if self._batch is None or not self._texts:
            return
        width = len(self._fields)
        rows = len(self._texts) // width
        batch, self._texts = self._batch.slice(0, rows), self._texts[: rows * width]
        columns = {name: batch.column(name) for name in batch.schema.names}
        for at, name in enumerate(self._fields):
            pairs = self._texts[at::width]
            columns[name] = pa.array([after for after, _ in pairs], self._schema.field(name).type)
            columns[f"{name}_original"] = pa.array(
                [before for _, before in pairs], self._schema.field(f"{name}_original").type
            )
        self._group.append(pa.RecordBatch.from_arrays([columns[n] for n in self._schema.names], schema=self._schema))
        self._batch, self._texts = None, []
        if sum(map(len, self._group)) >= _GROUP_ROWS or sum(each.nbytes for each in self._group) >= _GROUP_BYTES:
            self._end_group()

    def _end_group(self) -> None:
        table = pa.Table.from_batches(self._group, self._schema)
        self._writer.write_table(table, row_group_size=max(1, len(table)))
        self._group = []

    def finish(self) -> None:
        """Write what is left."""
        self._end_batch()
        if self._group:
            self._end_group()


@contextmanager
def _sink(out: Path, schema: pa.Schema, fields: Sequence[str], codec: str) -> Iterator[Sink]:
    codec = {"UNCOMPRESSED": "NONE", "LZO": "SNAPPY"}.get(codec, codec)
    with pq.ParquetWriter(out, schema, compression=codec) as writer:
        sink = _ParquetSink(writer, schema, fields)
        try:
            yield sink
        finally:
            sink.finish()
