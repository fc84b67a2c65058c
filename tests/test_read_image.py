"""Images of scanned pages: coloured ink fades, and what is sought band by band is what the whole image holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.read.image import SCALE, Image, has_letters, rendered, rulings, unread_parts
from extractors.read.level import levelled

if TYPE_CHECKING:
    from extractors.read.image import Pixels

RED, BLACK, GREY = (200, 0, 0), (0, 0, 0), (90, 90, 90)


def shown(space: str, samples: bytes, palette: tuple[tuple[int, int, int], ...] = ()) -> Pixels:
    """The grey image of a page that one image of 2 x 1 pixels fills, in a colour space."""
    with pymupdf.open() as book:
        page = book.new_page(width=595, height=842)
        pixmap = pymupdf.Pixmap(pymupdf.csRGB if space == "/DeviceRGB" else pymupdf.csGRAY, 2, 1, samples, False)
        number = page.insert_image(page.rect, pixmap=pixmap, keep_proportion=False)
        if palette:
            colours = bytes(part for colour in palette for part in colour).hex()
            space = f"[/Indexed /DeviceRGB {len(palette) - 1} <{colours}>]"
        book.xref_set_key(number, "ColorSpace", space)
        with pymupdf.open(stream=book.tobytes()) as again:
            return rendered(again[0]).pixels


@pytest.mark.parametrize(
    ("space", "samples", "palette", "left", "right"),
    [
        ("/DeviceRGB", bytes(RED + BLACK), (), 200, 0),
        ("/DeviceRGB", bytes(GREY + BLACK), (), 90, 0),
        ("/DeviceGray", bytes((90, 0)), (), 90, 0),
        ("a palette", bytes((1, 0)), (BLACK, RED), 200, 0),
        ("a palette", bytes((1, 0)), (BLACK, GREY), 90, 0),
    ],
)
def test_of_coloured_ink_the_lightest_of_red_green_and_blue_counts(
    space: str, samples: bytes, palette: tuple[tuple[int, int, int], ...], left: int, right: int
) -> None:
    pixels = shown(space, samples, palette)
    height, width = pixels.shape
    assert pixels[height // 2, width // 8] == pytest.approx(left, abs=1)
    assert pixels[height // 2, width - width // 8] == pytest.approx(right, abs=1)


@st.composite
def drawn(draw: st.DrawFn) -> Image:
    """A small page with bars of ink: strokes, rulings with breaks and steps, blots, some at the edges."""
    pixels = np.full((160, 240), 255, np.uint8)
    for _ in range(draw(st.integers(0, 30))):
        x, y = draw(st.integers(0, 239)), draw(st.integers(0, 159))
        width, height = draw(st.sampled_from([(1, 1), (2, 14), (9, 3), (12, 20), (70, 2), (120, 1), (2, 90), (60, 60)]))
        pixels[y : y + height, x : x + width] = draw(st.sampled_from([0, 0, 120, 255]))
    return Image(pixels, np.eye(3))


def dark_of(pixels: Pixels) -> Pixels:
    return np.where(pixels <= 140, 255, 0).astype(np.uint8)


def opened(dark: Pixels) -> list[tuple[float, float, float]]:
    """Rulings as they are defined: steps and breaks bridged, runs shorter than 60 pixels and blots left out."""
    bridged = cv2.dilate(dark, np.ones((3, 1), np.uint8))
    bridged = cv2.morphologyEx(bridged, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    runs = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, 60), np.uint8))
    _, _, boxes, middles = cv2.connectedComponentsWithStats(runs.astype(np.uint8))
    return sorted(
        (round(middle / SCALE, 6), left / SCALE, (left + width) / SCALE)
        for (left, _, width, _, area), (_, middle) in zip(boxes[1:].tolist(), middles[1:].tolist(), strict=True)
        if area <= 24 * width
    )


@settings(max_examples=200, deadline=None)
@given(drawn())
def test_rulings_are_the_long_runs_of_the_whole_image(image: Image) -> None:
    dark = dark_of(image.pixels)
    for found, expected in zip(rulings(image), (opened(dark), opened(dark.T.copy())), strict=True):
        assert sorted((round(one.at, 6), one.start, one.end) for one in found) == expected


@settings(max_examples=200, deadline=None)
@given(drawn())
def test_ink_that_was_not_read_is_found_as_in_the_whole_image(image: Image) -> None:
    lines = cv2.morphologyEx(dark_of(image.pixels), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    lines = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, np.ones((3, 25), np.uint8))
    boxes = cv2.connectedComponentsWithStats(lines.astype(np.uint8))[2][1:, :4].tolist()
    expected = [box for box in boxes if 14 <= box[3] <= 60 and box[2] >= 7]
    found = [[part.left, part.top, *part.pixels.shape[::-1]] for part in unread_parts(image, [])]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(("letters", "top", "shown"), [(6, 300, True), (5, 300, False), (6, 0, True), (5, 0, False)])
def test_letters_are_counted_wherever_they_stand(letters: int, top: int, shown: bool) -> None:
    pixels = np.full((900, 1200), 255, np.uint8)
    for number in range(letters):
        pixels[top : top + 100, 150 * number + 20 : 150 * number + 90] = 0
    assert has_letters(Image(pixels, np.eye(3))) is shown
    assert has_letters(Image(255 - pixels, np.eye(3))) is shown


@pytest.mark.parametrize("top", [2, 500, 1090])
@pytest.mark.parametrize("angle", [-3.2, -0.6, 0.45, 3.9])
def test_a_page_is_levelled_as_a_whole_wherever_its_lines_stand(angle: float, top: int) -> None:
    pixels = np.full((1200, 900), 255, np.uint8)
    for line in range(top, min(top + 400, 1180), 30):
        for word in range(60, 840, 60):
            pixels[line : line + 14, word : word + 45 : 3] = 0
    askew = cv2.warpAffine(
        pixels, cv2.getRotationMatrix2D((450, 600), angle, 1.0), (900, 1200), flags=cv2.INTER_CUBIC, borderValue=255
    )
    level = levelled(Image(askew.astype(np.uint8), np.eye(3)))
    there = np.linalg.inv(level.back)
    assert np.degrees(np.arctan2(there[0, 1], there[0, 0])) == pytest.approx(-angle, abs=0.11)
    size = level.pixels.shape[::-1]
    whole = cv2.warpAffine(askew, there[:2], size, flags=cv2.INTER_CUBIC, borderValue=255)
    assert np.array_equal(level.pixels, whole)
