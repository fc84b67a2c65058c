"""From what an extractor found to rows of the data set.

Rows are plain dictionaries with the columns of `pipeline.schema`; columns that a later stage fills are null.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from extractors import Extraction
from extractors.records import BudgetLine, Citation, HeaderField, Provenance, Target, Task

Row = dict[str, Any]
Tables = dict[str, list[Row]]

#: Columns of `documents` that come from header fields, with what their text becomes.
HEADER_COLUMNS: dict[str, type] = {
    "doc_type": str,
    "doc_number": str,
    "issued_on": date,
    "issued_place": str,
    "issuer": str,
    "level": str,
    "commune": str,
    "district": str,
    "province": str,
    "plan_year": int,
    "title": str,
    "signer": str,
    "signer_title": str,
}

#: Columns that `pipeline.normalise` fills from these and from all documents together.
NORMALISED_COLUMNS = {
    "documents": (
        "commune_code",
        "district_code",
        "province_code",
        "place_candidates",
        "commune_today",
        "commune_code_today",
        "commune_candidates_today",
        "province_today",
        "province_code_today",
        "issuer_body",
        "issuer_level",
        "cited_id",
    ),
    "citations": (
        "cited_id",
        "issuer_body",
        "cited_name",
        "cited_level",
        "cited_issued_on",
        "cited_issuer",
        "cited_title",
    ),
    "tasks": ("lead_body_name",),
}


#: What rows say of their review before anybody has looked at them.
UNREVIEWED: Row = {"review_status": "auto", "original": []}


def document_tables(extraction: Extraction, source_name: str, source_uri: str) -> Tables:
    """The rows of one document, by table."""
    doc_id = extraction.document.doc_id
    return {
        "documents": [_document(extraction, source_name, source_uri)],
        "citations": _identified(doc_id, "citations", [_citation(extraction, c) for c in extraction.citations]),
        "targets": _identified(doc_id, "targets", [_target(extraction, t) for t in extraction.targets]),
        "budget_lines": _identified(doc_id, "budget_lines", [_budget(extraction, b) for b in extraction.budget_lines]),
        "tasks": _identified(doc_id, "tasks", [_task(extraction, t) for t in extraction.tasks]),
    }


def _document(extraction: Extraction, source_name: str, source_uri: str) -> Row:
    document = extraction.document
    header: Row = dict.fromkeys(HEADER_COLUMNS)
    evidence = []
    for field in extraction.header:
        header[field.name] = _header_value(field)
        place = _place(extraction.provenance(field.span), field.rule, field.flags)
        evidence.append({"field": field.name, "found_in": field.found_in, **place})
    return {
        "doc_id": document.doc_id,
        "source_name": source_name,
        "source_uri": source_uri,
        "media_type": document.media_type,
        "text_layer": document.text_layer,
        "page_count": len(document.pages),
        "line_count": len(document.lines),
        "character_count": document.character_count,
        **header,
        **dict.fromkeys(NORMALISED_COLUMNS["documents"]),
        "header_evidence": evidence,
        "flags": _flags(extraction.flags),
        **UNREVIEWED,
    }


def _header_value(field: HeaderField) -> str | int | date:
    kind = HEADER_COLUMNS[field.name]
    return date.fromisoformat(field.value) if kind is date else kind(field.value)


def _citation(extraction: Extraction, citation: Citation) -> Row:
    return {
        "doc_type": citation.doc_type,
        "number": citation.number,
        "issued_on": citation.issued_on,
        "issuer": citation.issuer,
        "subject": citation.subject,
        "pinpoint": citation.pinpoint,
        "relation": citation.relation,
        **dict.fromkeys(NORMALISED_COLUMNS["citations"]),
        **_record(extraction, citation),
    }


def _target(extraction: Extraction, target: Target) -> Row:
    return {
        "value": target.value,
        "value_high": target.value_high,
        "value_text": target.value_text,
        "unit": target.unit,
        "comparator": target.comparator,
        "role": target.role,
        "year": target.year,
        "subject": target.subject,
        "scope": target.scope,
        "section": extraction.section(target.span),
        "indicator_id": None,
        "indicator": None,
        **_record(extraction, target),
    }


def _budget(extraction: Extraction, line: BudgetLine) -> Row:
    in_table = line.table_no is not None
    return {
        "table_no": line.table_no,
        # Null says that there is no table; a table's row without a number has the empty path.
        "row_path": (line.row_path or "") if in_table else None,
        "row_kind": line.row_kind,
        "item": line.item,
        "column": line.column,
        "source": line.source,
        "year": line.year,
        "amount": line.amount,
        "unit": line.unit,
        "amount_vnd": line.amount_vnd,
        "basis": line.basis,
        **_record(extraction, line),
    }


def _task(extraction: Extraction, task: Task) -> Row:
    return {
        "table_no": task.table_no,
        "row_path": task.row_path,
        "group": task.group,
        "task": task.task,
        "expected_result": task.expected_result,
        "deadline": task.deadline,
        "deadline_kind": task.deadline_kind,
        "deadline_from": task.deadline_from,
        "deadline_to": task.deadline_to,
        "deadline_quarter": task.deadline_quarter,
        "lead_body": task.lead_body,
        **dict.fromkeys(NORMALISED_COLUMNS["tasks"]),
        "coordinating_bodies": list(task.coordinating_bodies),
        "budget": task.budget,
        "budget_vnd": task.budget_vnd,
        "section": extraction.section(task.span),
        **_record(extraction, task),
    }


def _record(extraction: Extraction, record: Citation | Target | BudgetLine | Task) -> Row:
    place = _place(extraction.provenance(record.span), record.rule, record.flags)
    # A record is no surer than the words that it was read from.
    confidence = min(float(record.confidence), extraction.confidence(record.span))
    return {**place, "confidence": confidence, **UNREVIEWED}


def _place(provenance: Provenance, rule: str, flags: Iterable[str]) -> Row:
    # Hundredths of a point are far below what can be seen, and keep the numbers short.
    boxes = [[round(float(side), 2) for side in box] for box in provenance.boxes]
    return {
        "page": provenance.page,
        "line_start": provenance.line_start,
        "line_end": provenance.line_end,
        "page_end": provenance.page_end,
        "text_before": folded(provenance.before) or None,
        "quote": provenance.quote,
        "text_after": folded(provenance.after) or None,
        "text_offset": provenance.offset,
        "bbox": boxes or None,
        "rule": rule,
        "flags": _flags(flags),
    }


def folded(text: str) -> str:
    """A text with every run of white space as one blank, and none at its ends."""
    return " ".join(text.split())


def flag_code(flag: str) -> str:
    """The code of a flag, which may be followed by a colon and the figures that it speaks of."""
    return flag.partition(":")[0]


def _flags(flags: Iterable[str]) -> list[str]:
    return sorted(set(flags))


#: What tells one reading from another at the same place; rules and flags may change without a new identity.
_IDENTITY = {
    "citations": ("number", "doc_type"),
    "targets": ("value", "value_high", "value_text"),
    "budget_lines": ("amount", "column", "source"),
    "tasks": ("row_path", "task"),
}


def _identified(doc_id: str, table: str, rows: list[Row]) -> list[Row]:
    """The rows in the order of the document, each with `doc_id` and `record_id`.

    A record's identity is a hash of its document, table, place, quote and value, and of its turn among
    records that agree in all of these.
    """
    rows.sort(key=lambda row: (row["page"], row["line_start"], row["page_end"], row["line_end"]))
    seen: Counter[str] = Counter()
    identified = []
    for row in rows:
        place = [row[name] for name in ("page", "line_start", "page_end", "line_end", "quote", "bbox")]
        values = [row[name] for name in _IDENTITY[table]]
        key = json.dumps([doc_id, table, place, values], ensure_ascii=True)
        seen[key] += 1
        record_id = hashlib.sha256(f"{key}{seen[key]}".encode()).hexdigest()[:24]
        identified.append({"doc_id": doc_id, "record_id": record_id, **row})
    return identified
