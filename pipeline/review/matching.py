"""Which rows of a document people's decisions are about, and whether the extractors agree with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.review.anchors import Match, Window, matches, stands_there
from pipeline.review.decisions import Decision
from pipeline.review.fields import IDENTITY, Values, as_json, values_of
from pipeline.rows import Row

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")

State = Literal["applied", "agreed", "conflict"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a decision.

    `row` is the record as the extractors read it now, null where they read none; `rivals` are rows at the same place
    of which it cannot be told whether one of them is that record. `fields` says of each value whether the extractors
    agree, read what they read when the decision was made (`applied`), or something else (`conflict`).
    """

    decision: Decision
    row: Row | None
    state: State
    fields: dict[str, State] = field(default_factory=dict)
    rivals: tuple[Row, ...] = ()


def outcomes(decisions: Sequence[Decision], rows: Sequence[Row], characters: int) -> list[Outcome]:
    """The outcome of each decision about the records of one table of one document, in their order.

    A record is found again by its identity; else by its place in the text, if it reads what it read before or what
    people say it is; else if it stands alone in the same words as before. No row answers to two decisions, and none
    that was another record when the decision was made.
    """
    by_id = {row["record_id"]: row for row in rows}
    decided = {decision.record_id for decision in decisions}
    free = {row["record_id"]: row for row in rows if row["record_id"] not in decided}
    windows = {key: Window.of(row) for key, row in free.items()} if decided - by_id.keys() else {}
    found: dict[str, Outcome] = {}
    waiting: list[tuple[Decision, list[Match]]] = []
    for decision in decisions:
        if decision.record_id in by_id:
            found[decision.record_id] = _found(decision, by_id[decision.record_id])
            continue
        here = matches(decision.anchor, [(row, windows[key]) for key, row in free.items()], characters)
        row = _reading_it(decision, here)
        if row is None:
            waiting.append((decision, here))
        else:
            del free[row["record_id"]]
            found[decision.record_id] = _found(decision, row)
    for decision, here in waiting:
        rivals = [match for match in here if match.row["record_id"] in free]
        row = _alone(decision, rivals, waiting)
        if row is not None:
            del free[row["record_id"]]
            found[decision.record_id] = _found(decision, row)
        else:
            found[decision.record_id] = _not_found(decision, rivals)
    return [found[decision.record_id] for decision in decisions]


def told_apart(decisions: Sequence[Decision], rows: Sequence[Row], characters: int) -> list[Row]:
    """The rows of a table, with another identity for each that has a reviewed record's by accident.

    An identity is made of place, words and value: where lines are counted anew, a sentence that is repeated can come to
    stand where its twin stood.
    """
    anchors = {decision.record_id: decision.anchor for decision in decisions}
    apart = []
    for row in rows:
        # A third twin may have been given the second's new identity in an earlier run, and been reviewed under it.
        while (anchor := anchors.get(row["record_id"])) and not stands_there(anchor, row, characters):
            row = {**row, "record_id": hashlib.sha256(f"{row['record_id']} moved".encode()).hexdigest()[:24]}
        apart.append(row)
    return apart


def _reading_it(decision: Decision, here: list[Match]) -> Row | None:
    """The one row that reads what the record read, or what people say it is; null where several could be it."""
    names = IDENTITY[decision.table]
    known = [_identity(names, {**decision.base, **decision.values})]
    if decision.reading is not None:
        known.append(_identity(names, decision.reading))
    fitting = [match for match in here if _identity(names, match.row) in known]
    tied = len(fitting) > 1 and fitting[0].rank == fitting[1].rank
    # Doubles of one reading in the same words are the same to everybody; other ties cannot be told apart.
    if tied and not all(match.same and match.unmoved for match in fitting[:2]):
        return None
    return fitting[0].row if fitting else None


def _alone(decision: Decision, rivals: list[Match], waiting: Sequence[tuple[Decision, list[Match]]]) -> Row | None:
    """The row that stands in the same words as the record did, where neither had or has another beside it.

    Words with several figures can hold several targets, of which rules may find now this one and now that.
    """
    if decision.verdict == "added" or len(rivals) != 1 or not rivals[0].same:
        return None
    if decision.table == "targets" and len(_FIGURE.findall(decision.anchor.quote)) > 1:
        return None
    quote = decision.anchor.quote
    beside = any(other is not decision and other.anchor.quote == quote for other, _ in waiting)
    return None if beside or decision.anchor.siblings else rivals[0].row


def _found(decision: Decision, row: Row) -> Outcome:
    if decision.verdict == "rejected":
        same = _identity(IDENTITY[decision.table], row) == _identity(IDENTITY[decision.table], decision.reading or {})
        return Outcome(decision, row, "applied" if same or decision.reading is None else "conflict")
    fields = field_states(decision, values_of(decision.table, row))
    return Outcome(decision, row, _worst(fields), fields)


def _not_found(decision: Decision, rivals: list[Match]) -> Outcome:
    rows = tuple(match.row for match in rivals)
    if decision.verdict == "rejected":
        return Outcome(decision, None, "conflict" if rows else "agreed", rivals=rows)
    # What people found themselves, or kept although they knew that the extractors pass it over, needs no row.
    expected = decision.reading is None
    if expected:
        rows = tuple(match.row for match in rivals if match.same)
    return Outcome(decision, None, "applied" if expected and not rows else "conflict", rivals=rows)


def field_states(decision: Decision, read: Values) -> dict[str, State]:
    """For each value that people vouch for, what the extractors make of it."""
    states: dict[str, State] = {}
    reading = decision.reading or {}
    for name, value in decision.values.items():
        if read[name] == value:
            states[name] = "agreed"
        elif name in reading and read[name] == reading[name]:
            states[name] = "applied"
        else:
            states[name] = "conflict"
    return states


def _worst(fields: dict[str, State]) -> State:
    states = set(fields.values())
    return "conflict" if "conflict" in states else "applied" if "applied" in states else "agreed"


def _identity(names: Sequence[str], values: Values | Row) -> tuple[object, ...]:
    return tuple(as_json(values.get(name)) for name in names)
