"""Grids from text in which each cell of a table stands on a line of its own, in the order of its columns.

Web pages and converted documents are pasted so: the head's cells, then each row's. Where most rows have as many
cells as the head, each cell's column is known; a row with fewer has lost its empty cells, and what its cells are
(figures or words) tells which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from extractors.clean import Block, CleanText
from extractors.document import Span
from extractors.tables.alignment import (
    COLUMN_UNSURE,
    DASHES,
    FIGURES,
    NOTES,
    WORDS,
    Alignment,
    joined_lines,
)
from extractors.tables.figures import Style
from extractors.tables.flatcells import loose_cells, with_last_line
from extractors.tables.flathead import EITHER_KINDS, FIGURE_KINDS, Paths, heads_for, parted, pieces_of
from extractors.tables.flatrows import FlatRow, placed_figures
from extractors.tables.grid import (
    Grid,
    GridCell,
    Row,
    caption_before,
    is_column_numbers,
    kind_of,
    line_pattern,
    matches,
    table_pattern,
)
from extractors.tables.indicators import read_value

# What a figure may end in beside its digits.
_BEHIND_FIGURES = frozenset(".,%")
_FEWEST_COLUMNS, _FEWEST_LINES, _FEWEST_ROWS, _MOST_PIECES, _LONGEST_HEADING = 3, 3, 2, 20, 90
# A row of a group has a number and a title.
_GROUP = 2
# No words of a bound are longer, the blank before them included.
_LONGEST_BOUND = 12
# A row has so many lines more than columns at most.
_MOST_MORE = 8
_OF_TIME = frozenset(("Năm", "Quý", "Tháng", "Ngày"))
# A figure so short may number a column.
_LONGEST_COUNT = 2
_ANY_STYLE = Style(",")

_Cells = list[GridCell]


def celled_grid(clean: CleanText, head: Block, end: int) -> Grid | None:
    """The table whose head begins at a block and that ends before an offset; null where its cells share lines.

    How many columns there are is told by the rows; the head's lines, which may stand over each other, by that.
    """
    lines = _lines(clean, Span(head.start, end))
    body = next((place for place in range(1, len(lines)) if _begins_body(lines, place)), None)
    if body is None or body < _FEWEST_LINES:
        return None
    pieces = pieces_of([line.text for line in lines[:body]])
    heads = list(dict.fromkeys((tuple(pieces), tuple(parted(pieces)))))
    if not _FEWEST_COLUMNS <= len(heads[-1]) <= _MOST_PIECES or max(map(len, heads[0])) > _LONGEST_HEADING:
        return None
    together = sum(_holds_figures_alone(line.text) for line in lines[body:])
    if together and together > 0.3 * (together + sum(map(_is_figure, lines[body:]))):
        # Several figures on one line are a row's, not a cell's.
        return None
    grid = _grid(clean, heads, _cells(lines[body:]))
    return grid and replace(grid, caption=caption_before(clean, head.start), span=Span(head.start, grid.span.end))


def _lines(clean: CleanText, span: Span) -> _Cells:
    """The physical lines of a range of clean text, up to what ends a table."""
    lines: _Cells = []
    starts: list[int] = []
    latest = -1
    for segment in clean.offsets.segments(span):
        line = clean.document.line_index(segment.source_start)
        if line != latest:
            starts.append(max(span.start, segment.clean_start))
            latest = line
    for start, stop in pairwise([*starts, span.end]):
        text = clean.text[start:stop].rstrip()
        start += len(text) - len(text.lstrip())
        text = text.lstrip()
        if lines and line_pattern("table_end").match(text):
            break
        if text:
            lines.append(GridCell(text, Span(start, start + len(text))))
    return lines


def _begins_body(lines: _Cells, place: int) -> bool:
    """Whether a line is the first of a body: a row's number, or the words of a total above its figure."""
    text, after = lines[place].text, lines[place + 1].text if place + 1 < len(lines) else ""
    if line_pattern("flat_row_number").match(text) or table_pattern("flat_row_start").match(text):
        return True
    if not matches("total_row", text):
        return False
    amounts = _holds_figures_alone(after) or (len(after) > _LONGEST_COUNT and _is_amount(after))
    return amounts or _figures_behind(text) is not None


