"""A Dask cluster that loses its workers or its scheduler while a run is at work."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from subprocess import TimeoutExpired

from tests.cluster import Cluster
from tests.faults.reader import reader
from tests.faults.world import HUNG, World, differences, snapshot, working

Fault = Callable[[World, Cluster, Random, float], "list[str] | None"]


def kill_worker(world: World, cluster: Cluster, random: Random, seconds: float) -> list[str] | None:
    """Kill a worker at a random moment; what was lost, or null where the run had ended before.

    The run itself goes on: the cluster gives the shard to another worker.
    """
    out = world.fresh()
    with reader(out) as seen:
        process = world.start(out)
        working(process, out)
        time.sleep(random.uniform(0, seconds))
        if process.poll() is not None:
            return None
        random.choice(cluster.workers()).kill()
        said, _ = process.communicate(timeout=HUNG)
        lost = [] if process.returncode == 3 else [f"the run ended with status {process.returncode}: {said[-2000:]}"]
        lost += differences(snapshot(out), world.undisturbed[0])
    cluster.wait_for_workers()
    return lost + list(seen["halves"])


def restart_scheduler(world: World, cluster: Cluster, random: Random, seconds: float) -> list[str] | None:
    """Kill the scheduler at a random moment and start it and the workers anew; what was lost.

    The run goes on, or ends with a clear word; the next one completes.
    """
    out = world.fresh()
    with reader(out) as seen:
        process = world.start(out)
        working(process, out)
        time.sleep(random.uniform(0, seconds))
        if process.poll() is not None:
            return None
        cluster.stop("scheduler")
        cluster.stop("workers")
        cluster.start_scheduler()
        cluster.start_workers()
        try:
            said, _ = process.communicate(timeout=HUNG)
        except TimeoutExpired:
            process.kill()
            return ["the run hung after the scheduler was restarted"]
        lost = [] if process.returncode == 3 else _unclear(process.returncode, said)
        cluster.wait_for_workers()
        lost += world.again(out)
    return lost + list(seen["halves"])


def _unclear(status: int, said: str) -> list[str]:
    clear = status == 1 and "Nothing is published" in said and "The Dask cluster was lost" in said
    return [] if clear and "Traceback" not in said else [f"it does not say what happened: {status}: {said[-2000:]}"]
