"""The findings: how many of each kind, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.findings import catalogue
from pipeline.rows import Row

#: Findings that the page shows with their places, and places that it shows of each.
SHOWN_FINDINGS = 500
SHOWN_PLACES = 4

_KINDS = """
    SELECT severity, code, count(*) AS findings, count(DISTINCT doc_id) AS documents
    FROM findings GROUP BY severity, code
    ORDER BY list_position(['error', 'warning', 'note'], severity), findings DESC, code
"""
# Of every kind some: each kind's first findings come before any kind's later ones.
_FINDINGS = """
    WITH turns AS (
        SELECT
            finding_id, severity, code,
            row_number() OVER (PARTITION BY severity, code ORDER BY doc_id, page, line_start, finding_id) AS turn
        FROM findings
    ), chosen AS (
        SELECT finding_id FROM turns
        ORDER BY turn > 20, list_position(['error', 'warning', 'note'], severity), turn, code, finding_id
        LIMIT ?
    )
    SELECT
        finding.finding_id, finding.severity, finding.code, finding.message, finding.message_vi, finding.places,
        place.place, source_name
    FROM findings AS finding
    JOIN chosen USING (finding_id)
    JOIN places AS place USING (doc_id)
    ORDER BY
        list_position(['error', 'warning', 'note'], severity), code, source_name, finding.page, finding.line_start,
        finding_id
"""


@dataclass(frozen=True)
class Problems:
    """Counts by severity and code; the findings shown, under their codes."""

    kinds: list[Row]
    findings: list[Row]
    finding_count: int
    shown_places: int = SHOWN_PLACES

    @property
    def record_ids(self) -> list[str]:
        """The records that they are about."""
        return [
            place["record_id"]
            for row in self.findings
            for place in row["places"][:SHOWN_PLACES]
            if place["record_id"] is not None
        ]


def list_findings(connection: Any) -> Problems:
    """The findings, the most severe first."""
    found_kinds = connection.execute(_KINDS).to_arrow_table().to_pylist()
    found = connection.execute(_FINDINGS, [SHOWN_FINDINGS]).to_arrow_table().to_pylist()
    # The count of a kind leads to its first finding that is shown.
    first = {(row["severity"], row["code"]): row["finding_id"] for row in reversed(found)}
    known = catalogue.kinds()
    for kind in found_kinds:
        kind["explanation"] = known[kind["code"]].explanation if kind["code"] in known else None
        kind["finding_id"] = first.get((kind["severity"], kind["code"]))
    return Problems(found_kinds, found, sum(kind["findings"] for kind in found_kinds))
