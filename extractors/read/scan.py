"""Scanned pages → words and tables: the image levelled, its rulings found, its words read by Tesseract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import patterns
from extractors.document import Box
from extractors.read.grids import Grid, grids_of
from extractors.read.image import (
    Image,
    Part,
    has_bar,
    has_letters,
    part_of,
    places_on_sheet,
    rendered,
    rulings,
    sheet_of,
    strokes,
    unread_parts,
    without_grain,
    without_rulings,
)
from extractors.read.layout import Token
from extractors.read.level import levelled, turned
from extractors.read.syllables import share
from extractors.read.tesseract import BLOCK, PAGE, SCATTERED, quarters_askew, recognised

# The share of a page's width from which on a table is one.
_TABLE = 0.45
# What may stand in the column of row numbers, and in its head (`STT`, `TT`).
_ROW_NUMBERS, _NUMBER_HEADS = "0123456789IVXABCDĐ.)", "ST"
# The longest row number in letters: `XVIII`.
_NUMBER = 5
# From this confidence on Tesseract is taken to be sure of a word; from the lower one on, letters in a cell of which
# nothing else was read are better than none (`NS` over a column of amounts), and carry their low confidence.
_SURE, _LIKELY = 0.6, 0.4
# A page of which fewer words than this share are Vietnamese stands askew or upside down, or holds none.
_VIETNAMESE = 0.5


@dataclass(frozen=True, slots=True)
class Scan:
    """What OCR found on a page, all in points of the upright page; `image` is what it was read from."""

    tokens: tuple[Token, ...]
    grids: tuple[Grid, ...]
    image: Image


def scan_page(page: Any) -> Scan | None:
    """Read a page's image, upright or turned by quarters as Tesseract tells; null where it shows nothing like letters.

    Raises `UnreadableError` as `recognised` does.
    """
    image = rendered(page)
    image = without_grain(image)
    if not has_letters(image):
        return None
    scan = _read(image)
    quarters = 0 if _stands_upright(scan) else quarters_askew(image.pixels)
    if quarters:
        other = _read(turned(image, quarters))
        if _vietnamese(other) > _vietnamese(scan):
            return other
    return scan


def _stands_upright(scan: Scan) -> bool:
    """Whether most words are Vietnamese, and few stand on end: Tesseract reads some of those too, in a wrong order."""
    good, _ = share(token.text for token in scan.tokens)
    return good >= _VIETNAMESE and 2 * sum(_stands_on_end(token) for token in scan.tokens) < len(scan.tokens)


def _vietnamese(scan: Scan) -> float:
    """How many words of a page are Vietnamese and lie level."""
    good, judged = share(token.text for token in scan.tokens if not _stands_on_end(token))
    return good * judged


def _stands_on_end(token: Token) -> bool:
    return len(token.text) > 2 and token.y1 - token.y0 > token.x1 - token.x0


def _read(image: Image) -> Scan:
    """The words and tables of an image as it stands."""
    level = levelled(image)
    grids = grids_of(*rulings(level))
    level = without_rulings(level, grids)
    # A framed stamp does not make a page of text a page of tables.
    wide = any(grid.box.x1 - grid.box.x0 > _TABLE * level.upright.width for grid in grids)
    tokens = _looked_again(level, grids, recognised(level.pixels, SCATTERED if wide else PAGE))
    tokens = _with_row_numbers(level, grids, tokens)
    return Scan(_with_bars(level, tokens), tuple(grids), level)


def _looked_again(image: Image, grids: Sequence[Grid], tokens: Sequence[Token]) -> list[Token]:
    """The words, with ink that Tesseract passed over or is not sure of read again, line by line and enlarged.

    Tesseract passes over lone figures in the cells of tables, and over headings that stand in a column's white.
    """
    sure = [token for token in tokens if token.confidence >= _SURE]
    unsure = [token for token in tokens if token.confidence < _SURE]
    places = [grid.box for grid in grids]
    parts = [
        part
        for part in unread_parts(image, [Box(*token[:4]) for token in sure])
        # A lone sign outside tables is a page's number, a speck or a flourish.
        if part.pixels.shape[1] > 2 * part.pixels.shape[0]
        or any(_overlap(part.box, place) for place in places)
        or any(_lies_in(token, part.box) for token in unsure)
    ]
    for part, second in zip(parts, _read_parts(parts), strict=True):
        first = [token for token in unsure if _lies_in(token, part.box)]
        second = [token for token in second if len(token.text) > 1 or token.text.isdigit()]
        letters = all(token.text.isalpha() for token in second) and any(_overlap(part.box, place) for place in places)
        if second and _mean(second) > max(_LIKELY if letters and not first else _SURE, _mean(first)):
            unsure = [token for token in unsure if token not in first]
            sure += second
    return sure + unsure


def _overlap(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def _mean(tokens: Sequence[Token]) -> float:
    return sum(token.confidence for token in tokens) / len(tokens) if tokens else 0.0


def _lies_in(token: Token, box: Box) -> bool:
    """Whether the middle of a word lies in a box."""
    return box.x0 <= (token.x0 + token.x1) / 2 <= box.x1 and box.y0 <= (token.y0 + token.y1) / 2 <= box.y1


def _with_row_numbers(image: Image, grids: Sequence[Grid], tokens: Sequence[Token]) -> list[Token]:
    """The words, with tables' row numbers and the head over them (`STT`, `TT`) read as such.

    Of cells in the first column that hold hardly more than a number, only numbers, Roman figures and capitals are
    expected.
    """
    numbers: list[Box] = []
    heads: list[Box] = []
    doubtful: list[Token] = []
    for grid in grids:
        for cell in grid.cells:
            if cell.column > 0 or cell.column_span > 1:
                continue
            words = [token for token in tokens if _lies_in(token, cell.box)]
            if sum(len(word.text) for word in words) <= _NUMBER:
                (numbers if cell.row else heads).append(cell.box)
                doubtful += words
    named = patterns.words("ocr", "heads")
    again = [token for token in _cut_out(image, heads, _NUMBER_HEADS) if token.text in named]
    again += _cut_out(image, numbers, _ROW_NUMBERS)
    figures = patterns.load("ocr")["row_numbers"]
    kept = [
        token._replace(text=figures.get(token.text, token.text)) if token in doubtful else token
        for token in tokens
        if token not in doubtful or not any(_lies_in(token, _around(other)) for other in again)
    ]
    return kept + again


def _around(token: Token) -> Box:
    """A word's box with some points around."""
    return Box(token.x0 - 6, token.y0 - 6, token.x1 + 6, token.y1 + 6)


