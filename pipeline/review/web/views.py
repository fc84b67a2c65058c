"""What each page shows, as plain values for its template."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from pipeline.review.fields import REVIEWED, choices, required, shown, values_of
from pipeline.review.say import anchor_for
from pipeline.review.show import deed, why
from pipeline.review.web.actions import mark_of
from pipeline.review.web.desk import Desk
from pipeline.review.web.offers import offers
from pipeline.review.web.places import PlaceError, place_of_mark
from pipeline.review.web.queue import PAGE, STATUSES, Filter, Item
from pipeline.review.web.release import ReviewedRelease, Shown, UnknownRecordError
from pipeline.review.web.sessions import Session
from pipeline.review.web.sheets import sheet
from pipeline.review.words import flag_words, label
from pipeline.rows import Row
from pipeline.sources import Failure
from pipeline.trace.pages import TextPage, turned
from pipeline.trace.words import version_words

#: Choices that a filter offers at most, the most frequent ones.
_CHOICES = 300
#: Fields whose texts run over lines.
_LONG = ("subject", "title", "item", "task", "expected_result", "basis")


def text(session: Session, key: str, **values: object) -> str:
    """A text of the pages in the reader's language."""
    return label(session.language, "pages", key).format(**values)


def done(session: Session, what: str) -> str:
    """What to say after a change."""
    words = text(session, f"done_{what}")
    return words if what == "comment" else f"{words} {text(session, 'from_next_run')}"


def query_of(wanted: Filter, **more: object) -> str:
    """A filter as the query of an address."""
    return urlencode({name: value for name, value in {**asdict(wanted), **more}.items() if value or name == "status"})


def place_words(session: Session, document: Row, place: Row) -> str:
    """Page and lines of a place; plain text has no pages."""
    page, last_page = place["page"], place.get("page_end", place["page"])
    line, last_line = place["line_start"], place.get("line_end", place["line_start"])
    if page != last_page:
        return text(session, "on_pages", page=page, line=line, last_page=last_page, last_line=last_line)
    lines = line if line == last_line else f"{line}–{last_line}"
    return text(session, "on_lines" if is_plain(document) else "on_page", page=page, lines=lines)


def is_plain(document: Row) -> bool:
    """Whether a document is text without pages."""
    return bool(document["media_type"] == "text/plain")


