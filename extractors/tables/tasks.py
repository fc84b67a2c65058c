"""Grid → tasks: the rows of a table that assigns work.

What makes such a table is told by its headings (`patterns/tasks.yaml`): a column of tasks, and who does them, by when
or with what result. Rows that only name a group (`I`, `A`, a text alone) are no tasks; the group's name goes with
the tasks below it. A cell that is merged over several rows is carried down to each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.deadlines import read_deadline
from extractors.document import Span
from extractors.fold import squash
from extractors.records import Task
from extractors.tables.bodies import lead_and_others
from extractors.tables.figures import is_empty, is_figure, styles
from extractors.tables.grid import PATH_MARK, Grid, GridCell, Row, row_span
from extractors.tables.money import dong, scaled_amount, unit_in
from extractors.tables.rows import RowPlace, place_rows, repeated_numbers, split_mark
from extractors.tables.taskhead import SUPPORT, task_columns

#: Flag of tasks, explained in patterns/flags.yaml.
CARRIED = "carried_down"

_OWN = (*SUPPORT, "budget")
_GROUP_MARKS = ("roman", "letter")


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as read: its number and text, where they stand, and the cells of the other kinds."""

    number: str
    text: str
    cells: dict[str, GridCell]
    span: Span
    carried: bool = False


def tasks_of(grid: Grid, table_no: int, plan_year: int | None) -> list[Task]:
    """The tasks of a table; none where it assigns no work."""
    columns = task_columns(grid.headings)
    if not columns:
        return []
    lines = list(_lines(grid, columns))
    places = place_rows([(line.number, line.text) for line in lines])
    groups = _groups(lines, places)
    repeated = _repeated(places, groups)
    unit = _money_unit(grid, columns)
    held: dict[int, _Line] = {}
    tasks = []
    for index, (line, place) in enumerate(zip(lines, places, strict=True)):
        if index in groups or not place.item:
            continue
        above = held.get(place.parent) if place.parent is not None and not line.cells else None
        if above is not None:
            line = _Line(line.number, line.text, above.cells, line.span, carried=True)
        held[index] = line
        task = _task(grid, table_no, plan_year, unit, line, place, _group_path(index, places, groups))
        tasks.append(replace(task, flags=(*task.flags, *repeated.get(index, ()))))
    return tasks


def _lines(grid: Grid, columns: dict[str, int]) -> Iterator[_Line]:
    """The rows that are no copy of the head, with merged cells carried down."""
    headings = {squash(text) for path in grid.headings for text in path}
    open_cells: dict[int, tuple[GridCell, int]] = {}
    waiting: GridCell | None = None
    for row in (part for whole in grid.rows for part in _unglued(whole)):
        texts = [cell.text for cell in row if cell is not None]
        if not texts or sum(squash(text) in headings for text in texts) * 2 > len(texts):
            continue
        filled, carried = _carry(row, open_cells)
        if waiting is not None:
            filled, waiting = _with_number(filled, waiting), None
        number, text = _words(filled, columns)
        cells = {
            kind: cell
            for kind in _OWN
            if (column := columns.get(kind)) is not None
            and (cell := filled[column]) is not None
            and not is_empty(cell.text)
            and cell.text != text
        }
        if number and not text and not cells:
            waiting = row[columns.get("number", 0)]
            continue
        yield _Line(number, text, cells, row_span(row), carried)


def _unglued(row: Row) -> Iterator[Row]:
    """A row of two, where text lost the break between a group and the group under it: `A | … | | I | …`."""
    for at in range(2, len(row) - 1):
        alone = row[at - 1] is None and row[at + 1] is not None and not any(row[at + 2 :])
        if alone and _is_mark(row[0]) and _is_mark(row[at]):
            yield row[:at] + (None,) * (len(row) - at)
            yield row[at:] + (None,) * at
            return
    yield row


def _is_mark(cell: GridCell | None) -> bool:
    return cell is not None and split_mark(cell.text, "")[0] is not None


def _carry(row: Row, open_cells: dict[int, tuple[GridCell, int]]) -> tuple[Row, bool]:
    """The row with the cells that hang down into it, and whether there are any."""
    filled = list(row)
    carried = False
    for column, cell in enumerate(row):
        if cell is not None:
            open_cells.pop(column, None)
            if cell.row_span > 1:
                open_cells[column] = (cell, cell.row_span - 1)
        elif column in open_cells:
            above, left = open_cells[column]
            filled[column] = above
            carried = True
            if left > 1:
                open_cells[column] = (above, left - 1)
            else:
                del open_cells[column]
    return tuple(filled), carried


