"""Tables pasted with each cell on a line of its own: cells keep their columns, empty ones are told by what is there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.clean import CleanText, clean
from extractors.outline import outline
from extractors.read import read
from extractors.tables import find_tables
from extractors.tables.flattened import flattened_grids

Cells = Sequence[str]


def pasted(*rows: Cells, gap: str = "\n\n", before: str = "", after: str = "") -> CleanText:
    """A text of the cells of a head and its rows, empty ones lost."""
    cells = [cell for row in rows for cell in row if cell]
    return clean(read((before + gap.join(cells) + gap + after).encode()))


def rows_of(text: CleanText) -> list[list[str | None]]:
    (grid,) = flattened_grids(text)
    return [[cell.text if cell else None for cell in row] for row in grid.rows]


def written(*rows: Cells) -> list[list[str | None]]:
    return [[cell or None for cell in row] for row in rows]


HEAD = ("STT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện năm 2024", "Kế hoạch năm 2025", "Đơn vị chủ trì")
GROUP = ("I", "Đời sống số", "", "", "", "")
WELLS = ("1", "Tỷ lệ hộ dùng nước sạch", "%", "65", "≥ 80", "Phòng Kinh tế")
MARKETS = ("2", "Số chợ xếp hạng", "Chợ", "25", "30", "Phòng Kinh tế")
NOTED = ("TT", "Chỉ tiêu", "ĐVT", "Năm 2025", "Năm 2026", "Ghi chú")
FUNDS = ("STT", "Nội dung", "Tổng kinh phí", "Ngân sách tỉnh", "Ngân sách xã", "Đơn vị thực hiện")
PUMPS = ("1", "Mua máy bơm", "150", "100", "50", "Phòng Kinh tế")


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (HEAD, [GROUP, WELLS, MARKETS]),
        # a number that is no row's, a cell that ends as a number's word does
        (
            HEAD,
            [
                ("I", "Kinh tế số", "", "", "", ""),
                WELLS,
                ("2", "Số lớp", "Lớp", "1", "3", "Phòng Văn hóa"),
                MARKETS[:0],
            ],
        ),
        # most rows leave the notes empty
        (NOTED, [("1", "Tỷ lệ hộ khá", "%", "85", "90", ""), ("2", "Số thôn", "Thôn", "5", "8", "Theo quy hoạch")]),
        # numbers under a number
        (NOTED, [("1", "Tỷ lệ hộ khá", "%", "85", "90", ""), ("1.1", "Vùng cao", "%", "60", "70", "")]),
        # empty cells of figures are told by the sums of rows and columns
        (
            FUNDS,
            [
                PUMPS,
                ("2", "Tập huấn kỹ năng số", "30", "", "30", "Phòng Văn hóa"),
                ("3", "Làm cổng chào", "320", "320", "", "Công an xã"),
                ("", "Tổng cộng", "500", "420", "80", ""),
            ],
        ),
    ],
    ids=["groups", "numbers", "notes", "deeper", "sums"],
)
def test_each_cell_stands_in_its_column(head: Cells, rows: list[Cells], gap: str) -> None:
    assert rows_of(pasted(head, *rows, gap=gap)) == written(*[row for row in rows if row])


def test_figures_that_no_sum_places_are_unsure() -> None:
    text = pasted(
        FUNDS, PUMPS, ("2", "Mở lớp", "30", "", "30", "Phòng Văn hóa"), ("3", "Làm cổng", "9", "4", "5", "Công an")
    )
    (grid,) = flattened_grids(text)
    assert [cell.flags for cell in grid.rows[1] if cell and cell.text == "30"] == [("column_unsure",)] * 2


def test_paragraphs_of_one_cell_stay_together() -> None:
    row = ("1", "Tỷ lệ hộ dùng nước sạch", "%", "65", "80", "Phòng Kinh tế", "Công an xã")
    (grid,) = flattened_grids(pasted(HEAD, row, MARKETS, ("3", *WELLS[1:])))
    cell = grid.rows[0][5]
    assert cell is not None
    assert cell.text == "Phòng Kinh tế Công an xã"


def test_a_row_of_column_numbers_is_no_row() -> None:
    assert rows_of(pasted(HEAD, ("1", "2", "3", "4", "5", "6"), WELLS, MARKETS)) == written(WELLS, MARKETS)


def test_what_follows_the_table_is_no_part_of_it() -> None:
    text = pasted(HEAD, WELLS, MARKETS, after="II. TỔ CHỨC THỰC HIỆN\n\n1. Phòng Kinh tế theo dõi.\n")
    assert rows_of(text) == written(WELLS, MARKETS)


def test_indicators_and_amounts_are_read_from_it() -> None:
    text = pasted(HEAD, GROUP, WELLS, MARKETS, before="BIỂU CHỈ TIÊU NĂM 2025\n\n")
    found = [
        (t.subject, t.value, t.unit, t.comparator, t.role, t.year) for t in find_tables(text, outline(text)).targets
    ]
    assert found == [
        ("Tỷ lệ hộ dùng nước sạch", 65, "%", "=", "result", 2024),
        ("Tỷ lệ hộ dùng nước sạch", 80, "%", ">=", "target", 2025),
        ("Số chợ xếp hạng", 25, "Chợ", "=", "result", 2024),
        ("Số chợ xếp hạng", 30, "Chợ", "=", "target", 2025),
    ]
    text = pasted(FUNDS, PUMPS, ("2", "Mở lớp", "30", "10", "20", "Phòng Văn hóa"), before="KINH PHÍ (triệu đồng)\n\n")
    lines = [(line.item, line.amount, line.column) for line in find_tables(text, outline(text)).budget_lines]
    assert lines[:3] == [
        ("Mua máy bơm", 150, "Tổng kinh phí"),
        ("Mua máy bơm", 100, "Ngân sách tỉnh"),
        ("Mua máy bơm", 50, "Ngân sách xã"),
    ]


def test_a_column_that_is_called_by_its_year_or_aim_may_name_the_items() -> None:
    text = clean(
        read(
            b"".join(
                line.encode() + b"\n"
                for line in (
                    "MỤC TIÊU ĐẾN NĂM 2030",
                    "| TT | Mục tiêu | Đến năm 2025 | Đến năm 2030 | Cơ quan chủ trì |",
                    "|---|---|---|---|---|",
                    "| 1 | Tỷ lệ hộ dùng nước sạch | 80% | 100% | Phòng Kinh tế |",
                    "| 2 | Tỷ lệ hộ dùng bếp sạch | 60% | >70% hộ vùng cao | Phòng Kinh tế |",
                    "| 3 | Tỷ lệ hộ có vườn mẫu | 10% | 20% | Phòng Kinh tế |",
                )
            )
        )
    )
    found = [(t.subject, t.value, t.year) for t in find_tables(text, outline(text)).targets]
    assert found == [
        ("Tỷ lệ hộ dùng nước sạch", 80, 2025),
        ("Tỷ lệ hộ dùng nước sạch", 100, 2030),
        ("Tỷ lệ hộ dùng bếp sạch", 60, 2025),
        ("Tỷ lệ hộ có vườn mẫu", 10, 2025),
        ("Tỷ lệ hộ có vườn mẫu", 20, 2030),
    ]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Tỷ lệ hộ khá", "Tỷ lệ hộ có bếp sạch", "Số chợ xếp hạng"]),
        st.integers(1000, 9999),
        st.integers(1000, 9999),
    ),
    min_size=2,
    max_size=12,
)


@given(rows=ROWS, gap=st.sampled_from(["\n", "\n\n"]))
def test_any_regular_table_is_read_as_it_was_written(rows: list[tuple[str, int, int]], gap: str) -> None:
    table = [
        (
            str(number),
            item,
            "%",
            f"{first / 100:.2f}".replace(".", ","),
            f"{second / 100:.2f}".replace(".", ","),
            "Phòng Kinh tế",
        )
        for number, (item, first, second) in enumerate(rows, start=1)
    ]
    assert rows_of(pasted(HEAD, *table, gap=gap)) == written(*table)


WORK = ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian hoàn thành", "Sản phẩm")


def test_tasks_keep_their_cells_where_each_has_a_line() -> None:
    rows = [
        ("I", "ĐỜI SỐNG SỐ", "", "", "", ""),
        ("1", "Lắp loa thông minh", "Phòng Văn hóa - Xã hội", "Các thôn", "Tháng 6/2025", "Loa được lắp"),
        ("2", "Duy trì hệ thống họp", "Văn phòng HĐND và UBND", "", "Thường xuyên", "Hệ thống hoạt động ổn định"),
        ("3", "Tổ chức lớp học", "Phòng Văn hóa - Xã hội", "Hội Nông dân", "Quý III/2025", "05 lớp"),
        ("4", "Lắp camera", "Công an xã", "Các thôn", "Quý II/2025", "20 điểm"),
    ]
    text = pasted(WORK, *rows, before="PHÂN CÔNG NHIỆM VỤ NĂM 2025\n\n")
    found = [
        (t.task, t.lead_body, t.coordinating_bodies, t.deadline, t.expected_result, t.flags)
        for t in find_tables(text, outline(text)).tasks
    ]
    assert found[0] == (rows[1][1], rows[1][2], ("Các thôn",), "Tháng 6/2025", "Loa được lắp", ())
    # the empty cell is told by what the others are
    assert found[1][:5] == (rows[2][1], rows[2][2], (), "Thường xuyên", rows[2][5])
    assert [task[:2] for task in found[2:]] == [(row[1], row[2]) for row in rows[3:]]


# A table as a PDF's text gives it: cells broken over lines, headings that stand over others after the first level.
NARROW = """BIỂU CHỈ TIÊU
TT
Chỉ tiêu
Đơn
vị
tính
Thực hiện
năm 2024
Mục tiêu
Cơ quan
chủ trì
Năm
2025
Năm
2026
I
Đời sống số
1
Tỷ lệ hộ dùng nước sạch theo chuẩn
của vùng cao
%
48
trên
72
91
Văn phòng
HĐND và
UBND xã
2
Tỷ lệ hộ dùng bếp sạch
%
64
74
96
Phòng Văn
hóa - Xã hội
II Kinh tế số
1
Tỷ lệ hộ có vườn mẫu
%
43
≥ 76
93
Phòng Kinh tế
"""


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_table_of_broken_cells_under_two_levels_of_headings(gap: str) -> None:
    text = clean(read(NARROW.replace("\n", gap).encode()))
    (grid,) = flattened_grids(text)
    assert grid.headings[4:6] == (("Mục tiêu", "Năm 2025"), ("Mục tiêu", "Năm 2026"))
    found = [(t.subject, t.value, t.comparator, t.role, t.year) for t in find_tables(text, outline(text)).targets]
    assert found == [
        ("Tỷ lệ hộ dùng nước sạch theo chuẩn của vùng cao", 48, "=", "result", 2024),
        ("Tỷ lệ hộ dùng nước sạch theo chuẩn của vùng cao", 72, ">", "target", 2025),
        ("Tỷ lệ hộ dùng nước sạch theo chuẩn của vùng cao", 91, "=", "target", 2026),
        ("Tỷ lệ hộ dùng bếp sạch", 64, "=", "result", 2024),
        ("Tỷ lệ hộ dùng bếp sạch", 74, "=", "target", 2025),
        ("Tỷ lệ hộ dùng bếp sạch", 96, "=", "target", 2026),
        ("Tỷ lệ hộ có vườn mẫu", 43, "=", "result", 2024),
        ("Tỷ lệ hộ có vườn mẫu", 76, ">=", "target", 2025),
        ("Tỷ lệ hộ có vườn mẫu", 93, "=", "target", 2026),
    ]


def test_a_heading_over_the_last_ones_is_told_by_what_the_columns_hold() -> None:
    head = ("STT", "Nội dung", "Tổng kinh phí", "Trong đó", "Thời gian", "Ngân sách xã", "Nguồn khác")
    rows = [
        ("", "TỔNG CỘNG", "290.000", "245.000", "45.000", ""),
        ("I", "Hạ tầng số", "240.000", "200.000", "40.000", ""),
        ("1", "Mua máy bơm", "120.000", "120.000", "", "Quý I/2025"),
        ("2", "Nối mạng nội bộ", "120.000", "80.000", "40.000", "Quý II/2025"),
        ("II", "Đào tạo", "50.000", "45.000", "5.000", ""),
        ("1", "Mở lớp kỹ năng số", "30.000", "30.000", "", "Quý I/2025"),
        ("2", "Phát thanh", "20.000", "15.000", "5.000", "Quý II/2025"),
    ]
    (grid,) = flattened_grids(pasted(head, *rows, gap="\n", before="KINH PHÍ (nghìn đồng)\n"))
    assert [path[-1] for path in grid.headings] == [*head[:3], "Ngân sách xã", "Nguồn khác", "Thời gian"]
    assert [[cell.text if cell else None for cell in row] for row in grid.rows] == written(*rows)
