"""The image of a scanned page: rendered, levelled, its rulings found, parts cut out. OpenCV does the work.

Stamps and signatures in coloured ink are faded out first: of red, green and blue the lightest counts, and
black ink alone is dark in all three.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from extractors.document import Box
from extractors.read.assemble import Upright
from extractors.read.grids import Grid, Ruling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Matrix = NDArray[np.float64]

#: The resolution that most offices scan at; Tesseract's Vietnamese reads it better than an enlarged image.
DPI = 200
#: Pixels a point.
SCALE = DPI / 72
#: Ink is darker than this or as dark.
DARK = 140
# The shortest ruling, in pixels: longer than any stroke of a letter, shorter than a row of a table is wide.
_RULING = int(0.3 * DPI)
# Breaks in a ruling, its steps where it is not quite level, and how thick one may be, in pixels.
_BREAK, _STEP, _THICK = 5, 3, 24
# Half the width of a ruling with its blur, in pixels.
_HALF = 3
# The share of a sign's width that its bar fills.
_BAR = 0.7
# A part of an image with no more dark pixels than this holds nothing.
_INK = 12
# A line of text is so high, in pixels (from 7 to 22 points), its words stand no farther apart than that, and a page
# has hardly more lines than so many that are worth a second look.
_LOWEST, _HIGHEST, _WORDS, _MOST_PARTS = 14, 60, 25, 60
# Rows of white that keep lines of text apart, whatever bridges are laid.
_AROUND = 4
# Letters of print in any size are so high, in pixels; an image with fewer such signs shows no text.
_LETTER_LOW, _LETTER_HIGH, _FEWEST_LETTERS = 8, 120, 6
# Rows that hold some lines of text.
_STRIP = 3 * _LETTER_HIGH
# From this mean step of grey between pixels and their surroundings on, an image is grainy: Tesseract would weigh each
# speck, for minutes. Sharp scans of dense tables stay below 4. The filter is so much stronger than the grain.
_GRAINY, _FILTER = 6.0, 3
# What MuPDF calls colour spaces that hold grey alone; a palette has one component too, but of any colours.
_GREYS = ("DeviceGray", "CalGray", "ICCBased(Gray")
# Photographs are made pages of any size: one whose longer side is not between these, in points, is read as A4 is.
_SMALL, _LARGE, _A4 = 420.0, 1700.0, 842.0
# What rulings may leave at a cell's edges, in pixels, and how far parts stand from each other on a sheet.
_EDGE, _APART = 5, 24


@dataclass(frozen=True, slots=True)
class Image:
    """Grey pixels, and the matrix (3 x 3) that takes their places back to pixels of the page as it is."""

    pixels: Pixels
    back: Matrix

    @property
    def upright(self) -> Upright:
        """The page's size as this image shows it, and the way back to the page as it is, in points."""
        height, width = self.pixels.shape
        (a, c, e), (b, d, f) = (tuple(float(value) for value in row) for row in self.back[:2])
        return Upright(width / SCALE, height / SCALE, (a, b, c, d, e / SCALE, f / SCALE))


@dataclass(frozen=True, slots=True)
class Part:
    """A part cut out of an image, without its white edges; `left` and `top` are its place there, in pixels."""

    left: int
    top: int
    pixels: Pixels

    @property
    def box(self) -> Box:
        """Its place in the image, in points."""
        height, width = self.pixels.shape
        return Box(self.left / SCALE, self.top / SCALE, (self.left + width) / SCALE, (self.top + height) / SCALE)


def rendered(page: Any) -> Image:
    """The image of a page; one of a size that no paper has is brought to that of A4."""
    import cv2
    import numpy as np
    import pymupdf

    longer = max(page.rect.width, page.rect.height)
    zoom = 1.0 if _SMALL <= longer <= _LARGE else _A4 / longer
    back = np.diag([1 / zoom, 1 / zoom, 1.0])
    colours = pymupdf.csGRAY if _is_grey(page) else pymupdf.csRGB
    pixmap = page.get_pixmap(matrix=pymupdf.Matrix(SCALE * zoom, SCALE * zoom), colorspace=colours, annots=False)
    pixels = np.frombuffer(pixmap.samples, dtype=np.uint8).reshape(pixmap.height, pixmap.width, pixmap.n)
    if pixmap.n == 1:
        return Image(grey(pixels[:, :, 0]), back)
    red, green, blue = cv2.split(pixels)[:3]
    return Image(grey(cv2.max(cv2.max(red, green), blue)), back)


