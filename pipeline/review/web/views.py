"""What each page shows, as plain values for its template."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from pipeline.dictionary import flag_meanings
from pipeline.review.fields import REVIEWED, choices, required, to_text, values_of
from pipeline.review.say import anchor_for
from pipeline.review.show import deed, why
from pipeline.review.web.actions import mark_of
from pipeline.review.web.desk import Desk, Shown, UnknownRecordError
from pipeline.review.web.offers import offers
from pipeline.review.web.places import PlaceError, place_of_mark
from pipeline.review.web.queue import PAGE, STATUSES, Filter, Item
from pipeline.review.web.sessions import Session
from pipeline.review.web.templates_of import label
from pipeline.rows import Row, flag_code
from pipeline.sources import Failure
from pipeline.trace.files import SourceFile
from pipeline.trace.pages import Corners, TextPage, boxes_on, turned
from pipeline.trace.words import extraction_event

#: Choices that a filter offers at most, the most frequent ones.
_CHOICES = 300


def text(session: Session, key: str) -> str:
    """A text of the pages in the reader's language."""
    return label(session.language, "pages", key)


def done(session: Session, what: str) -> str:
    """What to say after a change."""
    words = text(session, f"done_{what}")
    return words if what == "comment" else f"{words} {text(session, 'from_next_run')}"


def query_of(wanted: Filter, **more: object) -> str:
    """A filter as the query of an address."""
    return urlencode({name: value for name, value in {**asdict(wanted), **more}.items() if value or name == "status"})


