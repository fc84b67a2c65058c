"""The tables as folders of parts: one part for each province and year, the same parts in every table.

    documents.parquet/48-2025.parquet    the documents of province 48 that plan for 2025
    targets.parquet/48-2025.parquet      their targets

So one province or one year is read alone (`targets.parquet/48-*.parquet`, `targets.parquet/*-2025*.parquet`), and a
release takes over the parts in which nothing has changed. A province that is not known is `00`, a year `0000`; a part
of more than `DOCUMENTS_A_PART` documents is divided by the first digits of their `doc_id` (`00-0000-3f.parquet`).
Within a part documents are ordered by name, and records as their documents are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import findings
from pipeline.rows import Row, Tables, flag_code
from pipeline.schema import DOCUMENT_TABLES, arrow_schema

#: Documents that one part holds at most, as far as their hashes are spread evenly.
DOCUMENTS_A_PART = 500
#: Those of one row group of its files: few, for as many are held in memory while a part is written.
DOCUMENTS_A_GROUP = 64
_MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Completed:
    """What the ledger keeps of a document that is ready to be published.

    `part` is the name of its part, `cited_id` the identity under which others cite it, `summary` its header and
    the counts of its records and flags, `unit` the unit whose other documents it is held against (null where that
    cannot be told), `digest` the SHA-256 of its tables.
    """

    part: str
    cited_id: str | None
    summary: dict[str, Any]
    unit: str | None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class PartFile:
    """One table's file of a part: its rows, its size in bytes and its SHA-256 in hex."""

    rows: int
    bytes: int
    sha256: str


PartFiles = dict[str, PartFile]


def completed(tables: Tables) -> Completed:
    """The part and the summary of one document's checked tables."""
    (document,) = tables["documents"]
    part = part_of(document)
    header = ("doc_type", "doc_number", "issued_on", "issuer", "plan_year")
    flags: dict[str, int] = {}
    for rows in tables.values():
        for flag in (flag for row in rows for flag in row.get("flags", ())):
            flags[flag_code(flag)] = flags.get(flag_code(flag), 0) + 1
    summary = {
        **{name: None if document[name] is None else str(document[name]) for name in header},
        "rows": {table: len(tables[table]) for table in DOCUMENT_TABLES},
        "flags": dict(sorted(flags.items())),
    }
    compared = findings.digest(tables)
    return Completed(part, document["cited_id"], summary, None if compared is None else compared.unit)


def part_of(document: Row) -> str:
    """The part that a row of `documents` belongs to."""
    return f"{document['province_code'] or '00'}-{document['plan_year'] or 0:04}"


def division(documents: int) -> int:
    """How many digits of their `doc_id` divide so many documents of a part."""
    digits = 0
    while documents > DOCUMENTS_A_PART * 16**digits:
        digits += 1
    return digits


def pack(done: Completed, tables: Tables) -> bytes:
    """A document's tables as they are kept: columns, ready to be put together."""
    head = json.dumps([done.part, done.cited_id, done.summary, done.unit], ensure_ascii=False).encode()
    pieces = [head, *(pa.RecordBatch.from_pylist(tables[t], arrow_schema(t)).serialize() for t in DOCUMENT_TABLES)]
    return b"".join(part for piece in pieces for part in (len(piece).to_bytes(8, "big"), memoryview(piece)))


def unpack_head(content: bytes) -> Completed:
    """What the ledger keeps of a packed document."""
    size = int.from_bytes(content[:8], "big")
    part, cited_id, summary, unit = json.loads(content[8 : 8 + size])
    return Completed(part, cited_id, summary, unit, hashlib.sha256(content).hexdigest())


def unpack(content: bytes, table: str) -> pa.RecordBatch:
    """One table of a packed document."""
    view = memoryview(content)
    # The head comes before the tables.
    for _ in range(1 + DOCUMENT_TABLES.index(table)):
        view = view[8 + int.from_bytes(view[:8], "big") :]
    piece = view[8 : 8 + int.from_bytes(view[:8], "big")]
    return pa.ipc.read_record_batch(pa.py_buffer(piece), arrow_schema(table))


def write_part(folder: Path, part: str, documents: Iterable[tuple[bytes, str]]) -> PartFiles:
    """Write the files of one part for packed documents in their order; the same documents give the same bytes.

    With each come the findings that the other documents of its unit tell about it, as JSON, or the empty text. No more
    than a row group of documents is held; nothing is in place before the last of them has come.
    """
    contents = {table: _Content(arrow_schema(table)) for table in DOCUMENT_TABLES}
    rest = iter(documents)
    while group := list(islice(rest, DOCUMENTS_A_GROUP)):
        for table, content in contents.items():
            batches = [_batch(packed, history, table) for packed, history in group]
            content.add(pa.Table.from_batches(batches, arrow_schema(table)))
    files = {}
    for table, content in contents.items():
        path = table_path(folder, table, part)
        path.parent.mkdir(parents=True, exist_ok=True)
        files[table] = content.place(path)
    return files


def _batch(content: bytes, history: str, table: str) -> pa.RecordBatch:
    own = unpack(content, table)
    if table != "findings" or not history:
        return own
    return pa.RecordBatch.from_pylist(findings.merged(own.to_pylist(), json.loads(history)), arrow_schema(table))


def table_path(folder: Path, table: str, part: str) -> Path:
    """The file of a table's part."""
    return folder / f"{table}.parquet" / f"{part}.parquet"


def write_rows(path: Path, table: str, rows: list[Row]) -> PartFile:
    """Write a table that belongs to no document."""
    return write_groups(path, table, [pa.Table.from_pylist(rows, schema=arrow_schema(table))])


def write_groups(path: Path, table: str, groups: Iterable[pa.Table]) -> PartFile:
    """Write one file of a table, of these row groups, in place of what is there."""
    content = _Content(arrow_schema(table))
    for group in groups:
        content.add(group)
    return content.place(path)


class _Content:
    """A file of a table as it is made, packed in memory: one row group after the other."""

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._sink = pa.BufferOutputStream()
        self._writer = pq.ParquetWriter(self._sink, schema, compression="zstd", version="2.6")
        self._rows = 0

    def add(self, group: pa.Table) -> None:
        if group.num_rows:
            # One chunk a column: else each document would end a page of its own.
            self._writer.write_table(group.combine_chunks(), row_group_size=_MOST_ROWS)
            self._rows += group.num_rows

    def place(self, path: Path) -> PartFile:
        """Write it in place of what is there.

        It takes its name when it is whole: a Dask worker that was given up may write the same file at the same time.
        """
        if not self._rows:
            self._writer.write_table(self._schema.empty_table())
        self._writer.close()
        content = self._sink.getvalue()
        partial = path.with_name(f".{path.name}-{uuid4().hex}")
        with partial.open("wb") as file:
            file.write(content)
        partial.replace(path)
        return PartFile(self._rows, content.size, hashlib.sha256(content).hexdigest())


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
