"""What an operator may set: in one TOML file, or in the environment, which counts more.

The file is the one that `--config` or KEHOACH_CONFIG names, else `kehoach.toml` in the current folder. A setting
`name` of the file is `KEHOACH_NAME` in the environment; lists are JSON there. What the command line says counts most.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError

from pipeline import storage
from pipeline.errors import RequestError
from pipeline.limits import time_for

#: The variable that names the file of settings, and the file's name where it names none.
CONFIG = "KEHOACH_CONFIG"
FILE = "kehoach.toml"
_PREFIX = "KEHOACH_"

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class SettingError(RequestError):
    """A setting that cannot be used; the message names it, says where it stands, and what it takes."""

    wrong_use = True


class Settings(BaseModel):
    """All settings with their meaning; `kehoach settings` prints them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    inbox: tuple[str, ...] = Field((), description="Files and folders to read where a run names none")
    out: str = Field(
        "outputs", description="Folder of the data set, or s3://bucket/prefix, where a run names none", min_length=1
    )
    state: str | None = Field(
        None, description="Folder of ledger, cache, review log and releases, where out is object storage", min_length=1
    )
    time_limit: Positive | None = Field(
        None, description="Seconds that a file may take; unset: 120, and 60 more for each MiB"
    )
    memory_limit: Positive = Field(3072, description="MiB of memory that a worker process may take")
    workers: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Worker processes; unset: one for each core that this process may use"
    )
    runner: Literal["local", "dask"] = Field(
        "local", description="Where files are read: in processes of this machine (local) or on a Dask cluster (dask)"
    )
    scheduler: str | None = Field(
        None, description="Address of the Dask scheduler; unset: a cluster on this machine for the time of a run"
    )
    log: str | None = Field(
        None,
        description="File that is told of every run and file, one JSON object a line; unset: log.jsonl beside the data",
        min_length=1,
    )
    webhook: HttpUrl | None = Field(
        None, description="URL that is told (POST, JSON) when a run fails or files are newly quarantined"
    )


def settings() -> Settings:
    """The effective settings; raises `SettingError` for one that is unknown or cannot be used."""
    path = os.environ.get(CONFIG) or FILE
    values = _from_file(Path(path), required=CONFIG in os.environ)
    where = dict.fromkeys(values, path)
    for name in Settings.model_fields:
        if written := os.environ.get(_PREFIX + name.upper(), "").strip():
            values[name], where[name] = written, ""
    try:
        return Settings.model_validate({name: _value(name, value, where[name]) for name, value in values.items()})
    except ValidationError as invalid:
        raise SettingError("\n".join(_in_words(error, values, where) for error in invalid.errors())) from invalid


def override(**values: str | None) -> None:
    """Set what the command line says, for this process and those that it starts."""
    os.environ.update({_PREFIX + name.upper(): value for name, value in values.items() if value is not None})


def _from_file(path: Path, *, required: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if required:
            raise SettingError(f"There is no file of settings {path}. Name another with --config.") from None
        return {}
    except (OSError, ValueError) as error:
        raise SettingError(f"The file of settings {path} cannot be read: {error}. Mend it, or name another.") from error


def _value(name: str, value: Any, where: str) -> Any:
    """A value as it is checked: the environment's lists may be given as JSON or as one entry."""
    if name == "inbox" and where == "" and not value.startswith("["):
        return [value]
    if name == "inbox" and where == "":
        try:
            return json.loads(value)
        except ValueError as error:
            raise SettingError(f'{_PREFIX}INBOX is {value!r}, no list in JSON. Write it as ["inbox"].') from error
    return value


def _in_words(error: Any, values: dict[str, Any], where: dict[str, str]) -> str:
    name = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        known = ", ".join(Settings.model_fields)
        return f"{where[name]}: there is no setting {name!r}. The settings are: {known}."
    named = f"{where[name]}: {name}" if where[name] else _PREFIX + name.upper()
    return f"{named} is {values[name]!r}: {error['msg'][0].lower()}{error['msg'][1:]}. Set it anew, or leave it out."


def input_paths(paths: Sequence[str]) -> list[str]:
    """The files and folders to read: those that are named, else those of the settings."""
    chosen = list(paths) or list(settings().inbox)
    if not chosen:
        raise SettingError("Name files or folders to read, or set inbox in kehoach.toml.")
    for path in chosen:
        if not (storage.exists(path) if storage.is_url(path) else Path(path).exists()):
            raise SettingError(f"There is no file or folder {path}. Make it, or name another.")
    return chosen


def output(out: str | None) -> str:
    """Where the data set is published: where the command line says, else the settings."""
    return settings().out if out is None else out


def output_folder(out: str | None) -> Path:
    """The folder in which a run works: that of the data set, or the one of the settings where that is on storage."""
    place = output(out)
    if not storage.is_url(place):
        return Path(place)
    if (state := settings().state) is None:
        raise SettingError(
            f"The data set is at {place}: set state to a folder of this machine that no other data set uses, for the "
            "ledger, what was read, the review log and the releases (state in kehoach.toml, or KEHOACH_STATE)."
        )
    return Path(state)


def lines() -> list[str]:
    """The effective settings as a TOML file that sets them, each under its meaning."""
    effective = settings()
    found = []
    for name, info in Settings.model_fields.items():
        value = getattr(effective, name)
        written = f"# {name} =" if value is None else f"{name} = {_toml(value)}"
        found += [f"# {info.description} ({_PREFIX}{name.upper()})", written, ""]
    return found[:-1]


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, int | float):
        return f"{value:.15g}"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def time_limit(size: int) -> float:
    """Seconds that a file of so many bytes may take."""
    return settings().time_limit or time_for(size)


def memory_limit() -> int:
    """Bytes that a worker may take."""
    return int(settings().memory_limit * 2**20)
