"""The processes of a Dask worker, in which it does what must not harm itself (see `pipeline.cluster`)."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.work import Crew, Limits, crew


class Seats:
    """So many processes; each does one shard at a time, and stays for the next that has the same limits."""

    def __init__(self, count: int) -> None:
        # The last that became free is the first that is taken: no more are started than work at once.
        self._free: queue.LifoQueue[tuple[Limits, Crew] | None] = queue.LifoQueue()
        for _ in range(count):
            self._free.put(None)

    @contextmanager
    def one(self, limits: Limits) -> Iterator[Crew]:
        """A process with these limits, for one shard; waits until there is one."""
        held = self._free.get()
        try:
            if held is not None and held[0] != limits:
                held[1].__exit__()
                held = None
            if held is None:
                held = limits, crew(limits, 1).__enter__()
            yield held[1]
        finally:
            self._free.put(held)
