"""The head of a document: header block, type and title, up to where its body begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import patterns
from extractors.clean import CleanText
from extractors.document import Span
from extractors.header.block import Block
from extractors.header.pieces import Found, Piece, header_rule, pieces
from extractors.header.title import (
    find_heading,
    find_letter,
    find_page_title,
    find_untitled,
    heading_pattern,
    letter_title,
    page_title,
    title_under,
    type_of,
    with_headings_whole,
)

# A head is far shorter; what stands beyond cannot belong to it.
_HEAD_LENGTH = 6000
_LINES_OF_BODY = 3
# No line of a page is as long: what is holds several lines, or a whole document.
_LONG_LINE = 300
_RULING = re.compile("[-_*–=]{5}")


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a document shows; null where it does not stand there.

    `issuer_lines` are what is left of a header block's lines; `authority_lines` name who decides, under a decision's
    title; `has_block` says whether there is a header block at all, `end` where the body begins. `day_flags` say why a
    date that stands there gives no day; `letter` is where a text without heading shows to be an official letter.
    """

    has_block: bool
    issuer_lines: tuple[Piece, ...]
    authority_lines: tuple[Piece, ...]
    number: Found | None
    symbol: Found | None
    place: Found | None
    day: Found | None
    day_flags: tuple[str, ...]
    doc_type: Found | None
    title: Found | None
    letter: Span | None
    end: int


def read_head(clean: CleanText) -> Head:
    """Read the head of a document."""
    lines, end = _head_lines(clean)
    heading = find_heading(lines, end)
    if heading is not None and find_untitled(lines, end) is not None and not _fits(lines, heading):
        # `QUY ĐỊNH CHẾ ĐỘ ...` opens the title of a resolution whose heading was lost.
        heading = None
    letter = None if heading is not None else find_letter(lines, end)
    untitled = None if heading is not None or letter is not None else find_untitled(lines, end)
    block_end = end if heading is None else heading
    block = Block(clean, lines[: block_end if untitled is None else untitled + 1])
    paged = find_page_title(lines, end) if heading is None and letter is None and untitled is None else None
    title: Found | None = None
    authority: tuple[Piece, ...] = ()
    after = lines[0].start if lines else 0
    if heading is not None:
        title, authority, after = title_under(clean, lines, heading)
    elif untitled is not None:
        title, authority, after = title_under(clean, lines, untitled)
    elif letter is not None:
        title, after = letter_title(clean, lines, letter)
    elif paged is not None:
        title, after = page_title(lines, paged)
    if title is not None:
        block.take(title.span)
    return Head(
        has_block=block.motto or block.number is not None or block.symbol is not None,
        issuer_lines=block.issuer_lines(),
        authority_lines=authority,
        number=block.number,
        symbol=block.symbol,
        place=block.place,
        day=block.day,
        day_flags=block.day_flags,
        doc_type=type_of(lines[heading]) if heading is not None else paged,
        title=title,
        letter=Span(lines[letter].start, lines[letter].end) if letter is not None else None,
        end=after,
    )


def _fits(lines: Sequence[Piece], heading: int) -> bool:
    """Whether a heading names the type that the number's symbol above it stands for, or stands alone."""
    match = heading_pattern().match(lines[heading].text)
    if match is None or match["alone"]:
        return True
    codes = patterns.load("header")["document_types"][found.value] if (found := type_of(lines[heading])) else ()
    symbols = [own["number"] for line in lines[:heading] if (own := header_rule("own_number").match(line.text))]
    known = {code for names in patterns.load("header")["document_types"].values() for code in names}
    parts = [part for symbol in symbols for part in re.split(r"[/-]", symbol) if part in known]
    return not parts or parts[0] in codes


def _head_lines(clean: CleanText) -> tuple[list[Piece], int]:
    """The lines from the beginning to where a body begins and some of its own, mostly a short stretch; where it begins.

    The place of the body is the index of its first line.
    """
    for length in (_HEAD_LENGTH // 4, _HEAD_LENGTH):
        read = pieces(clean, 0, min(len(clean.text), length))
        markup = header_rule("markup")
        # All markup holds these two signs.
        written = [line for line in read if (markup.sub("", line.text) if "](" in line.text else line.text).strip()]
        lines = with_headings_whole(clean, [part for line in written for part in _at_seams(line)])
        body = _body_start(lines)
        if body + _LINES_OF_BODY < len(lines):
            break
    return lines, body


def _at_seams(line: Piece) -> list[Piece]:
    """A page's text pasted as one long line, parted where the lines of a head must have been; else the line.

    A block's column that was pasted as one line is parted at its ruling and before its number.
    """
    # Hardly a line holds a ruling, or the word before a number: most need no look at the pattern.
    seamed = "Số" in line.text or _RULING.search(line.text)
    columns = [match.span() for match in header_rule("column_seam").finditer(line.text)] if seamed else []
    if columns:
        ends = [start for start, _ in columns] + [len(line.text)]
        parts = [line.part(begin, end) for begin, end in zip([0, *(end for _, end in columns)], ends, strict=True)]
        return [part for part in parts if part.text.strip()]
    if len(line.text) < _LONG_LINE:
        return [line]
    heading = heading_pattern().match(line.text)
    if not (heading or header_rule("state_words").search(line.text, 0, _LONG_LINE)):
        return [line]
    seams = [match.start() for match in header_rule("seam").finditer(line.text, 1, _HEAD_LENGTH)]
    parts = [line.part(begin, end) for begin, end in pairwise([0, *seams, len(line.text)])]
    return [part.part(len(part.text) - len(part.text.lstrip())) for part in parts if part.text.strip()]


def _body_start(lines: Sequence[Piece]) -> int:
    """Index of the first line that can only stand in a body."""
    start, letter = header_rule("body_start"), header_rule("addressee")
    for index, line in enumerate(lines):
        if start.match(line.text) or letter.match(line.text):
            return index
    return len(lines)
