"""What a run did, in a table: for the terminal and for Prefect's artifact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.quarantine import Quarantined
from pipeline.rows import Tables, flag_code
from pipeline.sources import Source, shown

if TYPE_CHECKING:
    from pipeline.releases import Release

#: Heads of the summary table.
HEADS = ("file", "type", "number", "date", "issuer", "year", "citations", "targets", "budget amounts", "flags")
#: Those of them that are counts.
COUNTS = ("citations", "targets", "budget amounts", "flags")
_COUNTED = ("citations", "targets", "budget_lines")

#: Files that the artifact lists; Prefect keeps it in its database.
_ARTIFACT_FILES = 500


@dataclass(frozen=True, slots=True)
class RunResult:
    """The outcome of a run: its release (null where nothing was published), tables, and files left out."""

    release: Release | None
    tables: Tables
    quarantined: tuple[Quarantined, ...]
    duplicates: tuple[tuple[str, Source], ...]

    @property
    def exit_status(self) -> int:
        """0 if all files are published, 3 if some are not, 1 if nothing is."""
        if self.release is None:
            return 1
        return 3 if self.quarantined else 0


def file_lines(tables: Tables) -> Iterator[tuple[str, ...]]:
    """One line a document under `HEADS`; flags are those of the document and of its records."""
    counts = {table: Counter(row["doc_id"] for row in tables[table]) for table in _COUNTED}
    flags: Counter[str] = Counter()
    for rows in tables.values():
        for row in rows:
            if "flags" in row:
                flags[row["doc_id"]] += len(row["flags"])
    for row in tables["documents"]:
        header = [row[name] for name in ("doc_type", "doc_number", "issued_on", "issuer", "plan_year")]
        values = [row["source_name"], *("–" if value is None else str(value) for value in header)]
        records = [counts[table][row["doc_id"]] for table in _COUNTED]
        yield (*(shown(value) for value in values), *map(str, records), str(flags[row["doc_id"]]))


def flag_line(tables: Tables) -> str:
    """How often each flag is set, as one line; empty where none is."""
    counts = Counter(flag_code(flag) for rows in tables.values() for row in rows for flag in row.get("flags", ()))
    return ", ".join(f"{code} {count}" for code, count in sorted(counts.items()))


def markdown(result: RunResult) -> str:
    """The run as Markdown, for Prefect's UI."""
    totals = ", ".join(f"{len(rows)} {table.replace('_', ' ')}" for table, rows in result.tables.items())
    parts = [
        f"# {result.release.folder.name}" if result.release else "# Nothing published",
        f"{totals}. {len(result.quarantined)} files quarantined, {len(result.duplicates)} duplicates.",
    ]
    lines = list(file_lines(result.tables))
    if lines:
        parts.append(_markdown_table(HEADS, lines[:_ARTIFACT_FILES]))
    if len(lines) > _ARTIFACT_FILES:
        parts.append(f"and {len(lines) - _ARTIFACT_FILES} more documents")
    if flags := flag_line(result.tables):
        parts.append(f"Flags: {_plain(flags)}")
    if result.quarantined:
        faults = [(q.source.name, q.failure.code, q.failure.message) for q in result.quarantined[:_ARTIFACT_FILES]]
        parts += ["## Quarantined", _markdown_table(("file", "code", "reason"), faults)]
    if result.duplicates:
        same = [(source.name, doc_id) for doc_id, source in result.duplicates[:_ARTIFACT_FILES]]
        parts += ["## Duplicates", _markdown_table(("file", "same as document"), same)]
    return "\n\n".join(parts) + "\n"


def _markdown_table(heads: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> str:
    rows = [heads, tuple("---" for _ in heads), *(tuple(_plain(cell) for cell in line) for line in lines)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _plain(text: str) -> str:
    """Text from a file as Markdown shows it: no mark-up of its own, no line breaks."""
    marks = {ord(mark): f"\\{mark}" for mark in "\\`*_[]|#~"}
    return shown(text).translate({**marks, ord("<"): "&lt;", ord(">"): "&gt;", ord("&"): "&amp;"})
