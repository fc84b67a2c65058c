"""Head rows → a heading path for each column.

A merged heading leaves no trace in text: `Năm 2025 | Năm 2026` over `Dự toán | Ước thực hiện` may mean that the
first or the second has two sub-columns. Every tree of headings with the right number of columns is weighed by what
headings are like; where two weigh the same, the leftmost is taken and said to be unsure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from extractors.fold import squash
from extractors.tables.grid import kind_of, matches, table_pattern

_MOST_LEVELS = 4
_MOST_LEAVES = 40
_MOST_TREES = 1_000
# Text that is no head may allow more trees than can be tried.
_MOST_STEPS = 6_000
_LEAVES_ONLY = frozenset({"number", "item", "unit", "note", "basis"})


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and those under it."""

    text: str
    under: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """The heading path of each column, how well the tree fits, and whether it is the only one that does."""

    paths: tuple[tuple[str, ...], ...]
    weight: float
    certain: bool


def read_head(levels: list[list[str]], columns: int) -> Head | None:
    """The best tree over rows of headings (empty ones left out) with `columns` leaves; null where none fits."""
    levels = [level for level in levels if level]
    if not 1 <= len(levels) <= _MOST_LEVELS or columns > _MOST_LEAVES:
        return None
    weighed: list[tuple[float, int, tuple[Heading, ...]]] = []
    for order, tree in enumerate(islice(_forests(levels, columns), _MOST_TREES)):
        weighed.append((_weight(tree), -order, tree))
    if not weighed:
        return None
    weighed.sort(key=lambda one: one[:2], reverse=True)
    best = weighed[0]
    certain = len(weighed) == 1 or best[0] - weighed[1][0] > 0.5
    return Head(tuple(_paths(best[2])), best[0], certain)


def path_of(texts: list[str]) -> tuple[str, ...]:
    """A heading path without empty levels, repeats and levels that are none (`Trong đó`)."""
    kept: list[str] = []
    for text in texts:
        if text and not (kept and kept[-1] == text) and not matches("no_level", text):
            kept.append(text)
    return tuple(kept)


def _paths(tree: tuple[Heading, ...], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for heading in tree:
        here = (*above, heading.text)
        if heading.under:
            yield from _paths(heading.under, here)
        else:
            yield path_of(list(here))


def _forests(levels: list[list[str]], columns: int) -> Iterator[tuple[Heading, ...]]:
    """All ways to hang each row's headings under the row above, in order, with the given number of leaves."""
    groups = sum(len(level) for level in levels) - columns
    if groups > sum(len(level) for level in levels[:-1]):
        return
    if groups < 0 or (groups == 0) != (len(levels) == 1) or any(matches("no_level", text) for text in levels[-1]):
        return
    search = _Search(levels)
    for branch in search.row(0, (0,) * len(levels), len(levels[0]), groups):
        if branch.places == tuple(len(level) for level in levels) and branch.leaves == columns:
            yield branch.headings


@dataclass(frozen=True, slots=True)
class _Branch:
    """Headings that were hung up, where that leaves off in each level, and how many leaves they have."""

    headings: tuple[Heading, ...]
    places: tuple[int, ...]
    leaves: int


class _Search:
    """A search through all trees over rows of headings, as far as its steps last; what was searched is kept."""

    def __init__(self, levels: list[list[str]]) -> None:
        self._levels = levels
        self._left = _MOST_STEPS
        self._found: dict[tuple[int, tuple[int, ...], int, int], list[_Branch]] = {}

    def row(self, depth: int, places: tuple[int, ...], wanted: int, groups: int) -> list[_Branch]:
        """The next `wanted` headings of one level, of which so many at most have others under them."""
        key = (depth, places, wanted, groups)
        if key not in self._found:
            self._found[key] = list(self._row(depth, places, wanted, groups))
        return self._found[key]

    def _row(self, depth: int, places: tuple[int, ...], wanted: int, groups: int) -> Iterator[_Branch]:
        if wanted == 0:
            yield _Branch((), places, 0)
            return
        if places[depth] + wanted > len(self._levels[depth]):
            return
        text = self._levels[depth][places[depth]]
        if matches("no_level", text) and (groups == 0 or depth + 1 == len(self._levels)):
            return
        taken = (*places[:depth], places[depth] + 1, *places[depth + 1 :])
        for under in self._below(text, depth + 1, taken, groups):
            used = sum(under.places) - sum(places) - under.leaves
            heading = Heading(text, under.headings)
            for rest in self.row(depth, under.places, wanted - 1, groups - used):
                self._left -= 1
                if self._left < 0:
                    return
                yield _Branch((heading, *rest.headings), rest.places, under.leaves + rest.leaves)

    def _below(self, text: str, depth: int, places: tuple[int, ...], groups: int) -> Iterator[_Branch]:
        """What may stand under a heading: the next one or more of the level below, or nothing."""
        if depth < len(self._levels) and groups > 0 and kind_of((text,)) not in _LEAVES_ONLY:
            for wanted in range(len(self._levels[depth]) - places[depth], 0, -1):
                yield from self.row(depth, places, wanted, groups - 1)
        if not matches("no_level", text):
            yield _Branch((), places, 1)


def _weight(tree: tuple[Heading, ...]) -> float:
    """How much a tree is like the heads of real tables."""
    earliest = min((year for heading in tree if (year := single_year(heading.text))), default=None)
    weight = sum(_weight_of(heading, earliest) for heading in tree)
    if len(tree) > 2 and tree[1].under and kind_of((tree[0].text,)) == "number":
        weight -= 2.0  # what stands beside the row number is the row's text
    groups = [tuple(under.text for under in heading.under) for heading in tree if heading.under]
    shapes = [_shape(heading) for heading in tree if heading.under]
    weight += 4 * (len(groups) - len(set(groups))) + 4 * (len(shapes) - len(set(shapes)))
    return weight


def _shape(heading: Heading) -> tuple[object, ...]:
    return tuple((under.text, _shape(under)) for under in heading.under)


def _weight_of(heading: Heading, earliest: int | None) -> float:
    if not heading.under:
        return 0.0
    weight = 0.0
    if len(heading.under) == 1:
        weight -= 1.0 if matches("no_level", heading.text) else 3.0
    if kind_of((heading.text,)) == "ratio":
        weight -= 6.0
    stated = table_pattern("children_count").search(heading.text)
    if stated:
        weight += 4.0 if int(stated["count"]) == len(heading.under) else -4.0
    year = single_year(heading.text)
    for under in heading.under:
        other = single_year(under.text)
        if year and other and other != year:
            weight -= 4.0
        if kind_of((under.text,)) in _LEAVES_ONLY - {"item"}:
            weight -= 4.0
        if year and earliest and year > earliest and matches("estimate", under.text):
            weight -= 3.0
    if matches("estimate", heading.text) or _is_total(heading.text):
        weight -= 2.0
    if len(heading.under) > 1:
        firsts = {squash(under.text).split()[0] for under in heading.under if under.text.split()}
        weight += 1.0 if len(firsts) == 1 else 0.0
        totals = [index for index, under in enumerate(heading.under) if _is_total(under.text)]
        weight += 1.5 if totals == [0] else -2.0 if totals else 0.0
    return weight + sum(_weight_of(under, earliest) for under in heading.under)


def _is_total(text: str) -> bool:
    return len(text) < 20 and matches("total_row", text)


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
