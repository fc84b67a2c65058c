"""What a reviewer does on a page, as entries of the log."""

from __future__ import annotations

from typing import Any, Literal

from pipeline.review.decisions import standing
from pipeline.review.entries import Entry
from pipeline.review.fields import REVIEWED, Values, from_text, to_text, values_of
from pipeline.review.say import NotAllowedError, addition, changes, entry_about
from pipeline.review.web.desk import Desk, Shown
from pipeline.review.web.places import Mark, PlaceError, place_of_mark
from pipeline.rows import Row
from pipeline.sources import Failure

Deed = Literal["save", "reject", "undo", "comment"]
_LONGEST_REASON = 2000


def change(desk: Desk, reviewer: str, shown: Shown, deed: Deed, fields: dict[str, str]) -> Shown:
    """Do one thing to a record; returns the record as it is then.

    Raises `StaleError` where somebody else was faster, `ColumnValueError` for values that cannot be.
    """
    said: dict[str, Any] = {
        "reason": fields.get("reason", "").strip()[:_LONGEST_REASON] or None,
        "base_version": _version(fields),
    }
    about = (shown.table, shown.row, shown.document, desk.beside(shown.table, shown.document["doc_id"]), reviewer)
    if deed == "save":
        values = _typed(shown.table, fields, shown.row)
        evidence = _place(desk, shown.document["doc_id"], fields.get("mark", ""))
        entries = changes(*about, values, evidence=evidence, closing=_closing(shown, reviewer), **said)
    elif deed == "reject":
        if shown.table == "documents":
            raise NotAllowedError("A document cannot be rejected. Empty the fields that are wrong.")
        entries = [entry_about(*about, "reject", old=values_of(shown.table, shown.row), **said)]
    elif deed == "undo":
        entries = [entry_about(*about, "undo", undoes=_last_act(shown), **said)]
    else:
        if said["reason"] is None:
            raise NotAllowedError("The comment is empty.")
        entries = [entry_about(*about, "comment", **said)]
    desk.log.append(entries)
    return desk.told(shown)


def add(desk: Desk, reviewer: str, table: str, doc_id: str, fields: dict[str, str]) -> str:
    """Add a record that was missed; returns its identity."""
    place = _place(desk, doc_id, fields.get("mark", ""))
    if place is None:
        raise PlaceError("No words are marked. Mark the words that the record stands in.")
    values = _typed(table, {name: fields.get(name, "") for name in REVIEWED.get(table, ())})
    reason = fields.get("reason", "").strip()[:_LONGEST_REASON] or None
    entry = addition(table, desk.document(doc_id), desk.beside(table, doc_id), reviewer, values, place, reason=reason)
    desk.log.append([entry])
    desk.told(desk.record(table, entry.record_id))
    return entry.record_id


def mark_of(text: str) -> Mark | None:
    """A mark as forms carry it: page, line and character, line and character; null where it is empty or none."""
    parts = text.split(",")
    if len(parts) != 5 or not all(part.isascii() and part.isdigit() and len(part) < 9 for part in parts):
        return None
    return Mark(*map(int, parts))


def _place(desk: Desk, doc_id: str, written: str) -> Row | None:
    if not written.strip():
        return None
    mark = mark_of(written)
    if mark is None:
        raise PlaceError("The mark is none. Load the page anew and mark the words again.")
    text = desk.text(doc_id)
    if isinstance(text, Failure):
        raise PlaceError(text.message)
    return place_of_mark(text, mark)


def _typed(table: str, fields: dict[str, str], row: Row | None = None) -> Values:
    """The values of a form; what was left as the page showed it is no change."""
    typed: Values = {}
    for name in REVIEWED[table]:
        if name in fields and (row is None or fields[name].split() != to_text(row[name]).split()):
            typed[name] = from_text(table, name, fields[name])
    return typed


def _version(fields: dict[str, str]) -> int:
    written = fields.get("version", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 16 else 0


def _last_act(shown: Shown) -> int:
    """The act that is taken back: the last one that still counts; a comment is none."""
    counting = [entry for entry in standing(shown.entries) if entry.action != "comment"]
    if not counting:
        raise NotAllowedError("There is nothing to undo here.")
    return counting[-1].act


def _closing(shown: Shown, reviewer: str) -> Literal["confirm", "adjudicate"]:
    """Whether a verdict settles what two others do not agree on."""
    verdicts: dict[str, Entry] = {}
    for entry in standing(shown.entries):
        if entry.action in ("confirm", "reject", "add"):
            verdicts[entry.reviewer] = entry
    others = [entry for name, entry in verdicts.items() if name != reviewer]
    differ = len({(entry.action == "reject", str(entry.new)) for entry in others}) > 1
    return "adjudicate" if len(others) > 1 and differ else "confirm"
