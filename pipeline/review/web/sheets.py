"""The sheet beside a form: pages as pictures with boxes, or numbered lines, or why they cannot be shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.review.web.desk import Desk
from pipeline.review.web.places import ranges_of
from pipeline.review.web.queue import Item
from pipeline.review.web.sessions import Session
from pipeline.review.words import failure_words
from pipeline.rows import Row
from pipeline.sources import Failure
from pipeline.trace.pages import Corners, TextPage, boxes_on, turned

Marks = Sequence[tuple[Item, Row]]
Sides = tuple[float, float, float, float]
#: Pages that are shown together at most: those that a record runs over, or that hold the fields of a header.
_MOST_PAGES = 4


def sheet(
    desk: Desk, session: Session, document: Row, numbers: Sequence[int], marks: Marks, own: str = ""
) -> dict[str, Any]:
    """Pages of a document with records and their places marked; of the record `own` every word, of others the lines."""
    shown = list(numbers[: _MOST_PAGES - 1]) + list(numbers[_MOST_PAGES - 1 :][-1:])
    held: dict[str, Any] = {"doc_id": document["doc_id"], "numbers": shown, "plain": False, "whole": not own}
    if document["media_type"] == "application/pdf":
        pages = []
        for number in shown:
            picture = desk.picture(document, number)
            if isinstance(picture, Failure):
                return {**held, "kind": "missing", "message": failure_words(picture, session.language)}
            boxes: dict[tuple[Item, Sides], list[str]] = {}
            for item, place in marks:
                for box in boxes_on(place, number):
                    columns = boxes.setdefault((item, _sides(turned(box, picture.turn))), [])
                    # Of a header's fields several may stand in the same words.
                    columns += [place["field"]] if "field" in place else []
            sides = [(item, box, columns) for (item, box), columns in boxes.items()]
            pages.append({"number": number, "width": picture.width, "height": picture.height, "boxes": sides})
        return {**held, "kind": "picture", "pages": pages}
    text = desk.text(document)
    if isinstance(text, Failure):
        return {**held, "kind": "missing", "message": failure_words(text, session.language)}
    plain = document["media_type"] == "text/plain"
    pages = [{"number": page.number, "lines": list(_lines(page, marks, own))} for page in text if page.number in shown]
    return {**held, "kind": "lines", "plain": plain, "pages": pages}


def _lines(page: TextPage, marks: Marks, own: str) -> Iterable[tuple[int, list[tuple[str, bool]], list[Item], bool]]:
    """The lines of a page: number, text in parts of which some are marked, records on it, whether one is `own`."""
    held: dict[int, list[Item]] = {}
    ranges: dict[int, list[tuple[int, int]]] = {}
    for item, place in marks:
        first = place["line_start"] if place["page"] == page.number else 1
        last = place["line_end"] if place["page_end"] == page.number else len(page.lines)
        for number in range(first, last + 1):
            held.setdefault(number, []).append(item)
        if item.record_id == own and page.number == place["page"] == place["page_end"] == 1:
            for number, span in ranges_of(page.lines, place).items():
                ranges.setdefault(number, []).append(span)
    for line in page.lines:
        items = list(dict.fromkeys(held.get(line.number, ())))
        yield line.number, _parts(line.text, ranges.get(line.number, [])), items, any(i.record_id == own for i in items)


def _parts(text: str, spans: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    """A line cut where marks begin and end."""
    marked = [any(start <= at < end for start, end in spans) for at in range(len(text))]
    parts: list[tuple[str, bool]] = []
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or marked[at] != marked[begin]:
            parts.append((text[begin:at], marked[begin]))
            begin = at
    return parts


def _sides(box: Corners) -> Sides:
    """Left, top, width and height of a box, with a little room around the words."""
    return round(box[0] - 1.5, 2), round(box[1] - 1.5, 2), round(box[2] - box[0] + 3, 2), round(box[3] - box[1] + 3, 2)
