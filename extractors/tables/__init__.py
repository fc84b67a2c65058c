"""Tables of a document: what they are and what they hold (see `find_tables`)."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.clean import CleanText
from extractors.document import Span
from extractors.outline import Outline
from extractors.records import BudgetLine, Target, Task

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
    tasks: tuple[Task, ...] = ()


def find_tables(clean: CleanText, outline: Outline, plan_year: int | None = None) -> Tables:
    """Find the tables of a document and what they hold; `plan_year` is the year of deadlines that name none."""
    from extractors.tables.budget import amount_columns, budget_lines
    from extractors.tables.budget_text import budget_text
    from extractors.tables.flattened import flattened_grids
    from extractors.tables.indicators import indicator_rows
    from extractors.tables.piped import piped_grids
    from extractors.tables.ruled import ruled_grids
    from extractors.tables.shares import share_rows
    from extractors.tables.tasks import tasks_of
    from extractors.tables.tasks_text import tasks_in_text

    lines: list[BudgetLine] = []
    targets: list[Target] = []
    claimed: list[Span] = []
    tasks: list[Task] = []
    grids = [*ruled_grids(clean), *piped_grids(clean), *flattened_grids(clean)]
    tables = sorted((grid for grid in grids if len(grid.headings) > 2), key=lambda grid: grid.span)
    for number, grid in enumerate(tables, start=1):
        columns = amount_columns(grid)
        amounts = budget_lines(grid, columns, number)
        lines += amounts
        tasks += tasks_of(grid, number, plan_year)
        if amounts:
            shares = share_rows(grid, columns, outline.part(grid.span))
            targets += shares
            claimed += [share.value_span for share in shares]
        else:
            rows, cells = indicator_rows(grid, outline.part(grid.span))
            targets += rows
            claimed += cells
    lines += budget_text(clean, outline)
    tasks += tasks_in_text(clean, plan_year)
    return Tables(tuple(lines), tuple(targets), tuple(sorted(set(claimed))), tuple(tasks))
