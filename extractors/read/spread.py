"""Tables that run over several pages joined: repeated heads dropped, rows that a page break cuts made whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from extractors.read.grids import Grid
from extractors.read.layout import Strip

# A cell is named by its page's index, its grid's on that page and its own in the grid.
Key = tuple[int, int, int]
# Columns of one table lie at the same places on each page, within this many points.
_SAME_EDGE = 4.0
# Where no rulings are drawn, edges are known only to lie between words.
_LOOSE_EDGE = 30.0
# A scanned page may lie this many points beside the one before.
_SHIFT = 20.0
_FIGURES = re.compile(r"\d+")
# Heads are alike where this share of their letters is the same: OCR reads them anew on each page.
_ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell of the joined table: its row there, and its parts on each page."""

    row: int
    parts: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """A joined table: index of its first page, size, cells row by row, and the cells of repeated heads."""

    page: int
    rows: int
    columns: int
    cells: tuple[Placed, ...]
    heads: tuple[Key, ...]


def spreads_of(pages: Sequence[tuple[Sequence[Grid], Sequence[Strip]]]) -> list[Spread]:
    """All tables of a document, in order; each page is given with its grids and strips."""
    texts: dict[Key, str] = {}
    for number, (_, strips) in enumerate(pages):
        for strip in strips:
            if strip.grid is not None and strip.cell is not None:
                key = (number, strip.grid, strip.cell)
                texts[key] = f"{texts[key]} {strip.text}" if key in texts else strip.text
    chains: list[list[tuple[int, int]]] = []
    for number, (grids, _) in enumerate(pages):
        for index, grid in enumerate(grids):
            if not any((number, index, cell) in texts for cell in range(len(grid.cells))):
                continue
            last = chains[-1][-1] if chains else None
            if last and last[0] == number - 1 and _goes_on(pages, last, (number, index)):
                chains[-1].append((number, index))
            else:
                chains.append([(number, index)])
    return [_joined(pages, chain, texts) for chain in chains]


def _goes_on(
    pages: Sequence[tuple[Sequence[Grid], Sequence[Strip]]], last: tuple[int, int], here: tuple[int, int]
) -> bool:
    """Whether a table is the one that ended the page before: nothing stands between, and the columns are the same."""
    before, strips = pages[last[0]]
    after, following = pages[here[0]]
    text_before = [strip for strip in strips if strip.aside is None]
    text_after = [strip for strip in following if strip.aside is None]
    if not text_before or text_before[-1].grid != last[1] or not text_after or text_after[0].grid != here[1]:
        return False
    one, two = before[last[1]].xs, after[here[1]].xs
    if before[last[1]].aligned and after[here[1]].aligned:
        return len(one) == len(two) and all(abs(a - b) <= _LOOSE_EDGE for a, b in zip(one, two, strict=True))
    shift = one[0] - two[0]
    return (
        len(one) == len(two)
        and abs(shift) <= _SHIFT
        and all(abs(a - b - shift) <= _SAME_EDGE for a, b in zip(one, two, strict=True))
    )


def _joined(
    pages: Sequence[tuple[Sequence[Grid], Sequence[Strip]]], chain: list[tuple[int, int]], texts: dict[Key, str]
) -> Spread:
    """One table from its parts on consecutive pages."""
    first = pages[chain[0][0]][0][chain[0][1]]
    cells: dict[tuple[int, int], Placed] = {}
    heads: list[Key] = []
    rows = 0
    for number, index in chain:
        grid = pages[number][0][index]
        skipped = _repeated_rows(first, chain[0], grid, (number, index), texts) if (number, index) != chain[0] else 0
        heads.extend((number, index, place) for place, cell in enumerate(grid.cells) if cell.row < skipped)
        goes_on = rows > 0 and _row_goes_on(grid, (number, index), skipped, texts)
        offset = rows - skipped - goes_on
        for place, cell in enumerate(grid.cells):
            if cell.row < skipped:
                continue
            key, at = (number, index, place), (cell.row + offset, cell.column)
            owner = _owner(cells, at) if goes_on and cell.row == skipped else None
            if owner is not None:
                cells[owner] = Placed(owner[0], (*cells[owner].parts, key))
            else:
                cells[at] = Placed(at[0], (key,))
        rows = offset + grid.rows
    return Spread(chain[0][0], rows, first.columns, tuple(cells[at] for at in sorted(cells)), tuple(heads))


def _owner(cells: dict[tuple[int, int], Placed], at: tuple[int, int]) -> tuple[int, int] | None:
    """The cell that a part below a page break continues: the last one that begins in its column."""
    above = [place for place in cells if place[1] == at[1] and place[0] <= at[0]]
    return max(above) if above else None


def _repeated_rows(
    first: Grid, first_key: tuple[int, int], grid: Grid, key: tuple[int, int], texts: dict[Key, str]
) -> int:
    """How many rows at the top of a page repeat the table's first rows, text for text."""
    rows = 0
    while rows < min(first.rows, grid.rows):
        one = _row_texts(first, first_key, rows, texts)
        two = _row_texts(grid, key, rows, texts)
        if not any(one) or not _are_alike(one, two):
            break
        rows += 1
    # A head is never the whole table, and its rows hold words.
    return rows if rows < first.rows else 0


def _are_alike(one: list[str], two: list[str]) -> bool:
    if one == two:
        return True
    first, second = " ".join(one), " ".join(two)
    # Figures tell rows apart that are alike otherwise.
    if len(one) != len(two) or _FIGURES.findall(first) != _FIGURES.findall(second):
        return False
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def _row_texts(grid: Grid, key: tuple[int, int], row: int, texts: dict[Key, str]) -> list[str]:
    return [" ".join(texts.get((*key, index), "").split()) for index, cell in enumerate(grid.cells) if cell.row == row]


def _row_goes_on(grid: Grid, key: tuple[int, int], row: int, texts: dict[Key, str]) -> bool:
    """Whether a page's first row continues the last one above the break.

    Its number cell is empty, and what stands in the others does not begin a row: it opens with a small
    letter, or fills a few columns only.
    """
    values = [(cell.column, texts.get((*key, index), "")) for index, cell in enumerate(grid.cells) if cell.row == row]
    if not values or values[0][1] or len(values) < 3:
        return False
    filled = [text for _, text in values if text]
    return bool(filled) and (
        any(text.lstrip("“\"'(")[:1].islower() for text in filled) or 2 * len(filled) <= len(values)
    )
