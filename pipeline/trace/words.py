"""A record's trace in words: what it says, where it stands, how it was read, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.dataset import DataSet
from pipeline.dictionary import flag_meanings
from pipeline.rows import HEADER_COLUMNS, Row, flag_code, folded
from pipeline.schema import TABLES, Place, columns
from pipeline.sources import shown
from pipeline.trace.files import SourceFile
from pipeline.trace.pages import TextPage
from pipeline.trace.records import Traced

#: Columns that a trace tells of in words of its own, or that say nothing about one record.
_TOLD = {"doc_id", "record_id", *Place.model_fields, "confidence", "review_status", "original", "header_evidence"}
#: Lines of a text that are shown before and after the record.
_AROUND = 2
_LABEL = 12


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a record: when, by whom, what and why."""

    when: str
    who: str
    what: str
    why: str | None = None


def trace_lines(
    traced: Traced, source: SourceFile, text: tuple[TextPage, ...] | None, history: list[Event]
) -> list[str]:
    """Everything about one record, a line each; `text` is that of its file, where it is shown."""
    record, document = traced.record, traced.document
    lines = [f"{traced.table} {record['doc_id'] if traced.table == 'documents' else record['record_id']}"]
    lines += [_labelled(name, record[name]) for name in _own_columns(traced) if record[name] is not None]
    lines += ["", _labelled("document", _document(document)), _labelled("file", file_words(source, document))]
    if traced.table == "documents":
        for evidence in record["header_evidence"]:
            lines += [_labelled(evidence["field"], f"{place_words(evidence, document)}: {_quote(evidence)}")]
    else:
        lines += [_labelled("place", place_words(record, document)), _labelled("quote", _quote(record))]
        lines += _source_lines(record, text)
        lines += [_labelled("rule", f"{record['rule']}, confidence {record['confidence']:g}")]
    lines += [_labelled("flag", words) for words in _flag_words(record["flags"])]
    lines += [_labelled("review", record["review_status"])]
    lines += [_labelled("original", f"{entry['field']} {_shown(entry['value'])}") for entry in record["original"]]
    lines += [_labelled("history", _event(event)) for event in history]
    return lines


def file_words(source: SourceFile, document: Row) -> str:
    """What became of the file, and what to do where it cannot be shown."""
    expected = f"SHA-256 {document['doc_id']}"
    match source.state:
        case "found":
            return f"{shown(str(source.path))}: unchanged ({expected})"
        case "changed":
            return (
                f"{shown(str(source.path))}: CHANGED since it was read; its bytes are no longer {expected}. Lines and "
                "boxes below are those of the old file. Run kehoach again to read the new one."
            )
        case "gone":
            place = shown(f"{document['source_name']} ({document['source_uri']})")
            return f"{place}: NOT FOUND ({expected}). Name the folder that holds it: --sources DIR."


def place_words(place: Row, document: Row) -> str:
    """Page and lines of a record or of a header field's evidence."""
    first, last = place["line_start"], place["line_end"]
    if place["page"] != place["page_end"]:
        return f"page {place['page']}, line {first} to page {place['page_end']}, line {last}"
    lines = f"line {first}" if first == last else f"lines {first}–{last}"
    return lines if document["media_type"] == "text/plain" else f"page {place['page']}, {lines}"


def found_lines(found: list[Traced]) -> Iterator[str]:
    """One line for each record of a search."""
    for traced in found:
        record, document = traced.record, traced.document
        says = [str(record[name]) for name in _own_columns(traced) if record[name] is not None]
        place = f"{document['source_name']}, {place_words(record, document)}"
        who = document["issuer"] or document["title"] or ""
        yield shown(f"{record['record_id']}  {traced.table}  {who}  {place}  {' · '.join(says[:9])}")


def extraction_event(dataset: DataSet) -> Event:
    """By which version of the program the release was made, and under which name it was published."""
    program, _, parts = version_words(dataset).partition(", ")
    return Event(dataset.name, program, f"extracted ({parts})" if parts else "extracted")


def version_words(dataset: DataSet) -> str:
    """The program's version, and the first digits of those of its parts."""
    path = dataset.folder / "manifest.json"
    versions: dict[str, Any] = {}
    if path.exists():
        versions = json.loads(path.read_text("utf-8")).get("versions", {})
    program = f"kehoach {versions['kehoach']}" if "kehoach" in versions else "kehoach"
    parts = [
        f"{name} {str(versions[name])[:12]}" for name in ("extractors", "patterns", "pipeline") if name in versions
    ]
    return ", ".join([program, *parts])


def correction_events(rows: list[Row]) -> list[Event]:
    """What people did, from rows of `corrections`."""
    return [Event(row["made_at"], row["reviewer"], _deed(row), row["reason"]) for row in rows]


def _deed(row: Row) -> str:
    values = f" {row['field']} {_decoded(row['old_value'])} → {_decoded(row['new_value'])}" if row["field"] else ""
    return f"{row['action']}{values} [{row['state']}]"


def _decoded(value: str | None) -> str:
    return _shown(None if value is None else json.loads(value))


def _own_columns(traced: Traced) -> list[str]:
    if traced.table == "documents":
        return list(HEADER_COLUMNS)
    return [name for name in columns(TABLES[traced.table]) if name not in _TOLD]


def _labelled(label: str, value: object) -> str:
    return f"  {label:{_LABEL}} {_shown(value)}"


def _shown(value: object) -> str:
    return "–" if value is None else shown(folded(f"{value:.15g}" if isinstance(value, float) else str(value)))


def _document(document: Row) -> str:
    parts = [document[name] for name in ("doc_type", "doc_number", "issued_on", "issuer", "plan_year")]
    return " · ".join(str(part) for part in parts if part is not None) or "nothing is known of its header"


def _quote(place: Row) -> str:
    before, after = place.get("text_before") or "", place.get("text_after") or ""
    return f"{before[-60:]} [{place['quote']}] {after[:60]}".strip()


def _source_lines(record: Row, text: tuple[TextPage, ...] | None) -> Iterator[str]:
    """The record's lines and some around them, as they stand in the file."""
    if text is None:
        return
    first, last = record["line_start"], record["line_end"]
    for line in next((page.lines for page in text if page.number == record["page"]), ()):
        if first - _AROUND <= line.number <= last + _AROUND:
            mark = ">" if first <= line.number <= last else " "
            yield f"{mark:>5}{line.number:6} | {shown(line.text)}"


def _flag_words(flags: list[str]) -> Iterator[str]:
    meanings = flag_meanings()
    for flag in flags:
        yield f"{flag}: {meanings.get(flag_code(flag), 'unexplained')}"


def _event(event: Event) -> str:
    return f"{event.when}  {event.who}: {event.what}" + (f" ({event.why})" if event.why else "")