def _figures_behind(total: str) -> int | None:
    """Where the figures begin that stand on the line of a total's words; null where none do."""
    tail = table_pattern("flat_tail").search(total)
    return None if tail is None or _is_year(tail["figures"].split()[-1]) else tail.start("figures")


def _is_amount(text: str) -> bool:
    """Whether a line is a figure, and no year that heads a column."""
    return line_pattern("flat_single").match(text) is not None and not _is_year(text)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdecimal() and text[:2] in ("19", "20")


def _grid(clean: CleanText, heads: list[tuple[str, ...]], cells: _Cells) -> Grid | None:
    """The table of the cells under a head that may be cut into these pieces; null where most rows do not fit."""
    width = len(heads[-1])
    for numbered in range(width, _FEWEST_COLUMNS - 1, -1):
        if is_column_numbers([cell.text for cell in cells[:numbered]]):
            cells = cells[numbered:]
            break
    rows = _rows(cells, width)
    behind = cells[sum(map(len, rows)) :]
    if len(rows) < _FEWEST_ROWS or (behind and _is_figure(behind[0])):
        return None
    sorts = [list(map(_is_figure, row)) for row in rows]
    most = max(sum(figures[1:]) for figures in sorts)
    # A figure of the fullest row may be a note's.
    counts = [count for count in (most, most - 1) if count > 0]
    known: dict[tuple[str, ...], Alignment] = {}
    readings = [
        _reading(headings, rows, sorts, count, known)
        for pieces in heads
        for count in counts
        for headings in heads_for(list(pieces), count)
    ]
    good = _cheapest(readings)
    if not good:
        return None
    best = good[0]
    hangs = all(best.headings != tuple((piece,) for piece in pieces) for pieces in heads)
    unsure = hangs and any(one.headings != best.headings for one in good)
    unit = next((place for place, path in enumerate(best.headings) if kind_of(path) == "unit"), None)
    settled = _settled([_with_unit(clean, row, unit) for row in best.rows.cells], best.columns, best.headings)
    end = max(cell.span.end for row in settled for cell in row if cell is not None)
    return Grid("flattened", best.headings, tuple(settled), "", Span(0, end), ("head_unsure",) if unsure else ())


class _Reading(NamedTuple):
    """The rows read under one way to read the head, whose fullest row holds `most` figures."""

    headings: Paths
    columns: tuple[str, ...]
    most: int
    rows: Alignment


def _reading(
    headings: Paths,
    rows: Sequence[_Cells],
    sorts: Sequence[list[bool]],
    most: int,
    known: dict[tuple[str, ...], Alignment],
) -> _Reading:
    """The rows under headings; `sorts` says which of their cells are figures.

    `known` keeps the rows under columns of the same sorts, which many ways to read a head have in common.
    """
    columns = tuple(_columns(headings, most))
    if columns not in known:
        known[columns] = Alignment(rows, sorts, columns)
    return _Reading(headings, columns, most, known[columns])


def _cheapest(readings: list[_Reading]) -> list[_Reading]:
    """Of the readings in which most rows fit and each column is filled, the cheapest: what costs more is not read."""
    found: list[_Reading] = []
    for one in sorted(readings, key=lambda one: one.rows.cost):
        if found and one.rows.cost > found[0].rows.cost:
            break
        if _is_good(one):
            found.append(one)
    return found


