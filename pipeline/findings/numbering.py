"""Rows of a table that share a number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from extractors.tables.rows import REPEATED
from pipeline.findings.catalogue import figures_of, finding, record_place
from pipeline.rows import Row, Tables

_TABLES = ("targets", "budget_lines", "tasks")


def numbering_findings(tables: Tables) -> Iterator[Row]:
    """One finding for each number that several rows of one table have."""
    (document,) = tables["documents"]
    for table in _TABLES:
        groups: defaultdict[tuple[int | None, str], list[Row]] = defaultdict(list)
        for row in tables[table]:
            for number in figures_of(row, REPEATED):
                groups[row.get("table_no"), number].append(row)
        for (_, number), rows in groups.items():
            lines = {(row["page"], row["line_start"]) for row in rows}
            places = [record_place(table, row) for row in rows]
            yield finding("row_number_repeated", document["doc_id"], places, number=number, count=len(lines))
