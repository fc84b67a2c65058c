"""Words with boxes → lines in reading order: geometry alone, the same for digital pages and for OCR.

The layout of Vietnamese administrative documents (Nghị định 30/2020/NĐ-CP, Phụ lục I) has one column of
text, but two side by side in the header block (body and number against national title, place and date)
and at the end (`Nơi nhận` against the signature). Those are read column by column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import patterns
from extractors.document import Box
from extractors.read.grids import Grid


class Token(NamedTuple):
    """A word on a page: box in PDF points, text as the source has it.

    `reading` is the word in Unicode where the source writes it otherwise; `stamp` marks words that a
    signature widget put on the page after it was written, and `level` is the middle of the line they fill.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    confidence: float = 1.0
    reading: str | None = None
    stamp: bool = False
    level: float | None = None


@dataclass(frozen=True, slots=True)
class Strip:
    """A line to be: its words from left to right, and the column it stands in.

    `left` and `right` are the column's edges; `flow` numbers the column on its page (0 is the main text);
    `grid` and `cell` are indexes of the table and its cell, null outside tables. `aside` as in `Layout`.
    """

    tokens: tuple[Token, ...]
    left: float
    right: float
    flow: int = 0
    grid: int | None = None
    cell: int | None = None
    aside: str | None = None

    @property
    def box(self) -> Box:
        """The smallest box that holds all words."""
        return Box(
            self.tokens[0].x0,
            min([token.y0 for token in self.tokens]),
            max([token.x1 for token in self.tokens]),
            max([token.y1 for token in self.tokens]),
        )

    @property
    def text(self) -> str:
        """The words, joined by blanks."""
        return " ".join([token.text for token in self.tokens])


class Row(NamedTuple):
    """Words of one height on a page, from left to right, with the row's upper and lower edge."""

    tokens: list[Token]
    y0: float
    y1: float

    @property
    def height(self) -> float:
        """Height in points."""
        return self.y1 - self.y0


# Two columns lie at least this many points apart all along; a gap opens a column only at a line's height.
_GUTTER = 5.0
_LEAST_COLUMN = 0.1
# Words are of one row where this share of the lower one's height lies beside the other.
_LEVEL = 0.5
_FARTHEST_ROW = 3.0


def rows_of(tokens: Iterable[Token]) -> list[Row]:
    """Words grouped into rows by the heights of their middles, from top to bottom."""
    rows: list[list[Token]] = []
    top, bottom = 0.0, 0.0
    for token in sorted(tokens, key=_middle):
        height = token.y1 - token.y0
        y0 = token.y0 if token.level is None else token.level - height / 2
        y1 = y0 + height
        if rows and min(bottom, y1) - max(top, y0) > _LEVEL * min(bottom - top, height):
            rows[-1].append(token)
            if height > bottom - top:
                top, bottom = y0, y1
            continue
        rows.append([token])
        top, bottom = y0, y1
    found = []
    for row in rows:
        row.sort()
        # The edges of a row are those of its tallest word: raised marks and signs do not move them.
        tallest = max(row, key=lambda token: token.y1 - token.y0)
        found.append(Row(row, tallest.y0, tallest.y1))
    return found


def _middle(token: Token) -> float:
    return token.level if token.level is not None else (token.y0 + token.y1) / 2


def strips_of(
    tokens: Sequence[Token],
    grids: Sequence[Grid],
    width: float,
    placed: Mapping[Token, tuple[int, int]] | None = None,
) -> list[Strip]:
    """The lines of a page in reading order; words inside a table's cells stand cell by cell, row by row.

    `placed` names table and cell of words that are known to stand in one; for the others their middle tells.
    """
    free: list[Token] = []
    held: dict[tuple[int, int], list[Token]] = {}
    for token in tokens:
        place = placed.get(token) if placed else None
        if place is None and grids:
            place = _cell_of(token, grids)
        if place is None:
            free.append(token)
        else:
            held.setdefault(place, []).append(token)
    parts: list[tuple[float, list[Strip]]] = _running_text(free, width, grids)
    for number, grid in enumerate(grids):
        cells: list[Strip] = []
        for index, cell in enumerate(grid.cells):
            cells.extend(
                Strip(tuple(row.tokens), cell.box.x0, cell.box.x1, -1, number, index)
                for row in rows_of(held.get((number, index), ()))
            )
        if cells:
            parts.append((grid.box.y0, cells))
    parts.sort(key=lambda part: part[0])
    return [strip for _, strips in parts for strip in strips]


def _cell_of(token: Token, grids: Sequence[Grid]) -> tuple[int, int] | None:
    """The table and cell that the middle of a word lies in; the smallest table where one lies in another."""
    x, y = (token.x0 + token.x1) / 2, (token.y0 + token.y1) / 2
    best: tuple[float, int, int] | None = None
    for number, grid in enumerate(grids):
        box = grid.box
        if grid.aligned or not (box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1):
            continue
        area = (box.x1 - box.x0) * (box.y1 - box.y0)
        index = grid.cell_at(x, y)
        if index is not None and (best is None or area < best[0]):
            best = (area, number, index)
    return (best[1], best[2]) if best else None


