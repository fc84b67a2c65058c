"""`Document` → one cleaned, re-flowed text with an offset map back: the only place that knows both.

Physical lines become blocks (a paragraph, a list item, a table cell, a row of figures), one a line of the
clean text. What is no text of the document (page numbers, repeated table heads, typed rulings, markdown
marks) is set aside, not deleted: it keeps its place in the source and is listed in `CleanText.aside`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from extractors.document import Document, Span
from extractors.fold import fold
from extractors.furniture import set_aside
from extractors.lines import Atom, Kind, atoms_of
from extractors.offsets import OffsetMap
from extractors.records import Provenance
from extractors.reflow import Reflow
from extractors.rowlines import RowLine, row_lines

#: Characters of text on each side of a quote that tell its place from another with the same words.
_CONTEXT = 100
#: What geometry told to be the page's own: it parts a record that runs over a page break, and is none of its words.
_FURNITURE = ("page_number", "running_head", "repeated_head")


class Block(NamedTuple):
    """A paragraph, item, cell part or row of figures: a range of the clean text without a newline.

    `kind` is one of paragraph, item, figures; `first_line` and `last_line` are indexes in
    `Document.lines`; `cell` numbers the table cell that the block stands in, null outside tables.
    """

    start: int
    end: int
    kind: str
    first_line: int
    last_line: int
    cell: int | None = None

    @property
    def span(self) -> Span:
        """The block's range of clean text."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Aside:
    """A line that was set aside: its index in `Document.lines` and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class CleanText:
    """The clean text of a document, its blocks, and the way back to the source.

    `row_lines` are the lines that are table rows by themselves, by index in `Document.lines`.
    """

    document: Document
    text: str
    blocks: tuple[Block, ...]
    offsets: OffsetMap
    aside: tuple[Aside, ...]
    row_lines: Mapping[int, RowLine]

    @cached_property
    def matching(self) -> str:
        """The text folded for matching (see `extractors.fold`): same length, same offsets."""
        return fold(self.text)

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    def block_index(self, offset: int) -> int:
        """Index of the block that holds an offset of the clean text; 0 before the first."""
        return max(0, bisect_right(self._block_starts, offset) - 1)

    def source_span(self, span: Span) -> Span:
        """The range of `Document.source` that a range of clean text came from, without blanks at its ends."""
        start, end = self.offsets.to_source(span)
        source = self.document.source
        while start < end and source[start].isspace():
            start += 1
        while end > start and source[end - 1].isspace():
            end -= 1
        return Span(start, end)

    @cached_property
    def _has_cut_cells(self) -> bool:
        return any(cell.rest for table in self.document.tables for cell in table.cells)

    @cached_property
    def _furniture(self) -> list[int]:
        """Indexes in `Document.lines` of the pages' own lines, in order; none in plain text, which has no geometry."""
        lines = self.document.lines
        return [at for at, line in enumerate(lines) if line.layout is not None and line.layout.aside in _FURNITURE]

    def source_spans(self, span: Span) -> tuple[Span, ...]:
        """The ranges of `Document.source` that a range of clean text came from.

        One, or one for each part that page breaks cut: of a table cell, and around a page number or running head.
        """
        return tuple([piece for part in self._parts(span) for piece in self._between_furniture(part)])

    def _parts(self, span: Span) -> tuple[Span, ...]:
        """One range, or one for each part of a table cell that page breaks cut."""
        if not self._has_cut_cells:
            return (self.source_span(span),)
        found: list[Span] = []
        for part in self.offsets.parts(span):
            if found and part.start >= found[-1].end and not self._text_between(found[-1].end, part.start):
                found[-1] = Span(found[-1].start, part.end)
            else:
                found.append(part)
        return tuple(found) or (self.source_span(span),)

    def _between_furniture(self, part: Span) -> list[Span]:
        """A range of the source without the pages' own lines inside it."""
        first, last = self.document.line_index(part.start), self.document.line_index(max(part.start, part.end - 1))
        pieces, start = [], part.start
        for at in self._furniture[bisect_right(self._furniture, first) : bisect_left(self._furniture, last)]:
            end = self.document.line_starts[at] - 1
            if end > start:
                pieces.append(Span(start, end))
            start = self.document.line_starts[at] + len(self.document.lines[at].text) + 1
        return [*pieces, Span(start, part.end)]

    def _text_between(self, start: int, end: int) -> bool:
        """Whether lines of text stand wholly between two offsets of the source."""
        lines = self.document.lines
        between = lines[self.document.line_index(max(start - 1, 0)) + 1 : self.document.line_index(end)]
        return any(line.text.strip() for line in between if line.layout is None or line.layout.aside is None)

    def provenance(self, span: Span) -> Provenance:
        """Page, lines, verbatim quote and boxes of a range of clean text."""
        parts = self.source_spans(span)
        first, last = self.document.place(parts[0]), self.document.place(parts[-1])
        source, start, end = self.document.source, parts[0].start, parts[-1].end
        quote = "\n".join([source[part.start : part.end].strip() for part in parts])
        boxes = tuple([box for part in parts for box in self.document.boxes(part)])
        before, after = source[max(0, start - _CONTEXT) : start], source[end : end + _CONTEXT]
        offset = self.document.characters_before(start)
        place = first.page, first.line_start, last.line_end, last.page_end
        return Provenance(*place, quote, boxes, before, after, offset)


