"""How the jobs of a step are divided among Prefect tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from pipeline.cluster import tapering
from pipeline.hands import shards
from pipeline.limits import EFFORT_A_DASK_TASK
from pipeline.sources import Source
from pipeline.work import Document, Job, Normalise, Read, WritePart, effort, weight

MOST, LEAST = EFFORT_A_DASK_TASK
WEIGHTS = st.lists(st.integers(1, 600), max_size=300)
THREADS = st.integers(1, 8)


def parts(weights: Sequence[int]) -> list[WritePart]:
    document = Document("0" * 64, Source.at("file:///a.txt", "a.txt", "a.txt"), "cache", "read")
    return [WritePart(str(number), "folder", (document,) * count, "key") for number, count in enumerate(weights)]


def documents(shard: Sequence[Job]) -> int:
    return sum(map(weight, shard))


def efforts(shard: Sequence[Job]) -> int:
    return sum(map(effort, shard))


@given(WEIGHTS, st.integers(1, 1000))
def test_a_shard_exceeds_its_size_by_its_last_item_at_most(weights: list[int], size: int) -> None:
    jobs = parts(weights)
    found = list(shards(jobs, size, weight))
    assert [job for shard in found for job in shard] == jobs
    assert all(documents(shard[:-1]) < size for shard in found)
    assert all(documents(shard) >= size for shard in found[:-1])


@given(WEIGHTS, THREADS)
def test_tasks_of_a_cluster_hold_every_job_once_and_no_more_than_they_should(weights: list[int], threads: int) -> None:
    jobs = parts(weights)
    found = list(tapering(jobs, lambda: threads))
    assert [job for shard in found for job in shard] == jobs
    assert all(efforts(shard[:-1]) < MOST for shard in found)
    assert all(efforts(shard) >= LEAST for shard in found[:-1])


@given(st.integers(0, 5000), THREADS)
def test_no_task_keeps_the_others_waiting_at_the_end(count: int, threads: int) -> None:
    jobs = parts([1] * count)
    left = efforts(jobs)
    for shard in tapering(jobs, lambda: threads):
        assert efforts(shard) <= max(LEAST, left / (2 * threads)) + effort(shard[-1])
        left -= efforts(shard)
    assert left == 0


@given(THREADS)
def test_jobs_are_not_all_held_at_once(threads: int) -> None:
    asked = 0

    def endless() -> Iterator[WritePart]:
        nonlocal asked
        (job,) = parts([1])
        while True:
            asked += 1
            yield job

    tasks = tapering(endless(), lambda: threads)
    for number in range(1, 5):
        shard = next(tasks)
        assert MOST <= efforts(shard) < MOST + effort(shard[-1])
        assert asked * effort(shard[-1]) <= (2 * threads + number) * (MOST + effort(shard[-1]))


def test_jobs_that_take_less_make_fewer_tasks() -> None:
    document = parts([1])[0].documents[0]
    tasks = {kind: len(list(tapering([kind(document)] * 1000, lambda: 2))) for kind in (Read, Normalise)}
    assert tasks[Normalise] < tasks[Read]
