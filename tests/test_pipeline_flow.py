"""A run, from the command line and as Prefect sees it: tasks, artifact, and what is published."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.run_lock import BusyError, run_lock
from tests.conftest import SAMPLES
from tests.flow_runs import (
    PLAN,
    Run,
    artifact_of,
    folder_with,
    latest_run,
    misbehaving_workers,
    table_bytes,
    task_states,
    tasks_of,
)
from tests.test_cli import kehoach


def test_the_samples_are_published_and_prefect_knows(run: Run, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    result = run([SAMPLES], tmp_path / "out", lambda *step: seen.append(step))
    assert result.exit_status == 0, result.quarantined
    assert seen == [("reading", n, 5) for n in range(1, 6)]
    documents = pd.read_parquet(tmp_path / "out" / "current" / "documents.parquet")
    assert sorted(documents["source_name"]) == sorted(path.name for path in SAMPLES.glob("*.txt"))

    flow_run = latest_run()
    assert flow_run.state_type.value == "COMPLETED"
    assert flow_run.tags == ["kehoach"]
    tasks = ["discover", "extract", "quarantine", "normalise", "compare", "write", "validate", "publish"]
    assert task_states(flow_run.id, tasks) == dict.fromkeys(tasks, "COMPLETED")
    assert not any(task.tags for task in tasks_of(flow_run.id))
    text = artifact_of(flow_run.id)
    assert result.release is not None
    assert text.startswith(f"# {result.release.folder.name}\n")
    assert all(path.name.replace("_", "\\_") in text for path in SAMPLES.glob("*.txt"))


def test_the_same_inputs_give_the_same_bytes_in_any_order(run: Run, tmp_path: Path) -> None:
    first = run([SAMPLES], tmp_path / "a").release
    second = run(sorted(SAMPLES.glob("*.txt"), reverse=True), tmp_path / "b").release
    again = run([SAMPLES], tmp_path / "a").release
    assert first
    assert second
    assert again
    own, other = table_bytes(tmp_path / "a"), table_bytes(tmp_path / "b")
    # Where a file came from is said as it was given: by its folder, or by its own name.
    assert {name: own[name] for name in own if "documents" not in name} == {
        name: other[name] for name in other if "documents" not in name
    }
    assert (again.new, again.folder) == (False, first.folder)


def test_bad_files_are_quarantined_and_the_rest_is_published(run: Run, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "good_txt": PLAN, "same_txt": PLAN, "empty_txt": b"", "binary_txt": bytes(range(256)) * 64,
        "crash_txt": PLAN + "1", "hang_txt": PLAN + "2",
    }  # fmt: skip
    folder = folder_with(tmp_path / "in", **files)
    (folder / os.fsdecode(b"\xfe\xff.txt")).write_bytes((PLAN + "3").encode())
    (folder / "gone.txt").symlink_to("nowhere")
    # Long enough for a good file on a busy machine, short enough to wait for the one that hangs.
    with misbehaving_workers(15.0) as hurried:
        result = run([folder], tmp_path / "out", others=hurried)
    assert result.exit_status == 3
    published = pd.read_parquet(tmp_path / "out" / "current" / "documents.parquet")
    assert sorted(published["source_name"]) == ["\\xfe\\xff.txt", "good.txt"]
    assert [entry.name for entry in result.duplicates.first] == ["same.txt"]

    reasons = {}
    for entry in (tmp_path / "out" / "quarantine").iterdir():
        reason = json.loads((entry / "reason.json").read_text("utf-8"))
        assert len(reason["message"]) > 20
        reasons[reason["source_name"]] = reason["code"]
    assert set(reasons) == {"empty.txt", "binary.txt", "crash.txt", "hang.txt", "gone.txt"}
    assert (reasons["crash.txt"], reasons["hang.txt"], reasons["gone.txt"]) == ("crashed", "timed_out", "unopened")

    manifest = json.loads((tmp_path / "out" / "current" / "manifest.json").read_text("utf-8"))
    assert manifest["counts"] == {"published": 2, "quarantined": 5, "duplicate": 1}
    inputs = [json.loads(line) for line in (tmp_path / "out" / "current" / "inputs.jsonl").open(encoding="utf-8")]
    assert {entry["source_name"]: entry["reason"] for entry in inputs if entry["reason"]} == reasons
    assert manifest["inputs"]["rows"] == len(inputs) == 8
    assert latest_run().state_type.value == "COMPLETED"
    assert "crash.txt" in artifact_of(latest_run().id)


def lines_of_log(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_log_has_one_line_a_file_and_no_text_of_theirs(run: Run, tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "in", a_txt=PLAN, b_txt=PLAN, c_txt="", d_txt=PLAN + "Đạt 12%.\n")
    out = tmp_path / "out"
    run([folder], out)
    lines = lines_of_log(out / "log.jsonl")
    files = [
        (line["name"], line["level"], line["state"], line.get("code")) for line in lines if line["event"] == "file"
    ]
    assert files == [
        ("a.txt", "INFO", "published", None),
        ("b.txt", "INFO", "duplicate", None),
        ("c.txt", "WARNING", "quarantined", "empty"),
        ("d.txt", "INFO", "published", None),
    ]
    assert [line["event"] for line in lines if line["event"] != "file"] == ["run_started", "run_ended"]
    assert lines[-1]["files"]["published"] == 2
    assert lines[-1]["release"] == (out / "current").resolve().name
    assert len({line["run"] for line in lines}) == 1
    assert "Phấn đấu" not in (out / "log.jsonl").read_text("utf-8")
    run([folder], out)
    assert [line["event"] for line in lines_of_log(out / "log.jsonl")[len(lines) :]] == ["run_started", "run_ended"]


def test_the_log_tells_of_a_run_that_failed_and_may_be_elsewhere(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEHOACH_LOG", str(tmp_path / "kehoach.log"))
    with pytest.raises(Exception, match="No file could be read"):
        run([folder_with(tmp_path / "in", a_txt="")], tmp_path / "out")
    started, file, failed = lines_of_log(tmp_path / "kehoach.log")
    assert (started["event"], file["code"]) == ("run_started", "empty")
    assert (failed["event"], failed["level"], failed["error"]) == ("run_failed", "ERROR", "NothingToPublishError")
    assert not (tmp_path / "out" / "log.jsonl").exists()


def test_a_log_that_cannot_be_written_stops_no_run(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("KEHOACH_LOG", "/dev/full")
    result = run([folder_with(tmp_path / "in", a_txt=PLAN)], tmp_path / "out")
    assert result.exit_status == 0
    assert [record.message for record in caplog.records if "cannot be written" in record.message] == [
        "/dev/full cannot be written: [Errno 28] No space left on device"
    ]


def test_only_one_run_works_on_a_folder(run: Run, tmp_path: Path) -> None:
    folder, out = folder_with(tmp_path / "in", a_txt=PLAN), tmp_path / "out"
    with run_lock(out, wait=False):
        with pytest.raises(BusyError, match=rf"in use by process {os.getpid()} since .* use --wait"):
            run([folder], out)
        waiting = threading.Timer(1, lambda: None)
        waiting.start()
    assert run([folder], out, wait=True).exit_status == 0


def test_a_run_publishes_what_came_before_and_reads_only_what_is_new(run: Run, tmp_path: Path) -> None:
    read: list[int] = []
    folder, out = folder_with(tmp_path / "in", a_txt=PLAN, b_txt=PLAN + "2"), tmp_path / "out"
    run([folder], out)
    (folder / "a.txt").unlink()
    result = run([folder_with(tmp_path / "more", c_txt=PLAN + "3")], out, lambda _step, done, _total: read.append(done))
    assert read == [1]
    assert result.rows["documents"] == 3
    assert [entry.name for entry in result.documents.first] == ["c.txt"]
    folder_with(folder, b_txt=PLAN + "4", broken_txt=b"")
    result = run([folder], out, lambda _step, done, _total: read.append(done))
    assert read == [1, 1, 2]
    assert (result.exit_status, result.rows["documents"]) == (3, 3)
    assert [entry.name for entry in result.new_quarantined.first] == ["broken.txt"]
    assert run([folder], out).new_quarantined.count == 0


def test_a_run_after_others_publishes_what_one_run_would(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for number in range(3):
        run([folder_with(folder, **{f"{number}_txt": PLAN + str(number)})], tmp_path / "step_by_step")
    run([folder], tmp_path / "at_once")
    assert table_bytes(tmp_path / "step_by_step") == table_bytes(tmp_path / "at_once")


@pytest.mark.usefixtures("prefect_api")  # for its database
def test_run_from_start_to_end_with_a_server_of_its_own(tmp_path: Path) -> None:
    run = kehoach("run", SAMPLES, "--out", tmp_path / "out", PREFECT_API_URL="")
    assert run.returncode == 0, run.stderr
    assert all(path.name in run.stdout for path in SAMPLES.glob("*.txt"))
    release = (tmp_path / "out" / "current").readlink().name
    assert f"current → {release}" in " ".join(run.stdout.split())
    assert len(pd.read_parquet(tmp_path / "out" / "current" / "documents.parquet")) == 5


@pytest.mark.parametrize(
    ("contents", "status", "says"),
    [
        ({"good.txt": PLAN.encode(), "empty.txt": b""}, 3, "1 documents published, 1 quarantined"),
        ({"empty.txt": b""}, 1, "Nothing is published, 1 quarantined"),
        ({}, 1, "Nothing is published"),
    ],
)
def test_the_exit_status_says_what_was_published(
    prefect_api: str, tmp_path: Path, contents: dict[str, bytes], status: int, says: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    run = kehoach("run", folder, "--out", tmp_path / "out", PREFECT_API_URL=prefect_api)
    assert run.returncode == status, run.stderr
    assert says in run.stdout
    assert (tmp_path / "out" / "current").exists() == (status != 1)
    assert ("empty.txt: empty: " in run.stdout) == ("empty.txt" in contents)


def test_retry_names_the_reasons_there_are(prefect_api: str, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    out = tmp_path / "out"
    kehoach("run", tmp_path / "empty.txt", "--out", out, PREFECT_API_URL=prefect_api)
    wrong = kehoach("retry", "--reason", "emtpy", "--out", out)
    assert "0 documents" in wrong.stdout
    assert "has the reason emtpy. Reasons there: empty (1)." in wrong.stderr
    assert "1 documents will be read again" in kehoach("retry", "--reason", "empty", "--out", out).stdout


def test_a_folder_that_cannot_be_written_is_named(prefect_api: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "out" / "current").mkdir(parents=True)
    run = kehoach("run", tmp_path / "a.txt", "--out", tmp_path / "out", PREFECT_API_URL=prefect_api)
    assert run.returncode == 1
    assert "is no symbolic link" in run.stderr
    assert "Traceback" not in run.stderr
