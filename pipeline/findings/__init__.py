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

__all__ = ["Digest", "digest", "document_findings", "find", "history_findings"]

#: The tables that findings are about.
_READ = ("documents", "citations", "targets", "budget_lines", "tasks")
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


def find(tables: Tables) -> list[Row]:
    """The findings of the completed tables of a whole run, in the order of `documents`."""
    parts: dict[str, Tables] = {row["doc_id"]: {} for row in tables["documents"]}
    for table in _READ:
        for part in parts.values():
            part[table] = []
        for row in tables[table]:
            parts[row["doc_id"]][table].append(row)
    rows = [row for part in parts.values() for row in document_findings(part)]
    rows += history_findings(one for part in parts.values() if (one := digest(part)) is not None)
    order = {doc_id: place for place, doc_id in enumerate(parts)}
    return sorted(_ordered(rows), key=lambda row: order[row["doc_id"]])


def _ordered(rows: list[Row]) -> list[Row]:
    """Rows by place, those about the document itself first; each problem once."""
    unique = {row["finding_id"]: row for row in rows}
    return sorted(unique.values(), key=lambda row: (row["page"] or 0, row["line_start"] or 0, row["code"]))
