"""Citations of a document (see find_citations)."""

from __future__ import annotations

from extractors.clean import CleanText
from extractors.records import Citation, HeaderField


def find_citations(clean: CleanText, header: tuple[HeaderField, ...]) -> tuple[Citation, ...]:
    """Every mention of a legal or administrative document."""
    return ()
