"""Releases: written beside the others, flushed to disk, and made current in one step.

`DIR/releases/<release>/` is never changed once it is there; `DIR/current` is a symbolic link to one of them.
A reader sees the old release or the new one, whole, even if the machine stops in between.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.dictionary import datapackage, readme
from pipeline.rows import Row, Tables
from pipeline.schema import arrow_schema

_PARTIAL = ".partial"


class PublishError(Exception):
    """The release could not be put in place; what was current still is."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release on disk; `new` is false where it holds what an earlier run had published already."""

    folder: Path
    new: bool


def publish(out: Path, tables: Tables, manifest: dict[str, Any]) -> Release:
    """Write checked tables with their dictionary and manifest, and make them current.

    The name of a release is the time of its making and the hash of all its files. Where a release with the
    same files is there already, it is made current instead of a copy.
    """
    releases = out / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    with _lock(out):
        for leftover in releases.glob(f"{_PARTIAL}*"):
            shutil.rmtree(leftover)
        partial = releases / f"{_PARTIAL}-{os.getpid()}"
        partial.mkdir()
        content = _write(partial, tables, manifest)
        existing = next(iter(sorted(releases.glob(f"*-{content[:12]}"))), None)
        if existing and _content(existing) == content:
            shutil.rmtree(partial)
            release = Release(existing, new=False)
        else:
            release = Release(releases / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{content[:12]}", new=True)
            _flush_tree(partial)
            partial.rename(release.folder)
            _flush(releases)
        _make_current(out, release.folder)
    return release


def _write(folder: Path, tables: Tables, manifest: dict[str, Any]) -> str:
    """Write all files of a release; returns the hash of their contents."""
    files = {table: _write_table(folder / f"{table}.parquet", table, rows) for table, rows in tables.items()}
    counts = {table: len(rows) for table, rows in tables.items()}
    hashes = {table: {"rows": counts[table], "sha256": digest} for table, (_, digest) in files.items()}
    _write_json(folder / "datapackage.json", datapackage(files))
    (folder / "README.md").write_text(readme(counts), encoding="utf-8")
    _write_json(folder / "manifest.json", {**manifest, "tables": hashes})
    return _content(folder)


def _write_table(path: Path, table: str, rows: list[Row]) -> tuple[int, str]:
    """Write one table; returns its size and SHA-256. The same rows always give the same bytes."""
    data = pa.Table.from_pylist(rows, schema=arrow_schema(table))
    pq.write_table(data, path, compression="zstd", version="2.6", row_group_size=100_000)
    return path.stat().st_size, _digest(path)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _content(folder: Path) -> str:
    """One hash for the names and contents of all files of a release."""
    names = sorted(path.name for path in folder.iterdir())
    return hashlib.sha256("".join(f"{_digest(folder / name)} {name}\n" for name in names).encode()).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _make_current(out: Path, release: Path) -> None:
    """Point `current` at a release: a new link takes the old one's name in one step of the file system."""
    current = out / "current"
    if current.exists() and not current.is_symlink():
        raise PublishError(f"{current} is no symbolic link. Move it away and run again.")
    link = out / f".current-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / release.name, target_is_directory=True)
    link.replace(current)
    _flush(out)


@contextmanager
def _lock(out: Path) -> Iterator[None]:
    """Let one process at a time publish to a folder; a second waits for the first."""
    with (out / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _flush_tree(folder: Path) -> None:
    for path in folder.iterdir():
        _flush(path)
    _flush(folder)


def _flush(path: Path) -> None:
    """Have the system write a file, or a folder's list of names, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
