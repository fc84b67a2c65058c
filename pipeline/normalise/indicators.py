"""One identity for all targets that measure the same: the catalogue in `patterns/indicators*.yaml` and its matching.

A subject becomes a set of concepts (who is counted, what is asked of them), found as phrases of syllables.
An indicator fits where one of its rules finds all that it needs, nothing that it excludes, and no base that
it does not name; the rule that needs most wins, and where two indicators need as much there is none. A percentage
of a plan, or one against another year, is no level of an indicator and has none either.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import Any, Literal, NamedTuple

import patterns
from extractors.fold import fold
from patterns import PatternError
from pipeline.rows import Row

#: Flags of targets, explained in patterns/flags.yaml.
AMBIGUOUS = "indicator_ambiguous"
REPLACED = "word_replaced"

_SHARE = "%"
_SYLLABLE = re.compile(r"\w+")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


class Condition(NamedTuple):
    """One way to word an indicator, as sets of concepts in bits."""

    needs: tuple[int, ...]
    excludes: int
    #: The bases that are counted, where the rule names some and no bodies beside them.
    counted: int = 0

    def fits(self, present: int) -> bool:
        """Whether a text with these concepts is worded so."""
        return not present & self.excludes and all(present & need for need in self.needs)

    def led(self, concepts: Mapping[int, int], lead: int) -> bool:
        """Whether bodies, the first at the syllable `lead` (a bit, 0 for none), stand before all that are counted."""
        return bool(lead and self.counted) and lead < _first(concepts, self.counted)


@dataclass(frozen=True, slots=True)
class Indicator:
    """An entry of the catalogue; `national_target` is in `unit` and null where no official text sets one."""

    id: str
    pillar: str
    name: str
    name_en: str
    definition: str
    direction: Literal["up", "down"]
    unit: str
    source: str
    national_target: float | None
    national_target_year: int | None
    conditions: tuple[Condition, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What a subject measures: an indicator or none; `flags` say what a reader should know."""

    indicator: Indicator | None
    flags: tuple[str, ...] = ()


def _bare_letters() -> dict[int, str]:
    """Letters without their tone marks; the vowel marks of â, ă, ê, ô, ơ, ư stay."""
    table = {}
    for code in [*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)]:
        bare = unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", chr(code))))
        if len(bare) == 1 and bare != chr(code):
            table[code] = bare
    return table


_BARE = _bare_letters()
#: `lý` and `lí`, `tỷ` and `tỉ` are two habits of one spelling.
_ONE_I = str.maketrans("yỳýỷỹỵ", "iìíỉĩị")
#: Phrases from this number of syllables on are compared without tones.
_BARE_FROM = 3
#: Syllables of a text that are read; what is measured stands in them, however long a hostile text is.
_READ = 200

# A node of the tree of phrases: the next syllables, and under the empty key what ends here.
_Node = dict[str, Any]


class _Vocabulary:
    """All concepts as bits, and a tree of their phrases.

    A phrase of one or two syllables is compared with its tones, a longer one without: `vụ án` is not
    `vụ an` in `dịch vụ an toàn`, but `kỷ năng số` is `kỹ năng số`.
    """

    def __init__(self, bases: Mapping[str, Any], concepts: Mapping[str, Any]) -> None:
        self.bits: dict[str, int] = {}
        self._toned: _Node = {}
        self._bare: _Node = {}
        for name, entry in [*bases.items(), *concepts.items()]:
            if name in self.bits:
                raise PatternError(f"patterns/indicators.yaml: {name!r} stands there twice")
            bit = self.bits[name] = 1 << len(self.bits)
            words = entry["words"] if isinstance(entry, dict) else entry
            for phrase in words:
                self._add(phrase, bit, excepted=False)
            for phrase in _exceptions(entry, words) if isinstance(entry, dict) else ():
                self._add(phrase, bit, excepted=True)
        self.bases = sum(self.bits[name] for name in bases)

    def _add(self, phrase: str, bit: int, *, excepted: bool) -> None:
        toned, bare = _syllables(fold(phrase))
        node, syllables = (self._toned, toned) if len(toned) < _BARE_FROM else (self._bare, bare)
        for syllable in syllables:
            node = node.setdefault(syllable, {})
        ends = node.setdefault("", [0, 0])
        ends[excepted] |= bit

    def find(self, text: str) -> dict[int, int]:
        """The concepts of a folded text by bit, each with the syllables that it covers as a set of bits."""
        found: list[tuple[int, int]] = []
        exceptions: list[tuple[int, int]] = []
        for tree, syllables in zip((self._toned, self._bare), _syllables(text), strict=True):
            for start, first in enumerate(syllables):
                node, at, covered = tree.get(first), start, 1 << start
                while node:
                    ends = node.get("")
                    if ends:
                        if ends[0]:
                            found.append((ends[0], covered))
                        if ends[1]:
                            exceptions.append((ends[1], covered))
                    at += 1
                    covered |= 1 << at
                    node = node.get(syllables[at]) if at < len(syllables) else None
        concepts: dict[int, int] = {}
        for bits, covered in found:
            for other, wider in exceptions:
                if covered & wider == covered:
                    bits &= ~other
            for bit in _each(bits):
                concepts[bit] = concepts.get(bit, 0) | covered
        return concepts


