"""Offices of local units: one name for each, and whose it is where no place is named (see patterns/offices.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Office:
    """What is known of offices whose names begin alike: the levels that have one, while there were districts and since.

    `named`: a province's name may stand alone behind them; `inside`: bodies besides a unit's own have them too.
    """

    key: str
    levels: tuple[str, ...]
    since: tuple[str, ...]
    named: bool
    inside: bool


@lru_cache(maxsize=4096)
def office_of(name: str) -> Office | None:
    """The kind of office that a name begins with, null if it is none."""
    key = squash(name)
    return next((office for office in _offices() if key == office.key or key.startswith(f"{office.key} ")), None)


@cache
def _offices() -> tuple[Office, ...]:
    return tuple(
        Office(
            squash(entry["begins"]),
            tuple(entry["levels"]),
            tuple(entry.get("since", entry["levels"])),
            entry.get("named", False),
            entry.get("inside", False),
        )
        for entry in patterns.load("offices")["of_units"]
    )
