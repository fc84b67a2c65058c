"""From what was extracted to rows: nothing lost, nothing empty, each record with an identity that lasts."""

from __future__ import annotations

import dataclasses
import re
from datetime import date

import pytest

from extractors import Extraction, extract
from extractors.clean import clean
from extractors.document import Box, Document, Line, Page, Span, Word
from extractors.records import BudgetLine, Citation, HeaderField, Target
from pipeline.checks import check
from pipeline.normalise import normalise
from pipeline.rows import Tables, document_tables

TEXT = """UBND XÃ AN BÌNH
Số: 12/KH-UBND
KẾ HOẠCH
Đến năm 2030 đạt 90% số hộ, đạt 90% số thôn.
Tổng cộng
7,100
"""


def at(needle: str, turn: int = 0) -> Span:
    """The span of a text's words in its clean text."""
    start = -1
    for _ in range(turn + 1):
        start = BARE.clean.text.index(needle, start + 1)
    return Span(start, start + len(needle))


BARE = dataclasses.replace(extract(TEXT.encode()), header=(), citations=(), targets=(), budget_lines=())


def target(span: Span, **changes: object) -> Target:
    plain = Target(
        span, span, 90.0, None, None, "%", "=", "target", 2030, "số hộ", None, "share", ("carried", "carried"), 0.5
    )
    return dataclasses.replace(plain, **changes)  # type: ignore[arg-type]


def budget(span: Span, **changes: object) -> BudgetLine:
    plain = BudgetLine(span, span, 1, None, "total", "Tổng cộng", "Kinh phí", None, None, 7100.0, None, None, None, "x")
    return dataclasses.replace(plain, **changes)  # type: ignore[arg-type]


def rows_of(**records: object) -> Tables:
    extraction: Extraction = dataclasses.replace(BARE, **records)  # type: ignore[arg-type]
    return document_tables(extraction, "a.txt", "in/a.txt")


def test_a_document_without_records_is_valid() -> None:
    tables = rows_of()
    check(tables)
    (document,) = tables["documents"]
    assert (document["source_name"], document["media_type"], document["page_count"]) == ("a.txt", "text/plain", 1)
    assert document["doc_type"] is None
    assert document["header_evidence"] == []


def test_header_fields_become_columns_with_evidence() -> None:
    number = HeaderField("doc_number", "12/KH-UBND", "header", at("12/KH-UBND"), "own_number", ("stamped",))
    year = HeaderField("plan_year", "2030", "body", at("năm 2030"), "plan_year")
    day = HeaderField("issued_on", "2024-02-29", "header", at("KẾ HOẠCH"), "date")
    tables = rows_of(header=(number, year, day))
    check(tables)
    (document,) = tables["documents"]
    assert (document["doc_number"], document["plan_year"]) == ("12/KH-UBND", 2030)
    assert document["issued_on"] == date(2024, 2, 29)
    evidence = document["header_evidence"][0]
    assert (evidence["field"], evidence["found_in"], evidence["quote"]) == ("doc_number", "header", "12/KH-UBND")
    assert (evidence["page"], evidence["line_start"], evidence["bbox"]) == (1, 2, None)
    assert document["flags"] == ["stamped"]


def test_records_carry_the_text_around_their_quote() -> None:
    first, second = rows_of(targets=(target(at("90% số hộ")), target(at("90% số thôn"))))["targets"]
    assert first["text_before"].endswith("KẾ HOẠCH Đến năm 2030 đạt")
    offset = len("".join(TEXT[: TEXT.index("90% số hộ")].split()))
    assert (first["text_offset"], second["text_offset"]) == (offset, offset + len("90%sốhộ,đạt"))
    assert (first["text_after"], second["text_after"]) == (", đạt 90% số thôn. Tổng cộng 7,100", ". Tổng cộng 7,100")
    (evidence,) = rows_of(header=(HeaderField("issuer", "UBND xã An Bình", "header", at("UBND"), "x"),))["documents"][
        0
    ]["header_evidence"]
    assert (evidence["text_before"], evidence["text_after"][:3]) == (None, "XÃ ")


