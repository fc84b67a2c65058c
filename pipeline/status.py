"""What the ledger says, as lines for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline import sources
from pipeline.errors import RequestError
from pipeline.ledger import NAME, Entry, Ledger, open_ledger
from pipeline.sources import shown


def existing_ledger(out: Path) -> Ledger:
    """The ledger of a folder of releases; raises `RequestError` where there is none."""
    if not (out / NAME).exists():
        raise RequestError(f"{out} holds no ledger: nothing was run there yet. Start with kehoach run PATH --out {out}")
    return open_ledger(out)


def overview_lines(out: Path) -> Iterator[str]:
    """How many files are in which state, and why those in quarantine are there."""
    with existing_ledger(out) as ledger:
        counts, reasons = ledger.counts(), ledger.reasons()
    for state, count in counts.items():
        yield f"{count:8}  {state}"
    yield f"{sum(counts.values()):8}  files ever seen"
    if reasons:
        yield ""
        yield "In quarantine:"
    for code, count in reasons.items():
        yield f"{count:8}  {code}"


def file_lines(out: Path, wanted: str) -> Iterator[str]:
    """All that is known of the files at a path, of a name, or with a SHA-256 that begins so."""
    place = sources.path_location(sources.root_of(wanted))
    found = False
    with existing_ledger(out) as ledger:
        for entry in ledger.entries():
            fits = wanted in (entry.name, entry.uri) or entry.location == place
            if fits or (len(wanted) >= 6 and (entry.doc_id or "").startswith(wanted)):
                yield from ([""] if found else [])
                yield from _entry_lines(entry)
                found = True
    if not found:
        raise RequestError(f"No run on {out} has seen {shown(wanted)}. See all with kehoach status.")


def _entry_lines(entry: Entry) -> Iterator[str]:
    yield f"{shown(entry.name)}: {entry.state}" + (", and no longer there" if entry.missing else "")
    facts = {
        "place": entry.location,
        "sha256": entry.doc_id,
        "first seen": entry.first_seen,
        "last seen": entry.last_seen,
        "tries": entry.tries or None,
        "read by": entry.read_key,
        "reason": entry.reason and f"{entry.reason.code}: {entry.reason.message}",
    }
    for name, value in facts.items():
        if value is not None:
            yield f"  {name:11} {shown(str(value))}"
    if entry.summary is not None:
        rows = ", ".join(
            f"{count} {table.replace('_', ' ')}" for table, count in entry.summary["rows"].items() if count
        )
        yield f"  {'holds':11} {rows}"
