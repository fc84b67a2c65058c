"""The kinds of findings, and how a row of the table `findings` is made (`patterns/findings.yaml`)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import patterns
from pipeline.rows import Row

#: Columns of a place that its record or its piece of header evidence holds.
_WHERE = ("page", "line_start", "line_end", "page_end", "quote")
_LONGEST_SHOWN = 160
_KEY = json.JSONEncoder(ensure_ascii=True, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages of the messages."""

    en: str
    vi: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem; `message` has names of figures in braces."""

    code: str
    severity: str
    message: Words
    explanation: Words


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by their code, in the order of the catalogue."""
    found = {}
    for code, entry in patterns.load("findings")["findings"].items():
        found[code] = Kind(code, entry["severity"], Words(**entry["message"]), Words(**entry["explanation"]))
    return found


def words(key: str, **figures: Any) -> Words:
    """Words of the catalogue, with their own figures filled in."""
    return _filled(_pattern(key), _english_of(figures), figures) if figures else _pattern(key)


@cache
def _pattern(key: str) -> Words:
    return Words(**patterns.load("findings")["words"][key])


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
    """A row of `findings`; `figures` fill the kind's message, and tell findings about the same records apart.

    Figures are shown as each language writes them: `Words` in that language, several values (a tuple) joined by *and*.
    """
    kind = kinds()[code]
    records = list(dict.fromkeys(place["record_id"] for place in places if place["record_id"] is not None))
    fields = [place["field"] for place in places if place["record_id"] is None]
    shown = _english_of(figures)
    message = _filled(kind.message, shown, figures)
    key = _KEY.encode([doc_id, code, records, fields, shown])
    first = places[0] if places else dict.fromkeys(_WHERE)
    return {
        "doc_id": doc_id,
        "finding_id": hashlib.sha256(key.encode()).hexdigest()[:24],
        "severity": kind.severity,
        "code": code,
        "message": message.en,
        "message_vi": message.vi,
        "record_ids": records,
        **{name: first[name] for name in _WHERE},
        "places": list(places),
    }


def _filled(pattern: Words, shown: Mapping[str, str], figures: Mapping[str, Any]) -> Words:
    """The pattern with its figures, which `shown` holds as English writes them."""
    return Words(
        pattern.en.format_map(shown),
        pattern.vi.format_map({name: _vietnamese(value, shown[name]) for name, value in figures.items()}),
    )


def _english_of(figures: Mapping[str, Any]) -> dict[str, str]:
    return {name: _english(value) for name, value in figures.items()}


def _english(value: Any) -> str:
    if isinstance(value, Words):
        return value.en
    if isinstance(value, tuple):
        return words("and").en.join(map(_english, value))
    return _shown(value)


def _vietnamese(value: Any, english: str) -> str:
    """A figure as Vietnamese writes it: `1/7/2025`, `99,5`; where that is no other way, as English does."""
    if isinstance(value, Words):
        return value.vi
    if isinstance(value, tuple):
        return words("and").vi.join(_vietnamese(one, _english(one)) for one in value)
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    return english.replace(".", ",") if isinstance(value, float) else english


def _shown(value: Any) -> str:
    """A figure as messages show it: numbers without a needless `.0`, long texts cut."""
    if isinstance(value, float):
        return f"{value:.10g}"
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def flagged(rows: Iterable[Row], flag: str) -> list[Row]:
    """The rows that carry a flag, with figures behind a colon or without."""
    before = f"{flag}:"
    return [row for row in rows if row["flags"] and any(one == flag or one.startswith(before) for one in row["flags"])]


def figures_of(row: Row, flag: str) -> list[str]:
    """The figures that stand behind each of a row's flags of one code: `total_differs:7/8` gives `7/8`."""
    return [one.partition(":")[2] for one in row["flags"] if one.startswith(f"{flag}:")]
