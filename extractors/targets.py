"""Targets of a document (see find_targets)."""

from __future__ import annotations

from extractors.clean import CleanText
from extractors.outline import Outline
from extractors.records import HeaderField, Target
from extractors.tables import Tables


def find_targets(
    clean: CleanText, outline: Outline, header: tuple[HeaderField, ...], tables: Tables
) -> tuple[Target, ...]:
    """Every percentage of the document, and the rows of its indicator tables."""
    return ()
