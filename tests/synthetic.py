"""Synthetic documents: copies of the samples with other places, values, numbers, slips and layouts, and their truth.

Everything is drawn at random from a seed: the same seed gives the same documents. Each kind of variation is one
function or one table below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

import regex

from extractors.fold import fold
from pipeline.normalise.gazetteer import Gazetteer, Unit, units_before, units_since
from tests.conftest import SAMPLES
from tests.scoring import labels

#: A percentage in figures that is no part of a range, and a number that the commune or district itself gave.
_PERCENTAGE = regex.compile(r"(?<![\d.,-])(?<![-–]\s)\d{1,3}(?:[.,]\d+)?(?=\s?%)")
_OWN_NUMBER = regex.compile(r"\b\d{1,4}(?=/(?:KH|QĐ|BC|CV)-UBND\b)")
_PLAIN_NAME = regex.compile(r"\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){1,2}")
#: Chance that a percentage stays as it is: plans ask for 100 % more than for anything else.
_KEPT = 0.4
_SLIP_CHANCE = 0.15


@dataclass(frozen=True, slots=True)
class Template:
    """A sample: its text, and the names of its places (null where it has none) by kind of unit."""

    name: str
    text: str
    places: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Synthetic:
    """A document to be read, and its truth: the names of its places, and every percentage with its line, from 1."""

    name: str
    text: str
    places: Mapping[str, str | None]
    percentages: tuple[tuple[int, float], ...]


@cache
def templates() -> tuple[Template, ...]:
    """The samples, with their places as labelled."""
    found = []
    for label in labels("documents"):
        (path,) = SAMPLES.glob(f"{label['doc']}_*.txt")
        places = {kind: label[kind].rstrip("?-") or None for kind in ("commune", "district", "province")}
        found.append(Template(label["doc"], path.read_text("utf-8"), places))
    return tuple(found)


# Slips that such documents have, none of which changes what they say.
SLIPS: Mapping[str, Callable[[str, Random], str]] = {
    "tones": lambda text, _: text.replace("hóa", "hoá").replace("khỏe", "khoẻ"),
    "committees": lambda text, _: text.replace("Ủy ban", "Uỷ ban"),
    "blanks": lambda text, random: _at_random(r"(?<=\p{L}) (?=\p{L})", "  ", text, random),
    "commas": lambda text, random: _at_random(r"(?<=\p{L}), (?=\p{Ll})", ",", text, random),
}

# How the same text is laid out in its file.
LAYOUTS: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "no empty lines": lambda text: regex.sub(r"\n\s*\n+", "\n", text),
    "Windows line ends": lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n"),
    "no indentation": lambda text: regex.sub(r"(?m)^[ \t]+", "", text),
}


def documents(which: int | range, seed: int = 0) -> Iterator[Synthetic]:
    """So many different documents, or those that have these numbers."""
    for number in range(which) if isinstance(which, int) else which:
        yield document(Random(f"{seed} {number}"), number)


def document(random: Random, number: int) -> Synthetic:
    """One document, all of it drawn from `random`."""
    template = random.choice(templates())
    places = _other_places(template.places, random)
    text = template.text
    for kind, name in template.places.items():
        if name is not None:
            text = _renamed(text, name, places[kind] or name)
    text = _PERCENTAGE.sub(lambda match: match[0] if random.random() < _KEPT else str(random.randint(1, 100)), text)
    text = _OWN_NUMBER.sub(lambda _: str(random.randint(1, 4000)), text)
    for slip in SLIPS.values():
        if random.random() < _SLIP_CHANCE:
            text = slip(text, random)
    text = random.choice(list(LAYOUTS.values()))(text)
    return Synthetic(f"{number:05}_{template.name}.txt", text, places, tuple(_percentages(text)))


def _other_places(places: Mapping[str, str | None], random: Random) -> dict[str, str | None]:
    """Names of units that belong together, of the kinds that are asked for."""
    # Where there is a commune and no district, the plan is of after July 2025.
    units = units_since() if places["commune"] and not places["district"] else units_before()
    lowest = random.choice(_named(units, "communes" if places["commune"] else "districts"))
    district = units.districts.get(lowest.district or "")
    names = {
        "commune": lowest.name,
        "district": district.name if district else lowest.name,
        "province": units.provinces[lowest.province].name,
    }
    return {kind: names[kind] if places[kind] else None for kind in places}


@cache
def _named(units: Gazetteer, kind: str) -> tuple[Unit, ...]:
    """Units whose names are two or three plain words."""
    found: dict[str, Unit] = getattr(units, kind)
    return tuple(unit for unit in found.values() if _PLAIN_NAME.fullmatch(unit.name))


def _renamed(text: str, old: str, new: str) -> str:
    """The text with another name, over line breaks, in capitals where the old one stands in capitals."""
    words = r"\s+".join(regex.escape(word) for word in fold(old).split())
    parts, end = [], 0
    for match in regex.finditer(rf"\b{words}", fold(text), regex.IGNORECASE):
        parts += [text[end : match.start()], new.upper() if match[0].isupper() else new]
        end = match.end()
    return "".join([*parts, text[end:]])


def _at_random(pattern: str, other: str, text: str, random: Random) -> str:
    """Some of the places where a pattern stands, with another text."""
    return regex.sub(pattern, lambda match: other if random.random() < 0.02 else match[0], text)


def _percentages(text: str) -> Iterator[tuple[int, float]]:
    for match in _PERCENTAGE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, float(match[0].replace(",", "."))
