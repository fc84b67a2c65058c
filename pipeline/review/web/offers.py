"""What people said about an earlier version of a file, offered for the new one and never applied by itself."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.review.anchors import Window
from pipeline.review.decisions import by_record, decide
from pipeline.review.fields import IDENTITY, Values, as_json
from pipeline.review.log import CorrectionLog
from pipeline.rows import Row

#: Characters around a quote that must agree on one side at least.
_AROUND = 24


@dataclass(frozen=True, slots=True)
class Offer:
    """Values that a reviewer gave to the same words of an earlier version."""

    reviewer: str
    made_at: str
    values: Values


def offers(log: CorrectionLog, table: str, row: Row, document: Row) -> list[Offer]:
    """What was said of the same words, read in the same way, in another version of the document's file."""
    own = Window.of(row)
    found = []
    for (named, _), entries in by_record(log.entries(source_uri=document["source_uri"])).items():
        decision = decide(entries)
        if (
            named != table
            or decision is None
            or decision.doc_id == document["doc_id"]
            or decision.verdict == "rejected"
        ):
            continue
        reading = decision.base
        same = all(as_json(row[name]) == reading.get(name) for name in IDENTITY[table])
        changed = {name: value for name, value in decision.values.items() if value != as_json(row[name])}
        if same and changed and _same_words(own, Window.of(decision.anchor.place)):
            last = entries[-1]
            found.append(Offer(last.reviewer, last.made_at, changed))
    return found


def _same_words(one: Window, other: Window) -> bool:
    if one.text[one.start : one.end] != other.text[other.start : other.end]:
        return False
    before = one.text[: one.start][-_AROUND:] == other.text[: other.start][-_AROUND:]
    return before or one.text[one.end :][:_AROUND] == other.text[other.end :][:_AROUND]
