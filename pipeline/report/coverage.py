"""Which documents the data set holds, and which files it lacks."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.dataset import DataSet
from pipeline.report import strips
from pipeline.report.words import alphabetical
from pipeline.rows import Row

#: Documents that the page lists one by one, and files in quarantine.
LISTED_DOCUMENTS = 2_500
LISTED_FILES = 200
#: Documents whose header is quoted in the list; the data set holds all quotes.
QUOTED_DOCUMENTS = 400
#: What documents are counted by: the name of the count, and its column.
GROUPS = {
    "province": "province",
    "level": "level",
    "year": "plan_year",
    "type": "doc_type",
    "layer": "text_layer",
}
_COUNTED = ("citations", "targets", "budget_lines", "tasks", "findings")
_EVIDENCE = {"doc_number": "number", "issued_on": "date", "issuer": "issuer", "province": "province"}

_DOCUMENTS = """
    SELECT
        place.*,
        document.text_layer,
        [
            {'field': entry.field, 'page': entry.page, 'line_start': entry.line_start, 'quote': entry.quote}
            FOR entry IN document.header_evidence
            IF entry.field IN ('doc_number', 'issued_on', 'issuer', 'province')
        ] AS evidence
    FROM places AS place JOIN documents AS document USING (doc_id)
"""
_RECORDS = """
    SELECT doc_id, 'citations', count(*) FROM citations GROUP BY doc_id
    UNION ALL SELECT doc_id, 'targets', count(*) FROM targets GROUP BY doc_id
    UNION ALL SELECT doc_id, 'budget_lines', count(*) FROM budget_lines GROUP BY doc_id
    UNION ALL SELECT doc_id, 'tasks', count(*) FROM tasks GROUP BY doc_id
    UNION ALL SELECT doc_id, 'findings', count(*) FROM findings GROUP BY doc_id
"""


@dataclass(frozen=True)
class Group:
    """Documents by one column: each value (null: not known) with its count and a bar."""

    name: str
    lines: list[tuple[Any, int, Markup]]


@dataclass(frozen=True)
class Coverage:
    """Documents by group; the list of them; the files in quarantine, of which `unread_count` there are."""

    counts: dict[str, int]
    groups: list[Group]
    documents: list[Row]
    document_count: int
    unread: list[Row]
    unread_count: int


def count_documents(dataset: DataSet, connection: Any) -> Coverage:
    """What the data set holds."""
    rows = _documents(connection)
    unread = _unread(dataset)
    counts = {"documents": len(rows)}
    counts |= {name: sum(row["records"][name] for row in rows) for name in _COUNTED}
    rows.sort(key=_order)
    for row in rows[QUOTED_DOCUMENTS:]:
        for entry in row["read_at"].values():
            entry["quote"] = None
    return Coverage(
        counts,
        [_group(name, column, rows) for name, column in GROUPS.items()],
        rows[:LISTED_DOCUMENTS],
        len(rows),
        unread[:LISTED_FILES],
        len(unread),
    )


def _order(row: Row) -> tuple[Any, ...]:
    return alphabetical(row["province"]), alphabetical(row["place"]), row["source_name"], row["doc_id"]


def _documents(connection: Any) -> list[Row]:
    rows: list[Row] = connection.execute(_DOCUMENTS).to_arrow_table().to_pylist()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for doc_id, table, count in connection.execute(_RECORDS).fetchall():
        counts[doc_id][table] = count
    for row in rows:
        row["records"] = counts[row["doc_id"]]
        row["read_at"] = {_EVIDENCE[entry["field"]]: entry for entry in row.pop("evidence")}
    return rows


def _group(name: str, column: str, rows: list[Row]) -> Group:
    counts = Counter(row[column] for row in rows)
    if name == "year":
        ordered = sorted(counts.items(), key=lambda item: (item[0] is None, item[0]))
    else:
        ordered = sorted(counts.items(), key=lambda item: (item[0] is None, -item[1], alphabetical(item[0])))
    bars = strips.draw([strips.bar(count / max(counts.values())) for _, count in ordered])
    return Group(name, [(value, count, drawn) for (value, count), drawn in zip(ordered, bars, strict=True)])


def _unread(dataset: DataSet) -> list[Row]:
    """The files that were in quarantine when the release was made; `repeated` where others have the name too."""
    unread = [entry for entry in dataset.inputs() if entry["state"] == "quarantined"]
    names = Counter(entry["source_name"] for entry in unread)
    return [{**entry, "repeated": names[entry["source_name"]] > 1} for entry in unread]
