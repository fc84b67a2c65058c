"""Tables of all three kinds: what their columns, rows and amounts are read as."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest

from extractors.clean import CleanText, clean
from extractors.document import Cell, Document, Line, Page, Span, Table
from extractors.outline import outline
from extractors.records import BudgetLine, Target
from extractors.tables import Tables, find_tables
from extractors.tables.piped import piped_grids


def text_document(text: str) -> Document:
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))
    return Document("0" * 64, "text/plain", "text", (Page(1, lines),))


def cleaned(text: str) -> CleanText:
    return clean(text_document(text))


def tables_of(text: str) -> Tables:
    read = cleaned(text)
    return find_tables(read, outline(read))


def piped(*rows: list[str], caption: str = "") -> str:
    """Rows as portals paste them: each cell on a line of its own between `|`."""
    return (
        caption + "\n\n" + "\n".join("|\n" + "".join(f"{c}\n|\n" if c else "|\n" for c in row).strip() for row in rows)
    )


def ruled(*rows: list[str], caption: str = "") -> Document:
    """Rows as a reader delivers them: one line a cell, in a table."""
    lines, cells = [caption], []
    at = len(caption) + 1
    for row_number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                cells.append(Cell(row_number, column, Span(at, at + len(text))))
                lines.append(text)
                at += len(text) + 1
    table = Table(1, len(rows), len(rows[0]), tuple(cells))
    page = Page(1, tuple(Line(number, line) for number, line in enumerate(lines, start=1)))
    return Document("0" * 64, "application/pdf", "digital", (page,), (table,))


class Expected(NamedTuple):
    path: str | None
    kind: str
    item: str
    column: str
    source: str | None
    amount: float
    vnd: float | None


def shown(lines: tuple[BudgetLine, ...]) -> list[Expected]:
    return [
        Expected(b.row_path, b.row_kind, b.item or "", b.column or "", b.source, b.amount, b.amount_vnd) for b in lines
    ]


BUDGET = (
    ["STT", "Nội dung", "Kinh phí", "Ghi chú"],
    ["", "Tổng cộng", "1.500", ""],
    ["I", "Đào tạo", "1.000", ""],
    ["1", "Mở lớp", "700", "quý I"],
    ["2", "In tài liệu", "300", ""],
    ["II", "Truyền thông", "500", ""],
)
BUDGET_LINES = [
    Expected(None, "total", "Tổng cộng", "Kinh phí", None, 1500, 1500e6),
    Expected("I", "subtotal", "Đào tạo", "Kinh phí", None, 1000, 1000e6),
    Expected("I.1", "item", "Mở lớp", "Kinh phí", None, 700, 700e6),
    Expected("I.2", "item", "In tài liệu", "Kinh phí", None, 300, 300e6),
    Expected("II", "item", "Truyền thông", "Kinh phí", None, 500, 500e6),
]
CAPTION = "DỰ TOÁN KINH PHÍ\nĐVT: triệu đồng"


def test_pasted_and_ruled_tables_are_read_alike() -> None:
    pasted = tables_of(piped(*BUDGET, caption=CAPTION))
    document = ruled(*BUDGET, caption="DỰ TOÁN KINH PHÍ (triệu đồng)")
    read = clean(document)
    assert shown(pasted.budget_lines) == BUDGET_LINES
    assert shown(find_tables(read, outline(read)).budget_lines) == BUDGET_LINES


def test_markdown_rows_on_one_line() -> None:
    rows = "\n".join("| " + " | ".join(row) + " |" for row in BUDGET[:1])
    rows += "\n|---|---|---|---|\n" + "\n".join("| " + " | ".join(row) + " |" for row in BUDGET[1:])
    assert shown(tables_of(CAPTION + "\n\n" + rows).budget_lines) == BUDGET_LINES


FLAT = """PHỤ LỤC
DỰ TOÁN KINH PHÍ
(Đơn vị: 1.000 đồng)
STT
Nội dung chi
Căn cứ pháp lý
Nhu cầu vốn
Tổng
cộng
Trong đó
NS
xã
Nguồn
khác
  Tổng cộng   1,500 900 600
I ĐÀO TẠO   1,000 700 300
1
Mở lớp cho cán bộ
Kế hoạch số 5/KH-UBND
400 400 {empty}
 STT