def test_records_carry_lines_and_quote() -> None:
    citation = Citation(
        at("12/KH-UBND"), "Kế hoạch", "12/KH-UBND", date(2024, 1, 1), None, None, None, "mentions", "numbered"
    )
    tables = rows_of(citations=(citation,), targets=(target(at("90% số hộ")),))
    check(tables)
    assert tables["citations"][0]["line_start"] == tables["citations"][0]["line_end"] == 2
    row = tables["targets"][0]
    assert (row["line_start"], row["quote"], row["confidence"]) == (4, "90% số hộ", 0.5)
    assert row["flags"] == ["carried"]
    assert row["review_status"] == "auto"


def test_records_come_in_the_order_of_the_document() -> None:
    tables = rows_of(targets=(target(at("7,100")), target(at("90%"))))
    assert [row["line_start"] for row in tables["targets"]] == [4, 6]


def test_records_that_say_the_same_at_one_place_are_told_apart() -> None:
    twin = target(at("90%", 1))
    tables = rows_of(targets=(target(at("90%")), twin, twin))
    check(tables)
    assert len({row["record_id"] for row in tables["targets"]}) == 3


def test_an_identity_outlives_new_rules_and_other_attributes() -> None:
    before = rows_of(targets=(target(at("90%")),), budget_lines=(budget(at("7,100")),))
    after = rows_of(
        targets=(target(at("90%"), rule="better", flags=(), subject="hộ", year=2031, confidence=0.9),),
        budget_lines=(budget(at("7,100"), item="Cộng", row_kind="item"),),
    )
    for table in ("targets", "budget_lines"):
        assert before[table][0]["record_id"] == after[table][0]["record_id"]


@pytest.mark.parametrize("change", [{"value": 91.0}, {"value_high": 95.0}, {"value_text": "90"}])
def test_another_reading_has_another_identity(change: dict[str, object]) -> None:
    before = rows_of(targets=(target(at("90%")),))["targets"][0]
    after = rows_of(targets=(target(at("90%"), **change),))["targets"][0]
    assert before["record_id"] != after["record_id"]


@pytest.mark.parametrize(
    ("table_no", "row_path", "expected"), [(1, None, ""), (1, "A.II", "A.II"), (1, "", ""), (None, None, None)]
)
def test_a_row_without_a_number_has_the_empty_path(
    table_no: int | None, row_path: str | None, expected: object
) -> None:
    row = rows_of(budget_lines=(budget(at("7,100"), table_no=table_no, row_path=row_path),))["budget_lines"][0]
    assert row["row_path"] == expected


def test_tables_of_a_run_follow_source_names_whatever_the_order_of_reading() -> None:
    def document(text: str, name: str) -> Tables:
        return document_tables(extract(text.encode()), name, name)

    one, two = document("KẾ HOẠCH\nmột", "a.txt"), document("KẾ HOẠCH\nhai", "b.txt")
    assert normalise([one, two]) == normalise([two, one])
    assert [row["source_name"] for row in normalise([two, one])["documents"]] == ["a.txt", "b.txt"]


def test_a_record_is_no_surer_than_its_words() -> None:
    line = "Phấn đấu 90% số hộ."
    box = Box(0, 0, 10, 10)
    words = tuple(
        Word(match.start(), match.end(), box, 0.4 if match.group() == "90%" else 0.9)
        for match in re.finditer(r"\S+", line)
    )
    document = Document("0" * 64, "application/pdf", "ocr", (Page(1, (Line(1, line, box, words),)),))
    recognised = dataclasses.replace(BARE, document=document, clean=clean(document))
    start = recognised.clean.text.index("90%")
    sure = target(Span(start, start + 3), confidence=1.0)
    unsure = target(Span(start, start + 3), confidence=0.2)
    rest = target(Span(start + 4, start + 9), confidence=1.0)
    rows = document_tables(dataclasses.replace(recognised, targets=(sure, unsure, rest)), "a.pdf", "a.pdf")["targets"]
    assert sorted(row["confidence"] for row in rows) == [0.2, 0.4, 0.9]
