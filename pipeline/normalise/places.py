"""The place of a document: official codes at its date, and the unit of today.

A name is looked up among the units of the document's own period, a commune within its district and province. What
fits several units stays null with the candidates beside it: nothing is guessed from how likely it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

import regex

import patterns
from extractors.header.places import level_of
from extractors.header.places import province as known_province
from pipeline.normalise.gazetteer import Changes, Gazetteer, Unit, changes, key, units_before, units_since
from pipeline.rows import Row

_LEVEL_WORD = regex.compile(r"(?i)^(?:tỉnh|thành phố|tp\.?)[ ]*(?=\p{L})")


@dataclass(frozen=True, slots=True)
class Named:
    """A place as a document names it: empty where it names no such place, the level null where it does not say it."""

    name: str = ""
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """Units of the document's period, units of today, and the codes of what a name may also stand for."""

    commune: Unit | None = None
    district: Unit | None = None
    province: Unit | None = None
    commune_today: Unit | None = None
    province_today: Unit | None = None
    candidates: tuple[str, ...] = ()
    candidates_today: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class _Search:
    """What a search in one period has found so far."""

    gazetteer: Gazetteer
    flags: list[str] = field(default_factory=list)

    def flag(self, code: str) -> None:
        self.flags.append(code)


@cache
def new_units_since() -> date:
    """The day of the new units: 34 provinces, communes, no districts."""
    return date.fromisoformat(patterns.load("places")["no_districts_since"])


def resolve(commune: Named, district: Named, province: Named, before: bool | None) -> Resolved:
    """The units that names stand for; `before`: as of the time before 1 July 2025, or since; null if unknown."""
    if before is not None:
        return _in_period(commune, district, province, before)
    earlier, later = (_in_period(commune, district, province, period) for period in (True, False))
    if not commune.name and not district.name:
        return later if earlier.province is None else earlier
    if district.name:
        return earlier
    if earlier.commune and later.commune and earlier.commune.code != later.commune.code:
        both = tuple(sorted({earlier.commune.code, later.commune.code}))
        return Resolved(province=earlier.province, province_today=later.province_today, candidates=both,
                        flags=("commune_ambiguous",))  # fmt: skip
    return earlier if _found_out(earlier) >= _found_out(later) else later


def _found_out(found: Resolved) -> int:
    return 2 * (found.commune is not None) + bool(found.candidates)


def _in_period(commune: Named, district: Named, province: Named, before: bool) -> Resolved:
    search = _Search(units_before() if before else units_since())
    provinces = _provinces(search, province)
    if not before:
        return _today(search, commune, province, provinces)
    districts, gone = _districts(search, district, provinces) if district.name else ((), False)
    if len({unit.province for unit in districts}) == 1:
        provinces = (search.gazetteer.provinces[districts[0].province],)
    communes, former = _communes(search, commune, districts, provinces) if commune.name else ((), ())
    found = Resolved(
        commune=_only(communes),
        district=None if gone else _only(districts),
        province=_only(provinces),
        candidates=_codes(communes) or _codes(districts if not communes else ()),
        flags=tuple(search.flags),
    )
    if found.commune is not None:
        above = search.gazetteer.districts.get(found.commune.district or "")
        province_unit = search.gazetteer.provinces[found.commune.province]
        found = replace(found, district=None if gone else above, province=province_unit)
    return _with_today(found, former, province)


def _provinces(search: _Search, stated: Named) -> tuple[Unit, ...]:
    """The province that is named; empty where none is, or where there was none of that name in the period."""
    if not stated.name:
        return ()
    name = _LEVEL_WORD.sub("", stated.name)
    name = known_province(name, None) or name
    # The package knows the province of Huế by the name that its city has had since 1 January 2025.
    name = patterns.load("places")["renamed_provinces"].get(name, name)
    units, _ = search.gazetteer.find("provinces", name)
    if not units:
        search.flag("province_unknown")
    return units


def _districts(search: _Search, stated: Named, provinces: tuple[Unit, ...]) -> tuple[tuple[Unit, ...], bool]:
    """The districts that a name may stand for; with true, what had become of a district that is none of them."""
    units, relaxed = search.gazetteer.find("districts", stated.name)
    if not units and stated.name.isdigit():
        units, relaxed = search.gazetteer.find("districts", f"quận {stated.name}")
    units = _of_level(_within(units, provinces), stated.level)
    if not units:
        successors = _within(search.gazetteer.find_successors("districts", stated.level, stated.name), provinces)
        search.flag("district_merged_before" if successors else "district_unknown")
        return successors, True
    if len(units) > 1:
        search.flag("district_ambiguous")
    elif relaxed:
        search.flag("place_spelling")
    return units, False


def _communes(
    search: _Search, stated: Named, districts: tuple[Unit, ...], provinces: tuple[Unit, ...]
) -> tuple[tuple[Unit, ...], tuple[Unit, ...]]:
    """The communes that a name may stand for, and the ones that such a commune had become part of by June 2025."""
    units, relaxed = search.gazetteer.find("communes", stated.name)
    units = _of_level(_within(units, districts or provinces), stated.level)
    former: tuple[Unit, ...] = ()
    if not units:
        successors = search.gazetteer.find_successors("communes", stated.level, stated.name)
        former = _within(successors, districts or provinces)
        search.flag("commune_merged_before" if former else "commune_unknown")
    elif len(units) > 1:
        search.flag("commune_ambiguous")
    else:
        if relaxed:
            search.flag("place_spelling")
        if stated.level and units[0].level != stated.level:
            search.flag("commune_level_differs")
        if len(districts) > 1:
            search.flags.remove("district_ambiguous")
    return units, former