def _is_grey(page: Any) -> bool:
    """Whether a page shows nothing but images without colour: their grey need not be told from colours."""
    shown = {kind for kind, _ in page.get_bboxlog()} - {"ignore-text"}
    return shown == {"fill-image"} and all(image["cs-name"].startswith(_GREYS) for image in page.get_image_info())


def box_of(ink: Any) -> tuple[int, int, int, int]:
    """The box of an image's pixels that are not 0: its left and upper edge, width and height."""
    import cv2

    left, top, width, height = cv2.boundingRect(ink)
    return left, top, width, height


def has_letters(image: Image) -> bool:
    """Whether an image shows signs as high as letters, dark on light or light on dark, and more than a few of them."""
    import cv2

    dark = _dark(image.pixels)
    if 2 * cv2.countNonZero(dark) > dark.size:
        dark = grey(cv2.bitwise_not(dark))
    # Lines of text that lie askew run into each other; a strip of them mostly tells enough.
    strips = (dark[top : top + _STRIP] for top in range(0, dark.shape[0], _STRIP))
    return any(_holds_letters(strip, 1) for strip in strips) or _holds_letters(dark, 0)


def _holds_letters(dark: Pixels, edge: int) -> bool:
    """Whether enough signs as high as letters stand so many rows at least from an image's upper and lower edges."""
    letters = (
        sign
        for sign in _signs(dark)
        if _LETTER_LOW <= sign.height <= _LETTER_HIGH and edge <= sign.top <= dark.shape[0] - sign.height - edge
    )
    return len(list(islice(letters, _FEWEST_LETTERS))) == _FEWEST_LETTERS


def without_grain(image: Image) -> Image:
    """A grainy image made smooth (non-local means; Buades, Coll and Morel 2005); any other as it is."""
    import cv2

    grain = float(cv2.absdiff(image.pixels, cv2.medianBlur(image.pixels, 3)).mean())
    if grain < _GRAINY:
        return image
    return Image(grey(cv2.fastNlMeansDenoising(image.pixels, None, _FILTER * grain)), image.back)


def grey(pixels: Any) -> Pixels:
    """What OpenCV gives, whose types say less than is known."""
    return pixels  # type: ignore[no-any-return]


def rulings(image: Image) -> tuple[list[Ruling], list[Ruling]]:
    """Horizontal and vertical rulings of a level image, in points."""
    import cv2

    dark = _dark(image.pixels)
    left, top, width, height = box_of(dark)
    # Some white around, where there is any: at an image's very edge a ruling is thought to go on.
    left, top, right, bottom = max(0, left - _BREAK), max(0, top - _BREAK), left + width + _BREAK, top + height + _BREAK
    ink = dark[top:bottom, left:right]
    return _level_rulings(ink, top, left), _level_rulings(grey(cv2.transpose(ink)), left, top)


def _dark(pixels: Pixels) -> Pixels:
    import cv2

    return grey(cv2.threshold(pixels, DARK, 255, cv2.THRESH_BINARY_INV)[1])


def _level_rulings(dark: Pixels, across: int, along: int) -> list[Ruling]:
    """Long runs of dark pixels along the rows of a part of an image, small breaks and steps bridged.

    `across` and `along` are the place of the part's first row and of its first column.
    """
    import cv2
    import numpy as np

    # A dilation by 3 x 1, a closing by 1 x 5 and the erosion of an opening, in two passes instead of four.
    bridged = cv2.dilate(dark, np.ones((_STEP, _BREAK), np.uint8))
    inner = cv2.erode(bridged, np.ones((1, _RULING + _BREAK - 1), np.uint8))
    if cv2.countNonZero(inner) == 0:
        return []
    return [
        Ruling((across + sign.middle) / SCALE, (along + sign.left) / SCALE, (along + sign.left + sign.width) / SCALE)
        for sign in _signs(grey(cv2.dilate(inner, np.ones((1, _RULING), np.uint8))))
        if sign.area <= _THICK * sign.width
    ]


class _Sign(NamedTuple):
    """A connected piece of ink: its box in pixels, how many of them are dark, and the middle of these in height."""

    left: int
    top: int
    width: int
    height: int
    area: int
    middle: float


def _bands(dark: Pixels, around: int = 0) -> Iterator[tuple[int, Pixels]]:
    """The bands of an image's rows that hold ink, with some rows around: the upper edge of each, and its pixels."""
    import cv2
    import numpy as np

    rows = cv2.dilate(cv2.reduce(dark, 1, cv2.REDUCE_MAX), np.ones((2 * around + 1, 1), np.uint8)).ravel()
    edges = np.flatnonzero(np.diff(rows > 0, prepend=False, append=False))
    for top, bottom in edges.reshape(-1, 2).tolist():
        yield top, dark[top:bottom]


