"""Files that could not be read, set aside with the reason.

`DIR/quarantine/<id>/` holds a copy of the file as `file`, and why as `reason.json` and `reason.txt`. The id is
the SHA-256 of the contents, or of the path where the file could not be opened, never a name from outside.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.sources import Failure, Source, shown


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file of this run that is not in the data set; `doc_id` is null where it could not be opened."""

    source: Source
    doc_id: str | None
    failure: Failure


def quarantine(out: Path, entries: Iterable[Quarantined], published: Iterable[str]) -> None:
    """Set files aside, and take out those that have been read now (given by their SHA-256)."""
    root = out / "quarantine"
    root.mkdir(parents=True, exist_ok=True)
    for doc_id in published:
        _remove(root / doc_id)
    for entry in entries:
        _set_aside(root, entry)


def entry_name(entry: Quarantined) -> str:
    """The folder's name of a quarantined file."""
    return entry.doc_id or "path-" + hashlib.sha256(os.fsencode(entry.source.path)).hexdigest()


def _set_aside(root: Path, entry: Quarantined) -> None:
    folder = root / entry_name(entry)
    partial = root / f".partial-{os.getpid()}"
    _remove(partial)
    partial.mkdir()
    reason = {
        "source_name": entry.source.name,
        "source_uri": entry.source.uri,
        "path": shown(entry.source.path),
        "sha256": entry.doc_id,
        **asdict(entry.failure),
    }
    _write(partial / "reason.json", json.dumps(reason, ensure_ascii=False, indent=1) + "\n")
    _write(partial / "reason.txt", _in_words(entry))
    if entry.doc_id:
        try:
            shutil.copyfile(entry.source.path, partial / "file")
        except OSError as error:
            _write(partial / "file.missing.txt", f"The copy failed: {error.strerror}\n")
    _remove(folder)
    partial.rename(folder)


def _write(path: Path, text: str) -> None:
    # What a broken file made an extractor say may hold characters that do not exist.
    path.write_text(text, encoding="utf-8", errors="backslashreplace")


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _in_words(entry: Quarantined) -> str:
    failure = entry.failure
    where = [f"page {failure.page}"] if failure.page else []
    where += [f"line {failure.line}"] if failure.line else []
    place = f" ({', '.join(where)})" if where else ""
    return f"{entry.source.name}{place}\n{failure.code}: {failure.message}\n"
