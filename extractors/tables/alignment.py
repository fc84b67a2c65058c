"""A row's cells in the columns of a table in which each cell stands on a line of its own.

Each column takes one cell of a row, none, or several lines of words, in order. A cell of the wrong sort (figures or
words) costs most, then what is empty and lines that are put together; the cheapest way is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from extractors.document import Span
from extractors.tables.grid import GridCell, Row, line_pattern

#: What the cells of a column are: figures, words, or notes, which most rows leave empty.
FIGURES, WORDS, NOTES = "figures", "words", "notes"
#: Marks of rows that have no number.
DASHES = ("-", "+", "–")
#: Flag of cells, explained in patterns/flags.yaml.
COLUMN_UNSURE = "column_unsure"
# A cell has so many lines at most.
_MOST_LINES = 6
# What an empty cell costs, in lines put together.
_EMPTY_ITEM, _EMPTY, _EMPTY_NOTE = 9, 2, 0
# A cell of the wrong sort costs more than all else in its row together.
_WRONG = 10_000


class Alignment:
    """The rows of a table in columns of the given sorts; `sorts` says of each cell whether it is a figure.

    What the rows cost is soon told; where their cells stand is only worked out when asked for.
    """

    def __init__(self, rows: Sequence[list[GridCell]], sorts: Sequence[list[bool]], columns: tuple[str, ...]) -> None:
        self.rows = rows
        self._rows = [_RowWays(row, figures, columns) for row, figures in zip(rows, sorts, strict=True)]

    @cached_property
    def cost(self) -> tuple[int, int]:
        """What all rows cost together: cells of the wrong sort before all else, however many rows there are."""
        costs = [divmod(row.cost, _WRONG) for row in self._rows]
        return sum(wrong for wrong, _ in costs), sum(loose for _, loose in costs)

    @cached_property
    def fitting(self) -> int:
        """How many rows have no cell of the wrong sort, and figures among them."""
        return sum(row.fits for row in self._rows)

    @cached_property
    def cells(self) -> list[Row]:
        """The cells of each row, null where a column is empty."""
        return [row.cells() for row in self._rows]


class _Way(NamedTuple):
    """The best way to stand the first cells of a row in the first columns, of those that cost least.

    `figures` are the columns of the figures, `taken` how many cells each column takes; `tied` where others cost as
    little with figures elsewhere.
    """

    figures: tuple[int, ...]
    taken: tuple[int, ...]
    tied: bool


class _RowWays:
    """The ways for a row's cells to stand in the columns, and the least that any of them costs."""

    def __init__(self, row: list[GridCell], figures: list[bool], columns: tuple[str, ...]) -> None:
        self._row, self._figures, self._columns = row, figures, columns
        # A total has no number.
        first = row[0].text
        self._numbered = int(first in DASHES or line_pattern("flat_row_number").match(first) is not None)
        self._costs = [] if self._fills() else self._least_costs()
        least = self._costs[-1].get(len(row)) if self._costs else 0
        self._fitting = least is not None
        self.cost = len(row) * _WRONG if least is None else least

    @property
    def fits(self) -> bool:
        """Whether no cell is of the wrong sort, and figures are among them."""
        return self._fitting and self.cost < _WRONG and any(self._figures[self._numbered :])

    def cells(self) -> Row:
        """The cells of the best way, null where a column is empty."""
        row, columns = self._row, self._columns
        if not self._costs:
            return (*row,) if self._numbered else (None, *row)
        if not self._fitting:
            return (*row[: len(columns)], *[None] * (len(columns) - len(row)))
        best = self._best({}, len(columns) - 1, len(row))
        cells: list[GridCell | None] = []
        at = 0
        for count, column in zip(best.taken, columns, strict=True):
            cell = joined_lines(row[at : at + count])
            cells.append(cell._replace(flags=(COLUMN_UNSURE,)) if cell and best.tied and column == FIGURES else cell)
            at += count
        return tuple(cells)

    def _fills(self) -> bool:
        """Whether there is a cell for each column, of its sort: nothing costs less, and no other way as little."""
        figures = self._figures[self._numbered :]
        columns = self._columns[1:]
        return len(figures) == len(columns) and all(
            column == NOTES or figure == (column == FIGURES) for figure, column in zip(figures, columns, strict=True)
        )

    def _least_costs(self) -> list[dict[int, int]]:
        """For each column what the first cells of the row cost at least up to it, by how many cells they are."""
        figures, size = self._figures, len(self._figures)
        reached = {self._numbered: 0}
        costs = [reached]
        for place, column in enumerate(self._columns[1:], start=1):
            longer: dict[int, int] = {}
            most = 1 if column == FIGURES else _MOST_LINES
            empty = _empty_cost(place, column)
            for used, cost in reached.items():
                here = cost + empty
                if used not in longer or here < longer[used]:
                    longer[used] = here
                here = cost
                for after in range(used + 1, min(used + most, size) + 1):
                    # A note may name a number.
                    if column != NOTES and figures[after - 1] != (column == FIGURES):
                        here += _WRONG
                    if after not in longer or here < longer[after]:
                        longer[after] = here
                    here += 1
            reached = longer
            costs.append(reached)
        return costs

    def _best(self, known: dict[tuple[int, int], _Way], place: int, used: int) -> _Way:
        """The best way for the first `used` cells up to a column: of equals the one whose figures are further left."""
        if not place:
            return _Way((), (used,), False)
        if (place, used) not in known:
            column, least, before = self._columns[place], self._costs[place][used], self._costs[place - 1]
            ways: list[_Way] = []
            wrong = 0
            for count in range(min(used, 1 if column == FIGURES else _MOST_LINES) + 1):
                at = used - count
                if count and column != NOTES and self._figures[at] != (column == FIGURES):
                    wrong += _WRONG
                own = wrong + count - 1 if count else _empty_cost(place, column)
                if at in before and before[at] + own == least:
                    way = self._best(known, place - 1, at)
                    own_figures = (place,) * sum(self._figures[at:used])
                    ways.append(_Way(way.figures + own_figures, (*way.taken, count), way.tied))
            known[place, used] = _best_of(ways)
        return known[place, used]


def _best_of(ways: list[_Way]) -> _Way:
    """Of ways that cost the same the one further left, tied if their figures differ."""
    if len(ways) == 1:
        return ways[0]
    best = min(ways, key=lambda way: (way.figures, [-count for count in way.taken]))
    return best._replace(tied=any(way.tied or way.figures != best.figures for way in ways))


def _empty_cost(place: int, column: str) -> int:
    return _EMPTY_NOTE if column == NOTES else _EMPTY_ITEM if place == 1 else _EMPTY


def joined_lines(lines: list[GridCell]) -> GridCell | None:
    """The lines of one cell put together."""
    if len(lines) < 2:
        return lines[0] if lines else None
    return GridCell(" ".join(line.text for line in lines), Span(lines[0].span.start, lines[-1].span.end))
