"""What the ledger's rows hold, as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.sources import Failure, Seen, Source


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows of the file at a place."""

    doc_id: str | None
    stamp: str | None
    uri: str
    last_seen: str

    def is_still(self, seen: Seen) -> bool:
        """Whether a file is as it was: the same content and stamp under the same name."""
        return seen.stamp is not None and (self.doc_id, self.stamp, self.uri) == (
            seen.doc_id,
            seen.stamp,
            seen.source.uri,
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the ledger with its document, as `kehoach status` and summaries show it."""

    doc_id: str | None
    location: str
    name: str
    uri: str
    state: str
    since: str
    reason: Failure | None
    first_seen: str
    last_seen: str
    missing: bool
    tries: int
    read_key: str | None
    changed: str | None
    summary: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Ready:
    """A document that belongs in a release: where it is, what read and what normalised it, and what that gave.

    The last two are null until it is normalised. `history` are findings that other documents tell about it, as JSON.
    """

    doc_id: str
    source: Source
    read_key: str
    key: str | None
    digest: str | None
    unit: str | None
    unit_key: str | None
    history: str | None


def ready(row: Any) -> Ready:
    """A row of a document with its place."""
    source = Source.at(row.location, row.name, row.uri)
    return Ready(row.doc_id, source, row.read_key, row.key, row.digest, row.unit, row.unit_key, row.history)


def entry(row: Any) -> Entry:
    """A row of a file with its document."""
    return Entry(
        doc_id=row.doc_id,
        location=row.location,
        name=row.name,
        uri=row.uri,
        state=row.state,
        since=row.since,
        reason=None if row.why is None else Failure(**json.loads(row.why)),
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        missing=row.missing,
        tries=row.tries or 0,
        read_key=row.read_key,
        changed=row.changed,
        summary=None if row.summary is None else json.loads(row.summary),
    )


def packed(failure: Failure | None) -> str | None:
    """A reason as it is kept."""
    # Text from a broken file may hold characters that do not exist; JSON's escapes hold any.
    return None if failure is None else json.dumps(asdict(failure))
