"""Names of bodies in a header block: lines in capitals → issuer, level and place.

The upper line of a header block names the superior body, the lower one the issuer (Nghị định 30/2020/NĐ-CP, Phụ lục
I, mục II.2): `UBND TỈNH A` over `SỞ Y TẾ` is `Sở Y tế tỉnh A`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import regex

import patterns
from extractors.document import Span
from extractors.fold import fold, squash
from extractors.header.pieces import Piece, header_rule
from extractors.header.places import Place, in_title_case, level_of, province, written

_PARTY_LEVELS = {
    f"{word} {kind}": level
    for kind in ("ủy", "đoàn")
    for word, level in (
        ("tỉnh", "tỉnh"),
        ("thành", "thành phố"),
        ("huyện", "huyện"),
        ("quận", "quận"),
        ("thị", "thị xã"),
    )
}
# Alone on their line these go on with the body or place that they belong to.
_PART_OF_A_NAME = ("đảng ủy", "đảng bộ", "chi bộ", "ủy ban thường vụ")
# The leading boards of fronts, unions and associations.
_OWN_BOARDS = ("ban thường trực", "ban thường vụ", "ban chấp hành")
_LONGEST_NAME = 40
_NUMBERED = regex.compile(r"(?<!\p{L})Số (?=[0-9])")


@dataclass(frozen=True, slots=True)
class Body:
    """A body named in a header block or a sentence.

    `kind` is one of UBND, HĐND, party, central, office, unit (an office of a party committee), place; `name` its
    own words without the place (`Sở Y tế`), `places` the units it belongs to, its own first; `span` the range of
    clean text, `rule` the pattern.
    """

    kind: str
    name: str
    places: tuple[Place, ...]
    span: Span
    rule: str

    @property
    def place(self) -> Place | None:
        """The unit whose body it is, if it is a local one."""
        return self.places[0] if self.places and self.kind != "central" else None

    @property
    def issuer(self) -> str:
        """The body as the data set names it: `UBND xã A`, `Sở Y tế tỉnh A`, `Chính phủ`."""
        place = self.place
        if place is None or self.kind == "unit":
            return self.name
        if self.kind == "party" and squash(self.name) in _PARTY_LEVELS:
            return f"{self.name} {place.name}" if place.name else self.name
        return f"{self.name} {written(place)}"


def read_bodies(lines: Sequence[Piece], spell: Callable[[str], str]) -> list[Body]:
    """The bodies that the lines of a header block name, from the uppermost to the issuer.

    `spell` gives a name in capitals in the spelling of running text. A line that begins no body and no place goes on
    with the line before it.
    """
    groups: list[list[Piece]] = []
    for line in lines:
        opens = _rule_of(line.text) is not None or (_level().match(line.text) is not None and not groups)
        if groups and squash(groups[-1][-1].text) in _PART_OF_A_NAME:
            opens = False
        if opens or not groups:
            groups.append([line])
        else:
            groups[-1].append(line)
    bodies = [body for group in groups if (body := _body(group, spell)) is not None]
    return _under_superiors(bodies)


def _level() -> regex.Pattern[str]:
    return patterns.rule("header", "level_mark", "names").compile()


@cache
def _rules() -> tuple[patterns.Rule, ...]:
    return patterns.rules("header", "bodies")


def _rule_of(text: str) -> patterns.Rule | None:
    return next((rule for rule in _rules() if rule.compile().match(text)), None)


def _body(group: Sequence[Piece], spell: Callable[[str], str]) -> Body | None:
    """The body that a group of lines names; null where the lines name none."""
    words = _plain(" ".join(piece.written for piece in group))
    text, span = fold(words), Span(group[0].start, group[-1].end)
    rule = _rule_of(text)
    if rule is None:
        places = _places(words)
        return Body("place", "", places, span, "place_line") if places and _level().match(text) else None
    kind, match = str(rule.value), rule.compile().match(text)
    if match is None:
        return None
    if kind in ("UBND", "HĐND"):
        return Body(kind, kind, _places(words[match.end() :]), span, rule.name)
    if kind == "party":
        return _party(words, match, span, rule.name, spell)
    if kind == "central":
        return Body(kind, spell(words), (), span, rule.name)
    level = _level().search(text, match.end())
    places = _places(words[level.start() :]) if level else ()
    name = words[: level.start()].strip(" -,") if level and places else words
    school = header_rule("school", "schools").match(name)
    if school and not places:
        own = f"Trường {_school_type(school['type'])} {_NUMBERED.sub('số ', in_title_case(school['name']))}"
        return Body("unit", own if name.isupper() else name, (), span, rule.name)
    if not places and not header_rule("named_after_places", "names").match(name):
        name, places = _province_at_the_end(name)
    return Body(kind, spell(name), places, span, rule.name)


def _school_type(words: str) -> str:
    """A kind of school as it is written in a name (`TIỂU HỌC` is `Tiểu học`, `THCS` is `THCS`)."""
    short = words.upper() in patterns.words("header", "short_school_types")
    return words if short else words[0] + words[1:].lower()


def _plain(words: str) -> str:
    """Words with single blanks, without rulings and stars around them."""
    return " ".join(words.split()).strip(" *-.,:")


def _party(text: str, match: regex.Match[str], span: Span, rule: str, spell: Callable[[str], str]) -> Body:
    """A party committee: its level stands in its name (`TỈNH ỦY A`) or after it (`ĐẢNG ỦY XÃ A`)."""
    words = match["body"]
    name = words[0].upper() + words[1:].lower()
    rest = text[match.end() :].strip(" -,")
    level = _PARTY_LEVELS.get(squash(words))
    if level is not None:
        place = Place(level, in_title_case(rest) if rest and len(rest) <= _LONGEST_NAME else None)
        return Body("party", name, (place,), span, rule)
    mark = _level().search(fold(rest))
    served = rest[: mark.start()].strip(" -,") if mark else rest
    if served:
        name = f"{name} {spell(served)}"
    return Body("party", name, _places(rest), span, rule)


def _places(text: str) -> tuple[Place, ...]:
    """The units named in the rest of a body's name, the lowest first (`XÃ A HUYỆN B`)."""
    marks = list(_level().finditer(fold(text)))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    found = []
    for mark, end in zip(marks, ends, strict=False):
        name = text[mark.end() : end].strip(" -–,.*:")
        if len(name) <= _LONGEST_NAME:
            level = level_of(mark["level"])
            known = province(name, None) if level in ("tỉnh", "thành phố") else None
            found.append(Place(level, known or in_title_case(name) or None))
    return tuple(found)


