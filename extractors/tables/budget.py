"""Grid → budget lines: each filled cell of an amount column of a budget table.

A budget table's amount columns hold planned, allocated, spent or estimated money. Which columns those are is told
by their headings, or by the table's title and stated unit together; prices, fees, counts and shares are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.records import BudgetLine
from extractors.tables.figures import Style, is_empty, is_figure, styles
from extractors.tables.grid import Grid, GridCell, Row, matches, row_span
from extractors.tables.heads import year_of
from extractors.tables.money import dong, scaled_amount, unit_in
from extractors.tables.rows import RowPlace, place_rows, repeated_numbers, split_mark
from extractors.tables.sums import Check, Family, add, check, column_sums, families

#: Flag of amounts, explained in patterns/flags.yaml.
UNSTATED = "unit_unstated"


@dataclass(frozen=True)
class _Sheet:
    """A budget table as read: its amount columns, the rows that hold amounts or number others, and what they say.

    `units` and `years` tell what unit and year the head and the caption state for each amount column.
    """

    grid: Grid
    columns: tuple[int, ...]
    units: dict[int, str | None]
    years: dict[int, int | None]
    rows: tuple[Row, ...]
    places: tuple[RowPlace, ...]
    totals: tuple[int, ...]
    style: Style
    amounts: tuple[dict[int, float], ...]
    flags: tuple[str, ...]
    repeated: dict[int, str]


def budget_lines(grid: Grid, columns: Sequence[int], table_no: int) -> list[BudgetLine]:
    """The budget lines of a table, whose `columns` hold amounts; none where it is no budget table."""
    if not columns:
        return []
    sheet = _read(grid, columns)
    checks = {family: check(family, sheet.amounts) for family in families(sheet.places, sheet.totals)}
    kinds = _row_kinds(sheet, checks)
    differences = _differences(sheet, checks, kinds)
    lines = []
    for index, row in enumerate(sheet.rows):
        if matches("ratio_row", sheet.places[index].item):
            continue
        for column in columns:
            cell = row[column]
            if cell is None or column not in sheet.amounts[index]:
                continue
            lines.append(
                _line(sheet, table_no, index, column, cell, kinds[index], differences.get((index, column), ()))
            )
    return lines


def amount_columns(grid: Grid) -> tuple[int, ...]:
    """The columns that hold amounts of money; empty where the table is no budget table."""
    if matches("no_fund_table", grid.caption):
        return ()
    figures = [column for column in range(len(grid.headings)) if _holds_figures(grid, column)]
    named = [column for column in figures if grid.kinds[column] in ("amount", "norm")]
    whole = " ".join(" ".join(path) for path in grid.headings)
    title = "\n".join(line for line in grid.caption.split("\n") if line.isupper() or unit_in(line))
    stated = unit_in(grid.caption) or unit_in(whole) or _money_unit_column(grid)
    of_funds = matches("fund_table", title) or bool(named and stated)
    if grid.column_of("unit") is not None and not _money_unit_column(grid):
        return tuple(named)
    if named or (of_funds and stated):
        others = ("period", "other") if of_funds and stated else ("period",)
        named += [column for column in figures if grid.kinds[column] in others and column not in named]
    return tuple(sorted(named))


def _money_unit_column(grid: Grid) -> bool:
    """Whether a unit column holds units of money only."""
    column = grid.column_of("unit")
    if column is None:
        return False
    texts = [cell.text for row in grid.rows if (cell := row[column]) is not None and cell.text]
    return bool(texts) and all(unit_in(text, "unit_in_cell") for text in texts)


def _holds_figures(grid: Grid, column: int) -> bool:
    """Whether most filled cells of a column are numbers."""
    texts = [cell.text for row in grid.rows if (cell := row[column]) is not None and not is_empty(cell.text)]
    style = Style(",")
    good = sum(is_figure(text) or scaled_amount(text, style) is not None for text in texts)
    return good > 0 and good >= 0.6 * len(texts)


def _read(grid: Grid, columns: Sequence[int]) -> _Sheet:
    rows = tuple(row for row in grid.rows if any(row))
    places = place_rows([row_words(grid, row, columns) for row in rows])
    texts = [cell.text for row in rows for column in columns if (cell := row[column]) is not None]
    candidates = styles(text for text in texts if is_figure(text))
    readings = [tuple(_amounts(row, columns, style) for row in rows) for style in candidates]
    totals = _totals(places, readings[0])
    scores = [_score(grid, places, totals, columns, reading) for reading in readings]
    best = max(range(len(candidates)), key=lambda order: (scores[order], -order))
    # `.` groups thousands by the official style; `,` before three digits needs a proof.
    unsettled = any(
        score == scores[best] and "," in {*style.decimals} ^ {*candidates[best].decimals}
        for style, score in zip(candidates, scores, strict=True)
    )
    flags = grid.flags + (("number_style_unsure",) if unsettled else ())
    stated = unit_in(grid.caption)
    units = {column: unit_in(" ".join(grid.headings[column])) or stated for column in columns}
    years = {column: year_of(grid.headings[column]) for column in columns}
    repeated = repeated_numbers(places)
    style, amounts = candidates[best], readings[best]
    return _Sheet(grid, tuple(columns), units, years, rows, tuple(places), totals, style, amounts, flags, repeated)


def row_words(grid: Grid, row: Row, columns: Sequence[int]) -> tuple[str, str]:
    """A row's number and its text: the cells of its number column and of the first other column with words."""
    number_column = grid.column_of("number")
    number = row[number_column] if number_column is not None else None
    if number is not None and len(number.text) > 3 and split_mark(number.text, "")[0] is None:
        return "", number.text  # a text over both columns
    item_column = grid.column_of("item")
    item = row[item_column] if item_column is not None else None
    if item is None:
        others = [c for c in range(len(row)) if c not in columns and c != number_column]
        item = next((cell for c in others if (cell := row[c]) is not None), None)
    return number.text if number else "", item.text if item else ""


