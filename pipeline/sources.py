"""The files of a run: where they are, what they are called in the data set, and whether they have changed.

File names come from strangers: they are shown and recorded, but never become part of a path that is written.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import quote_from_bytes, unquote_to_bytes

from pipeline import storage
from pipeline.limits import FILE_SIZE_LIMIT

#: Seconds after which a file that was written is taken to be at rest.
_SETTLED = 2.0

if TYPE_CHECKING:
    from pipeline.ledger import Known


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    `path` is its absolute path as the system gives it (undecodable bytes as surrogates), or the URL of an object;
    `name` its file name and `uri` its path from the given folder on, both valid Unicode. `stamp` is what a listing of
    objects or the ledger said of its state: its size in bytes, then what changes when its content does.
    """

    path: str
    name: str
    uri: str
    stamp: str | None = None

    @classmethod
    def at(cls, place: str, name: str, uri: str, stamp: str | None = None) -> Self:
        """The source at a location (see `location`)."""
        return cls(os.fsdecode(unquote_to_bytes(place.removeprefix("file://"))), name, uri, stamp)

    @property
    def size(self) -> int:
        """Its size in bytes, as far as that is known; 0 where it has gone."""
        if storage.is_url(self.path):
            return int(self.stamp.split()[0]) if self.stamp else 0
        try:
            return Path(self.path).stat().st_size
        except OSError:
            return 0


def location(source: Source) -> str:
    """Where a source is, as a URI: valid Unicode whatever its name is."""
    return path_location(source.path)


def path_location(path: str) -> str:
    """An absolute path, or the URL of an object, as a URI."""
    if storage.is_url(path):
        scheme, _, name = path.partition("://")
        return f"{scheme}://{quoted(name)}"
    return "file://" + quoted(path)


def quoted(path: str) -> str:
    """A path as part of a URI."""
    return quote_from_bytes(os.fsencode(path))


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file is not in the data set. `code` is stable; `message` says what is wrong and what to do next."""

    code: str
    message: str
    page: int | None = None
    line: int | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was found: the SHA-256 of its content, or why it cannot be opened.

    `stamp` tells a later run without reading the file that it is still the same; null where it cannot.
    """

    source: Source
    doc_id: str | None
    stamp: str | None
    failure: Failure | None = None


def shown(text: str) -> str:
    r"""A name as it may be printed: undecodable bytes as \xNN, control and invisible characters escaped."""
    return text if text.isprintable() else "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    # Python holds a byte that is no UTF-8 as U+DC00 plus its value.
    byte = ord(character) - 0xDC00
    return f"\\x{byte:02x}" if 0x80 <= byte <= 0xFF else character.encode("unicode_escape").decode("ascii")


def find_files(paths: Iterable[str]) -> Iterator[Source]:
    """Every file that is named or lies below a named folder, folder by folder in the order of names.

    Hidden files and folders below a named folder are left out; links to folders are not followed. A file that is
    named or linked to twice comes twice, with the same location.
    """
    for path in paths:
        if storage.is_url(path):
            yield from _objects(root_of(path))
            continue
        root = root_of(path)
        for file in _walk(root) if Path(root).is_dir() else [root]:
            relative = os.path.relpath(file, Path(root).parent)
            yield Source(os.path.realpath(file), shown(Path(file).name), quoted(relative))


def _objects(root: str) -> Iterator[Source]:
    """The object of that name, or those below that prefix, but for hidden ones."""
    parent = root.rpartition("/")[0] + "/"
    for one in storage.find(root):
        below = one.url.removeprefix(root).split("/")
        if not any(part.startswith(".") for part in below):
            name = one.url.rpartition("/")[2]
            yield Source(one.url, shown(name), quoted(one.url.removeprefix(parent)), f"{one.size} {one.tag}")


def is_folder(path: str) -> bool:
    """Whether a path that was given is a folder, or a prefix of objects."""
    return not storage.is_object(path) if storage.is_url(path) else Path(path).is_dir()


def root_of(path: str) -> str:
    """A named folder or file as an absolute path, or a URL without a slash at its end."""
    if storage.is_url(path):
        return path.rstrip("/")
    return str(Path(path).resolve() if Path(path).is_dir() else Path(path).absolute())


def _walk(folder: str) -> Iterator[str]:
    # A folder that cannot be listed is given as if it were a file: opening it then says why.
    unlisted: list[str] = []
    for here, folders, files in os.walk(folder, onerror=lambda error: unlisted.append(str(error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (str(Path(here) / name) for name in sorted(files) if not name.startswith("."))
    yield from unlisted


def look(source: Source, known: Mapping[str, Known]) -> Seen:
    """A file as it is now: not read where its stamp is the known one, else hashed."""
    stamp = _stamp(source)
    before = known.get(location(source))
    if before is not None and before.doc_id is not None and stamp is not None and before.stamp == stamp:
        return Seen(source, before.doc_id, stamp)
    match digest(source):
        case Failure() as failure:
            return Seen(source, None, None, failure)
        case str() as doc_id:
            # A file that changed while it was hashed has another stamp by now, and is hashed again next time.
            return Seen(source, doc_id, stamp)


def _stamp(source: Source) -> str | None:
    if storage.is_url(source.path):
        return source.stamp
    try:
        status = Path(source.path).stat()
    except OSError:
        return None
    if status.st_mtime > time.time() - _SETTLED:
        # It may change again without its time telling: clocks of file systems tick slowly.
        return None
    return f"{status.st_size} {status.st_mtime_ns} {status.st_dev}:{status.st_ino}"


def digest(source: Source) -> str | Failure:
    """SHA-256 of a file in hex, or why it cannot be read."""
    try:
        if storage.is_url(source.path):
            return _too_large() if source.size > FILE_SIZE_LIMIT else hashlib.sha256(read_bytes(source)).hexdigest()
        status = Path(source.path).stat()
        if stat.S_ISDIR(status.st_mode):
            return Failure("unopened", "This folder cannot be listed. Check that it may be read, and run again.")
        if not stat.S_ISREG(status.st_mode):
            return Failure("not_a_file", "This is a device, a pipe or a socket. Name an ordinary file instead.")
        if status.st_size > FILE_SIZE_LIMIT:
            return _too_large()
        with Path(source.path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return unopened(error)


def _too_large() -> Failure:
    limit = FILE_SIZE_LIMIT // 2**20
    return Failure("too_large", f"The file is larger than {limit} MiB. Split it, or keep it out of the folder.")


def read_bytes(source: Source) -> bytes:
    """The content of a file or an object."""
    if storage.is_url(source.path):
        return storage.read(source.path)
    return Path(source.path).read_bytes()


def unopened(error: OSError) -> Failure:
    """The failure of a file that the system does not let us read."""
    return Failure(
        "unopened", f"The file cannot be opened: {error.strerror or error}. Check that it is there and readable."
    )
