"""Scans: pages that are images are recognised, upright or askew, and said to need OCR where there is none."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf
import pytest

from extractors import extract
from extractors.clean import clean
from extractors.errors import UnreadableError
from extractors.read import read, scan
from extractors.read.layout import Token
from extractors.read.syllables import share
from extractors.read.tesseract import BLOCK

SENTENCE = "Phấn đấu đến hết năm nay, toàn bộ cán bộ, công chức của xã sử dụng chữ ký số trong xử lý công việc."
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")


HTML = "<p style='font-size:13pt'>{}</p>"
TABLE = (("STT", "Nội dung", "Kinh phí"), ("I", "Đào tạo", "250"), ("II", "Hạ tầng", "1.250"), ("III", "Khác", "70"))


@cache
def scanned(turn: float = 0.0, table: bool = False, layer: str = "", grain: float = 0.0) -> bytes:
    """A PDF of one page that is an image of text (or of a ruled table), turned clockwise by some degrees."""
    with pymupdf.open() as book:
        page = book.new_page(width=595, height=842)
        if table:
            for number, row in enumerate(TABLE):
                for x, width, text in zip((85, 125, 400), (40, 275, 120), row, strict=True):
                    box = pymupdf.Rect(x, 100 + 40 * number, x + width, 140 + 40 * number)
                    page.draw_rect(box)
                    page.insert_htmlbox(pymupdf.Rect(box.x0 + 6, box.y0 + 6, box.x1 - 6, box.y1 - 6), HTML.format(text))
        else:
            page.insert_htmlbox(pymupdf.Rect(85, 80, 520, 700), HTML.format(" ".join([SENTENCE] * 3)))
        return photographed(page, turn, layer, grain)


def photographed(page: Any, turn: float = 0.0, layer: str = "", grain: float = 0.0) -> bytes:
    """A PDF that holds a page's image alone, turned clockwise by some degrees, over a layer of invisible text.

    `grain` is the standard deviation of noise that is strewn over it, in steps of grey.
    """
    image = page.get_pixmap(
        matrix=pymupdf.Matrix(200 / 72, 200 / 72).prerotate(turn), colorspace=pymupdf.csGRAY, alpha=False
    )
    pixels = np.frombuffer(image.samples, np.uint8).reshape(image.height, image.width)
    noise = np.random.default_rng(0).normal(0, grain, pixels.shape)
    image = pymupdf.Pixmap(
        pymupdf.csGRAY, image.width, image.height, np.clip(pixels + noise, 0, 255).astype(np.uint8).tobytes(), 0
    )
    with pymupdf.open() as scan:
        lies = round(turn / 90) % 2 == 1
        sheet = scan.new_page(width=842 if lies else 595, height=595 if lies else 842)
        sheet.insert_image(sheet.rect, pixmap=image)
        if layer:
            sheet.insert_textbox(pymupdf.Rect(20, 20, 570, 800), layer, render_mode=3)
        return bytes(scan.tobytes())


@needs_tesseract
@pytest.mark.parametrize("turn", [0.0, 1.5])
def test_an_image_of_text_is_recognised(turn: float) -> None:
    document = read(scanned(turn))
    assert document.text_layer == "ocr"
    good, judged = share(clean(document).text.split())
    assert judged > 60
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
    assert (table.rows, table.columns) == (4, 3)
    assert [texts[row, 2] for row in (1, 2, 3)] == ["250", "1.250", "70"]
    assert [texts[row, 0] for row in range(4)] == ["STT", "I", "II", "III"]


@needs_tesseract
def test_a_grainy_scan_is_made_smooth_before_tesseract_weighs_each_speck() -> None:
    (table,) = (document := read(scanned(table=True, grain=45))).tables
    texts = {(cell.row, cell.column): document.source[cell.source.start : cell.source.end] for cell in table.cells}
    assert [texts[row, 2] for row in (1, 2, 3)] == ["250", "1.250", "70"]


@pytest.mark.parametrize(
    ("text", "confidence", "kept"),
    [("NS", 0.5, True), ("NS", 0.3, False), ("250", 0.5, False), ("250", 0.7, True)],
)
def test_ink_in_a_cell_that_was_passed_over_is_believed_if_likely_letters_or_sure_figures(
    text: str, confidence: float, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def recognised(_: Any, mode: str, only: str | None = None) -> list[Token]:
        """Nothing on the page; on the sheet of cut-out parts, one word on the line of the first."""
        return [Token(40, 40, 60, 60, text, confidence)] if mode == BLOCK and only is None else []

    monkeypatch.setattr(scan, "recognised", recognised)
    with pymupdf.open(stream=scanned(table=True)) as book:
        found = scan.scan_page(book[0])
    assert found is not None
    assert ([token.text for token in found.tokens] == [text]) == kept


@needs_tesseract
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_scanned_sideways_or_upside_down_is_turned(turn: int) -> None:
    upright, document = read(scanned()), read(scanned(turn))
    assert clean(document).text == clean(upright).text
    page = document.pages[0]
    assert (page.width, page.height) == ((595, 842) if turn == 180 else (842, 595))
    # The first word stands where the page shows it: its middle turned with the page.
    first, here = upright.lines[0].words[0].box, document.lines[0].words[0].box
    x, y = (first.x0 + first.x1) / 2, (first.y0 + first.y1) / 2
    place = {90: (842 - y, x), 180: (595 - x, 842 - y), 270: (y, 595 - x)}[turn]
    assert ((here.x0 + here.x1) / 2, (here.y0 + here.y1) / 2) == pytest.approx(place, abs=2)
    assert (here.x1 - here.x0 > here.y1 - here.y0) == (turn == 180)


def header_page(number: str, day: str) -> bytes:
    """A scanned page with a header block, its number and day given as drawings or print."""
    with pymupdf.open() as book:
        page = book.new_page(width=595, height=842)
        for x, y, text in (
            (95, 72, "ỦY BAN NHÂN DÂN"),
            (110, 88, "XÃ HƯNG ĐẠO"),
            (290, 72, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            (350, 88, "Độc lập - Tự do - Hạnh phúc"),
            (100, 120, f"Số: {number} /KH-UBND"),
            (330, 120, f"Hưng Đạo, ngày {day} tháng 8 năm 2023"),
            (250, 170, "KẾ HOẠCH"),
            (160, 190, "Chuyển đổi số xã Hưng Đạo năm 2023"),
        ):
            page.insert_htmlbox(pymupdf.Rect(x, y, x + 290, y + 22), HTML.format(text))
        page.insert_htmlbox(pymupdf.Rect(85, 230, 520, 700), HTML.format(" ".join([SENTENCE] * 2)))
        for label in ("Số:", "ngày"):
            (place,) = [word for word in page.get_text("words") if word[4] == label and word[1] < 140]
            if (number if label == "Số:" else day).strip("&nbsp;") == "":
                scribble(page, place[2] + 5, place[1])
        return photographed(page)


def scribble(page: Any, x: float, y: float) -> None:
    """Strokes in a blank that no reader takes for a figure."""
    shape = page.new_shape()
    points = [(0, 10), (6, 0), (3, 13), (12, 3), (7, 14), (17, 5), (11, 12), (21, 1)]
    shape.draw_polyline([(x + right, y + down) for right, down in points])
    shape.finish(width=1.2)
    shape.commit()


@needs_tesseract
def test_handwriting_in_the_blanks_of_the_header_is_null_and_flagged_unless_it_is_read_surely() -> None:
    blank = "&nbsp;" * 9
    written, printed = extract(header_page(blank, blank)), extract(header_page("40", "08"))
    assert {"doc_number", "issued_on"} & {field.name for field in written.header} == set()
    assert {"unread_number", "unread_date"} <= set(written.flags)
    values = {field.name: field.value for field in printed.header}
    assert (values["doc_number"], values["issued_on"]) == ("40/KH-UBND", "2023-08-08")
    assert not {"unread_number", "unread_date", "ocr_unsure"} & set(printed.flags)


@needs_tesseract
def test_letters_made_outlines_are_recognised_beside_the_words_of_a_signature() -> None:
    with pymupdf.open() as book:
        page = book.new_page(width=595, height=842)
        page.insert_htmlbox(pymupdf.Rect(85, 80, 520, 700), HTML.format(" ".join([SENTENCE] * 3)))
        drawn = page.get_svg_image(text_as_path=True)
    with pymupdf.open("pdf", pymupdf.open("svg", drawn.encode()).convert_to_pdf()) as curves:
        curves[0].insert_text((300, 760), "Signed by UBND, 17/02/2025 14:54:03")
        assert len(curves[0].get_text("words")) == 5
        document = read(bytes(curves.tobytes()))
    assert document.text_layer == "ocr"
    assert clean(document).text.count("toàn bộ cán bộ, công chức") >= 2


def test_an_image_without_letters_is_not_given_to_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pymupdf.open() as book:
        page = book.new_page(width=595, height=842)
        page.draw_rect(pymupdf.Rect(100, 100, 500, 700), fill=(0, 0, 0))
        picture = photographed(page)
    with pytest.raises(UnreadableError) as refused:
        read(picture)
    assert refused.value.code == "no_text"


def test_a_scan_says_what_it_needs_where_tesseract_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableError) as refused:
        read(scanned())
    assert refused.value.code == "needs_ocr"
    assert "apt-get install tesseract-ocr tesseract-ocr-vie" in refused.value.message


COLUMNS = "level page_num block_num par_num line_num word_num left top width height conf text"


def told(words: str) -> str:
    """Tesseract's table of results for a line of words of which it is sure."""
    rows = [
        ["5", "1", "1", "1", "1", "1", str(90 * at), "400", "80", "40", "95", word] for at, word in enumerate(words)
    ]
    return "\n".join("\t".join(row) for row in (COLUMNS.split(), *rows))


@pytest.mark.parametrize(
    ("output", "status", "message"),
    [
        (told(""), 0, "No words could be recognised in this scan"),
        (told("ZQXJKVWQ" * 8), 0, "No Vietnamese could be recognised in this scan"),
        ("", 1, "Tesseract ended with an error: no memory for the page"),
    ],
)
def test_a_scan_of_which_nothing_can_be_read_says_so(
    output: str, status: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "results.tsv").write_text(output + "\n")
    program = tmp_path / "tesseract"
    results = tmp_path / "results.tsv"
    program.write_text(
        f"#!/bin/sh\ncat > /dev/null\ncat '{results}'\necho 'no memory for the page' >&2\nexit {status}\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(UnreadableError) as refused:
        extract(scanned())
    assert (refused.value.code, message in refused.value.message) == ("ocr_failed", True)
