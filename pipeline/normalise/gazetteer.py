"""The official units of Việt Nam: those before 1 July 2025, those since, and what became of each.

The data is that of the package `vietnamadminunits` (MIT): codes of the General Statistics Office (Quyết định
124/2004/QĐ-TTg and its changes; Quyết định 19/2025/QĐ-TTg since July 2025). Its files are read as they are,
without the package's own code, which would load its parsers for addresses first.
"""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import regex

from extractors.fold import squash

_PACKAGE = "vietnamadminunits"
_JOINTS = regex.compile(r"[ ]*[-.'’]+[ ]*|[ ]+")
_LEADING_ZERO = regex.compile(r"\b0+(?=[0-9])")
_FINAL_Y = regex.compile(r"y\b")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its official code; `level` is xã, phường, thị trấn, đặc khu, huyện, ..., tỉnh, thành phố.

    `district` and `province` are the codes of the units above it (its own for a district or province), and
    null for a commune of today's district and for a district of a province. `former` are keys of units that
    had become part of it before June 2025.
    """

    code: str
    level: str
    name: str
    province: str
    district: str | None = None
    former: tuple[str, ...] = field(default=(), compare=False)

    @property
    def written(self) -> str:
        """Level and name: `xã Hòa Bình`."""
        return f"{self.level} {self.name}"


@dataclass(frozen=True)
class Gazetteer:
    """The units of one period, by their code."""

    provinces: dict[str, Unit]
    districts: dict[str, Unit]
    communes: dict[str, Unit]

    def find(self, kind: str, name: str) -> tuple[tuple[Unit, ...], bool]:
        """Units of a kind (provinces, districts, communes) by name, and whether its spelling had to be relaxed."""
        exact = _by_key(self, kind).get(key(name), ())
        return (exact, False) if exact else (_by_loose_key(self, kind).get(loose_key(name), ()), True)

    def find_successors(self, kind: str, level: str | None, name: str) -> tuple[Unit, ...]:
        """Units that a unit of that name had become part of before June 2025."""
        return _by_former_key(self, kind).get(_package_key(f"{level or ''} {name}"), ())

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True)
class Changes:
    """What became of each unit on 1 July 2025: codes before → codes since."""

    provinces: dict[str, str]
    communes: dict[str, tuple[str, ...]]
    districts: dict[str, tuple[str, ...]]


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """A key for names that differ in tone placement, case, hyphens, apostrophes or leading zeros only."""
    return _LEADING_ZERO.sub("", _JOINTS.sub(" ", squash(name))).strip()


@lru_cache(maxsize=4096)
def loose_key(name: str) -> str:
    """The same without marks, and with `i` for a final `y`: what is left of a name misspelt or badly scanned."""
    plain = _unmarked(key(name)).replace("dac ", "dak ").replace("lac", "lak")
    return _FINAL_Y.sub("i", plain)


def _package_key(name: str) -> str:
    """A name as the package's keys spell it."""
    return _unmarked(key(name)).replace(" ", "")


def _unmarked(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def _by_key(gazetteer: Gazetteer, kind: str) -> dict[str, tuple[Unit, ...]]:
    return _grouped((key(unit.name), unit) for unit in getattr(gazetteer, kind).values())


@cache
def _by_loose_key(gazetteer: Gazetteer, kind: str) -> dict[str, tuple[Unit, ...]]:
    return _grouped((loose_key(unit.name), unit) for unit in getattr(gazetteer, kind).values())


@cache
def _by_former_key(gazetteer: Gazetteer, kind: str) -> dict[str, tuple[Unit, ...]]:
    return _grouped((former, unit) for unit in getattr(gazetteer, kind).values() for former in unit.former)


def _grouped(pairs: Iterable[tuple[str, Unit]]) -> dict[str, tuple[Unit, ...]]:
    groups: defaultdict[str, list[Unit]] = defaultdict(list)
    for name, unit in pairs:
        if unit not in groups[name]:
            groups[name].append(unit)
    return {name: tuple(units) for name, units in groups.items()}


def _folder() -> Path:
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"The package {_PACKAGE} is not installed.", name=_PACKAGE)
    return Path(spec.submodule_search_locations[0]) / "data"