def clean(document: Document) -> CleanText:
    """Clean and re-flow a document."""
    rows = row_lines(document)
    atoms = set_aside(atoms_of(document, rows))
    builder = _Builder()
    reflow = Reflow(atoms)
    held: list[Atom] = []
    previous: Atom | None = None
    text_kind, figures_kind = Kind.TEXT, Kind.FIGURES
    for index, atom in enumerate(atoms):
        kind = atom.kind
        if kind is figures_kind and atom.cell is None:
            # Figures between the lines of one cell's text wait until that text is finished.
            held.append(atom)
            continue
        if kind is not text_kind and kind is not figures_kind:
            continue
        glue = reflow.glue(previous, atom, index, bool(held)) if previous is not None else None
        if glue is None:
            builder.close()
            for figures in held:
                builder.whole(figures)
            held.clear()
            builder.open(atom, "item" if atom.item else "paragraph")
        else:
            builder.extend(atom, glue)
        previous = atom
    builder.close()
    for figures in held:
        builder.whole(figures)
    aside_kind = Kind.ASIDE
    aside = tuple([Aside(atom.line, atom.reason) for atom in atoms if atom.kind is aside_kind])
    offsets = OffsetMap(builder.segments)
    return CleanText(document, "".join(builder.chunks), tuple(builder.blocks), offsets, aside, rows)


class _Builder:
    """Collects clean text, its blocks and the offset map while `clean` walks the atoms."""

    def __init__(self) -> None:
        self.chunks: list[str] = []
        self.blocks: list[Block] = []
        self.segments: list[tuple[int, int, int, int]] = []
        self._length = 0
        self._open: tuple[int, str, int, int | None] | None = None
        self._last_line = 0

    def open(self, atom: Atom, kind: str) -> None:
        """Begin a block with an atom."""
        self._open = (self._length, kind, atom.line, atom.cell)
        self.extend(atom, "")

    def extend(self, atom: Atom, glue: str) -> None:
        """Join an atom to the open block."""
        if glue:
            self.chunks.append(glue)
            self._length += len(glue)
        length = self._length
        for text, source_start, source_length in atom.pieces:
            size = len(text)
            self.segments.append((length, size, source_start, source_length))
            self.chunks.append(text)
            length += size
        self._length = length
        self._last_line = atom.line

    def close(self) -> None:
        """End the open block, if any."""
        if self._open is None:
            return
        start, kind, first_line, cell = self._open
        # A named tuple's own constructor takes twice as long.
        block = tuple.__new__(Block, (start, self._length, kind, first_line, self._last_line, cell))
        self.blocks.append(block)
        self.chunks.append("\n")
        self._length += 1
        self._open = None

    def whole(self, atom: Atom) -> None:
        """A block of one atom of figures."""
        self.open(atom, "figures")
        self.close()
