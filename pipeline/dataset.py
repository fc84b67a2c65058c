"""A published data set, as every reader of it opens it: by folder of releases or by one release.

A table is a file `<table>.parquet` or a folder of that name with part files; readers need not know which.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import RequestError
from pipeline.rows import Row

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


#: Digits of their `doc_id` by which a part's documents are divided at most (see `pipeline.parts`).
_MOST_DIGITS = 4


class NoDataSetError(RequestError):
    """There is no data set at that place; the message says what to do."""


@dataclass(frozen=True)
class DataSet:
    """One release. `folder` holds its tables, `outputs` the folder of releases where it was opened by that."""

    folder: Path
    outputs: Path | None = None

    @cached_property
    def name(self) -> str:
        """The release's name, the link `current` followed."""
        return self.folder.resolve().name

    def path(self, table: str) -> Path:
        """The table's file or folder; raises `NoDataSetError` where it is missing."""
        path = self.folder / f"{table}.parquet"
        if not path.exists():
            raise NoDataSetError(f"{self.folder} holds no table {table}. Make the data set anew with kehoach run.")
        return path

    def arrow(self, table: str, columns: list[str] | None = None, filters: Any = None) -> pa.Table:
        """A table, or some of its columns and rows (`filters` as `pyarrow.parquet.read_table` takes them)."""
        return self._read(self.path(table), columns, filters)

    def _read(self, path: Path, columns: list[str] | None, filters: Any) -> pa.Table:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return pq.read_table(path, columns=columns, filters=filters, partitioning=None)
        except (OSError, pa.ArrowInvalid, pa.ArrowKeyError) as error:
            raise NoDataSetError(f"{path} cannot be read: {error}. Make the data set anew.") from error

    def rows(self, table: str, columns: list[str] | None = None, filters: Any = None) -> list[Row]:
        """The same as dictionaries."""
        rows: list[Row] = self.arrow(table, columns, filters).to_pylist()
        return rows

    def document_rows(self, table: str, document: Row) -> list[Row]:
        """The rows of a table in one document, given by its row of `documents`.

        Of a table in parts only the parts are read that can hold the document: many times faster than a filter.
        """
        import pyarrow.compute as pc

        from pipeline.parts import part_of

        own, part = pc.field("doc_id") == document["doc_id"], part_of(document)
        names = [part, *(f"{part}-{document['doc_id'][:digits]}" for digits in range(1, _MOST_DIGITS + 1))]
        held = [name for name in names if (self.path(table) / f"{name}.parquet").exists()]
        if not held:
            return self.rows(table, filters=own)
        return [row for name in held for row in self._read(self.path(table) / f"{name}.parquet", None, own).to_pylist()]

    def inputs(self) -> Iterator[Row]:
        """The files that were seen when the release was made, with state and reason; none where it does not say."""
        path = self.folder / "inputs.jsonl"
        if path.exists():
            with path.open(encoding="utf-8") as lines:
                yield from map(json.loads, lines)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """DuckDB in memory with a view for each table of the release."""
        import duckdb

        connection = duckdb.connect()
        for path in sorted(self.folder.glob("*.parquet")):
            pattern = str(path / "*.parquet") if path.is_dir() else str(path)
            connection.read_parquet(pattern).create_view(path.stem)
        return connection


def open_dataset(place: Path) -> DataSet:
    """Open the current release of a folder of releases, or the release that `place` is."""
    if (place / "current").exists():
        return DataSet(place / "current", place)
    if (place / "documents.parquet").exists():
        return DataSet(place)
    raise NoDataSetError(f"{place} holds no data set. Make one first: kehoach run PATH --out {place}")
