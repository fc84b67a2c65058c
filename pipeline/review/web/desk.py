"""What the review pages are about: a data set, the log of corrections, the queue of both, and the source files."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.dataset import DataSet, open_dataset
from pipeline.errors import RequestError
from pipeline.review.decisions import Decision, by_record, decide
from pipeline.review.entries import Entry, version
from pipeline.review.fields import REVIEWED, Values, as_column, from_text, key_of, to_text, values_of
from pipeline.review.log import CorrectionLog, log_path
from pipeline.review.say import read_values
from pipeline.review.web.kept import Kept
from pipeline.review.web.queue import Item, Queue, flags_of, is_conflict, score
from pipeline.rows import Row, folded
from pipeline.schema import TABLES, columns
from pipeline.sources import Failure
from pipeline.trace.files import SourceFile, SourceFolders
from pipeline.trace.pages import Look, Pages, Picture, TextPage

#: Documents whose text is kept, pictures of pages, and tables of single documents.
_KEPT_TEXTS, _KEPT_PICTURES, _KEPT_TABLES = 16, 24, 64
#: Characters of a record that the queue shows.
_SAYS = 160
_SHOWN = {
    "documents": ("doc_type", "doc_number", "issued_on", "issuer", "title"),
    "citations": ("doc_type", "number", "issued_on", "issuer"),
    "targets": ("comparator", "value", "value_high", "value_text", "unit", "year", "subject"),
    "budget_lines": ("amount", "unit", "item", "column", "source"),
    "tasks": ("task", "lead_body", "deadline"),
}


class UnknownRecordError(RequestError):
    """There is no such record or document, neither in the release nor in the log."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as the pages show it: the row as it counts now, what was said about it, and its document.

    `released` tells that the release holds it; `status` as in the queue; `version` is what a reviewer has seen.
    """

    table: str
    row: Row
    document: Row
    entries: list[Entry]
    decision: Decision | None
    status: str
    released: bool

    @property
    def key(self) -> str:
        """The record's identity."""
        return key_of(self.table, self.row)

    @property
    def version(self) -> int:
        """The version that a change has to name."""
        return version(self.entries)

    @property
    def read(self) -> Values | None:
        """What the extractors read."""
        return read_values(self.table, self.row)