def _running_text(tokens: list[Token], width: float, grids: Sequence[Grid]) -> list[tuple[float, list[Strip]]]:
    """Lines outside tables with the height they begin at: columns one after the other, the rest as it stands."""
    rows = rows_of(tokens)
    parts: list[tuple[float, list[Strip]]] = []
    flow = 0
    index = 0
    tops = sorted(grid.box.y0 for grid in grids)
    while index < len(rows):
        end, gutter = _columns(rows, index, width, tops)
        if end == index or _are_values(rows[index:end], gutter):
            row = rows[index]
            parts.append((row.y0, [Strip(tuple(row.tokens), row.tokens[0].x0, row.tokens[-1].x1)]))
            index += 1
            continue
        strips: list[Strip] = []
        band = [token for row in rows[index:end] for token in row.tokens]
        for side in (
            [token for token in band if token.x0 + token.x1 < 2 * gutter],
            [token for token in band if token.x0 + token.x1 >= 2 * gutter],
        ):
            flow += 1
            left, right = min(token.x0 for token in side), max(token.x1 for token in side)
            strips.extend(Strip(tuple(row.tokens), left, right, flow) for row in rows_of(side))
        parts.append((rows[index].y0, strips))
        index = end
    return parts


def _columns(rows: list[Row], start: int, width: float, tops: list[float]) -> tuple[int, float]:
    """Where a band of two columns that begins at a row ends, and the middle of its gutter; `start` if none."""
    best, gutter = start, 0.0
    opening = patterns.rule("layout", "addressee").compile()
    for low, high in _gaps(rows, start):
        end, both, sides, last, middle = start, 0, 0, rows[start].y0, 0.0
        spans = [[width, 0.0], [width, 0.0]]
        for index in range(start, len(rows)):
            row = rows[index]
            if row.y0 - last > _FARTHEST_ROW * row.height or any(last <= top <= row.y0 for top in tops):
                break
            if index > start and opening.match(" ".join([token.text for token in row.tokens[:3]])):
                break
            low, high, cut = _split(row, low, high)
            left, right = row.tokens[:cut], row.tokens[cut:]
            if high - low < _GUTTER or (left and right and right[0].x0 - left[-1].x1 < 0.6 * row.height):
                break
            last, end = row.y1, index + 1
            middle = (low + high) / 2
            both += bool(left and right)
            sides |= bool(left) | 2 * bool(right)
            for side, span in zip((left, right), spans, strict=True):
                if side:
                    span[0], span[1] = min(span[0], side[0].x0), max(span[1], side[-1].x1)
        wide = all(span[1] - span[0] > _LEAST_COLUMN * width for span in spans)
        if both and sides == 3 and end - start >= 2 and wide and end > best:
            best, gutter = end, middle
    return best, gutter


def _are_values(rows: list[Row], gutter: float) -> bool:
    """Whether the right side holds values of what stands left of them: figures, each level with its words.

    Such rows are read across (`- Tỷ lệ tăng dân số:    10,6 ‰`).
    """
    value = patterns.rule("layout", "value").compile()
    figures, others = 0, 0
    for row in rows:
        right = [token for token in row.tokens if token.x0 > gutter]
        if right and right[0] is not row.tokens[0] and value.match(right[0].text):
            figures += 1
        elif right:
            others += 1
    return figures > 2 * others


def _split(row: Row, low: float, high: float) -> tuple[float, float, int]:
    """The widest blank that a row leaves within a gutter, and how many of its words stand left of it."""
    best = (low, low, 0)
    edge = low
    for index, token in enumerate(row.tokens):
        here = (edge, min(high, token.x0), index)
        if here[1] - here[0] > best[1] - best[0]:
            best = here
        edge = max(edge, token.x1)
    here = (edge, high, len(row.tokens))
    return here if here[1] - here[0] > best[1] - best[0] else best


def _gaps(rows: list[Row], start: int) -> list[tuple[float, float]]:
    """Gaps of a row that may divide columns; where two columns are not level, the gap to the next row too."""
    row = rows[start]
    least = max(14.0, 1.1 * row.height)
    gaps = [(one.x1, two.x0) for one, two in zip(row.tokens, row.tokens[1:], strict=False) if two.x0 - one.x1 > least]
    if not gaps and start + 1 < len(rows):
        after = rows[start + 1]
        if after.y0 < row.y1 - 0.25 * row.height:
            for one, two in ((row, after), (after, row)):
                if two.tokens[0].x0 - one.tokens[-1].x1 > least:
                    gaps.append((one.tokens[-1].x1, two.tokens[0].x0))
    return gaps
