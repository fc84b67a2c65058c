"""Physical lines → atoms: the visible pieces of each line, and what of them is no text of the document."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import NamedTuple

import regex

import patterns
from extractors.document import Document, Joint, Layout


class Kind(Enum):
    """What an atom is: text, a row of figures, a blank line, a cell boundary, or set aside."""

    TEXT = "text"
    FIGURES = "figures"
    BLANK = "blank"
    BOUNDARY = "boundary"
    ASIDE = "aside"


class Atom(NamedTuple):
    """A physical line, or one cell's part of it.

    `pieces` are (clean text, source offset, source length), in order; `text` is the pieces together;
    `line` an index in `Document.lines`; `cell` the number of the table cell it stands in; `item` says
    whether the line begins with the mark of a list item, clause or heading. A named tuple, not a
    dataclass: there is one for each line of every file, and a tuple is made four times as fast.
    """

    kind: Kind
    line: int
    text: str = ""
    pieces: tuple[tuple[str, int, int], ...] = ()
    cell: int | None = None
    reason: str = ""
    item: bool = False
    joint: Joint = Joint.UNKNOWN


# Whatever may not be copied as it stands: emphasis marks, invisible characters, runs of blanks, odd blanks.
_SPECIAL = re.compile(
    r"\(\*+\)|\*+|`+|[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x08\x0b-\x1f]+"
    r"|[ \t\x0c\u00a0\u2000-\u200a\u202f\u3000]{2,}|[\t\x0c\u00a0\u2000-\u200a\u202f\u3000]"
)
_HEADING_MARK = re.compile(r"#{1,6}\s+")
_ODD = re.compile(r"[*`|\t\x0c\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060\u3000\ufeff\x00-\x08\x0b-\x1f]|  ")
_LONGEST_HEAD = 60
_MOST_HEADS = 100
# No cell of a real plan's table comes near this many characters.
_LONGEST_CELL = 4000
_BLANKS = " \t\x0c\u00a0\u2000-\u200a\u202f\u3000"


def atoms_of(document: Document) -> list[Atom]:
    """All atoms of a document in the order of its lines."""
    figures = patterns.rule("clean", "figures").compile()
    item = patterns.rule("clean", "item").compile()
    ruling = patterns.rule("clean", "ruling").compile()
    cells = _cells_of_tables(document)
    counter = len(document.tables) and max(cells.values(), default=-1) + 1
    atoms: list[Atom] = []
    cell: int | None = None
    for index, (line, start) in enumerate(zip(document.lines, document.line_starts, strict=True)):
        text = line.text
        if line.layout is not None:
            atoms.append(_laid_out(text, index, start, line.layout, cells.get(index), figures, item))
            continue
        if not text or text.isspace():
            atoms.append(Atom(Kind.BLANK, index))
            if atoms and len(atoms) > 1 and atoms[-2].kind is Kind.BOUNDARY:
                cell = None
            continue
        if (text[0] in "-_=*|.~ \t" or text[-1] == "|") and ruling.match(text.strip()):
            atoms.append(Atom(Kind.ASIDE, index, text.strip(), reason="ruling"))
            continue
        if "|" in text:
            for part, offset in _split_cells(text):
                if part is None:
                    counter += 1
                    cell = counter
                    atoms.append(Atom(Kind.BOUNDARY, index))
                else:
                    atoms.append(_atom(part, index, start + offset, cell, figures, item))
            continue
        atoms.append(_atom(text, index, start, cells.get(index, cell), figures, item))
    return _without_false_cells(atoms)


def _without_false_cells(atoms: list[Atom]) -> list[Atom]:
    """The atoms, with running text between two tables taken out of the cell that it seems to stand in.

    Pasted text without blank lines does not show where a table ends; what stands after its last `|` is no
    cell where it is far longer than any cell or holds the name of a document type.
    """
    standalone = frozenset(patterns.words("clean", "standalone"))
    lengths: dict[int, int] = {}
    false: set[int] = set()
    for atom in atoms:
        if atom.cell is not None and atom.kind is Kind.TEXT:
            lengths[atom.cell] = lengths.get(atom.cell, 0) + len(atom.text)
            if atom.text in standalone or lengths[atom.cell] > _LONGEST_CELL:
                false.add(atom.cell)
    if not false:
        return atoms
    return [atom._replace(cell=None) if atom.cell in false else atom for atom in atoms]


def _laid_out(
    text: str,
    line: int,
    offset: int,
    layout: Layout,
    cell: int | None,
    figures: regex.Pattern[str],
    item: regex.Pattern[str],
) -> Atom:
    """The atom of a line of which a reader knows the layout."""
    if layout.aside is not None:
        return Atom(Kind.ASIDE, line, text.strip(), reason=layout.aside)
    if not text or text.isspace():
        return Atom(Kind.BLANK, line)
    atom = _atom(text, line, offset, cell, figures, item)
    if layout.reading:
        trimmed = _trim([(reading, offset + start, length) for reading, start, length in layout.reading])
        reading_text = "".join([piece[0] for piece in trimmed])
        atom = atom._replace(text=reading_text, pieces=trimmed, item=item.match(reading_text) is not None)
    return atom._replace(joint=layout.joint)


def _split_cells(text: str) -> list[tuple[str | None, int]]:
    """The cell parts of a line with their offsets; null stands for a `|`."""
    parts: list[tuple[str | None, int]] = []
    offset = 0
    for number, part in enumerate(text.split("|")):
        if number:
            parts.append((None, offset - 1))
        if part.strip():
            parts.append((part, offset))
        offset += len(part) + 1
    return parts


def _cells_of_tables(document: Document) -> dict[int, int]:
    """Number of the table cell for each line that a reader put into a table."""
    numbers: dict[int, int] = {}
    number = 0
    for table in document.tables:
        for cell in table.cells:
            number += 1
            for part in (cell.source, *cell.rest):
                if part.start < part.end:
                    first, last = document.line_index(part.start), document.line_index(part.end - 1)
                    numbers.update(dict.fromkeys(range(first, last + 1), number))
    return numbers


def _atom(
    text: str, line: int, offset: int, cell: int | None, figures: regex.Pattern[str], item: regex.Pattern[str]
) -> Atom:
    """The atom of a line or of a cell's part of it."""
    visible = text.strip()
    start = offset + len(text) - len(text.lstrip())
    if visible[0] in "%≥≤<>~0123456789" and figures.match(visible):
        return Atom(Kind.FIGURES, line, visible, ((visible, start, len(visible)),), cell)
    if visible.startswith("#"):
        mark = _HEADING_MARK.match(visible)
        if mark:
            visible, start = visible[mark.end() :], start + mark.end()
    if not _ODD.search(visible) and (visible.isascii() or unicodedata.is_normalized("NFC", visible)):
        pieces: tuple[tuple[str, int, int], ...] = ((visible, start, len(visible)),)
    else:
        pieces = _pieces(visible, start)
        visible = "".join([piece[0] for piece in pieces])
        if not visible:
            return Atom(Kind.BLANK, line)
    # Most lines begin with a lower-case letter that no mark can begin with: they never meet the pattern.
    opens = (not visible[0].islower() or visible[1:2] in ".)") and item.match(visible) is not None
    return Atom(Kind.TEXT, line, visible, pieces, cell, "", opens)