def _rows(query: str) -> list[tuple[str, ...]]:
    database = sqlite3.connect(f"{(_folder() / 'dataset.db').as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


_BEFORE = """
    SELECT provinceCode, province, districtCode, district, ifnull(districtAlias, '[]'),
           ifnull(wardCode, ''), ifnull(ward, ''), ifnull(wardAlias, '[]'),
           provinceKey || '_' || districtKey || '_' || ifnull(wardKey, '')
    FROM admin_units_legacy
"""
_SINCE = "SELECT provinceCode, province, wardCode, ward, provinceKey || '_' || wardKey, provinceKey FROM admin_units"

# Levels as they stand before a name.
_LEVELS = ("thị trấn", "thị xã", "thành phố", "đặc khu", "phường", "huyện", "quận", "tỉnh", "xã")


def _unit(code: str, written: str, province: str, district: str | None = None, former: str = "[]") -> Unit:
    # The package writes both `Thị xã` and `Thị Xã`.
    level = next(level for level in _LEVELS if written.lower().startswith(f"{level} "))
    name = written[len(level) :].strip()
    return Unit(code, level, name, province, district, tuple(json.loads(former)))


@cache
def units_before() -> Gazetteer:
    """The 63 provinces, 696 districts and 10,035 communes as of June 2025."""
    gazetteer = Gazetteer({}, {}, {})
    for province, province_name, district, district_name, district_former, commune, name, former, _ in _rows(_BEFORE):
        if province not in gazetteer.provinces:
            gazetteer.provinces[province] = _unit(province, province_name, province)
        if district not in gazetteer.districts:
            gazetteer.districts[district] = _unit(district, district_name, province, district, district_former)
        if commune:
            gazetteer.communes[commune] = _unit(commune, name, province, district, former)
    return gazetteer


@cache
def units_since() -> Gazetteer:
    """The 34 provinces and 3,321 communes since 1 July 2025."""
    gazetteer = Gazetteer({}, {}, {})
    for province, province_name, commune, name, _, _ in _rows(_SINCE):
        if province not in gazetteer.provinces:
            gazetteer.provinces[province] = _unit(province, province_name, province)
        gazetteer.communes[commune] = _unit(commune, name, province)
    return gazetteer


@cache
def changes() -> Changes:
    """What became of each unit; a commune that was divided has several successors."""
    data = json.loads((_folder() / "converter_2025.json").read_bytes())
    today = _rows(_SINCE)
    since = {path: commune for _, _, commune, _, path, _ in today}
    provinces_since = {path: code for code, _, _, _, _, path in today}
    successors: defaultdict[str, list[str]] = defaultdict(list)
    for province, communes in data["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new, olds in communes.items():
            for old in olds:
                successors[old].append(since[f"{province}_{new}"])
    for province, communes in data["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, news in communes.items():
            successors[old] += [since[f"{province}_{new['newWardKey']}"] for new in news]
    found = Changes({}, {}, {})
    districts: defaultdict[str, set[str]] = defaultdict(set)
    old_provinces: dict[str, str] = {}
    for province_code, _, district, _, _, commune, _, _, path in _rows(_BEFORE):
        news = sorted(successors[path])
        if commune:
            found.communes[commune] = tuple(news)
        districts[district].update(news)
        old_provinces[path.partition("_")[0]] = province_code
    for new, olds in data["DICT_PROVINCE"].items():
        for old in olds:
            found.provinces[old_provinces[old]] = provinces_since[new]
    found.districts.update({district: tuple(sorted(news)) for district, news in districts.items()})
    return found
