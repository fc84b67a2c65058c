"""Files set aside: the reason in words and as data, a copy, and no path from a stranger's name."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from pipeline.quarantine import Quarantined, entry_name, hold
from pipeline.sources import Failure, Source, shown


def entry(folder: Path, name: str, content: bytes | None, failure: Failure) -> Quarantined:
    path = folder / name
    if content is not None:
        path.write_bytes(content)
    doc_id = None if content is None else hashlib.sha256(content).hexdigest()
    return Quarantined(Source(str(path), "name of " + shown(name), "in/uri"), doc_id, failure)


EMPTY = Failure("empty", "There is nothing in it.", page=2, line=7)


def test_a_file_is_set_aside_with_its_reason(tmp_path: Path) -> None:
    bad = entry(tmp_path, "bad.txt", b"\x00bytes", EMPTY)
    hold(tmp_path / "out", [bad])
    folder = tmp_path / "out" / "quarantine" / str(bad.doc_id)
    assert (folder / "file").read_bytes() == b"\x00bytes"
    reason = json.loads((folder / "reason.json").read_text("utf-8"))
    assert reason["source_name"] == "name of bad.txt"
    assert (reason["code"], reason["page"], reason["line"]) == ("empty", 2, 7)
    assert (folder / "reason.txt").read_text("utf-8") == (
        "name of bad.txt (page 2, line 7)\nempty: There is nothing in it.\n"
    )


def test_a_file_that_cannot_be_opened_is_named_by_the_hash_of_its_path(tmp_path: Path) -> None:
    bad = entry(tmp_path, os.fsdecode(b"gone \xff"), None, Failure("unopened", "No such file.", detail="\ud800"))
    hold(tmp_path / "out", [bad])
    (folder,) = (tmp_path / "out" / "quarantine").iterdir()
    assert folder.name == entry_name(bad)
    assert {path.name for path in folder.iterdir()} == {"reason.json", "reason.txt"}
    assert json.loads((folder / "reason.json").read_text("utf-8"))["path"].endswith("gone \\xff")


def test_a_second_run_replaces_the_entry(tmp_path: Path) -> None:
    hold(tmp_path / "out", [entry(tmp_path, "bad.txt", b"x", EMPTY)])
    bad = entry(tmp_path, "bad.txt", b"x", Failure("undecodable", "No text."))
    hold(tmp_path / "out", [bad])
    (folder,) = (tmp_path / "out" / "quarantine").iterdir()
    assert json.loads((folder / "reason.json").read_text("utf-8"))["code"] == "undecodable"


def test_what_is_read_at_last_is_taken_out(tmp_path: Path) -> None:
    bad, worse = entry(tmp_path, "bad.txt", b"x", EMPTY), entry(tmp_path, "worse.txt", b"y", EMPTY)
    assert hold(tmp_path / "out", [bad, worse]) == 2
    assert hold(tmp_path / "out", [worse]) == 1
    assert [path.name for path in (tmp_path / "out" / "quarantine").iterdir()] == [worse.doc_id]


def test_the_copy_outlives_the_file(tmp_path: Path) -> None:
    bad = entry(tmp_path, "bad.txt", b"x", EMPTY)
    hold(tmp_path / "out", [bad])
    Path(bad.source.path).unlink()
    hold(tmp_path / "out", [Quarantined(bad.source, bad.doc_id, Failure("undecodable", "No text."))])
    folder = tmp_path / "out" / "quarantine" / str(bad.doc_id)
    assert (folder / "file").read_bytes() == b"x"
    assert json.loads((folder / "reason.json").read_text("utf-8"))["code"] == "undecodable"


def test_a_file_that_vanished_still_has_its_reason(tmp_path: Path) -> None:
    bad = entry(tmp_path, "bad.txt", b"x", EMPTY)
    Path(bad.source.path).unlink()
    hold(tmp_path / "out", [bad])
    folder = tmp_path / "out" / "quarantine" / str(bad.doc_id)
    assert "No such file" in (folder / "file.missing.txt").read_text("utf-8")
