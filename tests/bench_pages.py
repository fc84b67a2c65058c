"""How fast PDF pages are read, beside PyMuPDF's bare words and pdfplumber on every page; part of `make bench`.

The pages are made here: prose of the samples, and ruled tables on one page in six.
"""

from __future__ import annotations

import gc
import io
from html import escape
from typing import Any

import pdfplumber
import pymupdf

from extractors.read import read
from tests.bench import SAMPLES, seconds

PROSE_PAGES, TABLE_PAGES = 25, 5
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


if __name__ == "__main__":
    main()
