"""Offices of local units: one name for each, and whose it is where no place is named (see patterns/offices.yaml)."""

from __future__ import annotations

from functools import cache, lru_cache

import regex

import patterns
from extractors.fold import squash

#: What makes no difference between two ways of writing an office's name.
_JOINTS = regex.compile(r"[\s,&-]|(?<!\p{L})và(?!\p{L})")


@lru_cache(maxsize=4096)
def office_name(written: str) -> str:
    """The name of a known office, however it is written; any other name as it is."""
    return _names().get(_key(written), written)


@cache
def _names() -> dict[str, str]:
    return {
        _key(written): entry["name"]
        for entry in patterns.load("offices")["names"]
        for written in (entry["name"], *entry.get("also", ()))
    }


def _key(name: str) -> str:
    return _JOINTS.sub("", squash(name))


@lru_cache(maxsize=4096)
def many_bodies(name: str) -> bool:
    """Whether words name many bodies, or none in particular."""
    return patterns.rule("offices", "many_bodies", "many").compile().search(name) is not None


def levels_of(name: str, *, before: bool) -> tuple[str, ...] | None:
    """The levels with an office of such a name, `before` the districts went or since; null if it is no office."""
    key = squash(name)
    for entry in patterns.load("offices")["of_units"]:
        if key == squash(entry["begins"]) or key.startswith(f"{squash(entry['begins'])} "):
            return tuple(entry["levels"] if before else entry.get("since", entry["levels"]))
    return None
