"""The run as a Prefect flow: discover → extract → quarantine → normalise → compare → write → validate → publish.

A task handles a shard of many files, never one: what is done with one file is done in a worker process, which costs
milliseconds. The tasks that do so run here or on a Dask cluster (`pipeline.hands`). Between tasks everything is on disk
(`pipeline.batch`); what they are given passes unseen, for Prefect would else walk through it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import unquote_to_bytes

from prefect import Flow, State, flow, get_run_logger, tags, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import FlowRun
from prefect.context import TagsContext
from prefect.runtime import flow_run as this_run
from prefect.utilities.annotations import quote

from pipeline import batch as steps
from pipeline import dictionary, notify, sources, storage
from pipeline.batch import Batch
from pipeline.checks import Check
from pipeline.hands import Do, Hands, unheard
from pipeline.hands import hands as hands_of_settings
from pipeline.ledger import open_ledger
from pipeline.ledger.errors import told
from pipeline.releases import Draft, Release, draft
from pipeline.review.log import read_log
from pipeline.run_lock import run_lock
from pipeline.run_log import RunLog, run_log
from pipeline.settings import output_folder, settings
from pipeline.summary import RunResult, markdown, summarise

Value = TypeVar("Value")
Progress = Callable[[str, int, int], None]

FLOW_NAME = "kehoach"
ARTIFACT_KEY = "kehoach-run"


class NothingToPublishError(Exception):
    """No file could be read; the previous release stays. `result` says what became of the files."""

    def __init__(self, result: RunResult) -> None:
        super().__init__("No file could be read; nothing is published.")
        self.result = result


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a run uses but does not depend on: who does its work, and who hears of each document (step, done, of all).

    Without hands the run has those of the settings, and keeps them for itself.
    """

    hands: Hands | None = None
    progress: Progress = lambda _step, _done, _total: None


_surroundings: ContextVar[Surroundings] = ContextVar("surroundings")


def unseen(value: Value) -> Value:
    """A value on its way into a task that Prefect shall hand over without looking into it."""
    return cast("Value", quote(value))


def _surroundings_of() -> Surroundings:
    """What the caller of the flow has set up.

    A function: where Prefect starts the flow in another process it sends the flow's own names there, and a context
    variable cannot be sent.
    """
    return _surroundings.get(None) or Surroundings()


def run_once(
    paths: Iterable[str],
    out: str,
    surroundings: Surroundings,
    *,
    since: str | None = None,
    wait: bool = False,
) -> RunResult:
    """Run the flow on paths as the system gives them, and send its log off before returning."""
    token = _surroundings.set(surroundings)
    try:
        with tags(FLOW_NAME):
            return run([path_parameter(path) for path in paths], path_parameter(out), since, wait)
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


@task(name="discover", retries=2, retry_delay_seconds=1, cache_policy=NO_CACHE)
def discover(batch: Batch, paths: list[str]) -> int:
    """Find the files, and hash those that are new or have changed."""
    return steps.find(batch, paths)


@task(name="extract", retries=1, cache_policy=NO_CACHE)
def extract(do: Do) -> Any:
    """Read a shard of files."""
    return do()


@task(name="quarantine", retries=2, retry_delay_seconds=1, cache_policy=NO_CACHE)
def set_aside(batch: Batch) -> int:
    """Set unread files aside with their reasons."""
    return steps.set_aside(batch)


@task(name="normalise", cache_policy=NO_CACHE)
def normalise(do: Do) -> Any:
    """Normalise and check a shard of documents; rows that must not be published end the run."""
    return do()


@task(name="compare", cache_policy=NO_CACHE)
def compare(do: Do) -> Any:
    """Hold the documents of each of a shard of units against each other."""
    return do()


@task(name="write", retries=1, retry_delay_seconds=1, cache_policy=NO_CACHE)
def write(do: Do) -> Any:
    """Write a shard of parts."""
    return do()


@task(name="validate", cache_policy=NO_CACHE)
def validate(batch: Batch, release: Draft) -> list[Check]:
    """Join what only all documents together can tell, and check the release as a whole; a fault ends the run here."""
    steps.join(batch, release)
    return steps.validate(batch, release)


@task(name="publish", retries=2, retry_delay_seconds=1, cache_policy=NO_CACHE)
def publish(batch: Batch, release: Draft, held: list[Check]) -> Release:
    """Complete the release and make it current."""
    return steps.release(batch, release, held)


@task(name="upload", retries=2, retry_delay_seconds=1, cache_policy=NO_CACHE)
def upload(batch: Batch, release: Release | None, base: str) -> None:
    """Bring the release and the quarantine to object storage."""
    steps.upload(batch, release, base)


