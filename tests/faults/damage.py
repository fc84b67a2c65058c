"""What is kept, damaged on the disk; clocks that jump; files that change while they are read; two runs at once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.faults.reader import reader
from tests.faults.world import HUNG, World, differences, snapshot

_PAGE = 4096


def _scribble(path: Path, random: Random) -> None:
    """Put random bytes over a page of a file."""
    content = bytearray(path.read_bytes())
    place = random.randrange(max(1, len(content) // _PAGE)) * _PAGE
    noise = random.randbytes(min(_PAGE, len(content) - place))
    content[place : place + len(noise)] = noise
    path.write_bytes(content)


def ledger(out: Path, random: Random) -> None:
    """A page of the ledger."""
    _scribble(out / "ledger.sqlite", random)


def kept(out: Path, random: Random) -> None:
    """Half of what was kept of readings and normalised documents."""
    for path in sorted(path for path in (out / "cache").rglob("*") if path.is_file()):
        if random.random() < 0.5:
            _scribble(path, random)


def parts(out: Path, random: Random) -> None:
    """Some parts of the release."""
    for path in sorted(path for path in (out / "current").resolve().rglob("*.parquet") if path.is_file()):
        if random.random() < 0.2:
            _scribble(path, random)


def manifest(out: Path, random: Random) -> None:
    """The release's manifest."""
    _scribble((out / "current").resolve() / "manifest.json", random)


DAMAGES: dict[str, Callable[[Path, Random], None]] = {
    "a page of the ledger": ledger,
    "half of the cached results": kept,
    "a fifth of the Parquet parts": parts,
    "the manifest": manifest,
}


def damage(world: World, what: str, random: Random, *, after: bool) -> list[str]:
    """Damage what a run left (`after` one of all files, else of some), and run again; what was lost."""
    out = world.fresh()
    if after:
        world.run(out)
    DAMAGES[what](out, random)
    return world.again(out)


_JUMPING = """
import random, sys, time
import datetime as real
jumps, true = random.Random({seed}), time.time
class Jumping(real.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
time.time = lambda: true() + jumps.choice({jumps})
real.datetime = Jumping
from pipeline.commands.run import command
command(sys.argv[1:])
"""


def jump(world: World, jumps: tuple[float, ...], seed: int) -> list[str]:
    """Run while the clock jumps by so many seconds, then with a right one; what was lost."""
    out = world.fresh()
    program = _JUMPING.format(seed=seed, jumps=jumps)
    with reader(out) as seen:
        subprocess.run(
            [sys.executable, "-c", program, str(world.inputs), "--out", str(out)],
            env={**os.environ, **world.environment},
            capture_output=True,
            timeout=HUNG,
            check=False,
        )
        lost = world.again(out)
    return lost + list(seen["halves"])


def change(world: World, random: Random) -> list[str]:
    """Replace, truncate and remove files while they are read, then put them back; what was lost."""
    out, ended = world.fresh(), threading.Event()
    paths = sorted(path for path in world.inputs.iterdir() if path.stat().st_size)
    right = {path: path.read_bytes() for path in paths}

    def meddle() -> None:
        while not ended.wait(0.005):
            path = random.choice(paths)
            match random.randrange(3):
                case 0:
                    path.write_bytes(right[path][: random.randrange(len(right[path]))])
                case 1:
                    path.unlink(missing_ok=True)
                case _:
                    other = path.with_name(f".{path.name}")
                    other.write_bytes(right[path] + b"\n2. 7%\n")
                    other.replace(path)

    meddler = threading.Thread(target=meddle)
    meddler.start()
    try:
        with reader(out) as seen:
            world.run(out)
    finally:
        ended.set()
        meddler.join()
        for path, content in right.items():
            path.write_bytes(content)
            os.utime(path, (1_700_000_000, 1_700_000_000))
    return world.again(out) + list(seen["halves"])


def two_at_once(world: World) -> list[str]:
    """Start two runs, and a third that waits; what was lost."""
    expected, _ = world.undisturbed
    out = world.fresh()
    with reader(out) as seen:
        runs = [world.start(out), world.start(out), world.start(out, "--wait")]
        said = [run.communicate(timeout=HUNG)[0] for run in runs]
    statuses = [run.returncode for run in runs]
    lost = [] if statuses[2] == 3 and sorted(statuses[:2]) in ([1, 3], [3, 3]) else [f"{statuses}: {said}"]
    lost += [
        f"it does not say why: {text}"
        for run, text in zip(runs, said, strict=True)
        if run.returncode == 1 and "is in use by process" not in text
    ]
    return lost + differences(snapshot(out), expected) + list(seen["halves"])
