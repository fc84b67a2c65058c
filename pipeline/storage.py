"""Object storage, through fsspec: the one module that speaks to it (`s3://bucket/prefix`, or another scheme of fsspec).

Inputs are listed and read there. Of outputs it holds what readers need: a release is written whole below
`releases/<release>/`, checked, and only then `current.json`, which names it, is replaced by one PUT. A reader that
takes the name from there reads one whole release, old or new, for what was written is never changed. Ledger, cache and
review log stay in a folder (the setting `state`): SQLite needs a file system, and would lose what two runs write.

Where the server is and who asks is told by the environment as the libraries know it (AWS_ENDPOINT_URL,
AWS_ACCESS_KEY_ID, …).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import RequestError

_URL = re.compile(r"(?!file:)[a-z][a-z0-9+.-]{0,30}://", re.IGNORECASE)
CURRENT = "current.json"
_INDEX = "index.json"


class StorageError(RequestError):
    """The storage cannot be used; what is current there still is."""


@dataclass(frozen=True, slots=True)
class Object:
    """An object: its URL, its size in bytes, and what changes whenever its content does."""

    url: str
    size: int
    tag: str


def is_url(path: str) -> bool:
    """Whether a path is that of an object or a prefix, and not of a file or folder."""
    return _URL.match(path) is not None


def find(url: str) -> Iterator[Object]:
    """The object of that name, or the objects below that prefix in the order of their names."""
    files, path = _open(url)
    scheme = url.partition("://")[0]
    with _told(url):
        # Listings are kept by fsspec; what came since must be seen.
        files.invalidate_cache()
        found: dict[str, dict[str, Any]] = files.find(path, detail=True)
    for name, info in sorted(found.items()):
        # Some programs make an object of no bytes to show a folder.
        if not name.endswith("/"):
            yield Object(f"{scheme}://{name.removeprefix('/')}", int(info["size"]), _tag(info))


def is_object(url: str) -> bool:
    """Whether there is an object of just that name."""
    files, path = _open(url)
    with _told(url):
        return bool(files.isfile(path))


def exists(url: str) -> bool:
    """Whether there is an object of that name, or below that prefix."""
    files, path = _open(url)
    with _told(url):
        return bool(files.exists(path))


def read(url: str) -> bytes:
    """The content of an object; raises `OSError`."""
    files, path = _open(url)
    try:
        content: bytes = files.cat_file(path)
    except OSError:
        raise
    except Exception as error:
        raise OSError(None, str(error)) from error
    return content


def put_release(release: Path, base: str) -> None:
    """Make a release current below a URL; nothing is done where it is already."""
    files, root = _open(base)
    target = f"{root}/releases/{release.name}"
    with _told(base):
        if _json(files, f"{root}/{CURRENT}").get("release") == release.name:
            return
        sizes = {path.relative_to(release).as_posix(): path.stat().st_size for path in _files(release)}
        files.put([str(release / name) for name in sizes], [f"{target}/{name}" for name in sizes])
        files.invalidate_cache()
        held = {name.removeprefix(f"{target}/"): info["size"] for name, info in files.find(target, detail=True).items()}
        if held != sizes:
            wrong = sorted(name for name in held.keys() | sizes.keys() if held.get(name) != sizes.get(name))
            raise StorageError(f"{base}/releases/{release.name} is not whole: {', '.join(wrong[:5])}. Run again.")
        files.pipe_file(f"{root}/{CURRENT}", _as_json({"release": release.name}))


def put_quarantine(folder: Path, base: str) -> None:
    """Make the quarantine below a URL hold what the folder holds; `index.json` there names all entries."""
    files, root = _open(base)
    target = f"{root}/quarantine"
    own = {path.name: _digest(path / "reason.json") for path in sorted(folder.iterdir()) if path.is_dir()}
    with _told(base):
        before = _json(files, f"{target}/{_INDEX}")
        changed = [path for name in own if own[name] != before.get(name) for path in _files(folder / name)]
        files.put(
            [str(path) for path in changed], [f"{target}/{path.relative_to(folder).as_posix()}" for path in changed]
        )
        files.invalidate_cache()
        held = {name.removeprefix(f"{target}/").partition("/")[0] for name in files.find(target)}
        for name in held - own.keys() - {_INDEX}:
            files.rm(f"{target}/{name}", recursive=True)
        if before != own:
            files.pipe_file(f"{target}/{_INDEX}", _as_json(own))


def _open(url: str) -> tuple[Any, str]:
    """The file system of a URL, and the path there."""
    import fsspec

    try:
        files, path = fsspec.url_to_fs(url.rstrip("/"))
    except (ValueError, ImportError) as error:
        raise StorageError(f"{url} cannot be opened: {error}.") from error
    return files, path


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Raise `StorageError` for whatever the storage's library says."""
    try:
        yield
    except RequestError:
        raise
    except Exception as error:
        raise StorageError(
            f"{url} cannot be used: {error or type(error).__name__}. See that it is there, that AWS_ENDPOINT_URL names "
            "its server where it is not Amazon's, and that the credentials allow it; then run again."
        ) from error


def _json(files: Any, path: str) -> dict[str, Any]:
    """What an object of ours holds; empty where there is none."""
    try:
        value = json.loads(files.cat_file(path))
    except (FileNotFoundError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _as_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _tag(info: dict[str, Any]) -> str:
    return str(info.get("ETag") or info.get("etag") or info.get("LastModified") or info.get("created") or "").strip('"')


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
