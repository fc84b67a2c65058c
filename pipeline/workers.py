"""Worker processes that outlive bad files.

A file may crash the interpreter, use up the memory or never end. Each worker therefore holds one item at a
time and has a deadline; when it dies or is late, the item gets a `Failure`, a new worker takes its place, and
the rest goes on. (An executor of the standard library gives up altogether when one of its workers dies.)
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Self, TypeVar, cast

from pipeline.sources import Failure

#: What becomes of a file that needs more memory than a worker may take.
OUT_OF_MEMORY = Failure(
    "out_of_memory",
    "Reading the file takes more memory than one file may have. Split it into smaller files, or raise "
    "KEHOACH_MEMORY_LIMIT (in MiB), and run again.",
)

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass
class _Worker(Generic[Item]):
    process: Any
    pipe: Connection
    item: Item | None = None
    deadline: float = 0.0
    patience: float = 0.0


class Workers(Generic[Item, Result]):
    """A fixed number of processes that apply `function` to items; a context manager.

    They are forked from a clean process that has imported `preload`, never from this one, whose threads
    and locks a fork would break. `time_limit` gives the seconds for an item; `memory_limit` is the most bytes
    that a process may hold for its data.
    """

    def __init__(
        self,
        function: Callable[[Item], Result],
        count: int,
        time_limit: Callable[[Item], float],
        memory_limit: int,
        preload: str | None = None,
    ) -> None:
        self._function = function
        self._count = count
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._context = multiprocessing.get_context("forkserver")
        if preload:
            self._context.set_forkserver_preload([preload])
        self._workers: list[_Worker[Item]] = []

    def __enter__(self) -> Self:
        """Start the processes; they load what they need while the caller goes on."""
        self._workers = [self._start() for _ in range(self._count)]
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the processes, whatever they are doing."""
        for worker in self._workers:
            self._stop(worker)
        self._workers = []

    def run(self, items: Iterable[Item]) -> Iterator[tuple[Item, Result | Failure]]:
        """Each item with its result or its failure, in the order in which they end."""
        waiting = iter(items)
        try:
            for worker in self._workers:
                self._give(worker, waiting)
            yield from self._gather(waiting)
        finally:
            # Whoever stops listening must not find the rest of this run's results in the next one.
            for worker in self._workers:
                if worker.item is not None:
                    worker.item = None
                    self._replace(worker)

    def _gather(self, waiting: Iterator[Item]) -> Iterator[tuple[Item, Result | Failure]]:
        while busy := [worker for worker in self._workers if worker.item is not None]:
            patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
            ready = wait([worker.pipe for worker in busy], patience)
            now = time.monotonic()
            for worker in busy:
                if worker.pipe in ready:
                    outcome = self._receive(worker)
                elif worker.deadline <= now:
                    outcome = _late(worker.patience)
                    self._replace(worker)
                else:
                    continue
                item = cast("Item", worker.item)
                worker.item = None
                self._give(worker, waiting)
                yield item, outcome

    def _give(self, worker: _Worker[Item], waiting: Iterator[Item]) -> None:
        for item in waiting:
            worker.patience = self._time_limit(item)
            worker.item, worker.deadline = item, time.monotonic() + worker.patience
            try:
                worker.pipe.send(item)
            except BrokenPipeError:
                # It died while idle; the next one gets the item.
                self._replace(worker)
                worker.pipe.send(item)
            return

    def _receive(self, worker: _Worker[Item]) -> Result | Failure:
        try:
            return cast("Result", worker.pipe.recv())
        except (EOFError, OSError):
            worker.process.join()
            code = worker.process.exitcode or 0
            ended = signal.Signals(-code).name if code < 0 else f"status {code}"
            self._replace(worker)
            return Failure(
                "crashed",
                f"The process that read the file died ({ended}). The file may be damaged: open it in a viewer, "
                "save it anew and run again.",
            )

    def _start(self) -> _Worker[Item]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._function, self._memory_limit), daemon=True)
        with _deaf_to_the_keyboard():
            process.start()
        # With our copy closed, the end of the process ends the pipe.
        theirs.close()
        return _Worker(process, ours)

    def _stop(self, worker: _Worker[Item]) -> None:
        # Its group goes too: programs that it started would work on for nobody. It has none while it is still starting.
        with suppress(ProcessLookupError):
            os.killpg(worker.process.pid, signal.SIGKILL)
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()

    def _replace(self, worker: _Worker[Item]) -> None:
        self._stop(worker)
        fresh = self._start()
        worker.process, worker.pipe = fresh.process, fresh.pipe


@contextmanager
def _deaf_to_the_keyboard() -> Iterator[None]:
    """What is started here never hears Ctrl-C, not even while it loads; the parent alone decides what that means."""
    # It unblocks the signal once it has started, so it must have done so before.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _late(seconds: float) -> Failure:
    return Failure(
        "timed_out",
        f"The file took longer than {seconds:.0f} seconds. Split it into smaller files, or raise KEHOACH_TIME_LIMIT "
        "(in seconds), and run again.",
    )


def _serve(pipe: Connection, function: Callable[[Any], Any], memory_limit: int) -> None:
    """Apply the function to what comes in until the pipe ends, as it does when the parent is gone."""
    # What it starts, such as Tesseract, is of its group, and ends with it however it ends (`Workers._stop`).
    os.setpgrp()
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    limit = memory_limit if most == resource.RLIM_INFINITY else min(memory_limit, most)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, most))
    # One file makes few cycles and many objects: looking for cycles while it is read costs a third of the time.
    gc.freeze()
    gc.disable()
    while True:
        try:
            item = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(function(item))
        except MemoryError:
            pipe.send(OUT_OF_MEMORY)
        gc.collect()