def _exceptions(entry: Mapping[str, Any], words: Iterable[str]) -> Iterator[str]:
    """The phrases of an entry that are something else: those given, and its words after the words given."""
    yield from entry.get("except", ())
    for before, phrase in product(entry.get("except_after", ()), words):
        yield f"{before} {phrase}"


@lru_cache(maxsize=20_000)
def _bare(syllable: str) -> str:
    return syllable.translate(_BARE)


def _syllables(text: str) -> tuple[list[str], list[str]]:
    """The syllables of a folded text in lower case, with their tones and without; `y` is `i` in both."""
    toned = _SYLLABLE.findall(text.lower().translate(_ONE_I))[:_READ]
    return toned, [_bare(syllable) for syllable in toned]


class Catalogue:
    """The indicators, and the rule that says which of them a subject measures."""

    def __init__(self) -> None:
        content = patterns.load("indicators")
        self._vocabulary = _Vocabulary(content["bases"], content["concepts"])
        self._bodies = self._bits(content["bodies"], "patterns/indicators.yaml: bodies")
        self._fulfilments = [rule.compile() for rule in patterns.rules("indicators", "fulfilments")]
        self._replaced = [(rule.compile(), str(rule.value)) for rule in patterns.rules("indicators", "replaced_words")]
        entries = [
            (pillar, entry)
            for pillar in content["pillars"]
            for entry in patterns.load(f"indicators_{pillar}")["indicators"]
        ]
        self.indicators = {entry["id"]: self._indicator(pillar, entry, content["sources"]) for pillar, entry in entries}
        if len(self.indicators) < len(entries):
            raise PatternError("patterns/indicators_*.yaml: two indicators share an id")
        self._by_concept = _by_rarest_need(self.indicators.values())

    def match(self, subject: str, unit: str | None) -> Match:
        """The indicator that a target with this subject and unit measures, or none."""
        text = fold(subject)
        flags: tuple[str, ...] = ()
        for pattern, right in self._replaced:
            text, count = pattern.subn(right, text)
            if count:
                flags = (REPLACED,)
        if any(pattern.search(text) for pattern in self._fulfilments):
            return Match(None, flags)
        best: set[str] = set()
        best_rank = (0, 0)
        concepts = self.concepts(text)
        present = sum(concepts)
        lead = _first(concepts, self._bodies)
        for bit in concepts:
            for indicator, condition in self._by_concept.get(bit, ()):
                if not condition.fits(present) or condition.led(concepts, lead):
                    continue
                if (indicator.unit == _SHARE) != (unit == _SHARE):
                    continue
                rank = (len(condition.needs), _covered(condition, concepts).bit_count())
                if rank > best_rank:
                    best, best_rank = {indicator.id}, rank
                elif rank == best_rank:
                    best.add(indicator.id)
        if len(best) == 1:
            return Match(self.indicators[best.pop()], flags)
        return Match(None, (*flags, AMBIGUOUS) if best else flags)

    def concepts(self, text: str) -> dict[int, int]:
        """The concepts of a folded text, each a bit, with the syllables that it covers as a set of bits."""
        return self._vocabulary.find(text)

    def _indicator(self, pillar: str, entry: Mapping[str, Any], sources: Mapping[str, str]) -> Indicator:
        where = f"patterns/indicators_{pillar}.yaml: indicator {entry.get('id')!r}"
        missing = {"id", "name", "name_en", "definition", "source", "rules", "examples"} - entry.keys()
        if missing:
            raise PatternError(f"{where} has no {', '.join(sorted(missing))}")
        if entry["source"] not in sources:
            raise PatternError(f"{where}: no source {entry['source']!r}")
        target, year = entry.get("target"), entry.get("target_year")
        return Indicator(
            id=entry["id"],
            pillar=pillar,
            name=entry["name"],
            name_en=entry["name_en"],
            definition=entry["definition"],
            direction=entry.get("direction", "up"),
            unit=entry.get("unit", _SHARE),
            source=sources[entry["source"]],
            national_target=None if target is None else float(target),
            national_target_year=year,
            conditions=tuple(self._condition(rule, where) for rule in entry["rules"]),
            examples=tuple(entry["examples"]),
            counter_examples=tuple(entry.get("counter_examples") or ()),
        )

    def _condition(self, rule: Mapping[str, Any], where: str) -> Condition:
        needs = tuple(self._bits(need if isinstance(need, list) else [need], where) for need in rule["needs"])
        allowed = self._bits(rule.get("allow") or [], where)
        for need in needs:
            allowed |= need
        excludes = self._bits(rule.get("without") or [], where) | (self._vocabulary.bases & ~allowed)
        return Condition(needs, excludes, self._counted(needs, allowed))

    def _counted(self, needs: tuple[int, ...], allowed: int) -> int:
        """The bases among which a rule counts; none where no base is needed, or where the rule names bodies too."""
        bases = self._vocabulary.bases
        if allowed & self._bodies or not any(need & bases for need in needs):
            return 0
        return allowed & bases

    def _bits(self, names: Iterable[str], where: str) -> int:
        bits = 0
        for name in names:
            if name not in self._vocabulary.bits:
                raise PatternError(f"{where}: no concept {name!r} in patterns/indicators.yaml")
            bits |= self._vocabulary.bits[name]
        return bits


