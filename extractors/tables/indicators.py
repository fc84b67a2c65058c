"""Grid → targets: the rows of a table of indicators.

Each filled value cell is a record: what is measured from the row's text, the value from its column, the unit from
the unit column. Rows whose value is no number (`Có`, `Cơ bản hoàn thành`) keep it as text.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from extractors.document import Span
from extractors.fold import fold
from extractors.records import Target
from extractors.tables.figures import Style, is_empty, styles
from extractors.tables.grid import PATH_MARK, Grid, GridCell, matches, row_span, table_pattern
from extractors.tables.heads import year_of
from extractors.tables.rows import RowPlace, place_rows, repeated_numbers
from extractors.tables.shares import share_rows
from extractors.targets.percentages import PERCENT

_FOOTNOTE = re.compile(r"(?<!\s)\s*+(?:\(\*++\)|\[\d++\]$)")
# `Tỷ lệ hộ có cáp quang (%)`
_SIGN = re.compile(r"(?<!\s)\s*+\(\s*+%\s*+\)\s*+$")
_COMPARATORS = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<", "about": "~"}
# Whether a cell holds a number at all is the same in any style.
_ANY_STYLE = Style(",")
_BOUNDS = frozenset((">=", "<="))
_DIGIT = re.compile(r"\d")
# No other words may stand behind a value than those that begin so (`trở lên`, `trở xuống`).
_BEHIND = "trở"
_LONGEST_VALUE = 40
_VALUE_KINDS = frozenset({"period", "item", "measure", "other", "amount"})


class _Value(NamedTuple):
    """A value cell as read."""

    value: float | None
    high: float | None
    text: str | None
    percent: bool
    comparator: str


def indicator_rows(grid: Grid, part: str) -> tuple[list[Target], list[Span]]:
    """The targets of a table of indicators and the spans of their value and unit cells; none for any other table.

    `part` is the part of the document that the table stands in: report, plan or annex.
    """
    columns = value_columns(grid)
    if not columns:
        return [], []
    item_column, unit_column = _item_column(grid), grid.column_of("unit")
    number_column = grid.column_of("number")
    places = place_rows([(_text(row, number_column), _text(row, item_column)) for row in grid.rows])
    style = styles(_text(row, column).strip("≥≤<>~ %") for row in grid.rows for column in columns)[0]
    targets: list[Target] = []
    claimed: list[Span] = []
    repeated = repeated_numbers(places)
    roles = {column: _role(grid, part, column) for column in columns}
    for index, (row, place) in enumerate(zip(grid.rows, places, strict=True)):
        number_flags = (repeated[index],) if index in repeated else ()
        unit_cell = row[unit_column] if unit_column is not None else None
        for column in columns:
            cell = row[column]
            if cell is None or is_empty(cell.text) or not place.item:
                continue
            value = read_value(cell.text, style)
            if value.text is not None and PERCENT in cell.text:
                # `> 80% hộ gia đình, 100% xã`: read as running text is.
                continue
            if value.text is not None and unit_cell is None and not _stands_for_value(grid, column, place, cell.text):
                continue
            role = roles[column]
            targets.append(_target(grid, role, row_span(row), place, unit_cell, column, cell, value, number_flags))
            claimed += [one.span for one in (unit_cell, cell) if one is not None]
    shares = share_rows(grid, (), part)
    return [*targets, *shares], [*claimed, *[share.value_span for share in shares]]


def value_columns(grid: Grid) -> list[int]:
    """The columns that hold the indicators' values; empty where the table is no table of indicators."""
    heads = PATH_MARK.join(PATH_MARK.join(path) for path in grid.headings)
    if not matches("indicator_table", heads) and not matches("indicator_table", grid.caption):
        return []
    item_column, unit_column = _item_column(grid), grid.column_of("unit")
    if item_column is None or matches("scoring_heading", heads):
        return []
    first = max(item_column, unit_column if unit_column is not None else -1) + 1
    columns = [c for c in range(first, len(grid.headings)) if grid.kinds[c] in _VALUE_KINDS and _holds_values(grid, c)]
    if unit_column is not None:
        return columns
    # Without a unit column only shares are told from counts of anything else.
    shares = [
        PERCENT in text or _SIGN.search(_text(row, item_column)) is not None
        for row in grid.rows
        for column in columns
        if (text := _text(row, column))
    ]
    return columns if sum(shares) >= 0.5 * max(1, len(shares)) else []