def _amounts(row: Row, columns: Sequence[int], style: Style) -> dict[int, float]:
    held = {}
    for column in columns:
        cell = row[column]
        if cell is None or is_empty(cell.text):
            continue
        scaled = scaled_amount(cell.text, style)
        amount = scaled[0] if scaled else style.read(cell.text)
        if amount is not None:
            held[column] = amount
    return held


def _totals(places: Sequence[RowPlace], amounts: Sequence[dict[int, float]]) -> tuple[int, ...]:
    """The grand total: a row so named that is the first or the last with an amount and stands under no other."""
    filled = [index for index, row in enumerate(amounts) if row]
    ends = {filled[0], filled[-1]} if filled else set()
    return tuple(
        index
        for index in sorted(ends)
        if matches("total_row", places[index].item)
        and (places[index].kind == "none" or (index == filled[0] and places[index].parent is None))
    )


def _score(
    grid: Grid,
    places: Sequence[RowPlace],
    totals: Sequence[int],
    columns: Sequence[int],
    amounts: Sequence[dict[int, float]],
) -> int:
    """How well a reading's totals add up."""
    score = 0
    for family in families(places, totals):
        checked = check(family, amounts)
        score += checked.agreeing - checked.disagreeing
    for total, parts in column_sums(grid.headings, columns, amounts).items():
        for row in amounts:
            if total in row and any(part in row for part in parts):
                score += 1 if row[total] == add(row[part] for part in parts if part in row) else -1
    return score


def _row_kinds(sheet: _Sheet, checks: dict[Family, Check]) -> list[str]:
    """total, subtotal or item for each row."""
    summing = {family.parent for family, checked in checks.items() if checked.adds_up and not family.total}
    kinds = []
    for index, place in enumerate(sheet.places):
        named = place.kind == "none" and matches("total_row", place.item)
        kinds.append("total" if index in sheet.totals else "subtotal" if index in summing or named else "item")
    return kinds


def _differences(
    sheet: _Sheet, checks: dict[Family, Check], kinds: list[str]
) -> dict[tuple[int, int], tuple[str, ...]]:
    """For each amount that is not what its parts add up to, a flag with both figures."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for family, checked in checks.items():
        numbered = any(sheet.places[child].kind not in ("dash", "plus", "none") for child in family.children)
        if kinds[family.parent] == "item" and (not numbered or sheet.places[family.parent].kind == "none"):
            continue
        if checked.adds_up or family.total or numbered:
            for column, total in checked.sums.items():
                printed = sheet.amounts[family.parent][column]
                found[family.parent, column] = (f"total_differs:{printed:.10g}/{total:.10g}",)
    for total, parts in column_sums(sheet.grid.headings, sheet.columns, sheet.amounts).items():
        for index, row in enumerate(sheet.amounts):
            held = [row[part] for part in parts if part in row]
            summed = add(held)
            if total in row and held and row[total] != summed:
                flag = f"sources_differ:{row[total]:.10g}/{summed:.10g}"
                found[index, total] = (*found.get((index, total), ()), flag)
    return found


def _line(
    sheet: _Sheet, table_no: int, index: int, column: int, cell: GridCell, kind: str, differences: tuple[str, ...]
) -> BudgetLine:
    grid, row, place = sheet.grid, sheet.rows[index], sheet.places[index]
    path = grid.headings[column]
    scaled = scaled_amount(cell.text, sheet.style)
    unit = scaled[1] if scaled else sheet.units[column] or _unit_of_row(grid, row)
    amount = sheet.amounts[index][column]
    if grid.kinds[column] == "norm" or (scaled and scaled[2]):
        kind = "norm"
    basis_column = grid.column_of("basis")
    basis = row[basis_column] if basis_column is not None else None
    repeated = (sheet.repeated[index],) if index in sheet.repeated else ()
    unstated = () if unit else (UNSTATED,)
    flags = (*sheet.flags, *cell.flags, *differences, *repeated, *unstated)
    return BudgetLine(
        span=cell.span,
        row_span=row_span(row),
        table_no=table_no,
        row_path=place.path,
        row_kind=kind,
        item=place.item or None,
        column=path[0] if path else None,
        source=path[-1] if len(path) > 1 else None,
        year=sheet.years[column],
        amount=amount,
        unit=unit,
        amount_vnd=round(amount * dong(unit), 2) if unit else None,
        basis=basis.text if basis and basis.text else None,
        rule="budget_table",
        flags=tuple(dict.fromkeys(flags)),
        confidence=0.6 if sheet.flags or cell.flags else 1.0,
    )


def _unit_of_row(grid: Grid, row: Row) -> str | None:
    """The unit of money in a row's own unit cell."""
    column = grid.column_of("unit")
    cell = row[column] if column is not None else None
    return unit_in(cell.text, "unit_in_cell") if cell is not None else None
