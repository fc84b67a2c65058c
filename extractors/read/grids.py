"""Rulings → tables: lines drawn on a page (or found in its image) become grids of cells, merged cells too.

A grid's columns and rows are the distinct places of its rulings; neighbouring fields with no ruling between
them are one cell. The same for drawn rulings and for those found in a scan.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from extractors.document import Box


class Ruling(NamedTuple):
    """A straight ruling: its place across its direction, and where it begins and ends along it, in points."""

    at: float
    start: float
    end: float


class GridCell(NamedTuple):
    """A cell of a grid, merged cells with their spans."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's skeleton: the edges of its columns (`xs`) and rows (`ys`), and its cells row by row.

    `fields` gives the index of the cell for each field, row by row. `aligned` tells that no rulings are drawn:
    edges then lie somewhere between the columns' words.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    fields: tuple[int, ...]
    aligned: bool = False

    @property
    def box(self) -> Box:
        """The table's outer edge."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.ys) - 1

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1

    def cell_at(self, x: float, y: float) -> int | None:
        """Index of the cell that a point lies in; null outside the table."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if not (0 <= column < self.columns and 0 <= row < self.rows):
            return None
        return self.fields[row * self.columns + column]


# Double rulings and the pieces that borders are drawn in lie within this many points.
_TOLERANCE = 3.0
_LEAST_FIELD = 4.0
_MOST_RULINGS = 3000
_THIN = 3.0