Nội dung chi
Căn cứ pháp lý
Nhu cầu vốn
Tổng
cộng
Trong đó
NS
xã
Nguồn
khác
2
In tài liệu
Kế hoạch số 6/KH-UBND
600 300 300
II TRUYỀN THÔNG   500 200 300
""".replace("{empty}", " ")


def test_flattened_table_with_a_head_repeated_at_a_page_break() -> None:
    lines = tables_of(FLAT).budget_lines
    assert [(b.row_path, b.source, b.amount) for b in lines] == [
        (None, "Tổng cộng", 1500),
        (None, "NS xã", 900),
        (None, "Nguồn khác", 600),
        ("I", "Tổng cộng", 1000),
        ("I", "NS xã", 700),
        ("I", "Nguồn khác", 300),
        ("I.1", "Tổng cộng", 400),
        ("I.1", "NS xã", 400),
        ("I.2", "Tổng cộng", 600),
        ("I.2", "NS xã", 300),
        ("I.2", "Nguồn khác", 300),
        ("II", "Tổng cộng", 500),
        ("II", "NS xã", 200),
        ("II", "Nguồn khác", 300),
    ]
    assert {b.column for b in lines} == {"Nhu cầu vốn"}
    assert {(b.amount_vnd or 0) / b.amount for b in lines} == {1000}
    assert [b.basis for b in lines if b.row_path == "I.1"] == ["Kế hoạch số 5/KH-UBND"] * 2
    assert not any(b.flags for b in lines)


def test_every_amount_stands_at_its_own_number() -> None:
    read = cleaned(FLAT)
    for line in find_tables(read, outline(read)).budget_lines:
        assert read.provenance(line.span).quote.replace(",", "") == f"{line.amount:.0f}"
        assert line.row_span.start <= line.span.start
        assert line.span.end <= line.row_span.end


def test_a_printed_total_that_is_no_sum_is_flagged_with_both_figures() -> None:
    rows = [list(row) for row in BUDGET]
    rows[2][2] = "1.100"
    lines = tables_of(piped(*rows, caption=CAPTION)).budget_lines
    assert {b.row_path: b.flags for b in lines if b.flags} == {
        None: ("total_differs:1500/1600",),
        "I": ("total_differs:1100/1000",),
    }


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (["7,100", "4,700", "2,400", "2200", "200"], [7100, 4700, 2400, 2200, 200]),
        (["7,100", "4,7", "2,400", "2,2", "0,2"], [7.1, 4.7, 2.4, 2.2, 0.2]),
        (["7.100", "4.700", "2.400", "2.200", "200"], [7100, 4700, 2400, 2200, 200]),
    ],
)
def test_number_style_is_settled_by_sums(amounts: list[str], expected: list[float]) -> None:
    names = ["", "I", "II", "1", "2"]
    rows = [
        [number, "Tổng cộng" if not number else "Mục", amount, ""]
        for number, amount in zip(names, amounts, strict=True)
    ]
    lines = tables_of(piped(BUDGET[0], *rows, caption="KINH PHÍ")).budget_lines
    assert [b.amount for b in lines] == expected
    assert {b.amount_vnd for b in lines} == {None}
    assert not any("number_style_unsure" in b.flags for b in lines)


def test_a_style_that_nothing_settles_is_flagged() -> None:
    rows = [["1", "Một", "1,250", ""], ["2", "Hai", "2,500", ""]]
    lines = tables_of(piped(BUDGET[0], *rows, caption="KINH PHÍ")).budget_lines
    assert [b.flags for b in lines] == [("number_style_unsure", "unit_unstated")] * 2


@pytest.mark.parametrize(
    ("head", "cells", "caption"),
    [
        (["STT", "Địa điểm", "Tọa độ X", "Tọa độ Y"], ["1", "Cửa sông", "2210567", "606959"], "VỊ TRÍ LẤY MẪU"),
        (["STT", "Nội dung", "Số lượng", "Đơn giá"], ["1", "Máy tính", "12", "15.000.000"], "DANH MỤC (ĐVT: đồng)"),
        (
            ["STT", "Loại đất", "Năm 2026", "Năm 2027"],
            ["1", "Đất ở", "1.200", "1.300"],
            "BẢNG GIÁ ĐẤT (ĐVT: nghìn đồng)",
        ),
        (["STT", "Tiêu chí", "Điểm tối đa", "Điểm chấm"], ["1", "Công khai", "20", "15"], "THANG ĐIỂM"),
        (["STT", "Tên thủ tục", "Thời hạn", "Lệ phí"], ["1", "Cấp phép", "5 ngày", "50.000 đồng"], "DANH MỤC THỦ TỤC"),
    ],
)
def test_what_is_no_budget(head: list[str], cells: list[str], caption: str) -> None:
    again = ["2", *cells[1:]]
    assert tables_of(piped(head, cells, again, caption=caption)) == Tables()


def test_a_product_is_an_amount_but_not_price_or_quantity() -> None:
    head = ["STT", "Nội dung", "Đơn vị tính", "Số lượng", "Đơn giá", "Thành tiền"]
    rows = [
        ["1", "Máy tính", "Bộ", "2", "15.000.000", "30.000.000"],
        ["2", "Máy in", "Cái", "1", "5.000.000", "5.000.000"],
    ]
    lines = tables_of(piped(head, *rows, caption="DỰ TOÁN CHI TIẾT\nĐơn vị: đồng")).budget_lines
    assert [(b.item, b.column, b.amount_vnd) for b in lines] == [
        ("Máy tính", "Thành tiền", 30e6),
        ("Máy in", "Thành tiền", 5e6),
    ]


def test_norms_are_no_funds() -> None:
    head = ["STT", "Nội dung", "Mức chi"]
    rows = [["1", "Họp cấp tỉnh", "150.000 đồng/người"], ["2", "Họp cấp xã", "100.000 đồng/người"]]
    lines = tables_of(piped(head, *rows, caption="QUY ĐỊNH MỨC CHI")).budget_lines
    assert [(b.row_kind, b.amount, b.unit) for b in lines] == [("norm", 150000, "đồng"), ("norm", 100000, "đồng")]


def test_dashes_zeros_and_shares() -> None:
    rows = [
        ["1", "Một", "-", ""],
        ["2", "Hai", "0", ""],
        ["3", "Ba", "900", ""],
        ["", "Tỷ lệ so với năm trước (%)", "90", ""],
    ]
    lines = tables_of(piped(BUDGET[0], *rows, caption=CAPTION)).budget_lines
    assert [(b.row_path, b.amount) for b in lines] == [("2", 0), ("3", 900)]


INDICATORS = """CÁC CHỈ TIÊU PHẤN ĐẤU NĂM 2026

