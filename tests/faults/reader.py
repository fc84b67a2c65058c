"""A reader that never rests: looks at `current` until its standard input ends, and says what it saw.

Run as `python -m tests.faults.reader OUT`; prints one JSON object: how often it looked, and every half release.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.parts import file_digest


def half(release: Path, *, hashed: bool) -> str | None:
    """What is missing in a release, or differs from what its manifest says; null where it is whole."""
    try:
        manifest = json.loads((release / "manifest.json").read_text("utf-8"))
        files = {
            release / f"{table}.parquet" / f"{part}.parquet" if part else release / f"{table}.parquet": file
            for table, entry in manifest["tables"].items()
            for part, file in entry["files"].items()
        }
        files[release / manifest["inputs"]["file"]] = manifest["inputs"]
        for path, file in files.items():
            if path.stat().st_size != file["bytes"] or (hashed and file_digest(path) != file["sha256"]):
                return f"{path} is not what the manifest says"
    except (OSError, ValueError, KeyError) as error:
        return f"{release}: {error!r}"
    return None


def look(out: Path) -> dict[str, Any]:
    """Look at `current` until standard input ends."""
    looks, halves = 0, set()
    known: set[Path] = set()
    while not select.select([sys.stdin], [], [], 0.02)[0]:
        if not (out / "current").is_symlink():
            halves.add("current is gone")
            continue
        release = (out / "current").resolve()
        if fault := half(release, hashed=release not in known):
            halves.add(fault)
        known.add(release)
        looks += 1
    return {"looks": looks, "halves": sorted(halves)}


@contextmanager
def reader(out: Path) -> Iterator[dict[str, Any]]:
    """A reader in a process of its own; what it saw stands in the dictionary afterwards."""
    seen: dict[str, Any] = {}
    command = [sys.executable, "-m", "tests.faults.reader", str(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield seen
        finally:
            said, _ = process.communicate()
            seen.update(json.loads(said))


if __name__ == "__main__":
    print(json.dumps(look(Path(sys.argv[1]))))
