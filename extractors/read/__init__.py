"""Bytes → `Document`: what a file is is decided by its content, never by its name."""

from __future__ import annotations

from collections.abc import Callable

from extractors.document import Document, Line
from extractors.errors import UnreadableError
from extractors.read.sniff import DOCX, PDF, media_type, refuse
from extractors.read.syllables import is_vietnamese


def read(data: bytes) -> Document:
    """Read a file's bytes; raises `UnreadableError` with a stable code where that cannot be done."""
    return _reader(media_type(data))(data)


def refuse_foreign(document: Document) -> None:
    """Raise `UnreadableError` where hardly a word is Vietnamese: `not_vietnamese`, for scans `ocr_failed`."""
    if is_vietnamese(_reading(line) for line in document.lines):
        return
    if document.text_layer == "ocr":
        raise UnreadableError(
            "ocr_failed", "No Vietnamese could be recognised in this scan. Scan the plan again, upright and at 300 dpi."
        )
    raise UnreadableError(
        "not_vietnamese",
        "Hardly a word of the file is Vietnamese: it is in another language, or its fonts do not tell its letters. "
        "If a viewer shows a plan, print it to a new PDF or scan it.",
    )


def _reader(kind: str) -> Callable[[bytes], Document]:
    """What reads a kind of file."""
    if kind == "text/plain":
        from extractors.read.text import read_text

        return read_text
    if kind == PDF:
        from extractors.read.pdf import read_pdf

        return read_pdf
    if kind == DOCX:
        from extractors.read.docx import read_docx

        return read_docx
    raise refuse(kind)


def _reading(line: Line) -> str:
    """A line in Unicode."""
    if line.layout is None or not line.layout.reading:
        return line.text
    return "".join([text for text, _, _ in line.layout.reading])
