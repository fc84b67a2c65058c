"""The queue: every record of a release with how doubtful and how important it is, ready to be filtered and counted."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from pipeline.review.apply import CONFLICT
from pipeline.rows import Row, flag_code

#: Records on one page of the queue.
PAGE = 50
#: What a record of each table counts for, and a target that an indicator measures.
_WEIGHTS = {"documents": 3.0, "targets": 2.0, "budget_lines": 1.2, "citations": 1.0, "tasks": 0.8}
_MEASURED = 1.5
#: Doubt that a flag adds; of flags that say that the extractors themselves were not sure; and the most of all flags.
_FLAG, _UNSURE, _MOST_DOUBT = 0.15, 0.5, 2.0
_UNSURE_WORDS = ("unsure", "missing", "differ", "impossible", "ambiguous", "unknown")
#: Columns by whose values the queue is filtered.
FACETS = ("doc_id", "table_name", "province", "indicator_id", "flag", "status")
#: States of a record in the queue, those that wait for a person first.
STATUSES = ("conflict", "auto", "corrected", "added", "confirmed", "rejected")
WAITING = STATUSES[:2]
#: What a conflict adds to a record's score: it comes before all doubt.
_CONFLICT_SCORE = 1000.0


@dataclass(frozen=True, slots=True)
class Item:
    """A record in the queue: `says` is its content in a few words, `score` how much it wants to be looked at."""

    table_name: str
    record_id: str
    doc_id: str
    source_name: str
    issuer: str
    province: str
    indicator_id: str
    flags: str
    status: str
    page: int
    line: int
    says: str
    score: float


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the queue is asked for; an empty text asks for all. `status` may be `waiting`: all without a verdict."""

    document: str = ""
    table: str = ""
    province: str = ""
    indicator: str = ""
    flag: str = ""
    status: str = "waiting"


@dataclass(frozen=True, slots=True)
class Progress:
    """How many records there are, and how many of them a person has judged."""

    total: int
    judged: int


_COLUMNS = tuple(item.name for item in fields(Item))
_SCHEMA = f"""
CREATE TABLE records (
    {", ".join(_COLUMNS)},
    waiting AS (status IN {WAITING}) STORED,
    rank AS (-score) STORED
);
CREATE UNIQUE INDEX by_key ON records (table_name, record_id);
CREATE TABLE flags (flag, table_name, record_id);
"""
_INDEXES = """
CREATE INDEX by_score ON records (rank, source_name, page, line, record_id);
CREATE INDEX by_waiting ON records (waiting, rank, source_name, page, line, record_id);
CREATE INDEX by_status ON records (status, rank, source_name, page, line, record_id);
CREATE INDEX by_document ON records (doc_id, waiting, rank, source_name, page, line, record_id);
CREATE INDEX by_indicator ON records (indicator_id, rank, source_name, page, line, record_id);
CREATE INDEX by_province ON records (province, rank, source_name, page, line, record_id);
ANALYZE;
"""
_PLACE = "rank, source_name, page, line, record_id"
_ORDER = f"ORDER BY {_PLACE}"
_SELECT = f"SELECT {', '.join(f'r.{name}' for name in _COLUMNS)} FROM records r"  # noqa: S608
_INSERT = f"INSERT OR REPLACE INTO records ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608


