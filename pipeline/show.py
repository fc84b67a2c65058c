"""One file's records, for a person at a terminal or for another program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from pipeline.rows import HEADER_COLUMNS, Row, Tables
from pipeline.sources import shown


def to_json(tables: Tables) -> str:
    """The rows as one JSON object: `document`, and a list for each other table; dates as ISO strings."""
    (document,) = tables["documents"]
    rest = {table: rows for table, rows in tables.items() if table != "documents"}
    return json.dumps({"document": document, **rest}, ensure_ascii=False, indent=1, default=date.isoformat)


def as_text(tables: Tables) -> str:
    """The header, then one line a record: where it stands, what it says, its flags."""
    (document,) = tables["documents"]
    fields = [f"  {name:13} {shown(str(document[name]))}" for name in HEADER_COLUMNS if document[name] is not None]
    parts = [shown(document["source_name"]), *fields]
    for table, describe in _DESCRIBED:
        parts += ["", f"{len(tables[table])} {table.replace('_', ' ')}"]
        parts += [f"  {_where(row)}  {shown(' · '.join(describe(row)))}{_flags(row)}" for row in tables[table]]
    return "\n".join(parts)


def _where(row: Row) -> str:
    page = f"p. {row['page']} " if row["bbox"] else ""
    return f"{page}l. {row['line_start']:<5}"


def _flags(row: Row) -> str:
    return f"  [{', '.join(row['flags'])}]" if row["flags"] else ""


def _citation(row: Row) -> Iterator[str]:
    yield " ".join(str(row[name]) for name in ("doc_type", "number") if row[name])
    for name in ("issued_on", "issuer", "pinpoint", "relation"):
        if row[name]:
            yield str(row[name])


def _target(row: Row) -> Iterator[str]:
    high = f" – {row['value_high']:g}" if row["value_high"] is not None else ""
    value = f"{row['value']:g}{high}" if row["value"] is not None else row["value_text"] or ""
    yield f"{row['comparator']} {value} {row['unit'] or ''}".strip()
    yield row["role"]
    for name in ("year", "scope", "subject"):
        if row[name]:
            yield str(row[name])


def _budget(row: Row) -> Iterator[str]:
    yield f"{row['amount']:,.15g} {row['unit'] or ''}".strip()
    yield row["row_kind"]
    for name in ("row_path", "item", "column", "source"):
        if row[name]:
            yield str(row[name])


def _task(row: Row) -> Iterator[str]:
    yield row["task"]
    for name in ("deadline", "lead_body", "expected_result"):
        if row[name]:
            yield str(row[name])


_DESCRIBED = (("citations", _citation), ("targets", _target), ("budget_lines", _budget), ("tasks", _task))