def _province_at_the_end(name: str) -> tuple[str, tuple[Place, ...]]:
    """`SỞ Y TẾ` + a province's bare name: the province split off."""
    words = name.split()
    for count in (4, 3, 2):
        known = province(" ".join(words[-count:]), None) if len(words) > count else None
        if known:
            return " ".join(words[:-count]).strip(" -,"), (Place("tỉnh", known),)
    return name, ()


def _under_superiors(bodies: list[Body]) -> list[Body]:
    """The bodies with the places that the superior bodies above them give."""
    above: tuple[Place, ...] = ()
    completed: list[Body] = []
    for body in bodies:
        places = body.places
        if body.kind != "central":
            if not places and above and body.kind in ("office", "unit", "party", "UBND", "HĐND"):
                places = above
            elif places:
                places = (_named(places[0], above), *places[1:], *(p for p in above if _is_other(p, places)))
        joined = replace(body, places=places)
        if body.kind == "office" and completed and _is_part_of(body, completed[-1]) and not body.places:
            joined = replace(joined, name=f"{body.name} {completed[-1].issuer}", kind="unit")
        completed.append(joined)
        above = places or above
    return completed


def _is_part_of(body: Body, above: Body) -> bool:
    """Whether a body bears the name of the one above it: any of a party committee, a front's or union's own board."""
    return above.kind == "party" or (above.kind == "office" and squash(body.name) in _OWN_BOARDS)


def _named(place: Place, above: tuple[Place, ...]) -> Place:
    """A unit without a name takes that of the same level above it (`ĐẢNG BỘ TỈNH A` over `TỈNH ỦY`)."""
    if place.name is None:
        return next((other for other in above if other.level == place.level), place)
    return place


def _is_other(place: Place, places: tuple[Place, ...]) -> bool:
    return place.level not in {known.level for known in places}
