"""Where an export goes: it takes its place once it is whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(place: Path) -> Iterator[Path]:
    """A path beside `place` to write to; afterwards the file there takes its place, or is gone where it failed."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        yield beside
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
