"""Head rows → a heading path for each column.

A merged heading leaves no trace in text: `Năm 2025 | Năm 2026` over `Dự toán | Ước thực hiện` may mean that the
first or the second has two sub-columns. Every tree of headings with the right number of columns is weighed by what
headings are like; where two weigh the same, the leftmost is taken and said to be unsure.

A tree is told by how many headings of the row below hang under each heading; most of its weight is the sum of what
each heading and those right under it weigh, so that two rows at a time are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, combinations, islice, pairwise, product
from math import inf
from typing import NamedTuple

from extractors.fold import squash
from extractors.tables.grid import kind_of, matches, table_pattern

_MOST_LEVELS = 4
_MOST_LEAVES = 40
# Text that is no head may allow more trees than can be tried.
_MOST_TREES = 1_000
# Heads that weigh less than this apart are told apart by nothing.
CLOSE = 0.5
_LEAVES_ONLY = frozenset({"number", "item", "unit", "note", "basis"})


@dataclass(frozen=True, slots=True)
class Head:
    """The heading path of each column, how well the tree fits, and whether it is the only one that does."""

    paths: tuple[tuple[str, ...], ...]
    weight: float
    certain: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What a heading's words say of the headings over and under it.

    `holds_none` and `holds_some` where it never or always has others under it; `apart` where it stands under none.
    """

    text: str
    opening: str
    year: int | None
    stated: int | None
    holds_none: bool
    holds_some: bool
    apart: bool
    number: bool
    ratio: bool
    estimate: bool
    total: bool


class _Hanging(NamedTuple):
    """One way to hang a row of headings under the row above: how many under each, and what that weighs."""

    counts: tuple[int, ...]
    weight: float


_Level = Sequence[Facts]
_Tree = tuple[_Hanging, ...]


def read_head(levels: list[list[str]], columns: int) -> Head | None:
    """The best tree over rows of headings (empty ones left out) with `columns` leaves; null where none fits."""
    levels = [level for level in levels if level]
    facts = [[_facts(text) for text in level] for level in levels]
    holders = _holders(facts, columns)
    if holders is None:
        return None
    best, second = -inf, -inf
    chosen: list[_Tree] = []
    for tree, weight in islice(_trees(facts, holders), _MOST_TREES):
        if weight > best:
            best, second, chosen = weight, best, [tree]
        elif weight == best:
            chosen.append(tree)
        else:
            second = max(second, weight)
    if not chosen:
        return None
    leftmost = chosen[0]
    if len(chosen) > 1:
        leftmost = max(chosen, key=lambda tree: [held for _, held in _walk(levels, tree)])
    paths = tuple(path_of(list(path)) for path, held in _walk(levels, leftmost) if not held)
    return Head(paths, best, len(chosen) == 1 and best - second > CLOSE)


def facts_of(headings: Sequence[str]) -> list[Facts]:
    """What `most_weight` asks of headings."""
    return [_facts(text) for text in headings]


def most_weight(levels: list[list[Facts]], columns: int) -> float:
    """A weight that no tree over rows of headings (none of them empty) exceeds; minus infinity where none fits."""
    holders = _holders(levels, columns)
    if holders is None:
        return -inf
    lower = [heading for level in levels[1:] for heading in level]
    alike = sum(one.opening == other.opening for level in levels[1:] for one, other in pairwise(level))
    repeats = len(levels[1]) - len({heading.text for heading in levels[1]}) if len(levels) > 1 else 0
    bound = 8.0 * min(repeats, holders - 1) if holders else 0.0
    bound += min(alike, holders) + 1.5 * min(sum(heading.total for heading in lower), holders)
    bound += 4.0 * sum(heading.stated is not None for level in levels[:-1] for heading in level)
    bound -= 4.0 * sum(heading.apart for heading in lower)
    lone = max(0, 2 * holders - len(lower))
    allowed = min(lone, sum(heading.holds_some for level in levels for heading in level))
    return bound - 3.0 * (lone - allowed) - allowed


