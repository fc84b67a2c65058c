"""Rows of words that have lost their cells: where one cell ends and the next begins, told by the words themselves.

In pasted text the cells of a table of tasks follow each other, each over several lines. The order of the columns is
known from the head; a deadline can be told from a body and a body from a result, so each row is divided in the way
that fits its columns best. What is told so carries a flag.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import accumulate
from math import inf
from operator import itemgetter

import regex
from regex import Pattern

import patterns
from extractors.clean import CleanText
from extractors.document import Span
from extractors.tables.grid import GridCell

#: Flag of cells, explained in patterns/flags.yaml.
UNSURE = "cells_unsure"

#: A word; capitals, figures and dashes may begin a cell.
_WORD = regex.compile(r'(?:(?P<begins>[\p{Lu}\d“"•+-])|\S)\S*')
_MOST_CUTS = 80
_LONGEST_DEADLINE = 90
_LONGEST_BODY = 160
#: What the name of a body weighs at the beginning of a cell of bodies, and what opens a result in one of results.
_NAMED, _RESULT = 2.0, 1.0
#: What a time and nothing else weighs in a column of deadlines, a time among other words, and words without one.
_BEST_TIME, _SOME_TIME, _NO_TIME = 4.0, 1.0, -4.0
_NO_TIME_IN = re.compile(r"[^ ,;.:/()-]")
#: So many letters tell most words from those that open a time by order.
_OPENING = 4
#: No word that asks for another is longer.
_LONGEST_JOINT = 40
#: What an empty cell of a kind costs.
_EMPTY = {"lead": 1.5, "deadline": 1.0, "coordination": 0.7, "task": inf}
#: What a cell of a kind weighs at most, where that is more than nothing.
_MOST = {"lead": _NAMED, "coordination": _NAMED, "deadline": _BEST_TIME, "result": _RESULT}
#: So many ranges are gone on with where a likely division is looked for.
_LIKELY = 2
#: No weights differ by so little, and no row weighs so much.
_ROUNDING, _HEAVIEST = 1e-6, 1e12


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
        return frozenset(cut for cut in self.cuts if _cut_pattern("body_start").match(self.text, cut))

    @cached_property
    def _open(self) -> dict[int, bool]:
        """What `is_open` has told so far."""
        return {}

    def is_open(self, index: int) -> bool:
        """Whether the words go on before a place, told by its index: after a comma, or a word that asks for another."""
        if index not in self._open:
            start = max(0, self.text_ends[index] - _LONGEST_JOINT)
            self._open[index] = _pattern("goes_on").search(self.text, start, self.cuts[index]) is not None
        return self._open[index]

    @cached_property
    def named_times(self) -> tuple[tuple[Span, ...], str]:
        """Where points of time and rhythms stand, in order, and the text with blanks for them and the words around."""
        found: list[Span] = []

        def hide(match: re.Match[str] | regex.Match[str]) -> str:
            return " " * (match.end() - match.start())

        def note(match: re.Match[str] | regex.Match[str]) -> str:
            found.append(Span(*match.span()))
            return hide(match)

        rest = self.text
        for pattern in _time_patterns():
            rest = pattern.sub(note, rest)
        return tuple(sorted(found)), _pattern("time_words").sub(hide, rest) if found else rest

    def start_weight(self, index: int) -> float:
        """How well a bound fits as the beginning of a cell, whatever its column."""
        start, text_start = self.bounds[index], self.text_starts[index]
        weight = 0.0
        if start:
            weight -= 3.0 if self.text[text_start : text_start + 1].islower() else 0.0
            weight -= 2.0 if index < len(self.cuts) and self.is_open(index) else 0.0
            weight -= 0.0 if start in self.line_starts else 0.6
        return weight

    def weights_from(self, first: int) -> list[float]:
        """How well each range from a bound, by its last bound, fits as a cell of any column that holds no deadline."""
        if first not in self._weights:
            weight = self.start_weight(first)
            deadlines = [0] * len(self.bounds)
            for index, behind in self._deadlines:
                if index == first or (index > first and not self.is_open(index)):
                    deadlines[behind] += 1
            self._weights[first] = [weight - 3.0 * count for count in accumulate(deadlines)]
        return self._weights[first]

    @cached_property
    def _weights(self) -> dict[int, list[float]]:
        """What `weights_from` has told so far."""
        return {}

    @cached_property
    def _deadlines(self) -> tuple[tuple[int, int], ...]:
        """The index of each place where a deadline begins, and that of the first bound behind the deadline."""
        found = []
        for index, cut in enumerate(self.cuts):
            match = _cut_pattern("time_alone").match(self.text, cut)
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
        found = (counts(cut) and not self.is_open(index) for index, cut in enumerate(self.cuts))
        return tuple(accumulate(found, initial=0))


@cache
def _pattern(name: str) -> Pattern[str]:
    return patterns.rule("tasks", name, "worded").compile()


@cache
def _cut_pattern(name: str) -> re.Pattern[str]:
    """A pattern for what is tried at every cut (see `Rule.compile_simple`)."""
    return patterns.rule("tasks", name, "worded").compile_simple()


def cells_of(clean: CleanText, span: Span, kinds: Sequence[str], starts: Sequence[int] = ()) -> list[GridCell | None]:
    """A cell or null for each kind of column, in their order, that a row's range of clean text is divided into.

    `starts` are the offsets of clean text at which cells begin, where no others can.
    """
    words = _words(clean, span)
    if starts:
        cuts = tuple([start - span.start for start in starts][:_MOST_CUTS])
        words = _Words(words.text, cuts, frozenset(cuts))
    bounds = _best(words, kinds)
    cells: list[GridCell | None] = []
    for start, end in bounds:
        text = clean.text[span.start + start : span.start + end]
        at = span.start + start + len(text) - len(text.lstrip())
        shown = text.strip()
        cells.append(GridCell(" ".join(shown.split()), Span(at, at + len(shown)), flags=(UNSURE,)) if shown else None)
    return cells


def _words(clean: CleanText, span: Span) -> _Words:
    text = clean.matching[span.start : span.end]
    starts, cuts = {0}, {0}
    segments = clean.offsets.segments(span)
    begins = [segment.clean_start - span.start for segment in segments]
    lines = [clean.document.line_index(segment.source_start) for segment in segments]
    line = -1
    for match in _WORD.finditer(text):
        here = lines[bisect_right(begins, match.start()) - 1]
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


def _best(words: _Words, kinds: Sequence[str]) -> list[tuple[int, int]]:
    """The start and end of each column's words in the division that weighs most.

    A few likely divisions are weighed first; what cannot come up to the best of them is not gone on with.
    """
    bounds = words.bounds
    count = len(bounds)
    fits = _Fits(words, kinds)
    # What the columns from each one on may weigh at most.
    most = [*accumulate([_MOST.get(kind, 0.0) for kind in reversed(kinds)], initial=0.0)][::-1]
    least = _likely_weight(fits)
    weight = [[-inf] * count for _ in range(len(kinds) + 1)]
    back = [[0] * count for _ in range(len(kinds) + 1)]
    weight[0][0] = 0.0
    for column in range(len(kinds)):
        best, came_from = weight[column + 1], back[column + 1]
        needed = max(least - most[column] - _ROUNDING, -_HEAVIEST)
        for first, so_far in enumerate(weight[column]):
            if so_far < needed:
                continue
            begin, empty, filled = fits.of(column, first)
            if so_far + empty > best[first]:
                best[first], came_from[first] = so_far + empty, first
            for last, fit in enumerate(filled, start=begin):
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


class _Fits:
    """How well ranges of words fit the columns of a row; each is weighed once, when asked for."""

    def __init__(self, words: _Words, kinds: Sequence[str]) -> None:
        self._words, self.kinds = words, kinds
        self.count = len(words.bounds)
        self._known: dict[tuple[int, int], tuple[int, float, list[float]]] = {}

    def of(self, column: int, first: int) -> tuple[int, float, list[float]]:
        """For a column that begins at a bound the bound of its nearest end, what it weighs empty, and filled.

        What it weighs filled is told for each bound from the nearest on.
        """
        if (column, first) not in self._known:
            kind = self.kinds[column]
            # The last column takes all that is left.
            nearest = self.count - 1 if column == len(self.kinds) - 1 else 0
            empty = -_EMPTY.get(kind, 0.0) if first >= nearest else -inf
            begin = max(first + 1, nearest)
            weigh = _time_fits if kind == "deadline" else partial(_fits, kind=kind)
            self._known[column, first] = begin, empty, weigh(self._words, first=first, begin=begin)
        return self._known[column, first]


def _likely_weight(fits: _Fits) -> float:
    """What the best division weighs of those that go on with a few of the best ranges after each column."""
    states = {0: 0.0}
    for column in range(len(fits.kinds)):
        reached: dict[int, float] = {}
        for first, so_far in sorted(states.items(), key=itemgetter(1))[-_LIKELY:]:
            begin, empty, filled = fits.of(column, first)
            if so_far + empty > reached.get(first, -inf):
                reached[first] = so_far + empty
            for last, fit in enumerate(filled, start=begin):
                if so_far + fit > reached.get(last, -inf):
                    reached[last] = so_far + fit
        states = reached
    return states.get(fits.count - 1, -inf)


def _time_fits(words: _Words, first: int, begin: int) -> list[float]:
    """What `_fits` gives for a column of deadlines: a time and nothing else fits best, words around one less."""
    weight, start = words.start_weight(first), words.text_starts[first]
    times, rest = words.named_times
    nearest = bisect_left(times, (start, start))
    found = times[nearest].end if nearest < len(times) else inf
    other = _NO_TIME_IN.search(rest, start)
    pure = other.start() if other else inf
    by_order = _pattern("time_by_order")
    # Hardly a cell can be such a time by its beginning; only of those is the whole read.
    ordered = by_order.fullmatch(words.text[start : start + _OPENING], partial=True) is not None
    fits = []
    for end in words.text_ends[begin:]:
        if end - start > _LONGEST_DEADLINE:
            fits.append(weight + _NO_TIME)
        elif found <= end <= pure or (ordered and by_order.match(words.text[start:end])):
            fits.append(weight + _BEST_TIME)
        else:
            fits.append(weight + (_SOME_TIME if found <= end else _NO_TIME))
    return fits


def _fits(words: _Words, first: int, begin: int, kind: str) -> list[float]:
    """How well each range of words from a bound fits a column: those that end at the bound `begin` and behind it."""
    bounds = words.bounds
    start, text_start = bounds[first], words.text_starts[first]
    ends = words.text_ends[begin:]
    weights = words.weights_from(first)[begin:]
    if kind in ("lead", "coordination"):
        named = _NAMED if start in words.heads else -_NAMED
        each = 1.5 if kind == "lead" else 0.0
        before = words.heads_before[first + 1] if first + 1 < len(bounds) else 0
        longest = text_start + _LONGEST_BODY
        return [
            weight + named - (0.02 * (end - longest) if end > longest else 0.0) - each * (heads - before)
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
        match = _cut_pattern("result_start").match(words.text, text_start)
        opens = match.end() if match else inf
        return [weight + (_RESULT if end >= opens else 0.0) for weight, end in zip(weights, ends, strict=True)]
    return [weight - 1.0 for weight in weights]


@cache
def _time_patterns() -> tuple[re.Pattern[str] | Pattern[str], ...]:
    """What names a time, in the order in which it is looked for, each in the engine that looks for it faster."""
    rules = [rule for group in ("points", "rhythms") for rule in patterns.rules("tasks", group)]
    return tuple(rule.compile_simple() if rule.name == "months" else rule.compile() for rule in rules)
