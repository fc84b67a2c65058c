"""Header fields of a document (see find_header)."""

from __future__ import annotations

from extractors.clean import CleanText
from extractors.outline import Outline
from extractors.records import HeaderField


def find_header(clean: CleanText, outline: Outline) -> tuple[HeaderField, ...]:
    """The header fields that the document states."""
    return ()
