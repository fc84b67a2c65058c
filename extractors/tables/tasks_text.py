"""Tasks outside tables: what labels in running text assign.

Two habits: an item that ends in `(Chủ trì: …; phối hợp: …; thời gian: …)`, and labels that follow each other on lines
of their own (`Nhiệm vụ: …`, `Đơn vị chủ trì: …`, `Thời gian thực hiện: …`). Labels make a task where they name who
leads; what is to be done is the text of its own label, else the item or heading that the labels stand under.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import patterns
from extractors.clean import Block, CleanText
from extractors.deadlines import read_deadline
from extractors.document import Span
from extractors.records import Task
from extractors.tables.bodies import lead_and_others

_MARK = re.compile(r"^(?:[-–+*•]|[a-zđ][.)]|(?P<number>(?:[IVX]{1,6}|\d{1,3})(?:\.\d{1,3})*)[.)]?(?=\s))\s*")
_ITEM = re.compile(r"[-–+*•]\s*")
#: No task's words are longer; what follows is other text.
_LONGEST_TASK = 4_000


class _Label(NamedTuple):
    """A label and the range of its value; `opens` is where its match begins, `begins_block` whether the block does."""

    kind: str
    opens: int
    start: int
    end: int
    begins_block: bool


@dataclass
class _Entry:
    """A task while its labels are read; `awaits` is the kind of a label whose values follow it as a list."""

    values: dict[str, Span] = field(default_factory=dict)
    task: Span | None = None
    start: int = 0
    end: int = 0
    awaits: str | None = None


def tasks_in_text(clean: CleanText, plan_year: int | None) -> list[Task]:
    """The tasks that labels in running text assign, in order."""
    if not _names_lead(clean):
        return []
    return [
        _task(clean, entry, entry.task, plan_year)
        for entry in _entries(clean)
        if entry.task is not None and "lead" in entry.values
    ]


def _names_lead(clean: CleanText) -> bool:
    """Whether any label names who leads: without one, no labels make a task, and the others need not be read."""
    lead = next(rule for rule in patterns.rules("tasks", "labels") if rule.value == "lead").compile_simple()
    text = clean.matching
    for start, end, _, _, _, cell in clean.blocks:
        if cell is None:
            colon = text.rfind(":", start, end)
            if colon >= 0 and lead.search(text[start : colon + 1]):
                return True
    return False


def _entries(clean: CleanText) -> Iterator[_Entry]:
    """Labels that belong together; a label of a kind that the entry has, or a block without one, begins anew."""
    entry: _Entry | None = None
    before: Block | None = None
    for block in clean.blocks:
        labels = [] if block.cell is not None else _labels(clean, block)
        if not labels:
            item = _ITEM.match(clean.text[block.start : block.end]) if block.cell is None else None
            if entry is not None and entry.awaits and item:
                _take(entry, entry.awaits, Span(block.start + item.end(), block.end))
                continue
            if entry is not None and _goes_on(entry):
                entry.task = Span(entry.task.start, block.end) if entry.task is not None else block.span
                entry.end = block.end
                continue
            if entry is not None:
                yield entry
                entry = None
            before = block
            continue
        for label in labels:
            if entry is None or label.kind in entry.values or (label.kind == "task" and entry.values):
                if entry is not None:
                    yield entry
                entry = _opened(block, label, before)
            if label.kind == "task":
                entry.task = Span(label.start, label.end)
            elif label.start < label.end:
                entry.values[label.kind] = Span(label.start, label.end)
            entry.awaits = None if label.kind == "task" or label.start < label.end else label.kind
            entry.end = max(entry.end, label.end)
    if entry is not None:
        yield entry


def _take(entry: _Entry, kind: str, item: Span) -> None:
    """An item of the list that holds a label's values: the first body leads, what follows is of the value otherwise."""
    first = entry.values.setdefault(kind, item)
    if kind != "lead":
        entry.values[kind] = Span(first.start, item.end)
    entry.end = item.end


def _goes_on(entry: _Entry) -> bool:
    """Whether a block without a label belongs to the task's own words: right after its label, before any other."""
    return entry.task is not None and not entry.values and entry.end - entry.start < _LONGEST_TASK


def _opened(block: Block, label: _Label, before: Block | None) -> _Entry:
    """A new entry; the text before its first label, in the block or right before it, is what is to be done."""
    if not label.begins_block:
        start, end = max(block.start, label.opens - _LONGEST_TASK), min(block.end, label.opens + _LONGEST_TASK)
        return _Entry(task=Span(start, label.opens), start=start, end=end)
    if label.kind != "task" and before is not None and block.start - before.start < _LONGEST_TASK:
        return _Entry(task=before.span, start=before.start, end=block.end)
    return _Entry(start=block.start, end=block.end)


def _labels(clean: CleanText, block: Block) -> list[_Label]:
    text = clean.matching[block.start : block.end]
    if ":" not in text:
        return []
    found = sorted(
        (match.start(), match.end(), str(rule.value))
        for rule in patterns.rules("tasks", "labels")
        for match in rule.compile_simple().finditer(text)
    )
    labels = []
    for order, (opens, start, kind) in enumerate(found):
        end = found[order + 1][0] if order + 1 < len(found) else len(text)
        words = text[start:end]
        kept = _without_end(words)
        left = start + len(words) - len(words.lstrip())
        right = max(left, start + len(kept))
        labels.append(_Label(kind, block.start + opens, block.start + left, block.start + right, opens == 0))
    return labels


def _without_end(words: str) -> str:
    """A value without the signs that end it, or the bracket that holds its label."""
    kept = words.rstrip(" .;,")
    while kept.endswith(")") and kept.count(")") > kept.count("("):
        kept = kept[:-1].rstrip(" .;,")
    return kept


def _task(clean: CleanText, entry: _Entry, task: Span, plan_year: int | None) -> Task:
    texts = {kind: " ".join(clean.text[span.start : span.end].split()) for kind, span in entry.values.items()}
    words = " ".join(clean.text[task.start : task.end].split()).rstrip(" (:;,-")
    mark = _MARK.match(words)
    lead, others = lead_and_others(texts.get("lead"), texts.get("coordination"))
    due = read_deadline(texts.get("deadline", ""), plan_year)
    return Task(
        span=Span(min(entry.start, task.start), entry.end),
        table_no=None,
        row_path=mark["number"] if mark else None,
        group=None,
        task=words[mark.end() :] if mark else words,
        expected_result=texts.get("result"),
        deadline=texts.get("deadline"),
        deadline_kind=due.kind,
        deadline_from=due.first,
        deadline_to=due.last,
        deadline_quarter=due.quarter,
        lead_body=lead,
        coordinating_bodies=others,
        budget=texts.get("budget"),
        budget_vnd=None,
        rule="task_labels",
        flags=due.flags,
        confidence=0.9,
    )
