"""Opening the ledger: making it, and making it anew where it was damaged."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event

from pipeline.dataset import open_dataset
from pipeline.ledger.book import Ledger
from pipeline.ledger.tables import metadata
from pipeline.store import Store

NAME = "ledger.sqlite"


def open_ledger(out: Path) -> Ledger:
    """Open the ledger of a folder of releases, and make it where there is none.

    One that is damaged is moved aside and made anew from the current release and from what is kept of its documents.
    """
    path = out / NAME
    damage = _damage(path)
    if damage is not None:
        set_aside = path.with_name(f"{NAME}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
        for ending in ("", "-wal", "-shm"):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.rename(set_aside.with_name(set_aside.name + ending))
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 60})
    event.listen(engine, "connect", _configure)
    metadata.create_all(engine)
    for table in metadata.sorted_tables:
        for index in table.indexes:
            # One that came after the ledger was made.
            index.create(engine, checkfirst=True)
    ledger = Ledger(engine)
    if damage is not None:
        logging.getLogger("kehoach").warning("%s was damaged (%s): moved to %s, made anew", path, damage, set_aside)
        ledger.restore(_of_release(out), f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}")
    return ledger


def _damage(path: Path) -> str | None:
    """What is wrong with a ledger, if anything."""
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path)) as connection:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:
        # Its disk is full or read-only: no damage, and whoever uses it is told.
        return None
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if said == "ok" else str(said)


def _of_release(out: Path) -> Iterator[tuple[str, str, str, str]]:
    """The documents of the current release that are kept: identity, name, URI, and what read them."""
    store = Store(str(out / "cache" / "read"))
    if (out / "current").exists():
        for row in open_dataset(out).rows("documents", ["doc_id", "source_name", "source_uri"]):
            yield row["doc_id"], row["source_name"], row["source_uri"], store.key(row["doc_id"]) or "lost"


def _configure(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    # FULL: what is committed is on the disk, also when the power fails.
    for setting in ("journal_mode = WAL", "synchronous = FULL", "temp_store = FILE"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()
