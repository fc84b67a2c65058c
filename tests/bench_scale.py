"""How runs grow: `make bench-scale`, or `python -m tests.bench_scale --sizes 100 1000 10000 --ways one two dask`.

So many synthetic documents are read and published, by one process, by two, and by a Dask cluster of two workers. The
clock runs from the run's lock to its end, so that Prefect's start is left out; memory is the most that was seen of one
process of each kind: the run itself, those that read files, and Prefect's server. Ends with status 1 where an aim is
missed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pyarrow.compute as pc

from pipeline import prefect_server
from pipeline.dataset import open_dataset
from tests.cluster import Cluster, cluster
from tests.faults.world import KEHOACH, working
from tests.synthetic import documents

SIZES = (100, 1_000, 10_000)
#: The most that a document may cost in the largest run, by its cost in the run before; the same of memory.
GROWTH, MEMORY_GROWTH = 1.1, 1.25
#: How many times faster than one process a way must be.
SPEED = {"two": 1.8, "dask": 1.6}
#: The processes of a run; the last has the database of all runs behind it.
KINDS = ("run", "worker", "server")
#: Share of the true percentages that must be found.
RECALL = 0.95
_LOOK = 1.0
_WARM = 20
#: Documents in which the true percentages are looked for.
_LOOKED_AT = 1_000


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run took: seconds by the clock and of processors, and MiB of the largest process of each of `KINDS`."""

    documents: int
    pages: int
    seconds: float
    processor: float
    memory: Mapping[str, float]

    @property
    def cost(self) -> float:
        """Seconds a document."""
        return self.seconds / self.documents


