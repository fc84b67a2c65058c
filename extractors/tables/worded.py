"""Rows of words that have lost their cells: where one cell ends and the next begins, told by the words themselves.

In pasted text the cells of a table of tasks follow each other, each over several lines. The order of the columns is
known from the head; a deadline can be told from a body and a body from a result, so each row is divided in the way
that fits its columns best. What is told so carries a flag.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
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
#: What an empty cell of a kind costs.
_EMPTY = {"lead": 1.5, "deadline": 1.0, "coordination": 0.7, "task": inf}


@dataclass(frozen=True)
class _Words:
    """A row's words: places where a cell may begin, and which of them begin a line of the source."""

    text: str
    cuts: tuple[int, ...]
    line_starts: frozenset[int]

    @cached_property
    def heads(self) -> frozenset[int]:
        """Where the name of a body begins."""
        return frozenset(cut for cut in self.cuts if _pattern("body_start").match(self.text, cut))

    @cached_property
    def open_ends(self) -> frozenset[int]:
        """Places before which the words go on: after a comma, or a word that asks for another."""
        return frozenset(cut for cut in self.cuts if _pattern("goes_on").search(self.text, 0, cut))


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
    document = clean.document
    starts, cuts = {0}, {0}
    line = -1
    for match in _WORD.finditer(text):
        here = document.line_index(clean.source_span(Span(span.start + match.start(), span.start + match.end())).start)
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
    """The start and end of each column's words in the division that weighs most."""
    ends = (*words.cuts, len(words.text))
    weight = [[-inf] * len(ends) for _ in range(len(kinds) + 1)]
    back = [[0] * len(ends) for _ in range(len(kinds) + 1)]
    weight[0][0] = 0.0
    for column, kind in enumerate(kinds):
        for first in range(len(ends)):
            so_far = weight[column][first]
            if so_far == -inf:
                continue
            for last in range(first, len(ends)):
                here = so_far + (_fit(words, kind, ends[first], ends[last]) if last > first else -_EMPTY.get(kind, 0.0))
                if here > weight[column + 1][last]:
                    weight[column + 1][last], back[column + 1][last] = here, first
    bounds: list[tuple[int, int]] = []
    at = len(ends) - 1
    for column in range(len(kinds), 0, -1):
        first = back[column][at]
        bounds.insert(0, (ends[first], ends[at]))
        at = first
    return bounds


def _fit(words: _Words, kind: str, start: int, end: int) -> float:
    """How well a range of words fits a column."""
    text = words.text[start:end].strip()
    weight = 0.0
    if start:
        weight -= 3.0 if text[:1].islower() else 0.0
        weight -= 2.0 if start in words.open_ends else 0.0
        weight -= 0.0 if start in words.line_starts else 0.6
    if kind == "deadline":
        return weight + (_time_weight(text) if len(text) <= _LONGEST_DEADLINE else -4.0)
    inside = [cut for cut in words.cuts if start < cut < end and cut not in words.open_ends]
    weight -= 3.0 * sum(_pattern("time_alone").match(words.text, cut, end) is not None for cut in (start, *inside))
    if kind in ("lead", "coordination"):
        weight += 2.0 if start in words.heads else -2.0
        weight -= 0.02 * max(0, len(text) - _LONGEST_BODY)
        others = sum(cut in words.heads for cut in inside)
        return weight - (1.5 * others if kind == "lead" else 0.0)
    opening = sum(cut in words.line_starts and words.text[cut].isupper() for cut in inside)
    items = sum(words.text[cut] in "-+•" for cut in inside)
    if kind == "task":
        return weight - 0.7 * opening - 1.0 * items
    if kind == "result":
        return weight + (1.0 if _pattern("result_start").match(text) else 0.0)
    return weight - 1.0


def _time_weight(text: str) -> float:
    """How well words fit a column of deadlines: a time and nothing else fits best, words around one less."""
    rest = text
    found = False
    for group in ("points", "rhythms"):
        for rule in patterns.rules("tasks", group):
            rest, count = rule.compile().subn(" ", rest)
            found = found or count > 0
    if found:
        rest = _pattern("time_words").sub(" ", rest)
    if (found and not rest.strip(" ,;.:-/()")) or _pattern("time_by_order").match(text):
        return 4.0
    return 1.0 if found else -4.0
