"""Which columns a row's amounts stand in, where the text has lost its empty cells: settled by sums.

A row of `k` amounts in `n` columns may stand in them in several ways. Rows that fill all columns show which columns
sum up which; a row's total and its parts, and a parent row and its children, then rule out the other ways.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import comb

from extractors.tables.sums import Family, add

Places = tuple[int, ...]

_MOST_WAYS = 300
_MOST_SUMS = 1000
# Amounts are summed exactly, as whole numbers of their fourth decimal; no sum of them is as long as a lane of bits.
_SCALE = 10_000
_LANE = 128


def column_relations(full_rows: Sequence[Sequence[float]], columns: int) -> dict[int, tuple[int, ...]]:
    """Columns that sum up two or more of the columns right after them, in every row that fills all columns."""
    found: dict[int, tuple[int, ...]] = {}
    if not full_rows:
        return found
    for first in range(columns - 2):
        if any(first in parts for parts in found.values()):
            continue
        for last in range(first + 2, columns):
            if all(row[first] == add(row[first + 1 : last + 1]) for row in full_rows):
                found[first] = tuple(range(first + 1, last + 1))
                break
    return found


def place_amounts(
    amounts: Sequence[Sequence[float]],
    columns: int,
    relations: Mapping[int, tuple[int, ...]],
    families: Sequence[Family],
    shown: Sequence[Places | None],
) -> list[list[Places]]:
    """For each row the ways to stand in the columns that no sum rules out; never empty.

    `shown` is where the source's blanks put a row's amounts, null where they do not tell: where every sum bears
    that out, nothing else is tried.
    """
    ways = [_ways(row, columns, relations) for row in amounts]
    usable = [family for family in families if amounts[family.parent]]
    hinted = [[hint] if hint in way else way for hint, way in zip(shown, ways, strict=True)]
    if all(len(way) == 1 for way in hinted) and all(_adds_up(family, hinted, amounts) for family in usable):
        return hinted
    known: dict[tuple[int, Places], int] = {}
    left: dict[Family, list[int]] = {}
    for _ in range(4):
        before = sum(len(way) for way in ways)
        for family in usable:
            # What has narrowed a family once narrows it no further until another family has.
            if left.get(family) != _counts(family, ways):
                _narrow(family, ways, amounts, known)
                left[family] = _counts(family, ways)
        if sum(len(way) for way in ways) == before:
            break
    return ways


def _counts(family: Family, ways: list[list[Places]]) -> list[int]:
    """How many ways each row of a family has left."""
    return [len(ways[index]) for index in (family.parent, *family.children)]


def _ways(row: Sequence[float], columns: int, relations: Mapping[int, tuple[int, ...]]) -> list[Places]:
    """All ways that a row's own total and parts allow; all at all where they allow none."""
    count = len(row)
    if count >= columns or comb(columns, count) > _MOST_WAYS:
        return [tuple(range(min(count, columns)))]
    every = list(combinations(range(columns), count))
    allowed = [way for way in every if all(_holds(row, way, total, parts) for total, parts in relations.items())]
    return allowed or every


def _holds(row: Sequence[float], way: Places, total: int, parts: tuple[int, ...]) -> bool:
    held = dict(zip(way, row, strict=True))
    given = [held[part] for part in parts if part in held]
    if total not in held:
        return not given
    return bool(given) and held[total] == add(given)


def _packed(row: Sequence[float], way: Places) -> int:
    """A row's amounts as one whole number with a lane of digits for each column.

    Sums of rows are then sums of such numbers, and equal in all columns where they are equal.
    """
    return sum(round(amount * _SCALE) << (_LANE * place) for place, amount in zip(way, row, strict=False))


def _adds_up(family: Family, ways: list[list[Places]], amounts: Sequence[Sequence[float]]) -> bool:
    """Whether a family whose rows have one way each adds up in every column."""
    parts = [_packed(amounts[child], ways[child][0]) for child in family.children if amounts[child]]
    return not parts or sum(parts) == _packed(amounts[family.parent], ways[family.parent][0])


def _narrow(
    family: Family, ways: list[list[Places]], amounts: Sequence[Sequence[float]], known: dict[tuple[int, Places], int]
) -> None:
    """Drop the ways of a family's rows that fit into no sum; leave it alone where it does not add up at all.

    `known` keeps what a row's amounts are in each way.
    """

    def packed(index: int, way: Places) -> int:
        if (index, way) not in known:
            known[index, way] = _packed(amounts[index], way)
        return known[index, way]

    members = [child for child in family.children if amounts[child]]
    if not members or all(len(ways[index]) == 1 for index in (*members, family.parent)):
        return
    choices = [[packed(index, way) for way in ways[index]] for index in members]
    goals = {packed(family.parent, way): way for way in ways[family.parent]}
    forward = _reachable(choices)
    met = forward[-1] & goals.keys() if forward else None
    backward = _reachable(choices[::-1]) if met else None
    if forward is None or met is None or backward is None:
        return
    ways[family.parent] = [way for goal, way in goals.items() if goal in met]
    for order, index in enumerate(members):
        if len(ways[index]) == 1:
            continue
        before, after = forward[order], backward[len(members) - order - 1]
        kept = [
            way
            for way, amount in zip(ways[index], choices[order], strict=True)
            if any(_fits(goal - amount, before, after) for goal in met)
        ]
        ways[index] = kept or ways[index]


def _fits(rest: int, before: set[int], after: set[int]) -> bool:
    """Whether a sum of the rows before a row and a sum of the rows after it make up what it leaves of the goal."""
    small, large = (before, after) if len(before) <= len(after) else (after, before)
    return any(rest - one in large for one in small)


def _reachable(choices: list[list[int]]) -> list[set[int]] | None:
    """The sums that the first rows can make, for each number of rows; null where there are too many."""
    sums = [{0}]
    for row in choices:
        reached: set[int] = set()
        for amount in set(row):
            reached.update([amount + before for before in sums[-1]])
            if len(reached) > _MOST_SUMS:
                return None
        sums.append(reached)
    return sums
