"""Rulings → tables: lines drawn on a page (or found in its image) become grids of cells, merged cells too.

pdfplumber finds the cells: its table finder is a chain of functions (edges → intersections → cells → tables)
that works on any rulings. It is given those that PyMuPDF read, or those found in a scan; its own reading of
the page, which takes most of its time, is never needed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
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
_TOLERANCE = 3
_LEAST_FIELD = 4.0
_THIN = 3.0
# More rulings or crossings than this are a drawing: no table on one page has so many.
_MOST_RULINGS, _MOST_CROSSINGS = 3000, 5000

# An edge, and the crossings of edges, as pdfplumber keeps them.
Edge = dict[str, Any]
Crossings = dict[tuple[float, float], dict[str, list[Edge]]]


def grid_over(
    xs: tuple[float, ...],
    ys: tuple[float, ...],
    spans: Mapping[tuple[int, int], tuple[int, int]],
    aligned: bool = False,
) -> Grid:
    """The grid over given edges: `spans` gives rows and columns of the cell at (row, column).

    Fields that no cell covers become cells of their own.
    """
    rows, columns = len(ys) - 1, len(xs) - 1
    fields = [-1] * (rows * columns)
    cells: list[GridCell] = []
    for row in range(rows):
        for column in range(columns):
            if fields[row * columns + column] >= 0:
                continue
            row_span, column_span = spans.get((row, column), (1, 1))
            for y in range(row, row + row_span):
                for x in range(column, column + column_span):
                    fields[y * columns + x] = len(cells)
            box = Box(xs[column], ys[row], xs[column + column_span], ys[row + row_span])
            cells.append(GridCell(row, column, row_span, column_span, box))
    return Grid(xs, ys, tuple(cells), tuple(fields), aligned)


def grids_of(horizontal: Iterable[Ruling], vertical: Iterable[Ruling]) -> list[Grid]:
    """The tables that rulings make, from top to bottom; a frame around text and a lone cross are none."""
    across = [_edge("h", ruling.start, ruling.at, ruling.end, ruling.at) for ruling in horizontal]
    down = [_edge("v", ruling.at, ruling.start, ruling.at, ruling.end) for ruling in vertical]
    if not across or not down or len(across) + len(down) > _MOST_RULINGS:
        return []
    # Imported here: most pages have no rulings, and pdfplumber takes a quarter of a second to load.
    from pdfplumber.table import cells_to_tables, intersections_to_cells, merge_edges, snap_edges

    # Rounded, so that rulings that were snapped to one place share it to the last bit.
    edges = merge_edges(_rounded(snap_edges(across + down, _TOLERANCE, _TOLERANCE)), 0, 0, _TOLERANCE, _TOLERANCE)
    crossings = _crossings(
        [edge for edge in edges if edge["x1"] - edge["x0"] + edge["bottom"] - edge["top"] >= _LEAST_FIELD]
    )
    if len(crossings) > _MOST_CROSSINGS:
        return []
    grids = [_grid(cells) for cells in cells_to_tables(intersections_to_cells(crossings))]
    return sorted((grid for grid in grids if grid.columns > 1), key=lambda grid: (grid.box.y0, grid.box.x0))


def _edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> Edge:
    """An edge as pdfplumber's functions take it."""
    return {
        "orientation": orientation,
        "x0": x0,
        "top": top,
        "x1": x1,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
    }


def _rounded(edges: Iterable[Edge]) -> list[Edge]:
    return [
        _edge(edge["orientation"], *(round(edge[key], 2) for key in ("x0", "top", "x1", "bottom"))) for edge in edges
    ]


def _crossings(edges: list[Edge]) -> Crossings:
    """Where edges cross, those of outer borders that are not drawn but where rulings end included."""
    from pdfplumber.table import edges_to_intersections

    crossings: Crossings = edges_to_intersections(edges, _TOLERANCE, _TOLERANCE)
    borders = [*_borders(crossings, "h"), *_borders(crossings, "v")]
    return edges_to_intersections(edges + borders, _TOLERANCE, _TOLERANCE) if borders else crossings


def _borders(crossings: Crossings, along: str) -> list[Edge]:
    """Edges over the far ends of rulings of one direction, where two or more end beyond the last one across."""
    from pdfplumber.utils.clustering import cluster_objects

    at, start, end = ("top", "x0", "x1") if along == "h" else ("x0", "top", "bottom")
    places: dict[tuple[float, float, float], list[float]] = {}
    for crossing, edges in crossings.items():
        for edge in edges[along]:
            places.setdefault((edge[at], edge[start], edge[end]), []).append(crossing[0 if along == "h" else 1])
    ends = [
        (outer, place)
        for (place, low, high), inner in places.items()
        for outer, nearest in ((low, min(inner)), (high, max(inner)))
        if abs(outer - nearest) > 2 * _LEAST_FIELD
    ]
    found = []
    for group in cluster_objects(ends, itemgetter(0), _TOLERANCE):
        outer, first, last = group[0][0], min(place for _, place in group), max(place for _, place in group)
        if first < last:
            found.append(
                _edge("v", outer, first, outer, last) if along == "h" else _edge("h", first, outer, last, outer)
            )
    return found


def _grid(cells: list[tuple[float, float, float, float]]) -> Grid:
    """The grid of a table's cells."""
    xs = tuple(sorted({edge for cell in cells for edge in cell[0::2]}))
    ys = tuple(sorted({edge for cell in cells for edge in cell[1::2]}))
    column, row = {x: index for index, x in enumerate(xs)}, {y: index for index, y in enumerate(ys)}
    return grid_over(
        xs, ys, {(row[y0], column[x0]): (row[y1] - row[y0], column[x1] - column[x0]) for x0, y0, x1, y1 in cells}
    )


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
                # A program that draws in mirrored coordinates makes rectangles that end before they begin.
                (x0, x1), (y0, y1) = sorted(item[1][::2]), sorted(item[1][1::2])
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
