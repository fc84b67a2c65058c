"""Entries of the log in words, for the terminal and for traces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.review.entries import Entry
from pipeline.review.fields import EVIDENCE, to_text
from pipeline.review.fields import shown as in_language
from pipeline.review.words import Words
from pipeline.rows import folded
from pipeline.sources import shown


def entry_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """One line an entry: number, time, reviewer, and what was said."""
    for entry in entries:
        yield shown(f"{entry.entry_id:6}  {entry.made_at}  {entry.reviewer}: {deed(entry)}{why(entry)}")


def deed(entry: Entry, language: str | None = None) -> str:
    """What an entry did, in a few words; null is English with the names that the tables have."""
    if entry.action == "edit" and entry.field == EVIDENCE:
        return Words("did_move", {"quote": folded(entry.new["quote"])[:80]}).said(language)
    old, new = (_value(entry, value, language) for value in (entry.old, entry.new))
    values = {"field": entry.field, "old": old, "new": new, "undoes": entry.undoes}
    return Words(f"did_{entry.action}", values).said(language)


def why(entry: Entry) -> str:
    """The reason, in brackets; empty where there is none."""
    return f" ({folded(entry.reason)})" if entry.reason else ""


def _value(entry: Entry, value: object, language: str | None) -> str:
    """A value as the pages of the language write it; without a language as the tables hold it."""
    if language and entry.action == "edit" and entry.field:
        return folded(in_language(entry.table_name, entry.field, value, language)) or "–"
    return folded(to_text(value)) or "–"
