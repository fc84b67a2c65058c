"""PDF → `Document`: words and geometry read once a page by PyMuPDF, tables from the rulings drawn.

Nothing in a file is followed: no links, scripts or embedded files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from extractors.document import Document
from extractors.errors import UnreadableError
from extractors.read.aligned import aligned_table
from extractors.read.assemble import Draft, Upright, assemble
from extractors.read.blanks import with_blanks
from extractors.read.glued import parted
from extractors.read.grids import Grid, Ruling, grids_of, rulings_of
from extractors.read.layout import Strip, Token, strips_of
from extractors.read.legacy import converted, encoding_of, encoding_of_font, has_wrong_letters, repaired
from extractors.read.scan import scan_page
from extractors.read.stamps import set_aside, with_stamps, without_incoming_stamps
from extractors.read.syllables import share

if TYPE_CHECKING:
    import pymupdf

    from extractors.read.assemble import Matrix

# A plan has a hundred pages; whatever has more than this is a collection, to be split first.
_MOST_PAGES = 5000
# Fewer lines and rectangles than this make no table; some programs draw all of a table's as one path.
_LEAST_LINES = 4
# A page is a scan where images cover this share of it and its words are few, or hardly any is Vietnamese:
# stamps leave some good words on a scan, and some scanners a layer of nonsense.
_COVERED = 0.5
_FEW_WORDS = 40
_VIETNAMESE = 0.5
# The part of a line's direction that points to the right where it is level.
_LEVEL = 0.9
# Outlines of letters are so high, in points, and a page of text has at least so many; a table shades fewer cells.
_OUTLINE, _LEAST_OUTLINES = (2.0, 20.0), 100


@dataclass(frozen=True, slots=True)
class RawPage:
    """What a page holds before its lines are made: words, rulings' grids, and strips that were set aside.

    Words that were recognised in an image, and those of a page that is shown turned, stand `upright`, as in `Draft`.
    """

    number: int
    width: float
    height: float
    tokens: tuple[Token, ...] = ()
    grids: tuple[Grid, ...] = ()
    aside: tuple[Strip, ...] = ()
    upright: Upright | None = None
    scanned: bool = False


def read_pdf(data: bytes) -> Document:
    """Read a PDF.

    Raises `UnreadableError`: `encrypted` where a password is needed, `truncated` where the end of the file
    is missing, `damaged` where no page can be read, `too_large` for too many pages, `no_text` where no page
    holds text or an image of text, `needs_ocr` for scans where Tesseract is not installed, `ocr_failed` for scans in
    which it recognises no word.
    """
    with _open(data) as book:
        flags = ["repaired"] if book.is_repaired else []
        pages = [_raw(book, number, flags) for number in range(book.page_count)]
    if not any(page.tokens for page in pages):
        if any(page.scanned for page in pages):
            raise UnreadableError(
                "ocr_failed", "No words could be recognised in this scan. Scan the plan again, upright and at 300 dpi."
            )
        raise UnreadableError(
            "no_text", "No page holds text, or shows anything like letters. Ask the sender for the file with its text."
        )
    pages = _in_unicode(pages, flags)
    scanned = [page.scanned for page in pages if page.tokens]
    layer = "ocr" if all(scanned) else "mixed" if any(scanned) else "digital"
    return assemble(
        [_draft(page) for page in pages],
        hashlib.sha256(data).hexdigest(),
        "application/pdf",
        layer,
        tuple(dict.fromkeys(flags)),
    )


def _open(data: bytes) -> pymupdf.Document:
    """The open PDF, or the reason why it cannot be opened."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    complete = b"%%EOF" in data[-2048:]
    cut_off = UnreadableError("truncated", "The end of the PDF is missing: the download broke off. Fetch it again.")
    try:
        book = pymupdf.open(stream=data, filetype="pdf")
        pages = book.page_count
    except (RuntimeError, ValueError) as error:
        if not complete:
            raise cut_off from error
        raise UnreadableError("damaged", "The PDF is damaged beyond repair. Fetch it again.") from error
    if book.needs_pass:
        book.close()
        raise UnreadableError("encrypted", "The PDF asks for a password. Save a copy without one and put that in.")
    if book.is_repaired and not complete:
        book.close()
        raise cut_off
    if pages == 0:
        book.close()
        raise UnreadableError("damaged", "The PDF holds no page that could be found. Fetch it again.")
    if pages > _MOST_PAGES:
        book.close()
        raise UnreadableError("too_large", f"The PDF has {pages:,} pages. Split it into its documents.")
    return book


