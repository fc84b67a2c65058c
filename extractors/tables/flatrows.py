"""A row of text that has lost its table, and the columns that its figures stand in, settled by sums."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.tables.figures import Style, styles
from extractors.tables.grid import GridCell, matches
from extractors.tables.placement import Places, column_relations, place_amounts
from extractors.tables.rows import place_rows
from extractors.tables.sums import families


@dataclass
class FlatRow:
    """A row while it is read: its number, its texts, its figures, and how the source spaced the figures."""

    number: GridCell | None = None
    texts: list[GridCell] = field(default_factory=list)
    unit: GridCell | None = None
    figures: list[GridCell] = field(default_factory=list)
    spaced: list[str] = field(default_factory=list)


def placed_figures(rows: list[FlatRow], named: list[bool]) -> list[tuple[Places, bool]]:
    """For each row the columns of its figures, and whether that is sure; `named` tells the columns named as totals."""
    columns = len(named)
    texts = [cell.text for row in rows for cell in row.figures]
    shown = [_shown(row, columns) for row in rows]
    places = place_rows(
        [(row.number.text if row.number else "", row.texts[0].text if row.texts else "") for row in rows]
    )
    totals = [
        index
        for index, row in enumerate(rows)
        if not row.number and row.figures and row.texts and matches("total_row", row.texts[0].text)
    ]
    related = families(places, totals[:1])
    best: tuple[int, list[tuple[Places, bool]]] = (-1, [])
    for style in styles(texts):
        amounts = [_amounts(row, style) for row in rows]
        full = [row for row in amounts if len(row) == columns]
        relations = column_relations(full, columns)
        if len({tuple(row) for row in full}) < 2:
            # One row may add up by chance.
            relations = {total: parts for total, parts in relations.items() if named[total]}
        ways = place_amounts(amounts, columns, relations, related, shown)
        chosen = [_choose(row, way, hint, columns) for row, way, hint in zip(rows, ways, shown, strict=True)]
        score = sum(sure for _, sure in chosen) + len(relations)
        if score > best[0]:
            best = score, chosen
    return best[1]


def _amounts(row: FlatRow, style: Style) -> list[float]:
    """A row's figures as numbers; what is none in this style counts as nothing."""
    return [style.read(cell.text.strip("≥≤<>~ %")) or 0.0 for cell in row.figures]


def _shown(row: FlatRow, columns: int) -> Places | None:
    """Where the source's blanks put a row's figures; null where they show another number of columns."""
    if len(row.spaced) != columns:
        return None
    return tuple(place for place, part in enumerate(row.spaced) if part)


def _choose(row: FlatRow, ways: list[Places], shown: Places | None, columns: int) -> tuple[Places, bool]:
    """The one way that sums leave, else the one that the source's blanks show, else the leftmost, unsure."""
    if len(ways) == 1:
        return ways[0], len(row.figures) <= columns
    return (shown, True) if shown in ways and shown is not None else (ways[0], False)
