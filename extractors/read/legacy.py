"""Vietnamese before Unicode: TCVN3 and VNI words read in Unicode, and which of them a text is written in.

The source keeps its own characters; what they stand for is the reading beside it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

import regex

import patterns
from extractors.read.syllables import share

# A text is in a legacy encoding where its words are no syllables as they stand but are when converted.
_FEW, _MOST = 0.6, 0.8
_SAMPLE = 600
_LEAST_WORDS = 8


@cache
def _tables() -> dict[str, dict[str, str]]:
    """For each encoding, what each character or pair of characters stands for."""
    content = patterns.load("legacy")
    vni: dict[str, str] = {}
    letters: dict[str, str] = content["vni_letters"]
    vowels = {vowel: vowel for vowel in "aeouy"} | {key: value for key, value in letters.items() if value in "ơư"}
    for group, bases in (
        (content["vni_tones"], vowels),
        (content["vni_circumflex"], {vowel: vowel for vowel in "aeo"}),
        (content["vni_breve"], {"a": "a"}),
    ):
        for written, base in bases.items():
            for mark, combining in group.items():
                small = unicodedata.normalize("NFC", base + combining)
                for one, two, letter in (
                    (written, mark, small),
                    (written.upper(), mark.upper(), small.upper()),
                    (written.upper(), mark, small.upper()),
                ):
                    vni[one + two] = letter
    for written, letter in letters.items():
        vni[written], vni[written.upper()] = letter, letter.upper()
    return {"tcvn3": dict(content["tcvn3"]), "vni": vni}


@cache
def _pattern(encoding: str) -> regex.Pattern[str]:
    keys = sorted(_tables()[encoding], key=len, reverse=True)
    return regex.compile("|".join(regex.escape(key) for key in keys))


def converted(text: str, encoding: str, capitals: bool = False) -> str:
    """Text of an encoding (`tcvn3`, `vni`) in Unicode; `capitals` where the font shows small letters as capitals."""
    table = _tables()[encoding]
    reading: str = _pattern(encoding).sub(lambda match: table[match.group()], text)
    return reading.upper() if capitals else reading


def encoding_of(words: Sequence[str]) -> str | None:
    """The legacy encoding that words are written in, by letter statistics; null for Unicode or no Vietnamese."""
    sample = [word for word in words if len(word) > 1][:_SAMPLE]
    if all(word.isascii() for word in sample):
        return None
    plain, judged = share(sample)
    if plain > _FEW or judged < _LEAST_WORDS:
        return None
    shares = [(share(converted(word, encoding) for word in sample)[0], encoding) for encoding in _tables()]
    best, encoding = max(shares)
    return encoding if best >= _MOST and best > plain + 0.2 else None


def encoding_of_font(font: str) -> tuple[str | None, bool]:
    """The encoding that a font's name tells, and whether it shows small letters as capitals."""
    capitals = any(rule.compile().search(font) for rule in patterns.rules("legacy", "capital_fonts"))
    encoding = next((rule.value for rule in patterns.rules("legacy", "fonts") if rule.compile().search(font)), None)
    return encoding, capitals


def has_wrong_letters(text: str) -> bool:
    """Whether a text holds letters that some font or converter put for others."""
    return any(rule.compile().search(text) for rule in patterns.rules("legacy", "wrong_letters"))


def repaired(text: str) -> str:
    """A text with its wrong letters repaired; as long as before."""
    for rule in patterns.rules("legacy", "wrong_letters"):
        text = rule.compile().sub(rule.value, text)
    return text


def reading_of(text: str, words: Iterable[tuple[int, int, str]]) -> tuple[tuple[str, int, int], ...]:
    """The reading of a line: pieces for the words given as (start, end, reading), the rest as it stands."""
    pieces: list[tuple[str, int, int]] = []
    at = 0
    for start, end, word in words:
        if start > at:
            pieces.append((text[at:start], at, start - at))
        pieces.append((unicodedata.normalize("NFC", word), start, end - start))
        at = end
    if at < len(text):
        pieces.append((text[at:], at, len(text) - at))
    return tuple(pieces)
