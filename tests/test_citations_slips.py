"""Citations in texts that lost blanks or letters on their way to the page."""

from __future__ import annotations

import pytest

from tests.test_citations import citations


@pytest.mark.parametrize(
    ("text", "number", "relation"),
    [
        ("Căn cứ Nghđịnh 64/2007/NĐ-CP ngày 10/4/2007 của Chính phủ về thông tin;", "64/2007/NĐ-CP", "basis"),
        ("Căn cứ Nghị quyêt số 7-NQ/TW ngày 1/2/2022 của Bộ Chính trị;", "7-NQ/TW", "basis"),
        ("Thực hiện Nghđịnh 64/2007/NĐ-CP ngày 10/4/2007 của Chính phủ;", "64/2007/NĐ-CP", "implements"),
        ("Căn cứ Quyết định sô 9/ỌĐ-TTg ngày 1/2/2022 của Thủ tướng Chính phủ;", "9/QĐ-TTg", "basis"),
        ("Theo đó, việc ghi nhận Nghđịnh 64/2007/NĐ-CP ngày 10/4/2007;", "64/2007/NĐ-CP", "mentions"),
    ],
)
def test_a_misspelt_type_does_not_hide_how_a_document_is_used(text: str, number: str, relation: str) -> None:
    assert [(found.number, found.relation) for found in citations(text)] == [(number, relation)]


@pytest.mark.parametrize("written", ["Bộ Nông nghiệp và PTNT", "Bộ Nông nghiệp & PTNT", "Bộ NN&PTNT"])
def test_a_ministry_half_written_out_is_the_one_of_the_symbol(written: str) -> None:
    (found,) = citations(f"Căn cứ Thông tư số 5/2020/TT-BNNPTNT ngày 8/9/2020 của {written} về chăn nuôi;")
    assert (found.issuer, found.flags) == ("Bộ Nông nghiệp và Phát triển nông thôn", ())


def test_a_number_with_the_end_of_a_period_before_it_is_flagged_and_loses_nothing() -> None:
    text = "Thực hiện kế hoạch giai đoạn 2021 - 4310/QĐ-BCA ngày 08/9/2021 và Quyết định số 7/QĐ-BCA ngày 9/9/2021;"
    impossible, whole = citations(text)
    assert "number_impossible" in impossible.flags
    assert (whole.number, whole.flags) == ("7/QĐ-BCA", ())


@pytest.mark.parametrize(
    ("text", "issuer", "subject"),
    [
        (
            "Quyết định số 1-QĐ/BCĐ ngày 12/7/2021 của Ban Chỉ đạo Chuyển đổi số thành lập Tổ giúp việc;",
            "Ban Chỉ đạo Chuyển đổi số",
            "thành lập Tổ giúp việc",
        ),
        (
            "Quyết định số 1-QĐ/BCĐ ngày 12/7/2021 của Ban Chỉ đạo Chuyển đổi số kiện toàn Tổ giúp việc;",
            "Ban Chỉ đạo Chuyển đổi số",
            "kiện toàn Tổ giúp việc",
        ),
        (
            "Đề án số 2-ĐA/TU ngày 20/12/2016 của Tỉnh ủy về phát triển nghề và các văn bản QPPL.",
            "Tỉnh ủy",
            "phát triển nghề",
        ),
    ],
)
def test_where_issuer_and_subject_end(text: str, issuer: str, subject: str) -> None:
    assert [(found.issuer, found.subject) for found in citations(text)] == [(issuer, subject)]
