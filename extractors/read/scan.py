"""Scanned pages → words and rulings: rendered upright, read by Tesseract, rulings found in the image.

Stamps and signatures in coloured ink are faded out first: of red, green and blue the lightest counts, and
black ink alone is dark in all three.
"""

from __future__ import annotations

import csv
import io
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import patterns
from extractors.document import Box
from extractors.errors import UnreadableError
from extractors.read.grids import Grid, Ruling, grids_of
from extractors.read.layout import Token

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Image = NDArray[np.uint8]

# The resolution that most offices scan at; Tesseract's Vietnamese reads it better than an enlarged image.
_DPI = 200
_SCALE = _DPI / 72
_DARK = 140
# Tesseract's ways to look at a page: of its own accord, scattered words (tables), one block of lines.
_PAGE, _SCATTERED, _BLOCK = "3", "11", "6"
# A cell with more dark pixels than this holds something; a cell cut out stands this many pixels from the next.
_INK, _APART = 12, 24
# The shortest ruling, in pixels: longer than any stroke of a letter, shorter than a row of a table is wide.
_RULING = int(0.3 * _DPI)
_SOLID = 0.93
# Below this confidence Tesseract saw a mark, not a word.
_NOISE = 0.05
# The share of a page's width from which on a table is one.
_TABLE = 0.45
# Half the width of a ruling with its blur, in pixels.
_HALF = 3
# The share of a sign's width that its bar fills.
_BAR = 0.7
# Skew is sought up to this many degrees, first coarsely, then finely.
_MOST_SKEW, _COARSE, _FINE = 4.0, 0.5, 0.05
_SECONDS = 300
_MISSING = (
    "This is a scan, and Tesseract with Vietnamese is not installed. "
    "Run: sudo apt-get install tesseract-ocr tesseract-ocr-vie"
)
# Letters and signs of other languages that Tesseract's model of Vietnamese knows and plans do not use.
_FOREIGN = "tessedit_char_blacklist=ÄÅÆÇËÎÏÑÖÛÜÞßäåæçëîïñöûüþœŒøØ¿¡«»®©¥£€§¢¤{}\\"
# Lone figures and capitals: the model of English, which Debian installs with Tesseract, tells them apart.
_NUMBER_HEADS = ("-l", "eng", "-c", "tessedit_char_whitelist=ST")
_ROW_NUMBERS = ("-l", "eng", "-c", "tessedit_char_whitelist=0123456789IVXABCDĐ.)")
# The longest row number in letters: `XVIII`.
_NUMBER = 5
_SIGNS = frozenset("\"|_~—–-=.,'`‘’“”:;«»<>*^°")


@dataclass(frozen=True, slots=True)
class Scan:
    """What OCR found on a page, all in points of the upright page.

    `turn` is the matrix (a, b, c, d, e, f) that takes points of the upright page back to the page as it is.
    """

    tokens: tuple[Token, ...]
    grids: tuple[Grid, ...]
    turn: tuple[float, float, float, float, float, float]


def scan_page(page: Any) -> Scan:
    """Read a page's image; raises `UnreadableError` (`needs_ocr`) where Tesseract or its Vietnamese is missing."""
    upright, matrix = _rendered(page, 0.0)
    angle = _skew(upright)
    if abs(angle) >= _FINE:
        upright, matrix = _rendered(page, angle)
    horizontal, vertical = _rulings(upright)
    grids = grids_of(horizontal, vertical)
    if grids:
        upright = _without_rulings(upright, grids)
        # A framed stamp does not make a page of text a page of tables.
        wide = any(grid.box.x1 - grid.box.x0 > _TABLE * upright.shape[1] / _SCALE for grid in grids)
        tokens = _looked_again(upright, grids, _recognised(upright, _SCATTERED if wide else _PAGE))
    else:
        tokens = _recognised(upright, _PAGE)
    tokens = [_with_bar(token, upright) for token in tokens]
    back = ~matrix
    return Scan(tuple(tokens), tuple(grids), (back.a, back.b, back.c, back.d, back.e, back.f))


def _rendered(page: Any, angle: float) -> tuple[Image, Any]:
    """A page as a grey image turned by an angle (degrees), and the matrix from page points to upright points."""
    import numpy as np
    import pymupdf

    middle = page.rect.width / 2, page.rect.height / 2
    matrix = pymupdf.Matrix(1, 0, 0, 1, -middle[0], -middle[1]) * pymupdf.Matrix(angle)
    matrix *= pymupdf.Matrix(1, 0, 0, 1, middle[0], middle[1])
    pixmap = page.get_pixmap(matrix=matrix * pymupdf.Matrix(_SCALE, _SCALE), annots=False)
    pixels = np.frombuffer(pixmap.samples, dtype=np.uint8).reshape(pixmap.height, pixmap.stride)
    colours = pixels[:, : pixmap.width * pixmap.n].reshape(pixmap.height, pixmap.width, pixmap.n)
    matrix *= pymupdf.Matrix(1, 0, 0, 1, -pixmap.x / _SCALE, -pixmap.y / _SCALE)
    return colours.max(axis=2), matrix


