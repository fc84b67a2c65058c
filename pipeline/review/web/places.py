"""From words that were marked on a page to a place in the text, as extractors give places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.review.words import ReviewError
from pipeline.rows import Row, folded
from pipeline.trace.pages import Corners, TextLine, TextPage

#: Characters of text on each side of a quote, as the extractors keep them, and the most that can be marked.
_CONTEXT = 100
_MOST = 5_000


class PlaceError(ReviewError):
    """The marked words are not in the document."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What was marked: from a character of one line to before a character of another; lines count on their pages."""

    page: int
    first_line: int
    first: int
    last_page: int
    last_line: int
    last: int


def place_of_mark(pages: tuple[TextPage, ...], mark: Mark) -> Row:
    """The columns that say where a record stands, for marked words; raises `PlaceError` where there are none."""
    lines = [(page.number, line) for page in pages for line in page.lines]
    first = _index(lines, mark.page, mark.first_line)
    last = _index(lines, mark.last_page, mark.last_line)
    starts, length = [], 0
    for _, line in lines:
        starts.append(length)
        length += len(line.text) + 1
    source = "\n".join(line.text for _, line in lines)
    start = starts[first] + min(max(mark.first, 0), len(lines[first][1].text))
    end = starts[last] + min(max(mark.last, 0), len(lines[last][1].text))
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    if end <= start or end - start > _MOST:
        raise PlaceError("marked_amiss")
    boxes = [
        box
        for index in range(first, last + 1)
        for box in _boxes(lines[index][1], start - starts[index], end - starts[index])
    ]
    return {
        "page": mark.page,
        "line_start": lines[first][1].number,
        "line_end": lines[last][1].number,
        "page_end": mark.last_page,
        "text_before": folded(source[max(0, start - _CONTEXT) : start]) or None,
        "quote": source[start:end],
        "text_after": folded(source[end : end + _CONTEXT]) or None,
        "text_offset": len("".join(source[:start].split())),
        "bbox": [[round(side, 2) for side in box] for box in boxes] or None,
    }


def ranges_of(lines: Sequence[TextLine], place: Row) -> dict[int, tuple[int, int]]:
    """The characters of a record's words on each of its lines; none where its quote is not what stands there.

    `lines` are all lines of a text of one page, of which a place's `text_offset` counts the characters.
    """
    wanted = "".join(place["quote"].split())
    found: dict[int, tuple[int, int]] = {}
    held, passed, start = "", 0, place["text_offset"]
    for line in lines:
        inked = [number for number, character in enumerate(line.text) if not character.isspace()]
        first, last = max(0, start - passed), min(len(inked), start + len(wanted) - passed)
        if first < last:
            found[line.number] = (inked[first], inked[last - 1] + 1)
            held += "".join(line.text[number] for number in inked[first:last])
        passed += len(inked)
        if passed >= start + len(wanted):
            break
    return found if held == wanted else {}


def _index(lines: list[tuple[int, TextLine]], page: int, number: int) -> int:
    for index, (on, line) in enumerate(lines):
        if on == page and line.number == number:
            return index
    raise PlaceError("no_line", page=page, line=number)


def _boxes(line: TextLine, start: int, end: int) -> list[Corners]:
    """The box of the words of a line that a range touches; none in plain text."""
    if line.box is None:
        return []
    touched = [box for first, last, box in line.words if first < end and last > start]
    if not line.words:
        return [line.box]
    if not touched:
        return []
    return [(min(b[0] for b in touched), min(b[1] for b in touched), max(b[2] for b in touched),
             max(b[3] for b in touched))]  # fmt: skip