def _is_good(one: _Reading) -> bool:
    """Whether most rows fit and each column is filled."""
    rows, columns = one.rows, one.columns
    long = sum(len(row) > _GROUP for row in rows.rows)
    if rows.fitting < max(_FEWEST_ROWS, 0.6 * long):
        return False
    # `Trong đó` may have more columns of figures under it than any row fills.
    spare = columns.count(FIGURES) > one.most
    empty = [
        held
        for place, held in enumerate(columns)
        if held != NOTES and all(cells[place] is None for cells in rows.cells)
    ]
    return all(spare and held == FIGURES for held in empty)


def _cells(lines: _Cells) -> _Cells:
    """The cells of the body: its lines, a row's number or dash apart from the words behind it.

    A line in small letters goes on with the words of the one before; `trên` on a line of its own with its number.
    """
    cells: _Cells = []
    pending: int | None = None
    for line in lines:
        text, start = line.text, line.span.start
        if pending is not None:
            cells.append(GridCell(f"{cells.pop().text} {text}", Span(pending, line.span.end)))
            pending = None
            continue
        if cells and cells[-1].text in _OF_TIME and (text[0].isdigit() or text[0] in "IV"):
            # `Quý` above `II/2025`
            cells.append(joined_lines([cells.pop(), line]) or line)
            continue
        loose = table_pattern("loose_bound").search(text, max(0, len(text) - _LONGEST_BOUND))
        opening = table_pattern("flat_row_start").match(text)
        if loose is not None:
            cells += _parted(line, loose.start("bound"))
            pending = start + loose.start("bound")
        elif text[0].islower() and cells and not _is_figure(line) and cells[-1].text[-1].isalpha():
            cells.append(joined_lines([cells.pop(), line]) or line)
        elif opening is not None:
            cells += _parted(line, opening.end())
        elif (following := _next_cell(text)) is not None:
            before, behind = _parted(line, following)
            cells += [*(_figures(before) if _holds_figures_alone(before.text) else [before]), behind]
        elif _holds_figures_alone(text):
            cells += _figures(line)
        elif matches("total_row", text) and (figures := _figures_behind(text)) is not None:
            words, amounts = _parted(line, figures)
            cells += [words, *_figures(amounts)]
        elif text[0] in DASHES and text[1:2] == " ":
            cells += _parted(line, 2)
        else:
            cells.append(line)
    return cells


def _parted(line: GridCell, at: int) -> _Cells:
    """A line as two cells, the first without what may stand behind a number; as one where nothing stands before."""
    start, end = line.span
    first = line.text[:at].rstrip(" .)")
    second = GridCell(line.text[at:], Span(start + at, end))
    return [GridCell(first, Span(start, start + len(first))), second] if first else [second]


def _next_cell(text: str) -> int | None:
    """Where a next cell begins on a line: words behind a value or a time, or an amount behind words."""
    match = (
        table_pattern("value_before_words").match(text)
        or table_pattern("time_before_words").match(text)
        or (table_pattern("words_before_value").search(text) if _may_end_in_figure(text) else None)
    )
    return match.end() if match else None


def _may_end_in_figure(text: str) -> bool:
    """Whether a text's last letter may be a figure's: most texts end in words, and need no look at the patterns."""
    return text[-1:].isdecimal() or text[-1:] in _BEHIND_FIGURES


def _figures(line: GridCell) -> _Cells:
    """The figures of a line, a cell each."""
    found = table_pattern("bounded_figure").finditer(line.text)
    start = line.span.start
    return [
        GridCell(one.group().strip(), Span(start + one.end() - len(one.group().strip()), start + one.end()))
        for one in found
    ]


def _holds_figures_alone(text: str) -> bool:
    if not _may_end_in_figure(text):
        return False
    pieces = [match.group() for match in table_pattern("bounded_figure").finditer(text)]
    return len(pieces) > 1 and "".join(pieces).replace(" ", "") == text.replace(" ", "")