def _holders(levels: list[list[Facts]], columns: int) -> int | None:
    """How many headings have others under them where so many columns are left; null where that cannot be."""
    if not 1 <= len(levels) <= _MOST_LEVELS or columns > _MOST_LEAVES:
        return None
    holders = sum(map(len, levels)) - columns
    if holders < len(levels) - 1 or any(heading.holds_some for heading in levels[-1]):
        return None
    least, most = 0, 0
    for upper, lower in pairwise(levels):
        may_hold = min(len(lower), sum(not heading.holds_none for heading in upper))
        must_hold = max(1, sum(heading.holds_some for heading in upper))
        if must_hold > may_hold:
            return None
        least, most = least + must_hold, most + may_hold
    return holders if least <= holders <= most else None


def path_of(texts: list[str]) -> tuple[str, ...]:
    """A heading path without empty levels, repeats and levels that are none (`Trong đó`)."""
    kept: list[str] = []
    for text in texts:
        if text and not (kept and kept[-1] == text) and not matches("no_level", text):
            kept.append(text)
    return tuple(kept)


def _walk(levels: list[list[str]], tree: _Tree) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each heading from left to right, those under it right after it: its path and how many are under it."""
    firsts = [list(accumulate(hanging.counts, initial=0)) for hanging in tree]

    def below(depth: int, start: int, end: int, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
        for index in range(start, end):
            here = (*above, levels[depth][index])
            held = tree[depth].counts[index] if depth < len(tree) else 0
            yield here, held
            if held:
                yield from below(depth + 1, firsts[depth][index], firsts[depth][index + 1], here)

    return below(0, 0, len(levels[0]), ())


def _trees(levels: list[list[Facts]], holders: int) -> Iterator[tuple[_Tree, float]]:
    """All trees in which so many headings have others under them, and their weights."""
    pairs = len(levels) - 1
    earliest = min((heading.year for heading in levels[0] if heading.year), default=None)
    repeats = len(levels) > 1 and len({heading.text for heading in levels[1]}) < len(levels[1])
    hangings: dict[tuple[int, int], list[_Hanging]] = {}
    for split in _splits(holders, pairs):
        for depth, held in enumerate(split):
            if (depth, held) not in hangings:
                every = _hangings(levels[depth], levels[depth + 1], held, earliest)
                hangings[depth, held] = list(islice(every, _MOST_TREES))
        for tree in product(*(hangings[depth, held] for depth, held in enumerate(split))):
            yield tree, sum(hanging.weight for hanging in tree) + _weight_of_whole(levels, tree, repeats)


def _splits(whole: int, parts: int) -> Iterator[tuple[int, ...]]:
    """All ways to write a number as so many positive ones."""
    if parts == 0:
        yield ()
        return
    for cuts in combinations(range(1, whole), parts - 1):
        yield tuple(end - start for start, end in zip((0, *cuts), (*cuts, whole), strict=True))


def _hangings(upper: _Level, lower: _Level, holders: int, earliest: int | None) -> Iterator[_Hanging]:
    """All ways to hang one row under another, in order, where so many headings of the upper have any under them.

    Those with most under their first headings come first.
    """
    may_hold = [sum(not heading.holds_none for heading in upper[index:]) for index in range(len(upper) + 1)]
    must_hold = [sum(heading.holds_some for heading in upper[index:]) for index in range(len(upper) + 1)]
    weights: dict[tuple[int, int, int], float] = {}

    def rest(index: int, start: int, left: int) -> Iterator[_Hanging]:
        if not left:
            yield _Hanging((0,) * (len(upper) - index), 0.0)
            return
        heading, open_ = upper[index], len(lower) - start
        if not heading.holds_none and must_hold[index + 1] <= left - 1 <= may_hold[index + 1]:
            # Whoever holds any after this one needs at least one; the last one takes all that is left.
            for count in range(open_ - left + 1, 0 if left > 1 else open_ - 1, -1):
                key = index, start, count
                if key not in weights:
                    weights[key] = _weight(heading, lower[start : start + count], earliest)
                for after in rest(index + 1, start + count, left - 1):
                    yield _Hanging((count, *after.counts), weights[key] + after.weight)
        if not heading.holds_some and must_hold[index + 1] <= left <= may_hold[index + 1]:
            for after in rest(index + 1, start, left):
                yield _Hanging((0, *after.counts), after.weight)

    if must_hold[0] <= holders <= may_hold[0] and holders <= len(lower):
        yield from rest(0, 0, holders)


@lru_cache(maxsize=4096)
def _facts(text: str) -> Facts:
    kind = kind_of((text,))
    stated = table_pattern("children_count").search(text)
    return Facts(
        text=text,
        opening=next(iter(squash(text).split()), ""),
        year=single_year(text),
        stated=int(stated["count"]) if stated else None,
        holds_none=kind in _LEAVES_ONLY,
        holds_some=matches("no_level", text),
        apart=kind in _LEAVES_ONLY - {"item"},
        number=kind == "number",
        ratio=kind == "ratio",
        estimate=matches("estimate", text),
        total=len(text) < 20 and matches("total_row", text),
    )


def _weight(heading: Facts, under: _Level, earliest: int | None) -> float:
    """How much a heading with these right under it is like those of real tables."""
    weight = 0.0
    if len(under) == 1:
        weight -= 1.0 if heading.holds_some else 3.0
    if heading.ratio:
        weight -= 6.0
    if heading.stated is not None:
        weight += 4.0 if heading.stated == len(under) else -4.0
    for other in under:
        if heading.year and other.year and other.year != heading.year:
            weight -= 4.0
        if other.apart:
            weight -= 4.0
        if heading.year and earliest and heading.year > earliest and other.estimate:
            weight -= 3.0
    if heading.estimate or heading.total:
        weight -= 2.0
    if len(under) > 1:
        weight += 1.0 if len({other.opening for other in under}) == 1 else 0.0
        totals = [index for index, other in enumerate(under) if other.total]
        weight += 1.5 if totals == [0] else -2.0 if totals else 0.0
    return weight


def _weight_of_whole(levels: list[list[Facts]], tree: _Tree, repeats: bool) -> float:
    """What the topmost row weighs beyond its single headings: groups that repeat, and its order.

    `repeats` says whether any heading stands twice in the second row.
    """
    if not tree:
        return 0.0
    counts = tree[0].counts
    weight = 0.0
    if len(counts) > 2 and counts[1] and levels[0][0].number:
        weight -= 2.0  # what stands beside the row number is the row's text
    if not repeats:
        return weight
    ends = list(accumulate(counts, initial=0))
    groups = [(start, end) for start, end in pairwise(ends) if end > start]
    texts = {tuple(heading.text for heading in levels[1][start:end]) for start, end in groups}
    if len(texts) < len(groups):
        shapes = {_shape(levels, tree, 1, start, end) for start, end in groups}
        weight += 4 * (len(groups) - len(texts)) + 4 * (len(groups) - len(shapes))
    return weight


def _shape(levels: list[list[Facts]], tree: _Tree, depth: int, start: int, end: int) -> tuple[object, ...]:
    """Headings of a row and all under them, as a value that compares."""
    texts = tuple(heading.text for heading in levels[depth][start:end])
    if depth == len(tree):
        return texts
    counts = tree[depth].counts
    first = sum(counts[:start])
    below = _shape(levels, tree, depth + 1, first, first + sum(counts[start:end]))
    return texts, counts[start:end], below


def single_year(text: str) -> int | None:
    """The one year that a heading names, else null."""
    years = set(table_pattern("year").findall(text))
    return int(years.pop()) if len(years) == 1 else None


def year_of(path: tuple[str, ...]) -> int | None:
    """The year of a column: that of its lowest heading that names one."""
    for text in reversed(path):
        year = single_year(text)
        if year:
            return year
    return None
