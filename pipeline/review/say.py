"""Making entries about records of a published data set, for spreadsheets and web pages alike."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.review.anchors import Anchor, anchor_of, place_of
from pipeline.review.entries import Action, Entry
from pipeline.review.fields import EVIDENCE, REVIEWED, Values, as_column, from_text, key_of, values_of
from pipeline.review.words import ReviewError
from pipeline.rows import Row


class NotAllowedError(ReviewError):
    """What a reviewer asked for cannot be said about that record; the message says why."""


def read_values(table: str, row: Row) -> Values | None:
    """What the extractors read, behind what people made of it; null where they read nothing."""
    if row["review_status"] == "added":
        return None
    original = {
        entry["field"]: from_text(table, entry["field"], entry["value"] or "")
        for entry in row["original"]
        if entry["field"] in REVIEWED[table]
    }
    return {**values_of(table, row), **original}


def anchor_for(table: str, row: Row, document: Row, beside: Sequence[Row], field: str | None = None) -> Anchor:
    """The anchor of a row of a table; of a header, that of the field's evidence, or else of its first one."""
    if table != "documents":
        return anchor_of(row, document, beside, row["record_id"])
    evidence = sorted(document["header_evidence"], key=lambda entry: (entry["page"], entry["line_start"]))
    own = [entry for entry in evidence if entry["field"] == field] or evidence
    return anchor_of(own[0] if own else _first_line(document), document)


def _first_line(document: Row) -> Row:
    """A place for a document of whose header nothing was read."""
    return {
        "page": 1, "line_start": 1, "line_end": 1, "page_end": 1, "text_before": None,
        "quote": document["source_name"], "text_after": None, "text_offset": 0, "bbox": None,
    }  # fmt: skip


def entry_about(
    table: str, row: Row, document: Row, beside: Sequence[Row], reviewer: str, action: Action, **more: Any
) -> Entry:
    """An entry about a published row, with what the extractors read there and where it stands."""
    return Entry(
        reviewer=reviewer,
        action=action,
        table_name=table,
        record_id=key_of(table, row),
        doc_id=document["doc_id"],
        anchor=more.pop("anchor", None) or anchor_for(table, row, document, beside, more.get("field")),
        reading=read_values(table, row),
        **more,
    )


def changes(
    table: str, row: Row, document: Row, beside: Sequence[Row], reviewer: str, values: Values, **more: Any
) -> list[Entry]:
    """An edit for each value that differs from the published one, then the whole record confirmed as it is now.

    `evidence` is a place that the record was moved to, `closing` the action of the last entry (confirm or adjudicate);
    `reason` goes to every entry, `base_version` as in `Entry`.
    """
    evidence: Row | None = more.pop("evidence", None)
    closing: Action = more.pop("closing", "confirm")
    published = values_of(table, row)
    changed = {name: value for name, value in values.items() if value != published[name]}
    entries = []
    for name, value in changed.items():
        anchor = None
        if table == "documents":
            anchor = _header_anchor(row, document, name, value, evidence)
        said = {"field": name, "old": published[name], "new": value, "anchor": anchor, **more}
        entries.append(entry_about(table, row, document, beside, reviewer, "edit", **said))
    if evidence is not None and table != "documents":
        said = {"field": EVIDENCE, "old": place_of(row), "new": evidence, **more}
        entries.append(entry_about(table, row, document, beside, reviewer, "edit", **said))
    now = {**published, **changed}
    entries.append(entry_about(table, row, document, beside, reviewer, closing, old=published, new=now, **more))
    return entries


def _header_anchor(row: Row, document: Row, field: str, value: Any, evidence: Row | None) -> Anchor | None:
    """The place that proves a changed field of a header: the marked one, else that of the field as it was read."""
    if evidence is not None:
        return anchor_of(evidence, document)
    if value is not None and all(entry["field"] != field for entry in row["header_evidence"]):
        raise NotAllowedError("no_place_yet", field=field)
    return None


def addition(
    table: str, document: Row, beside: Sequence[Row], reviewer: str, values: Mapping[str, Any], place: Row, **more: Any
) -> Entry:
    """An entry for a record that the extractors missed: all its values, and its place in the text.

    Raises `ColumnValueError` where a value that the table needs is missing.
    """
    if table not in REVIEWED or table == "documents":
        raise NotAllowedError("documents_not_added")
    complete = {name: values.get(name) for name in REVIEWED[table]}
    for name, value in complete.items():
        as_column(table, name, value)
    anchor = anchor_of(place, document, beside)
    said = sorted((name, str(value)) for name, value in complete.items())
    # A record that is added twice in the same words and with the same values is the same record.
    made_of = f"{document['doc_id']} {table} {place['text_offset']} {place['quote']} {said}"
    record_id = hashlib.sha256(f"added {made_of}".encode()).hexdigest()[:24]
    return Entry(reviewer, "add", table, record_id, document["doc_id"], anchor, new=complete, **more)
