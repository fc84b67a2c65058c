"""Files whose names, number or size are a fault."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pymupdf

from tests.faults.world import World, plan, snapshot

NAMES = {
    "a line break": b"plan\n\r\x1b[31m.txt",
    "two dots": b"..txt",
    "dots and blanks": b" .. .. .txt",
    "255 bytes": b"a" * 251 + b".txt",
    "right to left": "plan\u202etxt.exe\u202c".encode(),
    "no Unicode": b"\xff\xfe.txt",
    "a formula": b"=cmd|'calc'!A1.txt",
    "a URI": b"%2e%2e%2fplan?x#y.txt",
}


def names(world: World) -> list[str]:
    """Run on files with such names; what was lost, or written elsewhere."""
    folder = world.folder / "names"
    folder.mkdir()
    for number, name in enumerate(NAMES.values()):
        (folder / Path(name.decode("utf-8", "surrogateescape")).name).write_bytes(plan(number).encode())
    around = {path.name for path in world.folder.iterdir()} | {"out-names"}
    out = world.folder / "out-names"
    done = world.run(out, inputs=folder)
    lost = [] if done.returncode == 0 else [f"status {done.returncode}: {done.stdout[-1500:]}"]
    # One that begins with a dot is hidden, and hidden files are left out.
    lost += _published(out, len(NAMES) - sum(name.startswith(b".") for name in NAMES.values()))
    lost += [f"written elsewhere: {path}" for path in world.folder.iterdir() if path.name not in around]
    lost += ["raw control characters are shown"] if {"\x1b", "\u202e", "\r"} & set(done.stdout) else []
    return lost


def many(world: World, count: int) -> list[str]:
    """Run on so many tiny files, a tenth of them alike, a tenth without content; what was lost."""
    folder, out = world.folder / f"many{count}", world.folder / f"out-many{count}"
    folder.mkdir()
    for number in range(count):
        text = "" if number % 10 == 0 else plan(0 if number % 10 == 1 else number)
        (folder / f"{number:06}.txt").write_bytes(text.encode())
    done = world.run(out, inputs=folder)
    lost = [] if done.returncode == 3 else [f"status {done.returncode}: {done.stdout[-1500:]}"]
    before = snapshot(out)
    world.run(out, inputs=folder)
    lost += [] if snapshot(out) == before else ["a second run gave something else"]
    return lost + _published(out, count - 2 * len(range(0, count, 10)) + 1)


def pages(world: World, count: int) -> list[str]:
    """Run on one PDF of so many pages; what was lost."""
    folder, out = world.folder / f"pages{count}", world.folder / f"out-pages{count}"
    folder.mkdir()
    with pymupdf.open() as document:
        for number in range(count):
            lines = ["KE HOACH", "Chuyen doi so nam 2025"] if number == 0 else []
            page = document.new_page()
            page.insert_text((72, 72), [*lines, f"{number + 1}. Phan dau {number % 100 + 1}% ho so."])
        document.save(folder / "long.pdf")
    done = world.run(out, inputs=folder)
    return ([] if done.returncode == 0 else [f"status {done.returncode}: {done.stdout[-1500:]}"]) + _published(out, 1)


def _published(out: Path, count: int) -> list[str]:
    """Whether so many documents are published, and each file of the ledger has its end."""
    with closing(sqlite3.connect(out / "ledger.sqlite")) as ledger:
        states = dict(ledger.execute("SELECT state, count(*) FROM files GROUP BY state").fetchall())
    manifest = json.loads((out / "current" / "manifest.json").read_text("utf-8"))
    rows = manifest["tables"]["documents"]["rows"]
    if (rows, states.get("published")) != (count, count) or states.keys() & {"new", "extracted"}:
        return [f"{rows} documents instead of {count}; the ledger says {states}"]
    return []