def main() -> int:
    """Print the figures and whether they hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many documents")
    parser.add_argument("--ways", nargs="+", choices=("one", "two", "dask"), default=("one", "two", "dask"))
    asked = parser.parse_args()
    print(f"{'way':<5} {'documents':>9} {'pages':>7} {'s':>8} {'doc/s':>7} {'pages/s':>8} {'CPU ms/doc':>11}", end="")
    print("".join(f" {kind + ' MiB':>10}" for kind in KINDS) + "  percentages found")
    with tempfile.TemporaryDirectory(prefix="kehoach-bench-") as place:
        held = _all(Path(place), sorted(asked.sizes), asked.ways)
    return 0 if held else 1


def _all(folder: Path, sizes: list[int], ways: Iterable[str]) -> bool:
    found: dict[str, list[Figures]] = {}
    verdicts = []
    _write(folder / "warm", _WARM)
    for size in sizes:
        _write(folder / f"in{size}", size)
        for way in ways:
            out = folder / f"out{size}-{way}"
            # The cluster takes its share of the cores, also when it is idle: it is there for its own runs alone.
            with cluster(folder / f"cluster{size}") if way == "dask" else nullcontext() as dask:
                measure(folder / "warm", folder / f"warm{size}-{way}", way, dask)
                figures = measure(folder / f"in{size}", out, way, dask)
            found.setdefault(way, []).append(figures)
            recall = recall_of(out, size)
            verdicts.append(recall >= RECALL)
            print(
                f"{way:<5} {figures.documents:>9} {figures.pages:>7} {figures.seconds:>8.1f} "
                f"{figures.documents / figures.seconds:>7.1f} {figures.pages / figures.seconds:>8.1f} "
                f"{1000 * figures.processor / figures.documents:>11.1f}"
                + "".join(f" {figures.memory[kind]:>10.0f}" for kind in KINDS)
                + f"  {recall:.1%}",
                flush=True,
            )
    return all([*verdicts, *_verdicts(found)])


def _verdicts(found: Mapping[str, list[Figures]]) -> list[bool]:
    held = []
    for way, runs in found.items():
        if len(runs) > 1:
            before, last = runs[-2:]
            told = f"{way}, {last.documents} by {before.documents} documents"
            held.append(_aim(f"{told}: cost a document", last.cost / before.cost, most=GROWTH))
            for kind in KINDS:
                grown = last.memory[kind] / before.memory[kind]
                held.append(_aim(f"{told}: memory of the {kind}", grown, most=MEMORY_GROWTH))
        if way in SPEED and "one" in found:
            faster = found["one"][-1].seconds / runs[-1].seconds
            held.append(_aim(f"{way}: speed, by that of one process", faster, least=SPEED[way]))
    return held


def _aim(what: str, value: float, *, most: float | None = None, least: float | None = None) -> bool:
    held = (most is None or value <= most) and (least is None or value >= least)
    aim = f"at most {most}" if least is None else f"at least {least}"
    print(f"{what}: {value:.2f}, {aim}: {'held' if held else 'MISSED'}")
    return held


def _write(folder: Path, count: int) -> None:
    folder.mkdir()
    for document in documents(count):
        (folder / document.name).write_bytes(document.text.encode())


def measure(inputs: Path, out: Path, way: str, dask: Cluster | None) -> Figures:
    """Run on the files of a folder, and look at the processes while it works."""
    environment = dask.environment if dask else {"KEHOACH_WORKERS": {"one": "1", "two": "2"}[way]}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        process = subprocess.Popen(
            [KEHOACH, "run", str(inputs), "--out", str(out)],
            env={**_plain_environment(), **environment},
            stdout=subprocess.DEVNULL,
            stderr=told,
            text=True,
        )
        began = working(process, out)
        roots = {"run": process.pid}
        if dask:
            roots |= {"worker": dask.programs["workers"].pid, "server": dask.programs["server"].pid}
        spent_before, memory = _look(roots)
        spent = dict(spent_before)
        while True:
            times, largest = _look(roots)
            spent |= times
            memory = {kind: max(memory[kind], largest[kind]) for kind in KINDS}
            # Its end is seen at once; the look itself takes time from the run, so it is a rare one.
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK)
                break
        seconds = time.monotonic() - began
        told.seek(0)
        assert process.returncode == 0, told.read()
    rows = open_dataset(out).rows("documents", ["page_count"])
    processor = sum(spent.values()) - sum(spent_before.values())
    return Figures(len(rows), sum(row["page_count"] for row in rows), seconds, processor, memory)


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("KEHOACH_")}


def _look(roots: Mapping[str, int]) -> tuple[dict[int, float], dict[str, float]]:
    """Seconds of processors that each process has used, and MiB of the largest of each kind.

    `roots` are the processes that were started; what is below one is of its kind, and below the run its workers and
    its server.
    """
    times: dict[int, float] = {}
    memory = dict.fromkeys(KINDS, 0.0)
    for root, pid in roots.items():
        with suppress(psutil.NoSuchProcess):
            for one in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    used = one.cpu_times()
                    times[one.pid] = used.user + used.system
                    kind = root if root != "run" or one.pid == pid else _kind(one)
                    memory[kind] = max(memory[kind], one.memory_info().rss / 2**20)
    return times, memory


def _kind(child: psutil.Process) -> str:
    return "server" if prefect_server.__name__ in child.cmdline() else "worker"


def recall_of(out: Path, count: int) -> float:
    """The share of the percentages of so many synthetic documents, or of a thousand of them, that are targets there."""
    seen = {document.name: document for document in documents(range(0, count, max(1, count // _LOOKED_AT)))}
    dataset = open_dataset(out)
    named = dataset.rows("documents", ["doc_id", "source_name"], filters=pc.field("source_name").isin(list(seen)))
    names = {row["doc_id"]: row["source_name"] for row in named}
    targets: dict[str, set[tuple[int, float]]] = {}
    columns = ["doc_id", "line_start", "line_end", "value"]
    for row in dataset.rows("targets", columns, filters=pc.field("doc_id").isin(list(names))):
        lines = range(row["line_start"], row["line_end"] + 1)
        targets.setdefault(names[row["doc_id"]], set()).update((line, row["value"]) for line in lines)
    wanted = [(name, place) for name, document in seen.items() for place in document.percentages]
    return sum(place in targets.get(name, ()) for name, place in wanted) / len(wanted)


if __name__ == "__main__":
    sys.exit(main())