def _first(concepts: Mapping[int, int], among: int) -> int:
    """The first syllable of the concepts that are among some, as a bit; 0 where the text has none."""
    syllables = 0
    for bit, covered in concepts.items():
        if bit & among:
            syllables |= covered
    return syllables & -syllables


def _each(mask: int) -> Iterator[int]:
    while mask:
        bit = mask & -mask
        mask ^= bit
        yield bit


def _by_rarest_need(indicators: Iterable[Indicator]) -> dict[int, list[tuple[Indicator, Condition]]]:
    """Conditions by the concepts of the need that fewest share, so that few are tried on a text."""
    conditions = [(indicator, condition) for indicator in indicators for condition in indicator.conditions]
    uses = Counter(bit for _, condition in conditions for need in condition.needs for bit in _each(need))
    found: dict[int, list[tuple[Indicator, Condition]]] = {}
    for indicator, condition in conditions:
        rarest = min(condition.needs, key=lambda need: sum(uses[bit] for bit in _each(need)))
        for bit in _each(rarest):
            found.setdefault(bit, []).append((indicator, condition))
    return found


def _covered(condition: Condition, concepts: Mapping[int, int]) -> int:
    covered = 0
    for need in condition.needs:
        for bit, syllables in concepts.items():
            if need & bit:
                covered |= syllables
    return covered


def wording(subject: str) -> frozenset[str]:
    """The syllables of a subject that say what is measured, for telling which subjects are worded alike."""
    toned, _ = _syllables(fold(subject))
    return frozenset(toned) - _fillers()


@cache
def _fillers() -> frozenset[str]:
    return frozenset(
        syllable for word in patterns.words("indicators", "fillers") for syllable in _syllables(fold(word))[0]
    )


@cache
def catalogue() -> Catalogue:
    """The catalogue, read once; raises `PatternError` where an entry cannot be used."""
    return Catalogue()


@lru_cache(maxsize=65536)
def measured(subject: str, unit: str | None) -> Match:
    """What a target with this subject and unit measures; plans share much of their wording.

    A unit that says of what a share is taken (`% GDP`) is read with the subject.
    """
    if unit is not None and unit.startswith(_SHARE):
        subject, unit = f"{subject} {unit.removeprefix(_SHARE)}", _SHARE
    return catalogue().match(subject, unit)


def with_indicators(targets: Iterable[Row]) -> list[Row]:
    """The rows of `targets` with `indicator_id` and `indicator` filled where the catalogue has what they measure."""
    rows = []
    for row in targets:
        found = measured(row["subject"], row["unit"]) if row["subject"] else Match(None)
        indicator = found.indicator
        rows.append(
            {
                **row,
                "indicator_id": indicator.id if indicator else None,
                "indicator": indicator.name if indicator else None,
                "flags": sorted({*row["flags"], *found.flags}),
            }
        )
    return rows


def indicator_rows() -> list[Row]:
    """The rows of the table `indicators`, in the order of the catalogue."""
    return [
        {
            "indicator_id": indicator.id,
            "pillar": indicator.pillar,
            "name": indicator.name,
            "name_en": indicator.name_en,
            "definition": indicator.definition,
            "direction": indicator.direction,
            "unit": indicator.unit,
            "source": indicator.source,
            "national_target": indicator.national_target,
            "national_target_year": indicator.national_target_year,
        }
        for indicator in catalogue().indicators.values()
    ]
