"""What a run publishes where a check fails, a worker dies, or what was kept or published is lost or broken."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline import releases
from pipeline.checks import ChecksFailedError
from pipeline.releases import Release
from tests.flow_runs import (
    PLAN,
    Run,
    artifact_of,
    folder_with,
    latest_run,
    released,
    table_bytes,
    task_states,
)


def test_a_failing_check_publishes_nothing(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    before = run([folder_with(tmp_path / "in", a_txt=PLAN)], out).release
    assert before
    with pytest.raises(ChecksFailedError, match="documents, row 1, column page_count: is below 0"):
        run([folder_with(tmp_path / "in", b_txt=PLAN + "1", spoilt_txt=PLAN + "2")], out)
    assert released(out) == {before.folder.name}
    assert (out / "current").resolve() == before.folder.resolve()
    flow_run = latest_run()
    assert flow_run.state_type.value == "FAILED"
    assert task_states(flow_run.id, ["normalise"])["normalise"] == "FAILED"
    assert artifact_of(flow_run.id).startswith("# Nothing published")


def test_a_worker_that_is_killed_costs_no_file(run: Run, tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "in", crash_once_txt=PLAN, b_txt=PLAN + "2")
    result = run([folder], tmp_path / "out")
    (folder / "crash_once.txt.died").unlink()
    assert (result.exit_status, result.rows["documents"]) == (0, 2)


def test_what_was_published_stays_when_its_file_is_replaced_by_a_broken_one(run: Run, tmp_path: Path) -> None:
    folder, out = folder_with(tmp_path / "in", a_txt=PLAN), tmp_path / "out"
    run([folder], out)
    before = table_bytes(out)
    result = run([folder_with(folder, a_txt=b"")], out)
    assert (result.exit_status, table_bytes(out)) == (3, before)
    result = run([folder_with(folder, a_txt=PLAN + "new")], out)
    assert (result.exit_status, result.rows["documents"]) == (0, 1)
    assert not list((out / "quarantine").iterdir())


@pytest.mark.parametrize("stage", ["read", "normalised"])
def test_what_is_kept_may_be_lost_or_damaged(run: Run, tmp_path: Path, stage: str) -> None:
    folder, out = folder_with(tmp_path / "in", a_txt=PLAN, b_txt=PLAN + "2"), tmp_path / "out"
    run([folder], out)
    one, other = (path for path in (out / "cache" / stage).rglob("*") if path.is_file())
    one.write_bytes(one.read_bytes()[:-9] + b"otherwise")
    other.unlink()
    # Parts are made anew, and so need what is kept.
    for path in (out / "current").resolve().rglob("*.parquet"):
        if path.is_file():
            path.write_bytes(b"")
    run([folder], out)
    run([folder], tmp_path / "undisturbed")
    assert table_bytes(out) == table_bytes(tmp_path / "undisturbed")


def test_what_is_lost_for_good_is_quarantined_and_not_forgotten(run: Run, tmp_path: Path) -> None:
    folder, out = folder_with(tmp_path / "in", a_txt=PLAN, b_txt=PLAN + "2"), tmp_path / "out"
    run([folder], out)
    (folder / "a.txt").unlink()
    shutil.rmtree(out / "cache")
    shutil.rmtree(out / "releases")
    result = run([folder], out)
    assert (result.exit_status, result.rows["documents"]) == (3, 1)
    (lost,) = result.new_quarantined.first
    assert (lost.name, lost.reason and lost.reason.code) == ("a.txt", "unopened")


def test_where_nothing_can_be_read_nothing_is_published(run: Run, tmp_path: Path) -> None:
    from pipeline.flows import NothingToPublishError

    out = tmp_path / "out"
    with pytest.raises(NothingToPublishError) as nothing:
        run([folder_with(tmp_path / "bad", b_txt=b"")], out)
    assert nothing.value.result.exit_status == 1
    assert [entry.name for entry in nothing.value.result.quarantined.first] == ["b.txt"]
    assert not (out / "current").exists()
    assert latest_run().state_type.value == "FAILED"


def test_where_nothing_new_can_be_read_what_was_published_stays(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([folder_with(tmp_path / "good", a_txt=PLAN)], out)
    before = table_bytes(out)
    assert run([folder_with(tmp_path / "bad", b_txt=b"")], out).exit_status == 3
    assert table_bytes(out) == before


def test_a_passing_fault_of_the_disk_is_tried_again(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish, tries = releases.publish, []

    def fail_once(*arguments: Any) -> Release:
        tries.append(arguments)
        if len(tries) == 1:
            raise OSError(5, "Input/output error")
        return publish(*arguments)

    monkeypatch.setattr(releases, "publish", fail_once)
    assert run([folder_with(tmp_path / "in", a_txt=PLAN)], tmp_path / "out").exit_status == 0
    assert len(tries) == 2
