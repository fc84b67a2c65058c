"""Tables of a document: what they are and what they hold (see `find_tables`)."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.clean import CleanText
from extractors.document import Span
from extractors.outline import Outline
from extractors.records import BudgetLine, Target

__all__ = ["Tables", "find_tables"]


@dataclass(frozen=True)
class Tables:
    """What the document's tables hold.

    `targets` are the rows of indicator tables; `claimed` the ranges of clean text whose percentages they account
    for, sorted: whoever reads the running text leaves those out.
    """

    budget_lines: tuple[BudgetLine, ...] = ()
    targets: tuple[Target, ...] = ()
    claimed: tuple[Span, ...] = ()


def find_tables(clean: CleanText, outline: Outline) -> Tables:
    """Find the tables of a document and what they hold."""
    from extractors.tables.budget import budget_lines
    from extractors.tables.piped import piped_grids
    from extractors.tables.ruled import ruled_grids

    lines: list[BudgetLine] = []
    for number, grid in enumerate((*ruled_grids(clean), *piped_grids(clean)), start=1):
        lines += budget_lines(grid, number)
    return Tables(tuple(lines))
