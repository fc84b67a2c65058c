"""Programs killed at random moments, as `kill -9` does."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from subprocess import Popen, TimeoutExpired

import psutil

from tests.faults.reader import reader
from tests.faults.world import HUNG, World, kin, working

Victim = Callable[["Popen[str]", Random], list[psutil.Process]]


def the_run(process: Popen[str], _: Random) -> list[psutil.Process]:
    """The run itself."""
    return [psutil.Process(process.pid)]


def a_worker(process: Popen[str], random: Random) -> list[psutil.Process]:
    """One of the processes that read files: those below the one that they are forked from."""
    workers = [child for parent in kin(process, "forkserver") for child in parent.children()]
    return [random.choice(workers)] if workers else []


def the_server(process: Popen[str], _: Random) -> list[psutil.Process]:
    """Prefect's server."""
    return kin(process, "pipeline.prefect_server")


VICTIMS: dict[str, Victim] = {"the run": the_run, "a worker": a_worker, "Prefect's server": the_server}


def kill(world: World, victim: str, random: Random) -> list[str] | None:
    """Kill one at a random moment of a run, and run again; what was lost, or null where the run had ended before."""
    _, seconds = world.undisturbed
    out = world.fresh()
    with reader(out) as seen:
        process = world.start(out, own_server=victim == "Prefect's server")
        working(process, out)
        time.sleep(random.uniform(0, seconds))
        try:
            victims = VICTIMS[victim](process, random)
        except psutil.NoSuchProcess:
            victims = []
        if process.poll() is not None or not victims:
            process.communicate(timeout=HUNG)
            return None
        victims[0].kill()
        try:
            process.communicate(timeout=HUNG)
        except TimeoutExpired:
            process.kill()
            return [f"the run hung after {victim} was killed"]
        lost = world.again(out)
    if seen["looks"] < 1:
        lost.append("the reader never looked")
    return lost + list(seen["halves"])