def _item_column(grid: Grid) -> int | None:
    """The column of what is measured: of several of items the one that most rows fill, the first of equals.

    A column before it may group its rows (`Nhóm chỉ tiêu`, `Chỉ tiêu`).
    """
    items = [column for column, kind in enumerate(grid.kinds) if kind == "item" and not _holds_values(grid, column)]
    before = items[:1] + [column for at, column in pairwise(items) if column == at + 1]
    return max(before, key=lambda column: sum(bool(_text(row, column)) for row in grid.rows), default=None)


def _holds_values(grid: Grid, column: int) -> bool:
    """Whether most filled cells of a column hold a number, with or without a comparator."""
    texts = [text for row in grid.rows if (text := _text(row, column)) and not is_empty(text)]
    good = sum(read_value(text, _ANY_STYLE).value is not None for text in texts)
    return bool(texts) and good >= 0.6 * len(texts)


def _stands_for_value(grid: Grid, column: int, place: RowPlace, text: str) -> bool:
    """Whether words in a row without a unit are its value: a few words, in the last column or beside a row number.

    Where a table has no unit column, all rows are without one.
    """
    if grid.column_of("unit") is None:
        return len(text) <= _LONGEST_VALUE
    return column == len(grid.headings) - 1 or (place.kind in ("arabic", "small") and len(text) <= _LONGEST_VALUE)


def _text(row: tuple[GridCell | None, ...], column: int | None) -> str:
    cell = row[column] if column is not None else None
    return cell.text if cell is not None else ""


def read_value(text: str, style: Style) -> _Value:
    """Value, bounds and comparator of a value cell; what is no number is kept as its words."""
    if text.isdecimal():
        return _Value(float(text), None, None, False, "=")
    if _DIGIT.search(text) is None or (text[-1:].isalpha() and _BEHIND not in text.casefold()):
        # Most cells are words: they need no look at the patterns.
        return _Value(None, None, text.strip(), False, "=")
    words = fold(text.strip())
    bound = table_pattern("bound").match(words)
    rest = words[bound.end() :].strip() if bound else words
    after = table_pattern("bound_after").search(rest)
    if after:
        rest = rest[: after.start("way")].removesuffix(_BEHIND).rstrip().removesuffix(_BEHIND).strip()
    match = table_pattern("value").match(rest)
    low = style.read(match["low"]) if match else None
    if match is None or low is None:
        return _Value(None, None, text.strip(), False, "=")
    comparator = next((_COMPARATORS[name] for name, held in bound.groupdict().items() if held), "=") if bound else "="
    if after:
        comparator = ">=" if after["way"].casefold() == "lên" else "<="
    high = style.read(match["high"]) if match["high"] else None
    return _Value(low, high, None, bool(match["percent"] or match["unit"]), comparator)


def _role(grid: Grid, part: str, column: int) -> str:
    """`result` for a column of what was reached, and in a report for whatever is not named as planned.

    Outside a report a column with bounds (`≥ 80`) holds what shall be reached, even under `Kết quả`.
    """
    heading = PATH_MARK.join(grid.headings[column])
    if part == "report":
        return "target" if matches("plan_heading", heading) and not matches("result_heading", heading) else "result"
    return "result" if matches("result_heading", heading) and not _holds_bounds(grid, column) else "target"


def _holds_bounds(grid: Grid, column: int) -> bool:
    """Whether a cell of a column says how much something must be at least or at most."""
    return any(read_value(_text(row, column), _ANY_STYLE).comparator in _BOUNDS for row in grid.rows)


def _target(
    grid: Grid,
    role: str,
    span: Span,
    place: RowPlace,
    unit_cell: GridCell | None,
    column: int,
    cell: GridCell,
    value: _Value,
    number_flags: tuple[str, ...],
) -> Target:
    path = grid.headings[column]
    whole = PATH_MARK.join(path)
    stage = table_pattern("stage").search(whole)
    unit = unit_cell.text if unit_cell is not None and unit_cell.text else None
    item = _FOOTNOTE.sub("", place.item).strip()
    if value.percent or (unit is None and value.value is not None and _SIGN.search(item)):
        unit = PERCENT
    unsure = (*grid.flags, *cell.flags)
    return Target(
        span=span,
        value_span=cell.span,
        value=value.value,
        value_high=value.high,
        value_text=value.text,
        unit=unit,
        comparator=value.comparator,
        role=role,
        year=int(stage["year"]) if stage else year_of(path),
        subject=(item if unit_cell is not None else _SIGN.sub("", item)) or None,
        scope=None,
        rule="indicator_table",
        flags=(*unsure, *number_flags),
        confidence=0.6 if unsure else 1.0,
    )
