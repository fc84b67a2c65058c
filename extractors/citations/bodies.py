"""Names of issuing bodies: where they begin and end in running text, and how the data writes them.

A name ends at a verb, a preposition or a stop (`patterns/bodies.yaml`, `name_ends`); what may stand in it
before that depends on the kind of body. In text all in capitals a name's own capitals say nothing, so
there it is read as if every word began with one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import regex

import patterns
from extractors.citations.grammar import any_of
from extractors.fold import fold

_LONGEST = 240
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|/(?=v))*")
_FIRST = regex.compile(r"\p{L}+")
_BLANKS = regex.compile(r"\s+")
# What follows a word that names a document where it does name one, and is no part of a department's name.
_NUMBERED = regex.compile(r"[ ]?:|[ ](?:(?i:số|hành động)(?![\p{L}])|[0-9])")
_TRAILING = regex.compile(r"(?<![ ,&-])(?:[ ](?:và|của)|[ ,&-]){1,12}+$")


_END = r"(?![\p{L}])"
_OPENING_WORDS = ("offices", "councils", "party_organs", "party_bodies", "heads")
# What each rule's names begin with: vocabularies of `patterns/bodies.yaml`, and words of the rule itself.
_FIRST_WORDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ministry": (("offices",), ("Bộ", "Sở")),
    "central_committee": ((), ("Hội", "Đại", "Ban", "BCH")),
    "council": (("offices", "councils"), ()),
    "party": (("party_organs", "party_bodies"), ("Hội", "Đại")),
    "steering_committee": ((), ("Trưởng", "Ban", "BCĐ")),
    "other_body": (("offices", "heads"), ()),
}


class BodyName(NamedTuple):
    """A body named in the text: its name as the data writes it, where the name ends, and the rule that read it."""

    name: str
    end: int
    rule: str


@dataclass(frozen=True)
class _Names:
    """Compiled patterns for names, in the order in which they are tried."""

    central: regex.Pattern[str]
    canonical: dict[str, str]
    central_words: frozenset[str]
    ministries: dict[str, str]
    admin: regex.Pattern[str]
    by_first_word: Mapping[str, Sequence[tuple[str, regex.Pattern[str]]]]
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
    word = _FIRST.match(text, start)
    if word is None:
        return None
    first = word.group().casefold()
    match = names.central.match(text, start) if first in names.central_words else None
    if match is not None:
        name = names.canonical[_key(match.group("name"))]
        return BodyName(name + (match.group("term") or ""), match.end(), "central")
    second = text.find(" ", start, start + 20)
    limit = min(len(text), start + _LONGEST)
    for rule, pattern in names.by_first_word.get(first, ()):
        match = pattern.match(text, start, limit)
        if match is None:
            continue
        if rule == "ministry":
            return BodyName(_ministry(match), match.end(), rule)
        stop = _first_end(
            text,
            second,
            match.end(),
            names.list_ends if rule == "steering_committee" else names.name_ends,
            rule == "other_body",
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


def _first_end(
    text: str, start: int, end: int, ends: Mapping[str, tuple[str, ...]], of_fields: bool = False
) -> int | None:
    """Where the first word or phrase at which a name has ended begins, in a range of folded text.

    A phrase in small letters ends a name where it stands in small letters, one with a capital in either case.
    A name made `of_fields` may hold such a phrase with a capital as a field: `Phòng Tài chính - Kế hoạch`.
    """
    for match in _WORD.finditer(text, start, end):
        word = match.group()
        for phrase in ends.get(word.casefold(), ()):
            after = match.start() + len(phrase)
            if text[after : after + 1].isalpha() or text[match.start() : after].casefold() != phrase.casefold():
                continue
            if word[0].islower() or (phrase[0].isupper() and not (of_fields and _is_field(text, start, match, after))):
                return match.start()
    return None


def _is_field(text: str, start: int, match: re.Match[str], after: int) -> bool:
    """Whether a phrase with a capital, up to `after`, names a field of a department and no document."""
    opens = match.start() == start + 1 or text[match.start() - 3 : match.start()].rstrip().endswith("-")
    return opens and _NUMBERED.match(text, after) is None


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
        # Folding keeps the length, so a place in the folded name is the same place in the name.
        for match in reversed(list(pattern.finditer(fold(name)))):
            name = name[: match.start()] + short + name[match.end() :]
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
    capital_ends = [phrase.capitalize() for phrase in patterns.words("bodies", "capital_ends")]
    place = patterns.expand("bodies", "{{admin}}")
    openings = [*central, *(word for key in _OPENING_WORDS for word in patterns.words("bodies", key))]
    return _Names(
        central=regex.compile(
            rf"(?P<name>(?i:{any_of(central)}))(?:{_END}|(?=về))(?:(?<=(?i:chính phủ|quốc hội))[ ]Việt Nam{_END})?"
            rf"(?P<term>[ ][Kk]hóa[ ][XVI]+{_END})?"
        ),
        canonical={_key(name): name for name in central},
        central_words=frozenset(match.group().casefold() for name in central if (match := _FIRST.match(name))),
        ministries=_ministry_names(),
        admin=regex.compile(place),
        by_first_word=_rules_by_first_word(place),
        name_ends=_by_first_word([*patterns.words("bodies", "name_ends"), *capital_ends]),
        list_ends=_by_first_word(phrase.capitalize() for phrase in patterns.words("bodies", "list_ends")),
        opening=regex.compile(rf"(?<![\p{{L}}])(?:{any_of(word[0].upper() + word[1:] for word in openings)}){_END}"),
        abbreviations=tuple(
            (regex.compile(rf"(?i){regex.escape(long, literal_spaces=True)}|{short}"), short)
            for long, short in content["abbreviations"].items()
        ),
    )


def _ministry_names() -> dict[str, str]:
    """Every way to write a ministry's name behind the word `Bộ`, as a key → the name in full, without that word."""
    names: dict[str, str] = {}
    for entry in patterns.load("bodies")["ministries"]:
        name = entry["name"].removeprefix("Bộ ")
        variants = [name, name.replace(" và ", " & "), name.replace(", ", " ")]
        variants += [name.replace(" - ", joint) for joint in ("-", ", ", " ")]
        for form in (*variants, *entry.get("short", ())):
            names.setdefault(_key(form), name)
    return names


def _rules_by_first_word(place: str) -> dict[str, list[tuple[str, regex.Pattern[str]]]]:
    """Rules for names that go on beyond a fixed wording, by the first word, case-folded, that a name begins with."""
    offices = patterns.words("bodies", "offices")
    ministry = regex.compile(
        rf"(?P<office>(?i:{any_of(offices)})[ ])?(?P<kind>(?i:bộ|sở))[ ]"
        rf"(?P<name>(?i:{any_of(_ministry_names())})){_END}(?:[ ](?P<place>{place}))?"
    )
    rules = [("ministry", ministry), *((rule.name, rule.compile()) for rule in patterns.rules("bodies"))]
    found: dict[str, list[tuple[str, regex.Pattern[str]]]] = {}
    for rule, pattern in rules:
        phrases = [word for key in _FIRST_WORDS[rule][0] for word in patterns.words("bodies", key)]
        for first in {phrase.split(" ")[0].casefold().rstrip(".") for phrase in (*phrases, *_FIRST_WORDS[rule][1])}:
            found.setdefault(first, []).append((rule, pattern))
    return found
