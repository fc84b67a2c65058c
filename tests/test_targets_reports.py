"""Targets of reports: what was reached, of which plan, and how it moved."""

from __future__ import annotations

import pytest

from tests.test_targets import REPORT, targets_of

RESULTS: list[tuple[str, list[tuple[float, str, str, int | None, str | None]]]] = [
    (
        "- 98% hồ sơ được giải quyết đúng hạn.",
        [(98, "=", "result", 2024, "hồ sơ được giải quyết đúng hạn")],
    ),
    (
        "- Sản lượng lúa ước đạt 12.400 tấn, đạt 102% kế hoạch, tăng 4,5% so với cùng kỳ.",
        [
            (102, "=", "result", 2024, "Sản lượng lúa kế hoạch"),
            (4.5, "=", "result", 2024, "Sản lượng lúa tăng so với cùng kỳ"),
        ],
    ),
    (
        "- Thu từ phí, lệ phí ước vượt 20% dự toán.",
        [(20, "=", "result", 2024, "Thu từ phí, lệ phí vượt dự toán")],
    ),
    (
        "- Chi thường xuyên: Ước thực hiện cả năm 15 tỷ đồng, đạt 108% dự toán.",
        [(108, "=", "result", 2024, "Chi thường xuyên dự toán")],
    ),
    (
        "- Chi đầu tư phấn đấu đạt 100% kế hoạch.",
        [(100, "=", "target", 2024, "Chi đầu tư kế hoạch")],
    ),
    (
        "- Toàn xã có 13/15 trường đạt chuẩn, đạt tỷ lệ 86,7%.",
        [(86.7, "=", "result", 2024, "trường đạt chuẩn")],
    ),
    (
        "- Vốn trung ương 88 tỷ đồng, chiếm 12% tổng số, vốn địa phương 731 tỷ đồng, chiếm 88%.",
        [
            (12, "=", "result", 2024, "Vốn trung ương tổng số"),
            (88, "=", "result", 2024, "vốn địa phương"),
        ],
    ),
    (
        "- Hội đồng nhân dân giao tổng thu ngân sách 10 tỷ đồng. Ước cả năm 12 tỷ đồng, vượt 20% dự toán.",
        [(20, "=", "result", 2024, "tổng thu ngân sách vượt dự toán")],
    ),
    (
        "- Quy mô kinh tế còn nhỏ (GRDP của huyện bằng khoảng 1,4% GDP của cả nước).",
        [(1.4, "~", "other", 2024, "GRDP của huyện GDP của cả nước")],
    ),
    (
        "- Tiếp nhận 640 hồ sơ, trong đó 85% đúng hạn.",
        [(85, "=", "result", 2024, "đúng hạn")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), RESULTS, ids=[text[:60] for text, _ in RESULTS])
def test_a_sentence_of_a_report(text: str, expected: list[tuple[float, str, str, int | None, str | None]]) -> None:
    found = [(t.value, t.comparator, t.role, t.year, t.subject) for t in targets_of(REPORT + text)]
    assert found == expected
