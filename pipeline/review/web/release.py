"""One release as the review pages see it: its records with what was said about them since, and their queue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.dataset import DataSet
from pipeline.review.decisions import Decision, by_record, decide
from pipeline.review.entries import Entry, version
from pipeline.review.fields import REVIEWED, Values, as_column, as_json, from_text, key_of, shown, to_text, values_of
from pipeline.review.log import CorrectionLog
from pipeline.review.say import read_values
from pipeline.review.web.kept import Kept
from pipeline.review.web.queue import Item, Queue, flags_of, is_conflict, score
from pipeline.review.words import ReviewError
from pipeline.rows import Row, folded
from pipeline.schema import TABLES, columns

#: Tables of single documents whose rows are kept, rows that are made ready at once, and characters the queue shows.
_KEPT_TABLES, _BATCH, _SAYS = 64, 2_000, 160
#: What the queue says of a record, and the other columns of each table that it is made from.
_SAID = {
    "documents": ("doc_type", "doc_number", "issued_on", "title"),
    "citations": ("doc_type", "number", "issued_on", "issuer"),
    "targets": ("value", "value_high", "value_text", "unit", "year", "subject"),
    "budget_lines": ("amount", "unit", "item", "column", "source"),
    "tasks": ("task", "lead_body", "deadline"),
}
_KNOWN = ("record_id", "doc_id", "page", "line_start", "flags", "confidence", "review_status", "role", "row_kind",
          "indicator_id", "comparator")  # fmt: skip
_SIGNS = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "~": "≈ "}


class UnknownRecordError(ReviewError):
    """There is no such record or document, neither in the release nor in the log."""

    status = 404


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


class ReviewedRelease:
    """The records of a release and of the log; made in seconds for a large release, then quick.

    `told` hears how many records of how many are ready. Safe for threads but for `follow`.
    """

    def __init__(self, dataset: DataSet, log: CorrectionLog, told: Callable[[int, int], None]) -> None:
        self.dataset = dataset
        self._log = log
        self._rows: Kept[tuple[str, str], dict[str, Row]] = Kept(_KEPT_TABLES)
        self.documents = {row["doc_id"]: row for row in dataset.rows("documents")}
        self._indicators = (
            {row["indicator_id"]: row for row in dataset.rows("indicators")} if self._has("indicators") else {}
        )
        #: The entries of the log that the release was made with, and the last that the queue knows.
        self._published = self._published_entries()
        entries = log.entries()
        self._seen = max((entry.entry_id for entry in entries), default=0)
        self.queue = Queue(self._items(entries, told))

    def follow(self) -> None:
        """Take into the queue what was said since, here or elsewhere."""
        newer = self._log.entries(since=self._seen)
        for (table, key), chain in by_record(newer).items():
            if chain[0].doc_id not in self.documents:
                continue
            again = self.record(table, key)
            if again.released or again.decision is not None:
                self.queue.put(self._item(again))
            else:
                self.queue.remove(table, key)
            self._seen = max(self._seen, chain[-1].entry_id)

    def document(self, doc_id: str) -> Row:
        """The row of a document; raises `UnknownRecordError`."""
        if doc_id not in self.documents:
            raise UnknownRecordError("no_document")
        return self.documents[doc_id]

    def indicator(self, indicator_id: str, language: str) -> str:
        """An indicator's name."""
        row = self._indicators.get(indicator_id)
        return str(row["name_en" if language == "en" else "name"]) if row is not None else indicator_id

    def beside(self, table: str, doc_id: str) -> list[Row]:
        """All rows of a table in one document."""
        return [] if table == "documents" else list(self._released(table, doc_id).values())

    def record(self, table: str, key: str) -> Shown:
        """A record as it counts now; raises `UnknownRecordError`."""
        entries = [entry for entry in self._log.entries(record_id=key) if entry.table_name == table]
        item = self.queue.find(table, key)
        if item is None and not entries:
            raise UnknownRecordError("no_record")
        return self._found(table, key, item.doc_id if item is not None else entries[0].doc_id, entries)

    def rows(self, doc_id: str, items: Sequence[Item]) -> Iterator[tuple[Item, Row]]:
        """Records of one document with their rows as they count now, without those that have gone meanwhile."""
        chains = by_record(self._log.entries(doc_id=doc_id))
        for item in items:
            entries = chains.get((item.table_name, item.record_id), [])
            try:
                yield item, self._found(item.table_name, item.record_id, doc_id, entries).row
            except UnknownRecordError:
                continue

    def _found(self, table: str, key: str, doc_id: str, entries: list[Entry]) -> Shown:
        """A record of a document with what was said about it."""
        if table == "documents":
            row: Row | None = self.documents.get(key)
        else:
            row = self._released(table, doc_id).get(key) or self._rejected_row(table, key, doc_id)
        if row is None and not entries:
            raise UnknownRecordError("no_record")
        return self._shown(table, row, entries)

    def _released(self, table: str, doc_id: str) -> dict[str, Row]:
        """A document's rows in a table of the release, by identity."""
        rows = self._rows.get((table, doc_id))
        if rows is None:
            found = self.dataset.document_rows(table, self.document(doc_id)) if self._has(table) else []
            rows = self._rows.put((table, doc_id), {row["record_id"]: row for row in found})
        return rows

    def _has(self, table: str) -> bool:
        return (self.dataset.folder / f"{table}.parquet").exists()

    def _published_entries(self) -> set[int]:
        if not self._has("corrections"):
            return set()
        return {row["correction_id"] for row in self.dataset.rows("corrections", ["correction_id"])}

    def _items(self, entries: Iterable[Entry], told: Callable[[int, int], None]) -> Iterator[Item]:
        """The queue's records: those of the release, and those that only the log knows."""
        chains = by_record(entries)
        seen: set[tuple[str, str]] = set()
        for table, rows in self._batches(told):
            for row in rows:
                key = (table, key_of(table, row))
                if key in chains:
                    seen.add(key)
                    yield self._item(self._found(*key, row["doc_id"], chains[key]))
                else:
                    yield self._make_item(table, row, "conflict" if is_conflict(row) else row["review_status"])
        for key, chain in chains.items():
            if key in seen or chain[0].doc_id not in self.documents:
                continue
            known = self._shown(key[0], self._rejected_row(*key, chain[0].doc_id), chain)
            if known.decision is not None or known.released:
                yield self._item(known)

    def _batches(self, told: Callable[[int, int], None]) -> Iterator[tuple[str, list[Row]]]:
        """The rows of all tables, some at a time, with what the queue needs of them: quotes and boxes are the most."""
        held = {}
        for table in REVIEWED:
            if table != "documents" and self._has(table):
                wanted = [name for name in columns(TABLES[table]) if name in (*_SAID[table], *_KNOWN)]
                held[table] = self.dataset.arrow(table, wanted)
        done, total = 0, len(self.documents) + sum(table.num_rows for table in held.values())
        told(done, total)
        yield "documents", list(self.documents.values())
        for table, rows in held.items():
            for batch in rows.to_batches(max_chunksize=_BATCH):
                yield table, batch.to_pylist()
                done += batch.num_rows
                told(done, total)

    def _item(self, shown_record: Shown) -> Item:
        return self._make_item(shown_record.table, shown_record.row, shown_record.status)

    def _make_item(self, table: str, row: Row, status: str) -> Item:
        document = row if table == "documents" else self.documents[row["doc_id"]]
        evidence = row["header_evidence"][0] if table == "documents" and row["header_evidence"] else None
        place = evidence if evidence is not None else row if table != "documents" else {"page": 1, "line_start": 1}
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
            says(table, row)[:_SAYS],
            score(table, row, status),
        )

    def _rejected_row(self, table: str, key: str, doc_id: str) -> Row | None:
        """A row that an earlier run took out because it was rejected, as it was read."""
        if table == "documents":
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
            return _unreleased(table, document, entries, decision)
        newer = self._said_since(entries)
        status = row["review_status"]
        if is_conflict(row) and not newer:
            status = "conflict"
        if newer:
            status = _status(row, decision)
            row = _as_said(table, row, decision)
        return Shown(table, row, document, entries, decision, status, True)

    def _said_since(self, entries: list[Entry]) -> bool:
        """Whether something was said after the release was made, which so does not count in it yet."""
        last = max((entry.entry_id for entry in entries if entry.action != "comment"), default=0)
        return last > 0 and last not in self._published


def says(table: str, row: Row) -> str:
    """A record in a few words, numbers and dates as Vietnamese documents write them."""
    held = [name for name in _SAID[table] if row[name] is not None]
    said = {name: folded(shown(table, name, as_json(row[name]), "vi")) for name in held}
    unit, high = said.pop("unit", ""), said.pop("value_high", "")
    for number in ("value", "amount"):
        if number in said:
            said[number] = f"{said[number]}{f' – {high}' if high else ''} {unit}".rstrip()
    return _SIGNS.get(row.get("comparator") or "", "") + " · ".join(said.values())


def _unreleased(table: str, document: Row, entries: list[Entry], decision: Decision | None) -> Shown:
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
