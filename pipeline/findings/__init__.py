"""Findings for auditors: what is missing, repaired, doubtful or does not agree in the sources.

Kinds and their words are data (`patterns/findings.yaml`). What one document tells by itself is found by
`document_findings`, which needs nothing but that document's completed tables; what documents tell together by
`history_findings`, from a small digest of each.
"""

from __future__ import annotations

from pipeline.findings.budgets import budget_findings
from pipeline.findings.citations import citation_findings
from pipeline.findings.header import header_findings
from pipeline.findings.history import Digest, digest, history_findings
from pipeline.findings.numbering import numbering_findings
from pipeline.findings.reading import reading_findings
from pipeline.findings.tasks import task_findings
from pipeline.findings.values import value_findings
from pipeline.rows import Row, Tables

__all__ = ["Digest", "digest", "document_findings", "history_findings", "merged"]

_FINDERS = (
    header_findings,
    reading_findings,
    value_findings,
    budget_findings,
    numbering_findings,
    citation_findings,
    task_findings,
)


def document_findings(tables: Tables) -> list[Row]:
    """The findings of one document's completed tables (`documents` holds its one row), in the order of its text."""
    return _ordered([row for find_in in _FINDERS for row in find_in(tables)])


def merged(own: list[Row], history: list[Row]) -> list[Row]:
    """A document's own findings and those that other documents tell about it, in the order of its text."""
    return _ordered([*own, *history])


def _ordered(rows: list[Row]) -> list[Row]:
    """Rows by place, those about the document itself first; each problem once."""
    unique = {row["finding_id"]: row for row in rows}
    return sorted(unique.values(), key=lambda row: (row["page"] or 0, row["line_start"] or 0, row["code"]))
