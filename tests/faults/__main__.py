"""`make faults`: every fault made for real and often; a table of what was done, how often, and what was lost.

`python -m tests.faults [KILLS [WORDS]]`: so many kills in all (50 by default), and only faults whose names hold some
words. Ends with status 1 where something was lost.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

from pipeline.prefect_environment import configure_prefect
from pipeline.prefect_server import prefect_server
from tests.cluster import Cluster, cluster, world_on
from tests.faults import clusters, damage, disks, files, kills
from tests.faults.world import World

#: Of all kills, how many are of each.
_SHARES = {"the run": 0.5, "a worker": 0.3, "Prefect's server": 0.2}
_SHARES_OF_SPACE = (0.02, 0.1, 0.25, 0.4, 0.55, 0.7, 0.8, 0.9, 0.95, 0.99)
_CLOCKS = {"a day back": (-86400.0,), "a year on": (3.2e7,), "to and fro": (0.0, -7200.0, 7200.0, -3.2e7)}

_OF_CLUSTERS: dict[str, clusters.Fault] = {
    "kill -9 of a Dask worker at a random moment": clusters.kill_worker,
    "the Dask scheduler is restarted at a random moment": clusters.restart_scheduler,
}

Trial = Callable[[], list[str] | None]


def cluster_trials(world: World, cluster: Cluster, count: int) -> Iterator[tuple[str, list[Trial]]]:
    """The same of a Dask cluster."""
    began = time.monotonic()
    assert world.run(world.fresh()).returncode == 3
    seconds = (time.monotonic() - began) / 2
    for what, fault in _OF_CLUSTERS.items():
        yield what, [partial(fault, world, cluster, Random(n), seconds) for n in range(max(1, count // 5))]


def trials(world: World, count: int) -> Iterator[tuple[str, list[Trial]]]:
    """What is done, and each time that it is done."""
    for victim, share in _SHARES.items():
        yield (
            f"kill -9 of {victim} at a random moment",
            [partial(kills.kill, world, victim, Random(f"{victim} {n}")) for n in range(round(count * share))],
        )
    if disks.may_mount(world.folder / "may"):
        yield "the disk is full at some stage", [partial(disks.fill, world, share) for share in _SHARES_OF_SPACE]
        yield "the output is read-only", [partial(disks.lock_out, world)]
    else:
        print("Full and read-only disks are left out: this process may not mount file systems.")
    for what in damage.DAMAGES:
        yield (
            f"damaged: {what}",
            [partial(damage.damage, world, what, Random(n), after=n % 2 == 0) for n in range(4)],
        )
    for what, jumps in _CLOCKS.items():
        yield f"the clock jumps {what}", [partial(damage.jump, world, jumps, 1)]
    yield (
        "files replaced, removed and truncated while they are read",
        [partial(damage.change, world, Random(n)) for n in range(3)],
    )
    yield "two runs at once, and one that waits", [partial(damage.two_at_once, world)]
    yield "names with line breaks, dots, 255 bytes, right-to-left marks", [partial(files.names, world)]
    yield "10,000 tiny files", [partial(files.many, world, 10_000)]
    yield "a PDF of 3,000 pages", [partial(files.pages, world, 3_000)]


def main() -> int:
    """Do all of it and print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    words = sys.argv[2] if len(sys.argv) > 2 else ""
    with tempfile.TemporaryDirectory(prefix="kehoach-faults-") as place:
        os.environ.pop("PREFECT_API_URL", None)
        os.environ["PREFECT_HOME"] = str(Path(place) / "prefect")
        configure_prefect()
        with prefect_server() as server:
            assert server is not None
            server.wait()
            world = World(Path(place) / "world", {"PREFECT_API_URL": server.api_url})
            print(f"An undisturbed run works for {world.undisturbed[1]:.1f} s.\n")
            print(f"{'fault':<62} {'times':>5} {'took':>7}  lost")
            lost = [_show(what, times) for what, times in trials(world, count) if words in what]
        if any(words in what for what in _OF_CLUSTERS):
            with cluster(Path(place) / "cluster") as dask:
                world = world_on(dask, Path(place) / "world on Dask")
                lost += [_show(what, times) for what, times in cluster_trials(world, dask, count) if words in what]
    return 1 if any(lost) else 0


def _show(what: str, times: list[Trial]) -> bool:
    began, lost, done = time.monotonic(), [], 0
    for trial in times:
        # A kill that came after the end is none; the next try draws another moment.
        while (outcome := trial()) is None:
            continue
        lost += outcome
        done += 1
    print(f"{what:<62} {done:>5} {time.monotonic() - began:>5.0f} s  {'nothing' if not lost else ''}", flush=True)
    for one in lost:
        print(f"    {one}", flush=True)
    return bool(lost)


if __name__ == "__main__":
    sys.exit(main())