def _pieces(text: str, offset: int) -> tuple[tuple[str, int, int], ...]:
    """Clean pieces of a line that needs cleaning: marks dropped, blanks folded, letters composed."""
    pieces: list[tuple[str, int, int]] = []
    at = 0
    for match in _SPECIAL.finditer(text):
        if match.group()[0] == "(":
            continue
        if match.start() > at:
            _compose(text[at : match.start()], offset + at, pieces)
        if match.group()[0] in _BLANKS and pieces and not pieces[-1][0].endswith(" "):
            pieces.append((" ", offset + match.start(), 1))
        at = match.end()
    if at < len(text):
        _compose(text[at:], offset + at, pieces)
    return _trim(pieces)


def _compose(text: str, offset: int, pieces: list[tuple[str, int, int]]) -> None:
    """Append text in NFC: verbatim where it is composed, letter by letter where it is not."""
    if pieces and pieces[-1][0].endswith(" ") and text.startswith(" "):
        stripped = text.lstrip(" ")
        offset += len(text) - len(stripped)
        text = stripped
    if not text:
        return
    if unicodedata.is_normalized("NFC", text):
        pieces.append((text, offset, len(text)))
        return
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        pieces.append((unicodedata.normalize("NFC", text[at:end]), offset + at, end - at))
        at = end


