"""Workers outlive what crashes, hangs or fails."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from numpy.typing import NDArray

from extractors.read.tesseract import BLOCK, recognised
from pipeline.sources import Failure
from pipeline.workers import Workers

# What never ends is stopped soon; what ends has time to, also where the machine is busy.
TIME_LIMIT, AMPLE_TIME = 3.0, 120.0
MEMORY_LIMIT = 512 * 2**20


def time_limit(item: tuple[str, int]) -> float:
    """Short for items that never end."""
    return TIME_LIMIT if item[0] in ("hang", "stubborn") else AMPLE_TIME


def act(item: tuple[str, int]) -> int:
    """What a worker does in these tests: what it is told."""
    what, number = item
    match what:
        case "double":
            return 2 * number
        case "segfault":
            ctypes.string_at(0)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "leave":
            os._exit(number)
        case "hang":
            time.sleep(60)
        case "stubborn":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(60)
        case "greedy":
            return len(bytearray(2 * MEMORY_LIMIT))
        case "large":
            return len(bytes(number))
    raise AssertionError(what)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers[tuple[str, int], int]]:
    with Workers(act, 2, time_limit, MEMORY_LIMIT) as started:
        yield started


def test_every_item_has_its_result(workers: Workers[tuple[str, int], int]) -> None:
    items = [("double", n) for n in range(200)]
    assert dict(workers.run(items)) == {item: 2 * item[1] for item in items}


def test_no_items_no_results(workers: Workers[tuple[str, int], int]) -> None:
    assert list(workers.run([])) == []


@pytest.mark.parametrize(
    ("what", "code", "says"),
    [
        ("segfault", "crashed", "SIGSEGV"),
        ("killed", "crashed", "SIGKILL"),
        ("leave", "crashed", "status 7"),
        ("hang", "timed_out", "3 seconds"),
        ("stubborn", "timed_out", "3 seconds"),
        ("greedy", "out_of_memory", "KEHOACH_MEMORY_LIMIT"),
    ],
)
def test_a_bad_item_fails_alone(workers: Workers[tuple[str, int], int], what: str, code: str, says: str) -> None:
    bad = (what, 7)
    items = [("double", 1), bad, ("double", 2), ("double", 3), ("double", 4)]
    outcomes = dict(workers.run(items))
    failure = outcomes.pop(bad)
    assert isinstance(failure, Failure)
    assert failure.code == code
    assert says in failure.message
    assert outcomes == {item: 2 * item[1] for item in items if item != bad}


def test_a_worker_that_died_while_idle_is_replaced(workers: Workers[tuple[str, int], int]) -> None:
    for worker in workers._workers:
        worker.process.kill()
        worker.process.join()
    items = [("double", n) for n in (1, 2, 3)]
    assert dict(workers.run(items)) == {item: 2 * item[1] for item in items}


def test_who_stops_listening_leaves_nothing_behind(workers: Workers[tuple[str, int], int]) -> None:
    run = workers.run([("double", 1), ("hang", 0), ("double", 2)])
    next(run)
    run.close()  # type: ignore[attr-defined]
    assert list(workers.run([("double", 5)])) == [(("double", 5), 10)]


def test_leaving_ends_the_processes() -> None:
    with Workers(act, 2, time_limit, MEMORY_LIMIT) as started:
        processes = [worker.process for worker in started._workers]
        run = started.run([("hang", 0), ("hang", 1), ("double", 1)])
        assert all(process.is_alive() for process in processes)
        del run
    assert not any(process.is_alive() for process in processes)


@cache
def squares_at_random() -> NDArray[np.uint8]:
    """An image over which Tesseract sits for long."""
    squares = np.random.default_rng(7).integers(0, 2, (1000, 800), dtype=np.uint8) * np.uint8(255)
    return np.kron(squares, np.ones((8, 8), np.uint8))


def read_endless_scan(item: tuple[str, str]) -> int:
    """Make an image ready, or have Tesseract read it and note its process once it has it; then wait, or `die`."""
    what, note = item
    image = squares_at_random()
    if what == "prepare":
        return image.size

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            threading.Thread(target=self.note, daemon=True).start()

        def note(self) -> None:
            while self.stdin is None or not self.stdin.closed:
                time.sleep(0.05)
            Path(note).write_text(str(self.pid))
            if what == "die":
                # Tesseract first says something, of which it would die by itself once nobody listens.
                time.sleep(TIME_LIMIT)
                os.kill(os.getpid(), signal.SIGKILL)

    with mock.patch("subprocess.Popen", Noted):
        return len(recognised(image, BLOCK))


def works(pid: int) -> bool:
    """Whether a process is there and has not ended; one that has may wait for ever to be asked how."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
@pytest.mark.parametrize(("what", "code"), [("wait", "timed_out"), ("die", "crashed")])
def test_tesseract_ends_with_the_worker_that_waits_for_it(tmp_path: Path, what: str, code: str) -> None:
    note = tmp_path / "pid"
    with Workers(read_endless_scan, 1, time_limit_of_scan, MEMORY_LIMIT) as started:
        list(started.run([("prepare", "")]))
        ((_, outcome),) = started.run([(what, str(note))])
        assert isinstance(outcome, Failure)
        assert outcome.code == code
        pid = int(note.read_text())
        waited = time.monotonic() + 3
        while works(pid) and time.monotonic() < waited:
            time.sleep(0.05)
        assert not works(pid)


def time_limit_of_scan(item: tuple[str, str]) -> float:
    """Short where it is to run out."""
    return 2 * TIME_LIMIT if item[0] == "wait" else AMPLE_TIME


@pytest.mark.parametrize(("chosen", "used"), [(None, "system"), ("mimalloc", "mimalloc")])
def test_arrow_gives_memory_back_unless_the_user_chose_otherwise(chosen: str | None, used: str) -> None:
    name = "ARROW_DEFAULT_MEMORY_POOL"
    environment = {key: value for key, value in os.environ.items() if key != name} | ({name: chosen} if chosen else {})
    asked = "import pipeline.parts, pyarrow; print(pyarrow.default_memory_pool().backend_name)"
    told = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == used
