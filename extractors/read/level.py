"""The image of a page turned: by quarters, and by the few degrees that make its lines of text level."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from extractors.read.image import DARK, Image, box_of, grey

if TYPE_CHECKING:
    from extractors.read.image import Pixels

_Box = tuple[int, int, int, int]

# Skew is sought up to this many degrees, first coarsely, then finely.
_MOST_SKEW, _COARSE, _FINE = 4.0, 0.5, 0.05
# An image with fewer dark pixels than this is blank.
_BLANK = 500
# How far a pixel's neighbours lie that it is made of when an image is turned, rounding included.
_REACH = 4


def turned(image: Image, quarters: int) -> Image:
    """An image turned clockwise by quarters of a full turn."""
    import cv2
    import numpy as np

    height, width = image.pixels.shape
    codes = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_COUNTERCLOCKWISE}
    back = {
        1: [[0, 1, 0], [-1, 0, height], [0, 0, 1]],
        2: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        3: [[0, -1, width], [1, 0, 0], [0, 0, 1]],
    }
    return Image(grey(cv2.rotate(image.pixels, codes[quarters])), image.back @ np.array(back[quarters], np.float64))


def levelled(image: Image) -> Image:
    """An image turned so that its lines of text are level, on a canvas that holds all of it."""
    import cv2
    import numpy as np

    angle = _skew(image.pixels)
    if abs(angle) < _FINE / 2:
        return image
    height, width = image.pixels.shape
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0), [0, 0, 1]])
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = round(width * cosine + height * sine), round(width * sine + height * cosine)
    matrix[0, 2] += (size[0] - width) / 2
    matrix[1, 2] += (size[1] - height) / 2
    ink = box_of(cv2.bitwise_not(image.pixels))
    top, rows = _moved(image.pixels, ink, matrix[:2], size, cv2.INTER_CUBIC, 255)
    pixels = np.full(size[::-1], 255, np.uint8)
    pixels[top : top + rows.shape[0]] = rows
    return Image(pixels, image.back @ np.linalg.inv(matrix))


def _moved(pixels: Any, box: _Box, matrix: Any, size: tuple[int, int], flags: int, blank: int) -> tuple[int, Pixels]:
    """What stands in a box of an image, moved by a matrix (2 x 3) onto a canvas; outside the box all is blank.

    Returns the upper edge of the rows that it fills there, and these: most of a page is white, which need not be moved.
    """
    import cv2
    import numpy as np

    left, top, width, height = box
    right, bottom = left + width, top + height
    corners = matrix[1] @ np.array([[left, right, left, right], [top, top, bottom, bottom], [1, 1, 1, 1]], np.float64)
    upper = min(max(0, int(corners.min()) - _REACH), size[1] - 1)
    lower = max(upper + 1, min(size[1], int(corners.max()) + _REACH))
    # OpenCV rounds places along a row from the canvas's left edge on; so only rows are left out.
    there = matrix.copy()
    there[:, 2] += matrix[:, :2] @ np.array([left, top]) - np.array([0, upper])
    part = pixels[top:bottom, left:right]
    return upper, grey(cv2.warpAffine(part, there, (size[0], lower - upper), flags=flags, borderValue=blank))


def _skew(pixels: Pixels) -> float:
    """The angle in degrees that makes the lines of text level: there the rows of pixels differ most."""
    import cv2
    import numpy as np

    dark = cv2.threshold(_halved(pixels), DARK, 1, cv2.THRESH_BINARY_INV)[1]
    if cv2.countNonZero(dark) < _BLANK:
        return 0.0
    quarter = np.ascontiguousarray(cv2.dilate(dark, np.ones((2, 2), np.uint8))[::2, ::2])
    coarse = _best(quarter, np.arange(-_MOST_SKEW, _MOST_SKEW + _COARSE, _COARSE).tolist())
    middle = _best(quarter, np.arange(coarse - _COARSE, coarse + _COARSE + _FINE, 4 * _FINE).tolist())
    return _best(dark, np.arange(middle - 3 * _FINE, middle + 3.5 * _FINE, _FINE).tolist())


def _best(dark: Any, angles: Iterable[float]) -> float:
    """The angle by which an image must be turned so that its rows differ most."""
    import cv2
    import numpy as np

    height, width = dark.shape
    box = box_of(dark)

    def contrast(angle: float) -> float:
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        top, level = _moved(dark, box, matrix, (width, height), cv2.INTER_NEAREST, 0)
        sums = np.zeros((height, 1), np.float32)
        sums[top : top + level.shape[0]] = cv2.reduce(level, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F)
        return float(np.square(np.diff(sums, axis=0)).sum())

    return max(angles, key=contrast)


def _halved(pixels: Pixels) -> Pixels:
    """An image half as wide and high: of four pixels the darkest counts, so that thin strokes stay."""
    import cv2
    import numpy as np

    return grey(np.ascontiguousarray(cv2.erode(pixels, np.ones((2, 2), np.uint8))[::2, ::2]))
