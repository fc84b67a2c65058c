"""The work of a run on a Dask cluster, through prefect-dask.

Each shard is one Prefect task on one Dask worker, which does it as the local runner does: in a process of its own, one
for each of its threads, with the same limits of time and memory, replaced when it dies (PyMuPDF crashes in threads, and
a bad file must not take the worker with it). Workers see the same folders as the run, under the same paths: what they
make goes to the folder `cache` or to the draft of the release, and only what the ledger keeps comes back.
"""

from __future__ import annotations

import multiprocessing
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask
import distributed
from prefect_dask import DaskTaskRunner

from pipeline.hands import RunError, Work, work
from pipeline.limits import EFFORT_A_DASK_TASK, NO_WORKER_LIMIT
from pipeline.seats import Seats
from pipeline.versions import later_version, reading_version
from pipeline.work import Limits, cores, effort, limits

#: Seconds between two looks whether there are workers.
_LOOK = 5.0
#: Effort of a shard that is left when its worker begins the next one: twice what it costs Prefect to begin one.
_NEARLY_DONE = 200
_LOST = "What it did is kept. Start the cluster and run again: it goes on from here."


@dataclass(frozen=True, slots=True)
class Parcel:
    """A shard on its way to a worker: its jobs, pickled, the limits of the run, and what made it."""

    jobs: bytes
    limits: Limits
    out: str
    version: str

    def __call__(self) -> bytes:
        """Do the shard; gives its outcomes, pickled, so that neither Dask nor Prefect looks into them."""
        _check_worker(self)
        jobs = pickle.loads(self.jobs)  # noqa: S301 (the run made it)
        efforts = [effort(job) for job in jobs]
        left, done = sum(efforts), iter(efforts)

        def heard() -> None:
            # The worker's thread takes the next shard now: to begin one costs Prefect a tenth of a second, in which
            # the process would stand idle.
            nonlocal left
            before, left = left, left - next(done)
            if before > _NEARLY_DONE >= left:
                distributed.secede()

        with _seats_here().one(self.limits) as crew:
            return pickle.dumps(work(crew, jobs, heard))


_lock = threading.Lock()
_seats: Seats | None = None


def _seats_here() -> Seats:
    """One for each thread of this Dask worker."""
    global _seats
    with _lock:
        if _seats is None:
            _seats = Seats(distributed.get_worker().state.nthreads)
        return _seats


def _check_worker(parcel: Parcel) -> None:
    """Raise `RunError` where this Dask worker cannot do what a run asks for."""
    address = distributed.get_worker().address
    if multiprocessing.current_process().daemon:
        raise RunError(
            f"The Dask worker {address} may not start processes. Start it with DASK_DISTRIBUTED__WORKER__DAEMON=False."
        )
    if parcel.version != _version():
        raise RunError(f"The Dask worker {address} has other code or libraries than this run. Bring it to the same.")
    if not (Path(parcel.out) / "ledger.sqlite").is_file():
        raise RunError(f"The Dask worker {address} does not see {parcel.out}. Give it the same disk at the same path.")


def _version() -> str:
    return f"{reading_version()} {later_version()}"


def tapering(jobs: Iterable[Work], threads: Callable[[], int]) -> Iterator[list[Work]]:
    """Jobs in shards that get smaller towards the end: each is half of what every thread would get of the rest.

    That is of as much of the rest as has to be known for it; no more of it is held.
    """
    most, fewest = EFFORT_A_DASK_TASK
    rest = iter(jobs)
    ahead: deque[Work] = deque()
    held = 0
    while True:
        shares = 2 * threads()
        while held < shares * most and (job := next(rest, None)):
            ahead.append(job)
            held += effort(job)
        if not ahead:
            return
        shard: list[Work] = []
        size, taken = max(fewest, min(most, held // shares)), 0
        while ahead and taken < size:
            shard.append(ahead.popleft())
            taken += effort(shard[-1])
        held -= taken
        yield shard


class Cluster:
    """Workers of a Dask cluster, several shards at once; the outcomes come as they are done."""

    def __init__(self, runner: DaskTaskRunner, out: Path, limits: Limits) -> None:
        self._runner = runner
        self._out = str(out.absolute())
        self._limits = limits

    def each(
        self, task: Any, jobs: Iterable[Work], heard: Callable[[], None]
    ) -> Iterator[tuple[list[Work], list[Any]]]:
        """See `pipeline.hands.Hands`."""
        rest = tapering(jobs, self._threads)
        waiting: dict[Any, tuple[list[Work], Any]] = {}
        try:
            with _told():
                while self._send(task, rest, waiting):
                    for future in self._first_done(list(waiting)):
                        shard, sent = waiting.pop(future)
                        outcomes = pickle.loads(sent.result())  # noqa: S301 (made by `Parcel`)
                        for _ in shard:
                            heard()
                        yield shard, outcomes
        finally:
            if waiting and self._client.status == "running":
                self._client.cancel(list(waiting))

    def _send(self, task: Any, rest: Iterator[list[Work]], waiting: dict[Any, tuple[list[Work], Any]]) -> bool:
        """Send shards until there are two for each thread, so that none waits for work; false where all are done."""
        while len(waiting) < 2 * self._threads() and (shard := next(rest, None)):
            parcel = Parcel(pickle.dumps(shard), self._limits, self._out, _version())
            sent = self._runner.submit(task, {"do": parcel})
            waiting[sent.wrapped_future] = (shard, sent)
        return bool(waiting)

    def _threads(self) -> int:
        threads: int = sum(self._client.nthreads().values())
        return max(1, threads)

    def _first_done(self, futures: list[Any]) -> Iterable[Any]:
        alone = time.monotonic()
        while True:
            with suppress(TimeoutError), self._client.as_current():
                done: Iterable[Any] = distributed.wait(futures, timeout=_LOOK, return_when="FIRST_COMPLETED").done
                return done
            if self._client.nthreads():
                alone = time.monotonic()
            elif time.monotonic() > alone + NO_WORKER_LIMIT:
                raise RunError(f"No worker has come to {self._client.scheduler.address}. {_LOST}")

    @property
    def _client(self) -> distributed.Client:
        return self._runner.client


@contextmanager
def _told() -> Iterator[None]:
    """Raise `RunError` where the cluster is lost."""
    try:
        yield
    except (CancelledError, OSError, distributed.KilledWorker) as error:
        raise RunError(f"The Dask cluster was lost: {error or type(error).__name__}. {_LOST}") from error


@contextmanager
def cluster(out: Path, address: str | None) -> Iterator[Cluster]:
    """The cluster of a scheduler; without an address one of this machine, for the time of the run."""
    # Workers may start processes; and none looks a hundred times a second at what its threads do, which is to wait,
    # or fifty times whether its loop still turns.
    told = {"worker.daemon": False, "worker.profile.enabled": False, "admin.tick.interval": "1s"}
    with dask.config.set({f"distributed.{name}": value for name, value in told.items()}):
        here = {"n_workers": cores(), "threads_per_worker": 1, "dashboard_address": None}
        runner = DaskTaskRunner(address=address) if address else DaskTaskRunner(cluster_kwargs=here)
        with runner:
            try:
                _ = runner.client
            except (OSError, ValueError) as error:
                raise RunError(f"There is no Dask scheduler at {address}: {error}.") from error
            yield Cluster(runner, out, limits())
