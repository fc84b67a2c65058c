"""From words that were marked on a page to a place in the text, as extractors give places."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import RequestError
from pipeline.rows import Row, folded
from pipeline.trace.pages import Corners, TextLine, TextPage

#: Characters of text on each side of a quote, as the extractors keep them, and the most that can be marked.
_CONTEXT = 100
_MOST = 5_000


class PlaceError(RequestError):
    """The marked words are not in the document."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What was marked: from a character of one line to before a character of another; lines count on the page."""

    page: int
    first_line: int
    first: int
    last_line: int
    last: int


def place_of_mark(pages: tuple[TextPage, ...], mark: Mark) -> Row:
    """The columns that say where a record stands, for marked words; raises `PlaceError` where there are none."""
    lines = [(page.number, line) for page in pages for line in page.lines]
    first = _index(lines, mark.page, mark.first_line)
    last = _index(lines, mark.page, mark.last_line)
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
        raise PlaceError("No words are marked, or far too many. Mark the words that the record was read from.")
    boxes = [
        box
        for index in range(first, last + 1)
        for box in _boxes(lines[index][1], start - starts[index], end - starts[index])
    ]
    return {
        "page": mark.page,
        "line_start": lines[first][1].number,
        "line_end": lines[last][1].number,
        "page_end": mark.page,
        "text_before": folded(source[max(0, start - _CONTEXT) : start]) or None,
        "quote": source[start:end],
        "text_after": folded(source[end : end + _CONTEXT]) or None,
        "text_offset": len("".join(source[:start].split())),
        "bbox": [[round(side, 2) for side in box] for box in boxes] or None,
    }


def _index(lines: list[tuple[int, TextLine]], page: int, number: int) -> int:
    for index, (on, line) in enumerate(lines):
        if on == page and line.number == number:
            return index
    raise PlaceError(f"Page {page} has no line {number}. Load the page anew and mark the words again.")


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
