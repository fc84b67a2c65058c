"""Where a document begins and ends in text pasted from a portal."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
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


ONE_LONG_LINE = (
    "KẾ HOẠCH CHUYỂN ĐỔI SỐ NĂM 2025 I. CĂN CỨ - Nghị quyết số 2/NQ-HĐND ngày 05/01/2025; II. MỤC TIÊU - 90% hồ sơ nộp"
    " trực tuyến; - Trên 30% doanh nghiệp sử dụng nền tảng số."
)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Trang tin xã An Bình", "Thứ hai - 06/01/2025 08:00", ONE_LONG_LINE, "Lượt xem: 15"], (0, 2)),
        (["I. MỤC TIÊU", "- 100% hồ sơ được số hóa.", "Lượt xem: 15"], (0, 1)),
        (["100% thôn có mạng.", "Chia sẻ:", "Lượt xem: 15"], (0, 0)),
        (["Chia sẻ:", "Lượt xem: 15", "100% thôn có mạng."], (2, 2)),
        (["Trang tin xã", "Tải về", "Lượt xem: 15", "100% thôn có mạng lưới tổ công nghệ số."], (0, 3)),
        (["KẾ HOẠCH", "Mẫu số 1", "Họ tên:", "Địa chỉ: thôn 1", "Điện thoại: 0123", "Ngày sinh:"], (0, 5)),
        (["Tin liên quan", "100% thôn có mạng lưới tổ công nghệ số cộng đồng hoạt động."], (0, 1)),
        (["KẾ HOẠCH", "Năm 2025", "Văn bản liên quan", "Căn cứ Luật Đất đai;", "CHỦ TỊCH", "Lê Văn An"], (0, 5)),
        (["KẾ HOẠCH", "Năm 2025", "Điện thoại: 0123", "Email: a@b.vn", "Nơi nhận:", "CHỦ TỊCH", "Lê An"], (0, 6)),
        (["KẾ HOẠCH", "Năm 2025", "Điện thoại: 0123", "Nơi nhận:", "Lê An", "© 2025 Cổng thông tin xã"], (0, 4)),
        (
            ["Kế hoạch 9/KH-UBND năm 2025 về an toàn", "Số hiệu", "9/KH-UBND", "Người ký", "Lê An", "KẾ HOẠCH", "A"],
            (5, 6),
        ),
    ],
)
def test_a_portals_line_takes_nothing_of_the_document_with_it(lines: list[str], expected: tuple[int, int]) -> None:
    assert find_extent(lines) == expected


def _is_no_portals(line: str) -> bool:
    groups = ("opening", "closing", "closing_together")
    return not any(rule.compile().search(line) for group in groups for rule in patterns.rules("portals", group))


WRITTEN = st.one_of(
    st.text(st.characters(exclude_categories=("C", "Z")), min_size=1),
    st.sampled_from([*DOCUMENT, ONE_LONG_LINE, "- 100% hồ sơ được số hóa.", "Xã An Bình", "26/11/2025", "X"]),
).filter(_is_no_portals)


@given(
    st.lists(WRITTEN, min_size=1, max_size=30),
    st.sampled_from([*BEFORE.values(), ["Lượt xem: 120"], ["Trang tin điện tử", "Chia sẻ:", "Lượt xem: 12"]]),
    st.sampled_from([*AFTER.values(), ["Lượt xem: 120"], ["Tin liên quan", "Hội nghị tổng kết"]]),
)
def test_at_most_the_portals_lines_go(document: list[str], before: list[str], after: list[str]) -> None:
    # Of a few signs between a box and a foot nothing tells whose they are.
    assume(sum(map(len, document)) > sum(map(len, before)))
    first, last = find_extent([*before, *document, *after])
    assert first <= len(before)
    assert last >= len(before) + len(document) - 1
