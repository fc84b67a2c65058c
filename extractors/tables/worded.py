"""Rows of words that have lost their cells: where one cell ends and the next begins, told by the words themselves.

In pasted text the cells of a table of tasks follow each other, each over several lines. The order of the columns is
known from the head; a deadline can be told from a body and a body from a result, so each row is divided in the way
that fits its columns best. What is told so carries a flag.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from math import inf

import regex
from regex import Pattern

import patterns
from extractors.clean import CleanText
from extractors.document import Span
from extractors.fold import fold
from extractors.tables.grid import GridCell

#: Flag of cells, explained in patterns/flags.yaml.
UNSURE = "cells_unsure"

#: A word; capitals, figures and dashes may begin a cell.
_WORD = regex.compile(r'(?:(?P<begins>[\p{Lu}\d“"•+-])|\S)\S*')
_MOST_CUTS = 80
_LONGEST_DEADLINE = 90
_LONGEST_BODY = 160
#: What a time and nothing else weighs in a column of deadlines, and what words without one.
_BEST_TIME, _NO_TIME = 4.0, -4.0
#: No word that asks for another is longer.
_LONGEST_JOINT = 40
#: What an empty cell of a kind costs.
_EMPTY = {"lead": 1.5, "deadline": 1.0, "coordination": 0.7, "task": inf}


@dataclass(frozen=True)
class _Words:
    """A row's words: places where a cell may begin, and which of them begin a line of the source.

    Cells are told by the indexes of their bounds: a place in `cuts`, or the end of the text behind the last. What a
    cell is weighed by is counted up once, so that the weight of each of many cells is a few sums.
    """

    text: str
    cuts: tuple[int, ...]
    line_starts: frozenset[int]

    @cached_property
    def bounds(self) -> tuple[int, ...]:
        """Where cells may begin or end."""
        return (*self.cuts, len(self.text))

    @cached_property
    def text_starts(self) -> tuple[int, ...]:
        """Where the text of a cell that begins at a bound begins, without blanks."""
        return tuple(len(self.text) - len(self.text[bound:].lstrip()) for bound in self.bounds)

    @cached_property
    def text_ends(self) -> tuple[int, ...]:
        """Where the text of a cell that ends at a bound ends, without blanks."""
        return tuple(len(self.text[:bound].rstrip()) for bound in self.bounds)

    @cached_property
    def heads(self) -> frozenset[int]:
        """Where the name of a body begins."""
        return frozenset(cut for cut in self.cuts if _pattern("body_start").match(self.text, cut))

    @cached_property
    def open_ends(self) -> frozenset[int]:
        """Places before which the words go on: after a comma, or a word that asks for another."""
        goes_on = _pattern("goes_on")
        ends = zip(self.cuts, self.text_ends, strict=False)
        return frozenset(cut for cut, end in ends if goes_on.search(self.text, max(0, end - _LONGEST_JOINT), cut))

    @cached_property
    def time_signs(self) -> tuple[int, ...]:
        """Where words or figures stand of which every time holds one."""
        return tuple(match.start() for match in _time_sign().finditer(self.text))

    @cached_property
    def times(self) -> tuple[tuple[int, int], ...]:
        """The index of each place where a deadline begins, and that of the first bound behind the deadline."""
        found = []
        for index, cut in enumerate(self.cuts):
            match = _pattern("time_alone").match(self.text, cut)
            if match is not None:
                found.append((index, bisect_left(self.bounds, match.end(), index + 1)))
        return tuple(found)

    @cached_property
    def heads_before(self) -> tuple[int, ...]:
        """How many names of bodies begin before each bound, where the words do not go on."""
        return self._before(lambda cut: cut in self.heads)

    @cached_property
    def openings_before(self) -> tuple[int, ...]:
        """How many lines with a capital begin before each bound, where the words do not go on."""
        return self._before(lambda cut: cut in self.line_starts and self.text[cut].isupper())

    @cached_property
    def items_before(self) -> tuple[int, ...]:
        """How many marks of items stand before each bound, where the words do not go on."""
        return self._before(lambda cut: self.text[cut] in "-+•")

    def _before(self, counts: Callable[[int], bool]) -> tuple[int, ...]:
        return tuple(accumulate((cut not in self.open_ends and counts(cut) for cut in self.cuts), initial=0))


@cache
def _pattern(name: str) -> Pattern[str]:
    return patterns.rule("tasks", name, "worded").compile()


def cells_of(clean: CleanText, span: Span, kinds: Sequence[str]) -> list[GridCell | None]:
    """A cell or null for each kind of column, in their order, that a row's range of clean text is divided into."""
    words = _words(clean, span)
    bounds = _best(words, kinds)
    cells: list[GridCell | None] = []
    for start, end in bounds:
        text = clean.text[span.start + start : span.start + end]
        at = span.start + start + len(text) - len(text.lstrip())
        shown = text.strip()
        cells.append(GridCell(" ".join(shown.split()), Span(at, at + len(shown)), flags=(UNSURE,)) if shown else None)
    return cells


