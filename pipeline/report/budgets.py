"""Budgets by source, and by place and source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from extractors.tables.grid import matches
from pipeline.report import strips
from pipeline.report.words import alphabetical
from pipeline.rows import Row

#: Sources and sums that the page lists.
SHOWN_SOURCES = 30
SHOWN_SUMS = 300

# The lowest heading of a column may be a source of funds; a year or a state of planning is none. Spaces and case do not
# make another source.
_SOURCES = """
    SELECT
        min(source) AS source,
        count(*) AS columns,
        count(*) FILTER (amount_vnd IS NULL) AS without_unit,
        sum(amount_vnd) AS amount_vnd,
        first(record_ids[1] ORDER BY coalesce(amount_vnd, amount) DESC, record_ids[1]) AS record_id
    FROM budget_by_source
    WHERE row_kind <> 'text'
    GROUP BY lower(regexp_replace(trim(source), '\\s+', ' ', 'g'))
    ORDER BY sum(amount_vnd) DESC NULLS LAST, columns DESC, source NULLS LAST
"""
_SUMS = """
    SELECT *, record_ids[1] AS record_id FROM budget_by_source
    ORDER BY row_kind = 'text', amount_vnd DESC NULLS LAST, amount DESC, record_id
"""


@dataclass(frozen=True)
class Budgets:
    """Sums by source, with a bar each (a total over sources is none); sums by place, document, column and source."""

    sources: list[tuple[Row, Markup]]
    source_count: int
    sums: list[Row]
    sum_count: int

    @property
    def record_ids(self) -> list[str]:
        """The records that its numbers lead to."""
        return [row["record_id"] for row in [*(row for row, _ in self.sources), *self.sums]]


def sum_budgets(connection: Any) -> Budgets:
    """The largest sums; those without a stated unit come last, and after them single amounts in running text."""
    sources = [
        row
        for row in connection.execute(_SOURCES).to_arrow_table().to_pylist()
        if row["source"] is not None and matches("fund_column", row["source"])
    ]
    shown = sources[:SHOWN_SOURCES]
    most = max((row["amount_vnd"] or 0 for row in shown), default=0) or 1
    bars = strips.draw([strips.bar((row["amount_vnd"] or 0) / most) for row in shown])
    found = connection.execute(_SUMS).to_arrow_table()
    sums = found.slice(0, SHOWN_SUMS).to_pylist()
    sums.sort(key=lambda row: (alphabetical(row["province"]), alphabetical(row["place"]), row["place_id"]))
    return Budgets(list(zip(shown, bars, strict=True)), len(sources), sums, found.num_rows)