class Desk:
    """The state of the review pages; safe for threads. It follows the current release."""

    def __init__(self, outputs: Path, sources: Sequence[Path], pages: Pages) -> None:
        self.outputs = outputs
        self.log = CorrectionLog(log_path(outputs))
        self.pages = pages
        self._folders = tuple(sources)
        self._lock = threading.RLock()
        self._texts: Kept[str, tuple[TextPage, ...]] = Kept(_KEPT_TEXTS)
        self._pictures: Kept[tuple[str, int], Picture] = Kept(_KEPT_PICTURES)
        self._rows: Kept[tuple[str, str, str], dict[str, Row]] = Kept(_KEPT_TABLES)
        self._files: dict[str, SourceFile] = {}
        self._dataset = open_dataset(outputs)
        self._name = ""
        self._queue = Queue(())
        self._documents: dict[str, Row] = {}
        self._published: set[int] = set()
        self.refresh()

    @property
    def dataset(self) -> DataSet:
        """The current release."""
        return self._dataset

    @property
    def queue(self) -> Queue:
        """The queue of the current release."""
        return self._queue

    def refresh(self) -> None:
        """Follow the current release, where there is a new one."""
        name = (self.outputs / "current").resolve().name
        with self._lock:
            if name == self._name:
                return
            self._dataset = DataSet((self.outputs / "current").resolve(), self.outputs)
            self._documents = {row["doc_id"]: row for row in self._dataset.rows("documents")}
            self._published = self._published_entries()
            self._queue = Queue(self._items())
            self._files.clear()
            self._name = name

    def document(self, doc_id: str) -> Row:
        """The row of a document; raises `UnknownRecordError`."""
        if doc_id not in self._documents:
            raise UnknownRecordError("There is no such document in the current release.")
        return self._documents[doc_id]

    def beside(self, table: str, doc_id: str) -> list[Row]:
        """All rows of a table in one document."""
        return [] if table == "documents" else list(self._released(table, doc_id).values())

    def record(self, table: str, key: str) -> Shown:
        """A record as it counts now; raises `UnknownRecordError`."""
        entries = [entry for entry in self.log.entries(record_id=key) if entry.table_name == table]
        item = self._queue.find(table, key)
        if item is None and not entries:
            raise UnknownRecordError("There is no such record in the current release. A new release may read it anew.")
        return self._found(table, key, item.doc_id if item is not None else entries[0].doc_id, entries)

    def rows(self, doc_id: str, items: Sequence[Item]) -> Iterator[tuple[Item, Row]]:
        """Records of one document with their rows as they count now, without those that have gone meanwhile."""
        chains = by_record(self.log.entries(doc_id=doc_id))
        for item in items:
            entries = chains.get((item.table_name, item.record_id), [])
            try:
                yield item, self._found(item.table_name, item.record_id, doc_id, entries).row
            except UnknownRecordError:
                continue

    def _found(self, table: str, key: str, doc_id: str, entries: list[Entry]) -> Shown:
        """A record of a document with what was said about it."""
        if table == "documents":
            row: Row | None = self._documents.get(key)
        else:
            row = self._released(table, doc_id).get(key) or self._rejected_row(table, key, doc_id)
        if row is None and not entries:
            raise UnknownRecordError("There is no such record in the current release. A new release may read it anew.")
        return self._shown(table, row, entries)

    def _released(self, table: str, doc_id: str) -> dict[str, Row]:
        """A document's rows in a table of the release, by identity."""
        asked = (self._dataset.name, table, doc_id)
        rows = self._rows.get(asked)
        if rows is None:
            found = self._dataset.document_rows(table, self.document(doc_id))
            rows = self._rows.put(asked, {row["record_id"]: row for row in found})
        return rows

    def told(self, shown: Shown) -> Shown:
        """The record after something was said about it; the queue follows."""
        again = self.record(shown.table, shown.key)
        if not again.released and again.decision is None:
            self._queue.remove(shown.table, shown.key)
        else:
            self._queue.put(self._item(again))
        return again

    def source(self, doc_id: str) -> SourceFile:
        """The file of a document, verified the first time; pages are verified again whenever they are drawn."""
        document = self.document(doc_id)
        with self._lock:
            known = self._files.get(doc_id)
        if known is None or (known.path is not None and not known.path.exists()):
            known = SourceFolders(self._folders, self.outputs).find(document)
            with self._lock:
                self._files[doc_id] = known
        return known

    def text(self, doc_id: str) -> tuple[TextPage, ...] | Failure:
        """The text of a document's pages, or why it cannot be shown."""
        kept = self._texts.get(doc_id)
        if kept is not None:
            return kept
        source = self.source(doc_id)
        if source.path is None or source.state != "found":
            return missing(source)
        text = self.pages.text(str(source.path), doc_id)
        return text if isinstance(text, Failure) else self._texts.put(doc_id, text)

    def picture(self, doc_id: str, number: int) -> Picture | Failure:
        """The picture of a page, or why there is none."""
        kept = self._pictures.get((doc_id, number))
        if kept is not None:
            return kept
        source = self.source(doc_id)
        if source.path is None or source.state != "found":
            return missing(source)
        picture = self.pages.picture(Look("picture", str(source.path), doc_id, number))
        return picture if isinstance(picture, Failure) else self._pictures.put((doc_id, number), picture)

    def _published_entries(self) -> set[int]:
        """The entries of the log that the release was made with."""
        if not (self._dataset.folder / "corrections.parquet").exists():
            return set()
        return {row["correction_id"] for row in self._dataset.rows("corrections", ["correction_id"])}

    def _items(self) -> list[Item]:
        """The queue's records: those of the release, and those that only the log knows."""
        chains = by_record(self.log.entries())
        seen: set[tuple[str, str]] = set()
        items = []
        for table in REVIEWED:
            if not (self._dataset.folder / f"{table}.parquet").exists():
                continue
            for row in self._dataset.rows(table):
                key = (table, key_of(table, row))
                seen.add(key)
                shown = self._shown(table, row, chains[key]) if key in chains else None
                items.append(self._item(shown) if shown else self._plain_item(table, row))
        for key, entries in chains.items():
            if key in seen or entries[0].doc_id not in self._documents:
                continue
            row_or_none = self._rejected_row(*key, entries[0].doc_id)
            shown = self._shown(key[0], row_or_none, entries)
            if shown.decision is not None or shown.released:
                items.append(self._item(shown))
        return items

    def _plain_item(self, table: str, row: Row) -> Item:
        return self._make_item(table, row, "conflict" if is_conflict(row) else row["review_status"])

    def _item(self, shown: Shown) -> Item:
        return self._make_item(shown.table, shown.row, shown.status)

    def _make_item(self, table: str, row: Row, status: str) -> Item:
        document = row if table == "documents" else self._documents[row["doc_id"]]
        evidence = row["header_evidence"][0] if table == "documents" and row["header_evidence"] else None
        place = evidence if evidence is not None else row if table != "documents" else {"page": 1, "line_start": 1}
        says = " ".join(folded(to_text(row[name])) for name in _SHOWN[table] if row[name] is not None)
        return Item(
            table,
            key_of(table, row),
            document["doc_id"],
            document["source_name"],
            document["issuer"] or "",
            document["province_today"] or document["province"] or "",
            row.get("indicator_id") or "",
            flags_of(row),
            status,
            place["page"],
            place["line_start"],
            says[:_SAYS],
            score(table, row, status),
        )

    def _rejected_row(self, table: str, key: str, doc_id: str) -> Row | None:
        """A row that an earlier run took out because it was rejected, as it was read."""
        if table == "documents" or not (self._dataset.folder / "rejected_records.parquet").exists():
            return None
        row = self._released("rejected_records", doc_id).get(key)
        if row is not None and row["table_name"] == table:
            texts = {entry["field"]: entry["value"] or "" for entry in row["reading"]}
            read = {field: from_text(table, field, value) for field, value in texts.items()}
            return {**_bare(table), **{name: row[name] for name in row if name in columns(TABLES[table])},
                    **_typed(table, read)}  # fmt: skip
        return None

    def _shown(self, table: str, row: Row | None, entries: list[Entry]) -> Shown:
        decision = decide(entries)
        doc_id = row["doc_id"] if row is not None else entries[0].doc_id
        document = self.document(doc_id)
        if row is None:
            return self._unreleased(table, document, entries, decision)
        newer = self._said_since(entries)
        status = row["review_status"]
        if is_conflict(row) and not newer:
            status = "conflict"
        if newer:
            status = _status(row, decision)
            row = _as_said(table, row, decision)
        return Shown(table, row, document, entries, decision, status, True)

    def _unreleased(self, table: str, document: Row, entries: list[Entry], decision: Decision | None) -> Shown:
        """A record that the release does not hold: added since, or in conflict with what is read there now."""
        last = decision if decision is not None else decide([e for e in entries if e.action != "undo"])
        values = {**last.base, **last.values} if last is not None else {}
        place = (last.evidence or last.anchor.place) if last is not None else entries[-1].anchor.place
        row = {**_bare(table), **_typed(table, values), **place, "doc_id": document["doc_id"],
               "record_id": entries[-1].record_id, "flags": [], "rule": "review", "confidence": 1.0,
               "review_status": "added", "original": []}  # fmt: skip
        status = "added" if decision is not None and decision.verdict == "added" else "conflict"
        if decision is not None and decision.verdict == "rejected":
            status = "rejected"
        return Shown(table, row, document, entries, decision, status, False)

    def _said_since(self, entries: list[Entry]) -> bool:
        """Whether something was said after the release was made, which so does not count in it yet."""
        last = max((entry.entry_id for entry in entries if entry.action != "comment"), default=0)
        return last > 0 and last not in self._published


