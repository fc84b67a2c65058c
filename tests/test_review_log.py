"""The log of corrections: it only grows, tells who was first, and what it acknowledged survives everything."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.review.anchors import Anchor
from pipeline.review.entries import Entry, version
from pipeline.review.log import CorrectionLog, LogError, StaleError, log_path, read_log
from tests.test_schema import DOC, PLACE

ROOT = Path(__file__).parents[1]
ANCHOR = Anchor("a.txt", "in/a.txt", 99, {name: PLACE[name] for name in PLACE if name not in ("rule", "flags")})


def entry(record: str = "c" * 24, **more: object) -> Entry:
    plain = Entry(
        "lan", "edit", "targets", record, DOC, ANCHOR, field="value", old=90.0, new=95.0, reading={"value": 90.0}
    )
    return replace(plain, **more)  # type: ignore[arg-type]


@pytest.fixture
def log(tmp_path: Path) -> CorrectionLog:
    return CorrectionLog(log_path(tmp_path))


def test_what_is_stored_comes_back_as_it_was(log: CorrectionLog, tmp_path: Path) -> None:
    said = entry(reason="'; DROP TABLE entries; -- <script>\u202e", new={"value": None, "subject": "Đạt \x00 \ud7ff"})
    (stored,) = log.append([said])
    assert stored.entry_id == stored.act == 1
    assert stored.made_at.endswith("Z")
    assert log.entries() == [stored]
    assert replace(stored, entry_id=0, act=0, made_at="") == said
    assert read_log(tmp_path) == {DOC: [stored]}
    assert read_log(tmp_path / "nowhere") == {}


@pytest.mark.parametrize(
    "deed", ["UPDATE entries SET new = '1'", "DELETE FROM entries", "REPLACE INTO entries SELECT * FROM entries"]
)
def test_nothing_is_changed_or_deleted(log: CorrectionLog, deed: str) -> None:
    (stored,) = log.append([entry()])
    with sqlite3.connect(log.path) as other:
        other.execute("PRAGMA recursive_triggers = ON")
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            other.execute(deed)
    assert log.entries() == [stored]


def test_the_second_of_two_reviewers_is_told_who_was_first(log: CorrectionLog) -> None:
    log.append([entry(reviewer="lan")])
    with pytest.raises(StaleError, match=r"lan edited this record at .* Nothing of yours is stored"):
        log.append([entry("d" * 24), entry(reviewer="minh", new=96.0)])
    assert [said.reviewer for said in log.entries()] == ["lan"], "all or none"
    log.append([entry(reviewer="minh", action="comment", field=None, reason="why?")])
    log.append([entry(reviewer="minh", new=96.0, base_version=version(log.entries()))])
    assert len(log.entries()) == 3


def test_entries_that_belong_together_share_their_act(log: CorrectionLog) -> None:
    log.append([entry("d" * 24)])
    stored = log.append([entry(), entry(field="year", new=2030)])
    assert [(said.entry_id, said.act) for said in stored] == [(2, 2), (3, 2)]


def test_a_locked_log_is_told_and_loses_nothing(log: CorrectionLog, monkeypatch: pytest.MonkeyPatch) -> None:
    log.append([entry()])
    monkeypatch.setattr("pipeline.review.log._PATIENCE", 0.1)
    hurried = CorrectionLog(log.path)
    other = sqlite3.connect(log.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LogError, match=r"Nothing is stored.*locked.*try again"):
        hurried.append([entry("d" * 24)])
    assert len(hurried.entries()) == 1, "reading goes on"
    other.execute("ROLLBACK")
    hurried.append([entry("d" * 24)])
    assert len(log.entries()) == 2


FILLS_THE_DISK = """
import resource, sys
from pathlib import Path
from tests.test_review_log import entry
from pipeline.review.log import CorrectionLog, LogError
log = CorrectionLog(Path(sys.argv[1]))
log.append([entry()])
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
count = 1
try:
    for number in range(1000):
        log.append([entry(f"{number:024}", reason="x" * 5000)])
        count += 1
except LogError as error:
    print(count, str(error))
"""


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FILLS_THE_DISK, str(tmp_path / "log.sqlite")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    count, words = run.stdout.split(" ", 1)
    assert "Make room on the disk" in words
    assert len(CorrectionLog(tmp_path / "log.sqlite").entries()) == int(count)


GOES_ON = """
import itertools, sys
from pathlib import Path
from tests.test_review_log import entry
from pipeline.review.log import CorrectionLog
log = CorrectionLog(Path(sys.argv[1]))
for number in itertools.count():
    (stored,) = log.append([entry(f"{number:024}")])
    print(stored.entry_id, flush=True)
"""


@pytest.mark.parametrize("after", [0.3, 0.6])
def test_what_was_acknowledged_survives_a_kill(tmp_path: Path, after: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", GOES_ON, str(tmp_path / "log.sqlite")], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    acknowledged = [line for line in process.stdout.read().split("\n")[:-1] if line]
    process.wait()
    last = int(acknowledged[-1]) if acknowledged else 1
    stored = CorrectionLog(tmp_path / "log.sqlite").entries()
    assert last <= len(stored) <= last + 1
    assert [said.entry_id for said in stored] == list(range(1, len(stored) + 1))


def test_a_backup_is_a_whole_log(log: CorrectionLog, tmp_path: Path) -> None:
    stored = log.append([entry()])
    assert log.backup(tmp_path / "copy.sqlite") == 1
    assert CorrectionLog(tmp_path / "copy.sqlite").entries() == stored
    with pytest.raises(LogError, match="cannot be written"):
        log.backup(tmp_path / "missing" / "copy.sqlite")


def test_a_log_of_another_version_is_left_alone(log: CorrectionLog) -> None:
    with sqlite3.connect(log.path) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(LogError, match="another version"):
        CorrectionLog(log.path)