def _raw(book: pymupdf.Document, number: int, flags: list[str]) -> RawPage:
    """One page; a page that cannot be read is left empty and flagged."""
    try:
        page = book[number]
        width, height = page.rect.width, page.rect.height
        tokens = [Token(*word[:5]) for word in page.get_text("words")]
        tokens = _by_font(page, parted(page, tokens), flags) if tokens else tokens
        scan = scan_page(page) if _is_scan(page, tokens) else None
        if scan is not None:
            upright = scan.image.upright
            tokens, unread = with_blanks(scan.image, scan.tokens, flags)
            tokens, tables, incoming = without_incoming_stamps(tokens, scan.grids, upright.width, flags)
            tokens, aside = with_stamps(page, tokens, flags)
            away = (*incoming, *aside, *set_aside(unread, "unread"))
            return RawPage(number + 1, width, height, tuple(tokens), tuple(tables), away, upright, scanned=True)
        if not tokens:
            return RawPage(number + 1, width, height)
        tokens, aside = with_stamps(page, tokens, flags)
        if page.rotation and _reads_as_shown(page):
            return _turned(page, tokens, aside)
        return RawPage(number + 1, width, height, tuple(tokens), tuple(grids_of(*_rulings(page))), tuple(aside))
    except (RuntimeError, ValueError):
        flags.append("damaged_page")
        return RawPage(number + 1, 0.0, 0.0)


def _is_scan(page: Any, tokens: list[Token]) -> bool:
    """Whether a page's text stands in an image or in outlines, and its words are few or no Vietnamese."""
    if len(tokens) < _FEW_WORDS and _draws_letters(page):
        return True
    if not page.get_images():
        return False
    area = abs(page.rect)
    covered = sum(abs(page.rect & image["bbox"]) for image in page.get_image_info())
    if covered < _COVERED * area:
        return False
    good, judged = share(token.reading or token.text for token in tokens)
    return judged < _FEW_WORDS or good < _VIETNAMESE


def _draws_letters(page: Any) -> bool:
    """Whether a page is full of filled outlines as high as letters: text made curves, which no layer tells."""
    low, high = _OUTLINE
    heights: list[float] = [y1 - y0 for kind, (_, y0, _, y1) in page.get_bboxlog() if kind == "fill-path"]
    return sum(low <= height <= high for height in heights) >= _LEAST_OUTLINES


def _rulings(page: Any) -> tuple[list[Ruling], list[Ruling]]:
    """The rulings of a page, level and upright ones; none where too little is drawn for a table."""
    drawings = page.get_cdrawings()
    if sum(len(drawing["items"]) for drawing in drawings) < _LEAST_LINES:
        return [], []
    return rulings_of(drawings)


def _reads_as_shown(page: Any) -> bool:
    """Whether most lines of a page that viewers show turned run from left to right there, not as it was written."""
    a, _, c, *_ = cast("Matrix", tuple(page.rotation_matrix))
    lines: list[tuple[float, float]] = [
        line["dir"] for block in page.get_text("dict")["blocks"] for line in block.get("lines", ())
    ]
    return 2 * sum(a * x + c * y > _LEVEL for x, y in lines) > len(lines)


