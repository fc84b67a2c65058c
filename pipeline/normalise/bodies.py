"""One name for one issuer: written out, without the office that signs, with the place that goes without saying.

`Chủ tịch UBND huyện Tứ Xuyên` and `Ủy ban nhân dân huyện Tứ Xuyên` are one body, and `UBND tỉnh` in a plan of that
district is the committee of its province.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

import regex

import patterns
from extractors.fold import fold, squash
from extractors.header.places import level_of
from pipeline.normalise.gazetteer import Unit, units_before, units_since
from pipeline.normalise.offices import many_bodies, office_name, office_of
from pipeline.normalise.places import Named, Resolved, new_units_since, resolve

#: Levels of government, from the highest.
CENTRAL, PROVINCE, DISTRICT, COMMUNE = "central", "province", "district", "commune"


@dataclass(frozen=True, slots=True)
class Body:
    """A body with its full name, its level of government (null if unknown), and the code of its unit (null if central).

    `whole` is false where the name leaves open which unit's body it is.
    """

    name: str
    level: str | None
    unit: Unit | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Parts:
    """A local body's name: its own words, the level and name of its unit, and the units above as the name gives them.

    `joint` is what stands between words and name: the level's word, or nothing (`Tỉnh ủy A`).
    """

    head: str
    level: str
    name: str
    above: tuple[Named, ...]
    shown_level: str


def normalise_body(
    stated: str, home: Resolved, names: tuple[str, str, str], day: date | None, *, of_unit: bool = True
) -> Body:
    """The body that a document means by an issuer's name.

    `home` holds the units of the document that names it, `names` its commune, district and province as read (empty
    where there is none), `day` the date on which the body acted, null if unknown; `of_unit` says whether the document
    speaks for its unit, so that an office without a place is the unit's own.
    """
    name = _written_out(stated)
    central = _central().get(squash(name))
    if central is not None:
        return Body(central, CENTRAL)
    if many_bodies(name):
        return Body(name, None, whole=False)
    parts = _parts(name) or _office_parts(name, home, names, before=_before(home, day), of_unit=of_unit)
    if parts is None:
        level = CENTRAL if squash(name).startswith("bộ ") else None
        return Body(office_name(name), level, whole=not needs_place(name) and office_of(name) is None)
    return _local(replace(parts, head=office_name(parts.head)), home, names, day)


def _office_parts(
    name: str, home: Resolved, names: tuple[str, str, str], *, before: bool, of_unit: bool
) -> _Parts | None:
    """An office without the word for a level: with the province's name, of the document's unit, or of one above it."""
    office = office_of(office_name(name))
    if office is None:
        return None
    ending = _province_at_end(name) if office.named else None
    if ending is not None:
        return _Parts(name[: -len(ending) - 1], "tỉnh", ending, (), "tỉnh")
    levels = office.levels if before else office.since
    commune, district, province = names
    units = (
        (COMMUNE, home.commune or home.commune_today, commune, "xã"),
        (DISTRICT, home.district, district, "huyện"),
        (PROVINCE, home.province or home.province_today, province, "tỉnh"),
    )
    for level, unit, given, word in units:
        # An office that only one level has is named with that level also where the unit is not known.
        known = unit is not None or given or levels == (PROVINCE,)
        if level in levels and known and (of_unit or not office.inside):
            shown = unit.level if unit is not None and level != PROVINCE else word
            return _Parts(name, shown, "", (), shown)
    return None


def _province_at_end(name: str) -> str | None:
    key = squash(name)
    return next((known for ending, known in _province_endings() if key.endswith(ending)), None)


@cache
def _province_endings() -> tuple[tuple[str, str], ...]:
    return tuple((f" {squash(known)}", known) for known in _province_names())


@lru_cache(maxsize=8192)
def _written_out(stated: str) -> str:
    """The name with abbreviations written out, in today's spelling, without office, session and term."""
    name = fold(" ".join(stated.replace("–", "-").split())).strip(" ,.;:-")
    for rule in patterns.rules("issuers", "settings"):
        name = rule.compile().sub("", name)
    if squash(name) in _central():
        return name
    while True:
        shorter = _office().sub("", name)
        if shorter == name or squash(name) in _central():
            break
        name = shorter
    name = _abbreviations().sub(lambda match: patterns.load("issuers")["expansions"][match[0]], name)
    name = _spelling().sub(lambda match: _spellings()[squash(match[0])], name)
    for committee in patterns.load("issuers")["committees"]:
        whole = f"Ban Chấp hành {committee['of']}"
        if squash(name).startswith(squash(whole)):
            name = committee["name"] + name[len(whole) :]
    if squash(name).startswith("ban chấp hành đảng bộ"):
        name = "Đảng ủy" + name[len("Ban Chấp hành Đảng bộ") :]
    return name[:1].upper() + name[1:]


