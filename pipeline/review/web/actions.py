"""What a reviewer does on a page, as entries of the log."""

from __future__ import annotations

from typing import Any, Literal

from pipeline.review.decisions import standing
from pipeline.review.entries import Entry
from pipeline.review.fields import REVIEWED, Values, shown, typed, values_of
from pipeline.review.say import NotAllowedError, addition, changes, entry_about
from pipeline.review.web.desk import Desk
from pipeline.review.web.places import Mark, PlaceError, place_of_mark
from pipeline.review.web.release import ReviewedRelease, Shown
from pipeline.review.words import LANGUAGES
from pipeline.rows import Row
from pipeline.sources import Failure

Deed = Literal["save", "reject", "undo", "comment"]
_LONGEST_REASON = 2000


def change(
    desk: Desk, release: ReviewedRelease, reviewer: str, record: Shown, deed: Deed, fields: dict[str, str]
) -> None:
    """Do one thing to a record.

    Raises `StaleError` where somebody else was faster, `ColumnValueError` for values that cannot be.
    """
    said: dict[str, Any] = {
        "reason": fields.get("reason", "").strip()[:_LONGEST_REASON] or None,
        "base_version": _version(fields),
    }
    beside = release.beside(record.table, record.document["doc_id"])
    about = (record.table, record.row, record.document, beside, reviewer)
    if deed == "save":
        values = _typed(record.table, fields, values_of(record.table, record.row))
        evidence = _place(desk, record.document, fields.get("mark", ""))
        entries = changes(*about, values, evidence=evidence, closing=_closing(record, reviewer), **said)
    elif deed == "reject":
        if record.table == "documents":
            raise NotAllowedError("documents_not_rejected")
        entries = [entry_about(*about, "reject", old=values_of(record.table, record.row), **said)]
    elif deed == "undo":
        entries = [entry_about(*about, "undo", undoes=_last_act(record), **said)]
    else:
        if said["reason"] is None:
            raise NotAllowedError("comment_empty")
        entries = [entry_about(*about, "comment", **said)]
    desk.log.append(entries)


def add(desk: Desk, release: ReviewedRelease, reviewer: str, table: str, document: Row, fields: dict[str, str]) -> str:
    """Add a record that was missed; returns its identity."""
    place = _place(desk, document, fields.get("mark", ""))
    if place is None:
        raise PlaceError("nothing_marked")
    values = _typed(table, {name: fields.get(name, "") for name in REVIEWED.get(table, ())})
    reason = fields.get("reason", "").strip()[:_LONGEST_REASON] or None
    beside = release.beside(table, document["doc_id"])
    entry = addition(table, document, beside, reviewer, values, place, reason=reason)
    desk.log.append([entry])
    return entry.record_id


def mark_of(text: str) -> Mark | None:
    """A mark as forms carry it: page, line and character, twice; null where it is empty or none."""
    parts = text.split(",")
    if len(parts) != 6 or not all(part.isascii() and part.isdigit() and len(part) < 9 for part in parts):
        return None
    return Mark(*map(int, parts))


def _place(desk: Desk, document: Row, written: str) -> Row | None:
    if not written.strip():
        return None
    mark = mark_of(written)
    if mark is None:
        raise PlaceError("no_mark")
    text = desk.text(document)
    if isinstance(text, Failure):
        raise PlaceError("unreadable", why=text)
    return place_of_mark(text, mark)


def _typed(table: str, fields: dict[str, str], values: Values | None = None) -> Values:
    """The values of a form; what was left as the page showed it, in whatever language, is no change."""
    changed: Values = {}
    for name in REVIEWED[table]:
        if name not in fields:
            continue
        written = fields[name].split()
        if values is None or all(written != shown(table, name, values[name], one).split() for one in LANGUAGES):
            changed[name] = typed(table, name, fields[name])
    return changed


def _version(fields: dict[str, str]) -> int:
    written = fields.get("version", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 16 else 0


def _last_act(record: Shown) -> int:
    """The act that is taken back: the last one that still counts; a comment is none."""
    counting = [entry for entry in standing(record.entries) if entry.action != "comment"]
    if not counting:
        raise NotAllowedError("nothing_to_undo")
    return counting[-1].act


def _closing(record: Shown, reviewer: str) -> Literal["confirm", "adjudicate"]:
    """Whether a verdict settles what two others do not agree on."""
    verdicts: dict[str, Entry] = {}
    for entry in standing(record.entries):
        if entry.action in ("confirm", "reject", "add"):
            verdicts[entry.reviewer] = entry
    others = [entry for name, entry in verdicts.items() if name != reviewer]
    differ = len({(entry.action == "reject", str(entry.new)) for entry in others}) > 1
    return "adjudicate" if len(others) > 1 and differ else "confirm"
