"""DOCX → `Document`: paragraphs as lines, tables with merged cells, list numbers as Word would show them.

Read from the file's XML (ECMA-376, Part 1) without entities, links or embedded objects. A table without
borders and of two columns is layout (header and signature blocks): its cells are read as columns of text.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractors.document import Cell, Document, Joint, Layout, Line, Page, Span, Table
from extractors.errors import UnreadableError
from extractors.read.docx_numbers import Numbering

if TYPE_CHECKING:
    from lxml.etree import _Element

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# The XML of a plan is a few megabytes; a part beyond this is no document but an attack.
_LARGEST_PART = 100_000_000
# What holds no visible text of the body: deleted and moved text, field codes, other versions of a text box.
_UNSEEN = frozenset({W + "del", W + "moveFrom", W + "instrText", W + "delText", W + "pPr", W + "rPr", _FALLBACK})
_NO_BORDER = frozenset({"nil", "none"})


@dataclass(slots=True)
class _Builder:
    """Collects lines and tables while the body is walked."""

    numbering: Numbering
    bordered_styles: frozenset[str]
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    length: int = 0

    def add(self, text: str, joint: Joint) -> None:
        """Append a line."""
        self.lines.append(Line(len(self.lines) + 1, text, layout=Layout(joint)))
        self.length += len(text) + 1


def read_docx(data: bytes) -> Document:
    """Read a DOCX.

    Raises `UnreadableError`: `damaged` for a broken archive or XML, `encrypted` for a locked one, `too_large`
    for a part that unpacks beyond all measure, `no_text` for a document without a visible character.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body = _part(archive, "word/document.xml")
            numbering = Numbering(_part(archive, "word/numbering.xml"))
            styles = _part(archive, "word/styles.xml")
            notes = [_part(archive, "word/footnotes.xml"), _part(archive, "word/endnotes.xml")]
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise UnreadableError("damaged", "The Word file is damaged. Fetch it again.") from error
    except RuntimeError as error:
        raise UnreadableError("encrypted", "The Word file is locked. Save a copy without a password.") from error
    if body is None:
        raise UnreadableError("damaged", "The Word file has no text part. Save it again in Word.")
    builder = _Builder(numbering, _bordered_styles(styles))
    for element in body:
        if element.tag == W + "body":
            _blocks(element, builder)
    for part in notes:
        for note in part if part is not None else ():
            if note.get(W + "type") is None:
                _blocks(note, builder)
    if not any(line.text.strip() for line in builder.lines):
        raise UnreadableError("no_text", "The Word file holds no text. Ask the sender for it again.")
    page = Page(1, tuple(builder.lines))
    return Document(hashlib.sha256(data).hexdigest(), _MEDIA_TYPE, "digital", (page,), tuple(builder.tables))


def _part(archive: zipfile.ZipFile, name: str) -> _Element | None:
    """The root of one XML part; null where the file has none."""
    from lxml import etree

    try:
        entry = archive.getinfo(name)
    except KeyError:
        return None
    if entry.file_size > _LARGEST_PART:
        raise UnreadableError("too_large", f"{name} unpacks to {entry.file_size:,} bytes. Split the document.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(archive.read(entry), parser)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, ValueError) as error:
        raise UnreadableError("damaged", f"{name} in the Word file is damaged. Fetch the file again.") from error


def _bordered_styles(styles: _Element | None) -> frozenset[str]:
    """The table styles that draw borders."""
    if styles is None:
        return frozenset()
    return frozenset(
        style.get(W + "styleId", "")
        for style in styles.iter(W + "style")
        if style.get(W + "type") == "table" and any(_has_border(borders) for borders in style.iter(W + "tblBorders"))
    )


def _has_border(borders: _Element) -> bool:
    return any(side.get(W + "val", "nil") not in _NO_BORDER for side in borders)


def _blocks(parent: _Element, builder: _Builder) -> None:
    """Paragraphs and tables of a body, a note or a cell, in order."""
    for element in parent:
        if element.tag == W + "p":
            _paragraph(element, builder)
        elif element.tag == W + "tbl":
            _table(element, builder)
        elif element.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "smartTag"):
            _blocks(element, builder)