class Queue:
    """The records of one release in SQLite, in memory; safe for threads."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.executescript(_SCHEMA)
        self._facets: dict[str, list[tuple[str, int]]] = {}
        self._db.executemany(_INSERT, map(_values, items))
        self._db.executemany("INSERT INTO flags VALUES (?, ?, ?)", self._flags())
        self._db.executescript(_INDEXES)
        for column in FACETS:
            self.facet(column)

    def _flags(self) -> list[tuple[str, str, str]]:
        held = self._db.execute("SELECT flags, table_name, record_id FROM records WHERE flags <> ''").fetchall()
        return [(flag, table, record_id) for flags, table, record_id in held for flag in flags.split()]

    def put(self, item: Item) -> None:
        """Take a record in, or change what is known of it."""
        known = self.find(item.table_name, item.record_id) is not None
        with self._lock:
            self._db.execute(_INSERT, _values(item))
            if known:
                self._facets.pop("status", None)
            else:
                self._facets.clear()

    def remove(self, table: str, record_id: str) -> None:
        """Forget a record."""
        with self._lock:
            self._db.execute("DELETE FROM records WHERE table_name = ? AND record_id = ?", (table, record_id))
            self._facets.clear()

    def find(self, table: str, record_id: str) -> Item | None:
        """One record, null where there is none."""
        found = self._items("WHERE table_name = ? AND record_id = ?", (table, record_id))
        return found[0] if found else None

    def tables_of(self, record_id: str) -> list[str]:
        """The tables that hold a record of that identity."""
        return [table for (table,) in self._ask("SELECT table_name FROM records WHERE record_id = ?", (record_id,))]

    def page(self, wanted: Filter, number: int) -> list[Item]:
        """One page of what is asked for, the first is 1."""
        where, values = _where(wanted)
        return self._items(f"{where} {_ORDER} LIMIT ? OFFSET ?", (*values, PAGE, PAGE * (number - 1)))

    def count(self, wanted: Filter) -> int:
        """How many records are asked for."""
        where, values = _where(wanted)
        ((count,),) = self._ask(f"SELECT count(*) FROM records r {where}", values)  # noqa: S608
        return int(count)

    def following(self, wanted: Filter, item: Item | None) -> Item | None:
        """What comes after a record in what is asked for, else the first of it; null where there is nothing else."""
        where, values = _where(wanted)
        if item is not None:
            place = (-item.score, item.source_name, item.page, item.line, item.record_id)
            after = f"{where} {'AND' if where else 'WHERE'} ({_PLACE}) > (?, ?, ?, ?, ?) {_ORDER} LIMIT 1"
            if found := self._items(after, (*values, *place)):
                return found[0]
        own = (item.table_name, item.record_id) if item is not None else None
        firsts = self._items(f"{where} {_ORDER} LIMIT 2", values)
        return next((first for first in firsts if (first.table_name, first.record_id) != own), None)

    def of_document(self, doc_id: str) -> list[Item]:
        """All records of a document in the order of its text."""
        return self._items("WHERE doc_id = ? ORDER BY page, line, table_name, record_id", (doc_id,))

    def progress(self, doc_id: str | None = None) -> Progress:
        """How far people have got, in all or in one document."""
        if doc_id is None:
            states = dict(self.facet("status"))
            return Progress(sum(states.values()), sum(count for name, count in states.items() if name not in WAITING))
        query = "SELECT count(*), coalesce(sum(waiting = 0), 0) FROM records WHERE doc_id = ?"
        return Progress(*self._ask(query, (doc_id,))[0])

    def facet(self, column: str) -> list[tuple[str, int]]:
        """The values of a column with how many records have each, the most frequent first."""
        with self._lock:
            if column in self._facets:
                return self._facets[column]
        if column == "flag":
            found = self._ask("SELECT flag, count(*) FROM flags GROUP BY flag ORDER BY 2 DESC, 1", ())
        else:
            if column not in _COLUMNS:
                raise ValueError(column)
            query = f"SELECT {column}, count(*) FROM records WHERE {column} <> '' GROUP BY 1 ORDER BY 2 DESC, 1"  # noqa: S608
            found = self._ask(query, ())
        with self._lock:
            self._facets[column] = found
        return found

    def _items(self, rest: str, values: Sequence[object]) -> list[Item]:
        return [Item(*row) for row in self._ask(f"{_SELECT} {rest}", values)]

    def _ask(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(query, tuple(values)).fetchall()


def score(table: str, row: Row, status: str) -> float:
    """How much a record wants to be looked at: its doubt times what it counts for, conflicts before all else."""
    doubt = 0.05 + 1.0 - float(row.get("confidence", 1.0))
    flags = [flag_code(flag) for flag in row["flags"]]
    by_flags = sum(_UNSURE if any(word in flag for word in _UNSURE_WORDS) else _FLAG for flag in flags)
    weight = _WEIGHTS[table]
    if table == "targets" and row.get("role") == "target":
        weight *= _MEASURED if row.get("indicator_id") else 1.0
    if table == "budget_lines" and row.get("row_kind") in ("total", "subtotal"):
        weight *= _MEASURED
    conflict = _CONFLICT_SCORE if status == "conflict" else 0.0
    return round(conflict + (doubt + min(by_flags, _MOST_DOUBT)) * weight, 4)


def flags_of(row: Row) -> str:
    """The codes of a row's flags, blanks between."""
    return " ".join(dict.fromkeys(flag_code(flag) for flag in row["flags"]))


def is_conflict(row: Row) -> bool:
    """Whether people and extractors do not agree about a row."""
    return CONFLICT in row["flags"]


def _where(wanted: Filter) -> tuple[str, list[object]]:
    tests: list[str] = []
    values: list[object] = []
    for column, value in (
        ("doc_id", wanted.document),
        ("table_name", wanted.table),
        ("province", wanted.province),
        ("indicator_id", wanted.indicator),
    ):
        if value:
            tests.append(f"r.{column} = ?")
            values.append(value)
    if wanted.flag:
        tests.append("instr(' ' || r.flags || ' ', ?) > 0")
        values.append(f" {wanted.flag} ")
    if wanted.status == "waiting":
        tests.append("r.waiting = 1")
    elif wanted.status:
        tests.append("r.status = ?")
        values.append(wanted.status)
    return ("WHERE " + " AND ".join(tests) if tests else ""), values


def _values(item: Item) -> tuple[object, ...]:
    return tuple(getattr(item, name) for name in _COLUMNS)
