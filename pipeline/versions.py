"""Which code, patterns and libraries made a release, and on which of them each stage depends.

A document is read again when what reading depends on has changed, and normalised again (without being read) when
only what normalising depends on has. What is not known to matter to normalising alone counts for reading.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_SUFFIXES = {".py", ".yaml"}
#: Libraries whose version can change what is read or the bytes of a table.
_LIBRARIES = ("lxml", "numpy", "opencv-python-headless", "pdfplumber", "pymupdf", "regex", "spacy")
_LATER_LIBRARIES = ("pyarrow", "vietnamadminunits")
#: Patterns that no extractor reads (`tests/test_pipeline_versions.py` holds this list against the code).
LATER_PATTERNS = ("findings", "flags", "indicators*", "issuers", "registry")
#: Modules outside `extractors` that shape what is kept of a reading.
_READING_MODULES = ("pipeline/rows.py",)


def is_later(path: Path) -> bool:
    """Whether a pattern file is read by normalising alone."""
    return any(path.match(f"patterns/{name}.yaml") for name in LATER_PATTERNS)


def folder_version(folder: str) -> str:
    """SHA-256, in hex, of all code and rules below one of the project's folders."""
    return _hash(_files(folder))


@cache
def versions() -> dict[str, str]:
    """Every version that the tables depend on."""
    folders = {folder: folder_version(folder) for folder in ("extractors", "patterns", "pipeline")}
    return {"kehoach": version("kehoach"), **folders, **_libraries(_LIBRARIES + _LATER_LIBRARIES)}


@cache
def reading_version() -> str:
    """What a reading depends on: 16 hex digits."""
    files = [*_files("extractors"), *(path for path in _files("patterns") if not is_later(path))]
    files += [_ROOT / name for name in _READING_MODULES]
    return _short(_hash(files), _libraries(_LIBRARIES))


@cache
def later_version() -> str:
    """What the rest depends on, from a reading to the files of a release: 16 hex digits."""
    files = [*_files("pipeline"), *(path for path in _files("patterns") if is_later(path))]
    return _short(_hash(files), _libraries(_LATER_LIBRARIES))


def _files(folder: str) -> list[Path]:
    return sorted(path for path in (_ROOT / folder).rglob("*") if path.suffix in _SUFFIXES)


def _hash(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        name = path.relative_to(_ROOT).as_posix()
        digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _libraries(names: Iterable[str]) -> dict[str, str]:
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


def _short(files: str, libraries: dict[str, str]) -> str:
    return hashlib.sha256(f"{files} {sorted(libraries.items())}".encode()).hexdigest()[:16]
