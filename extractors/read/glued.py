"""Words that run into one another: a PDF writes blanks as mere gaps, and PyMuPDF takes a narrow one for none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractors.read.layout import Token
from extractors.read.syllables import is_syllable

# A blank is at least this share of the letters' height wide; letters of one word touch, or nearly so.
_GAP = 0.12


def parted(page: Any, tokens: list[Token]) -> list[Token]:
    """The words of a page, those read as two that are no syllable but two, with a gap between their letters.

    The text stays as PyMuPDF has it, for quotes; the reading has the blank. The letters' places are asked for only
    on pages that hold such a word.
    """
    glued = {token for token in tokens if any(_cuts(token.text))}
    if not glued:
        return tokens
    letters = [
        (letter["c"], *letter["bbox"])
        for block in page.get_text("rawdict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        for letter in span["chars"]
        if not letter["c"].isspace()
    ]
    return [_with_blank(token, letters) if token in glued else token for token in tokens]


def _cuts(text: str) -> Iterator[int]:
    """Where a word that is no syllable can be cut into two, one of them with a mark: `hệthống` after `hệ`."""
    if len(text) < 4 or text.isascii() or not text.isalpha() or is_syllable(text):
        return
    for cut in range(1, len(text)):
        if is_syllable(text[:cut]) and is_syllable(text[cut:]):
            yield cut


def _with_blank(token: Token, letters: list[tuple[str, float, float, float, float]]) -> Token:
    """A glued word with its reading in two where its letters leave a gap, else as it is."""
    inside = sorted(
        (x0, x1, letter)
        for letter, x0, y0, x1, y1 in letters
        if token.x0 <= (x0 + x1) / 2 <= token.x1 and token.y0 <= (y0 + y1) / 2 <= token.y1
    )
    if "".join(letter for _, _, letter in inside) != token.text:
        return token
    for cut in _cuts(token.text):
        if inside[cut][0] - inside[cut - 1][1] >= _GAP * (token.y1 - token.y0):
            return token._replace(reading=f"{token.text[:cut]} {token.text[cut:]}")
    return token
