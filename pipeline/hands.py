"""Who does the work of a run: the shards of its jobs, in worker processes here or on a Dask cluster.

Only the run itself writes the ledger. What is done with files is done in processes that it can lose: a shard is a list
of jobs of one kind (`pipeline.work`), its outcomes come back in the same order, and what is large stays on disk.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pipeline.errors import RequestError
from pipeline.limits import DOCUMENTS_A_TASK
from pipeline.sources import Failure
from pipeline.work import Crew, Faulty, Job, Unkept, cores, crew, limits, weight

Item = TypeVar("Item")
Work = TypeVar("Work", bound=Job)
#: What is given to a Prefect task, and what Prefect calls with it: `task(do)` gives what `do()` gives.
Do = Callable[[], Any]
Task = Callable[[Do], Any]

#: Faults of rows that are collected before a run gives up.
_FAULTS = 1000


class RunError(RequestError):
    """The run cannot go on; what was current still is."""


class Hands(Protocol):
    """What does shards of jobs."""

    def each(
        self, task: Any, jobs: Iterable[Work], heard: Callable[[], None]
    ) -> Iterator[tuple[list[Work], list[Any]]]:
        """Jobs in shards, each with its outcomes, as they are done within runs of a Prefect task.

        `heard` is called once for each job that was done.
        """


@dataclass(frozen=True, slots=True)
class Here:
    """Worker processes of this machine, one shard after the other."""

    crew: Crew

    def each(
        self, task: Any, jobs: Iterable[Work], heard: Callable[[], None]
    ) -> Iterator[tuple[list[Work], list[Any]]]:
        """See `Hands`."""
        for shard in shards(jobs, DOCUMENTS_A_TASK, weight):
            yield shard, task(partial(work, self.crew, shard, heard))


@contextmanager
def hands(out: Path) -> Iterator[Hands]:
    """Those that the settings name, for a run on a folder of releases."""
    from pipeline.settings import settings

    if settings().runner == "dask":
        from pipeline.cluster import cluster

        with cluster(out, settings().scheduler) as there:
            yield there
    else:
        with local_hands() as here:
            yield here


def check_server() -> None:
    """Raise `RunError` where the work is for a cluster and there is no Prefect server that it can reach."""
    from pipeline.settings import settings

    if settings().runner == "dask" and not os.environ.get("PREFECT_API_URL"):
        raise RunError(
            "Dask workers need a Prefect server that they can reach: start one (prefect server start), set "
            "PREFECT_API_URL to its address (http://HOST:4200/api), and run again."
        )


@contextmanager
def hands_ahead() -> Iterator[Hands | None]:
    """Hands that can be started before the run, while Prefect is loaded; none on a cluster."""
    from pipeline.settings import settings

    if settings().runner == "dask":
        yield None
    else:
        with local_hands() as here:
            yield here


@contextmanager
def local_hands() -> Iterator[Here]:
    """Worker processes of this machine, as the settings have them."""
    with crew(limits(), cores()) as here:
        yield Here(here)


def shards(items: Iterable[Item], size: int, weight: Callable[[Item], int] = lambda _: 1) -> Iterator[list[Item]]:
    """Items in lists of a size, the last one smaller, and each larger by less than its last item."""
    shard: list[Item] = []
    held = 0
    for item in items:
        shard.append(item)
        held += weight(item)
        if held >= size:
            yield shard
            shard, held = [], 0
    if shard:
        yield shard


def unheard() -> None:
    """Nobody waits for single jobs."""


def work(crew: Crew, shard: Sequence[Any], heard: Callable[[], None] = unheard) -> list[Any]:
    """The outcomes of a shard of jobs, in their order.

    Raises `ChecksFailedError` where rows must not be published, `RunError` where what was made cannot be kept.
    """
    from pipeline.checks import ChecksFailedError, Fault

    outcomes: dict[int, Any] = {}
    faults: list[Fault] = []
    for job, outcome in _done(crew, shard):
        heard()
        outcomes[id(job)] = outcome
        if isinstance(outcome, Unkept):
            raise RunError(f"{outcome.message}. What is current stays. Mend this and run again: it goes on from here.")
        if isinstance(outcome, Faulty):
            faults += outcome.faults[: _FAULTS - len(faults)]
    if faults:
        raise ChecksFailedError(faults)
    return [outcomes[id(job)] for job in shard]


def _done(crew: Crew, jobs: Sequence[Job]) -> Iterator[tuple[Job, Any]]:
    """Each job with its outcome; one whose process died has a second try, for it may not be to blame."""
    died: list[Job] = []
    for job, outcome in crew.run(jobs):
        if isinstance(outcome, Failure) and outcome.code == "crashed":
            died.append(job)
        else:
            yield job, outcome
    yield from crew.run(died)
