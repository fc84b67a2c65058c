"""Corrections in the tables: effective values with the original beside them, and conflicts that wait for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from extractors import extract
from pipeline.checks import check
from pipeline.normalise import normalise
from pipeline.review.apply import apply
from pipeline.review.entries import Entry
from pipeline.review.fields import ColumnValueError, from_text, to_text
from pipeline.review.say import NotAllowedError, addition, changes, entry_about
from pipeline.rows import Row, Tables, document_tables
from pipeline.schema import TABLES as TABLE_MODELS
from pipeline.schema import columns

TEXT = """ỦY BAN NHÂN DÂN
XÃ AN BÌNH
Số: 12/KH-UBND
KẾ HOẠCH
Chuyển đổi số năm 2025
Căn cứ Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ;
Phấn đấu 90% hồ sơ được xử lý trực tuyến.
Phấn đấu 80% cán bộ được tập huấn.
Tăng tỷ lệ hộ có cáp quang từ 45% lên 60%.
"""
TABLES: Tables = document_tables(extract(TEXT.encode()), "a.txt", "in/a.txt")
(DOCUMENT,) = TABLES["documents"]
TARGETS = TABLES["targets"]


def target(value: float) -> Row:
    return next(row for row in TARGETS if row["value"] == value)


def stored(*entries: Entry) -> list[Entry]:
    return [replace(e, entry_id=n, act=e.act or n, made_at="2026-01-05T02:00:00Z") for n, e in enumerate(entries, 1)]


def edit(row: Row, field: str, new: Any, table: str = "targets") -> Entry:
    return changes(table, row, DOCUMENT, TABLES[table], "lan", {field: new})[0]


def confirm(row: Row, table: str = "targets") -> Entry:
    return changes(table, row, DOCUMENT, TABLES[table], "lan", {})[-1]


def reject(row: Row) -> Entry:
    return entry_about("targets", row, DOCUMENT, TARGETS, "lan", "reject")


def applied(*entries: Entry, tables: Tables = TABLES) -> Tables:
    result = apply(tables, stored(*entries))
    whole = normalise([tables], {DOCUMENT["doc_id"]: stored(*entries)})
    check(whole)
    return result


def with_target(target_value: float, **changed: Any) -> Tables:
    """The tables as other rules would read them: one target changed."""
    rows = [{**row, **changed, "record_id": "f" * 24} if row["value"] == target_value else row for row in TARGETS]
    return {**TABLES, "targets": rows}


def without_target(value: float) -> Tables:
    return {**TABLES, "targets": [row for row in TARGETS if row["value"] != value]}


def published(tables: Tables, record_id: str) -> Row:
    return next(row for row in tables["targets"] if row["record_id"] == record_id)


def states(tables: Tables) -> list[str]:
    return [row["state"] for row in tables["corrections"]]


def test_without_entries_nothing_is_done() -> None:
    assert apply(TABLES, []) is TABLES


def test_an_edit_gives_the_effective_value_and_keeps_the_original() -> None:
    tables = applied(edit(target(90), "value", 95.0))
    row = published(tables, target(90)["record_id"])
    assert (row["value"], row["review_status"], row["confidence"]) == (95.0, "corrected", 1.0)
    assert row["original"] == [{"field": "value", "value": "90"}]
    assert states(tables) == ["applied"]
    assert target(90)["value"] == 90, "what came in is unchanged"


def test_a_confirmed_record_says_so() -> None:
    tables = applied(confirm(target(90)))
    row = published(tables, target(90)["record_id"])
    assert (row["review_status"], row["original"], states(tables)) == ("confirmed", [], ["agreed"])


def test_a_rejected_record_is_no_data_but_is_not_lost() -> None:
    tables = applied(reject(target(90)))
    assert [row["value"] for row in tables["targets"]] == [80.0, 45.0, 60.0]
    (row,) = tables["rejected_records"]
    assert (row["record_id"], row["review_status"]) == (target(90)["record_id"], "rejected")
    assert {"field": "value", "value": "90"} in row["reading"]


def test_an_added_record_is_data() -> None:
    place = {**target(80), "quote": "tập huấn"}
    tables = applied(addition("targets", DOCUMENT, TARGETS, "lan", {
        "value": 33.0, "unit": "%", "comparator": ">=", "role": "target",
        "subject": "cán bộ"}, place))  # fmt: skip
    (row,) = (row for row in tables["targets"] if row["review_status"] == "added")
    assert (row["value"], row["rule"], row["quote"], row["line_start"]) == (33.0, "review", "tập huấn", 8)


def test_an_added_record_that_the_rules_find_later_is_one_record() -> None:
    values = {"value": 80.0, "unit": "%", "comparator": "=", "role": "target", "year": 2025,
              "subject": "cán bộ được tập huấn"}  # fmt: skip
    said = addition("targets", DOCUMENT, without_target(80)["targets"], "lan", values, target(80))
    tables = applied(said)
    assert [row["value"] for row in tables["targets"]] == [90.0, 80.0, 45.0, 60.0]
    row = published(tables, said.record_id)
    assert row["review_status"] == "confirmed"
    assert states(tables) == ["agreed"]


def test_an_undone_act_counts_no_more_and_an_undone_undo_counts_again() -> None:
    said = edit(target(90), "value", 95.0)
    undo = entry_about("targets", target(90), DOCUMENT, TARGETS, "lan", "undo", undoes=1)
    tables = applied(said, undo)
    assert published(tables, target(90)["record_id"]) == target(90)
    assert states(tables) == ["superseded", "noted"]
    again = replace(undo, undoes=2)
    assert published(applied(said, undo, again), target(90)["record_id"])["value"] == 95.0


RULES: list[tuple[str, Callable[[], Tables], Entry, float | None, str, str]] = [
    ("the new rules read what the reviewer said", lambda: with_target(90, value=95.0),
     edit(target(90), "value", 95.0), 95.0, "confirmed", "agreed"),
    ("they read something else again", lambda: with_target(90, value=9.0),
     edit(target(90), "value", 95.0), 95.0, "corrected", "conflict"),
    ("they read something else than was confirmed", lambda: with_target(90, value=9.0),
     confirm(target(90)), 90.0, "corrected", "conflict"),
    ("they pass the record over", lambda: without_target(90),
     edit(target(90), "value", 95.0), 95.0, "added", "conflict"),
    ("they begin the quote later", lambda: with_target(
        90, quote=target(90)["quote"].removeprefix("Phấn đấu "), text_offset=target(90)["text_offset"] + 7,
        text_before=f"{target(90)['text_before']} Phấn đấu"),
     edit(target(90), "value", 95.0), 95.0, "corrected", "applied"),
    ("they read it on other lines", lambda: with_target(90, line_start=17, line_end=17),
     edit(target(90), "value", 95.0), 95.0, "corrected", "applied"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("_name", "tables", "said", "value", "status", "state"), RULES, ids=[rule[0] for rule in RULES]
)
def test_when_rules_change(
    _name: str, tables: Callable[[], Tables], said: Entry, value: float, status: str, state: str
) -> None:
    result = applied(said, tables=tables())
    row = published(result, target(90)["record_id"])
    assert (row["value"], row["review_status"], states(result)) == (value, status, [state])
    assert ("review_conflict" in row["flags"]) == (state == "conflict")
    assert len(result["targets"]) == 4, "no record is doubled, none is lost"


def test_a_rejected_record_that_reads_otherwise_now_comes_back_as_a_conflict() -> None:
    result = applied(reject(target(90)), tables=with_target(90, value=9.0))
    assert "review_conflict" in published(result, target(90)["record_id"])["flags"]
    assert states(result) == ["conflict"]
    assert states(applied(reject(target(90)), tables=without_target(90))) == ["agreed"]


def test_of_two_values_in_one_sentence_the_other_one_is_never_changed() -> None:
    """The rules lose the 45 and misread the 60: the correction of the 45 must not reach what is left."""
    said = edit(target(45), "value", 46.0)
    rows = [{**row, "value": 61.0, "record_id": "f" * 24} for row in TARGETS if row["value"] == 60]
    result = applied(said, tables={**TABLES, "targets": rows})
    assert published(result, "f" * 24)["value"] == 61.0
    assert states(result) == ["conflict"]


def test_a_header_is_corrected_with_its_evidence() -> None:
    said = edit(DOCUMENT, "doc_number", "12a/KH-UBND", "documents")
    (row,) = applied(said)["documents"]
    assert (row["doc_number"], row["review_status"]) == ("12a/KH-UBND", "corrected")
    assert row["original"] == [{"field": "doc_number", "value": "12/KH-UBND"}]
    assert next(e for e in row["header_evidence"] if e["field"] == "doc_number")["quote"] == "12/KH-UBND"


def test_an_empty_field_of_a_header_needs_a_place_in_the_text() -> None:
    with pytest.raises(NotAllowedError, match="Mark the words"):
        edit(DOCUMENT, "signer", "Nguyễn Văn A", "documents")
    said = changes("documents", DOCUMENT, DOCUMENT, [], "lan", {"signer": "Nguyễn Văn A"}, evidence=target(80))[0]
    (row,) = applied(said)["documents"]
    evidence = next(entry for entry in row["header_evidence"] if entry["field"] == "signer")
    assert (evidence["found_in"], evidence["quote"]) == ("review", target(80)["quote"])


def test_an_emptied_field_of_a_header_has_no_evidence_left() -> None:
    (row,) = applied(edit(DOCUMENT, "title", None, "documents"))["documents"]
    assert row["title"] is None
    assert "title" not in {entry["field"] for entry in row["header_evidence"]}


def test_corrected_values_are_what_places_and_indicators_are_made_of() -> None:
    said = edit(target(90), "subject", "Tỷ lệ người dân có hồ sơ sức khỏe điện tử")
    tables = normalise([TABLES], {DOCUMENT["doc_id"]: stored(said)})
    assert published(tables, target(90)["record_id"])["indicator_id"] == "health-record"


def test_a_moved_record_keeps_where_it_was_read() -> None:
    place = {**target(80), "quote": "80% cán bộ"}
    entries = changes("targets", target(90), DOCUMENT, TARGETS, "lan", {}, evidence={
        name: place[name] for name in ("page", "line_start", "line_end", "page_end", "text_before", "quote",
                                       "text_after", "text_offset", "bbox")})  # fmt: skip
    row = published(applied(*entries), target(90)["record_id"])
    assert (row["quote"], row["line_start"], row["review_status"]) == ("80% cán bộ", 8, "corrected")
    assert row["original"][0]["field"] == "evidence"
    assert "Phấn đấu 90%" in row["original"][0]["value"]


@pytest.mark.parametrize(
    ("table", "field", "typed", "value"),
    [
        ("targets", "value", " 7,5 ", 7.5), ("targets", "value", "1.250.000", 1250000.0),
        ("targets", "year", "2030", 2030),
        ("targets", "subject", "  hộ  dân ", "hộ dân"), ("targets", "subject", "", None),
        ("citations", "issued_on", "3/6/2020", "2020-06-03"),
        ("citations", "issued_on", "2020-06-03", "2020-06-03"),
    ],
)  # fmt: skip
def test_values_are_read_as_people_type_them(table: str, field: str, typed: str, value: object) -> None:
    assert from_text(table, field, typed) == value
    assert from_text(table, field, to_text(value)) == value


@pytest.mark.parametrize(
    ("table", "field", "typed"),
    [
        ("targets", "value", "many"), ("targets", "value", "nan"), ("targets", "value", "inf"),
        ("targets", "year", "20255"),
        ("targets", "year", "2025.5"), ("targets", "role", "aim"), ("targets", "comparator", ""),
        ("citations", "issued_on", "31/2/2020"), ("citations", "doc_type", ""), ("budget_lines", "amount", ""),
    ],
)  # fmt: skip
def test_what_a_column_cannot_hold_is_refused_in_words(table: str, field: str, typed: str) -> None:
    with pytest.raises(ColumnValueError, match=f"{field} cannot be .*: it "):
        from_text(table, field, typed)


def test_an_amount_in_dong_follows_amount_and_unit() -> None:
    own = {"table_no": 1, "row_path": "", "row_kind": "total", "item": "x", "column": "Kinh phí", "amount": 7.0,
           "unit": "triệu đồng", "amount_vnd": 7e6}  # fmt: skip
    every = {**dict.fromkeys(columns(TABLE_MODELS["budget_lines"])), **target(90), **own}
    line = {name: every[name] for name in columns(TABLE_MODELS["budget_lines"])}
    tables = {**TABLES, "budget_lines": [line]}
    said = changes("budget_lines", line, DOCUMENT, [line], "lan", {"amount": 8.0})[0]
    (row,) = applied(said, tables=tables)["budget_lines"]
    assert (row["amount"], row["amount_vnd"]) == (8.0, 8e6)
    assert row["original"] == [{"field": "amount", "value": "7"}, {"field": "amount_vnd", "value": "7000000"}]


def test_dates_are_dates_again() -> None:
    (citation,) = TABLES["citations"]
    said = changes("citations", citation, DOCUMENT, [citation], "lan", {"issued_on": "2020-06-04"})[0]
    (row,) = applied(said)["citations"]
    assert row["issued_on"] == date(2020, 6, 4)
