"""Disks that are full or read-only: small file systems in memory, mounted for the test."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.reader import reader
from tests.faults.world import World, released, snapshot


def may_mount(folder: Path) -> bool:
    """Whether this process may mount file systems."""
    folder.mkdir()
    try:
        with mounted(folder, 2**20):
            return True
    except (subprocess.CalledProcessError, FileNotFoundError):
        return False


@contextmanager
def mounted(folder: Path, size: int) -> Iterator[None]:
    """A file system in memory of so many bytes."""
    _mount("mount", "-t", "tmpfs", "-o", f"size={size}", "kehoach", str(folder))
    try:
        yield
    finally:
        _mount("umount", "--lazy", str(folder))


def _mount(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def used(folder: Path) -> int:
    """Bytes of a file system that are used."""
    words = subprocess.run(
        ["df", "--block-size=1", "--output=used", str(folder)], capture_output=True, text=True, check=True
    )
    return int(words.stdout.split()[-1])


def fill(world: World, share: float) -> list[str]:
    """Run where so much of the space that a run needs is free, then with more; what was lost."""
    folder = world.folder / f"full{share}"
    folder.mkdir()
    with mounted(folder, 2**28):
        out = world.fresh(folder / "out")
        before, began = released(out), used(folder)
        world.run(out)
        needed = used(folder) - began
    with mounted(folder, 2**28):
        out = world.fresh(folder / "out")
        _mount("mount", "-o", f"remount,size={used(folder) + int(needed * share)}", str(folder))
        with reader(out) as seen:
            done = world.run(out)
            lost = refused(done, "space") if share < 1 else []
            # Its ledger cannot be asked: SQLite needs space to open it.
            if share < 1 and released(out) != before:
                lost.append("the release of before is another")
            _mount("mount", "-o", f"remount,size={2**28}", str(folder))
            lost += world.again(out)
        return lost + list(seen["halves"])


def lock_out(world: World) -> list[str]:
    """Run where nothing can be written, then where it can; what was lost."""
    folder = world.folder / "read-only"
    folder.mkdir()
    with mounted(folder, 2**28):
        out = world.fresh(folder / "out")
        before = snapshot(out)
        _mount("mount", "-o", "remount,ro", str(folder))
        lost = refused(world.run(out), "Read-only")
        _mount("mount", "-o", "remount,rw", str(folder))
        if snapshot(out) != before:
            lost.append("the data set of before is another")
        return lost + world.again(out)


def refused(done: subprocess.CompletedProcess[str], word: str) -> list[str]:
    """What is wrong with how a run says that it could not publish."""
    faults = [] if done.returncode == 1 else [f"it ended with status {done.returncode}"]
    faults += [] if "Nothing is published" in done.stdout and word in done.stdout else ["it does not say what is wrong"]
    faults += ["it shows a traceback"] if "Traceback" in done.stdout else []
    return [f"{fault}: {done.stdout[-1500:]}" for fault in faults]
