"""A run, from the command line and as Prefect sees it: tasks, artifact, and what is published when things fail.

All tests that need Prefect's server are in this file, which one process runs: the server starts once.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline import releases
from pipeline.checks import ChecksFailedError, Fault
from pipeline.hands import Here
from pipeline.limits import FILE_TIME_LIMIT
from pipeline.releases import Release
from pipeline.run_lock import BusyError, run_lock
from pipeline.settings import memory_limit
from pipeline.summary import RunResult
from pipeline.work import Crew, Faulty, Job, Normalise, Read, perform
from pipeline.workers import Workers
from tests.conftest import SAMPLES
from tests.test_cli import kehoach

PLAN = "KẾ HOẠCH\nPhấn đấu 90% hồ sơ được xử lý trực tuyến.\n"
Run = Callable[..., RunResult]


def perform_or_misbehave(job: Job) -> Any:
    """What a worker does, but one file kills it, one holds it up for ever, and one gives a row that must not be."""
    if isinstance(job, Read):
        name = job.document.source.name
        if name == "crash.txt":
            ctypes.string_at(0)
        if name == "hang.txt":
            time.sleep(60)
        if name == "crash_once.txt" and not Path(job.document.source.path + ".died").exists():
            Path(job.document.source.path + ".died").touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if isinstance(job, Normalise) and job.document.source.name == "spoilt.txt":
        return Faulty((Fault("documents", 1, "page_count", "is below 0", job.document.doc_id),))
    return perform(job)


@pytest.fixture(scope="module")
def workers() -> Iterator[Crew]:
    with Workers(
        perform_or_misbehave, 2, lambda _: FILE_TIME_LIMIT, memory_limit(), preload="pipeline.warm"
    ) as started:
        yield started


@pytest.fixture
def run(prefect_api: str, workers: Crew) -> Run:
    # Prefect reads its settings when it is imported, so the server of the tests comes first.
    from pipeline import flows

    assert prefect_api

    def run_flow(
        paths: list[Path],
        out: Path,
        progress: Callable[[str, int, int], None] | None = None,
        others: Crew | None = None,
        **options: Any,
    ) -> RunResult:
        surroundings = flows.Surroundings(Here(others or workers), progress or (lambda _step, _done, _total: None))
        return flows.run_once([str(path) for path in paths], str(out), surroundings, **options)

    return run_flow


def latest_run() -> Any:
    """Prefect's record of the last flow run."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.sorting import FlowRunSort

    with get_client(sync_client=True) as client:
        (flow_run,) = client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=1)
        return flow_run


def tasks_of(flow_run_id: Any) -> list[Any]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    with get_client(sync_client=True) as client:
        return list(client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id]))))


def task_states(flow_run_id: Any, awaited: Iterable[str]) -> dict[str, str]:
    """The state of every task of a flow run, by the task's name; Prefect records them with a delay, one by one."""
    deadline = time.monotonic() + 30
    states: dict[str, str] = {}
    while time.monotonic() < deadline and not all(states.get(name) in ("COMPLETED", "FAILED") for name in awaited):
        time.sleep(0.2)
        runs = tasks_of(flow_run_id)
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


def table_bytes(out: Path) -> dict[str, bytes]:
    """All files of the tables of the current release."""
    release = (out / "current").resolve()
    return {
        path.relative_to(release).as_posix(): path.read_bytes() for path in release.rglob("*.parquet") if path.is_file()
    }


def released(out: Path) -> set[str]:
    return {path.name for path in (out / "releases").iterdir()}


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
    with Workers(perform_or_misbehave, 2, lambda _: 15.0, memory_limit(), preload="pipeline.warm") as hurried:
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


def test_what_was_published_stays_when_its_file_is_replaced_by_a_broken_one(run: Run, tmp_path: Path) -> None:
    folder, out = folder_with(tmp_path / "in", a_txt=PLAN), tmp_path / "out"
    run([folder], out)
    before = table_bytes(out)
    result = run([folder_with(folder, a_txt=b"")], out)
    assert (result.exit_status, table_bytes(out)) == (3, before)
    result = run([folder_with(folder, a_txt=PLAN + "new")], out)
    assert (result.exit_status, result.rows["documents"]) == (0, 1)
    assert not list((out / "quarantine").iterdir())


def test_a_run_after_others_publishes_what_one_run_would(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for number in range(3):
        run([folder_with(folder, **{f"{number}_txt": PLAN + str(number)})], tmp_path / "step_by_step")
    run([folder], tmp_path / "at_once")
    assert table_bytes(tmp_path / "step_by_step") == table_bytes(tmp_path / "at_once")


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


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[list[dict[str, Any]], list[int]]]:
    """What a web server was told, and the status that it answers with."""
    told: list[dict[str, Any]] = []
    status = [200]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status[0])
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("KEHOACH_WEBHOOK", f"http://127.0.0.1:{server.server_port}/hook")
        yield told, status
        server.shutdown()


def test_a_webhook_hears_once_of_each_file_in_quarantine(
    run: Run, tmp_path: Path, webhook: tuple[list[dict[str, Any]], list[int]]
) -> None:
    told, status = webhook
    folder = folder_with(tmp_path / "in", good_txt=PLAN, empty_txt=b"", binary_txt=bytes(range(256)) * 64)
    assert run([folder], tmp_path / "out").exit_status == 3
    (message,) = told
    assert (message["event"], message["count"]) == ("files_quarantined", 2)
    codes = {file["source_name"]: file["code"] for file in message["files"]}
    assert codes == {"binary.txt": "undecodable", "empty.txt": "empty"}
    assert "2 files newly in quarantine" in message["text"]
    assert "Phấn đấu" not in json.dumps(message, ensure_ascii=False)

    run([folder], tmp_path / "out")
    assert len(told) == 1

    # One that does not take the message fails nothing.
    status[0] = 500
    (folder / "empty2.txt").write_bytes(b" ")
    assert run([folder], tmp_path / "out").exit_status == 3
    assert told[1]["count"] == 1
    assert latest_run().state_type.value == "COMPLETED"


def test_a_webhook_hears_of_a_run_that_failed(
    run: Run, tmp_path: Path, webhook: tuple[list[dict[str, Any]], list[int]]
) -> None:
    told, _ = webhook
    with pytest.raises(ChecksFailedError):
        run([folder_with(tmp_path / "in", spoilt_txt=PLAN)], tmp_path / "out")
    (message,) = told
    assert message["event"] == "run_failed"
    assert "page_count" in message["reason"]


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