def _cut_out(image: Image, boxes: Iterable[Box], only: str) -> list[Token]:
    """The words in parts of an image, with no other characters than `only`."""
    parts = [part for part in (part_of(image, box) for box in boxes) if part is not None]
    return [
        token._replace(text=_with_all_strokes(token.text, part))
        for part, tokens in zip(parts, _read_parts(parts, only), strict=True)
        for token in tokens
    ]


def _read_parts(parts: list[Part], only: str | None = None) -> list[list[Token]]:
    """The words in each of several parts of an image, read from one sheet on which they stand on lines of their own."""
    found: list[list[Token]] = [[] for _ in parts]
    if not parts:
        return found
    places = places_on_sheet(parts)
    # Twice as large, single figures are read better.
    for token in recognised(sheet_of(parts, 2), BLOCK, only):
        x0, y0, x1, y1 = token.x0 / 2, token.y0 / 2, token.x1 / 2, token.y1 / 2
        for words, (top, bottom, right, down) in zip(found, places, strict=True):
            if top <= (y0 + y1) / 2 <= bottom:
                words.append(Token(x0 + right, y0 + down, x1 + right, y1 + down, token.text, token.confidence))
    return found


def _with_all_strokes(text: str, part: Part) -> str:
    """`I`, `II` or `III` by the strokes that stand there: Tesseract takes two for one."""
    return "I" * strokes(part) if text in ("I", "II", "III") and 1 <= strokes(part) <= 3 else text


def _with_bars(image: Image, tokens: Iterable[Token]) -> tuple[Token, ...]:
    """The words, those that open with `<` or `>` with the bar below the sign, which Tesseract does not know."""
    return tuple(_with_bar(image, token) if token.text[0] in "<>" else token for token in tokens)


def _with_bar(image: Image, token: Token) -> Token:
    x1 = token.x1 if len(token.text) == 1 else token.x0 + 0.8 * (token.y1 - token.y0)
    if not has_bar(image, Box(token.x0, token.y0, x1, token.y1)):
        return token
    return token._replace(text=("≥" if token.text[0] == ">" else "≤") + token.text[1:])
