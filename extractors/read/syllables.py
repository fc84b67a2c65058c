"""Is it Vietnamese? Whether words are syllables that the language can build."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

import patterns

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# A syllable that ends in a stop takes only the tones sắc and nặng.
_STOPS = ("c", "ch", "p", "t")
_STOP_TONES = frozenset("\u0301\u0323")
# Of Vietnamese text, this share of the words at least are syllables with a mark; fewer than two tell nothing, and
# thirty settle it.
_LEAST_MARKED, _FEWEST, _ENOUGH = 0.1, 2, 30
# Text typed without any marks is Vietnamese where this share of its words are syllables.
_BARE = 0.75
# As much of a line is looked at.
_LONG_LINE = 20_000


@cache
def _toneless() -> frozenset[str]:
    rimes = [rime for line in patterns.words("syllables", "rimes") for rime in line.split()]
    return frozenset(onset + rime for onset in patterns.words("syllables", "onsets") for rime in rimes)


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether a word, in any case, is built like a Vietnamese syllable."""
    base: list[str] = []
    tones: list[str] = []
    for character in unicodedata.normalize("NFD", word.lower()):
        (tones if character in _TONES else base).append(character)
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", "".join(base))
    if plain not in _toneless():
        return False
    return not tones or not plain.endswith(_STOPS) or tones[0] in _STOP_TONES


def is_vietnamese(texts: Iterable[str]) -> bool:
    """Whether lines of text are Vietnamese at least in part: marked syllables are many, or all words are syllables.

    Marks tell: most Vietnamese words bear one, and the bare ones look like words of any language.
    """
    judged, good, marked = 0, 0, 0
    for text in texts:
        for word in text[:_LONG_LINE].split():
            letters = _letters(word)
            if not letters:
                continue
            judged += 1
            if is_syllable(letters):
                good += 1
                marked += not letters.isascii()
        if marked >= _ENOUGH and marked >= _LEAST_MARKED * judged:
            return True
    if marked >= max(_FEWEST, _LEAST_MARKED * judged):
        return True
    return judged >= _ENOUGH and good >= _BARE * judged


def share(words: Iterable[str]) -> tuple[float, int]:
    """The share of words that are syllables, and how many words were judged.

    Punctuation at the ends is no part of a word; abbreviations (capitals without marks), numbers and
    lone letters are not judged.
    """
    good, judged = 0, 0
    for word in words:
        letters = _letters(word)
        if letters:
            judged += 1
            good += is_syllable(letters)
    return (good / judged if judged else 0.0), judged


def _letters(word: str) -> str:
    """A word to be judged, without punctuation at its ends; empty where it is none."""
    letters = word.strip(".,;:!?()[]{}<>“”\"'‘’…*-–/%+")
    if len(letters) < 2 or any(c.isdigit() for c in letters) or (letters.isupper() and letters.isascii()):
        return ""
    return letters