def _with_number(row: Row, number: GridCell) -> Row:
    """A row whose number stood on a row of its own."""
    first = row[0]
    if first is not None and split_mark(first.text, "")[0] is None and len(row) > 1 and row[1] is None:
        return (number, first, *row[2:])
    return (number, *row[1:]) if first is None else row


def _words(row: Row, columns: dict[str, int]) -> tuple[str, str]:
    """A row's number and the words of its task; a text that stands in the number's cell is the row's."""
    number = row[columns["number"]] if "number" in columns else None
    text = row[columns["task"]]
    if number is not None and len(number.text) > 3 and split_mark(number.text, "")[0] is None:
        return "", number.text if text is None else f"{number.text} {text.text}"
    if text is None:
        others = [cell for cell in row if cell is not None and cell is not number]
        text = others[0] if len(others) == 1 else None
    return number.text if number else "", text.text if text else ""


def _groups(lines: Sequence[_Line], places: Sequence[RowPlace]) -> set[int]:
    """The rows that only name a group: they have no cells of their own, and a group's mark or rows below them."""
    parents = {place.parent for place in places}
    found = set()
    for index, (line, place) in enumerate(zip(lines, places, strict=True)):
        if line.cells or not place.item:
            continue
        below = index + 1 < len(lines) and places[index + 1].kind != "none"
        alone = place.kind == "none" and (place.item.isupper() or below)
        held = index in parents and any(
            lines[child].cells for child, other in enumerate(places) if other.parent == index
        )
        if place.kind in _GROUP_MARKS or alone or held:
            found.add(index)
    return found


def _repeated(places: Sequence[RowPlace], groups: set[int]) -> dict[int, list[str]]:
    """Flags of rows that share a number; a group is no record, so that the first task below it tells of it."""
    found: dict[int, list[str]] = {}
    for index, flag in sorted(repeated_numbers(list(places)).items()):
        row = index
        while row in groups:
            row = next((below for below, place in enumerate(places) if place.parent == row), -1)
        found.setdefault(row, []).append(flag)
    return found


def _group_path(index: int, places: Sequence[RowPlace], groups: set[int]) -> str | None:
    """The names of the groups over a row, from the outermost; a text alone names the rows up to the next group."""
    names: list[str] = []
    at = places[index].parent
    while at is not None:
        if at in groups:
            names.insert(0, places[at].item)
        at = places[at].parent
    if not names:
        last = max((group for group in groups if group < index and places[group].kind == "none"), default=None)
        if last is not None:
            names = [places[last].item]
    return PATH_MARK.join(names) or None


def _money_unit(grid: Grid, columns: dict[str, int]) -> str | None:
    column = columns.get("budget")
    return None if column is None else unit_in(" ".join(grid.headings[column])) or unit_in(grid.caption)


def _task(
    grid: Grid,
    table_no: int,
    plan_year: int | None,
    unit: str | None,
    line: _Line,
    place: RowPlace,
    group: str | None,
) -> Task:
    texts = {kind: cell.text for kind, cell in line.cells.items()}
    lead, others = lead_and_others(texts.get("lead"), texts.get("coordination"))
    due = read_deadline(texts.get("deadline", ""), plan_year)
    cell_flags = tuple(flag for cell in line.cells.values() for flag in cell.flags)
    flags = (*grid.flags, *cell_flags, *due.flags, *((CARRIED,) if line.carried else ()))
    return Task(
        span=line.span,
        table_no=table_no,
        row_path=place.path,
        group=group,
        task=place.item,
        expected_result=texts.get("result"),
        deadline=texts.get("deadline"),
        deadline_kind=due.kind,
        deadline_from=due.first,
        deadline_to=due.last,
        deadline_quarter=due.quarter,
        lead_body=lead,
        coordinating_bodies=others,
        budget=texts.get("budget"),
        budget_vnd=_dong(texts.get("budget"), unit),
        rule="task_table",
        flags=tuple(dict.fromkeys(flags)),
        confidence=0.6 if grid.flags or cell_flags else 1.0,
    )


def _dong(text: str | None, unit: str | None) -> float | None:
    """A budget cell in đồng, where it or its table states the unit."""
    if text is None:
        return None
    style = styles([text])[0]
    scaled = scaled_amount(text, style)
    if scaled is not None:
        return None if scaled[2] else round(scaled[0] * dong(scaled[1]), 2)
    amount = style.read(text) if unit and is_figure(text) else None
    return round(amount * dong(unit), 2) if unit and amount is not None else None
