"""Excel: a workbook with one sheet a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.dataset import DataSet
from pipeline.exports.cells import cell, tuples
from pipeline.exports.place import replacing
from pipeline.schema import TABLES

if TYPE_CHECKING:
    import pyarrow as pa
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# What a sheet and a cell of Excel hold
# (https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3).
ROWS_A_SHEET = 1_048_576
CHARACTERS_A_CELL = 32_767
_CUT = " […]"
# Nothing in a text is ever taken for a formula, a link or a number.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
#: The same data set gives the same workbook; it has no time of its own.
_NO_TIME = datetime(2000, 1, 1)
_WIDE = {"quote": 60, "subject": 50, "item": 50, "title": 50, "message": 60, "indicator": 40, "task": 60}
_WIDTH = 16


def write(dataset: DataSet, out: Path) -> Iterator[str]:
    """Write the workbook; yields where it holds less than the data set, or in another way."""
    from xlsxwriter.workbook import Workbook

    with replacing(out) as path, Workbook(str(path), _OPTIONS) as book:
        book.set_properties({"title": f"kehoach {dataset.name}", "created": _NO_TIME})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name in TABLES:
            yield from _write_table(book, head, name, dataset.arrow(name))


def _write_table(book: Workbook, head: Format, name: str, table: pa.Table) -> Iterator[str]:
    cut: Counter[str] = Counter()
    sheets = 0
    sheet: Worksheet | None = None
    for number, row in enumerate(tuples(table)):
        line = number % (ROWS_A_SHEET - 1) + 1
        if sheet is None or line == 1:
            sheets += 1
            sheet = _new_sheet(book, head, name if sheets == 1 else f"{name} {sheets}", table.column_names)
        for column, value in enumerate(row):
            if _write_cell(sheet, line, column, value):
                cut[table.column_names[column]] += 1
    if sheet is None:
        _new_sheet(book, head, name, table.column_names)
    if sheets > 1:
        yield f"{name}: {table.num_rows} rows are more than a sheet takes; they stand on {sheets} sheets."
    for title, count in cut.items():
        yield (
            f"{name}.{title}: {count} texts are longer than {CHARACTERS_A_CELL} characters, which is all that a cell "
            f"takes; they end with {_CUT.strip()}. CSV and DuckDB hold them whole."
        )


def _new_sheet(book: Workbook, head: Format, name: str, columns: list[str]) -> Worksheet:
    sheet: Worksheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(columns):
        sheet.set_column(column, column, _WIDE.get(title, _WIDTH))
        sheet.write_string(0, column, title, head)
    return sheet


def _write_cell(sheet: Worksheet, line: int, column: int, value: Any) -> bool:
    """Write one value by its type; whether it had to be cut."""
    match cell(value):
        case str() as text:
            long = len(text) > CHARACTERS_A_CELL
            sheet.write_string(line, column, text[: CHARACTERS_A_CELL - len(_CUT)] + _CUT if long else text)
            return long
        case date() as day:
            sheet.write_datetime(line, column, day)
        case bool() as flag:
            sheet.write_boolean(line, column, flag)
        case int() | float() as number:
            sheet.write_number(line, column, number)
    return False
