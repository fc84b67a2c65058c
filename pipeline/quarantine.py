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

from pipeline.sources import Failure, Source, read_bytes, shown


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that is not in the data set; `doc_id` is null where it could not be opened."""

    source: Source
    doc_id: str | None
    failure: Failure


def hold(out: Path, entries: Iterable[Quarantined]) -> int:
    """Make the quarantine hold these files and no others; returns how many they are.

    What is there already with the same reason stays as it is. Where the file itself has gone, its copy is kept.
    """
    root = out / "quarantine"
    root.mkdir(parents=True, exist_ok=True)
    wanted = set()
    for entry in entries:
        wanted.add(entry_name(entry))
        _set_aside(root, entry)
    for folder in root.iterdir():
        if folder.name not in wanted:
            shutil.rmtree(folder)
    return len(wanted)


def entry_name(entry: Quarantined) -> str:
    """The folder's name of a quarantined file."""
    return entry.doc_id or "path-" + hashlib.sha256(os.fsencode(entry.source.path)).hexdigest()


def _set_aside(root: Path, entry: Quarantined) -> None:
    folder = root / entry_name(entry)
    reason = _reason(entry)
    whole = (folder / "file").exists() or not entry.doc_id
    if whole and (folder / "reason.json").exists() and (folder / "reason.json").read_text("utf-8") == reason:
        return
    partial = root / f".partial-{os.getpid()}"
    if partial.exists():
        shutil.rmtree(partial)
    partial.mkdir()
    _write(partial / "reason.json", reason)
    _write(partial / "reason.txt", _in_words(entry))
    if entry.doc_id:
        _copy(entry, folder / "file", partial)
    if folder.exists():
        shutil.rmtree(folder)
    partial.rename(folder)


def _copy(entry: Quarantined, held: Path, partial: Path) -> None:
    """Keep the file beside its reason: the copy of an earlier run if there is one."""
    try:
        if held.exists():
            shutil.copyfile(held, partial / "file")
        else:
            (partial / "file").write_bytes(read_bytes(entry.source))
    except OSError as error:
        _write(partial / "file.missing.txt", f"The copy failed: {error.strerror or error}\n")


def _reason(entry: Quarantined) -> str:
    reason = {
        "source_name": entry.source.name,
        "source_uri": entry.source.uri,
        "path": shown(entry.source.path),
        "sha256": entry.doc_id,
        **asdict(entry.failure),
    }
    text = json.dumps(reason, ensure_ascii=False, indent=1) + "\n"
    # What a broken file made an extractor say may hold characters that do not exist.
    return text.encode("utf-8", "backslashreplace").decode()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", errors="backslashreplace")


def _in_words(entry: Quarantined) -> str:
    failure = entry.failure
    where = [f"page {failure.page}"] if failure.page else []
    where += [f"line {failure.line}"] if failure.line else []
    place = f" ({', '.join(where)})" if where else ""
    return f"{entry.source.name}{place}\n{failure.code}: {failure.message}\n"