def _within(units: Iterable[Unit], above: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The units that lie in one of those above; all of them where none is known."""
    codes = {unit.code for unit in above}
    districts = any(unit.district for unit in above)
    return tuple(unit for unit in units if not above or (unit.district if districts else unit.province) in codes)


def _of_level(units: tuple[Unit, ...], level: str | None) -> tuple[Unit, ...]:
    """The units of a level; all of them where none has it, for units keep their code when they rise to another."""
    return tuple(unit for unit in units if unit.level == level) or units


def _only(units: tuple[Unit, ...]) -> Unit | None:
    return units[0] if len(units) == 1 else None


def _codes(units: Iterable[Unit]) -> tuple[str, ...]:
    codes = sorted(unit.code for unit in units)
    return tuple(codes) if len(codes) > 1 else ()


def _with_today(found: Resolved, former: tuple[Unit, ...], stated: Named) -> Resolved:
    """What has become of the units since."""
    known, since = changes(), units_since()
    successors: tuple[str, ...] = ()
    if found.commune is not None:
        successors = known.communes[found.commune.code]
    elif former:
        successors = tuple(sorted({code for unit in former for code in known.communes[unit.code]}))
    elif found.district is not None and "commune_unknown" not in found.flags and not found.candidates:
        # An island or a small town that was a district and is one commune today.
        whole = known.districts[found.district.code]
        successors = whole if len(whole) == 1 else ()
    flags = list(found.flags)
    if len(successors) > 1:
        flags.append("commune_divided")
    return replace(
        found,
        commune_today=since.communes[successors[0]] if len(successors) == 1 else None,
        candidates_today=successors if len(successors) > 1 else (),
        province_today=_province_today(found.province, stated, known),
        flags=tuple(flags),
    )


def _province_today(found: Unit | None, stated: Named, known: Changes) -> Unit | None:
    if found is not None:
        return units_since().provinces[known.provinces[found.code]]
    earlier = _provinces(_Search(units_before()), stated) or _provinces(_Search(units_since()), stated)
    return units_since().provinces[known.provinces.get(earlier[0].code, earlier[0].code)] if earlier else None


def _today(search: _Search, commune: Named, province: Named, provinces: tuple[Unit, ...]) -> Resolved:
    """The units since 1 July 2025, when a commune has only a province above it."""
    communes: tuple[Unit, ...] = ()
    if commune.name:
        today = _province_today(_only(provinces), province, changes()) if not provinces else None
        communes, relaxed = search.gazetteer.find("communes", commune.name)
        communes = _of_level(_within(communes, provinces or ((today,) if today else ())), commune.level)
        if not communes:
            search.flag("commune_unknown")
        elif len(communes) > 1:
            search.flag("commune_ambiguous")
        elif relaxed:
            search.flag("place_spelling")
    only = _only(communes)
    own = search.gazetteer.provinces[only.province] if only else _only(provinces)
    return Resolved(
        commune=only,
        province=own,
        commune_today=only,
        province_today=own or _province_today(None, province, changes()),
        candidates=_codes(communes),
        candidates_today=_codes(communes),
        flags=tuple(search.flags),
    )


def resolve_document(document: Row, latest_cited: date | None) -> Resolved:
    """The units of a row of `documents`; `latest_cited` is the latest date of what it cites, for want of its own."""
    commune, district = document["commune"], document["district"]
    levels = _stated_levels(document)
    # A city under the central government stands in `province`; elsewhere the level is that of the issuer's own unit.
    commune_levels = patterns.words("places", "commune_levels")
    level = document["level"]
    return resolve(
        Named(commune or "", level if level in commune_levels else levels.get("commune")),
        Named(
            district or "",
            levels.get("district") or (level if commune is None and level not in commune_levels else None),
        ),
        Named(document["province"] or ""),
        _before(document, latest_cited),
    )


def _before(document: Row, latest_cited: date | None) -> bool | None:
    """Whether a document is of the time before 1 July 2025; null where nothing tells."""
    turn = new_units_since()
    if document["issued_on"] is not None:
        return bool(document["issued_on"] < turn)
    if document["district"] is not None:
        return True
    if latest_cited is not None and latest_cited >= turn:
        return False
    year = document["plan_year"]
    return None if year is None or year == turn.year else bool(year < turn.year)


def _stated_levels(document: Row) -> dict[str, str]:
    """The level word that stands before a name where it was read: `district` → `thị xã`."""
    levels = {}
    words = sorted(patterns.load("places")["levels"], key=len, reverse=True)
    for entry in document["header_evidence"]:
        column = entry["field"]
        if column not in ("commune", "district") or not document[column]:
            continue
        before = key(entry["quote"]).partition(key(document[column]))[0].rstrip()
        word = next((word for word in words if before.endswith(key(word))), None)
        if word is not None:
            levels[column] = level_of(word)
    return levels


def columns(found: Resolved) -> Row:
    """The columns of `documents` that a resolved place fills, without its flags."""
    return {
        "commune_code": found.commune.code if found.commune else None,
        "district_code": found.district.code if found.district else None,
        "province_code": found.province.code if found.province else None,
        "place_candidates": list(found.candidates) or None,
        "commune_today": found.commune_today.written if found.commune_today else None,
        "commune_code_today": found.commune_today.code if found.commune_today else None,
        "commune_candidates_today": list(found.candidates_today) or None,
        "province_today": found.province_today.written if found.province_today else None,
        "province_code_today": found.province_today.code if found.province_today else None,
    }
