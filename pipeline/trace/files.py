"""The files that a data set was read from: where each is now, and whether it is still the same."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import unquote_to_bytes

from pipeline.rows import Row
from pipeline.sources import Source, digest, find_files


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What became of a document's file.

    `found`: `path` holds the same bytes. `changed`: `path` has its name, but other bytes. `gone`: there is none.
    """

    state: Literal["found", "changed", "gone"]
    path: Path | None


@dataclass(frozen=True)
class SourceFolders:
    """Folders in which files are looked for: by the place that the data set names, by name, then by SHA-256.

    Without folders files are looked for where the ledger of `outputs` last saw them, then in the current folder, there
    by place and name only: it may hold anything.
    """

    folders: tuple[Path, ...]
    outputs: Path | None = None

    def find(self, document: Row) -> SourceFile:
        """The file of a row of `documents`, verified by its SHA-256."""
        changed: Path | None = None
        for source in self._candidates(document):
            if digest(source) == document["doc_id"]:
                return SourceFile("found", Path(source.path))
            if changed is None and _same_name(source, document):
                changed = Path(source.path)
        return SourceFile("gone", None) if changed is None else SourceFile("changed", changed)

    @cached_property
    def _files(self) -> list[Source]:
        return list(find_files(str(folder) for folder in self.folders or (Path.cwd(),)))

    def _candidates(self, document: Row) -> Iterator[Source]:
        if not self.folders and self.outputs is not None:
            yield from _seen_by_ledger(self.outputs, document["doc_id"])
        yield from _at_place(self.folders or (Path.cwd(),), document)
        named = [source for source in self._files if _same_name(source, document)]
        yield from named
        if self.folders:
            yield from (source for source in self._files if source not in named)


def _seen_by_ledger(outputs: Path, doc_id: str) -> Iterator[Source]:
    """The files at the places where runs found a content, the latest first; none where there is no ledger."""
    from pipeline.ledger import NAME

    path = outputs / NAME
    if not path.exists():
        return
    try:
        # Only read: whoever traces need not be allowed to write here.
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            query = "SELECT location, name, uri FROM files WHERE doc_id = ? ORDER BY last_seen DESC, location"
            rows = connection.execute(query, (doc_id,)).fetchall()
    except sqlite3.DatabaseError as error:
        advice = "name the folder that holds the files with --sources"
        logging.getLogger("kehoach").warning("%s cannot be read (%s): %s", path, error, advice)
        return
    for place, name, uri in rows:
        source = Source.at(place, name, uri)
        if place.startswith("file://") and Path(source.path).is_file():
            yield source


def _same_name(source: Source, document: Row) -> bool:
    return bool(source.name == document["source_name"])


def _at_place(folders: Sequence[Path], document: Row) -> Iterator[Source]:
    """The file where `source_uri` puts it: below a folder, or below the folder that the folder stands in."""
    place = Path(os.fsdecode(unquote_to_bytes(document["source_uri"])))
    # What a data set says never leads out of the folders that the user named.
    if place.is_absolute() or ".." in place.parts or "://" in document["source_uri"]:
        return
    for folder in folders:
        for path in (folder / place, folder / Path(*place.parts[1:])):
            if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                yield Source(str(path), document["source_name"], document["source_uri"])
