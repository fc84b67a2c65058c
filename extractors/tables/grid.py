"""A table as rows of cells, wherever it was found: the one form that budget, indicators and tasks are read from.

Three finders make grids: `ruled` from the tables that a reader delivers with the document, `piped` from pasted web
text with `|` between cells, `flattened` from text in which the cells of a row follow each other. What a grid holds
is then read the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from regex import Pattern

import patterns
from extractors.clean import CleanText
from extractors.document import Span
from extractors.fold import fold

PATH_MARK = " › "


class GridCell(NamedTuple):
    """A cell that is not empty: its words and their range of clean text; `flags` where its place is unsure."""

    text: str
    span: Span
    row_span: int = 1
    column_span: int = 1
    flags: tuple[str, ...] = ()


Row = tuple[GridCell | None, ...]

_MAY_NAME_ITEMS = frozenset(("period", "other"))
_FEWEST_LETTERS = 6


def _is_words(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= _FEWEST_LETTERS


@dataclass(frozen=True)
class Grid:
    """A table without its head rows.

    `headings` holds a path for each column, from its top heading to its lowest; `rows` the body, a cell or null
    (covered by a merged neighbour) for each column; `caption` the lines before the table; `origin` one of ruled,
    piped, flattened; `flags` what is unsure about the table as a whole.
    """

    origin: str
    headings: tuple[tuple[str, ...], ...]
    rows: tuple[Row, ...]
    caption: str
    span: Span
    flags: tuple[str, ...] = field(default=())

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kind of each column, from its heading (see `patterns/tables.yaml`, `columns`).

        Where no heading names the items, they are the words of the first column behind the numbers, whatever it is
        called (`TT`, `Mục tiêu`, `Năm 2025`, `Năm 2030`).
        """
        kinds = [kind_of(path) for path in self.headings]
        first = next((column for column, kind in enumerate(kinds) if kind != "number"), None)
        if "item" not in kinds and first is not None and kinds[first] in _MAY_NAME_ITEMS:
            texts = [cell.text for row in self.rows if (cell := row[first]) is not None]
            if sum(_is_words(text) for text in texts) > 0.8 * len(self.rows):
                kinds[first] = "item"
        return tuple(kinds)

    def column_of(self, kind: str) -> int | None:
        """The first column of a kind, null where there is none."""
        return self.kinds.index(kind) if kind in self.kinds else None


@cache
def table_pattern(rule_name: str) -> Pattern[str]:
    """The compiled pattern of a rule of `patterns/tables.yaml`, whatever group it stands in."""
    return _table_rule(rule_name).compile()


@cache
def line_pattern(rule_name: str) -> re.Pattern[str]:
    """The same in the standard library's engine, for what is tried on every line (see `Rule.compile_simple`)."""
    return _table_rule(rule_name).compile_simple()


@cache
def _table_rule(rule_name: str) -> patterns.Rule:
    for group in (
        "captions",
        "scores",
        "heads",
        "stages",
        "rows",
        "cells",
        "bounds",
        "flat",
        "flat_totals",
        "flat_bases",
        "flat_figures",
        "flat_cells",
        "flat_units",
        "value_cells",
        "line_cells",
        "money_words",
        "text",
        "text_others",
        "text_lists",
        "text_grants",
        "text_headings",
        "text_carried",
        "text_leads",
        "text_tails",
        "text_sources",
        "text_words",
    ):
        for rule in patterns.rules("tables", group):
            if rule.name == rule_name:
                return rule
    raise patterns.PatternError(f"patterns/tables.yaml has no rule {rule_name!r}")


@lru_cache(maxsize=4096)
def matches(rule_name: str, text: str) -> bool:
    """Whether a rule of `patterns/tables.yaml` is found in a text, folded for matching."""
    return table_pattern(rule_name).search(fold(text)) is not None


@lru_cache(maxsize=4096)
def kind_of(path: tuple[str, ...]) -> str:
    """The kind of a column by its heading path.

    One of number, item, unit, amount, norm, measure, period, ratio, note, basis, other.
    """
    if not path:
        return "other"
    whole = fold(PATH_MARK.join(path))
    for rule in patterns.rules("tables", "columns"):
        if rule.compile().search(whole):
            return str(rule.value)
    return "other"


def row_span(row: Row) -> Span:
    """The range of clean text that a row fills."""
    spans = [cell.span for cell in row if cell is not None]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def is_column_numbers(texts: list[str]) -> bool:
    """Whether a row only numbers its columns (`A B 1 2 3=1+2`)."""
    rule = table_pattern("column_number")
    filled = [text for text in texts if text]
    if len(filled) < 3 or not all(rule.match(text) for text in filled):
        return False
    numbers = [int(digits) for text in filled if (digits := text.strip("()").split("=")[0].strip()).isdigit()]
    rising = all(1 <= after - before <= 2 for before, after in pairwise(numbers))
    return len(numbers) >= 2 and numbers[0] <= 3 and rising


_LONGEST_CAPTION_LINE = 300
_CAPTION_LINES = 7


def caption_before(clean: CleanText, offset: int) -> str:
    """The lines before a table that may name it and its unit: up to a long paragraph or another table."""
    index = clean.block_index(offset)
    lines: list[str] = []
    while index > 0 and len(lines) < _CAPTION_LINES:
        index -= 1
        block = clean.blocks[index]
        if block.cell is not None or block.kind == "figures" or block.end - block.start > _LONGEST_CAPTION_LINE:
            break
        lines.append(clean.text[block.start : block.end])
    return "\n".join(reversed(lines))
