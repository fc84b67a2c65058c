"""Physical lines of clean text: the head and the foot of a document are laid out line by line, not in sentences."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from extractors.clean import CleanText


class Piece(NamedTuple):
    """A physical line, or one table cell's part of it.

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


def pieces(clean: CleanText, start: int, end: int) -> list[Piece]:
    """The physical lines that lie in a range of clean text, in order, as far as they lie in it."""
    offsets = clean.offsets
    starts, lengths = offsets.clean_starts, offsets.clean_lengths
    line_starts, text = clean.document.line_starts, clean.matching
    found: list[Piece] = []
    open_start = open_end = -1
    open_line = -1
    for index in range(max(0, bisect_right(starts, start) - 1), bisect_left(starts, end)):
        begin, finish = max(start, starts[index]), min(end, starts[index] + lengths[index])
        if begin >= finish:
            continue
        line = bisect_right(line_starts, offsets.source_starts[index])
        if line == open_line and "\n" not in text[open_end:begin]:
            open_end = finish
            continue
        if open_line >= 0:
            found.append(_piece(clean, open_start, open_end))
        open_start, open_end, open_line = begin, finish, line
    if open_line >= 0:
        found.append(_piece(clean, open_start, open_end))
    return found


def _piece(clean: CleanText, start: int, end: int) -> Piece:
    return Piece(start, end, clean.matching[start:end], clean.text[start:end])
