"""Headings become sections; each record knows its path and whether it stands in a report part."""

from __future__ import annotations

import pytest

from extractors.clean import clean
from extractors.document import Span
from extractors.outline import outline
from extractors.read import read

PLAN = """KẾ HOẠCH
Chuyển đổi số năm 2026

Phần I
ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN NĂM 2025

I. KẾT QUẢ ĐẠT ĐƯỢC

1. Hạ tầng số

- 95% hộ gia đình có cáp quang.

II. TỒN TẠI, HẠN CHẾ

- Còn 5% thôn chưa có sóng.

Phần II
NỘI DUNG KẾ HOẠCH NĂM 2026

I. MỤC TIÊU

1. Mục tiêu chung

2. Mục tiêu cụ thể

2.1. Phát triển chính quyền số

a) Cung cấp dịch vụ công

- 100% thủ tục được cung cấp trực tuyến.

2.2. Phát triển kinh tế số

- 50% doanh nghiệp sử dụng nền tảng số.

II. NHIỆM VỤ

PHỤ LỤC I
DANH MỤC NHIỆM VỤ

- 80% hồ sơ.
"""

PLACES = [
    ("95% hộ", "report", ["Phần I. ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN NĂM 2025", "I. KẾT QUẢ ĐẠT ĐƯỢC", "1. Hạ tầng số"]),
    ("5% thôn", "report", ["Phần I. ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN NĂM 2025", "II. TỒN TẠI, HẠN CHẾ"]),
    (
        "100% thủ tục",
        "plan",
        [
            "Phần II. NỘI DUNG KẾ HOẠCH NĂM 2026",
            "I. MỤC TIÊU",
            "2. Mục tiêu cụ thể",
            "2.1. Phát triển chính quyền số",
            "a) Cung cấp dịch vụ công",
        ],
    ),
    (
        "50% doanh",
        "plan",
        [
            "Phần II. NỘI DUNG KẾ HOẠCH NĂM 2026",
            "I. MỤC TIÊU",
            "2. Mục tiêu cụ thể",
            "2.2. Phát triển kinh tế số",
        ],
    ),
    ("80% hồ sơ", "annex", ["PHỤ LỤC I. DANH MỤC NHIỆM VỤ"]),
]


@pytest.mark.parametrize(("words", "part", "path"), PLACES, ids=[case[0] for case in PLACES])
def test_a_place_knows_its_headings_and_part(words: str, part: str, path: list[str]) -> None:
    cleaned = clean(read(PLAN.encode()))
    sections = outline(cleaned)
    start = cleaned.text.index(words)
    span = Span(start, start + len(words))
    assert sections.part(span) == part
    assert sections.path(span) == " › ".join(path)


NO_HEADINGS = [
    "1. Sở Tài chính chủ trì, phối hợp với các đơn vị bố trí kinh phí;",
    "1. 80% hồ sơ công việc được xử lý trên môi trường mạng.",
    "Điều 9 Luật Giao dịch điện tử quy định",
]


@pytest.mark.parametrize("text", NO_HEADINGS)
def test_a_sentence_of_a_numbered_list_is_no_heading(text: str) -> None:
    cleaned = clean(read(f"KẾ HOẠCH\n\n{text}\n".encode()))
    assert len(outline(cleaned).sections) == 1


def test_a_document_without_headings_has_one_section() -> None:
    cleaned = clean(read("Kế hoạch chuyển đổi số.".encode()))
    sections = outline(cleaned)
    assert sections.path(Span(0, 3)) is None
    assert sections.part(Span(0, 3)) == "plan"


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        # capital letters over Roman numbers, the third of them no hundred
        (
            "A. HIỆN TRẠNG\n\nI. Kết quả\n\n1. Hạ tầng\n\nB. MỤC TIÊU\n\nI. Chung\n\nC. NHIỆM VỤ\n\nI. Chung",
            ["A", "A › I", "A › I › 1", "B", "B › I", "C", "C › I"],
        ),
        # capital letters under Roman numbers
        (
            "I. MỤC TIÊU\n\nA. Chung\n\n1. Hạ tầng\n\nB. Riêng\n\nII. NHIỆM VỤ\n\nA. Chung",
            ["I", "I › A", "I › A › 1", "I › B", "II", "II › A"],
        ),
        # a part each
        (
            "Phần I\nBÁO CÁO\n\nA. Chung\n\nPhần II\nKẾ HOẠCH\n\nA. Chung\n\nI. Vốn",
            ["Phần", "Phần › A", "Phần", "Phần › A", "Phần › A › I"],
        ),
    ],
)
def test_capital_letters_stand_over_roman_numbers_or_under_them(text: str, paths: list[str]) -> None:
    sections = outline(clean(read(text.encode()))).sections[1:]
    marks = [
        [title.split(".")[0].removesuffix(" II").removesuffix(" I") for title in section.path] for section in sections
    ]
    assert [" › ".join(path) for path in marks] == paths


def test_what_stands_under_a_reports_letter_is_reported() -> None:
    text = "A. HIỆN TRẠNG NĂM 2025\n\nI. Kết quả phát triển\n\n- 90% xã có mạng.\n\nB. MỤC TIÊU\n\n- 95% xã có mạng."
    cleaned = clean(read(text.encode()))
    parts = [outline(cleaned).part(Span(at, at + 3)) for at in (cleaned.text.index("90%"), cleaned.text.index("95%"))]
    assert parts == ["report", "plan"]
