"""The run as a Prefect flow: discover → extract → normalise → validate → publish.

A task handles many files, never one: what is done with one file is done in a worker process, which costs
milliseconds. Tables pass between tasks in memory and unseen (`quote`); Prefect would else walk through them.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import unquote_to_bytes

from prefect import flow, get_run_logger, tags, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from pipeline import checks, dictionary, findings, normalise, quarantine, releases, sources
from pipeline.quarantine import Quarantined
from pipeline.review.log import read_log
from pipeline.rows import Tables
from pipeline.settings import FILES_A_TASK
from pipeline.sources import Discovery, Failure, Source
from pipeline.summary import RunResult, markdown
from pipeline.versions import versions
from pipeline.work import Readers, Task

Value = TypeVar("Value")

FLOW_NAME = "kehoach"
ARTIFACT_KEY = "kehoach-run"


class NothingToPublishError(Exception):
    """No file could be read; the previous release stays. `result` says what became of the files."""

    def __init__(self, result: RunResult) -> None:
        super().__init__("No file could be read; nothing is published.")
        self.result = result


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a run uses but does not depend on: its workers, and who is told after each file (done, of all)."""

    workers: Readers
    progress: Callable[[int, int], None] = lambda _done, _total: None


_surroundings: ContextVar[Surroundings] = ContextVar("surroundings")


def unseen(value: Value) -> Value:
    """A value on its way into a task that Prefect shall hand over without looking into it."""
    return cast("Value", quote(value))


def run_once(paths: Iterable[str], out: str, surroundings: Surroundings) -> RunResult:
    """Run the flow on paths as the system gives them, and send its log off before returning."""
    token = _surroundings.set(surroundings)
    try:
        with tags(FLOW_NAME):
            return run([path_parameter(path) for path in paths], path_parameter(out))
    finally:
        _surroundings.reset(token)
        for handler in logging.getLogger("prefect.flow_runs").handlers:
            handler.flush()


def path_parameter(path: str) -> str:
    """A path as a parameter of the flow, which must be valid Unicode: itself, else as a file URI."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return Path(path).absolute().as_uri()
    return path


def _path(parameter: str) -> str:
    if parameter.startswith("file://"):
        return os.fsdecode(unquote_to_bytes(parameter.removeprefix("file://")))
    return parameter


@task(name="discover", tags=["discover"], retries=2, retry_delay_seconds=1, cache_policy=NO_CACHE)
def discover(paths: list[str]) -> Discovery:
    """Find, hash and compare the files."""
    return sources.discover(_path(path) for path in paths)


@task(name="extract", tags=["extract"], retries=1, cache_policy=NO_CACHE)
def extract(batch: list[Task], done: int, total: int) -> dict[str, Tables | Failure]:
    """Read a batch of files in worker processes: the rows of each, or why there are none."""
    surroundings = _surroundings.get()
    outcomes: dict[str, Tables | Failure] = {}
    for (doc_id, _), outcome in surroundings.workers.run(batch):
        outcomes[doc_id] = outcome
        surroundings.progress(done + len(outcomes), total)
    return outcomes


@task(name="quarantine", tags=["quarantine"], retries=2, retry_delay_seconds=1, cache_policy=NO_CACHE)
def set_aside(out: Path, entries: list[Quarantined], read: list[str]) -> None:
    """Set unread files aside with their reasons."""
    quarantine.quarantine(out, entries, read)


@task(name="normalise", tags=["normalise"], cache_policy=NO_CACHE)
def join(documents: list[Tables], out: Path) -> Tables:
    """Make the tables of the whole run, with what reviewers said about its records."""
    tables = normalise.normalise(documents, read_log(out))
    return {**tables, "findings": findings.find(tables)}


@task(name="validate", tags=["validate"], cache_policy=NO_CACHE)
def validate(tables: Tables) -> list[checks.Check]:
    """Check the tables; a fault ends the run here."""
    return checks.check(tables)


@task(name="publish", tags=["publish"], retries=2, retry_delay_seconds=1, cache_policy=NO_CACHE)
def publish(out: Path, tables: Tables, manifest: dict[str, Any]) -> releases.Release:
    """Write the release and make it current."""
    return releases.publish(out, tables, manifest)


def _run_name() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"


@flow(name=FLOW_NAME, flow_run_name=_run_name, description=__doc__)
def run(paths: list[str], out: str) -> RunResult:
    """Read all files below `paths` (see `path_parameter`) and publish them in `out`.

    Raises `NothingToPublishError` where no file could be read, `ChecksFailedError` where a check failed.
    """
    log = get_run_logger()
    folder = Path(_path(out))
    found = discover(paths)
    log.info("%d documents, %d duplicates", len(found.documents), len(found.duplicates))
    outcomes = _extract_all(list(found.documents.items()))
    tables_read = {doc_id: outcome for doc_id, outcome in outcomes.items() if not isinstance(outcome, Failure)}
    unread = [Quarantined(source, None, failure) for source, failure in found.failures]
    for doc_id, source in found.documents.items():
        outcome = outcomes[doc_id]
        if isinstance(outcome, Failure):
            unread.append(Quarantined(source, doc_id, outcome))
    for entry in unread:
        log.warning("%s quarantined: %s: %s", entry.source.name, entry.failure.code, entry.failure.message)
    set_aside(folder, unseen(unread), unseen(list(tables_read)))
    tables = join(unseen(list(tables_read.values())), folder)
    result = RunResult(None, tables, tuple(unread), found.duplicates)
    try:
        if not tables_read:
            raise NothingToPublishError(result)
        for flag in dictionary.unexplained_flags(tables):
            log.warning("flag %s is missing in patterns/flags.yaml", flag)
        held = validate(unseen(tables))
        release = publish(folder, unseen(tables), unseen(_manifest(found, unread, held)))
        log.info("%s %s", "published" if release.new else "unchanged", release.folder.name)
        result = RunResult(release, tables, tuple(unread), found.duplicates)
    finally:
        create_markdown_artifact(markdown(result), key=ARTIFACT_KEY, description="What the run read and published")
    return result


def _extract_all(items: list[Task]) -> dict[str, Tables | Failure]:
    outcomes: dict[str, Tables | Failure] = {}
    for first in range(0, len(items), FILES_A_TASK):
        outcomes |= extract(unseen(items[first : first + FILES_A_TASK]), first, len(items))
    return outcomes


def _manifest(found: Discovery, unread: list[Quarantined], held: list[checks.Check]) -> dict[str, Any]:
    """What was read by which code, and what was checked; nothing in it depends on the time or the machine."""
    reasons = {entry.source: entry.failure.code for entry in unread}
    inputs = [_input(source, doc_id, reasons.get(source)) for doc_id, source in found.documents.items()]
    inputs += [{**_input(source, doc_id, None), "state": "duplicate"} for doc_id, source in found.duplicates]
    inputs += [_input(source, None, failure.code) for source, failure in found.failures]
    inputs.sort(key=lambda entry: (entry["source_name"], entry["source_uri"]))
    states = [entry["state"] for entry in inputs]
    return {
        "inputs": inputs,
        "counts": {state: states.count(state) for state in ("published", "quarantined", "duplicate")},
        "versions": versions(),
        "checks": [asdict(check) for check in held],
    }


def _input(source: Source, doc_id: str | None, code: str | None) -> dict[str, Any]:
    state = "quarantined" if code else "published"
    return {"source_name": source.name, "source_uri": source.uri, "sha256": doc_id, "state": state, "reason": code}
