"""Values as cells of spreadsheets.

A spreadsheet runs a cell that begins like a formula, wherever the text came from
(https://owasp.org/www-community/attacks/CSV_Injection). Texts of the data set are those of strangers.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

Cell = str | int | float | date | None

#: What tells spreadsheets that a CSV file is UTF-8.
BYTE_ORDER_MARK = "\ufeff"
_ROWS_AT_A_TIME = 10_000
_FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def cell(value: Any) -> Cell:
    """A value of a table as one cell: numbers, dates and texts as they are, lists and structures as JSON."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=date.isoformat) if value else None
    return value  # type: ignore[no-any-return]


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that begins like one gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" \N{NO-BREAK SPACE}").startswith(_FORMULA_STARTS) else text


def csv_lines(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """A table as lines of CSV (RFC 4180, line feeds), after a byte order mark; numbers stay numbers."""
    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(heads)
    yield BYTE_ORDER_MARK + lines.last
    for row in rows:
        cells = (cell(value) for value in row)
        writer.writerow([safe_text(value) if isinstance(value, str) else value for value in cells])
        yield lines.last


class _Lines:
    """What `csv.writer` writes to: holds the last line."""

    last = ""

    def write(self, line: str) -> None:
        self.last = line


def tuples(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    """The rows of a table, a part at a time: a table may be larger than the memory as Python's values."""
    for batch in table.to_batches(max_chunksize=_ROWS_AT_A_TIME):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
