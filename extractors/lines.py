"""Physical lines → atoms: the visible pieces of each line, and what of them is no text of the document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple

import patterns
from extractors.document import Document, Joint, Layout
from extractors.rowlines import RowLine, marks_of


class Kind(Enum):
    """What an atom is: text, a row of figures, a cell boundary, or set aside."""

    TEXT = "text"
    FIGURES = "figures"
    BOUNDARY = "boundary"
    ASIDE = "aside"


class Atom(NamedTuple):
    """A physical line, or one cell's part of it.

    `pieces` are (clean text, source offset, source length), in order; `text` is the pieces together;
    `line` an index in `Document.lines`; `cell` the number of the table cell it stands in; `item` says
    whether the line begins with the mark of a list item, clause or heading; `gap` whether a blank line stands
    before it. A named tuple, not a
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
    gap: bool = False


# Whatever may not be copied as it stands: emphasis marks and escapes, invisible characters, runs of blanks, odd blanks.
_SPECIAL = re.compile(
    r"\(\*+\)|\*+|`+|\\(?!\w)|</?(?:br|p|b|i|u|em|strong|span|div)\s*/?>|[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x08\x0b-\x1f]+"
    r"|[ \t\x0c\u00a0\u2000-\u200a\u202f\u3000]{2,}|[\t\x0c\u00a0\u2000-\u200a\u202f\u3000]"
)
# All of it that a line of an easy text without marks may hold (see `_is_easy`).
_WIDE = re.compile("  +")
_HEADING_MARK = re.compile(r"#{1,6}\s+")
# No cell of a real plan's table comes near this many characters.
_LONGEST_CELL = 4000
_MARKS = "*`\\<"
# What sends a line of an easy text (see `_is_easy`) the long way: marks of emphasis, headings and cells.
_SIGNS = (*_MARKS, "#", "|")
# All single characters that `_SPECIAL` matches, but these marks.
_ODD_CHARACTERS = tuple(mark for mark in map(chr, range(0x3001)) if mark not in f"\n{_MARKS}" and _SPECIAL.match(mark))
# Letters and signs of nearly every text: none is odd, each is composed.
_USUAL = re.compile("[\n -~\u00a1-\u00ac\u00ae-\u024f\u1ea0-\u1ef9\u2013\u2014\u2018-\u201d\u2022\u2026\u2264\u2265]*+")
# Roman numerals, and the beginnings of Phần, Chương, Mục, Phụ lục, Điều.
_MARK_LETTERS = frozenset("IVXLCPMĐ")
#: Characters that a row of figures, a ruling may begin with.
_FIGURES = frozenset("%≥≤<>~0123456789")
_RULES = frozenset("-_=*|.~:\\")
_BLANKS = " \t\x0c\u00a0\u2000-\u200a\u202f\u3000"


def atoms_of(document: Document, rows: Mapping[int, RowLine]) -> list[Atom]:
    """All atoms of a document in the order of its lines; blank lines leave only their mark on the next atom.

    `rows` are its lines that are table rows by themselves (see `extractors.rowlines`).
    """
    figures = patterns.rule("clean", "figures").compile_simple()
    item = patterns.rule("clean", "item").compile_simple()
    ruling = patterns.rule("clean", "ruling").compile_simple()
    # What most lines hold nowhere is looked for in the whole text, not in each of them.
    easy = _is_easy(document.source)
    marked = _lines_with(document, _SIGNS) if easy else set(range(len(document.lines)))
    marked |= rows.keys()
    cells = _cells_of_tables(document)
    counter = len(document.tables) and max(cells.values(), default=-1) + 1
    atoms: list[Atom] = []
    cell: int | None = None
    gap = False
    new, text_kind, figures_kind, boundary = tuple.__new__, Kind.TEXT, Kind.FIGURES, Kind.BOUNDARY
    unknown = Joint.UNKNOWN
    for index, ((_, text, _, _, layout), start) in enumerate(zip(document.lines, document.line_starts, strict=True)):
        visible = text.strip()
        if not visible:
            gap = True
            if cell is not None and atoms[-1].kind is boundary:
                cell = None
            continue
        size = len(visible)
        first = start if len(text) == size else start + len(text) - len(text.lstrip())
        letter = visible[0]
        if layout is not None:
            atom: Atom | None = _laid_out(text, index, start, layout, cells.get(index), figures, item, gap)
        elif letter in _RULES and visible[-1] in _RULES and ruling.match(visible.replace("\\", "")):
            atom = Atom(Kind.ASIDE, index, visible, reason="ruling")
        elif index not in marked and "  " not in visible:
            # Most lines can be copied as they stand. `new` is the named tuple's own constructor without its defaults.
            kind = figures_kind if letter in _FIGURES and figures.match(visible) else text_kind
            opens = kind is text_kind and _may_open(letter, visible) and item.match(visible) is not None
            pieces = ((visible, first, size),)
            atoms.append(new(Atom, (kind, index, visible, pieces, cells.get(index, cell), "", opens, unknown, gap)))
            gap = False
            continue
        elif "|" in text or index in rows:
            row = rows.get(index)
            for part, offset in _split_cells(text, row):
                if part is None:
                    counter += 1
                    cell = counter
                    atoms.append(Atom(boundary, index))
                else:
                    atom = _atom(part, index, start + offset, cell, figures, item, gap, easy)
                    if atom is not None:
                        atoms.append(atom)
            if row is not None and row.whole:
                cell = None
            gap = False
            continue
        else:
            atom = _atom(visible, index, first, cells.get(index, cell), figures, item, gap, easy)
        if atom is None:
            gap = True
            continue
        atoms.append(atom)
        if atom.kind is not Kind.ASIDE:
            gap = False
    return _without_false_cells(_with_cells_whole(atoms, document)) if counter else atoms


