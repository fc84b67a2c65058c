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

#: Flags of cells, explained in patterns/flags.yaml.
_COLUMN_UNSURE = "column_unsure"

_FEWEST_COLUMNS, _FEWEST_LINES, _FEWEST_ROWS, _MOST_PIECES, _LONGEST_HEADING = 3, 3, 2, 20, 90
# A row of a group has a number and a title.
_GROUP = 2
# A cell has so many lines at most, a row so many lines more than columns.
_MOST_LINES, _MOST_MORE = 6, 8
# What an empty cell costs, in lines put together.
_EMPTY_ITEM, _EMPTY, _EMPTY_NOTE = 9.0, 2.0, 0.0
_OF_TIME = frozenset(("Năm", "Quý", "Tháng", "Ngày"))
# A figure so short may number a column.
_LONGEST_COUNT = 2
_DASHES = ("-", "+", "–")
_ANY_STYLE = Style(",")
_FIGURES, _WORDS, _NOTES = "figures", "words", "notes"

_Cells = list[GridCell]


def celled_grid(clean: CleanText, head: Block, end: int) -> Grid | None:
    """The table whose head begins at a block and that ends before an offset; null where its cells share lines.

    How many columns there are is told by the rows; the head's lines, which may stand over each other, by that.
    """
    lines = _lines(clean, Span(head.start, end))
    body = next((place for place in range(1, len(lines)) if _begins_body(lines, place)), None)
    if body is None or body < _FEWEST_LINES:
        return None
    together = sum(_holds_figures_alone(line.text) for line in lines[body:])
    if together > 0.3 * (together + sum(map(_is_figure, lines[body:]))):
        # Several figures on one line are a row's, not a cell's.
        return None
    cells = _cells(lines[body:])
    pieces = pieces_of([line.text for line in lines[:body]])
    grid = _grid(clean, list(dict.fromkeys((tuple(pieces), tuple(parted(pieces))))), cells)
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
    if not _FEWEST_COLUMNS <= width <= _MOST_PIECES or max(map(len, heads[0])) > _LONGEST_HEADING:
        return None
    for numbered in range(width, _FEWEST_COLUMNS - 1, -1):
        if is_column_numbers([cell.text for cell in cells[:numbered]]):
            cells = cells[numbered:]
            break
    rows = _rows(cells, width)
    behind = cells[sum(map(len, rows)) :]
    if len(rows) < _FEWEST_ROWS or (behind and _is_figure(behind[0])):
        return None
    most = max(sum(map(_is_figure, row[1:])) for row in rows)
    # A figure of the fullest row may be a note's.
    counts = [count for count in (most, most - 1) if count > 0]
    read = [
        _read(headings, rows, count)
        for pieces in heads
        for count in counts
        for headings in heads_for(list(pieces), count)
    ]
    good = [one for one in read if one.good]
    if not good:
        return None
    best = min(good, key=lambda one: one.cost)
    hangs = all(best.headings != tuple((piece,) for piece in pieces) for pieces in heads)
    unsure = hangs and any(one.cost == best.cost and one.headings != best.headings for one in good)
    unit = next((place for place, path in enumerate(best.headings) if kind_of(path) == "unit"), None)
    settled = _settled([_with_unit(clean, row, unit) for row in best.rows], best.columns, best.headings)
    end = max(cell.span.end for row in settled for cell in row if cell is not None)
    return Grid("flattened", best.headings, tuple(settled), "", Span(0, end), ("head_unsure",) if unsure else ())


class _Reading(NamedTuple):
    """The rows read under one way to read the head; `good` where most fit and each column is filled."""

    headings: Paths
    columns: list[str]
    rows: list[Row]
    cost: tuple[int, float]
    good: bool


def _read(headings: Paths, rows: Sequence[_Cells], most: int) -> _Reading:
    """The rows under headings, of whose columns so many hold figures."""
    columns = _columns(headings, most)
    aligned = [_aligned(row, columns) for row in rows]
    filled = [any(one.cells[place] is not None for one in aligned) for place in range(len(columns))]
    long = sum(len(row) > _GROUP for row in rows)
    fitting = sum(one.fits for one in aligned)
    # `Trong đó` may have more columns of figures under it than any row fills.
    spare = columns.count(_FIGURES) > most
    empty = [held for one, held in zip(filled, columns, strict=True) if not one and held != _NOTES]
    good = fitting >= max(_FEWEST_ROWS, 0.6 * long) and all(spare and held == _FIGURES for held in empty)
    cost = sum(one.cost[0] for one in aligned), round(sum(one.cost[1] for one in aligned), 2)
    return _Reading(headings, columns, [one.cells for one in aligned], cost, good)


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
            cells.append(_joined([cells.pop(), line]) or line)
            continue
        loose = table_pattern("loose_bound").search(text)
        opening = table_pattern("flat_row_start").match(text)
        if loose is not None:
            cells += _parted(line, loose.start("bound"))
            pending = start + loose.start("bound")
        elif text[0].islower() and cells and not _is_figure(line) and cells[-1].text[-1].isalpha():
            cells.append(_joined([cells.pop(), line]) or line)
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
        elif text[0] in _DASHES and text[1:2] == " ":
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
    for rule in ("value_before_words", "time_before_words", "words_before_value"):
        match = table_pattern(rule).search(text)
        if match is not None:
            return match.end()
    return None


