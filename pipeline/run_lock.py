"""One run at a time for a folder of releases.

The lock is the system's own (flock): it goes with the process that holds it, however that ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

_NAME = ".lock"


class BusyError(Exception):
    """Another run is at work on the same folder; the message says which, and what to do."""


@contextmanager
def run_lock(out: Path, *, wait: bool) -> Iterator[None]:
    """Hold the lock of a folder; where another run holds it, wait for its end or raise `BusyError`."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / _NAME).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another run"
            raise BusyError(
                f"{out} is in use by {holder}. Run again when that has ended, or use --wait to wait for it."
            ) from None
        file.truncate(0)
        file.write(f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n")
        file.flush()
        yield
        file.truncate(0)