def _rows(cells: Sequence[GridCell], width: int) -> list[_Cells]:
    """The cells parted into rows, up to where no row follows."""
    rows: list[_Cells] = []
    at = 0
    due = 1
    while at < len(cells) and _opens_row(cells[at].text):
        number = _number(cells[at].text)
        due = due if number is None else number + 1
        size = _size(cells, at, width, {due, 1} if number is None else {due})
        if size is None:
            if len(cells) - at >= width and rows:
                # Nothing tells where the last row of a table ends but its width.
                rows.append(list(cells[at : at + width]))
            break
        rows.append(list(cells[at : at + size]))
        at += size
    return rows


def _size(cells: Sequence[GridCell], at: int, width: int, due: set[int]) -> int | None:
    """How many cells the row has that begins at a cell: behind them the next row begins, or the text ends.

    `due` are the numbers that may be the next row's; behind a row that fills all columns rows may be counted anew.
    """
    sizes: tuple[int, ...] = (width, *range(width - 1, 1, -1), *range(width + 1, width + _MOST_MORE + 1))
    for size in sizes:
        after = at + size
        if after == len(cells):
            return size
        if after < len(cells) and _is_due(cells[after].text, due | {1} if size >= width else due):
            return size
    return None


def _opens_row(text: str) -> bool:
    """Whether a cell can be the first of a row: a number, a dash, or the words of a total."""
    return text in DASHES or line_pattern("flat_row_number").match(text) is not None or matches("total_row", text)


def _is_due(text: str, due: set[int]) -> bool:
    """Whether a cell opens the next row; a figure does only if it is a number that is due, or under the last one."""
    if not _opens_row(text):
        return False
    number = _number(text)
    return number is None or number in due or ("." in text.strip(".") and number + 1 in due)


def _number(text: str) -> int | None:
    """The first part of a row's number in figures; null for letters, Roman numbers, dashes and words."""
    first = text.strip(".)").split(".")[0]
    return int(first) if first.isdecimal() and len(first) <= 3 else None


def _is_figure(cell: GridCell) -> bool:
    return read_value(cell.text, _ANY_STYLE).value is not None


def _columns(headings: Paths, most: int) -> list[str]:
    """What the cells of each column are: figures, words, or notes, which most rows leave empty."""
    kinds = [kind_of(path) for path in headings]
    sorts = [FIGURES if kind in FIGURE_KINDS else NOTES if kind == "note" else WORDS for kind in kinds]
    for place, kind in enumerate(kinds):
        if place and kind in EITHER_KINDS and sorts.count(FIGURES) < most:
            sorts[place] = FIGURES
    return sorts


def _with_unit(clean: CleanText, row: Row, unit: int | None) -> Row:
    """A row with its unit in a cell of its own, where that was read as the end of the words before it."""
    before = row[unit - 1] if unit else None
    if unit is None or before is None or row[unit] is not None:
        return row
    words, found, _ = loose_cells(with_last_line(clean, [before]), True)
    return row if found is None else (*row[: unit - 1], words[0], found, *row[unit + 1 :])


def _settled(rows: list[Row], columns: Sequence[str], headings: Paths) -> list[Row]:
    """The rows with the figures of short ones in the columns in which they add up."""
    places = [place for place, held in enumerate(columns) if held == FIGURES]
    if not any(cell is not None and COLUMN_UNSURE in cell.flags for row in rows for cell in row):
        return rows
    flat = [
        FlatRow(
            number=row[0],
            texts=[cell for place, cell in enumerate(row) if place and place not in places and cell is not None],
            figures=[cell._replace(flags=()) for place in places if (cell := row[place]) is not None],
        )
        for row in rows
    ]
    named = [matches("total_row", headings[place][-1]) for place in places]
    settled: list[Row] = []
    for row, (ways, sure) in zip(rows, placed_figures(flat, named), strict=True):
        cells = list(row)
        held = [cell for place in places if (cell := row[place]) is not None]
        if len(held) < len(places):
            for place in places:
                cells[place] = None
            for way, cell in zip(ways, held, strict=False):
                cells[places[way]] = cell._replace(flags=() if sure else (COLUMN_UNSURE,))
        settled.append(tuple(cells))
    return settled
