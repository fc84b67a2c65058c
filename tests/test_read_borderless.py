"""Tables without rulings, drawn in PDFs: what is read from them is what the same table holds with its rulings."""

from __future__ import annotations

from collections.abc import Sequence

import pymupdf
import pytest

from extractors.clean import clean
from extractors.outline import outline
from extractors.read import read
from extractors.tables import find_tables

Drawn = list[dict[tuple[int, int], str]]

CAPTION = ("DỰ TOÁN KINH PHÍ THỰC HIỆN KẾ HOẠCH", "(Đơn vị: triệu đồng)")
PLAIN_HEAD: Drawn = [
    {(0, 1): "STT", (1, 2): "Nội dung", (2, 3): "Tổng số", (3, 4): "NS tỉnh", (4, 5): "NS xã"},
]
MERGED_HEAD: Drawn = [
    {(0, 1): "STT", (1, 2): "Nội dung", (2, 5): "Kinh phí năm 2026"},
    {(2, 3): "Tổng", (3, 4): "NS tỉnh", (4, 5): "NS xã"},
]
BODY = [
    ("I", "Hạ tầng số", "3.500", "3.000", "500"),
    ("1", "Nâng cấp mạng nội bộ tại trụ sở", "3.000", "3.000", ""),
    ("2", "Mua sắm máy tính, máy quét phục vụ số hóa hồ sơ của xã", "500", "", "500"),
    ("II", "Nhân lực số", "250", "", "250"),
    ("1", "Tập huấn tổ công nghệ số cộng đồng", "250", "", "250"),
    ("", "Tổng cộng", "3.750", "3.000", "750"),
]
EDGES = (85, 115, 300, 380, 460, 540)


def drawn(head: Drawn, figures: str, ruled: bool) -> bytes:
    """A PDF of the table; `figures` tells where they stand in their cells."""
    rows = [*head, *({(c, c + 1): text for c, text in enumerate(row)} for row in BODY)]
    with pymupdf.open() as book:
        page = book.new_page(width=595, height=842)
        top = 70.0
        for line in CAPTION:
            page.insert_htmlbox(pymupdf.Rect(85, top, 540, top + 18), paragraph(line, "center"))
            top += 20
        for number, row in enumerate(rows):
            bottom = top + 16
            for (first, last), text in row.items():
                align = "center" if number < len(head) or first == 0 else "left" if first == 1 else figures
                box = pymupdf.Rect(EDGES[first] + 2, top, EDGES[last] - 2, top + 200)
                spare, _ = page.insert_htmlbox(box, paragraph(text, align))
                bottom = max(bottom, box.y1 - spare)
            if ruled:
                for first, last in row:
                    below = bottom + 17 if last <= 2 and number == 0 and len(head) == 2 else bottom
                    page.draw_rect(pymupdf.Rect(EDGES[first], top, EDGES[last], below))
            top = bottom
        return bytes(book.tobytes())


def paragraph(text: str, align: str) -> str:
    return f"<p style='margin:0;font-size:11pt;text-align:{align}'>{text}</p>"


def amounts(data: bytes) -> Sequence[tuple[object, ...]]:
    text = clean(read(data))
    return [
        (line.row_path, line.row_kind, line.item, line.column, line.source, line.amount, line.amount_vnd, line.flags)
        for line in find_tables(text, outline(text)).budget_lines
    ]


@pytest.mark.parametrize("head", [PLAIN_HEAD, MERGED_HEAD], ids=["plain", "merged"])
@pytest.mark.parametrize("figures", ["right", "center", "left"])
def test_a_table_reads_the_same_without_its_rulings(head: Drawn, figures: str) -> None:
    found = amounts(drawn(head, figures, ruled=False))
    assert len(found) == 14
    assert found == amounts(drawn(head, figures, ruled=True))


def test_amounts_stand_under_their_headings() -> None:
    found = amounts(drawn(MERGED_HEAD, "right", ruled=False))
    year = "Kinh phí năm 2026"
    assert found[5] == (
        "I.2", "item", "Mua sắm máy tính, máy quét phục vụ số hóa hồ sơ của xã", year, "Tổng", 500.0, 500e6, (),
    )  # fmt: skip
    assert [row[3:6] for row in found[-3:]] == [(year, "Tổng", 3750), (year, "NS tỉnh", 3000), (year, "NS xã", 750)]
