"""Which columns a row's amounts stand in, where the text has lost its empty cells: settled by sums.

A row of `k` amounts in `n` columns may stand in them in several ways. Rows that fill all columns show which columns
sum up which; a row's total and its parts, and a parent row and its children, then rule out the other ways.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import comb

from extractors.tables.sums import Family, add

Vector = tuple[float, ...]
Places = tuple[int, ...]

_MOST_WAYS = 300
_MOST_SUMS = 1000
_SCALE = 10_000


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
    if all(len(way) == 1 for way in hinted) and all(_adds_up(family, hinted, amounts, columns) for family in usable):
        return hinted
    for _ in range(4):
        before = sum(len(way) for way in ways)
        for family in usable:
            _narrow(family, ways, amounts, columns)
        if sum(len(way) for way in ways) == before:
            break
    return ways


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


def _vector(row: Sequence[float], way: Places, columns: int) -> tuple[int, ...]:
    """A row's amounts by column as whole numbers, so that sums compare exactly."""
    vector = [0] * columns
    for place, amount in zip(way, row, strict=False):
        vector[place] = round(amount * _SCALE)
    return tuple(vector)


def _adds_up(family: Family, ways: list[list[Places]], amounts: Sequence[Sequence[float]], columns: int) -> bool:
    """Whether a family whose rows have one way each adds up in every column."""
    vectors = [_vector(amounts[child], ways[child][0], columns) for child in family.children if amounts[child]]
    goal = _vector(amounts[family.parent], ways[family.parent][0], columns)
    return not vectors or tuple(map(sum, zip(*vectors, strict=True))) == goal


def _narrow(family: Family, ways: list[list[Places]], amounts: Sequence[Sequence[float]], columns: int) -> None:
    """Drop the ways of a family's rows that fit into no sum; leave it alone where it does not add up at all."""
    members = [child for child in family.children if amounts[child]]
    if not members or all(len(ways[index]) == 1 for index in (*members, family.parent)):
        return
    vectors = [[_vector(amounts[index], way, columns) for way in ways[index]] for index in members]
    goals = {_vector(amounts[family.parent], way, columns): way for way in ways[family.parent]}
    forward = _reachable(vectors)
    backward = _reachable(vectors[::-1])
    if forward is None or backward is None:
        return
    met = forward[-1] & set(goals)
    if not met:
        return
    ways[family.parent] = [way for vector, way in goals.items() if vector in met]
    for order, index in enumerate(members):
        before, after = forward[order], backward[len(members) - order - 1]
        kept = [
            way
            for way, vector in zip(ways[index], vectors[order], strict=True)
            if any(_fits(goal, vector, before, after) for goal in met)
        ]
        ways[index] = kept or ways[index]


def _fits(
    goal: tuple[int, ...], vector: tuple[int, ...], before: set[tuple[int, ...]], after: set[tuple[int, ...]]
) -> bool:
    """Whether a sum of the rows before, this row and a sum of the rows after it make up the goal."""
    rest = tuple(a - b for a, b in zip(goal, vector, strict=True))
    small, large = (before, after) if len(before) <= len(after) else (after, before)
    return any(tuple(a - b for a, b in zip(rest, one, strict=True)) in large for one in small)


def _reachable(vectors: list[list[tuple[int, ...]]]) -> list[set[tuple[int, ...]]] | None:
    """The sums that the first rows can make, for each number of rows; null where there are too many."""
    sums = [{(0,) * len(vectors[0][0])}]
    for choices in vectors:
        reached = {tuple(a + b for a, b in zip(one, other, strict=True)) for one in sums[-1] for other in set(choices)}
        if len(reached) > _MOST_SUMS:
            return None
        sums.append(reached)
    return sums
