"""Grids from text in which each cell of a table stands on a line of its own, in the order of its columns.

Web pages and converted documents are pasted so: the head's cells, then each row's. Where most rows have as many
cells as the head, each cell's column is known; a row with fewer has lost its empty cells, and what its cells are
(figures or words) tells which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from math import comb

from extractors.clean import Block, CleanText
from extractors.document import Span
from extractors.tables.figures import Style
from extractors.tables.flatcells import loose_cells, with_last_line
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
# So many cells too many may a row have: paragraphs of one cell.
_MOST_PARAGRAPHS = 4
_MOST_WAYS = 500
_DASHES = ("-", "+", "–")
_ANY_STYLE = Style(",")
_FIGURES, _WORDS, _NOTES = "figures", "words", "notes"
_FIGURE_KINDS = frozenset(("amount", "period", "measure", "norm", "ratio"))

_Cells = list[GridCell]


def celled_grid(clean: CleanText, head: Sequence[Block], body: Sequence[Block]) -> Grid | None:
    """The table whose head's cells are the blocks of `head`, or their lines; null where its rows have no such cells."""
    if any(block.first_line == block.last_line and _holds_figures_alone(_words(clean, block)) for block in body):
        # Several figures on one line: a row's, not a cell's.
        return None
    cells = list(_cells(clean, body))
    for titles in (_blocks(clean, head), _lines(clean, head)):
        grid = _grid(clean, titles, cells)
        if grid is not None:
            start = head[0].start
            return replace(grid, caption=caption_before(clean, start), span=Span(start, grid.span.end))
    return None


def _words(clean: CleanText, block: Block) -> str:
    return clean.text[block.start : block.end]


def _blocks(clean: CleanText, head: Sequence[Block]) -> list[str]:
    """The cells of a head whose blocks they are."""
    return [_words(clean, block) for block in head]


def _lines(clean: CleanText, head: Sequence[Block]) -> list[str]:
    """The cells of a head whose lines they are; one in small letters goes on with the line before."""
    titles: list[str] = []
    for block in head:
        for line in clean.document.lines[block.first_line : block.last_line + 1]:
            text = line.text.strip(" |*")
            if titles and text[:1].islower():
                titles[-1] += " " + text
            elif text:
                titles.append(text)
    return titles


def _grid(clean: CleanText, titles: Sequence[str], cells: Sequence[GridCell]) -> Grid | None:
    """The table of the cells under titles; null where most rows do not fit."""
    titles = [title for title in titles if not matches("no_level", title)]
    width = len(titles)
    if not _FEWEST_COLUMNS <= width <= _MOST_COLUMNS or max(map(len, titles)) > _LONGEST_HEADING:
        return None
    if is_column_numbers([cell.text for cell in cells[:width]]):
        cells = cells[width:]
    rows = _rows(cells, width)
    behind = cells[sum(map(len, rows)) :]
    if behind and _is_figure(behind[0]):
        # Figures that no row has: the head was read with too few cells.
        return None
    columns = _columns(titles, rows)
    placed = [_placed(row, columns) for row in rows]
    fitting = [len(row) for row, (_, fits) in zip(rows, placed, strict=True) if fits]
    if len(fitting) < 2 or len(fitting) < 0.6 * sum(len(row) > _GROUP for row in rows):
        return None
    if max(fitting) < width - columns.count(_NOTES):
        # More titles than cells: some stand over others.
        return None
    unit = next((place for place, title in enumerate(titles) if kind_of((title,)) == "unit"), None)
    settled = _settled([_with_unit(clean, row, unit) for row, _ in placed], columns, titles)
    end = max(cell.span.end for row in settled for cell in row if cell is not None)
    return Grid("flattened", tuple((title,) for title in titles), tuple(settled), "", Span(0, end))


def _cell(clean: CleanText, start: int, end: int) -> GridCell:
    return GridCell(clean.text[start:end], Span(start, end))


def _cells(clean: CleanText, body: Sequence[Block]) -> Iterator[GridCell]:
    """The cells of the body: its blocks, a row's number or dash apart from the words behind it."""
    for block in body:
        text = clean.text[block.start : block.end]
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
    latest: int | None = None
    while at < len(cells) and _opens_row(cells[at].text):
        number = _number(cells[at].text)
        latest = latest if number is None else number
        size = _size(cells, at, width, latest)
        if size is None:
            if len(cells) - at >= width and rows:
                # Nothing tells where the last row of a table ends but its width.
                rows.append(list(cells[at : at + width]))
            break
        rows.append(list(cells[at : at + size]))
        if size == _GROUP and number is None:
            latest = None
        at += size
    return rows


def _size(cells: Sequence[GridCell], at: int, width: int, latest: int | None) -> int | None:
    """How many cells the row has that begins at a cell: behind them the next row begins, or the text ends."""
    sizes: tuple[int, ...] = (width, *range(width - 1, 1, -1), *range(width + 1, width + _MOST_PARAGRAPHS + 1))
    for size in sizes:
        after = at + size
        if after == len(cells) or (after < len(cells) and _is_due(cells[after].text, latest, size)):
            return size
    return None


def _opens_row(text: str) -> bool:
    """Whether a cell can be the first of a row: a number, a dash, or the words of a total."""
    return text in _DASHES or line_pattern("flat_row_number").match(text) is not None or matches("total_row", text)


