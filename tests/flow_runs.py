"""Runs of the flow as tests make them, and what Prefect and a folder of releases tell of them."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pipeline.checks import Fault
from pipeline.hands import Here
from pipeline.settings import memory_limit
from pipeline.summary import RunResult
from pipeline.work import Crew, Faulty, Job, Normalise, Read, perform
from pipeline.workers import Workers

#: A plan of one aim.
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


def misbehaving_workers(seconds: float) -> Crew:
    """Two workers that have so long for a file, and that some files kill, hold up or spoil."""
    return Workers(perform_or_misbehave, 2, lambda _: seconds, memory_limit(), preload="pipeline.warm")


def runs_with(workers: Crew) -> Run:
    """Runs the flow on paths with these workers, or with `others`."""

    def run_flow(
        paths: list[Path],
        out: Path,
        progress: Callable[[str, int, int], None] | None = None,
        others: Crew | None = None,
        **options: Any,
    ) -> RunResult:
        # Prefect reads its settings when it is imported.
        from pipeline import flows

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
