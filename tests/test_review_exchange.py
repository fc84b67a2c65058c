"""Corrections in spreadsheets and from the command line: checked line by line, all stored or none."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.dataset import open_dataset
from pipeline.review.agreement import agreements, kappa
from pipeline.review.log import CorrectionLog, log_path
from pipeline.rows import Row, Tables
from tests.review_pages import Desks
from tests.test_review_apply import confirm, edit, reject, stored, target


@pytest.fixture
def out(desks: Desks) -> Path:
    return desks.out


def corrections(out: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["corrections", *map(str, arguments), "--dataset", str(out)])


def target_of(out: Path, value: float) -> Row:
    return next(row for row in open_dataset(out).rows("targets") if row["value"] == value)


def sheet(folder: Path, *lines: dict[str, str]) -> Path:
    path = folder / "sheet.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ["table_name", "record_id", "action", "field", "new", "reason"], restval="")
        writer.writeheader()
        writer.writerows(lines)
    return path


def test_a_spreadsheet_corrects_the_next_release_and_the_trace_tells_of_it(
    desks: Desks, out: Path, tmp_path: Path
) -> None:
    row, other = target_of(out, 90), target_of(out, 80)
    file = sheet(
        tmp_path,
        {"table_name": "targets", "record_id": row["record_id"], "action": "edit", "field": "value", "new": "95,5",
         "reason": "=HYPERLINK(evil)"},
        {"table_name": "targets", "record_id": row["record_id"], "action": "edit", "field": "comparator", "new": ">="},
        {"table_name": "targets", "record_id": other["record_id"], "action": "reject"},
        {"table_name": "targets", "record_id": other["record_id"]},
    )  # fmt: skip
    done = corrections(out, "import", file, "--reviewer", "lan")
    assert (done.exit_code, done.output) == (0, "3 entries stored. They count from the next kehoach run on.\n")
    traced = CliRunner().invoke(main, ["trace", row["record_id"], "--dataset", str(out), "--sources", str(tmp_path)])
    assert "lan: value 90 → 95.5 (=HYPERLINK(evil)) [from the next run on]" in traced.output
    desks.run()
    corrected = next(new for new in open_dataset(out).rows("targets") if new["record_id"] == row["record_id"])
    assert (corrected["value"], corrected["comparator"], corrected["review_status"]) == (95.5, ">=", "corrected")
    assert len(open_dataset(out).rows("targets")) == 3
    traced = CliRunner().invoke(main, ["trace", row["record_id"], "--dataset", str(out), "--sources", str(tmp_path)])
    assert "lan: edit value 90 → 95.5 [applied] (=HYPERLINK(evil))" in traced.output
    assert "original     value 90" in traced.output
    gone = CliRunner().invoke(main, ["trace", other["record_id"], "--dataset", str(out)])
    assert "rejected_records" in gone.output
    log = corrections(out, "log", row["record_id"])
    assert "value 90 → 95.5" in log.output
    assert corrections(out, "log", "123456").exit_code == 1


def test_an_export_comes_back_without_doubling(out: Path, tmp_path: Path) -> None:
    row = target_of(out, 90)
    corrections(out, "import", sheet(tmp_path, {"table_name": "targets", "record_id": row["record_id"],
                "action": "edit", "field": "comparator", "new": ">=", "reason": "-1"}),
                "--reviewer", "lan")  # fmt: skip
    exported = corrections(out, "export").output
    (line,) = csv.DictReader(io.StringIO(exported))
    assert (line["reviewer"], line["new"], line["reason"], line["quote"]) == ("lan", ">=", "'-1", row["quote"])
    for form, text in (("csv", exported), ("jsonl", corrections(out, "export", "--format", "jsonl").output)):
        (tmp_path / "export").write_text(text, encoding="utf-8")
        done = corrections(out, "import", tmp_path / "export", "--reviewer", "minh", "--format", form)
        assert done.output.startswith("0 entries"), done.output


def test_a_sheet_that_is_imported_again_says_nothing_new(out: Path, tmp_path: Path) -> None:
    about = {"table_name": "targets", "record_id": target_of(out, 90)["record_id"]}
    edited = {**about, "action": "edit", "field": "comparator", "new": ">=", "reason": "câu nói tối thiểu"}
    file = sheet(tmp_path, edited, edited, {**about, "action": "comment", "reason": "đã hỏi xã"})
    assert corrections(out, "import", file, "--reviewer", "lan").output.startswith("2 entries")
    assert corrections(out, "import", file, "--reviewer", "lan").output.startswith("0 entries")
    assert corrections(out, "import", file, "--reviewer", "minh").output.startswith("2 entries")
    # Somebody else has spoken since.
    assert corrections(out, "import", file, "--reviewer", "lan").output.startswith("2 entries")


def test_the_same_sheet_settles_a_conflict(desks: Desks, tmp_path: Path) -> None:
    """Other rules read the place differently, so that what was said of it before no longer stands."""

    def read_otherwise(tables: Tables) -> Tables:
        rows = [{**row, "comparator": "<"} if row["value"] == 90 else row for row in tables["targets"]]
        return {**tables, "targets": rows}

    def stored() -> str:
        return corrections(desks.out, "import", file, "--reviewer", "lan").output.split(" ")[0]

    about = {"table_name": "targets", "record_id": target_of(desks.out, 90)["record_id"]}
    # The record is confirmed as the line before it has it.
    edited = {**about, "action": "edit", "field": "comparator", "new": ">="}
    file = sheet(tmp_path, edited, {**about, "action": "confirm"})
    assert stored() == "2"
    desks.run()
    assert (target_of(desks.out, 90)["comparator"], stored()) == (">=", "0")
    desks.run(change=read_otherwise)
    assert "review_conflict" in target_of(desks.out, 90)["flags"]
    assert stored() == "1"
    desks.run(change=read_otherwise)
    settled = target_of(desks.out, 90)
    assert (settled["comparator"], "review_conflict" in settled["flags"], stored()) == (">=", False, "0")


def test_no_cell_of_an_export_begins_as_a_formula_does(out: Path, tmp_path: Path) -> None:
    row = target_of(out, 90)
    file = sheet(tmp_path, {"table_name": "targets", "record_id": row["record_id"], "action": "comment",
                            "reason": "@SUM(1)"})  # fmt: skip
    corrections(out, "import", file, "--reviewer", "=cmd|' /C calc'!A0")
    for cells in csv.reader(io.StringIO(corrections(out, "export").output)):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


FAULTS = [
    ({"action": "delete"}, "action 'delete' cannot be imported"),
    ({"table_name": "entries"}, "table_name 'entries' is none of"),
    ({"record_id": "0" * 24}, "is in no row of targets"),
    ({"record_id": "' OR 1=1 --"}, "is in no row of targets"),
    ({"field": "doc_id"}, "field 'doc_id' is none of"),
    ({"field": "record_id"}, "field 'record_id' is none of"),
    ({"new": "1.250"}, "value cannot be “1.250”: it is 1250 or 1,250"),
    ({"new": "many"}, "value cannot be “many”: it takes a number"),
    ({"field": "role", "new": "aim"}, "it is one of target, result, other"),
]


@pytest.mark.parametrize(("spoilt", "says"), FAULTS)
def test_a_fault_is_named_by_its_line_and_nothing_is_stored(
    out: Path, tmp_path: Path, spoilt: dict[str, str], says: str
) -> None:
    good = {"table_name": "targets", "record_id": target_of(out, 90)["record_id"], "action": "edit", "field": "value",
            "new": "95"}  # fmt: skip
    done = corrections(out, "import", sheet(tmp_path, good, {**good, **spoilt}), "--reviewer", "lan")
    assert done.exit_code == 1
    assert "Nothing is imported.\nline 3: " in done.output
    assert says in done.output
    assert CorrectionLog(log_path(out)).entries() == []


@pytest.mark.parametrize(
    ("form", "text", "says"),
    [
        ("csv", "a,b\n1,2\n", "line 1: the column action, field, new, record_id, table_name is missing"),
        ("jsonl", '{"action": "edit"}\n[1]\nnothing\n', "line 2: this is no JSON object\nline 3: this is no JSON"),
        ("jsonl", "[" * 100_000, "line 1: this is no JSON"),
    ],
)
def test_a_file_of_another_form_is_refused(out: Path, tmp_path: Path, form: str, text: str, says: str) -> None:
    (tmp_path / "file").write_text(text, encoding="utf-8")
    done = corrections(out, "import", tmp_path / "file", "--reviewer", "lan", "--format", form)
    assert done.exit_code == 1
    for words in says.split("\n"):
        assert words in done.output
    assert "Traceback" not in done.output


def test_a_stale_line_stores_nothing(out: Path, tmp_path: Path) -> None:
    row = target_of(out, 90)
    line = {"table_name": "targets", "record_id": row["record_id"], "action": "edit", "field": "value", "new": 96.0}
    (tmp_path / "a.jsonl").write_text(json.dumps(line), encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(json.dumps({**line, "base_version": 0}), encoding="utf-8")
    assert corrections(out, "import", tmp_path / "a.jsonl", "--reviewer", "lan", "--format", "jsonl").exit_code == 0
    stale = corrections(out, "import", tmp_path / "b.jsonl", "--reviewer", "minh", "--format", "jsonl")
    assert stale.exit_code == 1
    assert "lan edited this record at" in stale.output


def test_a_backup_is_made_by_one_command(out: Path, tmp_path: Path) -> None:
    done = corrections(out, "backup", tmp_path / "copy.sqlite")
    assert done.output == f"{tmp_path / 'copy.sqlite'}: 0 entries\n"


def test_one_release_has_no_log(out: Path) -> None:
    done = corrections((out / "current").resolve(), "export")
    assert (done.exit_code, "is no folder of releases" in done.output) == (1, True)


@pytest.mark.parametrize(
    ("both", "expected"),
    [
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "b"), ("b", "a")], -1.0),
        # Cohen's own example of 1960 has kappa .492 of these shares.
        ([("a", "a")] * 88 + [("a", "b")] * 14 + [("a", "c")] * 18 + [("b", "a")] * 10 + [("b", "b")] * 40
         + [("b", "c")] * 10 + [("c", "a")] * 2 + [("c", "b")] * 6 + [("c", "c")] * 12, 0.492),
        ([("a", "a"), ("a", "a")], None),
    ],
)  # fmt: skip
def test_kappa(both: list[tuple[str, str]], expected: float | None) -> None:
    found = kappa(both)
    assert found is None if expected is None else found == pytest.approx(expected, abs=0.001)


def test_agreement_is_over_what_two_reviewers_judged() -> None:
    from dataclasses import replace

    said = [
        confirm(target(90)), edit(target(80), "value", 81.0), reject(target(45)),
        *(replace(e, reviewer="minh") for e in (confirm(target(90)), edit(target(80), "value", 82.0))),
        *(replace(e, reviewer="minh") for e in (reject(target(45)), confirm(target(60)))),
    ]  # fmt: skip
    found = {(one.table, one.field): one for one in agreements(stored(*said))}
    value = found["targets", "value"]
    assert (value.reviewers, value.judged, value.agreed) == (("lan", "minh"), 2, 0.5)
    assert found["targets", "is a record"].judged == 3
    assert found["targets", "year"].judged == 1
