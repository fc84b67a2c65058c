"""The files of a run: where they are, what they are called in the data set, and which are the same.

File names come from strangers: they are shown and recorded, but never become part of a path that is written.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_from_bytes

from pipeline.settings import FILE_SIZE_LIMIT


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    `path` is its absolute path as the system gives it (undecodable bytes as surrogates); `name` its file
    name and `uri` its path from the given folder on, both valid Unicode.
    """

    path: str
    name: str
    uri: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file is not in the data set. `code` is stable; `message` says what is wrong and what to do next."""

    code: str
    message: str
    page: int | None = None
    line: int | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found.

    `documents` maps the SHA-256 of each different content to its first source, in the order of names;
    `duplicates` are further sources of the same content; `failures` could not be opened.
    """

    documents: dict[str, Source]
    duplicates: tuple[tuple[str, Source], ...]
    failures: tuple[tuple[Source, Failure], ...]


def shown(text: str) -> str:
    r"""A name as it may be printed: undecodable bytes as \xNN, control and invisible characters escaped."""
    return text if text.isprintable() else "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    # Python holds a byte that is no UTF-8 as U+DC00 plus its value.
    byte = ord(character) - 0xDC00
    return f"\\x{byte:02x}" if 0x80 <= byte <= 0xFF else character.encode("unicode_escape").decode("ascii")


def _source(path: str, root: str) -> Source:
    relative = os.path.relpath(path, Path(root).parent)
    return Source(path, shown(Path(path).name), quote_from_bytes(os.fsencode(relative)))


def find_files(paths: Iterable[str]) -> list[Source]:
    """Every file that is named or lies below a named folder, each once, in the order of names.

    Hidden files and folders below a named folder are left out; links to folders are not followed.
    """
    found: dict[str, Source] = {}
    for path in paths:
        folder = Path(path).is_dir()
        root = str(Path(path).resolve() if folder else Path(path).absolute())
        for file in _walk(root) if folder else [root]:
            found.setdefault(os.path.realpath(file), _source(file, root))
    return sorted(found.values(), key=lambda source: (source.name, source.uri))


def _walk(folder: str) -> Iterator[str]:
    for here, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (str(Path(here) / name) for name in files if not name.startswith("."))


def digest(source: Source) -> str | Failure:
    """SHA-256 of a file in hex, or why it cannot be read."""
    try:
        status = Path(source.path).stat()
        if not stat.S_ISREG(status.st_mode):
            return Failure("not_a_file", "This is a device, a pipe or a socket. Name an ordinary file instead.")
        if status.st_size > FILE_SIZE_LIMIT:
            limit = FILE_SIZE_LIMIT // 2**20
            return Failure("too_large", f"The file is larger than {limit} MiB. Split it, or keep it out of the folder.")
        with Path(source.path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return unopened(error)


def unopened(error: OSError) -> Failure:
    """The failure of a file that the system does not let us read."""
    return Failure("unopened", f"The file cannot be opened: {error.strerror}. Check that it is there and readable.")


def discover(paths: Iterable[str]) -> Discovery:
    """Find the files, hash them, and set exact duplicates aside."""
    documents: dict[str, Source] = {}
    duplicates: list[tuple[str, Source]] = []
    failures: list[tuple[Source, Failure]] = []
    for source in find_files(paths):
        match digest(source):
            case Failure() as failure:
                failures.append((source, failure))
            case str() as doc_id if doc_id in documents:
                duplicates.append((doc_id, source))
            case str() as doc_id:
                documents[doc_id] = source
    return Discovery(documents, tuple(duplicates), tuple(failures))
