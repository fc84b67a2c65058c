"""Which code, patterns and libraries made a release."""

from __future__ import annotations

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_SUFFIXES = {".py", ".yaml"}
#: Libraries whose version can change what is read or the bytes of a table.
_LIBRARIES = ("lxml", "numpy", "pyarrow", "pymupdf", "regex", "spacy", "vietnamadminunits")


def folder_version(folder: str) -> str:
    """SHA-256, in hex, of all code and rules below one of the project's folders."""
    digest = hashlib.sha256()
    for path in sorted((_ROOT / folder).rglob("*")):
        if path.suffix in _SUFFIXES:
            name = path.relative_to(_ROOT).as_posix()
            digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """Every version that the tables depend on."""
    folders = {folder: folder_version(folder) for folder in ("extractors", "patterns", "pipeline")}
    libraries = {name: version(name) for name in _LIBRARIES}
    return {"kehoach": version("kehoach"), **folders, "python": platform.python_version(), **libraries}
