"""Pages of prose: what was announced holds for the sentences that follow; reported speech; a count and its share."""

from __future__ import annotations

import pytest

from tests.test_targets import header, targets_of

Row = tuple[float, str, int | None]

# A text without header or numbered headings, then for each percentage (value, role, year).
ANNOUNCED: list[tuple[str, list[Row]]] = [
    (
        "Kế hoạch của xã đặt mục tiêu đến năm 2027 có 90% hộ dùng nước sạch. Vườn mẫu đạt 15%.\n\n70% đường có đèn.",
        [(90, "target", 2027), (15, "target", 2027), (70, "target", 2027)],
    ),
    (
        "Theo đó, xã phấn đấu đến năm 2028, 95% trẻ được tiêm chủng; ít nhất 60% hộ có bảo hiểm; 100% thôn có loa.",
        [(95, "target", 2028), (60, "target", 2028), (100, "target", 2028)],
    ),
    (
        "Giai đoạn 2026 - 2030:\n\n- Tỷ lệ giống mới đạt 40% trở lên;\n\n- Tối thiểu 30% đường được cứng hóa.",
        [(40, "target", 2030), (30, "target", 2030)],
    ),
    (
        "Nghị quyết nêu rõ, tỷ lệ che phủ rừng đạt 42%; diện tích tưới chủ động đạt 85%.",
        [(42, "target", None), (85, "target", None)],
    ),
    (
        "Hiện 100% thôn đã có nhà sinh hoạt; 80% hộ dùng bếp sạch.",
        [(100, "result", None), (80, "result", None)],
    ),
    (
        "Xã phấn đấu tỷ lệ hộ khá đạt 60%. Đến nay, đã có 45% hộ khá. Ngoài ra, 30% hộ có nghề phụ.",
        [(60, "target", None), (45, "result", None), (30, "result", None)],
    ),
    (
        "Theo báo cáo của huyện, xã dẫn đầu là An Bình (95%), An Hòa (90%) và An Lạc (85%).",
        [(95, "result", None), (90, "result", None), (85, "result", None)],
    ),
    (
        "Đến cuối năm 2024, tỷ lệ hộ dùng nước sạch chỉ đạt 45%; hộ khá đạt 60% (mục tiêu 70%).",
        [(45, "result", 2024), (60, "result", 2024), (70, "target", 2024)],
    ),
    ("Trong những năm qua, xã cung cấp nước sạch cho 100% hộ.", [(100, "result", None)]),
    # what was reached beside an aim announces none
    (
        "Theo thống kê của xã, tỷ lệ hộ nghèo giảm nhanh so với mục tiêu đề ra, 90% hộ có nhà kiên cố.",
        [(90, "result", None)],
    ),
    # a title in a list of what a plan is based on announces nothing
    (
        "Quyết định phê duyệt Đề án phát triển nghề đến năm 2025; vùng có 20% diện tích đất dốc.",
        [(20, "other", None)],
    ),
    # a share of what there is stays a description
    ("Theo báo cáo của xã, 35% dân số là người cao tuổi.", [(35, "other", None)]),
]


@pytest.mark.parametrize(("text", "rows"), ANNOUNCED, ids=[text[:40] for text, _ in ANNOUNCED])
def test_what_prose_announces_holds_until_it_says_something_else(text: str, rows: list[Row]) -> None:
    assert [(t.value, t.role, t.year) for t in targets_of(text, ())] == rows


def test_a_heading_ends_what_was_announced() -> None:
    text = "1. Xã phấn đấu có 90% hộ dùng nước sạch.\n\n2. Đất đai\n\n20% diện tích để trồng màu."
    assert [(t.value, t.role) for t in targets_of(text, ())] == [(90, "target"), (20, "other")]


def test_what_was_announced_holds_for_a_few_paragraphs() -> None:
    filler = "Bà con trao đổi kinh nghiệm làm vườn và chăm cây. " * 80
    text = f"Xã phấn đấu có 90% hộ dùng nước sạch.\n\n{filler}\n\nVùng có 20% diện tích dốc."
    assert [(t.value, t.role) for t in targets_of(text, ())] == [(90, "target"), (20, "other")]


