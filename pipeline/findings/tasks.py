"""Tasks whose deadline cannot be right."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.findings.catalogue import finding, flagged, record_place
from pipeline.rows import Row, Tables


def task_findings(tables: Tables) -> Iterator[Row]:
    """Deadlines that are no day of the calendar, or had passed when the document was issued."""
    (document,) = tables["documents"]
    doc_id, own = document["doc_id"], document["issued_on"]
    tasks = tables["tasks"]
    for row in flagged(tasks, "deadline_impossible"):
        yield finding("deadline_impossible", doc_id, [record_place("tasks", row)], deadline=row["deadline"])
    for row in tasks:
        if own is not None and row["deadline_to"] is not None and row["deadline_to"] < own:
            yield finding(
                "deadline_before_document", doc_id, [record_place("tasks", row)], deadline=row["deadline"], own=own
            )
