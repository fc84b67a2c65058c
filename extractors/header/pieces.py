"""Physical lines of clean text, and what is found in them.

The head and the foot of a document are laid out line by line, not in sentences.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import regex

import patterns
from extractors.clean import CleanText
from extractors.document import Span

# This many blanks in a line stand between two columns, not between two words.
_COLUMN_GAP = 4


class Piece(NamedTuple):
    """A physical line, or one table cell's or column's part of it.

    A range of clean text, its text folded for matching, and the same as written (of equal length).
    """

    start: int
    end: int
    text: str
    written: str

    def part(self, start: int, end: int | None = None) -> Piece:
        """A part of the line, by offsets in it."""
        stop = len(self.text) if end is None else end
        return Piece(self.start + start, self.start + stop, self.text[start:stop], self.written[start:stop])


@dataclass(frozen=True, slots=True)
class Found:
    """A value with the range of clean text that shows it."""

    value: str
    span: Span


@cache
def header_rule(name: str, group: str = "rules") -> regex.Pattern[str]:
    """A rule of `patterns/header.yaml`, compiled."""
    return patterns.rule("header", name, group).compile()


def pieces(clean: CleanText, start: int, end: int) -> list[Piece]:
    """The physical lines that lie in a range of clean text, in order, as far as they lie in it."""
    line_starts, text, written = clean.document.line_starts, clean.matching, clean.text
    found: list[Piece] = []
    open_start = open_end = -1
    open_line = source_end = -1
    for segment in clean.offsets.segments(Span(start, end)):
        begin, source_start = segment.clean_start, segment.source_start
        finish = begin + segment.clean_length
        if begin < start:
            begin = start
        if finish > end:
            finish = end
        if begin >= finish:
            continue
        line = bisect_right(line_starts, source_start)
        gap = source_start - source_end
        same_line = line == open_line and "\n" not in text[open_end:begin]
        source_end = source_start + segment.source_length
        if same_line and not (gap >= _COLUMN_GAP - 1 and _new_column(text, open_end, begin)):
            open_end = finish
            continue
        if open_line >= 0:
            found.append(Piece(open_start, open_end, text[open_start:open_end], written[open_start:open_end]))
        open_start, open_end, open_line = begin, finish, line
    if open_line >= 0:
        found.append(Piece(open_start, open_end, text[open_start:open_end], written[open_start:open_end]))
    return found


def _new_column(text: str, end: int, begin: int) -> bool:
    """Whether words after a wide gap begin a column.

    A blank left to be filled in (`Số:      /KH-UBND`) does not, nor what marks without a blank cut (`CH****Ủ`).
    """
    if end == begin and not text[end - 1].isspace():
        return False
    return text[begin].isupper() and not text[max(0, end - 10) : end].rstrip().endswith((":", "ngày", "tháng", "năm"))