def queue(desk: Desk, session: Session, wanted: Filter, number: int) -> dict[str, Any]:
    """The page with the queue."""
    count = desk.queue.count(wanted)
    pages = max(1, -(-count // PAGE))
    number = min(number, pages)
    facets = {
        "document": [
            (value, desk.document(value)["source_name"], n) for value, n in desk.queue.facet("doc_id")[:_CHOICES]
        ],
        "table": [(value, label(session.language, "tables", value), n) for value, n in desk.queue.facet("table_name")],
        **{
            name: [(value, value, n) for value, n in desk.queue.facet(column)[:_CHOICES]]
            for name, column in (("province", "province"), ("indicator", "indicator_id"), ("flag", "flag"))
        },
    }
    states = dict(desk.queue.facet("status"))
    return {
        "items": desk.queue.page(wanted, number),
        "wanted": wanted,
        "query": query_of(wanted),
        "count": count,
        "number": number,
        "pages": pages,
        "facets": facets,
        "states": [(name, states.get(name, 0)) for name in STATUSES],
        "progress": desk.queue.progress(wanted.document or None),
        "release": desk.dataset.name,
    }


def record(
    desk: Desk, session: Session, shown: Shown, wanted: Filter, typed: dict[str, str] | None = None
) -> dict[str, Any]:
    """One record beside its place in the source."""
    return {
        **_about(desk, session, shown),
        "wanted": wanted,
        "query": query_of(wanted),
        "fields": _fields(shown.table, values_of(shown.table, shown.row), shown.read, typed or {}),
        "reason": (typed or {}).get("reason", ""),
        "mark": (typed or {}).get("mark", ""),
        "progress": desk.queue.progress(),
        "rivals": _rivals(desk, shown),
        "offers": offers(desk.log, shown.table, shown.row, shown.document) if shown.table != "documents" else [],
        "may_change": session.role == "reviewer",
    }


def trace(desk: Desk, session: Session, shown: Shown) -> dict[str, Any]:
    """Where a record comes from and what became of it."""
    names = REVIEWED[shown.table]
    values = [(name, to_text(shown.row[name])) for name in names if shown.row[name] is not None]
    return {**_about(desk, session, shown), "values": values, "source": desk.source(shown.document["doc_id"])}


def document(desk: Desk, session: Session, doc_id: str, number: int) -> dict[str, Any]:
    """A page of a document with all its records marked."""
    row = desk.document(doc_id)
    if number > max(1, row["page_count"]):
        raise UnknownRecordError(f"The document has {row['page_count']} pages.")
    items = [item for item in desk.queue.of_document(doc_id) if item.page == number and item.status != "rejected"]
    marks = [(item, place) for item, found in desk.rows(doc_id, items) for place in _places(item, found)]
    return {
        "document": row,
        "items": items,
        "progress": desk.queue.progress(doc_id),
        "tables": [table for table in REVIEWED if table != "documents"],
        "number": number,
        "pages": max(1, row["page_count"]),
        "sheet": _sheet(desk, session, row, number, marks, whole=True),
        "may_change": session.role == "reviewer",
    }


def add(
    desk: Desk, session: Session, table: str, doc_id: str, mark: str, typed: dict[str, str] | None = None
) -> dict[str, Any]:
    """The form for a record that was missed."""
    row = desk.document(doc_id)
    marked, pages = mark_of(mark), desk.text(doc_id)
    if marked is None or isinstance(pages, Failure):
        raise PlaceError(pages.message if isinstance(pages, Failure) else text(session, "add_first"))
    place = place_of_mark(pages, marked)
    first = {"targets": {"unit": "%", "comparator": "=", "role": "target"}, "budget_lines": {"row_kind": "item"}}
    values = {**dict.fromkeys(REVIEWED[table]), **first.get(table, {})}
    return {
        "document": row,
        "table": table,
        "place": place,
        "mark": mark,
        "fields": _fields(table, values, None, typed or {}),
        "reason": (typed or {}).get("reason", ""),
        "may_change": session.role == "reviewer",
    }


def words(pages: tuple[TextPage, ...], number: int) -> dict[str, Any]:
    """The lines of a page with the boxes of their words, for marking."""
    for page in pages:
        if page.number == number:
            return {
                "lines": [
                    {
                        "number": line.number,
                        "text": line.text,
                        "words": [[start, end, *turned(box, page.turn)] for start, end, box in line.words],
                    }
                    for line in page.lines
                ]
            }
    return {"lines": []}


def missing_words(session: Session, source: SourceFile) -> str:
    """Why a file cannot be shown, in the reader's language."""
    return text(session, f"file_{source.state}")


def _about(desk: Desk, session: Session, shown: Shown) -> dict[str, Any]:
    """What the pages about one record have in common."""
    place = anchor_for(shown.table, shown.row, shown.document, ()).place
    item = desk.queue.find(shown.table, shown.key)
    marks = [(item, place)] if item is not None else []
    if shown.table == "documents":
        marks = (
            [(item, entry) for entry in shown.row["header_evidence"] if entry["page"] == place["page"]] if item else []
        )
    extracted = extraction_event(desk.dataset)
    return {
        "shown": shown,
        "table": shown.table,
        "key": shown.key,
        "document": shown.document,
        "place": place,
        "flags": _flags(shown.row["flags"]),
        "history": [(entry.made_at, entry.reviewer, f"{deed(entry)}{why(entry)}") for entry in shown.entries],
        "extracted": extracted,
        "sheet": _sheet(desk, session, shown.document, place["page"], marks, whole=False),
        "plain": shown.document["media_type"] != "application/pdf",
    }


def _fields(
    table: str, values: dict[str, Any], read: dict[str, Any] | None, typed: dict[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "value": typed.get(name, to_text(values[name])),
            "choices": choices(table, name),
            "required": required(table, name),
            "long": name in ("subject", "title", "item", "task", "expected_result"),
            "read": to_text(read[name]) if read is not None and read[name] != values[name] else None,
            "changed": read is not None and read[name] != values[name],
        }
        for name in REVIEWED[table]
    ]


def _flags(flags: list[str]) -> list[tuple[str, str]]:
    meanings = flag_meanings()
    return [(flag, meanings.get(flag_code(flag), "")) for flag in flags]


def _rivals(desk: Desk, shown: Shown) -> list[Item]:
    """What the extractors read at the place of a record that they do not read any more."""
    if shown.released or shown.status != "conflict":
        return []
    place = shown.row
    beside = desk.beside(shown.table, shown.document["doc_id"])
    here = [row for row in beside if row["page"] == place["page"]
            and row["line_start"] <= place["line_end"] and row["line_end"] >= place["line_start"]]  # fmt: skip
    items = [desk.queue.find(shown.table, row["record_id"]) for row in here]
    return [item for item in items if item is not None]


def _places(item: Item, row: Row) -> list[Row]:
    """The places of a record that are marked on its page."""
    if item.table_name == "documents":
        return [entry for entry in row["header_evidence"] if entry["page"] == item.page]
    return [row]


def _sheet(
    desk: Desk, session: Session, document: Row, number: int, marks: list[tuple[Item, Row]], *, whole: bool
) -> dict[str, Any]:
    """The page itself: a picture with boxes, or numbered lines, or why it cannot be shown."""
    source = desk.source(document["doc_id"])
    sheet: dict[str, Any] = {"kind": "missing", "message": "", "number": number, "doc_id": document["doc_id"]}
    if source.state != "found":
        return {**sheet, "message": missing_words(session, source)}
    if document["media_type"] == "application/pdf":
        picture = desk.picture(document["doc_id"], number)
        if isinstance(picture, Failure):
            return {**sheet, "message": picture.message}
        boxes = [(item, turned(box, picture.turn)) for item, place in marks for box in boxes_on(place, number)]
        size = {"width": picture.width, "height": picture.height}
        return {**sheet, **size, "kind": "picture", "boxes": [(item, *_sides(box)) for item, box in boxes]}
    pages = desk.text(document["doc_id"])
    if isinstance(pages, Failure):
        return {**sheet, "message": pages.message}
    held: dict[int, list[Item]] = {}
    for item, place in marks:
        for line in range(place["line_start"], place["line_end"] + 1):
            held.setdefault(line, []).append(item)
    lines = [
        (line.number, line.text, list(dict.fromkeys(held.get(line.number, ()))))
        for page in pages
        if page.number == number
        for line in page.lines
    ]
    return {**sheet, "kind": "lines", "lines": lines, "whole": whole}


def _sides(box: Corners) -> tuple[float, float, float, float]:
    """Left, top, width and height of a box, with a little room around the words."""
    return round(box[0] - 1.5, 2), round(box[1] - 1.5, 2), round(box[2] - box[0] + 3, 2), round(box[3] - box[1] + 3, 2)