def queue(release: ReviewedRelease, session: Session, wanted: Filter, number: int) -> dict[str, Any]:
    """The page with the queue."""
    held = release.queue
    count = held.count(wanted)
    pages = max(1, -(-count // PAGE))
    number = min(number, pages)
    language = session.language
    named: dict[str, tuple[str, Callable[[str], str]]] = {
        "document": ("doc_id", lambda value: release.document(value)["source_name"]),
        "table": ("table_name", lambda value: label(language, "tables", value)),
        "province": ("province", str),
        "indicator": ("indicator_id", lambda value: release.indicator(value, language)),
        "flag": ("flag", lambda value: flag_words(value, language)[0]),
    }
    facets = {
        name: [(value, words(value), n) for value, n in held.facet(column)[:_CHOICES]]
        for name, (column, words) in named.items()
    }
    states = dict(held.facet("status"))
    return {
        "items": [_listed(release, session, item) for item in held.page(wanted, number)],
        "wanted": wanted,
        "query": query_of(wanted),
        "count": count,
        "number": number,
        "pages": pages,
        "facets": facets,
        "states": [(name, states.get(name, 0)) for name in STATUSES],
        "progress": held.progress(wanted.document or None),
    }


def record(
    desk: Desk, release: ReviewedRelease, session: Session, found: Shown, wanted: Filter,
    typed: dict[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One record beside its place in the source."""
    values = values_of(found.table, found.row)
    made = offers(desk.log, found.table, found.row, found.document) if found.table != "documents" else []
    return {
        **_about(desk, release, session, found),
        "wanted": wanted,
        "query": query_of(wanted),
        "fields": _fields(session, found.table, values, found.read, typed or {}),
        "reason": (typed or {}).get("reason", ""),
        "mark": (typed or {}).get("mark", ""),
        "progress": release.queue.progress(),
        "rivals": _rivals(release, found),
        "offers": [
            (
                offer,
                [
                    (name, *(shown(found.table, name, value, language) for language in ("vi", session.language)))
                    for name, value in offer.values.items()
                ],
            )
            for offer in made
        ],
        "may_change": session.role == "reviewer",
    }


def trace(desk: Desk, release: ReviewedRelease, session: Session, found: Shown) -> dict[str, Any]:
    """Where a record comes from and what became of it."""
    table, language = found.table, session.language
    values = [
        (name, label(language, "choices", str(value)) if choices(table, name) else shown(table, name, value, language))
        for name, value in values_of(table, found.row).items()
        if value is not None
    ]
    source = desk.source(found.document)
    return {
        **_about(desk, release, session, found),
        "values": values,
        "progress": release.queue.progress(),
        "file_words": None if source.state == "found" else label(language, "failures", source.state),
        "share": shown("targets", "value", found.row.get("confidence"), language),
    }


def document(desk: Desk, release: ReviewedRelease, session: Session, doc_id: str, number: int) -> dict[str, Any]:
    """A page of a document with all its records marked."""
    row = release.document(doc_id)
    if number > max(1, row["page_count"]):
        raise UnknownRecordError("no_page", count=row["page_count"])
    held = release.rows(doc_id, [item for item in release.queue.of_document(doc_id) if item.status != "rejected"])
    marks = [
        (item, place)
        for item, found in held
        for place in (found["header_evidence"] if item.table_name == "documents" else [found])
        if place["page"] <= number <= place["page_end"]
    ]
    return {
        "document": row,
        "items": list(dict.fromkeys(item for item, _ in marks)),
        "progress": release.queue.progress(doc_id),
        "tables": [table for table in REVIEWED if table != "documents"],
        "number": number,
        "pages": max(1, row["page_count"]),
        "sheet": sheet(desk, session, row, [number], marks),
        "may_change": session.role == "reviewer",
    }


def add(
    desk: Desk, session: Session, table: str, row: Row, mark: str, typed: dict[str, str] | None = None
) -> dict[str, Any]:
    """The form for a record that was missed in a document, given by its row."""
    marked, pages = mark_of(mark), desk.text(row)
    if isinstance(pages, Failure):
        raise PlaceError("unreadable", why=pages)
    if marked is None:
        raise PlaceError("nothing_marked")
    place = place_of_mark(pages, marked)
    first = {"targets": {"unit": "%", "comparator": "=", "role": "target"}, "budget_lines": {"row_kind": "item"}}
    values = {**dict.fromkeys(REVIEWED[table]), **first.get(table, {})}
    return {
        "document": row,
        "table": table,
        "place": place,
        "where": place_words(session, row, place),
        "mark": mark,
        "fields": _fields(session, table, values, None, typed or {}),
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


def _listed(release: ReviewedRelease, session: Session, item: Item) -> dict[str, Any]:
    """A record as lists show it."""
    place = {"page": item.page, "line_start": item.line}
    return {
        "item": item,
        "where": place_words(session, release.document(item.doc_id), place),
        "flags": _flags(session, item.flags.split()),
    }


def _about(desk: Desk, release: ReviewedRelease, session: Session, found: Shown) -> dict[str, Any]:
    """What the pages about one record have in common."""
    place = anchor_for(found.table, found.row, found.document, ()).place
    item = release.queue.find(found.table, found.key)
    places: Iterable[Row] = found.row["header_evidence"] if found.table == "documents" else [place]
    marks = [(item, one) for one in places] if item is not None else []
    pages = {number for one in (place, *places) for number in range(one["page"], one["page_end"] + 1)}
    return {
        "shown": found,
        "table": found.table,
        "key": found.key,
        "document": found.document,
        "place": place,
        "where": place_words(session, found.document, place),
        "flags": _flags(session, found.row["flags"]),
        "history": [
            (entry.made_at, entry.reviewer, f"{deed(entry, session.language)}{why(entry)}") for entry in found.entries
        ],
        "extracted": (release.dataset.name, version_words(release.dataset)),
        "original": [
            (entry["field"], entry["value"] and (shown(found.table, entry["field"], entry["value"], session.language)
             if entry["field"] in REVIEWED[found.table] else entry["value"]))
            for entry in found.row["original"]
        ],
        "sheet": sheet(desk, session, found.document, sorted(pages), marks, own=found.key),
    }  # fmt: skip


def _fields(
    session: Session, table: str, values: dict[str, Any], read: dict[str, Any] | None, typed: dict[str, str]
) -> list[dict[str, Any]]:
    def said(name: str, value: Any) -> str:
        return shown(table, name, value, session.language)

    return [
        {
            "name": name,
            "value": typed.get(name, said(name, values[name])),
            "choices": choices(table, name),
            "required": required(table, name),
            "long": name in _LONG,
            "read": said(name, read[name]) if read is not None and read[name] != values[name] else None,
            "changed": read is not None and read[name] != values[name],
        }
        for name in REVIEWED[table]
    ]


def _flags(session: Session, flags: Iterable[str]) -> list[tuple[str, str, str]]:
    return [(flag, *flag_words(flag, session.language)) for flag in flags]


def _rivals(release: ReviewedRelease, found: Shown) -> list[Item]:
    """What the extractors read at the place of a record that they do not read any more."""
    if found.released or found.status != "conflict":
        return []
    place = found.row
    beside = release.beside(found.table, found.document["doc_id"])
    here = [row for row in beside if row["page"] == place["page"]
            and row["line_start"] <= place["line_end"] and row["line_end"] >= place["line_start"]]  # fmt: skip
    items = [release.queue.find(found.table, row["record_id"]) for row in here]
    return [item for item in items if item is not None]