def _paragraph(paragraph: _Element, builder: _Builder) -> None:
    """One paragraph: a line, or several where it holds line breaks."""
    mark = builder.numbering.mark(paragraph)
    text = "".join(_visible(paragraph))
    joint = Joint.APART
    for part in (f"{mark} {text}" if mark and text.strip() else text).split("\n"):
        builder.add(part, joint)
        joint = Joint.OPEN


def _visible(element: _Element) -> Iterator[str]:
    """The visible text under an element; line breaks as newlines."""
    for child in element:
        if child.tag == W + "t":
            yield (child.text or "").replace("\n", " ")
        elif child.tag in (W + "br", W + "cr"):
            yield "\n"
        elif child.tag in (W + "tab", W + "ptab"):
            yield " "
        elif child.tag == W + "noBreakHyphen":
            yield "-"
        elif child.tag == W + "p":
            # A paragraph of a text box inside this one.
            yield "\n"
            yield from _visible(child)
        elif child.tag not in _UNSEEN:
            yield from _visible(child)


def _table(table: _Element, builder: _Builder) -> None:
    """A table: its cells row by row, or column by column as text where it only serves the layout."""
    grid = table.find(W + "tblGrid")
    rows = [row for row in _children(table, W + "tr") if row.find(f"{W}trPr/{W}del") is None]
    columns = len(grid) if grid is not None else max((len(list(_children(row, W + "tc"))) for row in rows), default=0)
    if columns <= 2 and not _is_bordered(table, builder):
        _columns_of_text(rows, builder)
        return
    cells: list[Cell] = []
    open_merges: dict[int, int] = {}
    for number, row in enumerate(rows):
        column = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for element in _children(row, W + "tc"):
            span = _number(element.find(f"{W}tcPr/{W}gridSpan"), 1)
            merge = element.find(f"{W}tcPr/{W}vMerge")
            above = open_merges.get(column) if merge is not None and merge.get(W + "val") != "restart" else None
            if above is not None:
                whole = cells[above]
                cells[above] = Cell(whole.row, whole.column, whole.source, number - whole.row + 1, whole.column_span)
            else:
                start = builder.length
                _blocks(element, builder)
                end = max(start, builder.length - 1)
                source = Span(start, end) if builder.lines and _has_text(builder, start) else Span(0, 0)
                cells.append(Cell(number, column, source, 1, span))
                if merge is not None:
                    open_merges[column] = len(cells) - 1
                else:
                    open_merges.pop(column, None)
            column += span
        columns = max(columns, column)
    builder.tables.append(Table(1, len(rows), columns, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))))


def _has_text(builder: _Builder, start: int) -> bool:
    """Whether a visible character stands from an offset on."""
    at = builder.length
    for line in reversed(builder.lines):
        at -= len(line.text) + 1
        if at < start:
            return False
        if line.text.strip():
            return True
    return False


def _children(parent: _Element, tag: str) -> Iterator[_Element]:
    """Children of one kind, through content controls and tracked insertions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins"):
            yield from _children(child, tag)


def _columns_of_text(rows: list[_Element], builder: _Builder) -> None:
    """A layout table read down its columns, as a page shows it."""
    cells = [list(_children(row, W + "tc")) for row in rows]
    for column in range(max((len(row) for row in cells), default=0)):
        for row in cells:
            if column < len(row):
                _blocks(row[column], builder)


def _is_bordered(table: _Element, builder: _Builder) -> bool:
    """Whether a table draws borders: by its own setting, a cell's, or its style's."""
    own = table.find(f"{W}tblPr/{W}tblBorders")
    if any(_has_border(borders) for borders in table.iter(W + "tcBorders")):
        return True
    if own is not None:
        return _has_border(own)
    style = table.find(f"{W}tblPr/{W}tblStyle")
    return style is not None and style.get(W + "val") in builder.bordered_styles


def _number(element: _Element | None, default: int) -> int:
    """An element's numeric value; the default where it is missing or no small number."""
    value = element.get(W + "val", "") if element is not None else ""
    return min(int(value), 1000) if value.isdigit() else default
