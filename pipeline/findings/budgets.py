"""What does not add up or has no unit in tables of money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.findings.catalogue import Words, figures_of, finding, flagged, record_place, words
from pipeline.rows import Row, Tables


def budget_findings(tables: Tables) -> Iterator[Row]:
    """Totals that differ from their parts, amounts without a unit or a certain reading."""
    (document,) = tables["documents"]
    lines = tables["budget_lines"]
    doc_id = document["doc_id"]
    for row in lines:
        item = row["item"] or row["column"] or row["quote"]
        column = row["source"] or row["column"] or words("amount")
        for code in ("total_differs", "sources_differ"):
            for figures in figures_of(row, code):
                printed, _, summed = figures.partition("/")
                place = record_place("budget_lines", row)
                yield finding(
                    code, doc_id, [place], item=item, column=column, printed=_figure(printed), summed=_figure(summed)
                )
    by_table: defaultdict[int, list[Row]] = defaultdict(list)
    for row in lines:
        if row["table_no"] is not None:
            by_table[row["table_no"]].append(row)
    for rows in by_table.values():
        for code in ("unit_unstated", "number_style_unsure", "column_unsure"):
            held = flagged(rows, code)
            if held:
                yield finding(code, doc_id, [record_place("budget_lines", row) for row in held], count=len(held))


def _figure(printed: str) -> Words:
    """A figure of a flag, which has a point before its decimals."""
    return Words(printed, printed.replace(".", ","))