@cache
def _central() -> dict[str, str]:
    """Names of central bodies by the key of every way of writing them; ministries by their abbreviations too."""
    found = {}
    for entry in patterns.load("issuers")["central"]:
        for name in (entry["name"], *entry.get("also", ())):
            found[squash(name)] = entry["name"]
    bodies = patterns.load("bodies")
    for entry in (*bodies["coded_bodies"], *bodies["ministries"]):
        found.setdefault(squash(entry["name"]), entry["name"])
        for short in entry.get("short", ()):
            found.setdefault(squash(f"Bộ {short}"), entry["name"])
    for name in bodies["central"]:
        found.setdefault(squash(name), found.get(squash(_office().sub("", name)), name))
    return found


@cache
def _office() -> regex.Pattern[str]:
    return regex.compile(rf"(?i)^{patterns.alternation('issuers', 'offices')}[ ,]+(?=\p{{L}})")


@cache
def _abbreviations() -> regex.Pattern[str]:
    words = sorted(patterns.load("issuers")["expansions"], key=len, reverse=True)
    return regex.compile(r"(?<![\p{L}])(?:" + "|".join(map(regex.escape, words)) + r")(?![\p{L}])")


@cache
def _spellings() -> dict[str, str]:
    content = patterns.load("issuers")
    committees = [entry["name"] for entry in content["committees"]]
    return {squash(word): word for word in (*content["expansions"].values(), *committees, "Đảng ủy", "Đảng bộ")}


@cache
def _spelling() -> regex.Pattern[str]:
    """Words of bodies in whatever case they are written (`Ban chấp hành`)."""
    words = sorted(_spellings().values(), key=len, reverse=True)
    return regex.compile(r"(?i)(?<![\p{L}])(?:" + "|".join(map(regex.escape, words)) + r")(?![\p{L}])")


def needs_place(name: str) -> bool:
    """Whether a name is that of a unit's own body, which is whole only with the unit's name."""
    return name.startswith(_own_bodies())


@cache
def _own_bodies() -> tuple[str, ...]:
    committees = [entry["name"] for entry in patterns.load("issuers")["committees"]]
    return ("Ủy ban nhân dân", "Hội đồng nhân dân", "Đảng ủy", "Ban Thường vụ", *committees)


@cache
def _unit_at_end() -> regex.Pattern[str]:
    """A level, perhaps with a name, perhaps with the units above it, at the end of a body's name."""
    levels = "|".join(sorted(map(regex.escape, patterns.load("places")["levels"]), key=len, reverse=True))
    name = r"(?:\p{Lu}|[0-9])[^,;()]{0,40}"
    above = rf"(?P<above>(?:,[ ](?i:{levels})\.?[ ]{name}){{0,2}})"
    return regex.compile(rf"[ ](?P<level>(?i:{levels}))\.?(?:[ ](?P<name>{name}))?{above}$")


@cache
def _committee_at_end() -> regex.Pattern[str]:
    words = "|".join(regex.escape(entry["name"]) for entry in patterns.load("issuers")["committees"])
    return regex.compile(
        rf"^(?P<head>(?:.*[ ])?(?P<committee>{words}))(?:[ ](?P<name>\p{{Lu}}[^,;()]{{0,40}}))?(?P<above>,.*)?$"
    )


@lru_cache(maxsize=8192)
def _parts(name: str) -> _Parts | None:
    """The parts of a local body's name; null where it names no unit and no level."""
    match = _committee_at_end().match(name)
    if match is not None:
        level = next(e["level"] for e in patterns.load("issuers")["committees"] if e["name"] == match["committee"])
        inner = regex.sub(rf"(?i)^{level}[ ]", "", match["name"] or "")
        return _Parts(match["head"], level, inner, _above(match["above"]), "")
    match = _unit_at_end().search(name)
    if match is None:
        return None
    level = level_of(match["level"])
    return _Parts(name[: match.start()], level, (match["name"] or "").strip(), _above(match["above"]), level)


def _above(text: str | None) -> tuple[Named, ...]:
    units = []
    for piece in (text or "").split(", "):
        match = _unit_at_end().search(f" {piece}") if piece else None
        if match is not None and match["name"]:
            units.append(Named(match["name"], level_of(match["level"])))
    return tuple(units)


