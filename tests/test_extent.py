"""Where a document begins and ends in text pasted from a portal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import patterns
from extractors.clean import clean
from extractors.extent import find_extent
from extractors.read import read

DOCUMENT = [
    "ỦY BAN NHÂN DÂN",
    "XÃ AN BÌNH",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 12/KH-UBND",
    "KẾ HOẠCH",
    "Chuyển đổi số năm 2024",
    "Căn cứ Nghị quyết số 1/NQ-HĐND của Hội đồng nhân dân xã;",
    "I. MỤC TIÊU",
    "100% cán bộ đăng ký sử dụng dịch vụ.",
    "Nơi nhận:",
    "- Lưu: VT.",
    "CHỦ TỊCH",
    "Trần Văn Bình",
]
PLAIN = DOCUMENT[5:]

BEFORE = {
    "a box with values below their labels": [
        "Đang tải văn bản...",
        "Số hiệu:",
        "12/KH-UBND",
        "Loại văn bản:",
        "Kế hoạch",
        "Người ký:",
        "Trần Văn Bình",
        "Tình trạng:",
        "Đã biết",
    ],
    "a box with values beside their labels": [
        "Trang chủ",
        "Số ký hiệu: 12/KH-UBND",
        "Ngày ban hành: 05/02/2024",
        "Trích yếu: Kế hoạch chuyển đổi số năm 2024",
        "Cơ quan ban hành: UBND xã An Bình",
    ],
    "a site's head": ["Trang chủ > Văn bản > Kế hoạch", "Đăng nhập", "Lượt xem: 120"],
    "nothing": [],
}
AFTER = {
    "related documents": ["Văn bản liên quan", "Kế hoạch 3/KH-UBND", "Ban hành:", "26/11/2025"],
    "a caption and a notice": [
        "Kế hoạch 12/KH-UBND năm 2024 về chuyển đổi số",
        "Văn bản này chưa cập nhật nội dung Tiếng Anh",
        "Bạn vừa bị Đăng xuất khỏi Tài khoản .",
    ],
    "a site's foot": ["Chia sẻ:", "Lượt truy cập: 12.345", "Địa chỉ: thôn 1", "Điện thoại: 0123"],
    "a copyright": ["© 2024 Cổng thông tin điện tử xã", "Thiết kế bởi A"],
    "nothing": [],
}


@pytest.mark.parametrize("after", AFTER.values(), ids=AFTER)
@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
@pytest.mark.parametrize("document", [DOCUMENT, PLAIN], ids=["with a header block", "without"])
def test_a_portals_lines_are_outside(document: list[str], before: list[str], after: list[str]) -> None:
    extent = find_extent([*before, *document, *after])
    assert extent == (len(before), len(before) + len(document) - 1)


def test_a_document_without_heading_begins_after_the_boxes_last_value() -> None:
    body = ["Phần I", "Đánh giá kết quả thực hiện", "Các chỉ tiêu đã hoàn thành."]
    assert find_extent(["Số hiệu:", "5/KH-UBND", "Tình trạng:", "Còn hiệu lực", *body]) == (4, 6)


@pytest.mark.parametrize(
    "line",
    [
        "Tải trọng của xe",
        "Đăng ký kinh doanh qua mạng",
        "Địa chỉ: các thôn trên địa bàn xã",
        "Văn bản liên quan đến chuyển đổi số được rà soát",
        "Lưu trữ",
    ],
)
def test_a_line_of_the_document_ends_nothing(line: str) -> None:
    lines = [*DOCUMENT[:9], line, *DOCUMENT[9:]]
    assert find_extent(lines) == (0, len(lines) - 1)


def test_lines_outside_are_set_aside_with_a_reason() -> None:
    lines = ["Số hiệu:", "12/KH-UBND", *DOCUMENT, "© 2024 Cổng thông tin điện tử"]
    text = clean(read("\n\n".join(lines).encode()))
    assert text.text.startswith("ỦY BAN NHÂN DÂN")
    assert text.text.rstrip().endswith("Trần Văn Bình")
    assert [aside.line for aside in text.aside if aside.reason == "portal"] == [0, 2, 32]


def test_every_example_begins_with_a_word_that_is_looked_for() -> None:
    first_words = set(patterns.words("portals", "first_words"))
    for group in ("opening", "closing", "closing_together"):
        for rule in patterns.rules("portals", group):
            for example in rule.examples:
                assert example.lstrip("#- ").split()[0].rstrip(":,").lower() in first_words


@given(st.lists(st.text(min_size=1), max_size=30))
def test_the_extent_lies_in_the_text(lines: list[str]) -> None:
    first, last = find_extent(lines)
    assert 0 <= first <= last < len(lines) or (not lines and (first, last) == (0, -1))
