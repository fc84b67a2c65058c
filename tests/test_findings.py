"""Findings: what auditors are told, and what they are not bothered with."""

from __future__ import annotations

from typing import Any

import pytest

from extractors import extract
from pipeline.findings.catalogue import kinds
from pipeline.rows import Row, document_tables
from pipeline.schema import Finding
from tests.publishing import complete_documents

HEAD = """ỦY BAN NHÂN DÂN
XÃ AN BÌNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/KH-UBND
An Bình, ngày 15 tháng 3 năm 2024

KẾ HOẠCH
Chuyển đổi số năm 2024

"""


def findings_of(*texts: str) -> list[Row]:
    documents = [
        document_tables(extract(text.encode()), f"{number}.txt", f"{number}.txt") for number, text in enumerate(texts)
    ]
    return complete_documents(documents)["findings"]


def of_kind(code: str, *texts: str) -> list[Row]:
    return [row for row in findings_of(*texts) if row["code"] == code]


CASES: list[tuple[str, str, tuple[str, ...]]] = [
    (
        "values_contradict",
        ("I. KẾT QUẢ\n1. Năm 2023, tỷ lệ người dân có hồ sơ sức khỏe điện tử đạt 75%.\n"
        "2. Năm 2023, tỷ lệ dân số có hồ sơ sức khỏe điện tử đạt 50%.\n"),
        ("75 %", "50 %", "2023"),
    ),
    ("share_above_hundred", "1. Phấn đấu tỷ lệ người dân có hồ sơ sức khỏe điện tử đạt 105%.\n", ("105 %",)),
    (
        "cited_date_differs",
        "Thực hiện Quyết định số 749/QĐ-TTg ngày 13/6/2020 của Thủ tướng Chính phủ.\n",
        ("2020-06-13", "2020-06-03"),
    ),
    (
        "cited_issuer_differs",
        "Thực hiện Nghị định số 45/2020/NĐ-CP ngày 08/4/2020 của Thủ tướng Chính phủ.\n",
        ("Thủ tướng Chính phủ", "Chính phủ"),
    ),
    (
        "cited_later",
        "Thực hiện Kế hoạch số 55/KH-UBND ngày 20/5/2024 của UBND tỉnh Thanh Hóa.\n",
        ("2024-05-20", "2024-03-15"),
    ),
    ("date_impossible", "Thực hiện Kế hoạch số 55/KH-UBND ngày 31/02/2023 của UBND tỉnh Thanh Hóa.\n", ("31/02/2023",)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "said"), CASES, ids=[case[0] for case in CASES])
def test_a_problem_is_found_with_its_figures_and_its_place(code: str, text: str, said: tuple[str, ...]) -> None:
    found = of_kind(code, HEAD + text)
    assert len(found) == 1, findings_of(HEAD + text)
    (row,) = found
    assert all(figure in row["message"] for figure in said)
    assert row["record_ids"] == [place["record_id"] for place in row["places"]]
    assert row["quote"] == row["places"][0]["quote"]
    assert row["line_start"] > 9


QUIET = [
    "1. Doanh thu tăng 150% so với năm 2023.\n",
    "1. Tỷ lệ người dân có hồ sơ sức khỏe điện tử đạt 75% năm 2023.\n2. Năm 2024 tỷ lệ này đạt 80%.\n",
    "1. Hồ sơ công việc cấp huyện được xử lý trên môi trường mạng đạt 90%, cấp xã đạt 60%.\n",
    "Thực hiện Quyết định số 749/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ.\n",
]


@pytest.mark.parametrize("text", QUIET)
def test_what_is_right_is_no_finding(text: str) -> None:
    about_records = [row for row in findings_of(HEAD + text) if row["record_ids"]]
    assert about_records == []


def test_a_header_that_lacks_fields_is_told_field_by_field() -> None:
    found = of_kind("header_missing", "KẾ HOẠCH\nChuyển đổi số năm 2024\n\n1. Mục tiêu chung.\n")
    said = " ".join(row["message"] for row in found)
    assert all(field in said for field in ("number", "date of issue", "signer"))
    assert all(row["page"] is None and row["places"] == [] for row in found)


def test_kinds_have_words_for_every_figure_and_known_severities() -> None:
    for kind in kinds().values():
        assert kind.severity in ("error", "warning", "note")
        assert kind.message.strip()
        assert kind.explanation.strip().endswith(".")


def test_findings_are_rows_of_their_table() -> None:
    rows = findings_of(*(HEAD + text for _, text, _ in CASES))
    assert len({row["finding_id"] for row in rows}) == len(rows)
    checked: list[Any] = [Finding.model_validate(row) for row in rows]
    assert len(checked) == len(rows)


def test_the_same_text_has_the_same_findings() -> None:
    assert findings_of(HEAD + CASES[0][1]) == findings_of(HEAD + CASES[0][1])
