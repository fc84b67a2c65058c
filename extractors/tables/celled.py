"""Grids from text in which each cell of a table stands on a line of its own, in the order of its columns.

Web pages and converted documents are pasted so: the head's cells, then each row's. Where most rows have as many
cells as the head, each cell's column is known; a row with fewer has lost its empty cells, and what its cells are
(figures or words) tells which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from extractors.clean import Block, CleanText
from extractors.document import Span
from extractors.tables.figures import Style
from extractors.tables.flatcells import loose_cells, with_last_line
from extractors.tables.flathead import Paths, head_pieces, headings_of
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
_COLUMN_UNSURE, _CELLS_UNSURE = "column_unsure", "cells_unsure"

_FEWEST_COLUMNS, _MOST_COLUMNS, _LONGEST_HEADING = 3, 14, 90
# A row of a group has a number and a title.
_GROUP = 2
# A cell has so many lines at most, a row so many lines more than columns, a head so many titles over others.
_MOST_LINES, _MOST_MORE, _MOST_LEVELS = 6, 8, 5
# What an empty cell costs, in lines put together.
_EMPTY_ITEM, _EMPTY, _EMPTY_NOTE = 9.0, 2.0, 0.25
_DASHES = ("-", "+", "–")
_ANY_STYLE = Style(",")
_FIGURES, _WORDS, _NOTES = "figures", "words", "notes"
_FIGURE_KINDS = frozenset(("amount", "period", "measure", "norm", "ratio"))

_Cells = list[GridCell]


def celled_grid(clean: CleanText, head: Block, body: Sequence[Block]) -> Grid | None:
    """The table whose head begins at a block and whose rows are the blocks of `body`; null where cells share lines.

    How many columns there are is told by the rows; the head's lines, which may stand over each other, by that.
    """
    if any(block.first_line == block.last_line and _holds_figures_alone(_words(clean, block)) for block in body):
        # Several figures on one line: a row's, not a cell's.
        return None
    cells = list(_cells(clean, body))
    pieces = head_pieces(clean, head, body[0])
    for width in range(len(pieces), max(_FEWEST_COLUMNS, len(pieces) - _MOST_LEVELS) - 1, -1):
        grid = _grid(clean, pieces, width, cells)
        if grid is not None:
            return replace(grid, caption=caption_before(clean, head.start), span=Span(head.start, grid.span.end))
    return None


def _words(clean: CleanText, block: Block) -> str:
    return clean.text[block.start : block.end]


def _grid(clean: CleanText, pieces: list[str], width: int, cells: Sequence[GridCell]) -> Grid | None:
    """The table of the cells in so many columns; null where most rows do not fit, or the head's pieces do not."""
    if not _FEWEST_COLUMNS <= width <= _MOST_COLUMNS or max(map(len, pieces)) > _LONGEST_HEADING:
        return None
    if is_column_numbers([cell.text for cell in cells[:width]]):
        cells = cells[width:]
    rows = _rows(cells, width)
    behind = cells[sum(map(len, rows)) :]
    if behind and _is_figure(behind[0]):
        # Figures that no row has: the head was read with too few cells.
        return None
    figures = _figures_by_rows(rows, width)
    read = headings_of(pieces, width, figures)
    if read is None:
        return None
    headings, certain = read
    columns = _columns(headings, figures)
    aligned = [_aligned(row, columns) for row in rows]
    long = sum(len(row) > _GROUP for row in rows)
    whole = sum(one.whole and len(row) <= width for row, one in zip(rows, aligned, strict=True))
    fitting = sum(one.fits for one in aligned)
    if not whole or whole < 0.2 * long or fitting < max(2, 0.6 * long):
        return None
    unit = next((place for place, path in enumerate(headings) if kind_of(path) == "unit"), None)
    settled = _settled([_with_unit(clean, one.cells, unit) for one in aligned], columns, headings)
    end = max(cell.span.end for row in settled for cell in row if cell is not None)
    return Grid("flattened", headings, tuple(settled), "", Span(0, end), () if certain else ("head_unsure",))


def _cell(clean: CleanText, start: int, end: int) -> GridCell:
    return GridCell(clean.text[start:end], Span(start, end))


