"""Pages as strips and grids → `Document`: furniture set aside, tables joined over pages, joints, offsets."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from extractors.document import Box, Cell, Document, Joint, Layout, Line, Page, Span, Table, Word
from extractors.read.furniture import set_aside_furniture
from extractors.read.grids import Grid
from extractors.read.joints import joints_of
from extractors.read.layout import Strip, Token
from extractors.read.spread import Spread, spreads_of

Matrix = tuple[float, float, float, float, float, float]


class Upright(NamedTuple):
    """How a page is read that is shown turned, or whose scan stands askew on it or turned.

    Its size when it is upright, in points, and the matrix (a, b, c, d, e, f) from there back to the page as it is.
    """

    width: float
    height: float
    back: Matrix


@dataclass(frozen=True, slots=True)
class Draft:
    """A page to be: its size, its strips in reading order, and the grids that their cells belong to.

    Where there is an `upright`, strips and grids stand there.
    """

    number: int
    width: float
    height: float
    strips: tuple[Strip, ...]
    grids: tuple[Grid, ...] = ()
    upright: Upright | None = None

    @property
    def read_width(self) -> float:
        """The width of the page as it is read."""
        return self.width if self.upright is None else self.upright.width

    @property
    def read_height(self) -> float:
        """The height of the page as it is read."""
        return self.height if self.upright is None else self.upright.height

    def box(self, box: Box) -> Box:
        """A box of the upright page on the page itself: its middle moved, its sides kept, or swapped by a quarter."""
        if self.upright is None:
            return box
        a, b, c, d, e, f = self.upright.back
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        x, y = a * x + c * y + e, b * x + d * y + f
        across, down = (box.x1 - box.x0) / 2, (box.y1 - box.y0) / 2
        if abs(a) < abs(b):
            across, down = down, across
        return Box(x - across, y - down, x + across, y + down)


def assemble(
    drafts: Sequence[Draft], doc_id: str, media_type: str, text_layer: str, flags: Sequence[str] = ()
) -> Document:
    """The document that drafts of pages make."""
    strips = set_aside_furniture([(draft.read_height, draft.strips) for draft in drafts])
    spreads = spreads_of([(draft.grids, page) for draft, page in zip(drafts, strips, strict=True)])
    heads = {head for spread in spreads for head in spread.heads}
    strips = [[_without_head(strip, number, heads) for strip in page] for number, page in enumerate(strips)]
    joints = joints_of([(draft.read_width, page) for draft, page in zip(drafts, strips, strict=True)])
    pages = []
    for draft, page, verdicts in zip(drafts, strips, joints, strict=True):
        numbered = enumerate(zip(page, verdicts, strict=True), 1)
        lines = tuple([_line(draft, number, strip, joint) for number, (strip, joint) in numbered])
        pages.append(Page(draft.number, lines, draft.width, draft.height))
    tables = _tables(drafts, strips, pages, spreads)
    return Document(doc_id, media_type, text_layer, tuple(pages), tables, tuple(flags))


def _without_head(strip: Strip, page: int, heads: set[tuple[int, int, int]]) -> Strip:
    """A strip, set aside where it stands in a head row that the table repeats on a later page."""
    if strip.grid is None or strip.cell is None or (page, strip.grid, strip.cell) not in heads:
        return strip
    return replace(strip, aside="repeated_head")


def _line(draft: Draft, number: int, strip: Strip, joint: Joint) -> Line:
    """A strip as a line with offsets for its words."""
    parts: list[str] = []
    words: list[Word] = []
    reading: list[tuple[str, int, int]] = []
    at = 0
    before: Token | None = None
    legacy = False
    for token in strip.tokens:
        if before is not None and not _touches(before, token):
            parts.append(" ")
            reading.append((" ", at, 1))
            at += 1
        end = at + len(token.text)
        parts.append(token.text)
        words.append(Word(at, end, draft.box(Box(token[0], token[1], token[2], token[3])), token.confidence))
        if token.reading is not None:
            legacy = True
            reading.append((unicodedata.normalize("NFC", token.reading), at, end - at))
        else:
            reading.append((token.text, at, end - at))
        at = end
        before = token
    layout = Layout(joint, strip.aside, tuple(reading) if legacy else ())
    box = strip.box
    if draft.upright is not None:
        # On a page askew a line's box is that of its words, not the upright line's.
        box = words[0].box
        for word in words[1:]:
            box = box.union(word.box)
    return Line(number, "".join(parts), box, tuple(words), layout)


def _touches(before: Token, token: Token) -> bool:
    """Whether a stamped number and the sign after it are one word: `2858` + `/QĐ-UBND`."""
    return before.stamp and before.text[-1:].isdigit() and token.text.startswith("/")


def _tables(
    drafts: Sequence[Draft], strips: Sequence[Sequence[Strip]], pages: Sequence[Page], spreads: Sequence[Spread]
) -> tuple[Table, ...]:
    """The tables with the ranges of source that their cells fill."""
    ranges: dict[tuple[int, int, int], Span] = {}
    offset = 0
    for number, (page, built) in enumerate(zip(strips, pages, strict=True)):
        for strip, line in zip(page, built.lines, strict=True):
            end = offset + len(line.text)
            if strip.grid is not None and strip.cell is not None and strip.aside is None:
                key = (number, strip.grid, strip.cell)
                ranges[key] = Span(ranges[key].start if key in ranges else offset, end)
            offset = end + 1
    tables = []
    for spread in spreads:
        cells = []
        for placed in spread.cells:
            parts = [ranges[key] for key in placed.parts if key in ranges]
            first, grid, index = placed.parts[0]
            cell = drafts[first].grids[grid].cells[index]
            cells.append(
                Cell(
                    placed.row,
                    cell.column,
                    parts[0] if parts else Span(0, 0),
                    cell.row_span,
                    cell.column_span,
                    drafts[first].box(cell.box),
                    tuple(parts[1:]),
                )
            )
        tables.append(Table(drafts[spread.page].number, spread.rows, spread.columns, tuple(cells)))
    return tuple(tables)
