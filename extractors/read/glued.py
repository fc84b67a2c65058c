"""Words that run into one another: a PDF writes blanks as mere gaps, and PyMuPDF takes a narrow one for none."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from itertools import pairwise
from typing import Any, NamedTuple

from extractors.read.layout import Token
from extractors.read.syllables import is_syllable

# A blank is at least this share of the letters' height wide; letters of one word touch, or nearly so.
_GAP = 0.12
# The longest syllable (`nghiêng`), and the shortest two.
_SYLLABLE, _TWO = 7, 4
_LETTERS = re.compile(r"[^\W\d_]+")


class _Letter(NamedTuple):
    """A letter on the page: its middle height, its edges, and itself."""

    level: float
    x0: float
    x1: float
    text: str


def parted(page: Any, tokens: list[Token]) -> list[Token]:
    """The words of a page; letters that build no syllable but several are read as those where gaps lie between them.

    The text stays as PyMuPDF has it, for quotes; the reading has the blanks. The letters' places are asked for only
    on pages that hold such a word.
    """
    glued = {token: runs for token in tokens if (runs := _glued(token.text))}
    if not glued:
        return tokens
    letters = sorted(
        _Letter((letter["bbox"][1] + letter["bbox"][3]) / 2, letter["bbox"][0], letter["bbox"][2], letter["c"])
        for block in page.get_text("rawdict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        for letter in span["chars"]
        if not letter["c"].isspace()
    )
    return [_with_blanks(token, glued[token], letters) if token in glued else token for token in tokens]


def _glued(text: str) -> list[tuple[int, int]]:
    """Where letters of a word run on that are no syllable but could be several: `hệthống`, `(vềchếđộ`."""
    if len(text) < _TWO or text.isascii():
        return []
    return [
        match.span()
        for match in _LETTERS.finditer(text)
        if len(match[0]) >= _TWO
        and not match[0].isascii()
        and not is_syllable(match[0])
        and _cuts(match[0], range(1, len(match[0])))
    ]


def _cuts(run: str, places: Collection[int]) -> list[int]:
    """At which of some places letters fall into syllables and abbreviations; none if they do not."""
    ends: dict[int, list[int]] = {len(run): []}
    for start in sorted({0, *places}, reverse=True):
        for end in sorted(ends):
            if end > start and _is_word(run[start:end]):
                ends[start] = [end, *ends[end]]
                break
    return ends.get(0, [])[:-1]


def _is_word(piece: str) -> bool:
    """Whether letters are a syllable or an abbreviation in capitals (`TNCN`)."""
    if len(piece) <= _SYLLABLE and is_syllable(piece):
        return True
    return len(piece) > 1 and piece.isascii() and piece.isupper()


def _with_blanks(token: Token, runs: list[tuple[int, int]], letters: list[_Letter]) -> Token:
    """A word of glued runs with its reading in several where its letters leave gaps, else as it is."""
    first = bisect_left(letters, (token.y0,))
    last = bisect_left(letters, (token.y1,), first)
    inside = sorted(letter[1:] for letter in letters[first:last] if token.x0 <= (letter.x0 + letter.x1) / 2 <= token.x1)
    if "".join(text for _, _, text in inside) != token.text:
        return token
    least = _GAP * (token.y1 - token.y0)
    gaps = [at for at in range(1, len(inside)) if inside[at][0] - inside[at - 1][1] >= least]
    cuts = [
        start + cut
        for start, end in runs
        for cut in _cuts(token.text[start:end], [at - start for at in gaps if start < at < end])
    ]
    if not cuts:
        return token
    bounds = [0, *cuts, len(token.text)]
    return token._replace(reading=" ".join(token.text[a:b] for a, b in pairwise(bounds)))
