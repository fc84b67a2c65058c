"""A run, from the command line and as Prefect sees it: tasks, artifact, and what is published when things fail.

All tests that need Prefect's server are in this file, which one process runs: the server starts once.
"""

from __future__ import annotations

import ctypes
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline import normalise, releases
from pipeline.checks import ChecksFailedError
from pipeline.rows import Tables
from pipeline.settings import FILE_TIME_LIMIT, memory_limit
from pipeline.sources import Failure
from pipeline.summary import RunResult
from pipeline.work import Readers, Task, read_source
from pipeline.workers import Workers
from tests.conftest import SAMPLES
from tests.test_cli import kehoach

PLAN = "KẾ HOẠCH\nPhấn đấu 90% hồ sơ được xử lý trực tuyến.\n"
Run = Callable[..., RunResult]


def read_or_misbehave(task: Task) -> Tables | Failure:
    """A reader that one file kills and another holds up for ever."""
    name = task[1].name
    if name == "crash.txt":
        ctypes.string_at(0)
    if name == "hang.txt":
        time.sleep(60)
    return read_source(task)


@pytest.fixture(scope="module")
def workers() -> Iterator[Readers]:
    with Workers(read_or_misbehave, 2, lambda _: FILE_TIME_LIMIT, memory_limit(), preload="pipeline.warm") as started:
        yield started


@pytest.fixture
def run(prefect_api: str, workers: Readers) -> Run:
    # Prefect reads its settings when it is imported, so the server of the tests comes first.
    from pipeline import flows

    assert prefect_api

    def run_flow(
        paths: list[Path],
        out: Path,
        progress: Callable[[int, int], None] | None = None,
        others: Readers | None = None,
    ) -> RunResult:
        surroundings = flows.Surroundings(others or workers, progress or (lambda _done, _total: None))
        return flows.run_once([str(path) for path in paths], str(out), surroundings)

    return run_flow


def latest_run() -> Any:
    """Prefect's record of the last flow run."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.sorting import FlowRunSort

    with get_client(sync_client=True) as client:
        (flow_run,) = client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=1)
        return flow_run


def task_states(flow_run_id: Any) -> dict[str, str]:
    """The state of every task of a flow run, by the task's name; Prefect records them with a delay."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    deadline = time.monotonic() + 30
    states: dict[str, str] = {}
    with get_client(sync_client=True) as client:
        while time.monotonic() < deadline and not (states and set(states.values()) <= {"COMPLETED", "FAILED"}):
            time.sleep(0.2)
            runs = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id])))
            states = {task.name.rsplit("-", 1)[0]: str(task.state_type.value) for task in runs if task.state_type}
    return states


def artifact_of(flow_run_id: Any) -> str:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId, ArtifactFilterKey

    wanted = ArtifactFilter(
        flow_run_id=ArtifactFilterFlowRunId(any_=[flow_run_id]), key=ArtifactFilterKey(any_=["kehoach-run"])
    )
    with get_client(sync_client=True) as client:
        (artifact,) = client.read_artifacts(artifact_filter=wanted)
    return str(artifact.data)


def folder_with(folder: Path, **files: str | bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name.replace("_txt", ".txt")).write_bytes(data)
    return folder


def released(out: Path) -> set[str]:
    return {path.name for path in (out / "releases").iterdir()}


