"""What runs enter in the ledger and ask of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Self

from sqlalchemy import Connection, Engine, func, or_, select, text
from sqlalchemy.dialects.sqlite import insert

from pipeline.ledger.rows import Entry, Known, Ready, entry, packed, ready
from pipeline.ledger.tables import (
    CITED,
    ENTER_COMPLETED,
    ENTER_READ,
    HISTORY,
    INDEX_CITED,
    PASSING,
    PUBLISHED,
    SETTLE,
    STATES,
    TOTALS,
    documents,
    files,
)
from pipeline.parts import Completed
from pipeline.sources import Failure, Seen, Source, location

#: How the place of a file begins of which only the release is known.
_RELEASED = "release:"
#: Rows that one statement takes or gives at a time.
_CHUNK = 500


class Ledger:
    """An open ledger; a context manager. Every method is one transaction, so a crash loses no more than one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        """Open it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._engine.dispose()

    def known(self, places: Sequence[str]) -> dict[str, Known]:
        """What is known of the files at some places."""
        query = select(files.c.location, files.c.doc_id, files.c.stamp, files.c.uri, files.c.last_seen).where(
            files.c.current, ~files.c.missing, files.c.location.in_(places)
        )
        with self._engine.connect() as connection:
            return {place: Known(*rest) for place, *rest in connection.execute(query)}

    def touch(self, places: Sequence[str], now: str) -> None:
        """Note that the files at some places are there and are what they were."""
        still = files.update().where(files.c.location.in_(places), files.c.current)
        with self._engine.begin() as connection:
            connection.execute(still.values(last_seen=now))

    def record(self, seen: Sequence[Seen], now: str) -> None:
        """Enter files as they were found just now: hashed, recognised, or not to be opened."""
        with self._engine.begin() as connection:
            before = _rows_at(connection, [location(one.source) for one in seen])
            for one in seen:
                _record(connection, before.get(location(one.source), []), one, now)
            contents = [{"doc_id": one.doc_id, "first_seen": now} for one in seen if one.doc_id]
            if contents:
                fresh = insert(documents).values(state="new", tries=0).on_conflict_do_nothing()
                connection.execute(fresh, contents)

    def mark_missing(self, folders: Iterable[str], now: str) -> int:
        """Note which files below folders (as locations) were not found at `now`; returns how many went since."""
        gone = 0
        with self._engine.begin() as connection:
            for folder in folders:
                below = folder.rstrip("/") + "/"
                statement = (
                    files.update()
                    .where(files.c.location >= below, files.c.location < below[:-1] + chr(ord("/") + 1))
                    .where(files.c.current, ~files.c.missing, files.c.last_seen != now)
                    .values(missing=True)
                )
                gone += connection.execute(statement).rowcount
        return gone

    def to_read(self, read_key: str, since: str | None) -> tuple[int, Iterator[tuple[str, Source]]]:
        """Documents to read, and how many they are.

        That is those that are new, were read by other code, were left unread for a reason that passes, or were first
        seen since a time.
        """
        place = select(func.min(files.c.id)).where(files.c.current, ~files.c.missing).group_by(files.c.doc_id)
        again = (documents.c.state == "new") | (documents.c.read_key.is_distinct_from(read_key))
        again |= (documents.c.state == "quarantined") & func.json_extract(documents.c.reason, "$.code").in_(PASSING)
        if since is not None:
            again |= documents.c.first_seen >= since
        query = (
            select(documents.c.doc_id, files.c.location, files.c.name, files.c.uri, files.c.stamp)
            .join(files, files.c.doc_id == documents.c.doc_id)
            .where(files.c.id.in_(place), again)
        )
        count = self._count(query)
        ordered = query.order_by(files.c.name, files.c.uri, files.c.location)
        found = self._stream(ordered)
        return count, ((row.doc_id, Source.at(row.location, row.name, row.uri, row.stamp)) for row in found)

    def enter_read(self, read_key: str, outcomes: Mapping[str, Failure | None]) -> None:
        """Enter what reading some documents gave: a reason, or null for those that were read.

        A reason that passes leaves a document that was read before as it is.
        """
        rows = [
            {
                "which": doc_id,
                "read_key": read_key,
                "state": "quarantined" if failure else "extracted",
                "reason": packed(failure),
                "passes": failure is not None and failure.code in PASSING,
            }
            for doc_id, failure in outcomes.items()
        ]
        self._many(ENTER_READ, rows)

    def give_up(self, failures: Mapping[str, Failure]) -> None:
        """Quarantine documents whose reading was lost and cannot be had again."""
        rows = [{"which": doc_id, "reason": packed(failure)} for doc_id, failure in failures.items()]
        self._many("UPDATE documents SET state = 'quarantined', reason = :reason WHERE doc_id = :which", rows)

    def settle(self, now: str) -> None:
        """Give every file the state that follows from its document and from the other files."""
        with self._engine.begin() as connection:
            for statement in SETTLE.split(";"):
                connection.execute(text(statement), {"now": now} if ":now" in statement else {})

    def standing(self) -> Iterator[Ready]:
        """All documents that belong in a release, by name."""
        query = (
            select(files.c.location, files.c.name, files.c.uri, documents)
            .join(files, files.c.doc_id == documents.c.doc_id)
            .where(files.c.state.in_(("extracted", "published")))
            .order_by(files.c.name, documents.c.doc_id)
        )
        for row in self._stream(query):
            yield ready(row)

    def enter_completed(self, done: Mapping[str, tuple[str, Completed]], now: str) -> None:
        """Enter documents that are ready to be published, each with the key of what normalised it."""
        rows = [
            {
                "which": doc_id,
                "key": key,
                "digest": completed.digest,
                "part": completed.part,
                "cited_id": completed.cited_id,
                "unit": completed.unit,
                "summary": json.dumps(completed.summary, ensure_ascii=False),
                "changed": now,
            }
            for doc_id, (key, completed) in done.items()
        ]
        self._many(ENTER_COMPLETED, rows)

    def by_unit(self) -> Iterator[Ready]:
        """Documents that belong in a release and have a unit, unit by unit."""
        query = (
            select(files.c.location, files.c.name, files.c.uri, documents)
            .join(files, files.c.doc_id == documents.c.doc_id)
            .where(files.c.state.in_(("extracted", "published")), documents.c.unit.is_not(None))
            .order_by(documents.c.unit, documents.c.doc_id)
        )
        return map(ready, self._stream(query))

    def enter_history(self, told: Mapping[str, tuple[str, str | None]]) -> None:
        """Enter what the documents of a unit tell about each of them, with the key of what they were."""
        rows = [{"which": doc_id, "unit_key": key, "history": history} for doc_id, (key, history) in told.items()]
        self._many("UPDATE documents SET unit_key = :unit_key, history = :history WHERE doc_id = :which", rows)

    def part_sizes(self) -> dict[str, int]:
        """How many documents each part of the data set holds."""
        query = (
            select(documents.c.part, func.count())
            .join(files, files.c.doc_id == documents.c.doc_id)
            .where(files.c.state.in_(("extracted", "published")))
            .group_by(documents.c.part)
            .order_by(documents.c.part)
        )
        with self._engine.connect() as connection:
            return _pairs(connection, query)

    def part_documents(self, part: str, prefix: str) -> list[Ready]:
        """A part's documents whose `doc_id` begins so, in their order."""
        query = (
            select(files.c.location, files.c.name, files.c.uri, documents)
            .join(files, files.c.doc_id == documents.c.doc_id)
            # Likely: else SQLite, which knows no numbers, would go through all files that stand for each part.
            .where(func.likely(files.c.state.in_(("extracted", "published"))), documents.c.part == part)
            .where(documents.c.doc_id >= prefix, documents.c.doc_id < prefix + "g")
            .order_by(files.c.name, documents.c.doc_id)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [ready(row) for row in rows]

    def index_cited(self) -> None:
        """Make the index of `cited`: the documents of the data set by the identity under which they are cited."""
        with self._engine.begin() as connection:
            for statement in INDEX_CITED.split(";"):
                connection.execute(text(statement))

    def cited(self, identities: Sequence[str]) -> dict[str, str]:
        """`doc_id` of those cited documents that are in the data set; of two copies of one the first."""
        found: dict[str, str] = {}
        with self._engine.connect() as connection:
            for first in range(0, len(identities), _CHUNK):
                found |= _pairs(connection, CITED, identities=identities[first : first + _CHUNK])
        return found

    def enter_published(self) -> None:
        """All documents that stand are in the current release now."""
        with self._engine.begin() as connection:
            for statement in PUBLISHED.split(";"):
                connection.execute(text(statement))

    def retry(self, code: str | None) -> int:
        """Have the next run read again what was quarantined, all or with one code; returns how many documents."""
        unread = documents.c.state == "quarantined"
        if code is not None:
            unread &= func.json_extract(documents.c.reason, "$.code") == code
        with self._engine.begin() as connection:
            return connection.execute(documents.update().where(unread).values(state="new", read_key=None)).rowcount

    def restore(self, held: Iterable[tuple[str, str, str, str]], now: str) -> None:
        """Enter documents of a release in an empty ledger; their places are unknown until their files are found."""
        with self._engine.begin() as connection:
            for doc_id, name, uri, read_key in held:
                place = {
                    "location": f"{_RELEASED}{uri}",
                    "doc_id": doc_id,
                    "name": name,
                    "uri": uri,
                    "state": "published",
                }
                times = {"since": now, "first_seen": now, "last_seen": now}
                connection.execute(files.insert().values(**place, **times, current=True, missing=True))
                whole = {"doc_id": doc_id, "state": "published", "tries": 1, "read_key": read_key, "first_seen": now}
                # Any digest says that it was read once; normalising it gives the true one.
                connection.execute(documents.insert().values(**whole, digest=""))

    def counts(self) -> dict[str, int]:
        """Files by their state."""
        with self._engine.connect() as connection:
            found = _pairs(connection, select(files.c.state, func.count()).group_by(files.c.state))
        return {state: found.get(state, 0) for state in STATES}

    def reasons(self) -> dict[str, int]:
        """Quarantined files by the code of their reason, the most frequent first."""
        code = func.json_extract(func.coalesce(files.c.reason, documents.c.reason), "$.code")
        query = (
            select(code, func.count())
            .select_from(files.outerjoin(documents, files.c.doc_id == documents.c.doc_id))
            .where(files.c.state == "quarantined")
            .group_by(code)
            .order_by(func.count().desc(), code)
        )
        with self._engine.connect() as connection:
            return _pairs(connection, query)

    def entries(
        self, states: Sequence[str] = STATES, below: Sequence[str] | None = None, of_run: str | None = None
    ) -> Iterator[Entry]:
        """Files in some states, by name.

        `below` leaves those that are not at or below one of these locations, `of_run` those whose state and document
        the run that began then did not change.
        """
        query = (
            select(files, documents.c.tries, documents.c.read_key, documents.c.changed, documents.c.summary)
            .add_columns(func.coalesce(files.c.reason, documents.c.reason).label("why"))
            .select_from(files.outerjoin(documents, files.c.doc_id == documents.c.doc_id))
            .where(*_chosen(states, below, of_run))
            .order_by(files.c.name, files.c.uri, files.c.location, files.c.id)
        )
        return map(entry, self._stream(query))

    def count(self, states: Sequence[str], below: Sequence[str] | None = None, of_run: str | None = None) -> int:
        """How many files `entries` gives."""
        of = files.outerjoin(documents, files.c.doc_id == documents.c.doc_id)
        return self._count(select(files.c.id).select_from(of).where(*_chosen(states, below, of_run)))

    def totals(self) -> tuple[dict[str, int], dict[str, int]]:
        """Rows of each table and flags of each code over all documents that stand."""
        with self._engine.connect() as connection:
            rows, flags = (_pairs(connection, text(TOTALS), which=f"$.{which}") for which in ("rows", "flags"))
            rows["findings"] = rows.get("findings", 0) + connection.execute(text(HISTORY)).scalar_one()
        return rows, flags

    def _count(self, query: Any) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(query.subquery())).scalar_one())

    def _many(self, statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            with self._engine.begin() as connection:
                connection.execute(text(statement), list(rows))

    def _stream(self, query: Any) -> Iterator[Any]:
        # The rows of a query are read in one go of the connection, but never all held at once.
        with self._engine.connect() as connection:
            yield from connection.execution_options(yield_per=_CHUNK).execute(query)


def _pairs(connection: Connection, query: Any, **values: Any) -> dict[str, Any]:
    return {row[0]: row[1] for row in connection.execute(query, values)}


def _chosen(states: Sequence[str], below: Sequence[str] | None, of_run: str | None) -> Iterator[Any]:
    yield files.c.state.in_(states)
    if of_run is not None:
        yield (files.c.since == of_run) | (documents.c.changed == of_run)
    if below is not None:
        yield or_(*(_below(place.rstrip("/")) for place in below))


def _below(place: str) -> Any:
    at = files.c.location
    return (at == place) | ((at >= f"{place}/") & (at < place + chr(ord("/") + 1)))


def _rows_at(connection: Connection, places: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    query = select(files).where(files.c.location.in_(places)).order_by(files.c.id)
    for row in connection.execute(query):
        found.setdefault(row.location, []).append(row)
    return found


def _record(connection: Connection, before: Sequence[Any], one: Seen, now: str) -> None:
    """Enter one file beside what its place held before."""
    there = {"name": one.source.name, "uri": one.source.uri, "last_seen": now, "current": True}
    current = next((row for row in before if row.current), None)
    if one.failure is not None and current is not None and current.doc_id is not None:
        # It was read once and cannot be opened now: what was read stays.
        connection.execute(files.update().where(files.c.id == current.id).values(last_seen=now, missing=True))
        return
    there |= {"stamp": one.stamp, "missing": False, "reason": packed(one.failure)}
    same = next((row for row in before if row.doc_id == one.doc_id), None)
    if current is not None and (same is None or same.id != current.id):
        connection.execute(files.update().where(files.c.id == current.id).values(current=False))
    if same is not None:
        connection.execute(files.update().where(files.c.id == same.id).values(**there))
        return
    connection.execute(
        files.delete().where(files.c.location == f"{_RELEASED}{one.source.uri}", files.c.doc_id == one.doc_id)
    )
    place = {"location": location(one.source), "doc_id": one.doc_id, "state": "new", "since": now, "first_seen": now}
    connection.execute(files.insert().values(**place, **there))