def _is_due(text: str, latest: int | None, size: int) -> bool:
    """Whether a cell opens the row that follows one of a size; a figure does only if it is the number that is next."""
    if not _opens_row(text):
        return False
    number = _number(text)
    if number is None:
        return True
    if "." in text.strip("."):
        return latest is None or number in (latest, latest + 1)
    return number == (latest or 0) + 1 or (number == 1 and size == _GROUP)


def _number(text: str) -> int | None:
    """The first part of a row's number in figures; null for letters, Roman numbers, dashes and words."""
    first = text.strip(".)").split(".")[0]
    return int(first) if first.isdecimal() and len(first) <= 3 else None


def _is_figure(cell: GridCell) -> bool:
    return read_value(cell.text, _ANY_STYLE).value is not None


def _columns(titles: Sequence[str], rows: Sequence[_Cells]) -> list[str]:
    """What the cells of each column are: figures, words, or notes, which most rows leave empty.

    Told by the rows that fill all columns; where too few do, by the headings.
    """
    kinds = [kind_of((title,)) for title in titles]
    full = [row for row in rows if len(row) == len(titles)]
    if len(full) >= 2 and 2 * len(full) >= sum(len(row) > _GROUP for row in rows):
        filled = zip(*full, strict=True)
        figures = [sum(map(_is_figure, cells)) >= 0.7 * len(full) for cells in filled]
    else:
        figures = [kind in _FIGURE_KINDS for kind in kinds]
    return [
        _FIGURES if figure else _NOTES if kind == "note" else _WORDS
        for figure, kind in zip(figures, kinds, strict=True)
    ]


def _with_unit(clean: CleanText, row: Row, unit: int | None) -> Row:
    """A row with its unit in a cell of its own, where that was read as the end of the words before it."""
    before = row[unit - 1] if unit else None
    if unit is None or before is None or row[unit] is not None:
        return row
    words, found, _ = loose_cells(with_last_line(clean, [before]), True)
    return row if found is None else (*row[: unit - 1], words[0], found, *row[unit + 1 :])


def _settled(rows: list[Row], columns: list[str], titles: Sequence[str]) -> list[Row]:
    """The rows with the figures of short ones in the columns in which they add up."""
    places = [place for place, held in enumerate(columns) if held == _FIGURES]
    if not any(cell is not None and cell.flags for row in rows for cell in row):
        return rows
    flat = [
        FlatRow(
            number=row[0],
            texts=[cell for place, cell in enumerate(row) if place and place not in places and cell is not None],
            figures=[cell._replace(flags=()) for place in places if (cell := row[place]) is not None],
        )
        for row in rows
    ]
    named = [matches("total_row", titles[place]) for place in places]
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


def _placed(row: _Cells, columns: list[str]) -> tuple[Row, bool]:
    """A row's cells in their columns, and whether all of them fit there, figures among them."""
    if not (row[0].text in _DASHES or line_pattern("flat_row_number").match(row[0].text)):
        # A total has no number.
        return _fitted([None], row, columns)
    if len(row) > len(columns):
        whole = _merged(row, columns)
        return _fitted(whole[:_GROUP], whole[_GROUP:], columns)[0], False
    return _fitted(row[:_GROUP], row[_GROUP:], columns)


def _fitted(first: Sequence[GridCell | None], rest: _Cells, columns: list[str]) -> tuple[Row, bool]:
    """The cells of `first` in the first columns, the rest in those of the others that fit them best.

    Of ways that fit as well the one that leaves notes empty, then the leftmost, which is unsure for figures.
    """
    width, start = len(columns), len(first)
    if not rest or len(rest) > width - start or comb(width - start, len(rest)) > _MOST_WAYS:
        rest = rest[: width - start]
        return (*first, *rest, *[None] * (width - start - len(rest))), False
    known = [_FIGURES if _is_figure(cell) else _WORDS for cell in rest]
    notes = sum(column == _NOTES for column in columns[start:])
    best, unsure, places = (-1, -1), False, tuple(range(start, start + len(rest)))
    for way in combinations(range(start, width), len(rest)):
        held = [columns[place] for place in way]
        matched = sum((one == _FIGURES) == (column == _FIGURES) for one, column in zip(known, held, strict=True))
        score = matched, notes - sum(column == _NOTES for column in held)
        unsure = (unsure and score <= best) or score == best
        if score > best:
            best, unsure, places = score, False, way
    cells: list[GridCell | None] = [*first, *[None] * (width - start)]
    for place, cell in zip(places, rest, strict=True):
        cells[place] = cell._replace(flags=(_COLUMN_UNSURE,)) if unsure and _is_figure(cell) else cell
    return tuple(cells), best[0] == len(rest) and _FIGURES in known


def _merged(row: _Cells, columns: list[str]) -> _Cells:
    """A row with too many cells: paragraphs of one cell of words are put together where the others fit best."""
    extra = len(row) - len(columns)

    def merged_at(column: int) -> _Cells:
        parts = row[column : column + extra + 1]
        text = " ".join(part.text for part in parts)
        whole = GridCell(text, Span(parts[0].span.start, parts[-1].span.end), flags=(_CELLS_UNSURE,))
        return [*row[:column], whole, *row[column + extra + 1 :]]

    def fits(cells: _Cells) -> int:
        return sum(_is_figure(cell) == (column == _FIGURES) for cell, column in zip(cells, columns, strict=True))

    words = [column for column, held in enumerate(columns) if column and held != _FIGURES]
    return max(map(merged_at, reversed(words)), key=fits) if words else row[: len(columns)]
