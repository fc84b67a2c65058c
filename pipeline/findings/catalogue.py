"""The kinds of findings, and how a row of the table `findings` is made (`patterns/findings.yaml`)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import patterns
from pipeline.rows import Row

#: Columns of a place that its record or its piece of header evidence holds.
_WHERE = ("page", "line_start", "line_end", "page_end", "quote")
_LONGEST_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem; `message` has names of figures in braces."""

    code: str
    severity: str
    message: str
    explanation: str


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by their code, in the order of the catalogue."""
    found = {}
    for code, entry in patterns.load("findings")["findings"].items():
        found[code] = Kind(code, entry["severity"], entry["message"], entry["explanation"])
    return found


def record_place(table: str, row: Row) -> Row:
    """Where a record stands."""
    return {
        "doc_id": row["doc_id"],
        "table_name": table,
        "record_id": row["record_id"],
        "field": None,
        **{name: row[name] for name in _WHERE},
    }


def header_place(document: Row, evidence: Row) -> Row:
    """Where a field of the header stands."""
    return {
        "doc_id": document["doc_id"],
        "table_name": "documents",
        "record_id": None,
        "field": evidence["field"],
        **{name: evidence[name] for name in _WHERE},
    }


def finding(code: str, doc_id: str, places: Sequence[Row], **figures: Any) -> Row:
    """A row of `findings`; `figures` fill the kind's message, and tell findings about the same records apart."""
    kind = kinds()[code]
    records = list(dict.fromkeys(place["record_id"] for place in places if place["record_id"] is not None))
    fields = [place["field"] for place in places if place["record_id"] is None]
    shown = {name: _shown(value) for name, value in figures.items()}
    key = json.dumps([doc_id, code, records, fields, shown], ensure_ascii=True, sort_keys=True)
    first = places[0] if places else dict.fromkeys(_WHERE)
    return {
        "doc_id": doc_id,
        "finding_id": hashlib.sha256(key.encode()).hexdigest()[:24],
        "severity": kind.severity,
        "code": code,
        "message": kind.message.format_map(shown),
        "record_ids": records,
        **{name: first[name] for name in _WHERE},
        "places": list(places),
    }


def _shown(value: Any) -> str:
    """A figure as messages show it: numbers without a needless `.0`, long texts cut."""
    if isinstance(value, float):
        return f"{value:.10g}"
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def flagged(rows: Iterable[Row], flag: str) -> list[Row]:
    """The rows that carry a flag, with figures behind a colon or without."""
    return [row for row in rows if any(one == flag or one.startswith(f"{flag}:") for one in row["flags"])]


def figures_of(row: Row, flag: str) -> list[str]:
    """The figures that stand behind each of a row's flags of one code: `total_differs:7/8` gives `7/8`."""
    return [one.partition(":")[2] for one in row["flags"] if one.startswith(f"{flag}:")]
