"""Runs on a Dask cluster: the same data set as on this machine, byte for byte, and the same bad files set aside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import Cluster, cluster, free_port, world_on
from tests.faults.world import World, differences, plan, snapshot
from tests.test_cli import kehoach


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("dask") / "cluster") as started:
        yield started


@pytest.fixture(scope="module")
def world(dask: Cluster, tmp_path_factory: pytest.TempPathFactory) -> World:
    return world_on(dask, tmp_path_factory.mktemp("world") / "world", short=6, long=1)


def test_a_cluster_gives_the_same_bytes(dask: Cluster, world: World) -> None:
    out = world.fresh()
    done = world.run(out)
    assert done.returncode == 3, done.stdout
    assert differences(snapshot(out), world.undisturbed[0]) == []
    # It was the workers who did it: they have processes to read files with.
    assert any(worker.children() for worker in dask.workers())
    again = world.run(out)
    assert "(unchanged)" in again.stdout


def test_files_are_limited_and_set_aside_as_on_one_machine(dask: Cluster, world: World, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "good.txt").write_text(plan(1), encoding="utf-8")
    (folder / "empty.txt").write_text("")
    (folder / "long.txt").write_text(plan(2) * 40_000, encoding="utf-8")
    world.environment = {**dask.environment, "KEHOACH_TIME_LIMIT": "4"}
    before = {worker.pid for worker in dask.workers()}
    done = world.run(out, inputs=folder)
    assert done.returncode == 3, done.stdout
    reasons = [json.loads(path.read_text("utf-8")) for path in out.glob("quarantine/*/reason.json")]
    assert {reason["source_name"]: reason["code"] for reason in reasons} == {
        "empty.txt": "empty",
        "long.txt": "timed_out",
    }
    assert {worker.pid for worker in dask.workers()} == before
    world.environment = {**dask.environment, "KEHOACH_MEMORY_LIMIT": "700"}
    assert kehoach("retry", "--reason", "timed_out", "--out", out).returncode == 0
    done = world.run(out, inputs=folder)
    reasons = [json.loads(path.read_text("utf-8")) for path in out.glob("quarantine/*/reason.json")]
    assert {reason["source_name"]: reason["code"] for reason in reasons}["long.txt"] == "out_of_memory", done.stdout
    world.environment = dask.environment


def test_what_hinders_a_cluster_is_named(dask: Cluster, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(plan(1), encoding="utf-8")
    run = ("run", tmp_path / "a.txt", "--out", tmp_path / "out", "--runner", "dask")
    alone = kehoach(*run, PREFECT_API_URL="")
    assert (alone.returncode, "set PREFECT_API_URL" in " ".join(alone.stderr.split())) == (1, True)
    server = {"PREFECT_API_URL": dask.environment["PREFECT_API_URL"]}
    nobody = f"tcp://127.0.0.1:{free_port()}"
    lost = kehoach(*run, "--scheduler", nobody, **server, DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT="2s")
    assert (lost.returncode, f"There is no Dask scheduler at {nobody}" in lost.stderr) == (1, True)
    wrong = kehoach(*run, "--scheduler", "nonsense://", **server)
    assert (wrong.returncode, "There is no Dask scheduler at nonsense://" in wrong.stderr) == (1, True)
    assert not any("Traceback" in one.stderr for one in (alone, lost, wrong))
