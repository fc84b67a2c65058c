"""What people have said about one record, summed up: the entries of the log in order, what was undone left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.review.anchors import Anchor
from pipeline.review.entries import Entry
from pipeline.review.fields import EVIDENCE, Values

#: Actions that speak for or against a record as a whole.
_WHOLE = ("confirm", "reject", "add", "adjudicate")


@dataclass(frozen=True, slots=True)
class Decision:
    """What counts now for one record.

    `verdict`: `kept` where people say that it is a record, `added` where they found it themselves, `rejected`.
    `values` are those that people vouch for. `reading` is what the extractors read when people last looked, null where
    they read nothing; `base` what they read when they last read it. `evidence` is a place in the text that people
    moved it to, `anchors` are those of single header fields. `counting` are the entries that make up the decision.
    """

    table: str
    record_id: str
    doc_id: str
    verdict: Literal["kept", "added", "rejected"]
    anchor: Anchor
    values: Values = field(default_factory=dict)
    reading: Values | None = None
    base: Values = field(default_factory=dict)
    evidence: Values | None = None
    anchors: dict[str, Anchor] = field(default_factory=dict)
    counting: frozenset[int] = frozenset()

    @property
    def key(self) -> tuple[str, str]:
        """Table and record."""
        return self.table, self.record_id


def standing(entries: Sequence[Entry]) -> list[Entry]:
    """The entries of one record that were not undone, without the undoing ones; an undo can be undone itself."""
    undone: set[int] = set()
    kept: list[Entry] = []
    for entry in reversed(entries):
        if entry.act in undone:
            continue
        if entry.action == "undo" and entry.undoes is not None:
            undone.add(entry.undoes)
        else:
            kept.append(entry)
    return kept[::-1]


def decide(entries: Sequence[Entry]) -> Decision | None:
    """The decision about one record; null where nothing that was said still counts."""
    verdict: Literal["kept", "added", "rejected"] | None = None
    values: Values = {}
    counting: dict[str, int] = {}
    evidence: Values | None = None
    anchors: dict[str, Anchor] = {}
    base: Values = {}
    last: Entry | None = None
    for entry in standing(entries):
        if entry.action == "comment":
            continue
        last = entry
        base = dict(entry.reading) if entry.reading is not None else base
        counting = {key: number for key, number in counting.items() if key not in _WHOLE or entry.action not in _WHOLE}
        if entry.action == "reject":
            verdict = "rejected"
            counting[entry.action] = entry.entry_id
            continue
        verdict = "added" if entry.action == "add" or verdict == "added" else "kept"
        if entry.action == "edit" and entry.field == EVIDENCE:
            evidence = entry.new
            counting[EVIDENCE] = entry.entry_id
        elif entry.action == "edit" and entry.field is not None:
            values[entry.field] = entry.new
            anchors[entry.field] = entry.anchor
            counting[entry.field] = entry.entry_id
        else:
            said = dict(entry.new or {})
            evidence = said.pop(EVIDENCE, evidence)
            values |= said
            counting[entry.action] = entry.entry_id
    if last is None or verdict is None:
        return None
    return Decision(
        last.table_name,
        last.record_id,
        last.doc_id,
        verdict,
        last.anchor,
        values,
        dict(last.reading) if last.reading is not None else None,
        base,
        evidence,
        anchors,
        frozenset(counting.values()),
    )


def by_record(entries: Iterable[Entry]) -> dict[tuple[str, str], list[Entry]]:
    """Entries by table and record, in the order of the log."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.key, []).append(entry)
    return found
