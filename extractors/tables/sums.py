"""What a table's printed totals say: rows that sum up the rows below them, columns that sum up their neighbours.

Amounts are a mapping from column to number for each row; an empty cell counts as nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    """In how many columns a family adds up and in how many it does not.

    `sums` holds what the children add up to wherever that is not exactly what is printed. One child alone is no
    sum, and children that mostly repeat their parent are views of it, not parts.
    """

    agreeing: int
    disagreeing: int
    sums: Mapping[int, float]

    @property
    def adds_up(self) -> bool:
        """Whether most columns agree."""
        return self.agreeing > 0 and self.agreeing >= self.disagreeing


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
    """Compare a family's parent with its children in each column where both have an amount.

    A column agrees where the children add up to the parent within what rounding them may lose, or where each of
    several children repeats it (breakdowns of one sum by different views).
    """
    agreeing, disagreeing, views = 0, 0, 0
    sums: dict[int, float] = {}
    for column, printed in amounts[family.parent].items():
        parts = [amounts[child][column] for child in family.children if column in amounts[child]]
        if not parts:
            continue
        total = add(parts)
        repeated = len(parts) > 1 and all(part == printed for part in parts)
        views += repeated and printed != 0
        if repeated or total == printed or abs(printed - total) <= _rounding([*parts, printed]):
            agreeing += 1
        else:
            disagreeing += 1
        if total != printed and not repeated and len(parts) > 1:
            sums[column] = total
    return Check(agreeing, disagreeing, {} if views > disagreeing else sums)


def add(parts: Iterable[float]) -> float:
    """The sum of numbers as written, without binary rounding."""
    parts = list(parts)
    if all(map(float.is_integer, parts)):
        return float(sum(parts))
    return float(sum((Decimal(repr(part)) for part in parts), Decimal(0)))


def _rounding(written: Sequence[float]) -> float:
    """How far a total may be off because each of its parts was rounded to the decimals that are written."""
    if len(written) < 3:
        return 0.0
    decimals = max(max(0, -int(Decimal(repr(number)).normalize().as_tuple().exponent)) for number in written)
    return float(10.0**-decimals * len(written) / 2)


def column_sums(
    headings: Sequence[tuple[str, ...]], columns: Sequence[int], amounts: Sequence[Amounts]
) -> dict[int, tuple[int, ...]]:
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
    good = sum(row[column] == add(row[part] for part in parts if part in row) for row in held)
    return len(held) >= 2 and good > 0.6 * len(held)
