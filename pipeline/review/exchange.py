"""Corrections out of the log and into it: CSV for spreadsheets, JSON Lines for programs.

An import is checked line by line and stored as a whole or not at all.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from pipeline.dataset import DataSet
from pipeline.errors import RequestError
from pipeline.review.entries import Entry, version
from pipeline.review.fields import REVIEWED, ColumnValueError, as_column, dumps, from_text, typed, values_of
from pipeline.review.log import CorrectionLog
from pipeline.review.say import changes, entry_about
from pipeline.rows import Row

#: Columns of an export, and of what can be imported; the last ones say where a record stands, for those who read.
COLUMNS = (
    "entry_id", "made_at", "reviewer", "action", "table_name", "record_id", "field", "old", "new", "reason",
    "base_version", "source_name", "page", "line_start", "quote", "doc_id",
)  # fmt: skip
#: What a spreadsheet can say; records are added, and acts undone, where their text can be seen.
IMPORTED = ("confirm", "edit", "reject", "comment")
_MOST_LINES = 100_000
#: What spreadsheets take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ImportFaultsError(RequestError):
    """Lines that cannot be imported; nothing was stored."""

    def __init__(self, faults: list[str]) -> None:
        shown = faults[:20] + ([f"and {len(faults) - 20} more"] if len(faults) > 20 else [])
        super().__init__("Nothing is imported.\n" + "\n".join(shown))
        self.faults = faults


def to_csv(entries: Iterable[Entry]) -> Iterator[str]:
    """Entries as lines of CSV, each with its line end; no cell begins as a formula does."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for cells in (COLUMNS, *(_cells(entry) for entry in entries)):
        writer.writerow([_harmless(cell) for cell in cells])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def to_json_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Entries as lines of JSON, each with its line end."""
    for entry in entries:
        yield dumps(_fields(entry)) + "\n"


def read_csv(text: str) -> list[tuple[int, dict[str, Any]]]:
    """Lines of CSV with their numbers; raises `ImportFaultsError` where the heads are wrong."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = {"action", "table_name", "record_id", "field", "new"} - set(reader.fieldnames or ())
    if missing:
        raise ImportFaultsError([f"line 1: the column {', '.join(sorted(missing))} is missing"])
    lines = []
    try:
        for row in reader:
            cells = {key: _plain(value or "") for key, value in row.items() if isinstance(key, str)}
            lines.append((reader.line_num, cells))
    except csv.Error as error:
        raise ImportFaultsError([f"line {reader.line_num + 1}: {error}"]) from error
    return lines


def read_json_lines(text: str) -> list[tuple[int, dict[str, Any]]]:
    """Lines of JSON with their numbers; raises `ImportFaultsError` for what is no object."""
    lines, faults = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            faults.append(f"line {number}: this is no JSON")
            continue
        if isinstance(value, dict):
            lines.append((number, value))
        else:
            faults.append(f"line {number}: this is no JSON object")
    if faults:
        raise ImportFaultsError(faults)
    return lines


def import_lines(
    log: CorrectionLog, dataset: DataSet, lines: list[tuple[int, dict[str, Any]]], reviewer: str
) -> list[Entry]:
    """Store what lines say about records of a data set; returns the entries.

    Passed over are lines without an action, lines that a plain export of the log holds already (same record, field,
    value, reviewer and time), and what the same reviewer was the last to say of that field as it is read now, in the
    same words, as when a sheet is imported again. Raises `ImportFaultsError` with all faults.
    """
    if len(lines) > _MOST_LINES:
        raise ImportFaultsError([f"{len(lines)} lines are more than can be imported at once ({_MOST_LINES})"])
    said = log.entries()
    known = {_same(_fields(entry)) for entry in said}
    versions, standing = _versions(said), _standing(said)
    published = _published(dataset, lines)
    entries: list[Entry] = []
    edits: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    faults: list[str] = []
    for number, line in lines:
        if not line.get("action") or (line.get("made_at") and _same(line) in known):
            continue
        try:
            for entry in _entries(published, line, reviewer, versions, edits):
                if entry.action == "edit" and entry.field:
                    edits[entry.key][entry.field] = entry.new
                if standing.get((*entry.key, entry.field)) != _words(entry):
                    entries.append(entry)
                    standing[*entry.key, entry.field] = _words(entry)
        except (RequestError, ColumnValueError) as error:
            faults.append(f"line {number}: {error}")
    if faults:
        raise ImportFaultsError(faults)
    return log.append(entries)


@dataclass(frozen=True)
class _Published:
    """The records that an import speaks of, with their documents and what stands beside them."""

    rows: dict[tuple[str, str], Row]
    documents: dict[str, Row]
    beside: dict[tuple[str, str], list[Row]]


