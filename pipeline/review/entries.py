"""What one person says about one record: a line of the log of corrections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.review.anchors import Anchor

Action = Literal["confirm", "edit", "reject", "add", "undo", "comment", "adjudicate"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log.

    `record_id` is the document's `doc_id` where `table_name` is documents. `old` and `new` are values of `field`, or
    all values of the record where there is none. `reading` is what the extractors read when this was said, null where
    they read nothing. `base_version` is the record's version (see `version`) that the reviewer had seen. `act` is the
    first of the entries that were made together; `undoes` an entry of the act that is taken back.
    """

    reviewer: str
    action: Action
    table_name: str
    record_id: str
    doc_id: str
    anchor: Anchor
    field: str | None = None
    old: Any = None
    new: Any = None
    reason: str | None = None
    reading: Mapping[str, Any] | None = None
    base_version: int = 0
    undoes: int | None = None
    entry_id: int = 0
    act: int = 0
    made_at: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Table and record."""
        return self.table_name, self.record_id


def version(entries: Iterable[Entry]) -> int:
    """The version of a record: the number of the last entry that says something about it; comments do not."""
    return max((entry.entry_id for entry in entries if entry.action != "comment"), default=0)


def by_document(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Entries by the document that they are about, in the order of the log."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.doc_id].append(entry)
    return dict(found)
