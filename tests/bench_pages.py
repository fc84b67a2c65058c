"""How fast PDF pages are read, beside PyMuPDF's bare words and pdfplumber on every page; part of `make bench`.

The pages are made here: prose of the samples, and ruled tables on one page in six. Scans are images of prose, a
little askew; beside them stands Tesseract alone on the same images.
"""

from __future__ import annotations

import gc
import io
import os
import shutil
from collections.abc import Callable
from html import escape
from typing import Any

import pdfplumber
import pymupdf

from extractors.read import read
from extractors.read.image import rendered
from extractors.read.tesseract import PAGE, recognised
from tests.bench import SAMPLES, seconds

PROSE_PAGES, TABLE_PAGES, SCANNED_PAGES = 25, 5, 2
# Degrees by which the scans lie askew.
SKEW = 0.6
A4 = pymupdf.paper_rect("a4")
FRAME = pymupdf.Rect(70, 60, 540, 780)
COLUMNS = (60, 100, 330, 410, 480, 545)


def prose() -> list[str]:
    """Texts of about a page each, from the samples."""
    words = " ".join(path.read_text("utf-8") for path in SAMPLES).split()
    return [" ".join(words[at : at + 420]) for at in range(0, 420 * PROSE_PAGES, 420)]


def prose_page(book: Any, text: str) -> None:
    """A page of justified text."""
    book.new_page(width=A4.width, height=A4.height).insert_htmlbox(
        FRAME, f"<p style='font-size:12pt;text-align:justify'>{escape(text)}</p>"
    )


def table_page(book: Any, words: list[str]) -> None:
    """A page with a ruled table of twenty rows."""
    page = book.new_page(width=A4.width, height=A4.height)
    rows = range(60, 60 + 21 * 34, 34)
    for y in rows:
        page.draw_line((COLUMNS[0], y), (COLUMNS[-1], y))
    for x in COLUMNS:
        page.draw_line((x, rows[0]), (x, rows[-1]))
    for number, y in enumerate(rows[:-1], 1):
        cells = (
            str(number),
            " ".join(words[number * 9 : number * 9 + 9]),
            f"{number}.500",
            "1.000",
            f"{number - 1}.500",
        )
        for x0, x1, cell in zip(COLUMNS, COLUMNS[1:], cells, strict=False):
            box = pymupdf.Rect(x0 + 2, y + 2, x1 - 2, y + 32)
            page.insert_htmlbox(box, f"<p style='font-size:9pt'>{escape(cell)}</p>")


def book(prose_pages: int, table_pages: int) -> bytes:
    """A PDF of pages of prose, and of tables after them."""
    made = pymupdf.open()
    texts = prose()
    for text in texts[:prose_pages]:
        prose_page(made, text)
    for number in range(table_pages):
        table_page(made, texts[number].split())
    # Each cell brings the font anew; a real file holds it once, with the letters it uses.
    made.subset_fonts()
    data: bytes = made.tobytes(garbage=4, deflate=True)
    made.close()
    return data


def bare(data: bytes) -> None:
    """PyMuPDF's words of every page."""
    with pymupdf.open(stream=data, filetype="pdf") as opened:
        for page in opened:
            page.get_text("words")


def plumbed(data: bytes) -> None:
    """pdfplumber's words and tables of every page."""
    with pdfplumber.open(io.BytesIO(data)) as opened:
        for page in opened.pages:
            page.extract_words()
            page.extract_tables()
            page.close()


def scans() -> bytes:
    """A PDF of images of prose, a little askew."""
    made = pymupdf.open()
    with pymupdf.open(stream=book(SCANNED_PAGES, 0), filetype="pdf") as opened:
        for page in opened:
            matrix = pymupdf.Matrix(200 / 72, 200 / 72).prerotate(SKEW)
            sheet = made.new_page(width=A4.width, height=A4.height)
            sheet.insert_image(sheet.rect, pixmap=page.get_pixmap(matrix=matrix, colorspace=pymupdf.csGRAY))
    data: bytes = made.tobytes(deflate=True)
    made.close()
    return data


def alone(data: bytes) -> Callable[[], None]:
    """Tesseract alone on the images of a PDF's pages."""
    with pymupdf.open(stream=data, filetype="pdf") as opened:
        images = [rendered(page).pixels for page in opened]

    def work() -> None:
        for image in images:
            recognised(image, PAGE)

    return work


def seconds_with_children(work: Callable[[], Any]) -> float:
    """CPU seconds of the better of two rounds, those of the programs it starts included."""
    best = float("inf")
    for _ in range(2):
        began = os.times()
        work()
        ended = os.times()
        best = min(best, sum(ended[:4]) - sum(began[:4]))
    return best


def main() -> None:
    """Print pages a second, and the ratios."""
    text_only, mixed = book(PROSE_PAGES, 0), book(PROSE_PAGES, TABLE_PAGES)
    read(mixed)
    gc.collect()
    gc.disable()
    ours, words = seconds(lambda: read(text_only)), seconds(lambda: bare(text_only))
    print(f"\n{PROSE_PAGES} pages of prose: {PROSE_PAGES / ours:.0f} pages/s, {ours / words:.1f} x bare words")
    print(f"  at most 4 x: {'held' if ours <= 4 * words else 'MISSED'}")
    ours, plumber = seconds(lambda: read(mixed)), seconds(lambda: plumbed(mixed))
    pages = PROSE_PAGES + TABLE_PAGES
    print(f"{pages} pages, {TABLE_PAGES} with tables: {pages / ours:.0f} pages/s, {plumber / ours:.1f} x pdfplumber")
    print(f"  at least 8 x: {'held' if plumber >= 8 * ours else 'MISSED'}")
    if shutil.which("tesseract") is None:
        print("Tesseract is not installed: no scans are measured.")
        return
    images = scans()
    bare_tesseract = seconds_with_children(alone(images))
    ours = seconds_with_children(lambda: read(images))
    print(
        f"{SCANNED_PAGES} scanned pages: {ours / SCANNED_PAGES:.1f} s a page, {ours / bare_tesseract:.2f} x Tesseract"
    )
    print(f"  at most 1.15 x: {'held' if ours <= 1.15 * bare_tesseract else 'MISSED'}")


if __name__ == "__main__":
    main()
