"""The log of corrections: an SQLite file that only ever grows.

Each entry says who did what to which record, when and why, what the record read then, and where it stands in the text.
What was acknowledged is on the disk (`synchronous=FULL`), survives the death of the process at any moment, and is
neither changed nor deleted: triggers forbid both.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa

from pipeline.review.anchors import Anchor
from pipeline.review.entries import Entry, by_document
from pipeline.review.fields import dumps
from pipeline.review.words import ReviewError, Words

#: Seconds that a writer waits for another one.
_PATIENCE = 5.0
_SCHEMA_VERSION = 1

_metadata = sa.MetaData()
_entries = sa.Table(
    "entries",
    _metadata,
    sa.Column("entry_id", sa.Integer, primary_key=True),
    sa.Column("act", sa.Integer, nullable=False),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("reviewer", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("record_id", sa.Text, nullable=False),
    sa.Column("doc_id", sa.Text, nullable=False),
    sa.Column("source_uri", sa.Text, nullable=False),
    sa.Column("field", sa.Text),
    sa.Column("old", sa.Text),
    sa.Column("new", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("anchor", sa.Text, nullable=False),
    sa.Column("reading", sa.Text),
    sa.Column("base_version", sa.Integer, nullable=False),
    sa.Column("undoes", sa.Integer),
    sa.Index("entries_record", "table_name", "record_id"),
    sa.Index("entries_document", "doc_id"),
    sa.Index("entries_source", "source_uri"),
)
_JSON_COLUMNS = ("old", "new", "reading")


class LogError(ReviewError):
    """The log cannot be read or written; nothing of what was asked for is stored."""

    status = 503


class StaleError(ReviewError):
    """Somebody else was faster; the message says who did what and when."""

    status = 409


def log_path(outputs: Path) -> Path:
    """Where the log of a folder of releases is."""
    return outputs / "review" / "corrections.sqlite"


def read_log(outputs: Path) -> dict[str, list[Entry]]:
    """All entries of the log of a folder of releases, by document; none where there is no log yet."""
    path = log_path(outputs)
    if not path.exists():
        return {}
    with CorrectionLog(path) as log:
        return by_document(log.entries())


class CorrectionLog:
    """An open log; a context manager, safe for threads and for several processes at once."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._engine = sa.create_engine(
            f"sqlite:///{path}", poolclass=sa.NullPool, connect_args={"timeout": _PATIENCE, "check_same_thread": False}
        )
        sa.event.listen(self._engine, "connect", _prepare)
        sa.event.listen(self._engine, "begin", _begin)
        with self._transaction(write=False) as connection:
            made = connection.execute(sa.text("PRAGMA user_version")).scalar()
        if not made:
            with self._transaction() as connection:
                _make(connection)
        elif made != _SCHEMA_VERSION:
            raise LogError("log_version", path=path, version=made)

    def __enter__(self) -> Self:
        """The log itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def append(self, entries: Sequence[Entry]) -> list[Entry]:
        """Store entries that belong together, all or none; returns them with number and time.

        Raises `StaleError` where a record has got entries since the version that its reviewer saw, `LogError` where
        the log cannot be written. Once it returns, the entries are on the disk.
        """
        if not entries:
            return []
        with self._transaction() as connection:
            self._check_versions(connection, entries)
            highest = connection.execute(sa.select(sa.func.max(_entries.c.entry_id))).scalar() or 0
            now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
            stored = [_numbered(entry, highest + turn, highest + 1, now) for turn, entry in enumerate(entries, start=1)]
            connection.execute(sa.insert(_entries), [_to_row(entry) for entry in stored])
        return stored

    def entries(
        self,
        *,
        doc_id: str | None = None,
        record_id: str | None = None,
        source_uri: str | None = None,
        since: int = 0,
    ) -> list[Entry]:
        """Entries in the order in which they were made: all, or of a document, a record, all versions of a file.

        With `since` those after the entry of that number.
        """
        query = sa.select(_entries).where(_entries.c.entry_id > since).order_by(_entries.c.entry_id)
        if doc_id is not None:
            query = query.where(_entries.c.doc_id == doc_id)
        if source_uri is not None:
            query = query.where(_entries.c.source_uri == source_uri)
        if record_id is not None:
            query = query.where(_entries.c.record_id == record_id)
        with self._transaction(write=False) as connection:
            return [_from_row(row) for row in connection.execute(query).mappings()]

    def last(self) -> int:
        """The number of the last entry, 0 where there is none."""
        with self._transaction(write=False) as connection:
            return connection.execute(sa.select(sa.func.max(_entries.c.entry_id))).scalar() or 0

    def backup(self, target: Path) -> int:
        """Copy the log while it is in use; returns the number of entries of the copy, which is checked."""
        partial = target.with_name(target.name + ".partial")
        try:
            partial.unlink(missing_ok=True)
            with sqlite3.connect(self.path) as source, sqlite3.connect(partial) as copy:
                source.backup(copy)
                (sound,) = copy.execute("PRAGMA integrity_check").fetchone()
                (count,) = copy.execute("SELECT count(*) FROM entries").fetchone()
            if sound != "ok":
                raise LogError("log_copy_unsound", path=self.path, said=sound)
            partial.replace(target)
        except (sqlite3.Error, OSError) as error:
            raise LogError("log_copy_failed", path=target, said=error) from error
        return int(count)

    def _check_versions(self, connection: sa.Connection, entries: Sequence[Entry]) -> None:
        for entry in {entry.key: entry for entry in entries if entry.action != "comment"}.values():
            query = (
                sa.select(_entries)
                .where(_entries.c.table_name == entry.table_name, _entries.c.record_id == entry.record_id)
                .where(_entries.c.action != "comment", _entries.c.entry_id > entry.base_version)
                .order_by(_entries.c.entry_id.desc())
            )
            newer = connection.execute(query.limit(1)).mappings().first()
            if newer is not None:
                when = f"{newer['made_at'][:19].replace('T', ' ')} UTC"
                raise StaleError("stale", who=newer["reviewer"], deed=newer["action"], when=when)

    @contextmanager
    def _transaction(self, *, write: bool = True) -> Iterator[sa.Connection]:
        try:
            with self._engine.connect().execution_options(writes=write) as connection, connection.begin():
                yield connection
        except sa.exc.DBAPIError as error:
            raise _failed(self.path, error) from error


def _make(connection: sa.Connection) -> None:
    """Make the table of an empty log; where two processes begin at once, the second finds it made."""
    _metadata.create_all(connection)
    for deed in ("UPDATE", "DELETE"):
        connection.execute(
            sa.text(
                f"CREATE TRIGGER IF NOT EXISTS no_{deed.lower()} BEFORE {deed} ON entries "
                "BEGIN SELECT RAISE(ABORT, 'the log of corrections only grows'); END"
            )
        )
    connection.execute(sa.text(f"PRAGMA user_version = {_SCHEMA_VERSION}"))


def _prepare(connection: Any, _: object) -> None:
    # Transactions begin where `_begin` says so, not where the driver thinks that they should.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _failed(path: Path, error: sa.exc.DBAPIError) -> LogError:
    said = str(error.orig)
    if "locked" in said or "busy" in said:
        advice = "log_locked"
    elif "full" in said or "disk I/O" in said:
        advice = "log_full"
    elif "readonly" in said or "unable to open" in said:
        advice = "log_forbidden"
    else:
        advice = "log_broken"
    return LogError("log_failed", path=path, said=said, advice=Words(advice, {}))


def _numbered(entry: Entry, entry_id: int, act: int, made_at: str) -> Entry:
    values = {item.name: getattr(entry, item.name) for item in fields(entry)}
    return Entry(**{**values, "entry_id": entry_id, "act": act, "made_at": made_at})


def _to_row(entry: Entry) -> dict[str, Any]:
    row = {item.name: getattr(entry, item.name) for item in fields(entry)}
    for name in _JSON_COLUMNS:
        row[name] = None if row[name] is None else dumps(row[name])
    row["anchor"] = dumps(entry.anchor.to_json())
    row["source_uri"] = entry.anchor.source_uri
    return row


def _from_row(row: Any) -> Entry:
    values = {item.name: row[item.name] for item in fields(Entry)}
    for name in _JSON_COLUMNS:
        values[name] = None if values[name] is None else json.loads(values[name])
    values["anchor"] = Anchor.from_json(json.loads(values["anchor"]))
    return Entry(**values)
