"""Tables and pages as offices print them: turned pages, totals above, heads in the middle of a row, cut figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pymupdf
import pytest

from extractors import Extraction, extract

HTML = "<p style='font-size:11pt;text-align:{}'>{}</p>"
EDGES = (60, 100, 330, 440, 545)
HEAD = ("STT", "Nội dung", "Kinh phí năm 2026", "Ghi chú")
ROWS = (("1", "Đào tạo kỹ năng số", "1.250", ""), ("2", "An toàn thông tin", "2.500", ""))
TOTAL = ("", "Tổng cộng", "3.750", "")
PLAN = "KẾ HOẠCH<br>Chuyển đổi số năm 2026<br>Xã dự kiến kinh phí thực hiện các nhiệm vụ trong năm như sau:"


def write(page: Any, box: tuple[float, float, float, float], text: str, align: str = "left") -> None:
    page.insert_htmlbox(pymupdf.Rect(box), HTML.format(align, text))


def table(page: Any, top: float, rows: Sequence[Sequence[str]], height: float = 34) -> float:
    """Draw a ruled table and tell where it ends."""
    for number, row in enumerate(rows):
        y = top + height * number
        for x, right, text in zip(EDGES, EDGES[1:], row, strict=False):
            page.draw_rect(pymupdf.Rect(x, y, right, y + height))
            write(page, (x + 3, y + 3, right - 3, y + height - 2), text)
    return top + height * len(rows)


def plan(rows: Sequence[Sequence[str]], unit: str = "", turn: int = 0, height: float = 34) -> Extraction:
    """What is read from a plan with one table; `turn` shows the page turned by so many degrees."""
    with pymupdf.open() as book:
        page = book.new_page(width=595, height=842)
        write(page, (60, 60, 545, 130), PLAN)
        write(page, (60, 135, 545, 155), unit, "right")
        table(page, 160, rows, height)
        if turn:
            turned(book, turn)
        return extract(bytes(book.tobytes()))


def turned(book: Any, turn: int) -> None:
    """Lay the page's content on a sheet that stands otherwise and is shown turned back, as printers do."""
    source = pymupdf.open("pdf", book.tobytes())
    sheet = book.new_page(width=842, height=595) if turn % 180 else book.new_page(width=595, height=842)
    sheet.show_pdf_page(sheet.rect, source, 0, rotate=turn)
    sheet.set_rotation(turn)
    book.delete_page(0)


def amounts(found: Extraction) -> list[tuple[str, str | None, float, float | None]]:
    return [(line.row_kind, line.item, line.amount, line.amount_vnd) for line in found.budget_lines]


ITEMS = [("item", "Đào tạo kỹ năng số", 1250.0, 1.25e9), ("item", "An toàn thông tin", 2500.0, 2.5e9)]
ALL = [("total", "Tổng cộng", 3750.0, 3.75e9)]
UNIT = "ĐVT: triệu đồng"


@pytest.mark.parametrize("unit", [UNIT, "<i>Đơn vị tính: triệu đồng</i>", "(Đơn vị: Triệu đồng)"])
def test_a_unit_at_the_right_above_the_table_is_the_table_s(unit: str) -> None:
    assert amounts(plan((HEAD, *ROWS, TOTAL), unit)) == ITEMS + ALL


def test_a_total_may_stand_in_the_first_row() -> None:
    found = plan((HEAD, TOTAL, *ROWS), UNIT)
    assert amounts(found) == ALL + ITEMS
    assert not any(line.flags for line in found.budget_lines)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_shown_turned_reads_as_it_is_shown(turn: int) -> None:
    found = plan((HEAD, *ROWS, TOTAL), UNIT, turn)
    assert amounts(found) == ITEMS + ALL
    assert found.document.text_layer == "digital"
    plain = plan((HEAD, *ROWS, TOTAL), UNIT)
    assert found.clean.text == plain.clean.text
    # Boxes stand where PyMuPDF tells the words of the page to be, which is before it is turned.
    (line,) = [line for line in found.document.lines if line.text == "2.500"]
    across, down = (line.box.x1 - line.box.x0, line.box.y1 - line.box.y0) if line.box else (0, 0)
    assert (across < down) == (turn != 180)


@pytest.mark.parametrize("cut", ["1.<br>250", "1.250<br>&nbsp;"])
def test_a_figure_that_its_cell_breaks_is_one(cut: str) -> None:
    rows = (ROWS[0][0], ROWS[0][1], cut, ""), ROWS[1], TOTAL
    assert amounts(plan((HEAD, *rows), UNIT, height=46)) == ITEMS + ALL


def test_a_head_repeated_in_the_middle_of_a_row_that_the_page_cuts() -> None:
    with pymupdf.open() as book:
        page = book.new_page(width=595, height=842)
        write(page, (60, 60, 545, 130), PLAN)
        write(page, (60, 640, 545, 660), UNIT, "right")
        table(page, 665, (HEAD, ROWS[0], ("2", "An toàn", "2.500", "")))
        page = book.new_page(width=595, height=842)
        write(page, (60, 30, 545, 50), "2", "center")
        table(page, 60, (HEAD, ("", "thông tin", "", ""), TOTAL))
        found = extract(bytes(book.tobytes()))
    assert amounts(found) == ITEMS + ALL
    cut = next(line for line in found.budget_lines if line.item == "An toàn thông tin")
    assert "Kinh phí" not in found.provenance(cut.span).quote


def test_a_header_block_with_long_names_of_agencies() -> None:
    with pymupdf.open() as book:
        page = book.new_page(width=595, height=842)
        left = "ỦY BAN NHÂN DÂN<br>TỈNH QUẢNG NGÃI<br><b>SỞ VĂN HÓA, THỂ THAO<br>VÀ DU LỊCH</b>"
        write(page, (50, 50, 260, 130), left, "center")
        right = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc"
        write(page, (265, 50, 565, 100), right, "center")
        write(page, (50, 130, 260, 150), "Số: 145/KH-SVHTTDL", "center")
        write(page, (265, 130, 565, 150), "Quảng Ngãi, ngày 05 tháng 3 năm 2026", "center")
        write(page, (60, 190, 545, 240), "<b>KẾ HOẠCH<br>Chuyển đổi số năm 2026</b>", "center")
        write(page, (60, 260, 545, 330), "Phấn đấu 90% thủ tục hành chính được xử lý trên môi trường mạng.")
        found = extract(bytes(book.tobytes()))
    values = {field.name: field.value for field in found.header}
    assert values["issuer"] == "Sở Văn hóa, Thể thao và Du lịch tỉnh Quảng Ngãi"
    assert (values["doc_number"], values["issued_on"]) == ("145/KH-SVHTTDL", "2026-03-05")
    assert (values["issued_place"], values["level"]) == ("Quảng Ngãi", "tỉnh")