def missing(source: SourceFile) -> Failure:
    """Why the file of a document cannot be shown."""
    if source.state == "changed":
        return Failure("changed", "The file has changed since it was read. Run kehoach again to read it anew.")
    return Failure("unopened", "The file is not in the folders that kehoach review was given with --sources.")


def _status(row: Row, decision: Decision | None) -> str:
    if decision is None:
        return "auto"
    if decision.verdict == "rejected":
        return "rejected"
    if decision.verdict == "added" and row["review_status"] == "added":
        return "added"
    reading = decision.reading or {}
    changed = decision.evidence is not None or any(
        value != reading.get(name) for name, value in decision.values.items() if name in reading
    )
    return "corrected" if changed else "confirmed"


def _as_said(table: str, row: Row, decision: Decision | None) -> Row:
    """A released row with what was said since."""
    reading = read_values(table, row)
    values: dict[str, Any] = dict(decision.values) if decision is not None else dict(reading or values_of(table, row))
    effective = {**row, **_typed(table, values)}
    if decision is not None and decision.evidence is not None and table != "documents":
        effective |= decision.evidence
    if reading is not None:
        now = values_of(table, effective)
        effective["original"] = [
            {"field": name, "value": to_text(value) or None} for name, value in reading.items() if now[name] != value
        ]
    return effective


def _typed(table: str, values: Values) -> Row:
    return {name: as_column(table, name, value) for name, value in values.items() if name in REVIEWED[table]}


def _bare(table: str) -> Row:
    return dict.fromkeys(columns(TABLES[table]))
