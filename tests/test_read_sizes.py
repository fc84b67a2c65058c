"""Pages of any size: A3 and A5, a sheet of twenty metres, one of a point; printed or scanned."""

from __future__ import annotations

import shutil
from functools import cache
from typing import Any

import pymupdf
import pytest

from extractors import extract
from extractors.clean import clean
from extractors.errors import UnreadableError
from extractors.read import read
from tests.test_read_pdf import HTML, SENTENCE

A3, A4, A5 = (842.0, 1191.0), (595.0, 842.0), (420.0, 595.0)
ROLL, POINT = (595.0, 56_693.0), (1.0, 1.0)
#: Text as a page of A4 has it, lines and letters as large as the paper asks for.
BASE = 595.0


@cache
def printed(width: float, height: float, rows: int = 0) -> bytes:
    """A page of text, a ruled table of some rows under it, in letters that grow with the page's width."""
    with pymupdf.open() as book:
        page = book.new_page(width=width, height=height)
        fill(page, width / BASE, rows)
        return bytes(book.tobytes())


def fill(page: Any, scale: float, rows: int) -> None:
    """Two sentences, and a table with a number, an item and an amount a row."""
    html = HTML.replace("12pt", f"{12 * scale:.1f}pt")
    page.insert_htmlbox(pymupdf.Rect(85, 60, 540, 160) * pymupdf.Matrix(scale, scale), html.format(SENTENCE))
    xs = [85, 125, 400, 520]
    for number in range(rows):
        row = ("STT", "Nội dung", "Kinh phí") if number == 0 else (str(number), "Đào tạo, bồi dưỡng", f"{number}.250")
        for x, right, text in zip(xs, xs[1:], row, strict=False):
            box = pymupdf.Rect(x, 200 + 30 * number, right, 230 + 30 * number) * pymupdf.Matrix(scale, scale)
            page.draw_rect(box)
            page.insert_htmlbox(pymupdf.Rect(box.x0 + 3, box.y0 + 3, box.x1 - 3, box.y1 - 3), html.format(text))


@cache
def scanned(width: float, height: float) -> bytes:
    """The image of a printed page, on a sheet of the same size."""
    with pymupdf.open("pdf", printed(width, height, 4)) as book:
        longest = 6000 / max(width, height)
        image = book[0].get_pixmap(matrix=pymupdf.Matrix(*2 * [min(200 / 72, longest)]), colorspace=pymupdf.csGRAY)
    with pymupdf.open() as scan:
        sheet = scan.new_page(width=width, height=height)
        sheet.insert_image(sheet.rect, pixmap=image)
        return bytes(scan.tobytes())


def black(side: int) -> Any:
    """A black square; a new pixmap holds whatever was in memory."""
    square = pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, side, side), 0)
    square.clear_with(0)
    return square


@pytest.mark.parametrize("size", [A3, A5, A4[::-1], ROLL], ids=["A3", "A5", "A4 on its side", "20 m"])
def test_text_and_table_of_a_printed_page_are_read_whatever_its_size(size: tuple[float, float]) -> None:
    document = read(printed(*size, rows=5))
    assert clean(document).text.split()[: len(SENTENCE.split())] == SENTENCE.split()
    (page,) = document.pages
    assert (page.width, page.height) == pytest.approx(size, abs=1)
    (table,) = document.tables
    assert (table.rows, table.columns) == (5, 3)
    assert all(line.box is not None and line.box.x1 <= size[0] and line.box.y1 <= size[1] for line in document.lines)


def test_a_table_down_a_sheet_of_twenty_metres_keeps_every_row() -> None:
    xs, rows = [85, 125, 400, 520], 900
    with pymupdf.open("pdf", printed(*ROLL)) as book:
        shape = book[0].new_shape()
        for number in range(rows + 1):
            shape.draw_line((xs[0], 200 + 60 * number), (xs[-1], 200 + 60 * number))
        for x in xs:
            shape.draw_line((x, 200), (x, 200 + 60 * rows))
        for number in range(rows):
            for x, text in zip(xs, (f"{number + 1}", "Chi khac", "1.250"), strict=False):
                shape.insert_text((x + 3, 240 + 60 * number), text)
        # All rulings are one path, as some programs draw them.
        shape.finish()
        shape.commit()
        document = read(bytes(book.tobytes()))
    (table,) = document.tables
    assert (table.rows, table.columns) == (rows, 3)
    texts = [document.source[cell.source.start : cell.source.end] for cell in table.cells]
    assert texts == [text for number in range(rows) for text in (f"{number + 1}", "Chi khac", "1.250")]


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
@pytest.mark.parametrize("size", [A3, A5], ids=["A3", "A5"])
def test_a_scan_of_another_size_is_read_in_its_own_points(size: tuple[float, float]) -> None:
    document = read(scanned(*size))
    assert document.text_layer == "ocr"
    assert "cán bộ, công chức của xã" in clean(document).text
    (table,) = document.tables
    assert (table.rows, table.columns) == (4, 3)
    edges = [line.box for line in document.lines if line.box is not None]
    assert max(box.x1 for box in edges) <= size[0]
    # The table's last row ends where it does on the page.
    assert max(box.y1 for box in edges) == pytest.approx(310 * size[0] / BASE, rel=0.05)


def test_a_scan_of_twenty_metres_is_refused_without_filling_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableError) as refused:
        read(scanned(*ROLL))
    # Brought to the length of A4, its letters are specks.
    assert refused.value.code == "no_text"


def test_a_page_of_one_point_beside_a_plan_is_an_empty_page() -> None:
    with pymupdf.open("pdf", printed(*A4)) as book:
        point = book.new_page(width=POINT[0], height=POINT[1])
        point.draw_rect(point.rect, fill=(0, 0, 0))
        point.insert_image(point.rect, pixmap=black(20))
        extraction = extract(bytes(book.tobytes()))
    assert [len(page.lines) > 0 for page in extraction.document.pages] == [True, False]
    assert extraction.targets
