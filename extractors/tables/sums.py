"""What a table's printed totals say: rows that sum up the rows below them, columns that sum up their neighbours.

Amounts are a mapping from column to number for each row; an empty cell counts as nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractors.tables.grid import matches
from extractors.tables.rows import RowPlace

Amounts = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Family:
    """A row and the rows that it may sum up; `total` for the grand total over the topmost rows."""

    parent: int
    children: tuple[int, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """How a family adds up: columns that agree, and for those that do not the sum of the children."""

    agreeing: int
    restating: bool
    sums: Mapping[int, float]

    @property
    def adds_up(self) -> bool:
        """Whether most columns agree."""
        return self.agreeing > 0 and self.agreeing >= len(self.sums)


def families(places: Sequence[RowPlace], totals: Sequence[int]) -> list[Family]:
    """Each row with the numbered or dashed rows right under it, and each grand total with the topmost rows."""
    under: dict[int, list[int]] = {}
    top = []
    for index, place in enumerate(places):
        if place.kind == "none" or index in totals:
            continue
        if place.parent is None:
            top.append(index)
        else:
            under.setdefault(place.parent, []).append(index)
    found = [Family(parent, tuple(children)) for parent, children in sorted(under.items())]
    found += [Family(total, tuple(top), total=True) for total in totals if places[total].kind == "none" and top]
    for index, place in enumerate(places):
        # A row without a number may sum up the rows after it, up to the end of the row that it stands in.
        if place.kind == "none" and index not in totals and place.parent is not None:
            after = tuple(child for child in under.get(place.parent, ()) if child > index)
            if after:
                found.append(Family(index, after))
    return found


def check(family: Family, amounts: Sequence[Amounts]) -> Check:
    """Compare a family's parent with its children in each column where both have an amount."""
    agreeing, restating, columns = 0, 0, 0
    differing: dict[int, float] = {}
    for column, printed in amounts[family.parent].items():
        parts = [amounts[child][column] for child in family.children if column in amounts[child]]
        if not parts:
            continue
        columns += 1
        total = add(parts)
        if close(printed, total, len(parts), [*parts, printed]):
            agreeing += 1
        elif len(parts) > 1 and all(abs(part - printed) < 1e-9 for part in parts):
            restating += 1
            continue
        if total != printed:
            differing[column] = total
    if restating and agreeing + restating == columns:
        return Check(agreeing + restating, True, {})
    close_ones = [c for c in differing if close(amounts[family.parent][c], differing[c], len(family.children), [1.0])]
    return Check(agreeing, False, differing) if not close_ones else Check(agreeing, False, differing)


def add(parts: Sequence[float]) -> float:
    """The sum of numbers as written, without binary rounding."""
    return float(sum((Decimal(repr(part)) for part in parts), Decimal(0)))


def close(printed: float, total: float, count: int, written: Sequence[float]) -> bool:
    """Whether a printed total is the sum of `count` rounded numbers."""
    decimals = max(_decimals(number) for number in written)
    return abs(printed - total) <= 10.0**-decimals * count / 2 + 1e-9 if count > 1 else abs(printed - total) < 1e-9


def _decimals(number: float) -> int:
    exponent = Decimal(repr(number)).normalize().as_tuple().exponent
    return max(0, -int(exponent))


def column_sums(headings: Sequence[tuple[str, ...]], columns: Sequence[int], amounts: Sequence[Amounts]) -> dict[int, tuple[int, ...]]:
    """Columns that sum up the columns after them, told by their heading (`Tổng số`) and borne out by most rows."""
    found = {}
    for order, column in enumerate(columns):
        path = headings[column]
        if not path or not matches("total_row", path[-1]):
            continue
        parts = []
        for other in columns[order + 1 :]:
            if not headings[other] or matches("total_row", headings[other][-1]) or headings[other][:-1] != path[:-1]:
                break
            parts.append(other)
        if len(parts) >= 2 and borne_out(column, parts, amounts):
            found[column] = tuple(parts)
    return found


def borne_out(column: int, parts: Sequence[int], amounts: Sequence[Amounts]) -> bool:
    """Whether a column is the sum of others in most of the rows where it and one of them are filled."""
    held = [row for row in amounts if column in row and any(part in row for part in parts)]
    good = sum(abs(row[column] - add([row[part] for part in parts if part in row])) < 1e-6 for row in held)
    return len(held) >= 2 and good > 0.6 * len(held)
