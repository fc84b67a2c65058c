"""Grid → targets: the percentages of a budget table whose sign stands only in a row's text or a column's heading.

`Tỷ lệ dư nợ so với hạn mức (%)` makes its whole row percentages, a heading `Dự toán so với ước thực hiện (%)` its
whole column. They are no amounts; what they say is measured by the row's text, and by the heading that compares.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.records import Target
from extractors.tables.budget import row_words
from extractors.tables.figures import Style, is_empty
from extractors.tables.grid import PATH_MARK, Grid, GridCell, kind_of, matches, row_span, table_pattern
from extractors.tables.heads import year_of
from extractors.targets.percentages import PERCENT

_SIGN = re.compile(r"(?<!\s)\s*+\(\s*+%\s*+\)|(?<![\d\s])\s*+%")
# Percentages have few digits before their decimals, whatever groups the thousands of the table's amounts.
_STYLE = Style(",")


def share_rows(grid: Grid, columns: Sequence[int], part: str) -> list[Target]:
    """The percentages of a budget table, in rows and columns that say so; `part` is the document's part it is in.

    `columns` are those of its amounts.
    """
    shares = {column: heading for column, path in enumerate(grid.headings) if (heading := _compared(path))}
    targets = []
    for row in grid.rows:
        in_row = any(cell is not None and PERCENT in cell.text for cell in row)
        if not shares and not in_row:
            continue
        item = row_words(grid, row, (*columns, *shares))[1]
        whole = in_row and matches("ratio_row", item) and _SIGN.search(item) is not None
        for column, cell in enumerate(row):
            if cell is None or not (column in shares or (whole and column in columns)):
                continue
            if not is_empty(cell.text) and (value := _STYLE.read(cell.text)) is not None and item:
                targets.append(_target(grid, part, row, column, cell, value, item, shares.get(column, "")))
    return targets


def _compared(path: tuple[str, ...]) -> str:
    """What a column of percentages compares, in the heading's words; empty where it holds none."""
    if not _SIGN.search(PATH_MARK.join(path)) or kind_of(path) != "ratio":
        return ""
    first = next((level for level in range(len(path)) if kind_of(path[level : level + 1]) == "ratio"), len(path) - 1)
    return " ".join(path[first:])


def _target(
    grid: Grid,
    part: str,
    row: tuple[GridCell | None, ...],
    column: int,
    cell: GridCell,
    value: float,
    item: str,
    compared: str,
) -> Target:
    path = grid.headings[column]
    reached = part == "report" or (not compared and matches("result_heading", PATH_MARK.join(path)))
    # Of two years that a heading compares, the first is the one that the percentage is for.
    years = table_pattern("year").findall(compared)
    words = [_SIGN.sub("", text).strip(" ,;:.-–") for text in (item, compared)]
    unsure = (*grid.flags, *cell.flags)
    return Target(
        span=row_span(row),
        value_span=cell.span,
        value=value,
        value_high=None,
        value_text=None,
        unit=PERCENT,
        comparator="=",
        role="result" if reached else "other",
        year=int(years[0]) if years else year_of(path),
        subject=", ".join(filter(None, words)) or None,
        scope=None,
        rule="share_in_table",
        flags=unsure,
        confidence=0.6 if unsure else 0.9,
    )
