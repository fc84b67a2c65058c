"""The document model: file → pages → lines (→ words), plus ruled tables where the file has them.

Everything is a frozen value. A `Document` is what a reader in `extractors.read` makes of a file's
bytes; nothing here knows about files, rules or records. All offsets are code points of
`Document.source`, the text of all lines joined by newlines.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

# Characters are counted up to every so many once, so that none is counted again for each place that is asked for.
_STEP = 1_000


def _ink(text: str) -> int:
    """Characters of a text, white space left out."""
    return len("".join(text.split()))


class Span(NamedTuple):
    """A half-open range of code points, `start <= end`."""

    start: int
    end: int


class Box(NamedTuple):
    """A rectangle on a page in PDF points, origin at the top left."""

    x0: float
    y0: float
    x1: float
    y1: float

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line: its offsets within `Line.text`, its box, and how sure the reader is of it (0 to 1)."""

    start: int
    end: int
    box: Box
    confidence: float = 1.0


class Joint(Enum):
    """What geometry says of a line and the one before it.

    `JOINED` is one paragraph for certain, `OPEN` may be one (the words decide), `APART` are two; `UNKNOWN`
    where there is no geometry. `WORD` is a break inside a word that was too wide for its table cell.
    """

    WORD = "word"

    JOINED = "joined"
    OPEN = "open"
    APART = "apart"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Layout:
    """What a reader knows of a line beyond its text.

    `joint` ties it to the line before; `aside` says why it is no text of the document (`page_number`,
    `running_head`, `repeated_head`, `stamp`, `overprinted`, `unread`), null for text. `reading` is the line in
    Unicode where the source writes it in another way (a legacy encoding, wrong letters): pieces of (text, offset
    in `Line.text`, length there), in order; empty where the text stands for itself.
    """

    joint: Joint = Joint.UNKNOWN
    aside: str | None = None
    reading: tuple[tuple[str, int, int], ...] = ()


class Line(NamedTuple):
    """A physical line as the source shows it; `number` counts from 1 on its page (in plain text: in the file).

    A named tuple because there are so many of them: it is made four times as fast as a frozen dataclass.
    """

    number: int
    text: str
    box: Box | None = None
    words: tuple[Word, ...] = ()
    layout: Layout | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the source, counted from 1; `width` and `height` in PDF points, 0 in plain text."""

    number: int
    lines: tuple[Line, ...]
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its place in the grid and the range of `Document.source` that its lines fill (may be empty).

    A cell that goes on over a page break has its later parts in `rest`.
    """

    row: int
    column: int
    source: Span
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None
    rest: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table that the reader saw as such (ruled or aligned in a PDF, `w:tbl` in a DOCX).

    Cells stand row by row; `page` is the first page of a table that runs over several, whose repeated head
    rows are set aside. Plain text has none: its tables are found later, from the text.
    """

    page: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]


class Place(NamedTuple):
    """Where a piece of the source stands: page, and first and last line of that page."""

    page: int
    line_start: int
    line_end: int
    page_end: int


@dataclass(frozen=True)
class Document:
    """A file that was read.

    `doc_id` is the SHA-256 of its bytes in hex; `media_type` is found by content; `text_layer` is one
    of text, digital, ocr, mixed; `flags` are short codes of what the reader noticed (see
    `patterns/flags.yaml`).
    """

    doc_id: str
    media_type: str
    text_layer: str
    pages: tuple[Page, ...]
    tables: tuple[Table, ...] = ()
    flags: tuple[str, ...] = ()

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines in reading order."""
        if len(self.pages) == 1:
            return self.pages[0].lines
        return tuple(line for page in self.pages for line in page.lines)

    @cached_property
    def source(self) -> str:
        """The text of all lines, joined by newlines: what every offset counts in."""
        return "\n".join([line.text for line in self.lines])

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset in `source` of each line of `lines`."""
        ends = accumulate([len(line.text) + 1 for line in self.lines], initial=0)
        return list(ends)[:-1]

    @cached_property
    def _ink_before(self) -> list[int]:
        """Characters before every `_STEP`th one of `source`, white space left out, and those of all at the end."""
        steps = range(0, len(self.source), _STEP)
        return list(accumulate((_ink(self.source[start : start + _STEP]) for start in steps), initial=0))

    @property
    def character_count(self) -> int:
        """Characters of all lines, white space left out."""
        return self._ink_before[-1]

    def characters_before(self, offset: int) -> int:
        """Characters of `source` before an offset, white space left out: the same however its lines are broken."""
        steps = offset // _STEP
        return self._ink_before[steps] + _ink(self.source[steps * _STEP : offset])

    @cached_property
    def page_firsts(self) -> list[int]:
        """Index in `lines` of each page's first line."""
        firsts, index = [], 0
        for page in self.pages:
            firsts.append(index)
            index += len(page.lines)
        return firsts

    def line_index(self, offset: int) -> int:
        """Index in `lines` of the line that holds an offset of `source`."""
        return max(0, bisect_right(self.line_starts, offset) - 1)

    def place(self, span: Span) -> Place:
        """Page and lines of a range of `source`; the range's last character decides where it ends."""
        first = self.line_index(span.start)
        last = self.line_index(max(span.start, span.end - 1))
        page = bisect_right(self.page_firsts, first) - 1
        page_end = bisect_right(self.page_firsts, last) - 1
        return Place(
            self.pages[page].number,
            self.lines[first].number,
            self.lines[last].number,
            self.pages[page_end].number,
        )

    def boxes(self, span: Span) -> tuple[Box, ...]:
        """One box a line for a range of `source`, of the words that it touches; empty in plain text."""
        first, last = self.line_index(span.start), self.line_index(max(span.start, span.end - 1))
        boxes = []
        for index in range(first, last + 1):
            line = self.lines[index]
            if line.box is None:
                continue
            offset = self.line_starts[index]
            touched = [w.box for w in line.words if w.start < span.end - offset and w.end > span.start - offset]
            if not line.words:
                boxes.append(line.box)
            elif touched:
                box = touched[0]
                for other in touched[1:]:
                    box = box.union(other)
                boxes.append(box)
        return tuple(boxes)

    def confidence(self, span: Span) -> float:
        """The lowest confidence of the words in a range of `source`; 1 where the reader gives none."""
        first, last = self.line_index(span.start), self.line_index(max(span.start, span.end - 1))
        lowest = 1.0
        for index in range(first, last + 1):
            offset = self.line_starts[index]
            for word in self.lines[index].words:
                if word.start < span.end - offset and word.end > span.start - offset:
                    lowest = min(lowest, word.confidence)
        return lowest
