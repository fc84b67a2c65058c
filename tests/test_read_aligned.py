"""Tables without rulings: columns from figures below each other, rows from the lines around them."""

from __future__ import annotations

from extractors.read.aligned import Aligned, aligned_table
from extractors.read.layout import Token

LETTER, PITCH = 5.0, 14.0
STT, NAME, BASIS, TOTAL, OWN, OTHER = 60.0, 100.0, 260.0, 430.0, 480.0, 530.0


def at(x: float, line: float, text: str) -> list[Token]:
    """The words of a text on a line (lines count from the top of the page)."""
    tokens = []
    for word in text.split():
        tokens.append(Token(x, 60 + PITCH * line, x + LETTER * len(word), 73 + PITCH * line, word))
        x += LETTER * (len(word) + 1)
    return tokens


def page(*parts: tuple[float, float, str]) -> list[Token]:
    return [token for part in parts for token in at(*part)]


TITLE = [(150.0, 0, "DANH MỤC NHIỆM VỤ, DỰ ÁN CỦA XÃ NĂM NAY")]
HEAD = [
    (430.0, 2, "Tổng nhu cầu vốn của năm"),
    (STT, 3, "STT"), (NAME, 3, "Tên nhiệm vụ"), (BASIS, 3, "Cơ sở pháp lý"),
    (TOTAL, 3, "Tổng"), (OWN, 3, "NS xã"), (OTHER, 3, "Khác"),
]  # fmt: skip
BODY = [
    (NAME, 4, "Tổng cộng"), (TOTAL, 4, "1.500"), (OWN, 4, "1.000"), (OTHER, 4, "500"),
    (NAME, 5, "Đào tạo, bồi dưỡng cán bộ,"),
    (STT, 6, "1"), (NAME, 6, "công chức của xã về"), (BASIS, 6, "Kế hoạch số 12/KH-UBND"),
    (TOTAL, 6, "500"), (OTHER, 6, "500"),
    (NAME, 7, "chuyển đổi số"),
    (STT, 8, "2"), (NAME, 8, "Duy trì trang thông tin"), (BASIS, 8, "Nghị định số 42/2022/NĐ-CP"),
    (TOTAL, 8, "1.000"), (OWN, 8, "1.000"),
    (NAME, 9, "điện tử"),
]  # fmt: skip


def texts(table: Aligned) -> dict[tuple[int, int], str]:
    return {
        (cell.row, cell.column): " ".join(token.text for token in words)
        for cell, words in zip(table.grid.cells, table.cells, strict=True)
        if words
    }


def test_figures_below_each_other_make_a_table() -> None:
    table = aligned_table(page(*TITLE, *HEAD, *BODY))
    assert table is not None
    assert texts(table) == {
        (0, 3): "Tổng nhu cầu vốn của năm",
        (0, 0): "STT", (0, 1): "Tên nhiệm vụ", (0, 2): "Cơ sở pháp lý", (1, 3): "Tổng", (1, 4): "NS xã", (1, 5): "Khác",
        (2, 1): "Tổng cộng", (2, 3): "1.500", (2, 4): "1.000", (2, 5): "500",
        (3, 0): "1", (3, 1): "Đào tạo, bồi dưỡng cán bộ, công chức của xã về chuyển đổi số",
        (3, 2): "Kế hoạch số 12/KH-UBND", (3, 3): "500", (3, 5): "500",
        (4, 0): "2", (4, 1): "Duy trì trang thông tin điện tử", (4, 2): "Nghị định số 42/2022/NĐ-CP",
        (4, 3): "1.000", (4, 4): "1.000",
    }  # fmt: skip


def test_a_heading_over_several_columns_is_one_cell() -> None:
    table = aligned_table(page(*HEAD, *BODY))
    assert table is not None
    (over,) = [cell for cell in table.grid.cells if (cell.row, cell.column) == (0, 3)]
    assert (over.row_span, over.column_span) == (1, 3)
    (side,) = [cell for cell in table.grid.cells if (cell.row, cell.column) == (0, 0)]
    assert (side.row_span, side.column_span) == (2, 1)


def test_lines_above_the_first_figures_go_on_from_the_page_before() -> None:
    rest = [(NAME, 4.0, "của trang trước")]
    lower = [(x, line + 1, text) for x, line, text in BODY]
    table = aligned_table(page(*HEAD, *rest, *lower))
    assert table is not None
    found = texts(table)
    assert found[2, 1] == "của trang trước"
    assert found[3, 1] == "Tổng cộng"


def test_running_text_with_figures_is_no_table() -> None:
    text = [(85.0, float(line), f"Năm 2025 đạt {line} chỉ tiêu, 100 hộ và 250 người tham gia") for line in range(20)]
    assert aligned_table(page(*text)) is None


def test_a_list_of_values_is_no_table() -> None:
    values = [
        part
        for line in range(6)
        for part in ((85.0, float(line), "- Tỷ lệ hồ sơ trực tuyến:"), (500.0, float(line), "85%"))
    ]
    assert aligned_table(page(*values)) is None


def test_a_first_line_with_words_among_its_figures_ends_the_table() -> None:
    lines = [
        part
        for line in range(4)
        for part in ((NAME, float(line), "Mục tiêu"), (TOTAL, float(line), "100"), (OWN, float(line), "200"))
    ]
    third = [(OTHER, float(line), "50") for line in range(1, 4)]
    assert aligned_table(page(*lines, *third)) is not None
    assert aligned_table(page(*lines, *third, (OTHER, 0.0, "đồng"))) is None