def _words(clean: CleanText, span: Span) -> _Words:
    text = fold(clean.text[span.start : span.end])
    starts, cuts = {0}, {0}
    line_of = _lines(clean, span)
    line = -1
    for match in _WORD.finditer(text):
        here = line_of(span.start + match.start(), span.start + match.end())
        if here != line:
            starts.add(match.start())
            cuts.add(match.start())
            line = here
        elif match["begins"] is not None:
            cuts.add(match.start())
    for match in _pattern("after_time").finditer(text):
        cuts.add(match.end())
    kept = sorted(cuts)
    if len(kept) > _MOST_CUTS:
        kept = sorted(starts)[:_MOST_CUTS]
    return _Words(text, tuple(kept), frozenset(starts))


def _lines(clean: CleanText, span: Span) -> Callable[[int, int], int]:
    """Tells the line of the source that a word of a range of clean text begins on."""
    document = clean.document
    segments = clean.offsets.segments(span)
    begins = [segment.clean_start for segment in segments]

    def line_of(start: int, end: int) -> int:
        segment = segments[bisect_right(begins, start) - 1]
        within = start - segment.clean_start
        if (
            within >= 0
            and end <= segment.clean_start + segment.clean_length == segment.clean_start + segment.source_length
        ):
            return document.line_index(segment.source_start + within)
        return document.line_index(clean.source_span(Span(start, end)).start)

    return line_of


def _best(words: _Words, kinds: Sequence[str]) -> list[tuple[int, int]]:
    """The start and end of each column's words in the division that weighs most."""
    bounds = words.bounds
    count = len(bounds)
    weight = [[-inf] * count for _ in range(len(kinds) + 1)]
    back = [[0] * count for _ in range(len(kinds) + 1)]
    weight[0][0] = 0.0
    for column, kind in enumerate(kinds):
        # The last column takes all that is left.
        nearest = count - 1 if column == len(kinds) - 1 else 0
        best, came_from = weight[column + 1], back[column + 1]
        for first, so_far in enumerate(weight[column]):
            if so_far == -inf:
                continue
            empty = so_far - _EMPTY.get(kind, 0.0)
            if first >= nearest and empty > best[first]:
                best[first], came_from[first] = empty, first
            begin = max(first + 1, nearest)
            if kind == "deadline":
                fits: Iterable[float] = _time_fits(words, first, begin, so_far, best)
            else:
                fits = _fits(words, kind, first, begin)
            for last, fit in enumerate(fits, start=begin):
                here = so_far + fit
                if here > best[last]:
                    best[last], came_from[last] = here, first
    cells: list[tuple[int, int]] = []
    at = count - 1
    for column in range(len(kinds), 0, -1):
        first = back[column][at]
        cells.insert(0, (bounds[first], bounds[at]))
        at = first
    return cells