def test_the_samples_are_published_and_prefect_knows(run: Run, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    result = run([SAMPLES], tmp_path / "out", lambda done, total: seen.append((done, total)))
    assert result.exit_status == 0, result.quarantined
    assert seen == [(n, 5) for n in range(1, 6)]
    documents = pd.read_parquet(tmp_path / "out" / "current" / "documents.parquet")
    assert list(documents["source_name"]) == sorted(path.name for path in SAMPLES.glob("*.txt"))

    flow_run = latest_run()
    assert flow_run.state_type.value == "COMPLETED"
    assert flow_run.tags == ["kehoach"]
    states = task_states(flow_run.id)
    assert states == dict.fromkeys(
        ["discover", "extract", "quarantine", "normalise", "validate", "publish"], "COMPLETED"
    )
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
    for table in ("citations", "targets", "budget_lines"):
        assert (first.folder / f"{table}.parquet").read_bytes() == (second.folder / f"{table}.parquet").read_bytes()
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
    with Workers(read_or_misbehave, 2, lambda _: 15.0, memory_limit(), preload="pipeline.warm") as hurried:
        result = run([folder], tmp_path / "out", others=hurried)
    assert result.exit_status == 3
    published = pd.read_parquet(tmp_path / "out" / "current" / "documents.parquet")
    assert sorted(published["source_name"]) == ["\\xfe\\xff.txt", "good.txt"]
    assert [source.name for _, source in result.duplicates] == ["same.txt"]

    reasons = {}
    for entry in (tmp_path / "out" / "quarantine").iterdir():
        reason = json.loads((entry / "reason.json").read_text("utf-8"))
        assert len(reason["message"]) > 20
        reasons[reason["source_name"]] = reason["code"]
    assert set(reasons) == {"empty.txt", "binary.txt", "crash.txt", "hang.txt", "gone.txt"}
    assert (reasons["crash.txt"], reasons["hang.txt"], reasons["gone.txt"]) == ("crashed", "timed_out", "unopened")

    manifest = json.loads((tmp_path / "out" / "current" / "manifest.json").read_text("utf-8"))
    assert manifest["counts"] == {"published": 2, "quarantined": 5, "duplicate": 1}
    assert {entry["source_name"]: entry["reason"] for entry in manifest["inputs"] if entry["reason"]} == reasons
    assert latest_run().state_type.value == "COMPLETED"
    assert "crash.txt" in artifact_of(latest_run().id)


def test_a_failing_check_publishes_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    before = run([folder_with(tmp_path / "in", a_txt=PLAN)], out).release
    assert before
    join = normalise.normalise

    def spoil(documents: Any) -> Tables:
        tables = join(documents)
        tables["documents"][1]["page_count"] = -1
        return tables

    monkeypatch.setattr(normalise, "normalise", spoil)
    with pytest.raises(ChecksFailedError, match="documents, row 2, column page_count"):
        run([folder_with(tmp_path / "in", b_txt=PLAN + "2")], out)
    assert released(out) == {before.folder.name}
    assert (out / "current").resolve() == before.folder.resolve()
    flow_run = latest_run()
    assert flow_run.state_type.value == "FAILED"
    assert task_states(flow_run.id)["validate"] == "FAILED"
    assert artifact_of(flow_run.id).startswith("# Nothing published")


def test_where_nothing_can_be_read_the_release_before_stays(run: Run, tmp_path: Path) -> None:
    from pipeline.flows import NothingToPublishError

    out = tmp_path / "out"
    before = run([folder_with(tmp_path / "good", a_txt=PLAN)], out).release
    assert before
    with pytest.raises(NothingToPublishError) as nothing:
        run([folder_with(tmp_path / "bad", b_txt=b"")], out)
    assert nothing.value.result.exit_status == 1
    assert [entry.source.name for entry in nothing.value.result.quarantined] == ["b.txt"]
    assert (out / "current").resolve() == before.folder.resolve()
    assert latest_run().state_type.value == "FAILED"


def test_a_passing_fault_of_the_disk_is_tried_again(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish, tries = releases.publish, []

    def fail_once(*arguments: Any) -> releases.Release:
        tries.append(arguments)
        if len(tries) == 1:
            raise OSError(5, "Input/output error")
        return publish(*arguments)

    monkeypatch.setattr(releases, "publish", fail_once)
    assert run([folder_with(tmp_path / "in", a_txt=PLAN)], tmp_path / "out").exit_status == 0
    assert len(tries) == 2


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


def test_a_folder_that_cannot_be_written_is_named(prefect_api: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "out" / "current").mkdir(parents=True)
    run = kehoach("run", tmp_path / "a.txt", "--out", tmp_path / "out", PREFECT_API_URL=prefect_api)
    assert run.returncode == 1
    assert "is no symbolic link" in run.stderr
    assert "Traceback" not in run.stderr
