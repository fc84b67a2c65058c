"""What changed between two releases, as an auditor asks."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.dataset import open_dataset
from pipeline.diff import diff
from pipeline.rows import Row, Tables
from tests.conftest import read_samples
from tests.publishing import publish_documents

Edit = Callable[[list[Tables]], None]


def kehoach(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)])


@pytest.fixture(scope="module")
def samples() -> list[Tables]:
    return read_samples()


def edited(samples: list[Tables], out: Path, edit: Edit) -> Path:
    copies = [{table: [dict(row) for row in rows] for table, rows in document.items()} for document in samples]
    edit(copies)
    publish_documents(out, copies)
    return out


def target(documents: list[Tables], number: int) -> Row:
    return documents[1]["targets"][number]


def value_read_otherwise(documents: list[Tables]) -> None:
    target(documents, 0).update(value=12.5, record_id="a" * 24)


def flag_added(documents: list[Tables]) -> None:
    target(documents, 0)["flags"] = ["subject_carried"]


def text_moved(documents: list[Tables]) -> None:
    target(documents, 0).update(line_start=7, line_end=7, record_id="b" * 24)


def record_gone(documents: list[Tables]) -> None:
    documents[1]["targets"].pop(0)


def record_new(documents: list[Tables]) -> None:
    documents[1]["targets"].append({**target(documents, 0), "record_id": "c" * 24, "line_start": 3, "quote": "mới"})


@pytest.mark.parametrize(
    ("edit", "counts", "columns"),
    [
        (value_read_otherwise, (0, 0, 1), {"record_id", "value"}),
        (flag_added, (0, 0, 1), {"flags"}),
        (text_moved, (0, 0, 1), {"record_id", "line_start", "line_end"}),
        (record_gone, (0, 1, 0), set()),
        (record_new, (1, 0, 0), set()),
    ],
)
def test_records_are_matched_by_identity_then_by_place_and_words(
    samples: list[Tables],
    published_samples: Path,
    tmp_path: Path,
    edit: Edit,
    counts: tuple[int, int, int],
    columns: set[str],
) -> None:
    found = diff(open_dataset(published_samples), open_dataset(edited(samples, tmp_path, edit)))["targets"]
    assert (len(found.added), len(found.removed), len(found.changed)) == counts
    assert {name for change in found.changed for name in change.columns} == columns


def test_the_same_records_are_no_difference(samples: list[Tables], published_samples: Path, tmp_path: Path) -> None:
    same = edited(samples, tmp_path, lambda documents: documents.reverse())
    result = kehoach(published_samples, same)
    assert result.exit_code == 0
    assert result.stdout.endswith("The releases hold the same records.\n")


def document_gone(documents: list[Tables]) -> None:
    documents.pop(1)


def test_a_document_brings_and_takes_its_records(
    samples: list[Tables], published_samples: Path, tmp_path: Path
) -> None:
    fewer = edited(samples, tmp_path, document_gone)
    lost = diff(open_dataset(published_samples), open_dataset(fewer))
    assert [row["source_name"] for row in lost["documents"].removed] == ["001_2d2fca842c8bf0cb.txt"]
    assert len(lost["targets"].removed) == 28
    assert not lost["targets"].added
    assert not lost["targets"].changed
    gained = diff(open_dataset(fewer), open_dataset(published_samples))
    assert gained["targets"].added == lost["targets"].removed


def test_people_read_file_line_and_both_values(samples: list[Tables], published_samples: Path, tmp_path: Path) -> None:
    result = kehoach(published_samples, edited(samples, tmp_path, value_read_otherwise))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == f"{open_dataset(published_samples).name} → {open_dataset(tmp_path).name}"
    start = lines.index("targets: 0 added, 0 removed, 1 changed")
    assert lines[start + 1].startswith("  ~ " + "a" * 24 + " · 001_2d2fca842c8bf0cb.txt · l. ")
    assert any(line.startswith("      value: ") and line.endswith(" → 12.5") for line in lines[start:])


def test_programs_read_json(samples: list[Tables], published_samples: Path, tmp_path: Path) -> None:
    result = kehoach(published_samples, edited(samples, tmp_path, value_read_otherwise), "--json")
    found: dict[str, Any] = json.loads(result.stdout)
    (change,) = found["tables"]["targets"]["changed"]
    assert change["key"] == "a" * 24
    assert change["columns"]["value"][1] == 12.5


def test_a_release_of_an_earlier_version_may_lack_a_table(
    samples: list[Tables], published_samples: Path, tmp_path: Path
) -> None:
    edited(samples, tmp_path, lambda _: None)
    shutil.rmtree(tmp_path / "current" / "tasks.parquet")
    shutil.rmtree(tmp_path / "current" / "findings.parquet")
    found = diff(open_dataset(tmp_path), open_dataset(published_samples))
    assert set(found) == {"findings", "tasks"}
    assert len(found["findings"].added) == open_dataset(published_samples).arrow("findings").num_rows


def test_what_is_no_release_is_named(published_samples: Path, tmp_path: Path) -> None:
    result = kehoach(published_samples, tmp_path)
    assert result.exit_code == 2
    assert f"{tmp_path} holds no data set" in result.stderr
    assert kehoach(published_samples, tmp_path / "nowhere").exit_code == 2