def _start_weight(words: _Words, first: int) -> float:
    """How well a bound fits as the beginning of a cell, whatever its column."""
    start, text_start = words.bounds[first], words.text_starts[first]
    weight = 0.0
    if start:
        weight -= 3.0 if words.text[text_start : text_start + 1].islower() else 0.0
        weight -= 2.0 if start in words.open_ends else 0.0
        weight -= 0.0 if start in words.line_starts else 0.6
    return weight


def _time_fits(words: _Words, first: int, begin: int, so_far: float, best: Sequence[float]) -> Iterator[float]:
    """What `_fits` gives for a column of deadlines; only what may weigh more than the best so far is read."""
    weight = _start_weight(words, first)
    most = so_far + (weight + _BEST_TIME)
    text_start = words.text_starts[first]
    sign = bisect_left(words.time_signs, text_start)
    sign_start = words.time_signs[sign] if sign < len(words.time_signs) else inf
    by_order = _pattern("time_by_order")
    for end, reached in zip(words.text_ends[begin:], best[begin:], strict=True):
        if most <= reached:
            yield -inf
        elif end - text_start > _LONGEST_DEADLINE:
            yield weight + _NO_TIME
        elif end <= sign_start:
            yield weight + (_BEST_TIME if by_order.match(words.text[text_start:end]) else _NO_TIME)
        else:
            yield weight + _time_weight(words.text[text_start:end])


def _fits(words: _Words, kind: str, first: int, begin: int) -> Iterable[float]:
    """How well each range of words from a bound fits a column: those that end at the bound `begin` and behind it."""
    bounds = words.bounds
    start, text_start = bounds[first], words.text_starts[first]
    weight = _start_weight(words, first)
    ends = words.text_ends[begin:]
    weights = [weight - 3.0 * times for times in _times(words, first)[begin:]]
    if kind in ("lead", "coordination"):
        named = 2.0 if start in words.heads else -2.0
        each = 1.5 if kind == "lead" else 0.0
        before = words.heads_before[first + 1] if first + 1 < len(bounds) else 0
        return [
            weight + named - 0.02 * max(0, end - text_start - _LONGEST_BODY) - each * (heads - before)
            for weight, end, heads in zip(weights, ends, words.heads_before[begin:], strict=True)
        ]
    if kind == "task":
        opened, listed = words.openings_before, words.items_before
        before, items_before = (opened[first + 1], listed[first + 1]) if first + 1 < len(bounds) else (0, 0)
        return [
            weight - 0.7 * (openings - before) - 1.0 * (items - items_before)
            for weight, openings, items in zip(weights, opened[begin:], listed[begin:], strict=True)
        ]
    if kind == "result":
        match = _pattern("result_start").match(words.text, text_start)
        opens = match.end() if match else inf
        return [weight + (1.0 if end >= opens else 0.0) for weight, end in zip(weights, ends, strict=True)]
    return [weight - 1.0 for weight in weights]


def _times(words: _Words, first: int) -> list[int]:
    """How many deadlines stand between a bound and each other one, where the words do not go on before them."""
    found = [0] * len(words.bounds)
    for index, behind in words.times:
        if index == first or (index > first and words.cuts[index] not in words.open_ends):
            found[behind] += 1
    return list(accumulate(found))


def _time_weight(text: str) -> float:
    """How well words fit a column of deadlines: a time and nothing else fits best, words around one less."""
    rest = text
    found = False
    for pattern in _time_patterns():
        rest, count = pattern.subn(" ", rest)
        found = found or count > 0
    if found:
        rest = _pattern("time_words").sub(" ", rest)
    if (found and not rest.strip(" ,;.:-/()")) or _pattern("time_by_order").match(text):
        return _BEST_TIME
    return 1.0 if found else _NO_TIME


@cache
def _time_sign() -> re.Pattern[str]:
    return patterns.rule("tasks", "time_sign", "time_signs").compile_simple()


@cache
def _time_patterns() -> tuple[re.Pattern[str], ...]:
    """What names a time, in the order in which it is looked for."""
    return tuple(rule.compile_simple() for group in ("points", "rhythms") for rule in patterns.rules("tasks", group))
