"""Pages of source files as pictures, lines and words, made in a process of their own.

A file may crash the library that draws it, or ask for more time and memory than a page may have; then the caller gets
a `Failure` and goes on. Pictures are bounded in size, whatever a page says of its own.
"""

from __future__ import annotations

import hashlib
import html
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, cast

from pipeline.rows import Row
from pipeline.settings import memory_limit, time_limit
from pipeline.sources import Failure, unopened
from pipeline.workers import Workers

Corners = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]

#: The longer side of a picture in pixels, at most, and the most pixels a point of the page gets.
LONGEST_SIDE = 1800
_MOST_SCALE = 2.5
#: Seconds that a picture may take.
_PICTURE_TIME = 60.0
#: Lines that a picture of plain text shows before and after the record.
_AROUND = 12
#: Lines of a record that a picture of plain text shows.
_MOST_LINES = 60
#: Points by which a box stands higher than the one before it where a new page begins.
_BACK = 50.0
_FEW_WORDS = 15
#: How a mark is drawn: points between words and frame, and its colours.
_MARGIN = 1.5
_RED, _YELLOW = (0.8, 0.1, 0.1), (1, 0.85, 0.1)
#: Pixels between pages that are shown together, and their shade.
_GAP, _GREY = 16, 200


@dataclass(frozen=True, slots=True)
class Look:
    """What is asked about a file: a `picture` of one page, or the `text` of all.

    `doc_id` is the SHA-256 that it must still have. `boxes` (in PDF points, as the data set has them) or `lines` (of
    plain text, first and last) are marked in the picture; `quote` tells in which way a turned page counts its points.
    `more` are other pages with their boxes, which follow below in the same picture.
    """

    kind: Literal["picture", "text"]
    path: str
    doc_id: str
    page: int = 1
    boxes: tuple[Corners, ...] = ()
    lines: tuple[int, int] | None = None
    quote: str = ""
    more: tuple[tuple[int, tuple[Corners, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as PNG, its (first) page's width and height in points, and the boxes marked there, as it is shown.

    `turn` is for `turned`: it takes boxes of a turned page's own words to the page as it is shown.
    """

    png: bytes
    width: float
    height: float
    boxes: tuple[Corners, ...] = ()
    turn: Matrix | None = None


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line as the extractors saw it; `words` are (first character, end, box). Boxes are as in the data set."""

    number: int
    text: str
    box: Corners | None
    words: tuple[tuple[int, int, Corners], ...] = ()


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page's lines; width and height in points, 0 in plain text. `turn` is for `turned`, null for most pages."""

    number: int
    width: float
    height: float
    lines: tuple[TextLine, ...]
    turn: Matrix | None = None


Shown = Picture | tuple[TextPage, ...]


class Pages:
    """Processes that draw and read pages, one question each at a time; a context manager, and safe for threads."""

    def __init__(self, count: int = 1) -> None:
        self._free = threading.Semaphore(count)
        self._lock = threading.Lock()
        self._workers = [Workers(_answer, 1, _patience, memory_limit()) for _ in range(count)]
        self._idle = list(self._workers)

    def __enter__(self) -> Self:
        """Start the processes."""
        for worker in self._workers:
            worker.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the processes."""
        for worker in self._workers:
            worker.__exit__()

    def picture(self, look: Look) -> Picture | Failure:
        """The picture of a page, or why there is none."""
        return cast("Picture | Failure", self._ask(look))

    def text(self, path: str, doc_id: str) -> tuple[TextPage, ...] | Failure:
        """The text of all pages, or why it cannot be read."""
        return cast("tuple[TextPage, ...] | Failure", self._ask(Look("text", path, doc_id)))

    def _ask(self, look: Look) -> Shown | Failure:
        with self._free:
            with self._lock:
                worker = self._idle.pop()
            try:
                ((_, answer),) = worker.run([look])
                return answer
            finally:
                with self._lock:
                    self._idle.append(worker)


def _patience(look: Look) -> float:
    if look.kind == "picture":
        return _PICTURE_TIME
    try:
        return time_limit(Path(look.path).stat().st_size)
    except OSError:
        return _PICTURE_TIME


def _answer(look: Look) -> Shown | Failure:
    """Answer in the worker; what goes wrong becomes words."""
    from extractors import UnreadableError

    try:
        data = Path(look.path).read_bytes()
        if hashlib.sha256(data).hexdigest() != look.doc_id:
            return Failure("changed", "The file has changed since it was read. Run kehoach again to read it anew.")
        return _picture(data, look) if look.kind == "picture" else _text(data)
    except UnreadableError as error:
        return Failure(error.code, error.message)
    except OSError as error:
        return unopened(error)
    except (RuntimeError, ValueError, IndexError) as error:
        return Failure("damaged", f"Page {look.page} cannot be shown: {error}")


def _picture(data: bytes, look: Look) -> Picture:
    if data.startswith(b"%PDF") or b"%PDF-" in data[:1024]:
        return _of_pdf(data, look)
    return _of_lines(data, look)


def _of_pdf(data: bytes, look: Look) -> Picture:
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    with pymupdf.open(stream=data, filetype="pdf") as book:
        page = book[look.page - 1]
        boxes = _as_shown(page, look.boxes, look.quote)
        drawn = [_drawn(page, boxes)]
        for number, places in look.more:
            drawn.append(_drawn(book[number - 1], _as_shown(book[number - 1], places, look.quote)))
        png = _below_each_other(drawn)
        # A scan has few words of its own, stamps for the most part.
        own = page.rotation and len(page.get_text("words")) > _FEW_WORDS
        turn = cast("Matrix", tuple(page.rotation_matrix)) if own else None
        return Picture(png, page.rect.width, page.rect.height, boxes, turn)


def _drawn(page: Any, boxes: Sequence[Corners]) -> Any:
    """The page as a pixmap, boxes (points of the page as shown) marked as with a highlighter."""
    import pymupdf

    for box in boxes:
        x0, y0, x1, y1 = box
        corners = pymupdf.Rect(x0 - _MARGIN, y0 - _MARGIN, x1 + _MARGIN, y1 + _MARGIN) * page.derotation_matrix
        page.draw_rect(corners.normalize(), color=_RED, fill=_YELLOW, width=0.8, fill_opacity=0.3, overlay=True)
    longest = max(page.rect.width, page.rect.height, 1.0)
    scale = min(_MOST_SCALE, LONGEST_SIDE / longest)
    return page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)


def _below_each_other(pixmaps: Sequence[Any]) -> bytes:
    """Pictures of pages as one PNG, a grey line between."""
    import pymupdf

    if len(pixmaps) == 1:
        return cast("bytes", pixmaps[0].tobytes("png"))
    width = max(pixmap.width for pixmap in pixmaps)
    height = sum(pixmap.height + _GAP for pixmap in pixmaps) - _GAP
    whole = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, width, height))
    whole.clear_with(_GREY)
    top = 0
    for pixmap in pixmaps:
        pixmap.set_origin(0, top)
        whole.copy(pixmap, pixmap.irect)
        top += pixmap.height + _GAP
    return cast("bytes", whole.tobytes("png"))


def _as_shown(page: Any, boxes: Sequence[Corners], quote: str) -> tuple[Corners, ...]:
    """Boxes in points of the page as it is shown.

    The words of a turned page's own text count its points before it was turned, those recognised in its image after:
    where the page's own words of the quote lie in the boxes, they are turned with the page.
    """
    import pymupdf

    if not page.rotation or not boxes:
        return tuple(boxes)
    wanted = set(quote.split())
    held = any(
        any(pymupdf.Rect(box).contains(pymupdf.Point((x0 + x1) / 2, (y0 + y1) / 2)) for box in boxes)
        for x0, y0, x1, y1, word, *_ in page.get_text("words")
        if word in wanted
    )
    if not held:
        return tuple(boxes)
    return tuple(turned(box, cast("Matrix", tuple(page.rotation_matrix))) for box in boxes)


def boxes_on(record: Row, page: int) -> tuple[Corners, ...]:
    """The boxes of a record on one of its pages.

    One list holds the boxes of all its lines: where it runs on to the next page, they begin again at the top there.
    """
    boxes = [cast("Corners", tuple(box)) for box in record["bbox"] or ()]
    if record["page"] == record["page_end"]:
        return tuple(boxes) if page == record["page"] else ()
    parts: list[list[Corners]] = []
    for box in boxes:
        if not parts or box[3] < parts[-1][-1][1] - _BACK:
            parts.append([])
        parts[-1].append(box)
    turn = page - record["page"]
    return tuple(parts[turn]) if 0 <= turn < len(parts) else ()


def _of_lines(data: bytes, look: Look) -> Picture:
    """Lines of a text around the record as a picture, numbered, the record's own marked."""
    import pymupdf

    from extractors.read import read

    lines = read(data).lines
    first, last = look.lines or (1, 1)
    shown = lines[max(0, first - 1 - _AROUND) : min(last, first + _MOST_LINES) + _AROUND]
    rows = [(line.number, "m" if first <= line.number <= last else "", html.escape(line.text)) for line in shown]
    body = "".join(
        f"<tr><td class='n'>{n}</td><td class='{mark}'>{text or '&nbsp;'}</td></tr>" for n, mark, text in rows
    )
    style = (
        "body{font-family:sans-serif;font-size:10pt} td{padding:1pt 4pt;vertical-align:top} "
        ".n{color:#666;text-align:right} .m{background-color:#ffe680}"
    )
    with pymupdf.open() as book:
        page = book.new_page(width=700, height=990)
        spare, _ = page.insert_htmlbox(pymupdf.Rect(20, 20, 680, 970), f"<table>{body}</table>", css=style)
        page.set_cropbox(pymupdf.Rect(0, 0, 700, 990 - max(spare, 0)))
        return Picture(_below_each_other([_drawn(page, ())]), page.rect.width, page.rect.height)


def _text(data: bytes) -> tuple[TextPage, ...]:
    from extractors.read import read

    document = read(data)
    turns = _turns(data, document) if document.media_type == "application/pdf" else {}
    return tuple(
        [
            TextPage(page.number, page.width, page.height, tuple(map(_line, page.lines)), turns.get(page.number))
            for page in document.pages
        ]
    )


def _line(line: Any) -> TextLine:
    words = tuple([(word.start, word.end, tuple(word.box)) for word in line.words])
    return TextLine(line.number, line.text, None if line.box is None else tuple(line.box), words)


def _turns(data: bytes, document: Any) -> dict[int, Matrix]:
    """The matrix from a page's points to those of the page as it is shown, for pages that are turned."""
    import pymupdf

    found: dict[int, Matrix] = {}
    with pymupdf.open(stream=data, filetype="pdf") as book:
        for page in document.pages:
            shown = book[page.number - 1]
            if not shown.rotation:
                continue
            own = {(round(x), round(y)) for x, y, *_ in shown.get_text("words")}
            boxes = [word.box for line in page.lines for word in line.words]
            if 2 * sum((round(box.x0), round(box.y0)) in own for box in boxes) > len(boxes):
                found[page.number] = cast("Matrix", tuple(shown.rotation_matrix))
    return found


def turned(box: Corners, matrix: Matrix | None) -> Corners:
    """A box on the page as it is shown."""
    if matrix is None:
        return box
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (box[0], box[2]) for y in (box[1], box[3])]
    ys = [b * x + d * y + f for x in (box[0], box[2]) for y in (box[1], box[3])]
    return round(min(xs), 2), round(min(ys), 2), round(max(xs), 2), round(max(ys), 2)
