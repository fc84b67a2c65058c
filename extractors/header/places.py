"""Levels, provinces and the writing of place names."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import regex

import patterns
from extractors.fold import squash


class Place(NamedTuple):
    """A unit of the administration: its level (`xã` ... `tỉnh`) and its name without that word, null where unknown."""

    level: str
    name: str | None


@cache
def _vocabulary() -> dict[str, Any]:
    return dict(patterns.load("places"))


@cache
def _index(group: str) -> dict[str, dict[str, str]]:
    """Province entries by the key of every way of writing them."""
    entries = {}
    for entry in _vocabulary()[group]:
        for name in (entry["name"], *entry.get("also", ())):
            entries[_key(name)] = entry
    return entries


def _key(name: str) -> str:
    return squash(name).replace(" - ", "-")


def level_of(word: str) -> str:
    """The level that a level word stands for, however it is written (`TP.`, `Thành phố`)."""
    return str(_vocabulary()["levels"].get(squash(word).rstrip("."), squash(word)))


def without_level(name: str) -> str:
    """A place's name without the level word before it (`thành phố A` is `A`)."""
    words = name.split()
    for count in (2, 1):
        if len(words) > count and squash(" ".join(words[:count])).rstrip(".") in _vocabulary()["levels"]:
            return " ".join(words[count:])
    return name


def is_commune(level: str | None) -> bool:
    """Whether units of a level stand in `commune`."""
    return level in _vocabulary()["commune_levels"]


def central_city(name: str | None, day: str | None) -> str | None:
    """The written name of a city that stands under the central government (on an ISO day), else null."""
    entry = _index("central_cities").get(_key(name)) if name else None
    if entry is None or (day is not None and day < entry.get("since", "")):
        return None
    return entry["name"]


def province(name: str | None, day: str | None) -> str | None:
    """The written name of a province or a city under the central government, else null.

    With an ISO day, only what was a province on that day.
    """
    entry = _index("provinces").get(_key(name)) if name else None
    if entry is not None and (day is None or day < entry.get("until", "9999")):
        return entry["name"]
    return central_city(name, day)


def has_districts(day: str | None) -> bool:
    """Whether there was a district level on an ISO day; true where the day is unknown."""
    return day is None or day < _vocabulary()["no_districts_since"]


def in_title_case(name: str) -> str:
    """A place's name in capitals as it is written in running text (`EA H'LEO` is `Ea H'leo`)."""
    if not name.isupper():
        return name
    return regex.sub(r"(?<![\p{L}'’])\p{L}[\p{L}'’]*", lambda match: match[0][0] + match[0][1:].lower(), name)


def written(place: Place) -> str:
    """Level and name as a body's name shows them (`xã A`)."""
    if place.name is None:
        return place.level
    city = _index("central_cities").get(_key(place.name)) if place.level == "thành phố" else None
    return city.get("written", f"{place.level} {place.name}") if city else f"{place.level} {place.name}"


def columns(place: Place, day: str | None) -> dict[str, str]:
    """The columns of `documents` (commune, district, province) that a unit fills."""
    if place.name is None:
        return {}
    if is_commune(place.level):
        return {"commune": place.name}
    if place.level == "tỉnh":
        return {"province": province(place.name, None) or place.name}
    city = central_city(place.name, day) if place.level == "thành phố" else None
    return {"province": city} if city else {"district": place.name}
