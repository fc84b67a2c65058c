"""Bytes → `Document`: what a file is is decided by its content, never by its name."""

from __future__ import annotations

from extractors.document import Document
from extractors.read.sniff import DOCX, PDF, media_type, refuse


def read(data: bytes) -> Document:
    """Read a file's bytes; raises `UnreadableError` with a stable code where that cannot be done."""
    kind = media_type(data)
    if kind == "text/plain":
        from extractors.read.text import read_text

        return read_text(data)
    if kind == PDF:
        from extractors.read.pdf import read_pdf

        return read_pdf(data)
    if kind == DOCX:
        from extractors.read.docx import read_docx

        return read_docx(data)

    raise refuse(kind)
