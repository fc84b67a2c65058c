"""The ledger: each file in exactly one state, whatever happens to it, and damage found and mended."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from pipeline.ledger import NAME, Ledger, open_ledger
from pipeline.parts import Completed
from pipeline.sources import Failure, Seen, Source
from pipeline.status import file_lines, overview_lines
from tests.publishing import publish
from tests.test_schema import DOC, good_tables

EMPTY = Failure("empty", "There is nothing in it.")
LATE = Failure("timed_out", "It took too long.")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path) as opened:
        yield opened


def seen(name: str, content: str | None, folder: str = "in") -> Seen:
    source = Source(f"/{folder}/{name}", name, f"{folder}/{name}")
    if content is None:
        return Seen(source, None, None, Failure("unopened", "No such file."))
    return Seen(source, content * 64, f"stamp of {content}")


def run(ledger: Ledger, now: str, files: list[Seen], unread: dict[str, Failure] | None = None) -> dict[str, str]:
    """What a run does to the ledger; returns the state of each file by its name, the last one for a name."""
    ledger.record(files, now)
    ledger.mark_missing(["file:///in"], now)
    _, found = ledger.to_read("v1", None)
    ledger.enter_read("v1", {doc_id: (unread or {}).get(doc_id[0]) for doc_id, _ in list(found)})
    ledger.settle(now)
    done = {
        ready.doc_id: ("k", Completed("00-0000", None, {"rows": {}, "flags": {}}, None, "digest"))
        for ready in ledger.standing()
    }
    ledger.enter_completed(done, now)
    ledger.enter_published()
    counts = ledger.counts()
    assert counts["new"] == counts["extracted"] == 0
    return {f"{entry.name} {(entry.doc_id or '-')[0]}": entry.state for entry in ledger.entries()}


def test_every_file_has_one_state(ledger: Ledger) -> None:
    files = [seen("a", "1"), seen("b", "1"), seen("c", "2"), seen("d", "3"), seen("e", "3"), seen("f", None)]
    assert run(ledger, "1", files, {"3": EMPTY}) == {
        "a 1": "published",
        "b 1": "duplicate",
        "c 2": "published",
        "d 3": "quarantined",
        "e 3": "duplicate",
        "f -": "quarantined",
    }
    assert ledger.reasons() == {"empty": 1, "unopened": 1}


def test_a_replaced_file_supersedes_what_was_there(ledger: Ledger) -> None:
    run(ledger, "1", [seen("a", "1")])
    assert run(ledger, "2", [seen("a", "2")]) == {"a 1": "superseded", "a 2": "published"}
    assert run(ledger, "3", [seen("a", "1")]) == {"a 1": "published", "a 2": "superseded"}


def test_what_was_read_stays_until_its_successor_can_be_read(ledger: Ledger) -> None:
    run(ledger, "1", [seen("a", "1")])
    assert run(ledger, "2", [seen("a", "2")], {"2": EMPTY}) == {"a 1": "published", "a 2": "quarantined"}
    assert run(ledger, "3", [seen("a", "3")]) == {"a 1": "superseded", "a 2": "superseded", "a 3": "published"}


def test_what_was_read_stays_when_its_file_is_gone(ledger: Ledger) -> None:
    run(ledger, "1", [seen("a", "1"), seen("b", "2")], {"2": EMPTY})
    assert run(ledger, "2", []) == {"a 1": "published", "b 2": "superseded"}
    (gone,) = (entry for entry in ledger.entries() if entry.name == "a")
    assert gone.missing
    assert run(ledger, "3", [seen("a", None)])["a 1"] == "published"


def test_a_file_that_was_moved_is_no_duplicate_of_where_it_was(ledger: Ledger) -> None:
    run(ledger, "1", [seen("b", "1")])
    run(ledger, "2", [seen("c", "1")])
    states = {entry.name: entry.state for entry in ledger.entries()}
    assert states == {"b": "duplicate", "c": "published"}


def test_only_what_is_asked_for_is_read_again(ledger: Ledger) -> None:
    run(ledger, "1", [seen("a", "1"), seen("b", "2"), seen("c", "3")], {"2": EMPTY, "3": LATE})
    assert ledger.to_read("v1", None)[0] == 0
    assert ledger.to_read("v2", None)[0] == 3
    assert ledger.to_read("v1", "")[0] == 3
    assert ledger.to_read("v1", "2")[0] == 0
    assert ledger.retry("timed_out") == 1
    assert [doc_id[0] for doc_id, _ in ledger.to_read("v1", None)[1]] == ["3"]


def test_a_reason_that_passes_is_looked_at_again(ledger: Ledger) -> None:
    run(ledger, "1", [seen("a", "1")], {"1": Failure("needs_ocr", "Install Tesseract.")})
    assert ledger.to_read("v1", None)[0] == 1


@pytest.mark.parametrize("damage", [b"", b"no database at all", None])
def test_a_damaged_ledger_is_made_anew_from_the_release(tmp_path: Path, damage: bytes | None) -> None:
    publish(tmp_path, good_tables())
    with open_ledger(tmp_path) as ledger:
        run(ledger, "1", [seen("a", "1")])
    content = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(content[:4096] + bytes(8192) + content[12288:] if damage is None else damage * 99)
    with open_ledger(tmp_path) as ledger:
        if damage != b"":
            assert [entry.doc_id for entry in ledger.entries()] == [DOC]
            assert next(tmp_path.glob(f"{NAME}.damaged-*")).exists()
        assert sum(ledger.counts().values()) == (damage != b"")


def test_a_restored_document_is_found_again_in_the_inbox(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.restore([("1" * 64, "a", "in/a", "v1")], "1")
        assert run(ledger, "2", [seen("a", "1")]) == {"a 1": "published"}
        (entry,) = ledger.entries()
        assert (entry.location, entry.missing) == ("file:///in/a", False)


def test_status_says_it_in_words(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        run(ledger, "1", [seen("a", "1"), seen("b", "2")], {"2": EMPTY})
    lines = list(overview_lines(tmp_path))
    assert "       1  published" in lines
    assert "       2  files ever seen" in lines
    assert lines[-1] == "       1  empty"
    assert "b: quarantined" in list(file_lines(tmp_path, "b"))
    assert any("empty: There is nothing in it." in line for line in file_lines(tmp_path, "222222"))


def test_cited_documents_are_found_by_one_statement_however_many_are_asked_for(ledger: Ledger) -> None:
    ledger.record([seen("a", "1"), seen("b", "2")], "1")
    _, found = ledger.to_read("v1", None)
    ledger.enter_read("v1", {doc_id: None for doc_id, _ in list(found)})
    ledger.settle("1")
    summary: dict[str, Any] = {"rows": {}, "flags": {}}
    done = {digit * 64: ("k", Completed("00-0000", f"id {digit}", summary, None, "digest")) for digit in "12"}
    ledger.enter_completed(done, "1")
    ledger.index_cited()
    others = [f"unknown {number}" for number in range(1200)]
    assert ledger.cited([]) == {}
    assert ledger.cited(["id 1"]) == {"id 1": "1" * 64}
    kept = ledger._engine._compiled_cache
    assert kept is not None
    before = len(kept)
    for count in (2, 30, 400, 1200):
        assert ledger.cited(["id 1", *others[:count], "id 2"]) == {"id 1": "1" * 64, "id 2": "2" * 64}
    assert len(kept) == before


def test_documents_of_a_part_are_found_without_going_through_the_others(tmp_path: Path) -> None:
    asked: list[tuple[str, Any]] = []
    with open_ledger(tmp_path) as ledger:
        event.listen(ledger._engine, "before_cursor_execute", lambda *said: asked.append(said[2:4]))
        assert ledger.part_documents("48-2025", "a") == []
    ((statement, values),) = asked
    with closing(sqlite3.connect(tmp_path / NAME)) as database:
        steps = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert steps[:2] == [
        "SEARCH documents USING INDEX ix_documents_part (part=?)",
        "SEARCH files USING INDEX ix_files_doc_id (doc_id=?)",
    ]


def test_a_ledger_from_before_gets_its_index(tmp_path: Path) -> None:
    open_ledger(tmp_path).__exit__()
    with closing(sqlite3.connect(tmp_path / NAME)) as database:
        database.execute("DROP INDEX ix_documents_part")
    open_ledger(tmp_path).__exit__()
    with closing(sqlite3.connect(tmp_path / NAME)) as database:
        assert database.execute("SELECT 1 FROM sqlite_master WHERE name = 'ix_documents_part'").fetchall()
