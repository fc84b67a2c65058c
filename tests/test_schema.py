"""The tables: their columns, what a row may hold, and what the dictionary says of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.checks import ChecksFailedError, Fault, check
from pipeline.dictionary import datapackage, readme
from pipeline.parts import PartFile
from pipeline.rows import Row, Tables
from pipeline.schema import KEYS, TABLES, arrow_schema, columns
from tests.publishing import publish

COMMON = "doc_id record_id page line_start line_end quote bbox rule flags confidence review_status"
PROMISED = {
    "documents": "doc_id source_name source_uri media_type text_layer page_count line_count doc_type doc_number "
    "issued_on issued_place issuer level commune district province commune_code district_code province_code plan_year "
    "title signer signer_title header_evidence flags",
    "citations": f"{COMMON} doc_type number issued_on issuer subject pinpoint relation cited_id",
    "targets": f"{COMMON} value value_high value_text unit comparator role year subject scope section indicator_id "
    "indicator",
    "indicators": "indicator_id pillar name name_en definition direction unit source national_target "
    "national_target_year",
    "tasks": f"{COMMON} table_no row_path group task expected_result deadline deadline_kind deadline_from deadline_to "
    "deadline_quarter lead_body lead_body_name coordinating_bodies budget budget_vnd section",
    "findings": "doc_id finding_id severity code message record_ids page line_start line_end quote places",
    "budget_lines": f"{COMMON} table_no row_path row_kind item column source year amount unit amount_vnd basis",
}

DOC = "ab" * 32
PLACE: Row = {
    "page": 1, "line_start": 3, "line_end": 4, "page_end": 1, "quote": "đạt 90%", "bbox": None, "rule": "share",
    "flags": [], "text_before": "Phấn đấu", "text_after": None, "text_offset": 7,
}  # fmt: skip
REVIEW: Row = {"review_status": "auto", "original": []}
RECORD: Row = {"doc_id": DOC, "record_id": "c" * 24, **PLACE, "confidence": 1.0, **REVIEW}


def good_tables() -> Tables:
    """One valid row of each table, with as many nulls as may be."""
    nothing = {table: dict.fromkeys(columns(model)) for table, model in TABLES.items()}
    evidence = {"field": "issued_on", "found_in": "header", **PLACE}
    return {
        "documents": [
            {**nothing["documents"], "doc_id": DOC, "source_name": "a.txt", "source_uri": "in/a.txt",
             "media_type": "text/plain", "text_layer": "text", "page_count": 1, "line_count": 9, "character_count": 99,
             "issued_on": date(2024, 2, 29), "header_evidence": [evidence], "flags": ["odd"], **REVIEW}
        ],
        "citations": [{**nothing["citations"], **RECORD, "doc_type": "Luật", "relation": "basis"}],
        "targets": [{**nothing["targets"], **RECORD, "value": 90.0, "comparator": ">=", "role": "target",
                     "year": 2025}],
        "budget_lines": [{**nothing["budget_lines"], **RECORD, "table_no": 1, "row_path": "", "row_kind": "total",
                          "amount": 7.1, "bbox": [[1.0, 2.0, 3.0, 4.5]]}],
        "tasks": [{**nothing["tasks"], **RECORD, "task": "Tập huấn", "coordinating_bodies": [],
                   "deadline_to": date(2026, 6, 30), "deadline_kind": "day"}],
        "findings": [{**nothing["findings"], "doc_id": DOC, "finding_id": "f" * 24, "severity": "error",
                      "code": "total_differs", "message": "printed 7, summed 8", "message_vi": "in 7, cộng 8",
                      "record_ids": ["c" * 24],
                      "places": [{"doc_id": DOC, "table_name": "budget_lines", "record_id": "c" * 24, "field": None,
                                  "page": 1, "line_start": 3, "line_end": 4, "page_end": 1, "quote": "7"}]}],
        "citation_edges": [{**nothing["citation_edges"], "doc_id": DOC, "record_id": "e" * 24, "cited_id": "luat.a",
                            "relation": "basis", "count": 1}],
        "indicators": [{**nothing["indicators"], "indicator_id": "a-b", "pillar": "data", "name": "Tỷ lệ a",
                        "unit": "%",
                        "name_en": "Share of a", "definition": "a that are b", "direction": "up", "source": "Luật"}],
        "rejected_records": [{**RECORD, "review_status": "rejected", "table_name": "targets",
                              "reading": [{"field": "value", "value": "90"}, {"field": "scope", "value": None}]}],
        "corrections": [{**nothing["corrections"], "correction_id": 1, "doc_id": DOC, "record_id": "c" * 24,
                         "table_name": "targets", "action": "reject", "reviewer": "lan",
                         "made_at": "2026-01-05T02:00:00.000000Z", "state": "applied"}],
    }  # fmt: skip


@pytest.mark.parametrize("table", PROMISED)
def test_every_promised_column_is_there(table: str) -> None:
    assert set(PROMISED[table].split()) <= set(columns(TABLES[table]))
    assert arrow_schema(table).names == columns(TABLES[table])


def test_good_tables_hold() -> None:
    tables = good_tables()
    held = check(tables)
    assert {(c.table, c.rows) for c in held} == {(table, 1) for table in TABLES}


FAULTS: list[tuple[str, str, object]] = [
    ("documents", "doc_id", "short"),
    ("documents", "source_name", ""),
    ("documents", "text_layer", "paper"),
    ("documents", "issued_on", "2024-02-29"),
    ("documents", "plan_year", 20244),
    ("documents", "page_count", -1),
    ("documents", "title", ""),
    ("documents", "province_code", "38a"),
    ("citations", "relation", "quotes"),
    ("citations", "doc_type", None),
    ("citations", "number", ""),
    ("targets", "value", "90"),
    ("targets", "value", float("nan")),
    ("targets", "comparator", "=="),
    ("targets", "confidence", 1.5),
    ("targets", "flags", None),
    ("targets", "flags", [""]),
    ("targets", "quote", ""),
    ("targets", "year", 2025.0),
    ("indicators", "direction", "sideways"),
    ("indicators", "source", None),
    ("indicators", "national_target", float("nan")),
    ("tasks", "task", None),
    ("tasks", "deadline_quarter", 5),
    ("tasks", "deadline_kind", "soon"),
    ("tasks", "coordinating_bodies", [""]),
    ("findings", "severity", "bad"),
    ("findings", "record_ids", ["short"]),
    ("budget_lines", "amount", None),
    ("budget_lines", "amount", float("inf")),
    ("budget_lines", "bbox", []),
    ("budget_lines", "bbox", [[1.0, 2.0]]),
    ("budget_lines", "page", 0),
    ("budget_lines", "review_status", "seen"),
    ("budget_lines", "invented", 1),
]


def faults(tables: Tables) -> list[Fault]:
    with pytest.raises(ChecksFailedError) as failed:
        check(tables)
    assert str(failed.value).startswith(str(failed.value.faults[0]))
    return failed.value.faults


@pytest.mark.parametrize(("table", "column", "value"), FAULTS)
def test_a_wrong_value_is_named_by_table_row_and_column(table: str, column: str, value: object) -> None:
    tables = good_tables()
    good = tables[table][0]
    # A second row, so that the row's number says something.
    others = {
        "doc_id": "ef" * 32,
        "record_id": "d" * 24,
        "indicator_id": "c-d",
        "correction_id": 2,
        "finding_id": "a" * 24,
    }
    second = {**good, KEYS[table]: others[KEYS[table]]}
    tables[table] = [good, {**second, column: value}]
    (fault,) = faults(tables)
    assert (fault.table, fault.row, fault.column.split(".")[0]) == (table, 2, column)


def test_a_missing_column_is_named() -> None:
    tables = good_tables()
    del tables["targets"][0]["unit"]
    (fault,) = faults(tables)
    assert (fault.table, fault.row, fault.column) == ("targets", 1, "unit")


def _backwards(tables: Tables) -> None:
    tables["targets"][0]["line_end"] = 2


def _twice(tables: Tables) -> None:
    tables["targets"] *= 2


def _orphan(tables: Tables) -> None:
    tables["citations"][0]["doc_id"] = "12" * 32


def _unproven(tables: Tables) -> None:
    tables["documents"][0]["signer"] = "Ai"


@pytest.mark.parametrize(
    ("spoil", "table", "rows", "column"),
    [
        (_backwards, "targets", [1], "page_end, line_end"),
        (_twice, "targets", [1, 2], "record_id"),
        (_orphan, "citations", [1], "doc_id"),
        (_unproven, "documents", [1], "signer"),
    ],
)
def test_rows_fit_together(spoil: Callable[[Tables], None], table: str, rows: list[int], column: str) -> None:
    tables = good_tables()
    spoil(tables)
    assert [(f.table, f.row, f.column) for f in faults(tables)] == [(table, row, column) for row in rows]


def test_a_record_may_end_on_the_next_page_at_a_smaller_line() -> None:
    tables = good_tables()
    tables["targets"][0].update(page=1, line_start=40, page_end=2, line_end=2)
    check(tables)


def test_tables_read_back_with_pandas(tmp_path: Path) -> None:
    folder = publish(tmp_path, good_tables()).folder
    documents = pd.read_parquet(folder / "documents.parquet").to_dict("records")[0]
    assert str(documents["issued_on"])[:10] == "2024-02-29"
    assert documents["header_evidence"][0]["line_start"] == 3
    assert list(documents["flags"]) == ["odd"]
    assert pd.isna(documents["plan_year"])
    target = pd.read_parquet(folder / "targets.parquet").to_dict("records")[0]
    assert (target["value"], target["year"], target["bbox"]) == (90.0, 2025, None)
    budget = pd.read_parquet(folder / "budget_lines.parquet").to_dict("records")[0]
    assert [list(box) for box in budget["bbox"]] == [[1.0, 2.0, 3.0, 4.5]]
    assert budget["row_path"] == ""


def test_types_of_the_parquet_files() -> None:
    schema = arrow_schema("targets")
    types: dict[str, Any] = {name: schema.field(name).type for name in ("value", "year", "flags", "bbox", "role")}
    boxes = pa.list_(pa.list_(pa.float64()))
    assert types == {
        "value": pa.float64(), "year": pa.int32(), "flags": pa.list_(pa.string()), "bbox": boxes, "role": pa.string(),
    }  # fmt: skip
    assert arrow_schema("documents").field("issued_on").type == pa.date32()


def test_the_dictionary_explains_every_column(tmp_path: Path) -> None:
    folder = publish(tmp_path, good_tables()).folder
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    words = (folder / "README.md").read_text("utf-8")
    for resource in package["resources"]:
        paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
        for path in paths:
            stored = pq.read_schema(folder / path)
            assert [field["name"] for field in resource["schema"]["fields"]] == stored.names
        assert sum((folder / path).stat().st_size for path in paths) == resource["bytes"]
        for field in resource["schema"]["fields"]:
            assert field["description"]
            assert f"| `{field['name']}` |" in words


def test_the_dictionary_gives_allowed_values_and_limits() -> None:
    package = datapackage({table: {"": PartFile(0, 0, "0")} for table in TABLES})
    fields = {field["name"]: field for field in package["resources"][2]["schema"]["fields"]}
    assert fields["comparator"]["constraints"] == {"required": True, "enum": ["=", ">=", ">", "<=", "<", "~"]}
    assert fields["year"]["constraints"] == {"minimum": 1900, "maximum": 2100}
    assert fields["confidence"]["constraints"] == {"required": True, "minimum": 0, "maximum": 1}
    assert "One of `target`, `result`, `other`" in readme(dict.fromkeys(TABLES, 0))