def test_a_plan_needs_no_announcement() -> None:
    text = "Hiện nay xã có chợ. Hiện có nhiều việc phải làm.\n\n- 90% hộ dùng nước sạch."
    assert [t.role for t in targets_of(text, header(doc_type="Kế hoạch"))] == ["target"]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("- Hiện có 12 (80%) xã đạt chuẩn về chợ.", "xã đạt chuẩn về chợ"),
        ("- Tổ chức lớp cho 150 (95,5%) hộ trồng rau tham gia.", "hộ trồng rau tham gia"),
        ("- Đã xử lý 450 (97%) đơn thư đúng hạn, trong năm.", "đơn thư đúng hạn"),
        ("- Về tỷ lệ hộ dùng bếp sạch đã đạt 80%.", "tỷ lệ hộ dùng bếp sạch"),
        ("- Đối với tỷ lệ hộ dùng bếp sạch đạt 80%.", "tỷ lệ hộ dùng bếp sạch"),
        ("- Sản lượng cá ước cả năm đạt 900 tấn, tăng 6% so cùng kỳ.", "Sản lượng cá tăng so cùng kỳ"),
        ("- 100% người dân có thể tra cứu thông tin tại thôn.", "người dân có thể tra cứu thông tin tại thôn"),
        ("- Về đời sống, Kế hoạch đặt chỉ tiêu tỷ lệ hộ dùng bếp sạch trên 80%.", "tỷ lệ hộ dùng bếp sạch"),
        ("- Nhiều mặt tăng khá, đơn cử như tỷ lệ hộ dùng bếp sạch đạt 80%.", "tỷ lệ hộ dùng bếp sạch"),
        ("- Hàng hóa bán sang Đông Nam Á. Tỷ lệ hộ dùng bếp sạch đạt 80%.", "Tỷ lệ hộ dùng bếp sạch"),
    ],
)
def test_subjects_behind_lead_ins_and_counts(text: str, subject: str) -> None:
    assert [t.subject for t in targets_of(text)] == [subject]


def test_what_may_be_done_below_a_threshold_is_no_subject() -> None:
    text = "- Đơn vị có tỷ lệ giải ngân dưới 30% có thể bị điều chuyển."
    assert [(t.role, t.subject) for t in targets_of(text)] == [("other", "tỷ lệ giải ngân")]


def test_each_of_several_owners_has_its_value() -> None:
    found = [t.subject for t in targets_of("- Tỷ lệ hộ khá của thôn, bản, khu lần lượt đạt 90%, 80% và 70%.")]
    assert found == ["Tỷ lệ hộ khá của thôn", "Tỷ lệ hộ khá của bản", "Tỷ lệ hộ khá của khu"]


@pytest.mark.parametrize("title", ["ĐẶC ĐIỂM TÌNH HÌNH", "TÌNH HÌNH CHUNG", "KHÁI QUÁT TÌNH HÌNH"])
def test_what_a_plan_says_of_its_setting_is_no_aim(title: str) -> None:
    text = f"I. {title}\n\nTỷ lệ hộ dùng bếp sạch đạt 85%.\n\nII. MỤC TIÊU\n\n- 90% hộ dùng bếp sạch."
    assert [t.role for t in targets_of(text, header(doc_type="Kế hoạch"))] == ["result", "target"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "- Vườn mẫu đạt 20% hộ vào năm 2026 và đến năm 2030, vườn mẫu phải đạt 30% hộ.",
            [(20, 2026, "Vườn mẫu hộ"), (30, 2030, "vườn mẫu hộ")],
        ),
        (
            "- Nghề rừng được xác định là đột phá với mục tiêu đến năm 2027, nghề rừng chiếm 20% thu nhập.",
            [(20, 2027, "nghề rừng thu nhập")],
        ),
        (
            "- Mạng lưới nước sạch phủ 100% trường học, trạm xá và trên 80% hộ gia đình có nhu cầu.",
            [
                (100, 2025, "Mạng lưới nước sạch phủ trường học, trạm xá"),
                (80, 2025, "Mạng lưới nước sạch phủ hộ gia đình có nhu cầu"),
            ],
        ),
    ],
)
def test_years_and_words_of_the_second_of_two_values(text: str, rows: list[tuple[float, int, str]]) -> None:
    assert [(t.value, t.year, t.subject) for t in targets_of(text)] == rows


def test_each_bracket_is_of_the_name_before_it() -> None:
    found = [t.subject for t in targets_of("- Dẫn đầu là xã An Bình (95%), xã An Hòa (90%) và xã An Lạc (85%).")]
    assert found[1:] == ["xã An Hòa", "xã An Lạc"]


def test_a_part_is_of_the_time_of_its_whole() -> None:
    text = "- Tỷ lệ hồ sơ đúng hạn tháng 7/2024 đạt 80%, trong đó cấp xã đạt 70%, cấp huyện đạt 90%."
    assert [(t.value, t.year, t.scope) for t in targets_of(text)] == [
        (80, 2024, None),
        (70, 2024, "cấp xã"),
        (90, 2024, "cấp huyện"),
    ]
