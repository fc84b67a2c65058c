"""The parts of table reading: merged heads, row numbers, number styles, units of money."""

from __future__ import annotations

import pytest

from extractors.tables.figures import Style, styles
from extractors.tables.heads import read_head
from extractors.tables.money import dong, unit_in
from extractors.tables.rows import place_rows


@pytest.mark.parametrize(
    ("levels", "columns", "paths"),
    [
        (
            [
                ["STT", "Nội dung", "Năm 2025", "Dự kiến 03 năm tới"],
                ["Dự toán", "Ước", "Năm 2026", "Năm 2027", "Năm 2028"],
            ],
            7,
            [
                "STT",
                "Nội dung",
                "Năm 2025/Dự toán",
                "Năm 2025/Ước",
                *(f"Dự kiến 03 năm tới/Năm {y}" for y in (2026, 2027, 2028)),
            ],
        ),
        (
            [["STT", "Nội dung", "Năm 2025", "Năm 2026", "So sánh (%)"], ["Kế hoạch", "Ước thực hiện"]],
            6,
            ["STT", "Nội dung", "Năm 2025/Kế hoạch", "Năm 2025/Ước thực hiện", "Năm 2026", "So sánh (%)"],
        ),
        (
            [
                ["TT", "Dự án", "Tổng mức", "Nhu cầu"],
                ["Tổng", "Trong đó", "Tổng", "Trong đó"],
                ["NS", "Khác", "NS", "Khác"],
            ],
            8,
            ["TT", "Dự án", *(f"{top}/{low}" for top in ("Tổng mức", "Nhu cầu") for low in ("Tổng", "NS", "Khác"))],
        ),
    ],
)
def test_merged_heads(levels: list[list[str]], columns: int, paths: list[str]) -> None:
    head = read_head(levels, columns)
    assert head is not None
    assert ["/".join(path) for path in head.paths] == paths


def test_a_head_that_can_be_read_in_two_ways_is_unsure() -> None:
    head = read_head([["STT", "Nội dung", "Kỳ một", "Kỳ hai"], ["Xã", "Thôn"]], 5)
    assert head is not None
    assert not head.certain
    assert read_head([["STT", "Nội dung"], ["Xã"]], 9) is None


@pytest.mark.parametrize(
    ("rows", "paths"),
    [
        (["A", "I", "1", "2", "II", "B", "I"], ["A", "A.I", "A.I.1", "A.I.2", "A.II", "B", "B.I"]),
        (["I", "1", "1.1", "1.2", "2"], ["I", "I.1", "I.1.1", "I.1.2", "I.2"]),
        (["I", "1", "-", "-", "", "a", "b"], ["I", "I.1", "I.1", "I.1", None, "I.1.a", "I.1.b"]),
        (["A", "B", "C", "I", "D"], ["A", "B", "C", "C.I", "D"]),
        (["II", "1", "2", "2", "3"], ["II", "II.1", "II.2", "II.2", "II.3"]),
        (["I", "I.1", "I.2", "II", "II.1"], ["I", "I.1", "I.2", "II", "II.1"]),
    ],
)
def test_row_paths(rows: list[str], paths: list[str | None]) -> None:
    assert [place.path for place in place_rows([(row, "Nội dung") for row in rows])] == paths


@pytest.mark.parametrize(
    ("text", "mark", "item"),
    [
        ("- Thuế tài nguyên", "I", "Thuế tài nguyên"),
        ("Trong đó: - Phí", "I", "Trong đó: - Phí"),
        ("1.1. Phần mềm", "I.1.1", "Phần mềm"),
    ],
)
def test_marks_in_the_text_itself(text: str, mark: str, item: str) -> None:
    place = place_rows([("I", "Thu"), ("", text)])[1]
    assert (place.path, place.item) == (mark, item)


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("1.250", Style(""), 1250),
        ("7,100", Style(","), 7.1),
        ("10.367.700", Style(","), 10367700),
        ("1.234,56", Style(","), 1234.56),
        ("(1.250)", Style(""), -1250),
        ("0,500", Style(""), 0.5),
        ("12/2026", Style(""), None),
        ("1.2.3", Style(""), None),
    ],
)
def test_numbers(text: str, style: Style, value: float | None) -> None:
    assert style.read(text) == value


def test_styles_that_stay_open() -> None:
    assert styles(["1.250", "3,5"]) == [Style(","), Style(",.")]
    assert styles(["1.250.000", "3,5"]) == [Style(",")]
    assert styles(["7,100"]) == [Style(""), Style(",")]


@pytest.mark.parametrize(
    ("text", "unit", "factor"),
    [
        ("ĐVT: triệu đồng", "triệu đồng", 10**6),
        ("Đơn vị: 1.000 đồng", "1.000 đồng", 10**3),
        ("Kinh phí (tỷ đồng)", "tỷ đồng", 10**9),
        ("Đơn vị tính: Đồng", "Đồng", 1),
    ],
)
def test_units_of_money(text: str, unit: str, factor: int) -> None:
    assert unit_in(text) == unit
    assert dong(unit) == factor


@pytest.mark.parametrize("text", ["Đơn vị tính: người", "đơn vị: đồng/m2", "cộng đồng"])
def test_what_is_no_unit_of_money(text: str) -> None:
    assert unit_in(text) is None
