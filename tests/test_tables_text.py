"""Amounts of money in running text: which count, of what year, from which source, for what."""

from __future__ import annotations

import pytest

from tests.test_tables import tables_of

Stated = tuple[str | None, int | None, str | None, float]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Tổng kinh phí: 12 tỷ đồng, trong đó: năm 2024: 5 tỷ đồng; năm 2025: 4 tỷ đồng; năm 2026: 3 tỷ đồng.",
            [
                ("Tổng kinh phí", None, None, 12),
                ("Tổng kinh phí", 2024, None, 5),
                ("Tổng kinh phí", 2025, None, 4),
                ("Tổng kinh phí", 2026, None, 3),
            ],
        ),
        (
            "Kinh phí dự kiến 9 tỷ đồng (năm 2024 là 5 tỷ đồng, năm 2025 là 4 tỷ đồng).",
            [
                ("Kinh phí", None, None, 9),
                ("Kinh phí", 2024, None, 5),
                ("Kinh phí", 2025, None, 4),
            ],
        ),
        (
            "Kinh phí thực hiện: ngân sách tỉnh 1,2 tỷ đồng, ngân sách huyện 800 triệu đồng.",
            [
                ("Kinh phí thực hiện: ngân sách tỉnh", None, "ngân sách tỉnh", 1.2),
                ("ngân sách huyện", None, "ngân sách huyện", 800),
            ],
        ),
        (
            "Dự toán là 900 triệu đồng, gồm:\n1. Thiết bị: 500 triệu đồng;\n2. Nguồn xã hội hóa: 400 triệu đồng.",
            [
                ("Dự toán", None, None, 900),
                ("Thiết bị", None, None, 500),
                ("Nguồn xã hội hóa", None, "Nguồn xã hội hóa", 400),
            ],
        ),
        (
            "Quyết định hỗ trợ 30 tỷ đồng cho 02 tỉnh khắc phục hậu quả mưa lũ.",
            [("Quyết định hỗ trợ", None, None, 30)],
        ),
        (
            "Chi đầu tư 580 tỷ đồng/690 tỷ đồng, đạt 84% kế hoạch.",
            [("Chi đầu tư", None, None, 580), ("Chi đầu tư", None, None, 690)],
        ),
        ("[3], chi sự nghiệp giáo dục 12 tỷ đồng", [("chi sự nghiệp giáo dục", None, None, 12)]),
        ("Kinh phí khoảng 200 triệu đồng từ nguồn ngân sách xã", [("Kinh phí", None, "ngân sách xã", 200)]),
        ("UBND xã đã bố trí 85.000.000đ mua máy tính", [("UBND xã đã bố trí", None, None, 85_000_000)]),
        ("Kinh phí: 30.000.000 VNĐ.", [("Kinh phí", None, None, 30_000_000)]),
        ("Xã đã đầu tư 2,5 tỷ đồng để nâng cấp hạ tầng.", [("Xã đã đầu tư", None, None, 2.5)]),
        ("Chi cho chuyển đổi số: 96 triệu đồng.", [("Chi cho chuyển đổi số", None, None, 96)]),
        ("Huy động xã hội hóa được 20 triệu đồng.", [("Huy động xã hội hóa", None, "xã hội hóa", 20)]),
        (
            "Tổng kinh phí 45,6 tỷ đồng (ngân sách tỉnh 30 tỷ đồng, nguồn khác 15,6 tỷ đồng).",
            [
                ("Tổng kinh phí", None, None, 45.6),
                ("ngân sách tỉnh", None, "ngân sách tỉnh", 30),
                ("nguồn khác", None, "nguồn khác", 15.6),
            ],
        ),
        (
            "Tổng vốn đầu tư 12,5 tỷ, trong đó ngân sách huyện 10 tỷ, xã hội hóa 2,5 tỷ.",
            [
                ("Tổng vốn đầu tư", None, None, 12.5),
                ("ngân sách huyện", None, "ngân sách huyện", 10),
                ("xã hội hóa", None, "xã hội hóa", 2.5),
            ],
        ),
        (
            "Giải ngân vốn sự nghiệp: 4.560/5.200 triệu đồng, đạt 87,7%.",
            [("Giải ngân vốn sự nghiệp", None, None, 4560), ("Giải ngân vốn sự nghiệp", None, None, 5200)],
        ),
        (
            "Chi đầu tư 22,6 tỷ đồng [4]/12,9 tỷ đồng, đạt 175% kế hoạch.",
            [("Chi đầu tư", None, None, 22.6), ("Chi đầu tư", None, None, 12.9)],
        ),
        (
            "Dự toán thu ngân sách 70 tỷ đồng, thu nội địa 60 tỷ đồng. Ước thực hiện cả năm là 75 tỷ đồng.",
            [
                ("Dự toán thu ngân sách", None, None, 70),
                ("thu nội địa", None, None, 60),
                ("Dự toán thu ngân sách", None, None, 75),
            ],
        ),
        # Under a heading that names funds every labelled amount is one, but for a price.
        (
            "V. KINH PHÍ THỰC HIỆN\n- Mua máy quét: 15 triệu đồng/máy x 5 máy = 75 triệu đồng.\n- Dư nợ: 9 tỷ đồng.",
            [("Mua máy quét: 15 triệu đồng/máy x 5 máy", None, None, 75)],
        ),
        ("Thu từ hoạt động xuất khẩu 50 tỷ đồng", [("Thu từ hoạt động xuất khẩu", None, None, 50)]),
        ("Tổng thu ngân sách nhà nước 70 tỷ đồng", [("Tổng thu ngân sách nhà nước", None, None, 70)]),
        ("Chi tạo nguồn cải cách tiền lương 5 tỷ đồng", [("Chi tạo nguồn cải cách tiền lương", None, None, 5)]),
        # An amount in words is no part of the next item, and a list goes on to its end.
        (
            "Dự toán: 35 triệu đồng (Ba mươi lăm triệu đồng), gồm: mua máy 4 triệu đồng; nâng cấp đài 31 triệu đồng.",
            [
                ("Dự toán", None, None, 35),
                ("mua máy", None, None, 4),
                ("nâng cấp đài", None, None, 31),
            ],
        ),
        (
            "III. KINH PHÍ\nTổng kinh phí: 9 tỷ đồng (Chín tỷ).\nTrong đó:\n- Nguồn thu của đơn vị: 5 tỷ đồng.",
            [
                ("Tổng kinh phí", None, None, 9),
                ("Nguồn thu của đơn vị", None, None, 5),
            ],
        ),
        (
            "(2) Tổng thu ngân sách ước thực hiện 86,4 tỷ đồng, tăng 10% so cùng kỳ (78 tỷ đồng).",
            [("Tổng thu ngân sách", None, None, 86.4), ("Tổng thu ngân sách", None, None, 78)],
        ),
        (
            "Kinh phí 150 tỷ đồng, gồm 100 tỷ đồng vốn đầu tư công và 50 tỷ đồng từ ngân sách tỉnh.",
            [
                ("Kinh phí", None, None, 150),
                ("vốn đầu tư công", None, None, 100),
                ("ngân sách tỉnh", None, "ngân sách tỉnh", 50),
            ],
        ),
        (
            "Kinh phí lắp đặt (9 thôn x 25 triệu đồng/thôn) là 225 triệu đồng.",
            [("Kinh phí lắp đặt", None, None, 225)],
        ),
        (
            "III. KINH PHÍ\n- Mua 05 máy tính x 15 triệu đồng = 75 triệu đồng.",
            [("Mua 05 máy tính x 15 triệu đồng", None, None, 75)],
        ),
        (
            "III. KINH PHÍ\n- Kinh phí mua máy tính: 15 bộ x 18 triệu đồng = 270 triệu đồng.",
            [("Kinh phí mua máy tính: 15 bộ x 18 triệu đồng", None, None, 270)],
        ),
        (
            "C. KINH PHÍ\nNăm 2025 dự kiến 35 tỷ đồng, trong đó: (1) Công an tỉnh: 20 tỷ đồng; (2) Sở Y tế: 15 tỷ.",
            [("Năm 2025", 2025, None, 35), ("Công an tỉnh", 2025, None, 20), ("Sở Y tế", None, None, 15)],
        ),
        (
            "Kinh phí tuyên truyền năm 2025 được bố trí trong dự toán ngân sách xã là 65 triệu đồng.",
            [("Kinh phí tuyên truyền năm 2025", 2025, "ngân sách xã", 65)],
        ),
        (
            "a) Chi đầu tư phát triển: Ước thực hiện cả năm 580 tỷ đồng.",
            [("Chi đầu tư phát triển", None, None, 580)],
        ),
        (
            "Năm 2025, HĐND xã quyết nghị thông qua tổng thu ngân sách 10 tỷ đồng.",
            [("tổng thu ngân sách", 2025, None, 10)],
        ),
        ("Tổng chi ngân sách được UBND huyện giao là 9 tỷ đồng.", [("Tổng chi ngân sách", None, None, 9)]),
        ("Do thay đổi mức thuế ước tăng thu khoảng 5 tỷ đồng.", [("tăng thu", None, None, 5)]),
    ],
)
def test_what_an_amount_is_of(text: str, expected: list[Stated]) -> None:
    assert [(b.item, b.year, b.source, b.amount) for b in tables_of(text).budget_lines] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Có 90 doanh nghiệp đăng ký bổ sung vốn với tổng vốn tăng thêm là 1.495 tỷ đồng.",
        "Thu hút được 7 dự án với tổng vốn đầu tư 152 tỷ đồng.",
        "Vốn đầu tư trực tiếp nước ngoài đạt 594 tỷ đồng.",
        "Xử phạt 12 vụ, nộp ngân sách 300 triệu đồng.",
        "Hỗ trợ 5 triệu đồng cho mỗi hộ xây dựng nhà ở.",
        "Hỗ trợ 150.000 đồng/người/tháng cho thành viên Tổ công nghệ số.",
        "Kinh phí tính theo mức 500 đồng/1 tờ khai.",
        "Doanh thu từ hoạt động vận tải đạt 500 tỷ đồng.",
        "Tổng thu từ khách du lịch đạt 400 tỷ đồng.",
        "Lương cơ sở từ ngân sách là 2.340.000 đồng.",
        "Doanh thu đạt 10 tỷ đồng, trong đó: năm 2024: 5 tỷ đồng.",
        "Kinh phí cho 8,1 triệu lượt khách; kinh phí của 1,2 triệu hộ.",
        "V. KINH PHÍ THỰC HIỆN\nĐVT: 1.000 đồng",
    ],
)
def test_what_is_no_fund(text: str) -> None:
    assert not tables_of(text).budget_lines


def test_a_list_ends_with_its_own_items() -> None:
    text = "Kinh phí là 2 tỷ đồng, trong đó:\n- Tập huấn: 1 tỷ đồng;\nMột đoạn khác.\n- Bán hàng: 5 tỷ đồng."
    assert [b.amount for b in tables_of(text).budget_lines] == [2, 1]


def test_words_in_a_value_column_are_values() -> None:
    table = (
        "| TT | Chỉ tiêu | Năm 2025 | Năm 2030 |\n|---|---|---|---|\n"
        "| 1 | Hồ sơ nộp qua mạng | 80% | 100% |\n| 2 | Văn bản ký số | 90% | 100% |\n"
        "| 3 | Thứ hạng chuyển đổi số | 25 | Top 20 |"
    )
    found = [(t.value, t.value_text, t.year) for t in tables_of(table).targets]
    assert found[-2:] == [(25.0, None, 2025), (None, "Top 20", 2030)]