def _figures(line: GridCell) -> _Cells:
    """The figures of a line, a cell each."""
    found = table_pattern("bounded_figure").finditer(line.text)
    start = line.span.start
    return [
        GridCell(one.group().strip(), Span(start + one.end() - len(one.group().strip()), start + one.end()))
        for one in found
    ]


def _holds_figures_alone(text: str) -> bool:
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
    return text in _DASHES or line_pattern("flat_row_number").match(text) is not None or matches("total_row", text)


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
    sorts = [_FIGURES if kind in FIGURE_KINDS else _NOTES if kind == "note" else _WORDS for kind in kinds]
    for place, kind in enumerate(kinds):
        if place and kind in EITHER_KINDS and sorts.count(_FIGURES) < most:
            sorts[place] = _FIGURES
    return sorts


class _Aligned(NamedTuple):
    """A row's cells in their columns, what that costs (see `_Way`), and whether they fit, figures among them."""

    cells: Row
    cost: tuple[int, float]
    fits: bool


class _Way(NamedTuple):
    """A way to stand the first cells of a row in the first columns, the best of those that leave as many.

    `cost` counts cells of the wrong sort, then empty columns and lines put together; `taken` how many cells each
    column takes, `figures` the columns of the figures; `tied` where others are as good with figures elsewhere.
    """

    cost: tuple[int, float]
    taken: tuple[int, ...]
    figures: tuple[int, ...]
    tied: bool


def _aligned(row: _Cells, columns: list[str]) -> _Aligned:
    """A row's cells in their columns, in order: each column takes one cell, none, or several lines of words."""
    numbered = row[0].text in _DASHES or line_pattern("flat_row_number").match(row[0].text) is not None
    figures = [_is_figure(cell) for cell in row]
    # A total has no number.
    ways = {int(numbered): _Way((0, 0.0), (int(numbered),), (), False)}
    for place, column in enumerate(columns[1:], start=1):
        longer: dict[int, _Way] = {}
        for used, way in ways.items():
            for count in range(1 + (len(row) - used if column != _FIGURES else min(1, len(row) - used))):
                if count > _MOST_LINES:
                    break
                one = _taking(way, place, column, figures[used : used + count])
                longer[used + count] = _better(longer.get(used + count), one)
        ways = longer
    best = ways.get(len(row))
    if best is None:
        return _Aligned((*row[: len(columns)], *[None] * (len(columns) - len(row))), (len(row), 0.0), False)
    cells: list[GridCell | None] = []
    at = 0
    for count, column in zip(best.taken, columns, strict=True):
        cell = _joined(row[at : at + count])
        cells.append(cell._replace(flags=(_COLUMN_UNSURE,)) if cell and best.tied and column == _FIGURES else cell)
        at += count
    return _Aligned(tuple(cells), best.cost, best.cost[0] == 0 and bool(best.figures))


def _taking(way: _Way, place: int, column: str, figures: list[bool]) -> _Way:
    """A way with a column more that takes cells, each said to be a figure or not."""
    # A note may name a number.
    wrong = sum(one != (column == _FIGURES) for one in figures) if column != _NOTES else 0
    empty = _EMPTY_NOTE if column == _NOTES else _EMPTY_ITEM if place == 1 else _EMPTY
    loose = len(figures) - 1.0 if figures else empty
    cost = way.cost[0] + wrong, way.cost[1] + loose
    return _Way(cost, (*way.taken, len(figures)), way.figures + (place,) * sum(figures), way.tied)


def _better(one: _Way | None, other: _Way) -> _Way:
    """The better of two ways that leave as many cells; of equals the one further left, tied if their figures differ."""
    if one is None or other.cost < one.cost:
        return other
    if other.cost > one.cost:
        return one
    best = min(one, other, key=lambda way: (way.figures, [-count for count in way.taken]))
    return best._replace(tied=one.tied or other.tied or one.figures != other.figures)


def _joined(lines: _Cells) -> GridCell | None:
    """The lines of one cell put together."""
    if len(lines) < 2:
        return lines[0] if lines else None
    return GridCell(" ".join(line.text for line in lines), Span(lines[0].span.start, lines[-1].span.end))


def _with_unit(clean: CleanText, row: Row, unit: int | None) -> Row:
    """A row with its unit in a cell of its own, where that was read as the end of the words before it."""
    before = row[unit - 1] if unit else None
    if unit is None or before is None or row[unit] is not None:
        return row
    words, found, _ = loose_cells(with_last_line(clean, [before]), True)
    return row if found is None else (*row[: unit - 1], words[0], found, *row[unit + 1 :])


def _settled(rows: list[Row], columns: list[str], headings: Paths) -> list[Row]:
    """The rows with the figures of short ones in the columns in which they add up."""
    places = [place for place, held in enumerate(columns) if held == _FIGURES]
    if not any(cell is not None and _COLUMN_UNSURE in cell.flags for row in rows for cell in row):
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
                cells[places[way]] = cell._replace(flags=() if sure else (_COLUMN_UNSURE,))
        settled.append(tuple(cells))
    return settled