def _trim(pieces: list[tuple[str, int, int]]) -> tuple[tuple[str, int, int], ...]:
    """Pieces without blanks at the line's ends."""
    while pieces and not pieces[0][0].strip():
        pieces.pop(0)
    while pieces and not pieces[-1][0].strip():
        pieces.pop()
    if pieces:
        text, start, length = pieces[0]
        lead = len(text) - len(text.lstrip())
        if lead and len(text) == length:
            pieces[0] = (text[lead:], start + lead, length - lead)
        text, start, length = pieces[-1]
        tail = len(text) - len(text.rstrip())
        if tail and len(text) == length:
            pieces[-1] = (text[:-tail], start, length - tail)
    return tuple(pieces)


def set_aside(atoms: list[Atom]) -> list[Atom]:
    """The atoms with page numbers, link lines and repeated table heads marked as set aside."""
    marked = list(atoms)
    _page_furniture(marked)
    _repeated_heads(marked)
    return marked


def _page_furniture(atoms: list[Atom]) -> None:
    """Set aside a lone number or link that stands inside a sentence, and a page number that opens the file."""
    page_number = patterns.rule("clean", "page_number").compile()
    link = patterns.rule("clean", "link_line").compile()
    texts = [index for index, atom in enumerate(atoms) if atom.kind in (Kind.TEXT, Kind.FIGURES)]
    for order, index in enumerate(texts):
        atom = atoms[index]
        if atom.cell is not None:
            continue
        if len(atom.text) <= 10 and page_number.match(atom.text):
            before = atoms[texts[order - 1]].text if order else ""
            after = atoms[texts[order + 1]].text if order + 1 < len(texts) else ""
            inside = before[-1:].isalnum() and after[:1].islower()
            if order == 0 or inside:
                atoms[index] = atom._replace(kind=Kind.ASIDE, reason="page_number")
        elif atom.text.startswith(("http", "mailto:", "www.")) and link.match(atom.text):
            atoms[index] = atom._replace(kind=Kind.ASIDE, reason="link_line")


def _repeated_heads(atoms: list[Atom]) -> None:
    """Set aside every later copy of a table's head: three equal lines or more, from its number column on.

    A head ends where the first row's number stands, and is never longer than `_LONGEST_HEAD` lines, so that
    a table that stands in the text twice keeps its rows.
    """
    head = patterns.rule("clean", "table_head").compile()
    row_number = patterns.rule("clean", "row_number").compile()
    texts = [i for i, atom in enumerate(atoms) if atom.kind in (Kind.TEXT, Kind.FIGURES) and atom.cell is None]
    known: list[tuple[str, ...]] = []
    after = 0
    for order, index in enumerate(texts):
        if order < after or not head.match(atoms[index].text):
            continue
        lines = []
        for place in texts[order : order + _LONGEST_HEAD]:
            if row_number.match(atoms[place].text):
                break
            lines.append(atoms[place].text)
        run = max((_common(lines, other) for other in known), default=0)
        if run >= 3:
            for place in texts[order : order + run]:
                atoms[place] = atoms[place]._replace(kind=Kind.ASIDE, reason="repeated_head")
            after = order + run
        elif len(known) < _MOST_HEADS:
            known.append(tuple(lines))


def _common(lines: list[str], other: tuple[str, ...]) -> int:
    """How many lines two heads have in common from their beginning."""
    for number, (one, two) in enumerate(zip(lines, other, strict=False)):
        if one != two:
            return number
    return min(len(lines), len(other))
