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


def share(words: Iterable[str]) -> tuple[float, int]:
    """The share of words that are syllables, and how many words were judged.

    Punctuation at the ends is no part of a word; abbreviations (capitals without marks), numbers and
    lone letters are not judged.
    """
    good, judged = 0, 0
    for word in words:
        letters = word.strip(".,;:!?()[]{}<>“”\"'‘’…*-–/%+")
        if len(letters) < 2 or any(c.isdigit() for c in letters) or (letters.isupper() and letters.isascii()):
            continue
        judged += 1
        good += is_syllable(letters)
    return (good / judged if judged else 0.0), judged
