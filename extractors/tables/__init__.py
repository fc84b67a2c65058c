"""Tables of a document (see find_tables)."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.clean import CleanText
from extractors.outline import Outline
from extractors.records import BudgetLine


@dataclass(frozen=True)
class Tables:
    """What the document's tables hold."""

    budget_lines: tuple[BudgetLine, ...] = ()


def find_tables(clean: CleanText, outline: Outline) -> Tables:
    """Find the tables of a document and what they hold."""
    return Tables()
