"""Tasks whose deadline or number cannot be right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pipeline.findings.catalogue import finding, flagged, record_place
from pipeline.rows import Row, Tables


def task_findings(tables: Tables) -> Iterator[Row]:
    """Deadlines that are no day or had passed, and row numbers that stand twice."""
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
    by_path: defaultdict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in tasks:
        if row["row_path"] and row["table_no"] is not None and "carried_down" not in row["flags"]:
            by_path[row["table_no"], row["group"], row["row_path"]].append(row)
    for (_, _, path), rows in by_path.items():
        if len({row["task"] for row in rows}) > 1 and path[-1:].isdigit():  # type: ignore[index]
            places = [record_place("tasks", row) for row in rows]
            yield finding("row_number_repeated", doc_id, places, number=path, count=len(rows))