def _skew(image: Image) -> float:
    """The angle in degrees that makes the lines of text level: there the rows of pixels differ most."""
    import numpy as np

    small = image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2]
    small = small.reshape(small.shape[0] // 2, 2, small.shape[1] // 2, 2).min(axis=(1, 3))
    ys, xs = np.nonzero(small < _DARK)
    if len(ys) < 500:
        return 0.0
    if len(ys) > 200_000:
        step = len(ys) // 200_000 + 1
        ys, xs = ys[::step], xs[::step]
    height, width = small.shape

    def contrast(angle: float) -> float:
        shifted = ys + np.tan(np.radians(angle)) * (xs - width / 2)
        counts = np.bincount(np.clip(shifted, 0, height - 1).astype(np.int64), minlength=height)
        return float(((counts[1:] - counts[:-1]) ** 2).sum())

    def best(angles: NDArray[np.float64]) -> float:
        return float(max(angles, key=lambda angle: contrast(float(angle))))

    coarse = best(np.arange(-_MOST_SKEW, _MOST_SKEW + _COARSE, _COARSE))
    return best(np.arange(coarse - _COARSE, coarse + _COARSE + _FINE, _FINE))


def _rulings(image: Image) -> tuple[list[Ruling], list[Ruling]]:
    """Horizontal and vertical rulings of an upright image, in points."""
    dark = image < _DARK
    return _runs(dark), _runs(dark.T)


def _runs(dark: NDArray[np.bool_]) -> list[Ruling]:
    """Long straight runs of dark pixels along the rows of an image, small breaks and steps bridged."""
    import numpy as np

    thick = dark.copy()
    thick[1:] |= dark[:-1]
    thick[:-1] |= dark[1:]
    sums = np.cumsum(thick, axis=1, dtype=np.int32)
    solid = sums[:, _RULING:] - sums[:, :-_RULING] >= _SOLID * _RULING
    found: list[Ruling] = []
    for row in np.flatnonzero(solid.any(axis=1)):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], solid[row].view(np.int8), [0]))))
        found.extend(
            Ruling(float(row) / _SCALE, float(start) / _SCALE, float(end + _RULING) / _SCALE)
            for start, end in zip(edges[::2], edges[1::2], strict=True)
        )
    return found


def _without_rulings(image: Image, grids: list[Grid]) -> Image:
    """An image with the rulings of its tables painted white, so that they are not read as letters."""
    cleared = image.copy()
    for grid in grids:
        for cell in grid.cells:
            x0, y0, x1, y1 = (round(edge * _SCALE) for edge in cell.box)
            for row in (y0, y1):
                cleared[max(0, row - _HALF) : row + _HALF + 1, max(0, x0) : x1 + 1] = 255
            for column in (x0, x1):
                cleared[max(0, y0) : y1 + 1, max(0, column - _HALF) : column + _HALF + 1] = 255
    return cleared


def _looked_again(image: Image, grids: list[Grid], tokens: list[Token]) -> list[Token]:
    """The words, with cells that Tesseract passes over or misreads read again, cut out one below the other.

    Cells with ink but no word are lone figures and letters; of cells in the first column that hold hardly
    more than a number, only numbers, Roman figures and capitals are expected, in its head `STT` or `TT`.
    """
    held: dict[tuple[int, int], list[Token]] = {}
    for token in tokens:
        for number, grid in enumerate(grids):
            index = grid.cell_at((token.x0 + token.x1) / 2, (token.y0 + token.y1) / 2)
            if index is not None:
                held.setdefault((number, index), []).append(token)
    empty: list[Box] = []
    numbers: list[Box] = []
    heads: list[Box] = []
    replaced: set[Token] = set()
    for number, grid in enumerate(grids):
        for index, cell in enumerate(grid.cells):
            words = held.get((number, index), [])
            short = sum(len(word.text) for word in words) <= _NUMBER
            if cell.column == 0 < cell.row and cell.column_span == 1 and short:
                numbers.append(cell.box)
                replaced.update(words)
            elif cell.column == cell.row == 0 and short:
                heads.append(cell.box)
                replaced.update(words)
            elif not words:
                empty.append(cell.box)
    named = [token for token in _cut_out(image, heads, *_NUMBER_HEADS) if token.text in patterns.words("ocr", "heads")]
    again = [*named, *_cut_out(image, empty), *_cut_out(image, numbers, *_ROW_NUMBERS)]
    read = {(round(token.x0), round(token.y0)) for token in again}
    figures = patterns.load("ocr")["row_numbers"]
    kept = [
        token._replace(text=figures.get(token.text, token.text)) if token in replaced else token
        for token in tokens
        if token not in replaced or not _is_near(token, read)
    ]
    return kept + again