def _published(dataset: DataSet, lines: list[tuple[int, dict[str, Any]]]) -> _Published:
    import pyarrow.compute as pc

    rows: dict[tuple[str, str], Row] = {}
    beside: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for table in REVIEWED:
        key = "doc_id" if table == "documents" else "record_id"
        ids = sorted({str(line.get("record_id")) for _, line in lines if line.get("table_name") == table})
        if not ids:
            continue
        found = dataset.rows(table, filters=pc.field(key).isin(ids))
        rows |= {(table, row[key]): row for row in found}
        if table != "documents":
            documents = sorted({row["doc_id"] for row in found})
            for row in dataset.rows(table, filters=pc.field("doc_id").isin(documents)):
                beside[table, row["doc_id"]].append(row)
    wanted = sorted({row["doc_id"] for row in rows.values()})
    known = dataset.rows("documents", filters=pc.field("doc_id").isin(wanted)) if wanted else []
    return _Published(rows, {row["doc_id"]: row for row in known}, beside)


def _entries(
    published: _Published,
    line: dict[str, Any],
    reviewer: str,
    versions: Mapping[tuple[str, str], int],
    edits: Mapping[tuple[str, str], dict[str, Any]],
) -> Iterator[Entry]:
    """The entries that one line stands for; `edits` are the values that lines before it gave to a record."""
    action, table, record_id = (str(line.get(name) or "") for name in ("action", "table_name", "record_id"))
    if action not in IMPORTED:
        raise RequestError(f"action {action!r} cannot be imported; it is one of {', '.join(IMPORTED)}")
    if table not in REVIEWED:
        raise RequestError(f"table_name {table!r} is none of {', '.join(REVIEWED)}")
    row = published.rows.get((table, record_id))
    if row is None:
        raise RequestError(f"record_id {record_id!r} is in no row of {table}")
    base = line.get("base_version")
    said: dict[str, Any] = {
        "reason": str(line["reason"]) if line.get("reason") else None,
        "base_version": _whole(base) if base not in (None, "") else versions.get((table, record_id), 0),
    }
    who = str(line.get("reviewer") or reviewer)
    document, beside = published.documents[row["doc_id"]], published.beside.get((table, row["doc_id"]), [])
    if action == "edit":
        field = str(line.get("field") or "")
        if field not in REVIEWED[table]:
            raise RequestError(f"field {field!r} is none of {', '.join(REVIEWED[table])}")
        value = _value(table, field, line.get("new"), by_hand=not line.get("made_at"))
        made = changes(table, row, document, beside, who, {field: value}, **said)
        # A line speaks of one field only; the rest of the record was not looked at.
        yield from (entry for entry in made if entry.action == "edit")
        return
    if action == "confirm":
        now = values_of(table, row)
        said |= {"old": now, "new": {**now, **edits.get((table, record_id), {})}}
    yield entry_about(table, row, document, beside, who, cast("Any", action), **said)


def _value(table: str, field: str, written: Any, *, by_hand: bool) -> Any:
    """A value as JSON can hold it, from a cell or from JSON; what an export wrote has points as decimal marks."""
    if isinstance(written, str):
        return (typed if by_hand else from_text)(table, field, written)
    as_column(table, field, written)
    return written


def _whole(text: Any) -> int:
    try:
        return int(text)
    except (TypeError, ValueError) as error:
        raise RequestError(f"base_version {text!r} is no whole number") from error


def _versions(entries: Iterable[Entry]) -> dict[tuple[str, str], int]:
    chains: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        chains.setdefault(entry.key, []).append(entry)
    return {key: version(chain) for key, chain in chains.items()}


def _standing(entries: Iterable[Entry]) -> dict[tuple[str, str, str | None], tuple[str, ...]]:
    """What was said last of each field of each record, and of each record as a whole, where it was not undone."""
    said: dict[int, Entry] = {}
    for entry in entries:
        if entry.undoes is None:
            said[entry.entry_id] = entry
        else:
            said.pop(entry.undoes, None)
    return {(*entry.key, entry.field): _words(entry) for entry in said.values()}


def _words(entry: Entry) -> tuple[str, ...]:
    """Who says what of which reading, whenever it is said: of another reading the same words are news."""
    return entry.reviewer, entry.action, dumps(entry.new), entry.reason or "", dumps(entry.reading)


def _fields(entry: Entry) -> dict[str, Any]:
    place = entry.anchor.place
    return {
        **{name: getattr(entry, name) for name in COLUMNS if hasattr(entry, name)},
        "source_name": entry.anchor.source_name,
        **{name: place[name] for name in ("page", "line_start", "quote")},
    }


def _cells(entry: Entry) -> list[str]:
    values = _fields(entry)
    return [_cell(values[name]) for name in COLUMNS]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return dumps(value) if isinstance(value, (dict, list)) else str(value)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _same(line: dict[str, Any]) -> tuple[str, ...]:
    """What tells one entry from another, wherever it was exported."""
    names = ("made_at", "reviewer", "action", "table_name", "record_id", "field")
    return tuple(_cell(line.get(name)) for name in names)
