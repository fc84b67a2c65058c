"""Scans: pages that are images are recognised, upright or askew, and said to need OCR where there is none."""

from __future__ import annotations

import shutil
from functools import cache

import pymupdf
import pytest

from extractors.clean import clean
from extractors.errors import UnreadableError
from extractors.read import read
from extractors.read.syllables import share

SENTENCE = "Phấn đấu đến hết năm nay, toàn bộ cán bộ, công chức của xã sử dụng chữ ký số trong xử lý công việc."
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")


@cache
def scanned(turn: float = 0.0, table: bool = False, layer: str = "") -> bytes:
    """A PDF of one page that is an image of text (or of a ruled table), turned by some degrees."""
    with pymupdf.open() as book, pymupdf.open() as scan:
        page = book.new_page(width=595, height=842)
        if table:
            for number, row in enumerate(
                (("STT", "Nội dung", "Kinh phí"), ("1", "Đào tạo", "250"), ("2", "Hạ tầng", "1.250"))
            ):
                for x, width, text in zip((85, 125, 400), (40, 275, 120), row, strict=True):
                    box = pymupdf.Rect(x, 100 + 40 * number, x + width, 140 + 40 * number)
                    page.draw_rect(box)
                    page.insert_htmlbox(
                        pymupdf.Rect(box.x0 + 6, box.y0 + 6, box.x1 - 6, box.y1 - 6),
                        f"<p style='font-size:13pt'>{text}</p>",
                    )
        else:
            page.insert_htmlbox(
                pymupdf.Rect(85, 80, 520, 700), f"<p style='font-size:13pt'>{' '.join([SENTENCE] * 6)}</p>"
            )
        image = page.get_pixmap(dpi=200, colorspace=pymupdf.csGRAY)
        sheet = scan.new_page(width=595, height=842)
        sheet.insert_image(sheet.rect, pixmap=image)
        if layer:
            sheet.insert_textbox(pymupdf.Rect(20, 20, 570, 800), layer, render_mode=3)
        if turn:
            with pymupdf.open() as askew:
                turned = sheet.get_pixmap(matrix=pymupdf.Matrix(200 / 72, 200 / 72).prerotate(turn))
                final = askew.new_page(width=595, height=842)
                final.insert_image(final.rect, pixmap=turned)
                return bytes(askew.tobytes())
        return bytes(scan.tobytes())


@needs_tesseract
@pytest.mark.parametrize("turn", [0.0, 1.5])
def test_an_image_of_text_is_recognised(turn: float) -> None:
    document = read(scanned(turn))
    assert document.text_layer == "ocr"
    good, judged = share(clean(document).text.split())
    assert judged > 100
    assert good > 0.97
    confidences = [word.confidence for line in document.lines for word in line.words]
    assert 0 < min(confidences) < 1
    assert all(line.box is not None and 0 <= line.box.x0 < line.box.x1 <= 595 for line in document.lines)


@needs_tesseract
def test_boxes_of_a_page_askew_lie_on_the_page_itself() -> None:
    level, askew = read(scanned()), read(scanned(1.5))
    first, last = level.lines[0].words[0], askew.lines[0].words[0]
    # The left end of the first line of a page that is turned stands off its place by the turn.
    assert abs(first.box.y0 - last.box.y0) > 3


@needs_tesseract
def test_nonsense_below_an_image_is_not_believed() -> None:
    document = read(scanned(layer="tvtrNu rUpnAp CQNG VIPT NAM phric tlSnh l$p DQc " * 12))
    assert document.text_layer == "ocr"
    assert "tvtrNu" not in document.source


@needs_tesseract
def test_a_ruled_table_in_an_image_has_its_cells() -> None:
    document = read(scanned(table=True))
    (table,) = document.tables
    texts = {(cell.row, cell.column): document.source[cell.source.start : cell.source.end] for cell in table.cells}
    assert (table.rows, table.columns) == (3, 3)
    assert [texts[row, 2] for row in (1, 2)] == ["250", "1.250"]
    assert [texts[row, 0] for row in (1, 2)] == ["1", "2"]


def test_a_scan_says_what_it_needs_where_tesseract_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableError) as refused:
        read(scanned())
    assert refused.value.code == "needs_ocr"
    assert "apt-get install tesseract-ocr tesseract-ocr-vie" in refused.value.message
