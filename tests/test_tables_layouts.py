"""One table in the layouts in which portals and text exports write it."""

from __future__ import annotations

import pytest

from extractors.tables.piped import piped_grids
from tests.test_tables import BUDGET, BUDGET_LINES, CAPTION, cleaned, shown, tables_of


def lines_of(rows: tuple[list[str], ...], between: str, before: str = "", after: str = "") -> str:
    return "\n".join(before + between.join(row) + after for row in rows)


ORDERED = (BUDGET[0], *BUDGET[2:], ["Tổng cộng", "", "1.500", ""])
ORDERED_LINES = sorted(BUDGET_LINES[1:], key=lambda line: line.path or "") + BUDGET_LINES[:1]
LAYOUTS = {
    "bars between cells only": lines_of(BUDGET, " | "),
    "bar behind each cell": lines_of(BUDGET, " | ", after=" |"),
    "bar before each cell": lines_of(BUDGET, " | ", before="| "),
    "bars on both sides": lines_of(BUDGET, " | ", "| ", " |"),
    "markdown without outer bars": lines_of(BUDGET, " | ").replace("\n", "\n---|:--:|---:|---\n", 1),
    "markdown with colons": lines_of(BUDGET, " | ", "| ", " |").replace("\n", "\n|:---|:--|--:|---|\n", 1),
    "blank lines between rows": lines_of(BUDGET, " | ").replace("\n", "\n\n"),
    "tabs": lines_of(BUDGET, "\t"),
}
CELLS_ON_LINES = {
    "bar at the end of each cell": "\n".join(f"{cell} |".strip() for row in ORDERED for cell in row),
    "bar on a line of its own": "\n".join(f"{cell}\n|".strip() for row in ORDERED for cell in row),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_rows_on_one_line(layout: str) -> None:
    text = f"{CAPTION}\n{LAYOUTS[layout]}\nNơi nhận:\n- Như trên."
    assert shown(tables_of(text).budget_lines) == BUDGET_LINES
    assert cleaned(text).text.endswith("\nNơi nhận:\n- Như trên.\n")


@pytest.mark.parametrize("layout", CELLS_ON_LINES)
def test_cells_on_lines_of_their_own_with_one_bar_after_each(layout: str) -> None:
    assert shown(tables_of(f"{CAPTION}\n{CELLS_ON_LINES[layout]}").budget_lines) == ORDERED_LINES


def test_a_merged_cell_shortens_its_row() -> None:
    cells = ["TT", "Chỉ tiêu", "Cách tính", "ĐVT", "Mức đạt"]
    cells += ["I", "Hạ tầng\nthông tin", "", ""]
    cells += ["1", "Tỷ lệ thôn có sóng", "Số thôn có sóng/tổng số thôn", "%", "95"]
    cells += ["II", "Dịch vụ", "", ""]
    cells += ["1", "Tỷ lệ hồ sơ nộp qua mạng", "Số hồ sơ/tổng số", "%", "≥ 60"]
    cells += ["2", "Hệ thống dùng chung", "", "Mức", "Hoàn thành"]
    targets = tables_of("\n".join(f"{cell}\n|".strip() for cell in cells)).targets
    assert [(t.subject, t.value, t.comparator, t.value_text) for t in targets] == [
        ("Tỷ lệ thôn có sóng", 95.0, "=", None),
        ("Tỷ lệ hồ sơ nộp qua mạng", 60.0, ">=", None),
        ("Hệ thống dùng chung", None, "=", "Hoàn thành"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1.\tTuyên truyền, phổ biến\n2.\tĐào tạo, tập huấn\n3.\tKiểm tra, giám sát",
        "\t\tPhấn đấu trong năm:\n\t\t- Mọi thôn có sóng di động\n\t\t- Mọi hộ có mã địa chỉ",
        "ỦY BAN NHÂN DÂN\t\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nXÃ AN BÌNH\t\tĐộc lập - Tự do - Hạnh phúc",
        "Nơi nhận:\t\t\tTM. ỦY BAN NHÂN DÂN\n- Như trên;\t\t\tCHỦ TỊCH",
        "ỦY BAN NHÂN DÂN |\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\nXÃ AN BÌNH |\nĐộc lập - Tự do - Hạnh phúc |",
        "Ban hành kèm theo a|b và c\nCăn cứ quy định nêu trên",
    ],
)
def test_marks_that_make_no_table(text: str) -> None:
    assert not list(piped_grids(cleaned(text)))


def test_unit_prices_and_quantities_are_no_amounts() -> None:
    rows = (
        ["STT", "Hạng mục", "ĐVT", "Số lượng", "Đơn giá", "Diện tích", "Tỷ lệ", "Thành tiền"],
        ["1", "Máy in", "Cái", "4", "5.000", "12", "30", "20.000"],
        ["2", "Ghế ngồi", "Cái", "10", "1.200", "15", "70", "12.000"],
    )
    lines = tables_of("KINH PHÍ MUA SẮM\nĐơn vị: 1.000 đồng\n" + lines_of(rows, " | ")).budget_lines
    assert [(b.item, b.column, b.amount) for b in lines] == [
        ("Máy in", "Thành tiền", 20000),
        ("Ghế ngồi", "Thành tiền", 12000),
    ]


ONE_LINE_ROWS = """PHỤ LỤC
DỰ TOÁN KINH PHÍ CHUYỂN ĐỔI SỐ NĂM 2025
Đơn vị tính: đồng
STT Nội dung Kinh phí Nguồn kinh phí Ghi chú
1 Tuyên truyền, nâng cao nhận thức về chuyển
đổi số 10.000.000 Ngân sách xã
2 Tập huấn cho Tổ công nghệ số
cộng đồng 15.000.000 Ngân sách xã
3 Đường truyền 12.500.000 Ngân sách xã
Tổng cộng 37.500.000
"""
WORDS_BEFORE = """Phụ lục
DANH MỤC NHIỆM VỤ VÀ KINH PHÍ
(Đơn vị tính: 1.000 đồng)
TT Nhiệm vụ Cơ quan chủ trì Thời gian Kinh phí
1 Tập huấn an toàn thông tin Phòng VH-TT Quý II/2024 20.000
2 Nâng cấp cổng thông tin Phòng VH-TT Quý IV/2024 45.000
Tổng 65.000
"""
CELLS_ALONE = """Phụ lục
KHÁI TOÁN KINH PHÍ GIAI ĐOẠN 2026 - 2027
ĐVT: Triệu đồng
TT
Nhiệm vụ
Tổng số
2026
2027
1
Xây dựng kho dữ liệu
1.500
1.000
500
2
Đào tạo, bồi dưỡng
250
150
100
Tổng cộng
1.750
1.150
600
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ONE_LINE_ROWS,
            [
                ("1", "item", "Tuyên truyền, nâng cao nhận thức về chuyển đổi số", "Kinh phí", 10_000_000),
                ("2", "item", "Tập huấn cho Tổ công nghệ số cộng đồng", "Kinh phí", 15_000_000),
                ("3", "item", "Đường truyền", "Kinh phí", 12_500_000),
                (None, "total", "Tổng cộng", "Kinh phí", 37_500_000),
            ],
        ),
        (
            WORDS_BEFORE,
            [
                ("1", "item", "Tập huấn an toàn thông tin Phòng VH-TT Quý II/2024", "Kinh phí", 20_000),
                ("2", "item", "Nâng cấp cổng thông tin Phòng VH-TT Quý IV/2024", "Kinh phí", 45_000),
                (None, "total", "Tổng", "Kinh phí", 65_000),
            ],
        ),
        (
            CELLS_ALONE,
            [
                ("1", "item", "Xây dựng kho dữ liệu", "Tổng số", 1500),
                ("1", "item", "Xây dựng kho dữ liệu", "2026", 1000),
                ("1", "item", "Xây dựng kho dữ liệu", "2027", 500),
                ("2", "item", "Đào tạo, bồi dưỡng", "Tổng số", 250),
                ("2", "item", "Đào tạo, bồi dưỡng", "2026", 150),
                ("2", "item", "Đào tạo, bồi dưỡng", "2027", 100),
                (None, "total", "Tổng cộng", "Tổng số", 1750),
                (None, "total", "Tổng cộng", "2026", 1150),
                (None, "total", "Tổng cộng", "2027", 600),
            ],
        ),
    ],
    ids=["rows on wrapped lines, words behind", "rows on one line, words before", "each cell on its own line"],
)
def test_a_budget_without_rulings(text: str, expected: list[tuple[str | None, str, str, str, float]]) -> None:
    lines = tables_of(text).budget_lines
    assert [(b.row_path, b.row_kind, b.item, b.column, b.amount) for b in lines] == expected
    assert not any(b.flags for b in lines)


def test_small_values_on_lines_of_their_own_are_no_row_numbers() -> None:
    text = (
        "STT\nChỉ tiêu\nĐVT\nNăm 2025\nNăm 2026\n1\nTỷ lệ hồ sơ trực tuyến\n%\n70\n80\n2\nSố mô hình chuyển đổi số\n"
        "Mô hình\n03\n05\n3\nSố thôn thông minh\nThôn\n4\n6\n4\nTỷ lệ văn bản ký số\n%\n90\n100\n"
    )
    found = [(t.subject, t.unit, t.value, t.year) for t in tables_of(text).targets]
    assert found == [
        ("Tỷ lệ hồ sơ trực tuyến", "%", 70, 2025),
        ("Tỷ lệ hồ sơ trực tuyến", "%", 80, 2026),
        ("Số mô hình chuyển đổi số", "Mô hình", 3, 2025),
        ("Số mô hình chuyển đổi số", "Mô hình", 5, 2026),
        ("Số thôn thông minh", "Thôn", 4, 2025),
        ("Số thôn thông minh", "Thôn", 6, 2026),
        ("Tỷ lệ văn bản ký số", "%", 90, 2025),
        ("Tỷ lệ văn bản ký số", "%", 100, 2026),
    ]
