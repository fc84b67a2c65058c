"""Tables of indicators as plans write them: which column names, which one values, what a cell's words say."""

from __future__ import annotations

import pytest

from extractors.clean import clean
from extractors.outline import outline
from extractors.read import read
from extractors.tables import find_tables

Row = tuple[str | None, float | None, str | None, str, str | None, int | None]

# The lines of a table, then for each record (subject, value, unit, comparator, role, year).
TABLES: dict[str, tuple[list[str], list[Row]]] = {
    "the unit in brackets behind the name": (
        [
            "| Chỉ tiêu | Năm 2025 | Năm 2026 |",
            "| Tỷ lệ hộ dùng nước sạch (%) | 80 | 90 |",
            "| Tỷ lệ hộ dùng bếp sạch (%) | 70 | 75,5 |",
        ],
        [
            ("Tỷ lệ hộ dùng nước sạch", 80, "%", "=", "target", 2025),
            ("Tỷ lệ hộ dùng nước sạch", 90, "%", "=", "target", 2026),
            ("Tỷ lệ hộ dùng bếp sạch", 70, "%", "=", "target", 2025),
            ("Tỷ lệ hộ dùng bếp sạch", 75.5, "%", "=", "target", 2026),
        ],
    ),
    "a column that compares": (
        [
            "| TT | Nội dung | ĐVT | KH 2024 | Ước TH 2024 | So sánh (%) | KH 2025 | Chỉ tiêu |",
            "| 1 | Tỷ lệ hộ dùng nước sạch | % | 60 | 72 | 120 | 80 | Vượt |",
            "| 2 | Số máy bơm | Máy | 10 | 8 | 80 | 12 | Không đạt |",
        ],
        [
            ("Tỷ lệ hộ dùng nước sạch", 60, "%", "=", "target", 2024),
            ("Tỷ lệ hộ dùng nước sạch", 72, "%", "=", "result", 2024),
            ("Tỷ lệ hộ dùng nước sạch, So sánh", 120, "%", "=", "other", None),
            ("Tỷ lệ hộ dùng nước sạch", 80, "%", "=", "target", 2025),
            ("Số máy bơm", 10, "Máy", "=", "target", 2024),
            ("Số máy bơm", 8, "Máy", "=", "result", 2024),
            ("Số máy bơm, So sánh", 80, "%", "=", "other", None),
            ("Số máy bơm", 12, "Máy", "=", "target", 2025),
        ],
    ),
    "words around the value": (
        [
            "| TT | Nội dung | Chỉ tiêu phấn đấu năm 2025 | Đơn vị theo dõi |",
            "| 1 | Hộ dùng nước sạch | 100% | Phòng Kinh tế |",
            "| 2 | Hộ dùng bếp sạch | Trên 95% | Phòng Kinh tế |",
            "| 3 | Hộ có vườn mẫu | Đạt từ 85% trở lên | Phòng Kinh tế |",
            "| 4 | Thôn có nhà văn hóa | Phấn đấu đạt 90% | Phòng Văn hóa |",
            "| 5 | Đường được thắp sáng | 60-70% | Phòng Kinh tế |",
        ],
        [
            ("Hộ dùng nước sạch", 100, "%", "=", "target", 2025),
            ("Hộ dùng bếp sạch", 95, "%", ">", "target", 2025),
            ("Hộ có vườn mẫu", 85, "%", ">=", "target", 2025),
            ("Thôn có nhà văn hóa", 90, "%", "=", "target", 2025),
            ("Đường được thắp sáng", 60, "%", "=", "target", 2025),
        ],
    ),
    "results that shall be reached": (
        [
            "| TT | Chỉ tiêu | Đơn vị | Kết quả | Theo dõi |",
            "| 1 | Tỷ lệ hộ dùng nước sạch | % | ≥ 80 | Phòng Kinh tế |",
            "| 2 | Quy mô kinh tế vườn | % GRDP | 30 | Phòng Kinh tế |",
        ],
        [
            ("Tỷ lệ hộ dùng nước sạch", 80, "%", ">=", "target", None),
            ("Quy mô kinh tế vườn", 30, "% GRDP", "=", "target", None),
        ],
    ),
    "results that were reached": (
        [
            "| TT | Chỉ tiêu | Đơn vị | Kết quả | Theo dõi |",
            "| 1 | Tỷ lệ hộ dùng nước sạch | % | 80 | Phòng Kinh tế |",
            "| 2 | Tỷ lệ hộ dùng bếp sạch | % | 30 | Phòng Kinh tế |",
        ],
        [
            ("Tỷ lệ hộ dùng nước sạch", 80, "%", "=", "result", None),
            ("Tỷ lệ hộ dùng bếp sạch", 30, "%", "=", "result", None),
        ],
    ),
    "a column that groups the rows": (
        [
            "| TT | Nhóm chỉ tiêu | Chỉ tiêu | Mục tiêu đến 2025 |",
            "| 1 | Nước | Tỷ lệ hộ dùng nước sạch | 100% |",
            "| | | Tỷ lệ trường có nước sạch | 80% |",
            "| 2 | Bếp | Tỷ lệ hộ dùng bếp sạch | 70% |",
            "| | | Tỷ lệ hộ dùng bếp điện | 98% |",
        ],
        [
            ("Tỷ lệ hộ dùng nước sạch", 100, "%", "=", "target", 2025),
            ("Tỷ lệ trường có nước sạch", 80, "%", "=", "target", 2025),
            ("Tỷ lệ hộ dùng bếp sạch", 70, "%", "=", "target", 2025),
            ("Tỷ lệ hộ dùng bếp điện", 98, "%", "=", "target", 2025),
        ],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_indicators(name: str) -> None:
    lines, rows = TABLES[name]
    ruler = "|" + "---|" * (lines[0].count("|") - 1)
    text = clean(read("\n".join(["CÁC CHỈ TIÊU CHỦ YẾU", "", lines[0], ruler, *lines[1:]]).encode()))
    targets = sorted(find_tables(text, outline(text)).targets, key=lambda target: target.value_span)
    assert [(t.subject, t.value, t.unit, t.comparator, t.role, t.year) for t in targets] == rows


def test_a_cell_with_a_share_among_words_is_read_as_text() -> None:
    lines = [
        "| TT | Chỉ tiêu | Năm 2025 | Năm 2026 |",
        "|---|---|---|---|",
        "| 1 | Mạng lưới nước sạch | > 80% hộ gia đình, 100% trường | 90% |",
        "| 2 | Mạng lưới chiếu sáng | 70% | 80% |",
        "| 3 | Mạng lưới loa | 60% | 65% |",
    ]
    text = clean(read("\n".join(lines).encode()))
    assert [target.value for target in find_tables(text, outline(text)).targets] == [90, 70, 80, 60, 65]
