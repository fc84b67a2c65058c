"""What a PDF's reader promises: amounts with the boxes of their cells, totals that are checked, nothing followed."""

from __future__ import annotations

import socket

import pymupdf
import pytest

from extractors import extract
from extractors.document import Box
from tests.test_read_pdf import HTML, SENTENCE, pdf

ROWS = [
    ["STT", "Nội dung", "Kinh phí (triệu đồng)"],
    ["", "Tổng cộng", "{total}"],
    ["1", "Đào tạo, bồi dưỡng cán bộ", "250"],
    ["2", "Mua sắm trang thiết bị", "1.250"],
]
EDGES = (85.0, 125.0, 400.0, 520.0)


def budget(total: str) -> bytes:
    """A plan of one page with a ruled budget table."""
    with pymupdf.open() as book:
        page = book.new_page(width=595, height=842)
        page.insert_htmlbox(pymupdf.Rect(85, 40, 520, 95), HTML.format("KẾ HOẠCH<br>Kinh phí chuyển đổi số năm 2025"))
        for number, row in enumerate(ROWS):
            for x, right, text in zip(EDGES, EDGES[1:], row, strict=False):
                box = pymupdf.Rect(x, 100 + 40 * number, right, 140 + 40 * number)
                page.draw_rect(box)
                inner = pymupdf.Rect(box.x0 + 3, box.y0 + 3, box.x1 - 3, box.y1 - 3)
                page.insert_htmlbox(inner, HTML.format(text.format(total=total)))
        return bytes(book.tobytes())


def test_every_amount_has_a_box_inside_its_own_cell() -> None:
    extraction = extract(budget("1.500"))
    boxes = {line.amount: extraction.provenance(line.span).boxes for line in extraction.budget_lines}
    assert set(boxes) == {1500, 250, 1250}
    for number, amount in enumerate((1500, 250, 1250), 1):
        (box,) = boxes[amount]
        cell = Box(EDGES[2], 100 + 40 * number, EDGES[3], 140 + 40 * number)
        assert cell.union(box) == cell


@pytest.mark.parametrize(("total", "flags"), [("1.500", set()), ("1.600", {"total_differs:1600/1500"})])
def test_a_printed_total_that_is_not_its_parts_sum_is_flagged_with_both(total: str, flags: set[str]) -> None:
    lines = extract(budget(total)).budget_lines
    assert {flag for line in lines for flag in line.flags if flag.startswith("total_differs")} == flags
    assert {line.amount_vnd for line in lines} >= {250e6, 1250e6}


def test_embedded_files_scripts_and_links_are_never_followed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, pymupdf.open("pdf", pdf(SENTENCE)) as book:
        server.settimeout(0.5)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/plan.pdf"
        book.embfile_add("plan.txt", "Phấn đấu 77% hộ gia đình có cáp quang.".encode())
        book[0].insert_link({"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(85, 60, 540, 200), "uri": address})
        book.xref_set_key(book.pdf_catalog(), "OpenAction", f"<</S/JavaScript/JS(app.launchURL\\('{address}'\\))>>")
        book.xref_set_key(book.page_xref(0), "AA", f"<</O<</S/URI/URI({address})>>>>")
        extraction = extract(bytes(book.tobytes()))
        with pytest.raises(TimeoutError):
            server.accept()
    assert [target.value for target in extraction.targets] == [100.0]
    assert "77" not in extraction.document.source
