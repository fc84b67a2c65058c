"""What a run did, in a table: for the terminal and for Prefect's artifact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.sources import shown

if TYPE_CHECKING:
    from pipeline.ledger import Entry, Ledger
    from pipeline.releases import Release

#: Heads of the summary table.
HEADS = ("file", "type", "number", "date", "issuer", "year", "citations", "targets", "budget amounts", "flags")
#: Those of them that are counts.
COUNTS = ("citations", "targets", "budget amounts", "flags")
_HEADER = ("doc_type", "doc_number", "issued_on", "issuer", "plan_year")
_COUNTED = ("citations", "targets", "budget_lines")

#: Files of one kind that a summary lists; every file is in the ledger and in the release's `inputs.jsonl`.
LISTED = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """Files of one kind: how many there are, and the first of them."""

    count: int
    first: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class RunResult:
    """The outcome of a run: its release (null where nothing was published), and what became of the files.

    `documents` are published documents at or below the paths of the run: all where they are few, else those that the
    run changed. `quarantined` and `duplicates` are those of the same paths, `new_quarantined` are all that were not
    quarantined before the run. `rows` counts the rows of each table, `flags` how often each flag is set.
    """

    release: Release | None
    documents: Listed
    quarantined: Listed
    duplicates: Listed
    new_quarantined: Listed
    rows: Mapping[str, int]
    flags: Mapping[str, int]

    @property
    def exit_status(self) -> int:
        """0 if all files are published, 3 if some are not, 1 if nothing is."""
        if self.release is None:
            return 1
        return 3 if self.quarantined.count else 0


def summarise(ledger: Ledger, places: Sequence[str], now: str, release: Release | None) -> RunResult:
    """The outcome of a run that began at `now` on files at or below some locations."""
    # A run on no paths normalises anew, and so is about all files.
    below = places or None
    rows, flags = ledger.totals()
    few = ledger.count(["published", "extracted"], below) <= LISTED
    return RunResult(
        release,
        _listed(ledger, ["published", "extracted"], below, None if few else now),
        _listed(ledger, ["quarantined"], below),
        _listed(ledger, ["duplicate"], below),
        _listed(ledger, ["quarantined"], None, now),
        rows,
        flags,
    )


def _listed(ledger: Ledger, states: Sequence[str], below: Sequence[str] | None, of_run: str | None = None) -> Listed:
    first = tuple(islice(ledger.entries(states, below, of_run), LISTED))
    return Listed(ledger.count(states, below, of_run), first)


def file_lines(entries: Sequence[Entry]) -> Iterator[tuple[str, ...]]:
    """One line a document under `HEADS`; flags are those of the document and of its records."""
    for entry in entries:
        if entry.summary is None:
            continue
        header = ("–" if entry.summary[name] is None else entry.summary[name] for name in _HEADER)
        records = (str(entry.summary["rows"].get(table, 0)) for table in _COUNTED)
        yield (shown(entry.name), *map(shown, header), *records, str(sum(entry.summary["flags"].values())))


def flag_line(flags: Mapping[str, int]) -> str:
    """How often each flag is set, as one line; empty where none is."""
    return ", ".join(f"{code} {count}" for code, count in sorted(flags.items()))


def markdown(result: RunResult) -> str:
    """The run as Markdown, for Prefect's UI."""
    totals = ", ".join(f"{count} {table.replace('_', ' ')}" for table, count in result.rows.items())
    left_out = f"{result.quarantined.count} files quarantined, {result.duplicates.count} duplicates."
    parts = [
        f"# {result.release.folder.name}" if result.release else "# Nothing published",
        f"{totals or 'No documents'}. {left_out}",
    ]
    lines = list(file_lines(result.documents.first))
    if lines:
        parts += [_markdown_table(HEADS, lines), *_more(result.documents, "documents")]
    if flags := flag_line(result.flags):
        parts.append(f"Flags: {_plain(flags)}")
    if result.quarantined.count:
        reasons = [entry.reason for entry in result.quarantined.first]
        faults = [
            (entry.name, reason.code, reason.message)
            for entry, reason in zip(result.quarantined.first, reasons, strict=True)
            if reason
        ]
        parts += ["## Quarantined", _markdown_table(("file", "code", "reason"), faults)]
        parts += _more(result.quarantined, "files")
    if result.duplicates.count:
        same = [(entry.name, str(entry.doc_id)) for entry in result.duplicates.first]
        parts += ["## Duplicates", _markdown_table(("file", "same as document"), same)]
        parts += _more(result.duplicates, "files")
    return "\n\n".join(parts) + "\n"


def _more(listed: Listed, what: str) -> list[str]:
    rest = listed.count - len(listed.first)
    return [f"and {rest} more {what}"] if rest else []


def _markdown_table(heads: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> str:
    rows = [heads, tuple("---" for _ in heads), *(tuple(_plain(cell) for cell in line) for line in lines)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _plain(text: str) -> str:
    """Text from a file as Markdown shows it: no mark-up of its own, no line breaks."""
    marks = {ord(mark): f"\\{mark}" for mark in "\\`*_[]|#~"}
    return shown(text).translate({**marks, ord("<"): "&lt;", ord(">"): "&gt;", ord("&"): "&amp;"})
