"""Releases: written beside the others, flushed to disk, and made current in one step.

`DIR/releases/<release>/` is never changed once it is there; `DIR/current` is a symbolic link to one of them.
A reader sees the old release or the new one, whole, even if the machine stops in between.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from pipeline.dictionary import datapackage, readme
from pipeline.errors import RequestError
from pipeline.parts import PartFile, PartFiles, file_digest, table_path
from pipeline.schema import DOCUMENT_TABLES, TABLES

_PARTIAL = ".partial"


class PublishError(RequestError):
    """The release could not be put in place; what was current still is."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release on disk; `new` is false where it holds what an earlier run had published already."""

    folder: Path
    new: bool


@dataclass(slots=True)
class Draft:
    """A release while it is written: its folder, and what the release before it says of its parts.

    `keys` names what each part was made of, `files` gives the files of each table by part (the empty part for a table
    that is one file).
    """

    out: Path
    folder: Path
    before: dict[str, Any]
    keys: dict[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, PartFile]] = field(default_factory=lambda: {table: {} for table in TABLES})

    def take_over(self, part: str, key: str) -> bool:
        """Take a part from the release before; false where it was made of something else or is damaged."""
        if self.before.get("parts", {}).get(part) != key:
            return False
        held = {table: self._held(table, part) for table in DOCUMENT_TABLES}
        if not all(map(_whole, held.values(), (table_path(self._before, table, part) for table in held))):
            return False
        for table in held:
            path = table_path(self.folder, table, part)
            path.parent.mkdir(parents=True, exist_ok=True)
            _link(table_path(self._before, table, part), path)
        self.enter(part, key, {table: file for table, file in held.items() if file is not None})
        return True

    def enter(self, part: str, key: str, files: PartFiles) -> None:
        """Enter the files of a part that are in place."""
        self.keys[part] = key
        for table, file in files.items():
            self.files[table][part] = file

    def enter_whole(self, files: PartFiles) -> None:
        """Enter tables that are one file each."""
        for table, file in files.items():
            self.files[table][""] = file

    @property
    def rows(self) -> dict[str, int]:
        """Rows of each table."""
        return {table: sum(file.rows for file in files.values()) for table, files in self.files.items()}

    @property
    def _before(self) -> Path:
        return self.out / "current"

    def _held(self, table: str, part: str) -> PartFile | None:
        entry = self.before.get("tables", {}).get(table, {}).get("files", {}).get(part)
        return PartFile(**entry) if entry else None


def _whole(file: PartFile | None, path: Path) -> bool:
    try:
        return file is not None and path.stat().st_size == file.bytes and file_digest(path) == file.sha256
    except OSError:
        return False


def _link(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the file system knows no such thing."""
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source.resolve())
    except OSError:
        shutil.copyfile(source, target)


@contextmanager
def draft(out: Path) -> Iterator[Draft]:
    """A release to be filled and published; what is left of it afterwards, or of an earlier try, goes."""
    current, releases = out / "current", out / "releases"
    if current.exists() and not current.is_symlink():
        raise PublishError(f"{current} is no symbolic link. Move it away and run again.")
    releases.mkdir(parents=True, exist_ok=True)
    _sweep(releases)
    # Another name each time: a Dask worker that was given up may still write to an earlier one.
    folder = releases / f"{_PARTIAL}-{uuid4().hex}"
    folder.mkdir()
    try:
        yield Draft(out, folder, _manifest(current))
    finally:
        _sweep(releases)


def _sweep(releases: Path) -> None:
    for leftover in releases.glob(f"{_PARTIAL}*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def _manifest(release: Path) -> dict[str, Any]:
    """The manifest of a release; empty where there is none that can be read."""
    try:
        manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def publish(draft: Draft, manifest: dict[str, Any]) -> Release:
    """Complete a release with its dictionary and manifest, and make it current.

    The name of a release is the time of its making and the hash of all its files. Where a release with the
    same files is there already, it is made current instead of a copy.
    """
    releases, partial = draft.out / "releases", draft.folder
    content = _complete(draft, manifest)
    existing = next(iter(sorted(releases.glob(f"*-{content[:12]}"))), None)
    if existing and _is_whole(existing, partial):
        release = Release(existing, new=False)
    else:
        release = Release(releases / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{content[:12]}", new=True)
        _flush_tree(partial)
        partial.rename(release.folder)
        # Should the rest fail and be tried again, it goes on from here.
        draft.folder = release.folder
        _flush(releases)
    _make_current(draft.out, release.folder)
    return release


def _complete(draft: Draft, manifest: dict[str, Any]) -> str:
    """Write what is not yet there; returns the hash of the contents of the release."""
    for leftover in draft.folder.rglob(".*"):
        # Of a worker that died while it wrote a part, which another has written since.
        leftover.unlink()
    _write_json(draft.folder / "datapackage.json", datapackage(draft.files))
    (draft.folder / "README.md").write_text(readme(draft.rows), encoding="utf-8")
    tables = {
        table: {"rows": draft.rows[table], "files": {part: asdict(file) for part, file in sorted(files.items())}}
        for table, files in draft.files.items()
    }
    _write_json(
        draft.folder / "manifest.json", {**manifest, "tables": tables, "parts": dict(sorted(draft.keys.items()))}
    )
    # The manifest holds the hashes of all tables, and so stands for them.
    names = sorted(path for path in draft.folder.iterdir() if path.is_file() and path.suffix != ".parquet")
    return hashlib.sha256("".join(f"{file_digest(path)} {path.name}\n" for path in names).encode()).hexdigest()


def _is_whole(release: Path, partial: Path) -> bool:
    """Whether a release holds the very files of a draft."""
    paths = sorted(path.relative_to(partial) for path in partial.rglob("*") if path.is_file())
    if paths != sorted(path.relative_to(release) for path in release.rglob("*") if path.is_file()):
        return False
    # A file that was taken over is the same file, and was looked at when it was.
    return all(
        (release / path).samefile(partial / path) or file_digest(release / path) == file_digest(partial / path)
        for path in paths
    )


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _make_current(out: Path, release: Path) -> None:
    """Point `current` at a release: a new link takes the old one's name in one step of the file system."""
    current = out / "current"
    link = out / f".current-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / release.name, target_is_directory=True)
    link.replace(current)
    _flush(out)


def _flush_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        _flush(path)
    _flush(folder)


def _flush(path: Path) -> None:
    """Have the system write a file, or a folder's list of names, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