def merged(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Rulings that lie on one another or in one line made one."""
    ordered = sorted(rulings)
    groups: list[list[Ruling]] = []
    for ruling in ordered:
        if groups and ruling.at - groups[-1][-1].at <= _TOLERANCE and ruling.at - groups[-1][0].at <= 2 * _TOLERANCE:
            groups[-1].append(ruling)
        else:
            groups.append([ruling])
    found: list[Ruling] = []
    for group in groups:
        at = sum(ruling.at for ruling in group) / len(group)
        begin: float | None = None
        stop = 0.0
        for ruling in sorted(group, key=lambda one: one.start):
            if begin is not None and ruling.start - stop <= _TOLERANCE:
                stop = max(stop, ruling.end)
                continue
            if begin is not None:
                found.append(Ruling(at, begin, stop))
            begin, stop = ruling.start, ruling.end
        if begin is not None:
            found.append(Ruling(at, begin, stop))
    return [ruling for ruling in found if ruling.end - ruling.start >= _LEAST_FIELD]


def grids_of(horizontal: Iterable[Ruling], vertical: Iterable[Ruling]) -> list[Grid]:
    """The tables that rulings make, from top to bottom; a frame around text and a lone cross are none."""
    across, down = merged(horizontal)[:_MOST_RULINGS], merged(vertical)[:_MOST_RULINGS]
    grids = []
    for members in _connected(across, down):
        here = [across[index] for index in members if index < len(across)]
        there = [down[index - len(across)] for index in members if index >= len(across)]
        xs = _edges([r.at for r in there], [r.start for r in here], [r.end for r in here])
        ys = _edges([r.at for r in here], [r.start for r in there], [r.end for r in there])
        if len(xs) < 3 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > 20_000:
            continue
        grids.append(_grid(xs, ys, here, there))
    return sorted(grids, key=lambda grid: (grid.box.y0, grid.box.x0))


def _connected(across: Sequence[Ruling], down: Sequence[Ruling]) -> list[list[int]]:
    """Groups of rulings that cross or touch; horizontal ones are numbered first."""
    parent = list(range(len(across) + len(down)))
    for number, one in enumerate(down):
        for index, other in enumerate(across):
            if (
                one.start - _TOLERANCE <= other.at <= one.end + _TOLERANCE
                and other.start - _TOLERANCE <= one.at <= other.end + _TOLERANCE
            ):
                parent[_root(parent, index)] = _root(parent, len(across) + number)
    groups: dict[int, list[int]] = {}
    for index in range(len(parent)):
        groups.setdefault(_root(parent, index), []).append(index)
    return list(groups.values())


def _root(parent: list[int], index: int) -> int:
    while parent[index] != index:
        parent[index] = parent[parent[index]]
        index = parent[index]
    return index


def _edges(places: list[float], starts: list[float], ends: list[float]) -> tuple[float, ...]:
    """Distinct edges: the rulings' own places, and the far ends of those across where no border is drawn there."""
    if not places or not starts:
        return ()
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > _LEAST_FIELD:
            edges.append(place)
    for outer, inner in ((min(starts), edges[0]), (max(ends), edges[-1])):
        ours = starts if outer <= inner else ends
        if abs(outer - inner) > 2 * _LEAST_FIELD and sum(abs(end - outer) <= _TOLERANCE for end in ours) >= 2:
            edges.append(outer)
    return tuple(sorted(edges))


def _grid(xs: tuple[float, ...], ys: tuple[float, ...], across: list[Ruling], down: list[Ruling]) -> Grid:
    """The grid over given edges: fields without a ruling between them are merged."""
    columns, rows = len(xs) - 1, len(ys) - 1
    parent = list(range(columns * rows))
    closed_down, closed_across = _drawn(xs, down), _drawn(ys, across)
    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not closed_down(column + 1, ys[row], ys[row + 1]):
                parent[_root(parent, here + 1)] = _root(parent, here)
            if row + 1 < rows and not closed_across(row + 1, xs[column], xs[column + 1]):
                parent[_root(parent, here + columns)] = _root(parent, here)
    regions: dict[int, list[int]] = {}
    for field in range(columns * rows):
        regions.setdefault(_root(parent, field), []).append(field)
    blocks = sorted(block for region in regions.values() for block in _rectangles(region, columns))
    fields = [0] * (columns * rows)
    cells = []
    for index, (row, column, row_span, column_span) in enumerate(blocks):
        box = Box(xs[column], ys[row], xs[column + column_span], ys[row + row_span])
        cells.append(GridCell(row, column, row_span, column_span, box))
        for y in range(row, row + row_span):
            for x in range(column, column + column_span):
                fields[y * columns + x] = index
    return Grid(xs, ys, tuple(cells), tuple(fields))


def _drawn(edges: tuple[float, ...], rulings: list[Ruling]) -> Callable[[int, float, float], bool]:
    """A test whether a ruling lies on an edge over the middle half of a stretch."""
    on_edge: dict[int, list[Ruling]] = {}
    for ruling in rulings:
        nearest = min(range(len(edges)), key=lambda index: abs(edges[index] - ruling.at))
        on_edge.setdefault(nearest, []).append(ruling)

    def drawn(edge: int, start: float, end: float) -> bool:
        quarter = (end - start) / 4
        return any(r.start <= start + quarter and r.end >= end - quarter for r in on_edge.get(edge, ()))

    return drawn


def _rectangles(region: list[int], columns: int) -> list[tuple[int, int, int, int]]:
    """A region as (row, column, row span, column span): whole where it is a rectangle, else row by row."""
    places = [divmod(field, columns) for field in region]
    top, bottom = min(row for row, _ in places), max(row for row, _ in places)
    left, right = min(column for _, column in places), max(column for _, column in places)
    if len(region) == (bottom - top + 1) * (right - left + 1):
        return [(top, left, bottom - top + 1, right - left + 1)]
    blocks: list[tuple[int, int, int, int]] = []
    for row, column in sorted(places):
        if blocks and blocks[-1][0] == row and blocks[-1][1] + blocks[-1][3] == column:
            blocks[-1] = (row, blocks[-1][1], 1, blocks[-1][3] + 1)
        else:
            blocks.append((row, column, 1, 1))
    return blocks


def rulings_of(drawings: Iterable[dict[str, Any]]) -> tuple[list[Ruling], list[Ruling]]:
    """Horizontal and vertical rulings of a page's drawings as PyMuPDF's `get_cdrawings` gives them.

    Thin filled rectangles are rulings (Word draws borders so); a larger rectangle counts by its edges only
    where these are stroked; white is no ruling.
    """
    horizontal: list[Ruling] = []
    vertical: list[Ruling] = []
    for drawing in drawings:
        stroked = "s" in drawing["type"] and not _is_white(drawing.get("color"))
        filled = "f" in drawing["type"] and not _is_white(drawing.get("fill"))
        if not stroked and not filled:
            continue
        for item in drawing["items"]:
            if item[0] == "l" and stroked:
                _add(item[1][0], item[1][1], item[2][0], item[2][1], horizontal, vertical)
            elif item[0] == "re":
                x0, y0, x1, y1 = item[1]
                if y1 - y0 <= _THIN or x1 - x0 <= _THIN:
                    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
                    if x1 - x0 > y1 - y0:
                        horizontal.append(Ruling(middle_y, x0, x1))
                    else:
                        vertical.append(Ruling(middle_x, y0, y1))
                elif stroked:
                    horizontal += [Ruling(y0, x0, x1), Ruling(y1, x0, x1)]
                    vertical += [Ruling(x0, y0, y1), Ruling(x1, y0, y1)]
        if len(horizontal) + len(vertical) > 4 * _MOST_RULINGS:
            break
    return horizontal, vertical


def _add(x0: float, y0: float, x1: float, y1: float, horizontal: list[Ruling], vertical: list[Ruling]) -> None:
    """A stroked line as a ruling, where it is level or upright."""
    if abs(y1 - y0) <= 1 < abs(x1 - x0):
        horizontal.append(Ruling((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
    elif abs(x1 - x0) <= 1 < abs(y1 - y0):
        vertical.append(Ruling((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def _is_white(colour: Sequence[float] | None) -> bool:
    return colour is not None and len(colour) > 0 and min(colour) > 0.95
