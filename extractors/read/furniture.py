"""Page furniture: page numbers and running heads, known by where they stand and that they come back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import patterns
from extractors.read.layout import Strip

# Nghị định 30/2020/NĐ-CP, Phụ lục I: margins of 20 to 25 mm at head and foot of a page.
_MARGIN = 0.1
_SAME_HEIGHT = 4.0
_NUMBERS = re.compile(r"\d+")


def set_aside_furniture(pages: Sequence[tuple[float, Sequence[Strip]]]) -> list[list[Strip]]:
    """Strips of each page (given with the page's height), furniture marked as set aside."""
    number = patterns.rule("clean", "page_number").compile()
    edges = [_edge_strips(height, strips) for height, strips in pages]
    seen = Counter(key for page in edges for key in {_key(strip) for strip, _ in page.values()} if key)
    repeats = {key for key, count in seen.items() if count >= max(2, round(0.3 * len(pages)))}
    found = []
    for (_, strips), edge in zip(pages, edges, strict=True):
        marked = list(strips)
        for index, (strip, outermost) in edge.items():
            if outermost and number.match(strip.text) and len(strip.text) <= 10:
                marked[index] = replace(strip, aside="page_number")
            elif _key(strip) in repeats:
                marked[index] = replace(strip, aside="running_head")
        found.append(marked)
    return found


def _edge_strips(height: float, strips: Sequence[Strip]) -> dict[int, tuple[Strip, bool]]:
    """Strips outside tables in the head or foot margin, by index, and whether each is the outermost on its page."""
    boxes = {index: strip.box for index, strip in enumerate(strips) if strip.aside is None}
    if not boxes:
        return {}
    top = min(box.y0 for box in boxes.values())
    bottom = max(box.y1 for box in boxes.values())
    found = {}
    for index, box in boxes.items():
        if strips[index].grid is not None or not (box.y1 < _MARGIN * height or box.y0 > (1 - _MARGIN) * height):
            continue
        outermost = box.y0 - top < _SAME_HEIGHT or bottom - box.y1 < _SAME_HEIGHT
        found[index] = (strips[index], outermost)
    return found


def _key(strip: Strip) -> str:
    """What a running head has in common on all pages: its words without numbers."""
    return " ".join(_NUMBERS.sub(" ", strip.text).split()) if any(c.isalpha() for c in strip.text) else ""