def _signs(dark: Pixels) -> Iterator[_Sign]:
    """The connected pieces of ink from top to bottom, sought where there is ink alone: most of a page is white."""
    import cv2

    for above, band in _bands(dark):
        _, _, boxes, middles = cv2.connectedComponentsWithStats(band)
        for (left, top, width, height, area), (_, middle) in zip(boxes[1:].tolist(), middles[1:].tolist(), strict=True):
            yield _Sign(left, above + top, width, height, area, above + middle)


def without_rulings(image: Image, grids: Iterable[Grid]) -> Image:
    """An image with the rulings of its tables painted white, so that they are not read as letters."""
    import cv2

    cleared = image.pixels.copy()
    for grid in grids:
        for cell in grid.cells:
            x0, y0, x1, y1 = (round(edge * SCALE) for edge in cell.box)
            cv2.rectangle(cleared, (x0, y0), (x1, y1), 255, 2 * _HALF + 1)
    return Image(cleared, image.back)


def unread_parts(image: Image, read: Iterable[Box]) -> list[Part]:
    """What ink is left where the words that were read (boxes in points) are painted over, in lines of text."""
    import cv2
    import numpy as np

    dark = _dark(image.pixels)
    for box in read:
        x0, y0, x1, y1 = (round(edge * SCALE) for edge in box)
        cv2.rectangle(dark, (x0 - _HALF, y0 - _HALF), (x1 + _HALF, y1 + _HALF), 0, cv2.FILLED)
    found = []
    for above, band in _bands(dark, _AROUND):
        lines = cv2.morphologyEx(band, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
        lines = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, np.ones((_STEP, _WORDS), np.uint8))
        for left, top, width, height, *_ in _signs(grey(lines)):
            if _LOWEST <= height <= _HIGHEST and width >= _LOWEST / 2:
                top += above
                found.append(Part(left, top, image.pixels[top : top + height, left : left + width]))
    return sorted(found, key=lambda part: -part.pixels.size)[:_MOST_PARTS]


def part_of(image: Image, box: Box) -> Part | None:
    """What stands inside a box of the image (in points), without its white edges; null where it is blank."""
    import cv2

    x0, y0, x1, y1 = (round(edge * SCALE) for edge in box)
    x0, y0 = max(0, x0) + _EDGE, max(0, y0) + _EDGE
    inner = image.pixels[y0 : max(y0, y1 - _EDGE + 1), x0 : max(x0, x1 - _EDGE + 1)]
    if inner.size == 0:
        return None
    dark = _dark(inner)
    if cv2.countNonZero(dark) <= _INK:
        return None
    left, top, width, height = cv2.boundingRect(dark)
    return Part(x0 + left, y0 + top, inner[top : top + height, left : left + width])


def sheet_of(parts: list[Part], enlarged: float) -> Pixels:
    """Parts of an image on one white sheet, one below the other, enlarged."""
    import cv2

    wide = max(part.pixels.shape[1] for part in parts)
    framed = [
        cv2.copyMakeBorder(
            part.pixels, _APART, 0, _APART, _APART + wide - part.pixels.shape[1], cv2.BORDER_CONSTANT, value=255
        )
        for part in parts
    ]
    sheet = cv2.copyMakeBorder(cv2.vconcat(framed), 0, _APART, 0, 0, cv2.BORDER_CONSTANT, value=255)
    return grey(cv2.resize(sheet, None, fx=enlarged, fy=enlarged, interpolation=cv2.INTER_CUBIC))


def places_on_sheet(parts: list[Part]) -> list[tuple[float, float, float, float]]:
    """For each part of a sheet: its upper and lower edge there, and how far right and down it stood, in points."""
    found, at = [], _APART
    for part in parts:
        height = part.pixels.shape[0]
        found.append(
            (
                (at - _APART / 2) / SCALE,
                (at + height + _APART / 2) / SCALE,
                (part.left - _APART) / SCALE,
                (part.top - at) / SCALE,
            )
        )
        at += height + _APART
    return found


def strokes(part: Part) -> int:
    """How many separate strokes as tall as the part itself stand in it."""
    tall = part.pixels.shape[0]
    return sum(sign.height >= 0.8 * tall for sign in _signs(_dark(part.pixels)))


def has_bar(image: Image, box: Box) -> bool:
    """Whether a bar fills most of the width of a box, in its lower half."""
    x0, y0, x1, y1 = (round(edge * SCALE) for edge in box)
    sign = _dark(image.pixels[y0 : y1 + 3, x0:x1])
    lower = sign[sign.shape[0] // 2 :]
    return bool(lower.size and lower.mean(axis=1).max() > 255 * _BAR)