def _is_near(token: Token, places: set[tuple[int, int]]) -> bool:
    """Whether a word was found again at its place, within a few points."""
    return any(abs(token.x0 - x) < 6 and abs(token.y0 - y) < 6 for x, y in places)


def _cut_out(image: Image, boxes: list[Box], *options: str) -> list[Token]:
    """The words in parts of an image, read from one sheet on which each part stands on a line of its own."""
    import numpy as np

    crops: list[tuple[int, int, Image]] = []
    for box in boxes:
        x0, y0, x1, y1 = (round(edge * _SCALE) for edge in box)
        inner = image[y0 + 5 : y1 - 4, x0 + 5 : x1 - 4]
        ys, xs = np.nonzero(inner < _DARK)
        if len(ys) > _INK:
            top, left = int(ys.min()), int(xs.min())
            crops.append((y0 + 5 + top, x0 + 5 + left, inner[top : ys.max() + 1, left : xs.max() + 1]))
    if not crops:
        return []
    height = sum(crop.shape[0] + _APART for _, _, crop in crops) + _APART
    sheet = np.full((height, max(crop.shape[1] for _, _, crop in crops) + 2 * _APART), 255, dtype=np.uint8)
    at, places = _APART, []
    for y, x, crop in crops:
        sheet[at : at + crop.shape[0], _APART : _APART + crop.shape[1]] = crop
        places.append((at, at + crop.shape[0], y - at, x - _APART))
        at += crop.shape[0] + _APART
    found = []
    # Twice as large, single figures are read better.
    for token in _recognised(sheet.repeat(2, axis=0).repeat(2, axis=1), _BLOCK, *options):
        token = token._replace(x0=token.x0 / 2, x1=token.x1 / 2, y0=token.y0 / 2, y1=token.y1 / 2)
        middle = (token.y0 + token.y1) / 2 * _SCALE
        for top, bottom, down, right in places:
            if top - _APART / 2 <= middle <= bottom + _APART / 2:
                dx, dy = right / _SCALE, down / _SCALE
                moved = token._replace(x0=token.x0 + dx, x1=token.x1 + dx, y0=token.y0 + dy, y1=token.y1 + dy)
                found.append(moved._replace(level=None))
    return found


def _with_bar(token: Token, image: Image) -> Token:
    """A word that opens with `<` or `>`, with the bar below the sign, which Tesseract does not know, read too."""
    if token.text[0] not in "<>":
        return token
    y0, y1 = round(token.y0 * _SCALE), round(token.y1 * _SCALE) + 1
    x0 = round(token.x0 * _SCALE)
    x1 = round(token.x1 * _SCALE) if len(token.text) == 1 else x0 + round(0.8 * (y1 - y0))
    sign = image[y0 : y1 + 2, x0:x1] < _DARK
    lower = sign[sign.shape[0] // 2 :]
    if lower.size and lower.mean(axis=1).max() > _BAR:
        return token._replace(text=("≥" if token.text[0] == ">" else "≤") + token.text[1:])
    return token


def _recognised(image: Image, mode: str, *options: str) -> list[Token]:
    """The words that Tesseract reads in a grey image, in points, each with the middle of its line."""
    header = f"P5 {image.shape[1]} {image.shape[0]} 255\n".encode()
    look = ["--dpi", str(_DPI), "--psm", mode, "-c", _FOREIGN, *(options or ("-l", "vie"))]
    command = ["tesseract", "stdin", "stdout", *look, "tsv"]
    # One thread: on pages of text Tesseract's threads cost more than they bring.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command, input=header + image.tobytes(), capture_output=True, env=environment, timeout=_SECONDS, check=False
        )
    except FileNotFoundError as error:
        raise UnreadableError("needs_ocr", _MISSING) from error
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("timed_out", f"OCR of a page took more than {_SECONDS} seconds.") from error
    if done.returncode != 0:
        if b"load" in done.stderr:
            raise UnreadableError("needs_ocr", _MISSING)
        reason = done.stderr.decode(errors="replace")[:200]
        raise UnreadableError("ocr_failed", f"Tesseract ended with an error: {reason}")
    return _tokens(done.stdout.decode("utf-8", errors="replace"))


def _tokens(table: str) -> list[Token]:
    """The words of Tesseract's table of results."""
    tokens = []
    level = 0.0
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        left, top, width, height = (int(row[key]) / _SCALE for key in ("left", "top", "width", "height"))
        if row["level"] == "4":
            level = top + height / 2
        text, confidence = (row["text"] or "").strip(), float(row["conf"]) / 100
        if row["level"] != "5" or not text or confidence < _NOISE or (confidence < 0.6 and set(text) <= _SIGNS):
            continue
        tokens.append(Token(left, top, left + width, top + height, text, confidence, level=level))
    return tokens
