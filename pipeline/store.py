"""What was read from each file, kept from run to run, so that only what changed is done again.

One file an entry, named by its document: `DIR/cache/<stage>/<first two digits>/<doc_id>`. Its first line gives
the key of what made it (code, patterns, libraries) and the SHA-256 of the rest. An entry with another key, half
written, or damaged in any other way is no entry: whoever asks for it makes it anew.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class Store:
    """The entries of one stage, below one folder."""

    folder: str

    def load(self, doc_id: str, key: str) -> bytes | None:
        """What was saved for a document under a key; null where there is nothing whole."""
        try:
            content = self._path(doc_id).read_bytes()
        except FileNotFoundError:
            return None
        head, _, packed = content.partition(b"\n")
        if head != _head(key, packed):
            return None
        try:
            return zlib.decompress(packed)
        except zlib.error:
            # Only a hand-made entry can have the right hash and be no entry.
            return None

    def save(self, doc_id: str, key: str, content: bytes) -> None:
        """Keep what was made of a document in place of what was kept before; readers see one or the other."""
        path = self._path(doc_id)
        packed = zlib.compress(content, 1)
        partial = path.with_name(f".{path.name}-{uuid4().hex}")
        data = _head(key, packed) + b"\n" + packed
        try:
            partial.write_bytes(data)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(data)
        partial.replace(path)

    def key(self, doc_id: str) -> str | None:
        """The key under which something was saved for a document; null where nothing is."""
        try:
            with self._path(doc_id).open("rb") as file:
                return file.readline().split(b" ")[0].decode("ascii", "replace")
        except FileNotFoundError:
            return None

    def drop(self, doc_id: str) -> None:
        """Forget a document."""
        self._path(doc_id).unlink(missing_ok=True)

    def _path(self, doc_id: str) -> Path:
        return Path(self.folder) / doc_id[:2] / doc_id


def _head(key: str, packed: bytes) -> bytes:
    return f"{key} {hashlib.sha256(packed).hexdigest()}".encode()