def _with_cells_whole(atoms: list[Atom], document: Document) -> list[Atom]:
    """The atoms, with the later parts of cells that a page break cuts moved to the first part."""
    if not any(cell.rest for table in document.tables for cell in table.cells):
        return atoms
    last: dict[int, int] = {}
    order: list[tuple[int, int]] = []
    for index, atom in enumerate(atoms):
        if atom.cell is not None and atom.kind is not Kind.ASIDE:
            order.append((last.setdefault(atom.cell, index), index))
        else:
            order.append((index, index))
    return [atoms[index] for _, index in sorted(order)]


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
    figures: re.Pattern[str],
    item: re.Pattern[str],
    gap: bool,
) -> Atom | None:
    """The atom of a line of which a reader knows the layout; null where nothing of it can be seen."""
    if layout.aside is not None:
        return Atom(Kind.ASIDE, line, text.strip(), reason=layout.aside)
    atom = _atom(text, line, offset, cell, figures, item, gap)
    if atom is None:
        return None
    if layout.reading:
        trimmed = _trim([(reading, offset + start, length) for reading, start, length in layout.reading])
        reading_text = "".join([piece[0] for piece in trimmed])
        atom = atom._replace(text=reading_text, pieces=trimmed, item=item.match(reading_text) is not None)
    if atom.kind is Kind.FIGURES and layout.joint not in (Joint.UNKNOWN, Joint.APART):
        # A figure that a full line had no room for belongs to its sentence.
        atom = atom._replace(kind=Kind.TEXT)
    return atom._replace(joint=layout.joint)


def _split_cells(text: str, row: RowLine | None) -> list[tuple[str | None, int]]:
    """The cell parts of a line with their offsets; null stands for the beginning of a cell."""
    parts: list[tuple[str | None, int]] = []
    offset = 0
    for end, begin in row.marks if row else marks_of(text):
        if text[offset:end].strip():
            parts.append((text[offset:end], offset))
        parts.append((None, end))
        offset = begin
    if text[offset:].strip():
        parts.append((text[offset:], offset))
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
    text: str,
    line: int,
    offset: int,
    cell: int | None,
    figures: re.Pattern[str],
    item: re.Pattern[str],
    gap: bool,
    easy: bool = False,
) -> Atom | None:
    """The atom of a line or of a cell's part of it; null where nothing of it can be seen.

    `easy` says that the document holds few kinds of characters (see `_is_easy`).
    """
    visible = text.strip()
    start = offset if text[0] == visible[0] else offset + text.index(visible[0])
    if visible[0] in _FIGURES and figures.match(visible):
        return Atom(Kind.FIGURES, line, visible, ((visible, start, len(visible)),), cell, gap=gap)
    if visible.startswith("#"):
        mark = _HEADING_MARK.match(visible)
        if mark:
            visible, start = visible[mark.end() :], start + mark.end()
    if _is_plain(visible, easy):
        pieces: tuple[tuple[str, int, int], ...] = ((visible, start, len(visible)),)
    else:
        pieces = _pieces(visible, start, _SPECIAL if not easy or _is_marked(visible) else _WIDE)
        visible = "".join([piece[0] for piece in pieces])
        if not visible:
            return None
    opens = _may_open(visible[0], visible) and item.match(visible) is not None
    return tuple.__new__(Atom, (Kind.TEXT, line, visible, pieces, cell, "", opens, Joint.UNKNOWN, gap))


def _may_open(first: str, text: str) -> bool:
    """Whether a line, by its first letter, can begin with a mark at all: most lines need no look at the pattern.

    Letters open a mark with a dot or bracket behind them, as numerals, or as one of the words for a part.
    """
    return not first.isalpha() or text[1:2] in ".)" or first in _MARK_LETTERS


def _is_easy(source: str) -> bool:
    """Whether a whole text holds no odd blank or invisible character, and only composed letters."""
    if _USUAL.fullmatch(source):
        return True
    # What is not printable takes in every odd character but a few that are private or unknown.
    odd = not source.replace("\n", "").isprintable() and any(mark in source for mark in _ODD_CHARACTERS)
    return not odd and unicodedata.is_normalized("NFC", source)


def _lines_with(document: Document, signs: Sequence[str]) -> set[int]:
    """The indexes of the lines that hold any of these signs; each line is looked at once for each."""
    source, ends = document.source, (*document.line_starts[1:], len(document.source))
    found = set()
    for sign in signs:
        at = source.find(sign)
        while at >= 0:
            line = document.line_index(at)
            found.add(line)
            at = source.find(sign, ends[line])
    return found


def _is_marked(text: str) -> bool:
    """Whether a line may hold a mark of emphasis, an escape or a tag."""
    return "*" in text or "`" in text or "\\" in text or "<" in text


def _is_plain(text: str, easy: bool) -> bool:
    """Whether a line can be copied as it stands: nothing in it that `_SPECIAL` matches, all letters composed.

    Of an `easy` text only emphasis marks and runs of blanks are left to look for. What is not printable takes
    in every odd blank and invisible character.
    """
    if "  " in text or _is_marked(text):
        return False
    return easy or (text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)))


def _pieces(text: str, offset: int, special: re.Pattern[str]) -> tuple[tuple[str, int, int], ...]:
    """Clean pieces of a line that needs cleaning: marks dropped, blanks folded, letters composed.

    `special` matches what may not be copied.
    """
    pieces: list[tuple[str, int, int]] = []
    at = 0
    for match in special.finditer(text):
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
