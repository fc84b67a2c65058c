"""The rules and vocabularies of `patterns/citations.yaml` and `patterns/bodies.yaml`, compiled once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import regex

import patterns


@dataclass(frozen=True, slots=True)
class Body:
    """A body with a code in symbols, and the years (both inclusive) in which it held the code."""

    name: str
    first_year: int
    last_year: int


@dataclass(frozen=True)
class Grammar:
    """What a citation is made of.

    `types` maps a type's name or abbreviation, case-folded, to its name; `type_codes` a symbol's part in
    capitals to the type's name, `codes_of_type` the other way round; `bodies` a symbol's part in capitals
    to the bodies that hold or held it;
    `plain_types` are the types that a bare figure after `số` numbers;
    `loose_symbols` match numbers that are none but behind a type: their joint is lost, or their capitals.
    """

    types: Mapping[str, str]
    type_codes: Mapping[str, str]
    codes_of_type: Mapping[str, frozenset[str]]
    bodies: Mapping[str, tuple[Body, ...]]
    joint_codes: frozenset[str]
    plain_types: frozenset[str]
    named_types: frozenset[str]
    symbol: regex.Pattern[str]
    loose_symbols: tuple[regex.Pattern[str], ...]
    plain_number: regex.Pattern[str]
    type_right_before: regex.Pattern[str]
    type_anywhere: regex.Pattern[str]
    no_document_before: regex.Pattern[str]
    issuing_verb_before: regex.Pattern[str]
    sentence_verb: regex.Pattern[str]


# What may stand between a type and its number: a colon, a bracket, `số` (or `so`, as it is often misread).
_MARK = r"[ :(.]{0,9}(?:(?<![\p{L}])(?i:s[ốo])[ :(.]{0,9})?"


def any_of(words: Iterable[str]) -> str:
    """Words as one pattern group, longest first."""
    ordered = sorted(set(words), key=len, reverse=True)
    return "(?:" + "|".join(regex.escape(word, literal_spaces=True) for word in ordered) + ")"


def backward(pattern: str, ignore_case: bool = False) -> regex.Pattern[str]:
    """A pattern that `match` tries from the end of its range backwards: what stands right before a place."""
    return regex.compile(pattern.removesuffix("$"), regex.REVERSE | (regex.IGNORECASE if ignore_case else 0))


@cache
def grammar() -> Grammar:
    """The grammar; loading it takes some milliseconds, so nothing is compiled before the first document."""
    content = patterns.load("citations")
    types: dict[str, str] = {}
    codes: dict[str, str] = {}
    codes_of: dict[str, frozenset[str]] = {}
    for entry in content["types"]:
        for word in (entry["name"], *entry.get("short", ())):
            types[word.casefold()] = entry["name"]
        for code in entry.get("codes", ()):
            codes.setdefault(code.upper(), entry["name"])
            codes_of[entry["name"]] = codes_of.get(entry["name"], frozenset()) | {code.upper()}
    names = [entry["name"] for entry in content["types"]]
    short = [word for entry in content["types"] for word in entry.get("short", ())]
    # `pháp luật số ...` is no law, so the types that stand before a name need their capital.
    named = [form for name in patterns.words("citations", "named_types") for form in (name, name.upper())]
    plain = [name for name in names if name not in named]
    capitals = [*names, *(name.upper() for name in names)]
    qualified = rf"(?:[ ](?i:{any_of(patterns.words('citations', 'qualifiers'))})){{0,3}}"
    return Grammar(
        types=types,
        type_codes=codes,
        codes_of_type=codes_of,
        bodies=_bodies(),
        joint_codes=frozenset(code.upper() for code in patterns.words("citations", "joint_codes")),
        plain_types=frozenset(entry["name"] for entry in content["types"] if entry.get("plain")),
        named_types=frozenset(patterns.words("citations", "named_types")),
        symbol=patterns.rule("citations", "symbol", "numbers").compile(),
        loose_symbols=tuple(
            patterns.rule("citations", name, "numbers").compile()
            for name in ("spaced_symbol", "small_symbol", "glued_symbol")
        ),
        plain_number=patterns.rule("citations", "plain_number", "plain_numbers").compile(),
        type_right_before=backward(
            rf"(?<![\p{{L}}\p{{N}}/])(?:(?P<named>{any_of(named)})|(?i:(?P<type>{any_of(plain)}))|(?P<short>{any_of(short)})){qualified}{_MARK}"
        ),
        type_anywhere=regex.compile(rf"(?<![\p{{L}}\p{{N}}/])(?P<type>{any_of(capitals)})(?![\p{{L}}\p{{N}}])"),
        no_document_before=backward(
            rf"(?<![\p{{L}}\p{{N}}])(?i:{any_of(patterns.words('citations', 'no_documents'))})[ :]{{0,9}}"
        ),
        issuing_verb_before=backward(
            rf"[ ](?:{any_of(patterns.words('citations', 'issuing_verbs'))})(?:[ ](?:các|những))?[ ]"
        ),
        sentence_verb=regex.compile(rf"[ ]{any_of(patterns.words('citations', 'sentence_verbs'))}(?![\p{{L}}])"),
    )


def _bodies() -> dict[str, tuple[Body, ...]]:
    """Code in capitals → the bodies that held it."""
    content = patterns.load("bodies")
    found: dict[str, tuple[Body, ...]] = {}
    for entry in (*content["ministries"], *content["coded_bodies"]):
        body = Body(entry["name"], entry.get("from", 0), entry.get("to", 9999))
        for code in entry["codes"]:
            found[code.upper()] = (*found.get(code.upper(), ()), body)
    return found