@cache
def _province_names() -> tuple[str, ...]:
    units: Iterable[Unit] = (*units_before().provinces.values(), *units_since().provinces.values())
    return tuple(sorted({unit.name for unit in units}, key=len, reverse=True))


def _local(parts: _Parts, home: Resolved, names: tuple[str, str, str], day: date | None) -> Body:
    commune, district, province = names
    before = _before(home, day)
    above = parts.above[-1] if parts.above else Named(province)
    if parts.level in ("tỉnh", "thành phố"):
        found = _province_or_city(parts, home, names, before=before)
    elif parts.level in patterns.words("places", "commune_levels"):
        if not parts.name or (squash(parts.name) == squash(commune) and not parts.above):
            found = home
        else:
            between = parts.above[0] if len(parts.above) == 2 else Named(district if before else "")
            if len(parts.above) == 1 and above.level not in ("tỉnh", "thành phố"):
                between, above = above, Named(province)
            found = resolve(Named(parts.name, parts.level), between, above, before=before)
    elif not parts.name or squash(parts.name) == squash(district):
        found = home
    else:
        found = resolve(Named(), Named(parts.name, parts.level), above, before=True)
    return _named(parts, found, names)


def _before(home: Resolved, day: date | None) -> bool:
    """Whether a document is of the time when there were districts."""
    if day is not None:
        return day < new_units_since()
    return home.commune is None or home.commune.district is not None


def _province_or_city(parts: _Parts, home: Resolved, names: tuple[str, str, str], *, before: bool) -> Resolved:
    """`tỉnh` is a province; a city is one too, or a district of one."""
    province = names[2]
    if parts.name:
        above = next((unit.name for unit in parts.above), province)
        found = resolve(Named(), Named(), Named(parts.name), before=before)
        if found.province is None and found.province_today is None and parts.level == "thành phố":
            return resolve(Named(), Named(parts.name, "thành phố"), Named(above), before=True)
        if found.province is not None and parts.level == "thành phố" and found.province.level == "tỉnh":
            # A provincial capital of the province's own name.
            return resolve(Named(), Named(parts.name, "thành phố"), Named(parts.name), before=True)
        return found
    if parts.level == "thành phố" and home.district is not None and home.district.level == "thành phố":
        return Resolved(district=home.district, province=home.province)
    own = home.province or home.province_today
    if parts.level == "thành phố" and (own is None or own.level != "thành phố"):
        return Resolved()
    return Resolved(province=own) if own else resolve(Named(), Named(), Named(province), before=before)


def _named(parts: _Parts, found: Resolved, names: tuple[str, str, str]) -> Body:
    """The body of the unit that was found, else of the unit as it is named."""
    level = _level(parts, found)
    units = {COMMUNE: found.commune, DISTRICT: found.district, PROVINCE: found.province or found.province_today}
    unit = units.get(level)
    above = [found.district, found.province] if level == COMMUNE else [found.province] if level == DISTRICT else []
    if unit is None:
        return _as_written(parts, level, names, [unit for unit in above if unit])
    own = unit.name if not parts.shown_level else _shown(unit)
    return Body(", ".join([f"{parts.head} {own}", *(_shown(u) for u in above if u)]), level, unit)


def _level(parts: _Parts, found: Resolved) -> str:
    if parts.level in patterns.words("places", "commune_levels"):
        return COMMUNE
    if parts.level == "tỉnh" or (parts.level == "thành phố" and found.district is None):
        return PROVINCE
    return DISTRICT


def _as_written(parts: _Parts, level: str, names: tuple[str, str, str], above: list[Unit]) -> Body:
    """A body whose unit has no code: with the names that it and its document give."""
    own = parts.name or {COMMUNE: names[0], DISTRICT: names[1], PROVINCE: names[2]}[level]
    if not own:
        return Body(f"{parts.head} {parts.shown_level}".strip(), level, whole=False)
    pieces = [f"{parts.head} {parts.shown_level} {own}".replace("  ", " ")]
    stated = [f"{unit.level} {unit.name}" for unit in parts.above] or [_shown(unit) for unit in above]
    if not stated and level != PROVINCE and names[2]:
        stated = [f"tỉnh {names[2]}"]
    return Body(", ".join(pieces + stated), level, whole=level == PROVINCE or bool(stated))


def _shown(unit: Unit) -> str:
    """A unit's level and name; the city that is named for a person keeps its capital."""
    written = next(
        (entry["written"] for entry in patterns.load("places")["central_cities"]
         if "written" in entry and entry["name"] == unit.name and unit.level == "thành phố"),
        None,
    )  # fmt: skip
    return written or unit.written
