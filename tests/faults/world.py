"""What a fault is made in: files, a release from before, an undisturbed run to compare with, and runs to disturb."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psutil

from tests.synthetic import documents

KEHOACH = Path(sys.executable).with_name("kehoach")
#: Seconds after which a run has hung.
HUNG = 900.0
PLACES = ("xã Hưng Đạo, huyện Tứ Kỳ, tỉnh Hải Dương", "xã Phùng Minh, huyện Ngọc Lặc, tỉnh Thanh Hóa")


def plan(number: int) -> str:
    """A short plan, one of many."""
    return (
        f"ỦY BAN NHÂN DÂN\n{PLACES[number % 2]}\n\nKẾ HOẠCH\nChuyển đổi số năm {2021 + number % 5}\n\n"
        f"Căn cứ Quyết định số {number + 1}/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ;\n"
        f"1. Phấn đấu {number % 100 + 1}% hồ sơ được xử lý trực tuyến.\n"
    )


@dataclass
class World:
    """Files in `folder`, of which some are published already.

    `environment` goes to every run. The files: short plans, copies of the samples, one without content, one twice.
    """

    folder: Path
    environment: Mapping[str, str]
    short: int = 12
    long: int = 3
    made: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Write the files and publish the first of them."""
        self.inputs.mkdir(parents=True)
        for number in range(3):
            self._write(f"{number:03}.txt", plan(number))
        assert self.run(self.base).returncode == 0
        for number in range(3, self.short):
            self._write(f"{number:03}.txt", plan(number))
        for document in documents(self.long, seed=7):
            self._write(document.name, document.text)
        self._write("twice.txt", plan(0))
        self._write("empty.txt", "")

    def _write(self, name: str, text: str) -> None:
        path = self.inputs / name
        path.write_bytes(text.encode())
        # At rest for long: what was hashed once need not be hashed again.
        os.utime(path, (1_700_000_000, 1_700_000_000))

    @property
    def inputs(self) -> Path:
        """The folder of all files."""
        return self.folder / "inputs"

    @property
    def base(self) -> Path:
        """The data set from before, with a part of the files."""
        return self.folder / "base"

    @cached_property
    def undisturbed(self) -> tuple[dict[str, bytes], float]:
        """What a run gives that nothing disturbs, and how many seconds it works (from its lock on)."""
        out = self.fresh()
        process = self.start(out)
        began = working(process, out)
        assert process.wait(HUNG) == 3, said(process)
        return snapshot(out), time.monotonic() - began

    def fresh(self, out: Path | None = None) -> Path:
        """A new copy of the data set from before."""
        self.made += 1
        out = out or self.folder / f"out{self.made}"
        shutil.copytree(self.base, out, symlinks=True, dirs_exist_ok=True)
        return out

    def start(
        self, out: Path, *options: str, inputs: Path | None = None, own_server: bool = False
    ) -> subprocess.Popen[str]:
        """A run on all files, or on those of another folder; with a Prefect server of its own if asked."""
        return subprocess.Popen(
            [KEHOACH, "run", str(inputs or self.inputs), "--out", str(out), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **self.environment, **({"PREFECT_API_URL": ""} if own_server else {})},
        )

    def run(self, out: Path, *options: str, inputs: Path | None = None) -> subprocess.CompletedProcess[str]:
        """The same to its end."""
        process = self.start(out, *options, inputs=inputs)
        text, _ = process.communicate(timeout=HUNG)
        return subprocess.CompletedProcess(process.args, process.returncode, text)

    def again(self, out: Path, status: int = 3) -> list[str]:
        """Run once more after a fault; says what is not as after an undisturbed run."""
        expected, _ = self.undisturbed
        done = self.run(out)
        if done.returncode != status:
            return [f"the run after the fault ended with status {done.returncode}: {done.stdout[-2000:]}"]
        return differences(snapshot(out), expected)


def said(process: subprocess.Popen[str]) -> str:
    """What a run that has ended wrote."""
    return process.stdout.read() if process.stdout else ""


def working(process: subprocess.Popen[str], out: Path) -> float:
    """Wait until a run has its lock; returns when that was."""
    while process.poll() is None:
        lock = out / ".lock"
        if lock.exists() and f"process {process.pid} " in lock.read_text():
            break
        time.sleep(0.01)
    return time.monotonic()


def kin(process: subprocess.Popen[str], words: str) -> list[psutil.Process]:
    """The processes below a run whose command line holds some words."""
    found = []
    for child in psutil.Process(process.pid).children(recursive=True):
        try:
            if words in " ".join(child.cmdline()):
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found


def released(out: Path) -> dict[str, bytes]:
    """The files of the current release."""
    release = (out / "current").resolve()
    return {f"current/{path.relative_to(release)}": path.read_bytes() for path in _files(release)}


def snapshot(out: Path) -> dict[str, bytes]:
    """All that a data set says: the files of its release, its quarantine, and the state of each file."""
    content = released(out)
    content |= {
        f"quarantine/{path.relative_to(out / 'quarantine')}": path.read_bytes() for path in _files(out / "quarantine")
    }
    with closing(sqlite3.connect(f"file:{out / 'ledger.sqlite'}?mode=ro", uri=True)) as ledger:
        rows = ledger.execute(
            "SELECT location, doc_id, state, missing FROM files WHERE state != 'superseded' ORDER BY 1, 2"
        )
        content["ledger"] = json.dumps(rows.fetchall()).encode()
    content["left over"] = "\n".join(sorted(str(path.relative_to(out)) for path in out.rglob(".partial*"))).encode()
    return content


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def differences(found: Mapping[str, bytes], expected: Mapping[str, bytes]) -> list[str]:
    """The names of what is missing, too much or another."""
    return sorted(
        f"{name} {'is missing' if name not in found else 'is too much' if name not in expected else 'differs'}"
        for name in found.keys() | expected.keys()
        if found.get(name) != expected.get(name)
    )
