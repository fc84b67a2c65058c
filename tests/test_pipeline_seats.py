"""The processes of a Dask worker are shared by its threads."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pipeline import seats
from pipeline.seats import Seats
from pipeline.work import Limits

LIMITS = Limits(None, 2**29)


class Crew:
    """In place of processes: counts those that there are, and at work."""

    there = 0

    def __init__(self, limits: Limits, count: int) -> None:
        self.limits, self.count, self.at_work = limits, count, threading.Lock()

    def __enter__(self) -> Crew:
        Crew.there += self.count
        return self

    def __exit__(self, *_: object) -> None:
        Crew.there -= self.count


@pytest.fixture(autouse=True)
def _crews(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "crew", Crew)
    Crew.there = 0


def test_threads_never_share_a_process_and_no_more_are_started_than_there_are_seats() -> None:
    shared = Seats(2)

    def shard(_: int) -> None:
        with shared.one(LIMITS) as crew:
            assert crew.at_work.acquire(blocking=False)  # type: ignore[attr-defined]
            time.sleep(0.001)
            crew.at_work.release()  # type: ignore[attr-defined]

    with ThreadPoolExecutor(8) as threads:
        assert len(list(threads.map(shard, range(100)))) == 100
    assert Crew.there == 2


def test_a_process_stays_for_the_next_shard_with_its_limits() -> None:
    shared = Seats(2)
    used = []
    for limits in (LIMITS, LIMITS, replace(LIMITS, time=5.0)):
        with shared.one(limits) as crew:
            used.append(crew)
    assert used[0] is used[1]
    assert used[2].limits == replace(LIMITS, time=5.0)  # type: ignore[attr-defined]
    assert Crew.there == 1


def test_a_shard_that_fails_gives_its_seat_back(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Seats(1)
    with pytest.raises(ValueError, match="a shard"), shared.one(LIMITS):
        raise ValueError("a shard")
    with monkeypatch.context() as broken:
        broken.setattr(Crew, "__enter__", lambda _: (_ for _ in ()).throw(OSError("no process")))
        with pytest.raises(OSError, match="no process"), shared.one(replace(LIMITS, time=5.0)):
            pass
    with shared.one(LIMITS):
        assert Crew.there == 1