TT
Nội dung chỉ tiêu
Đơn vị
tính
Chỉ tiêu

I HẠ TẦNG

1 Tỷ lệ phủ sóng 5G % 60%

2 Tỷ lệ người dân có tài khoản giao dịch tại ngân
hàng trên địa bàn
% ≥ 92,5%

3

Sử dụng trợ lý ảo trong giải quyết công việc của cơ quan

Có Có

4

Tỷ lệ doanh nghiệp công nghệ số

Số doanh nghiệp/1.0

00 dân

0.2
"""


def brief(target: Target) -> tuple[object, ...]:
    return target.subject, target.comparator, target.value, target.value_text, target.unit


def test_indicator_rows_of_flattened_text() -> None:
    read = cleaned(INDICATORS)
    tables = find_tables(read, outline(read))
    assert [brief(target) for target in tables.targets] == [
        ("Tỷ lệ phủ sóng 5G", "=", 60, None, "%"),
        ("Tỷ lệ người dân có tài khoản giao dịch tại ngân hàng trên địa bàn", ">=", 92.5, None, "%"),
        ("Sử dụng trợ lý ảo trong giải quyết công việc của cơ quan", "=", None, "Có", "Có"),
        ("Tỷ lệ doanh nghiệp công nghệ số", "=", 0.2, None, "Số doanh nghiệp/1.000 dân"),
    ]
    assert [read.text[span.start : span.end] for span in tables.claimed[:2]] == ["%", "60%"]
    assert {target.role for target in tables.targets} == {"target"}


def test_indicator_columns_tell_year_and_role() -> None:
    head = ["STT", "Chỉ tiêu", "Đơn vị tính", "Ước thực hiện năm 2025", "Năm 2026", "Giai đoạn 2026 - 2030"]
    rows = [["1", "Tỷ lệ hộ nghèo", "%", "2,5", "2,0", "dưới 1"], ["2", "Số lớp học (*)", "Lớp", "12", "15", "60 - 70"]]
    targets = tables_of(piped(head, *rows, caption="CHỈ TIÊU")).targets
    assert [(t.year, t.role, t.comparator, t.value, t.value_high, t.unit) for t in targets] == [
        (2025, "result", "=", 2.5, None, "%"),
        (2026, "target", "=", 2.0, None, "%"),
        (2030, "target", "<", 1.0, None, "%"),
        (2025, "result", "=", 12.0, None, "Lớp"),
        (2026, "target", "=", 15.0, None, "Lớp"),
        (2030, "target", "=", 60.0, 70.0, "Lớp"),
    ]
    assert targets[3].subject == "Số lớp học"


def test_shares_in_the_words_of_a_task_table_are_left_to_the_running_text() -> None:
    head = ["TT", "Tên nhiệm vụ", "Kết quả", "Thời gian"]
    rows = [["1", "Kết nối mạng", "Bảo đảm 100% máy tính", "2026"], ["2", "Tập huấn", "02 lớp", "2026"]]
    assert replace(tables_of(piped(head, *rows, caption="DANH MỤC PHÂN CÔNG NHIỆM VỤ")), tasks=()) == Tables()


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Kinh phí thực hiện kế hoạch năm 2026 là 1,2 tỷ đồng từ ngân sách xã.", [(1.2, 1.2e9)]),
        ("Tổng dự toán 350.000.000 đồng, trong đó ngân sách tỉnh 200 triệu đồng.", [(350e6, 350e6), (200, 200e6)]),
        ("Doanh thu bưu chính đạt 538,2 tỷ đồng.", []),
        ("Kinh phí hỗ trợ 500.000 đồng/người.", []),
        ("Phạt tiền từ 5 triệu đồng; bố trí ngân sách.", []),
    ],
)
def test_amounts_in_running_text(text: str, amounts: list[tuple[float, float]]) -> None:
    lines = tables_of(text).budget_lines
    assert [(b.amount, b.amount_vnd) for b in lines] == amounts
    assert {b.row_kind for b in lines} <= {"text"}


def test_an_empty_cell_is_told_from_the_end_of_a_row() -> None:
    rows = (
        ["STT", "Nội dung", "Năm 2026", "Năm 2027"],
        ["1", "Một", "", "5"],
        ["2", "Hai", "", ""],
        ["", "Ba", "7", ""],
        ["3", "Bốn", "8", "9"],
    )
    (grid,) = piped_grids(cleaned(piped(*rows)))
    assert [[cell.text if cell else "" for cell in row] for row in grid.rows] == [list(row) for row in rows[1:]]


_SHARE_HEAD = ["STT", "Chỉ tiêu", "Dự toán 2026", "Ước thực hiện 2025", "DT 2026 so với UTH 2025 (%)"]


@pytest.mark.parametrize(
    ("row", "shares", "amounts"),
    [
        (["1", "Chi quốc phòng", "1.250", "1.000", "125,00"], [(125, "Chi quốc phòng, DT 2026 so với UTH 2025")], 2),
        (["", "Tỷ lệ nợ vay so với hạn mức (%)", "11,25", "9,5", ""], [(11.25, None), (9.5, None)], 0),
        (["-", "Mức tăng bình quân so với hạn mức (%)", "7", "", ""], [(7, "Mức tăng bình quân so với hạn mức")], 0),
        (["2", "Các khoản thu phân chia theo tỷ lệ phần trăm (%)", "400", "", ""], [], 1),
        (["3", "Thu từ cổ tức (xã hưởng 100%)", "400", "380", "-"], [], 2),
    ],
)
def test_shares_whose_sign_stands_in_a_heading_or_in_the_row_are_targets(
    row: list[str], shares: list[tuple[float, str | None]], amounts: int
) -> None:
    rest = [["I", "Tổng chi", "1.650", "1.380", ""], row]
    found = tables_of(piped(_SHARE_HEAD, *rest, caption="DỰ TOÁN NGÂN SÁCH NĂM 2026\nĐơn vị: triệu đồng"))
    named = [share.subject if subject else None for share, (_, subject) in zip(found.targets, shares, strict=True)]
    assert [(share.value, name) for share, name in zip(found.targets, named, strict=True)] == shares
    assert all(share.unit == "%" and share.role in ("other", "result") for share in found.targets)
    assert len(found.budget_lines) == 2 + amounts
