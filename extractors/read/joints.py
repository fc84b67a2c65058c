"""Whether a line continues the one before it, by geometry: it does where its first word had no room there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from extractors.document import Box, Joint
from extractors.read.layout import Strip

_NEAR = 3.0
_INDENT = 8.0
_ALIGNED = 2.0
# Widths of a blank and of the gap that parts paragraphs, in line heights.
_BLANK = 0.22
_FAR = 0.9
# Margins after Nghị định 30/2020/NĐ-CP, Phụ lục I, mục I.3: at least 30 mm on the left, 15 on the right.
_LEFT, _RIGHT = 85.0, 43.0
_FULL_LINES = 4
# The share of a cell that a word fills which was cut to fit into it.
_FULL = 0.75
# No figure ends with the sign that parts its thousands: the next line holds the rest.
_CUT, _GROUPS = re.compile(r"(?<![\d.,])\d[\d.,]*[.,]$"), re.compile(r"\d{3}(?:[.,]\d+)*")
# The share of the column that a centred line fills where a title goes on below it.
_TITLE = 0.55


def joints_of(pages: Sequence[tuple[float, Sequence[Strip]]]) -> list[list[Joint]]:
    """For every strip of each page (given with the page's width), its tie to the strip before it in its column."""
    shared = _shared_edges(pages)
    found: list[list[Joint]] = []
    indented = _indents_paragraphs(pages, shared)
    before: tuple[Strip, Box, int] | None = None
    for number, (width, strips) in enumerate(pages):
        verdicts = []
        for strip in strips:
            if strip.aside is not None:
                verdicts.append(Joint.UNKNOWN)
                continue
            box = strip.box
            left, right = strip.left, strip.right
            if strip.flow == 0:
                left, right = shared.get(round(width), (left, right))
            verdicts.append(_joint(before, strip, box, number, left, right, indented))
            before = (strip, box, number)
        found.append(verdicts)
    return found


def _shared_edges(pages: Sequence[tuple[float, Sequence[Strip]]]) -> dict[int, tuple[float, float]]:
    """The edges of the main text by page width; where hardly a line is full, the prescribed margins count."""
    shared: dict[int, tuple[float, float, int]] = {}
    for width, strips in pages:
        edge = _edges(strips)
        if edge is None:
            continue
        left, right, full = shared.get(round(width), (*edge[:2], 0))
        if full == 0 or edge[2] >= _FULL_LINES:
            left, right = min(left, edge[0]), max(right, edge[1])
        shared[round(width)] = (left, right, full + edge[2])
    return {
        width: (left, right) if full >= _FULL_LINES else (min(left, _LEFT), max(right, width - _RIGHT))
        for width, (left, right, full) in shared.items()
    }


def _edges(strips: Sequence[Strip]) -> tuple[float, float, int] | None:
    """Left and right edge of a page's main text, and how many lines reach the right one; null without text.

    The right edge is the outermost that two lines share: a line of its own may stick out.
    """
    boxes = [strip.box for strip in strips if strip.flow == 0 and strip.aside is None]
    if not boxes:
        return None
    ends = sorted((box.x1 for box in boxes), reverse=True)
    right = next((one for one, two in pairwise(ends) if one - two <= _NEAR), ends[0])
    starts = Counter(round(box.x0) for box in boxes)
    left = min((start for start, count in starts.items() if count >= 2), default=min(box.x0 for box in boxes))
    return left, right, sum(abs(end - right) <= _NEAR for end in ends)


def _indents_paragraphs(pages: Sequence[tuple[float, Sequence[Strip]]], shared: dict[int, tuple[float, float]]) -> bool:
    """Whether first lines are indented in this document: most lines after a short one are."""
    indented, flush = 0, 0
    for width, strips in pages:
        edge = shared.get(round(width))
        short = False
        for strip in strips:
            if strip.flow != 0 or strip.aside is not None or edge is None:
                continue
            box = strip.box
            if short and strip.text[:1].isalpha() and box.x1 - box.x0 > 0.6 * (edge[1] - edge[0]):
                if box.x0 - edge[0] > _INDENT:
                    indented += 1
                else:
                    flush += 1
            short = edge[1] - box.x1 > 0.15 * (edge[1] - edge[0])
    return indented > 3 * flush


def _joint(
    before: tuple[Strip, Box, int] | None,
    strip: Strip,
    box: Box,
    page: int,
    left: float,
    right: float,
    indented: bool,
) -> Joint:
    """The tie of a strip to the one before it, where both stand in one column (or cell) of `left` to `right`."""
    if before is None:
        return Joint.APART
    last, above, last_page = before
    same = (last.flow, last.grid, last.cell) == (strip.flow, strip.grid, strip.cell)
    if not same or (page != last_page and (strip.flow != 0 or strip.grid is not None)):
        return Joint.UNKNOWN if strip.grid is not None else Joint.APART
    height = min(above.y1 - above.y0, box.y1 - box.y0)
    if page == last_page and box.y0 - above.y1 > _FAR * height:
        return Joint.APART
    first = strip.tokens[0]
    needed = _BLANK * height + first.x1 - first.x0
    if strip.grid is not None:
        room = right - left - 2 * min(6.0, max(1.0, min(above.x0, box.x0) - left))
        if len(last.tokens) == 1 and _CUT.search(last.text) and _GROUPS.fullmatch(strip.text):
            return Joint.WORD
        if len(last.tokens) == 1 and last.text[-1].isdigit() and first.text[0].isdigit():
            return Joint.WORD if above.x1 - above.x0 > _FULL * room else Joint.APART
        return Joint.OPEN if above.x1 - above.x0 + needed > room - 1 else Joint.APART
    if strip.flow != 0:
        # In the header and signature blocks lines are centred; only a list such as `Nơi nhận` is wrapped.
        wrapped = above.x1 + needed > right - 1 and abs(box.x0 - above.x0) < _ALIGNED
        return Joint.OPEN if wrapped else Joint.APART
    if above.x1 + needed > right - 1:
        if not indented or box.x0 - above.x0 > _INDENT:
            return Joint.APART if indented and box.x0 - left > _INDENT and _is_flush(above, left) else Joint.OPEN
        return Joint.JOINED if box.x0 - left <= _NEAR else Joint.OPEN
    middle = (left + right) / 2
    centred = all(abs((one.x0 + one.x1) / 2 - middle) < 8 and one.x0 - left > _INDENT for one in (above, box))
    wide = above.x1 - above.x0 > _TITLE * (right - left)
    return Joint.OPEN if centred and wide else Joint.APART


def _is_flush(box: Box, left: float) -> bool:
    return box.x0 - left <= _NEAR