def _run_name() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"


def _tell_failure(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001 (Prefect's names)
    if url := settings().webhook:
        notify.send(str(url), notify.failure_message(flow_run.name, state.message or state.name or "no reason given"))


@flow(
    name=FLOW_NAME,
    flow_run_name=_run_name,
    description=__doc__,
    on_failure=[_tell_failure],
    on_crashed=[_tell_failure],
)
def run(paths: list[str], out: str, since: str | None = None, wait: bool = False) -> RunResult:
    """Read what is new below `paths` (see `path_parameter`) and publish all that stands in `out`.

    `since` has documents read again that were first seen at or after a time (ISO 8601, UTC; the empty text means
    all). Where another run is at work on `out`, `wait` waits for its end. Raises `NothingToPublishError` where no file
    could be read, `ChecksFailedError` where a check failed, `BusyError` where another run is at work.
    """
    folder = output_folder(_path(out))
    with ExitStack() as stack:
        # Before a task with tags the server looks for limits of each; where its database is busy that takes seconds.
        stack.enter_context(TagsContext(current_tags=set()))
        stack.enter_context(run_lock(folder, wait=wait))
        stack.enter_context(told())
        ledger = stack.enter_context(open_ledger(folder))
        around = _surroundings_of()
        hands = around.hands or stack.enter_context(hands_of_settings(folder))
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}"
        batch = Batch(folder, ledger, now, since, read_log(folder))
        places = [_path(path) for path in paths]
        log = stack.enter_context(run_log(folder, this_run.get_name() or "", places))
        return _run(batch, hands, around.progress, places, _path(out), log)


def _run(batch: Batch, hands: Hands, progress: Progress, paths: list[str], out: str, files_log: RunLog) -> RunResult:
    log = get_run_logger()
    published = None
    try:
        log.info("%d files", discover(unseen(batch), unseen(paths)))
        _complete_documents(batch, hands, progress)
        published = _publish(batch, hands)
        if storage.is_url(out):
            upload(unseen(batch), unseen(published), out)
        if published is not None:
            log.info("%s %s", "published" if published.new else "unchanged", published.folder.name)
    finally:
        places = [sources.path_location(sources.root_of(path)) for path in paths]
        result = summarise(batch.ledger, places, batch.now, published)
        files_log.files(batch.ledger.entries(of_run=batch.now))
        for entry in result.new_quarantined.first:
            if entry.reason:
                log.warning("%s quarantined: %s: %s", entry.name, entry.reason.code, entry.reason.message)
        for flag in dictionary.unexplained_flags(result.flags):
            log.warning("flag %s is missing in patterns/flags.yaml", flag)
        create_markdown_artifact(markdown(result), key=ARTIFACT_KEY, description="What the run read and published")
    if (url := settings().webhook) and (message := notify.quarantine_message(this_run.get_name() or "", result)):
        notify.send(str(url), message)
    if published is None:
        raise NothingToPublishError(result)
    outcome = {"release": published.folder.name, "new": published.new, "files": batch.ledger.counts()}
    files_log.tell("run_ended", outcome)
    return result


def _complete_documents(batch: Batch, hands: Hands, progress: Progress) -> None:
    """Read what is to be read and normalise what is to be normalised."""
    count, jobs = steps.to_read(batch)
    done = 0

    def read_one() -> None:
        nonlocal done
        done += 1
        progress("reading", done, count)

    for shard, outcomes in hands.each(extract, jobs, read_one):
        steps.enter_read(batch, shard, outcomes)
    set_aside(unseen(batch))
    given_up = 0
    for documents, completed in hands.each(normalise, steps.to_normalise(batch), unheard):
        given_up += steps.enter_normalised(batch, documents, completed)
    if given_up:
        set_aside(unseen(batch))


def _publish(batch: Batch, hands: Hands) -> Release | None:
    """Publish what stands; null where nothing does."""
    while batch.ledger.part_sizes():
        try:
            return _publish_all(batch, hands)
        except steps.LostError:
            # Each time fewer are left.
            set_aside(unseen(batch))
    return None


def _publish_all(batch: Batch, hands: Hands) -> Release:
    for units, found in hands.each(compare, steps.to_compare(batch), unheard):
        steps.enter_compared(batch, units, found)
    with draft(batch.out) as release:
        for parts, files in hands.each(write, steps.plan(batch, release), unheard):
            steps.enter_written(batch, release, parts, files)
        held = validate(unseen(batch), unseen(release))
        return publish(unseen(batch), unseen(release), unseen(held))