def _turned(page: Any, tokens: Sequence[Token], aside: Sequence[Strip]) -> RawPage:
    """A page that viewers show turned by quarters: PyMuPDF tells where all stands before it is turned."""
    a, b, c, d, e, f = page.rotation_matrix

    def turned(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        left, right = sorted((a * x0 + c * y0 + e, a * x1 + c * y1 + e))
        top, bottom = sorted((b * x0 + d * y0 + f, b * x1 + d * y1 + f))
        return left, top, right, bottom

    def shown(token: Token) -> Token:
        x0, y0, x1, y1 = turned(*token[:4])
        return token._replace(x0=x0, y0=y0, x1=x1, y1=y1, level=None)

    level, upright = _rulings(page)
    lines = [turned(ruling.start, ruling.at, ruling.end, ruling.at) for ruling in level]
    lines += [turned(ruling.at, ruling.start, ruling.at, ruling.end) for ruling in upright]
    across = [Ruling(y0, x0, x1) for x0, y0, x1, y1 in lines if x1 - x0 > y1 - y0]
    down = [Ruling(x0, y0, y1) for x0, y0, x1, y1 in lines if x1 - x0 <= y1 - y0]
    width, height = page.rect.width, page.rect.height
    return RawPage(
        page.number + 1,
        width,
        height,
        tuple(map(shown, tokens)),
        tuple(grids_of(across, down)),
        tuple(replace(strip, tokens=tuple(map(shown, strip.tokens))) for strip in aside),
        Upright(width, height, cast("Matrix", tuple(page.derotation_matrix))),
    )


def _by_font(page: Any, tokens: list[Token], flags: list[str]) -> list[Token]:
    """Words in fonts of a legacy encoding with their reading."""
    if not any(encoding_of_font(font[3])[0] for font in page.get_fonts()):
        return tokens
    spans = [
        (span["bbox"], *encoding_of_font(span["font"]))
        for block in page.get_text("dict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
    ]
    read = []
    for token in tokens:
        x, y = (token.x0 + token.x1) / 2, (token.y0 + token.y1) / 2
        encoding, capitals = next(
            ((name, big) for (x0, y0, x1, y1), name, big in spans if x0 <= x <= x1 and y0 <= y <= y1), (None, False)
        )
        reading = converted(token.text, encoding, capitals) if encoding else token.text
        if reading != token.text:
            flags.append(f"legacy_{encoding}")
            token = token._replace(reading=reading)
        read.append(token)
    return read


def _in_unicode(pages: list[RawPage], flags: list[str]) -> list[RawPage]:
    """Pages with the reading of words that no font tells of: legacy encodings by statistics, wrong letters."""
    words = [token.text for page in pages if not page.scanned for token in page.tokens if token.reading is None]
    encoding = encoding_of(words)
    wrong = has_wrong_letters(" ".join(words))
    if encoding is None and not wrong:
        return pages
    if encoding is not None:
        flags.append(f"legacy_{encoding}")
    if wrong:
        flags.append("wrong_letters")

    def read(token: Token) -> Token:
        if token.reading is not None or token.confidence < 1:
            return token
        reading = converted(token.text, encoding) if encoding else repaired(token.text)
        return token if reading == token.text else token._replace(reading=reading)

    return [replace(page, tokens=tuple([read(token) for token in page.tokens])) for page in pages]


def _draft(page: RawPage) -> Draft:
    """A page's words as lines in reading order."""
    grids = page.grids
    placed: dict[Token, tuple[int, int]] = {}
    if not grids:
        table = aligned_table(page.tokens)
        if table is not None:
            grids = (table.grid,)
            placed = {token: (0, cell) for cell, words in enumerate(table.cells) for token in words}
    width = page.width if page.upright is None else page.upright.width
    strips = strips_of(page.tokens, grids, width, placed)
    return Draft(page.number, page.width, page.height, (*strips, *page.aside), grids, page.upright)