def _cells(clean: CleanText, body: Sequence[Block]) -> Iterator[GridCell]:
    """The cells of the body: its blocks, a row's number or dash apart from the words behind it."""
    pending: int | None = None
    for block in body:
        text = _words(clean, block)
        if pending is not None:
            # `trên` above its number
            bounded = _cell(clean, pending, block.end)
            yield bounded._replace(text=" ".join(bounded.text.split()))
            pending = None
            continue
        loose = table_pattern("loose_bound").search(text)
        if loose is not None:
            pending = block.start + loose.start("bound")
            if loose.start():
                yield _cell(clean, block.start, block.start + loose.start())
            continue
        opening = table_pattern("flat_row_start").match(text)
        if opening is None and text[:1] in _DASHES and len(text) > 2 and text[1] == " ":
            yield _cell(clean, block.start, block.start + 1)
            yield _cell(clean, block.start + 2, block.end)
        elif opening is not None:
            yield _cell(clean, block.start, block.start + opening.end("number"))
            yield _cell(clean, block.start + opening.end(), block.end)
        elif _holds_figures_alone(text):
            yield from _figures(clean, block.start, 0, text)
        elif matches("total_row", text) and (tail := table_pattern("flat_tail").search(text)) is not None:
            yield _cell(clean, block.start, block.start + len(text[: tail.start("figures")].rstrip()))
            yield from _figures(clean, block.start, tail.start("figures"), text)
        else:
            yield _cell(clean, block.start, block.end)


def _holds_figures_alone(text: str) -> bool:
    pieces = table_pattern("flat_figure").findall(text)
    return len(pieces) > 1 and "".join(pieces).replace(" ", "") == text.replace(" ", "")


def _figures(clean: CleanText, start: int, at: int, text: str) -> Iterator[GridCell]:
    """The figures of a block from an offset on: those on lines under each other were read as one row's."""
    for figure in table_pattern("flat_figure").finditer(text, at):
        shown = figure.group()
        begin = start + figure.end() - len(shown.lstrip())
        yield _cell(clean, begin, begin + len(shown.strip()))


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


def _figures_by_rows(rows: Sequence[_Cells], width: int) -> list[bool]:
    """Which columns hold figures, by the rows that fill all of them; nothing where too few do."""
    full = [row for row in rows if len(row) == width]
    if len(full) < 2 or 4 * len(full) < sum(len(row) > _GROUP for row in rows):
        return []
    filled = zip(*full, strict=True)
    return [place > 0 and sum(map(_is_figure, cells)) >= 0.7 * len(full) for place, cells in enumerate(filled)]


def _columns(headings: Paths, figures: list[bool]) -> list[str]:
    """What the cells of each column are: figures, words, or notes, which most rows leave empty.

    Where no rows tell, by the headings.
    """
    kinds = [kind_of(path) for path in headings]
    figures = figures or [kind in _FIGURE_KINDS for kind in kinds]
    return [
        _FIGURES if figure else _NOTES if kind == "note" else _WORDS
        for figure, kind in zip(figures, kinds, strict=True)
    ]


class _Aligned(NamedTuple):
    """A row's cells in their columns; whether they fit, figures among them, and leave nothing empty but notes."""

    cells: Row
    fits: bool
    whole: bool


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
        return _Aligned((*row[: len(columns)], *[None] * (len(columns) - len(row))), False, False)
    cells: list[GridCell | None] = []
    at = 0
    for count, column in zip(best.taken, columns, strict=True):
        cell = _joined(row[at : at + count])
        cells.append(cell._replace(flags=(_COLUMN_UNSURE,)) if cell and best.tied and column == _FIGURES else cell)
        at += count
    fits = best.cost[0] == 0 and bool(best.figures)
    empty = any(not count and held != _NOTES for count, held in zip(best.taken[1:], columns[1:], strict=True))
    return _Aligned(tuple(cells), fits, fits and not empty)


def _taking(way: _Way, place: int, column: str, figures: list[bool]) -> _Way:
    """A way with a column more that takes cells, each said to be a figure or not."""
    wrong = sum(one != (column == _FIGURES) for one in figures)
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
    text = " ".join(line.text for line in lines)
    return GridCell(text, Span(lines[0].span.start, lines[-1].span.end), flags=(_CELLS_UNSURE,))


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
