"""Findings: what auditors are told, and what they are not bothered with."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date
from string import Formatter
from typing import Any

import pytest

from extractors import extract
from pipeline.findings.catalogue import Words, finding, kinds, words
from pipeline.findings.reading import reading_findings
from pipeline.rows import Row, Tables, document_tables
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
        "cited_before_basis",
        ("Thực hiện Kế hoạch số 266-KH/TU ngày 26/4/2021 của Tỉnh ủy về thực hiện Nghị quyết số 15- NQ/TU "
        "ngày 22/10/2022 của Tỉnh ủy.\n"),
        ("2021-04-26", "2022-10-22"),
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


TABLE = """KẾ HOẠCH
Chuyển đổi số năm 2024

TỔNG HỢP KINH PHÍ

| TT | Nội dung | Kinh phí |
| --- | --- | --- |
| I | Hạ tầng | 70 |
| 1 | Mạng | 30 |
| 2 | Máy chủ | 50 |
| 2 | Máy trạm | 10 |
"""


@pytest.mark.parametrize(
    ("code", "said"),
    [("total_differs", ("70", "90")), ("row_number_repeated", ("I.2", "2")), ("unit_unstated", ("4",))],
)
def test_what_is_wrong_with_a_table_of_money(code: str, said: tuple[str, ...]) -> None:
    (row,) = of_kind(code, TABLE)
    assert all(figure in row["message"] for figure in said)
    assert row["record_ids"]


def test_a_table_with_its_unit_and_right_sums_is_no_finding() -> None:
    right = TABLE.replace("| 2 | Máy trạm | 10 |", "| 3 | Máy trạm | 10 |").replace("| 70 |", "| 90 |")
    rows = findings_of(right.replace("| Kinh phí |", "| Kinh phí (triệu đồng) |"))
    assert [row["code"] for row in rows if row["record_ids"]] == []


REPORT = HEAD.replace("12/KH-UBND", "90/BC-UBND").replace("tháng 3 năm 2024", "tháng 12 năm 2023").replace(
    "KẾ HOẠCH\nChuyển đổi số năm 2024", "BÁO CÁO\nKết quả chuyển đổi số năm 2023"
)  # fmt: skip
REACHED = "1. Năm 2023, tỷ lệ người dân có hồ sơ sức khỏe điện tử đạt 85%.\n"
AIMED = "1. Phấn đấu năm 2024 tỷ lệ người dân có hồ sơ sức khỏe điện tử đạt 80%.\n"
PLACED = ("XÃ AN BÌNH", "XÃ CẨM THÀNH\nHUYỆN CẨM THỦY\nTỈNH THANH HÓA")


def test_a_target_behind_what_the_same_commune_reported_earlier_is_found() -> None:
    plan, report = (text.replace(*PLACED) for text in (HEAD + AIMED, REPORT + REACHED))
    (row,) = of_kind("target_below_earlier", plan, report)
    assert "80 %" in row["message"]
    assert "85 %" in row["message"]
    assert "90/BC-UBND" in row["message"]
    assert len({place["doc_id"] for place in row["places"]}) == 2
    other = report.replace("XÃ CẨM THÀNH", "XÃ CẨM BÌNH")
    assert of_kind("target_below_earlier", plan, other) == []


def test_a_target_behind_the_report_part_of_its_own_document_is_found() -> None:
    text = HEAD + "I. KẾT QUẢ NĂM 2023\n" + REACHED + "II. MỤC TIÊU NĂM 2024\n" + AIMED
    (row,) = of_kind("target_below_reached", text)
    assert len(row["record_ids"]) == 2


def test_a_deadline_that_had_passed_is_found() -> None:
    table = "| TT | Nhiệm vụ | Chủ trì | Thời gian |\n| 1 | Một | Sở A | Tháng 01/2024 |\n| 2 | Hai | Sở B | 2024 |\n"
    (row,) = of_kind("deadline_before_document", HEAD + "DANH MỤC NHIỆM VỤ\n\n" + table)
    assert "Tháng 01/2024" in row["message"]


def test_a_header_that_lacks_fields_is_told_field_by_field() -> None:
    found = of_kind("header_missing", "KẾ HOẠCH\nChuyển đổi số năm 2024\n\n1. Mục tiêu chung.\n")
    said = " ".join(row["message"] for row in found)
    assert all(field in said for field in ("number", "date of issue", "signer"))
    assert all(row["page"] is None and row["places"] == [] for row in found)


def test_replaced_words_are_found_within_each_quote_and_not_across_two() -> None:
    quotes = ["trên địa bàn phường", "hội số", "phát triển phường\n  hội số", "phát triển PHƯỜNG HỘI SỐ", "xã hội số"]
    where: Row = {"doc_id": "d", "page": 1, "line_start": 1, "line_end": 1, "page_end": 1}
    records = [{**where, "record_id": str(number), "quote": quote} for number, quote in enumerate([*quotes, quotes[2]])]
    document: Row = {"doc_id": "d", "flags": [], "text_layer": "native"}
    tables: Tables = {"documents": [document], "citations": [], "targets": records, "budget_lines": [], "tasks": []}
    (row,) = reading_findings(tables)
    assert row["code"] == "word_replaced"
    assert row["record_ids"] == ["2", "3", "5"]
    assert "“phường hội”, “PHƯỜNG HỘI”" in row["message"]


def test_kinds_have_words_for_every_figure_and_known_severities() -> None:
    for kind in kinds().values():
        assert kind.severity in ("error", "warning", "note")
        figures = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in astuple(kind.message)]
        assert figures[0] == figures[1], kind.code
        assert all(text.strip().endswith(".") for text in astuple(kind.explanation)), kind.code


def test_messages_are_in_both_languages_with_figures_as_each_writes_them() -> None:
    figures: dict[str, Any] = {
        "cited": "Quyết định 1/QĐ-TTg",
        "date": date(2025, 7, 1),
        "own": words("undated", year=2024),
    }
    row = finding("cited_later", "0" * 64, [], **figures)
    assert row["message"] == (
        "Quyết định 1/QĐ-TTg is dated 2025-07-01, after the document itself (of 2024, which shows no date)."
    )
    assert (
        row["message_vi"] == "Quyết định 1/QĐ-TTg ghi ngày 1/7/2025, sau chính văn bản này (năm 2024, không ghi ngày)."
    )
    row = finding("values_differ", "0" * 64, [], indicator="A", year=2025, values=(Words("0.5 %", "0,5 %"), "1 %"))
    assert "0.5 % and 1 %" in row["message"]
    assert "0,5 % và 1 %" in row["message_vi"]


def test_findings_are_rows_of_their_table() -> None:
    rows = findings_of(*(HEAD + text for _, text, _ in CASES))
    assert len({row["finding_id"] for row in rows}) == len(rows)
    checked: list[Any] = [Finding.model_validate(row) for row in rows]
    assert len(checked) == len(rows)


def test_the_same_text_has_the_same_findings() -> None:
    assert findings_of(HEAD + CASES[0][1]) == findings_of(HEAD + CASES[0][1])
