"""Names of issuing bodies: where they begin and end in running text, and how the data writes them.

A name ends at a verb, a preposition or a stop (`patterns/bodies.yaml`, `name_ends`); what may stand in it
before that depends on the kind of body. In text all in capitals a name's own capitals say nothing, so
there it is read as if every word began with one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

import patterns
from extractors.citations.grammar import any_of

_LONGEST = 240
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|/(?=v))*")
_BLANKS = regex.compile(r"\s+")
_TRAILING = regex.compile(r"(?:[ ,&-]|[ ](?:và|số|của))+$")


@dataclass(frozen=True, slots=True)
class BodyName:
    """A body named in the text: its name as the data writes it, where the name ends, and the rule that read it."""

    name: str
    end: int
    rule: str


@dataclass(frozen=True)
class _Names:
    """Compiled patterns for names, in the order in which they are tried."""

    central: regex.Pattern[str]
    canonical: dict[str, str]
    ministry: regex.Pattern[str]
    ministries: dict[str, str]
    admin: regex.Pattern[str]
    rules: tuple[tuple[str, regex.Pattern[str]], ...]
    name_ends: Mapping[str, tuple[str, ...]]
    list_ends: Mapping[str, tuple[str, ...]]
    opening: regex.Pattern[str]
    abbreviations: tuple[tuple[regex.Pattern[str], str], ...]


def body_at(text: str, start: int, written: str | None = None) -> BodyName | None:
    """The body whose name begins right at an offset of folded text; null where none does.

    `written` is the text as it stands, of the same length, from which the name is taken.
    """
    head = text[start : start + 24]
    if head.isupper() and " " in head:
        window = text[start : start + _LONGEST].partition("\n")[0].title()
        found = _body_at(window, 0, window)
        return None if found is None else BodyName(found.name, start + found.end, found.rule)
    return _body_at(text, start, text if written is None else written)


def _body_at(text: str, start: int, written: str) -> BodyName | None:
    names = _names()
    match = names.central.match(text, start)
    if match is not None:
        name = names.canonical[_key(match.group("name"))]
        return BodyName(name + (match.group("term") or ""), match.end(), "central")
    match = names.ministry.match(text, start)
    if match is not None:
        return BodyName(_ministry(match), match.end(), "ministry")
    second = text.find(" ", start, start + 20)
    if second < 0:
        return None
    limit = min(len(text), start + _LONGEST)
    for rule, pattern in names.rules:
        match = pattern.match(text, start, limit)
        if match is None:
            continue
        stop = _first_end(
            text, second, match.end(), names.list_ends if rule == "steering_committee" else names.name_ends
        )
        if stop is not None:
            match = pattern.match(text, start, stop)
        if match is not None:
            end = start + len(_TRAILING.sub("", match.group()))
            return BodyName(canonical_name(written[start:end]), end, rule)
    return None


def bodies_ending_at(text: str, start: int, end: int) -> tuple[int, BodyName] | None:
    """The longest body name in a range of folded text that ends right at its end, with where it begins."""
    for match in _names().opening.finditer(text, start, end):
        found = body_at(text, match.start())
        if found is not None and found.end == end:
            return match.start(), found
    return None


def admin_at(text: str, start: int) -> tuple[str, int] | None:
    """A bare place with its level (`tỉnh An Bình`, `thành phố`) at an offset, and where it ends."""
    match = _names().admin.match(text, start, start + _LONGEST)
    if match is None:
        return None
    stop = _first_end(text, start, match.end(), _names().name_ends)
    if stop is not None:
        match = _names().admin.match(text, start, stop)
    return None if match is None else (canonical_name(match.group()), match.end())


def _first_end(text: str, start: int, end: int, ends: Mapping[str, tuple[str, ...]]) -> int | None:
    """Where the first word or phrase at which a name has ended begins, in a range of folded text.

    A phrase in small letters ends a name where it stands in small letters, one with a capital in either case.
    """
    for match in _WORD.finditer(text, start, end):
        word = match.group()
        for phrase in ends.get(word.casefold(), ()):
            after = match.start() + len(phrase)
            if text[after : after + 1].isalpha() or text[match.start() : after].casefold() != phrase.casefold():
                continue
            if phrase[0].isupper() or word[0].islower():
                return match.start()
    return None


def _by_first_word(phrases: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for phrase in phrases:
        first = phrase.split(" ", 1)[0].casefold()
        found[first] = (*found.get(first, ()), phrase)
    return found


@lru_cache(maxsize=4096)
def canonical_name(written: str) -> str:
    """A name as the data writes it: one blank between words, UBND and HĐND short."""
    name = _BLANKS.sub(" ", written).strip()
    for pattern, short in _names().abbreviations:
        name = pattern.sub(short, name)
    return name


def _ministry(match: regex.Match[str]) -> str:
    office, kind, name = match.group("office"), match.group("kind"), match.group("name")
    full = _names().ministries[_key(name)]
    body = f"{kind[0].upper()}{kind[1:].lower()} {full}"
    place = match.group("place")
    return canonical_name(" ".join(part for part in (office and office.strip().capitalize(), body, place) if part))


def _key(name: str) -> str:
    return _BLANKS.sub(" ", name).casefold()


@cache
def _names() -> _Names:
    content = patterns.load("bodies")
    central = patterns.words("bodies", "central")
    ministries: dict[str, str] = {}
    for entry in content["ministries"]:
        name = entry["name"].removeprefix("Bộ ")
        for form in (name, name.replace(" và ", " & "), name.replace(" - ", "-"), name.replace(" - ", ", "), name.replace(", ", " "),
                     *entry.get("short", ())):  # fmt: skip
            ministries.setdefault(_key(form), name)
    capital_ends = [phrase.capitalize() for phrase in patterns.words("bodies", "capital_ends")]
    end = r"(?![\p{L}])"
    offices = any_of(patterns.words("bodies", "offices"))
    place = patterns.expand("bodies", "{{admin}}")
    starts = [*central, *(word for key in ("offices", "councils", "party_organs", "party_bodies", "heads") for word in patterns.words("bodies", key))]  # fmt: skip
    return _Names(
        central=regex.compile(rf"(?P<name>(?i:{any_of(central)})){end}(?P<term>[ ][Kk]hóa[ ][XVI]+{end})?"),
        canonical={_key(name): name for name in central},
        ministry=regex.compile(
            rf"(?P<office>(?i:{offices})[ ])?(?P<kind>(?i:bộ|sở))[ ](?P<name>(?i:{any_of(ministries)})){end}(?:[ ](?P<place>{place}))?"
        ),
        ministries=ministries,
        admin=regex.compile(place),
        rules=tuple((rule.name, rule.compile()) for rule in patterns.rules("bodies")),
        name_ends=_by_first_word([*patterns.words("bodies", "name_ends"), *capital_ends]),
        list_ends=_by_first_word(phrase.capitalize() for phrase in patterns.words("bodies", "list_ends")),
        opening=regex.compile(rf"(?<![\p{{L}}])(?:{any_of(word[0].upper() + word[1:] for word in starts)}){end}"),
        abbreviations=tuple(
            (regex.compile(rf"(?i){regex.escape(long, literal_spaces=True)}|{short}"), short)
            for long, short in content["abbreviations"].items()
        ),
    )
