"""A Dask worker killed, and the scheduler restarted, each once while files are read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random

import pytest

from tests.cluster import Cluster, cluster, world_on
from tests.faults import clusters
from tests.faults.world import World

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("dask") / "cluster") as started:
        yield started


@pytest.fixture(scope="module")
def world(dask: Cluster, tmp_path_factory: pytest.TempPathFactory) -> World:
    return world_on(dask, tmp_path_factory.mktemp("world") / "world", short=12, long=3)


@pytest.fixture(scope="module")
def seconds(world: World) -> float:
    """How long an undisturbed run takes on the cluster, once its workers have loaded what they need."""
    for _ in range(2):
        began = time.monotonic()
        assert world.run(world.fresh()).returncode == 3
    return (time.monotonic() - began) / 2


@pytest.mark.parametrize("fault", [clusters.kill_worker, clusters.restart_scheduler])
def test_a_broken_cluster_loses_nothing(dask: Cluster, world: World, seconds: float, fault: clusters.Fault) -> None:
    random = Random(fault.__name__)
    while (lost := fault(world, dask, random, seconds)) is None:
        continue
    assert lost == []
