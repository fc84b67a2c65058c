"""People's decisions put into the tables of one document: the effective values, with the original beside them.

A pure function of the rows that the extractors gave and the entries of the log about that document. Where the
extractors now read something else than both before, the person's word stays, and the record is flagged to be looked
at again; where it cannot be told which record it was about, the rows stay as they were read, flagged as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_origin

from extractors.tables.money import dong
from pipeline.review.anchors import Anchor
from pipeline.review.decisions import Decision, by_record, decide
from pipeline.review.entries import Entry
from pipeline.review.fields import EVIDENCE, REVIEWED, as_column, dumps, to_text, values_of
from pipeline.review.matching import Outcome, field_states, outcomes, told_apart
from pipeline.rows import Row, Tables
from pipeline.schema import TABLES, columns, plain_type

#: The flag of records about which people and extractors do not agree, and the rule of what people found or placed.
CONFLICT = "review_conflict"
BY_REVIEW = "review"


def apply(tables: Tables, entries: Sequence[Entry]) -> Tables:
    """The tables of one document with what people said about it.

    `entries` are those of the log about this document, in their order. The tables gain `rejected_records` and
    `corrections`; the rows that come in are not changed.
    """
    if not entries:
        return tables
    (document,) = tables["documents"]
    chains = by_record(entries)
    decisions = {key: decision for key, chain in chains.items() if (decision := decide(chain)) is not None}
    result: Tables = dict(tables)
    rejected: list[Row] = []
    settled: dict[tuple[str, str], Outcome] = {}
    for table in REVIEWED:
        own = [decision for decision in decisions.values() if decision.table == table]
        if not own:
            continue
        if table == "documents":
            (decision,) = own
            settled[decision.key] = _header_outcome(decision, document)
            result["documents"] = [_header(document, settled[decision.key])]
            continue
        rows = told_apart(own, tables.get(table, ()), document["character_count"])
        found = outcomes(own, rows, document["character_count"])
        settled |= {outcome.decision.key: outcome for outcome in found}
        result[table], out = _records(table, rows, found)
        rejected += out
    result["rejected_records"] = [*tables.get("rejected_records", ()), *rejected]
    result["corrections"] = [_correction(entry, settled.get(entry.key)) for entry in entries]
    return result


def _records(table: str, rows: Sequence[Row], found: Sequence[Outcome]) -> tuple[list[Row], list[Row]]:
    """The rows of a table after the decisions, in the order of the document, and those that were rejected."""
    by_row = {outcome.row["record_id"]: outcome for outcome in found if outcome.row is not None}
    rivals = {row["record_id"] for outcome in found for row in outcome.rivals}
    kept, rejected = [], []
    for row in rows:
        outcome = by_row.get(row["record_id"])
        if outcome is None:
            kept.append(_flagged(row) if row["record_id"] in rivals else row)
        elif outcome.decision.verdict == "rejected" and outcome.state == "applied":
            rejected.append(_rejected(table, row, outcome.decision))
        elif outcome.decision.verdict == "rejected":
            kept.append(_flagged({**row, "record_id": outcome.decision.record_id}))
        else:
            kept.append(_reviewed(table, row, outcome))
    # Where a rival stands in the text, it is what is read there until a person has decided between the two.
    alone = [outcome for outcome in found if outcome.row is None and not outcome.rivals]
    kept += [_own(table, outcome) for outcome in alone if outcome.decision.verdict != "rejected"]
    kept.sort(key=lambda row: (row["page"], row["line_start"], row["page_end"], row["line_end"]))
    return kept, rejected


def _reviewed(table: str, row: Row, outcome: Outcome) -> Row:
    """A row that the extractors read, with what people say of it."""
    decision = outcome.decision
    changed = {
        name: as_column(table, name, decision.values[name])
        for name in outcome.fields
        if outcome.fields[name] != "agreed"
    }
    effective = {**row, **changed, **_derived(table, row, changed)}
    original = [
        {"field": name, "value": to_text(row[name]) or None} for name in effective if effective[name] != row[name]
    ]
    if decision.evidence is not None:
        original.append({"field": EVIDENCE, "value": _where(row)})
        effective |= {**decision.evidence, "rule": BY_REVIEW}
    effective["record_id"] = decision.record_id
    effective["review_status"] = "corrected" if original else "confirmed"
    effective["original"] = original
    effective["confidence"] = 1.0
    return _flagged(effective) if outcome.state == "conflict" else effective


def _own(table: str, outcome: Outcome) -> Row:
    """A record that the extractors do not read, as people say that it is."""
    decision = outcome.decision
    values = {**decision.base, **decision.values}
    typed = {name: as_column(table, name, values.get(name)) for name in REVIEWED[table]}
    row: Row = {
        **_empty(table),
        **typed,
        "doc_id": decision.doc_id,
        "record_id": decision.record_id,
        **(decision.evidence or decision.anchor.place),
        "rule": BY_REVIEW,
        "flags": [],
        "confidence": 1.0,
        "review_status": "added",
        "original": [],
    }
    row |= _derived(table, row, typed)
    return _flagged(row) if outcome.state == "conflict" else row


def _empty(table: str) -> Row:
    """A row of which nothing is known: null, or an empty list where a column is one."""
    fields = TABLES[table].model_fields
    return {name: [] if get_origin(plain_type(fields[name].annotation)[0]) is list else None for name in fields}


def _derived(table: str, row: Row, changed: Row) -> Row:
    """What follows from changed values: an amount in đồng from amount and unit."""
    if table != "budget_lines" or not changed.keys() & {"amount", "unit"}:
        return {}
    effective = {**row, **changed}
    return {"amount_vnd": float(effective["amount"] * dong(effective["unit"])) if effective["unit"] else None}


def _rejected(table: str, row: Row, decision: Decision) -> Row:
    names = {name: row[name] for name in columns(TABLES["rejected_records"]) if name in row}
    reading = [{"field": name, "value": to_text(row[name]) or None} for name in REVIEWED[table]]
    own = {"record_id": decision.record_id, "review_status": "rejected", "table_name": table, "reading": reading}
    return {**names, **own}


def _header_outcome(decision: Decision, document: Row) -> Outcome:
    fields = field_states(decision, values_of("documents", document))
    states = set(fields.values())
    state: Any = "conflict" if "conflict" in states else "applied" if "applied" in states else "agreed"
    return Outcome(decision, document, state, fields)


def _header(document: Row, outcome: Outcome) -> Row:
    """The row of a document with its header as people say that it is, and the evidence for each field."""
    decision = outcome.decision
    values = {name: as_column("documents", name, value) for name, value in decision.values.items()}
    effective = {**document, **values}
    original = [
        {"field": name, "value": to_text(document[name]) or None}
        for name in REVIEWED["documents"]
        if effective[name] != document[name]
    ]
    read = {entry["field"]: entry for entry in document["header_evidence"]}
    evidence = []
    for name in REVIEWED["documents"]:
        if effective[name] is None:
            continue
        entry, anchor = read.get(name), decision.anchors.get(name, decision.anchor)
        # A field keeps its own evidence unless a person took its value from elsewhere.
        moved = name in decision.anchors and entry is not None and entry["quote"] != anchor.quote
        evidence.append(_evidence(name, anchor) if entry is None or moved else entry)
    return {
        **effective,
        "header_evidence": evidence,
        "review_status": "corrected" if original else "confirmed",
        "original": original,
        "flags": sorted({*document["flags"], *([CONFLICT] if outcome.state == "conflict" else [])}),
    }


def _evidence(name: str, anchor: Anchor) -> Row:
    return {"field": name, "found_in": BY_REVIEW, **anchor.place, "rule": BY_REVIEW, "flags": []}


def _correction(entry: Entry, outcome: Outcome | None) -> Row:
    return {
        "correction_id": entry.entry_id,
        "doc_id": entry.doc_id,
        "record_id": entry.record_id,
        "table_name": entry.table_name,
        "action": entry.action,
        "field": entry.field,
        "old_value": None if entry.old is None else dumps(entry.old),
        "new_value": None if entry.new is None else dumps(entry.new),
        "reviewer": entry.reviewer,
        "made_at": entry.made_at,
        "reason": entry.reason,
        "state": _state(entry, outcome),
    }


def _state(entry: Entry, outcome: Outcome | None) -> str:
    if entry.action in ("comment", "undo"):
        return "noted"
    if outcome is None or entry.entry_id not in outcome.decision.counting:
        return "superseded"
    if entry.field is not None and entry.field in outcome.fields:
        still = outcome.decision.values.get(entry.field) == entry.new
        return outcome.fields[entry.field] if still else "superseded"
    return outcome.state


def _flagged(row: Row) -> Row:
    return {**row, "flags": sorted({*row["flags"], CONFLICT})}


def _where(row: Row) -> str:
    return f"page {row['page']}, lines {row['line_start']}–{row['line_end']}: {row['quote']}"
