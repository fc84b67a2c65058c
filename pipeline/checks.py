"""What must hold before anything is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import GenericAlias
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pipeline.errors import RequestError
from pipeline.rows import HEADER_COLUMNS, Row, Tables
from pipeline.schema import DOCUMENT_TABLES, KEYS, TABLES


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong where: `row` counts from 1 in the table's rows of its document."""

    table: str
    row: int
    column: str
    message: str
    doc_id: str

    def __str__(self) -> str:
        return f"{self.table}, row {self.row}, column {self.column}: {self.message} (document {self.doc_id})"


@dataclass(frozen=True, slots=True)
class Check:
    """A check that held, for the manifest: its name, its table, and how many rows it looked at."""

    name: str
    table: str
    rows: int


class ChecksFailedError(RequestError):
    """The tables must not be published; `faults` name table, row and column."""

    def __init__(self, faults: list[Fault]) -> None:
        shown = [str(fault) for fault in faults[:20]]
        if len(faults) > len(shown):
            shown.append(f"and {len(faults) - len(shown)} more")
        super().__init__("\n".join(shown))
        self.faults = faults

    def __reduce__(self) -> tuple[type[ChecksFailedError], tuple[list[Fault]]]:
        """As an error that comes from another process."""
        return ChecksFailedError, (self.faults,)


def _schema(table: str, rows: list[Row], _: Tables) -> Iterator[Fault]:
    """Every value has its column's type and is allowed there; required ones are there."""
    try:
        _adapter(table).validate_python(rows)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False, include_context=False):
            index, *where = error["loc"]
            column, message = ".".join(str(part) for part in where), f"{error['msg']}, got {error['input']!r:.80}"
            if not where:
                # A check of several columns has no place of its own; its message names them.
                column, message = error["msg"].removeprefix("Value error, ").split(": ", 1)
            yield _fault(table, rows, int(index), column, message)


@cache
def _adapter(table: str) -> TypeAdapter[Any]:
    rows: Any = GenericAlias(list, (TABLES[table],))
    return TypeAdapter(rows)


def _unique_key(table: str, rows: list[Row], _: Tables) -> Iterator[Fault]:
    """No two rows share the column that names a row."""
    key = KEYS[table]
    count = Counter(row.get(key) for row in rows)
    for index, row in enumerate(rows):
        if count[row.get(key)] > 1:
            yield _fault(table, rows, index, key, f"{row.get(key)!r} names {count[row.get(key)]} rows")


def _known_document(table: str, rows: list[Row], tables: Tables) -> Iterator[Fault]:
    """Every row belongs to a document of the data set."""
    if table not in DOCUMENT_TABLES:
        return
    known = {row.get("doc_id") for row in tables["documents"]}
    for index, row in enumerate(rows):
        if row.get("doc_id") not in known:
            yield _fault(table, rows, index, "doc_id", "no document has this doc_id")


def _evidence(table: str, rows: list[Row], _: Tables) -> Iterator[Fault]:
    """Every header field that is filled has evidence."""
    if table != "documents":
        return
    for index, row in enumerate(rows):
        proven = {entry["field"] for entry in row["header_evidence"]}
        for field in sorted(set(HEADER_COLUMNS) - proven):
            if row[field] is not None:
                yield _fault(table, rows, index, field, "has no entry in header_evidence")


_CHECKS: dict[str, Callable[[str, list[Row], Tables], Iterator[Fault]]] = {
    "schema": _schema,
    "unique_key": _unique_key,
    "known_document": _known_document,
    "header_evidence": _evidence,
}


def check(tables: Tables) -> list[Check]:
    """Run every check on every table; raises `ChecksFailedError` with all faults found.

    A run checks the tables of each document by themselves: identities of rows hold that of their document.
    """
    for run in _CHECKS.values():
        faults = [fault for table, rows in tables.items() for fault in run(table, rows, tables)]
        if faults:
            # Later checks rely on what the earlier ones have proven.
            raise ChecksFailedError(faults)
    return checks_held({table: len(rows) for table, rows in tables.items()})


def checks_held(rows: Mapping[str, int]) -> list[Check]:
    """All checks as having held for so many rows of each table."""
    return [Check(name, table, count) for name in _CHECKS for table, count in rows.items()]


def _fault(table: str, rows: list[Row], index: int, column: str, message: str) -> Fault:
    return Fault(table, index + 1, column, message, str(rows[index].get("doc_id")))
