"""Releases: the same bytes for the same rows, swapped in one step, and never half there."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import parts, releases
from pipeline.batch import _joined
from pipeline.parts import PartFiles, completed, division, pack, table_path, write_groups, write_part
from pipeline.releases import PublishError, draft
from pipeline.rows import Tables
from pipeline.schema import DOCUMENT_TABLES, TABLES, arrow_schema
from tests import publishing
from tests.publishing import publish
from tests.test_schema import DOC, good_tables

PART = "00-0000"
TABLE_FILES = {
    f"{table}.parquet/{PART}.parquet" if table in DOCUMENT_TABLES else f"{table}.parquet" for table in TABLES
}


def tables_with(value: float) -> Tables:
    tables = good_tables()
    tables["targets"][0]["value"] = value
    return tables


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_release_is_whole_and_current(tmp_path: Path) -> None:
    release = publish(tmp_path, good_tables())
    assert release.new
    assert set(files(release.folder)) == TABLE_FILES | {
        "datapackage.json",
        "README.md",
        "manifest.json",
        "inputs.jsonl",
    }
    assert (tmp_path / "current").readlink() == Path("releases") / release.folder.name


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    first = publish(tmp_path / "a", good_tables()).folder
    second = publish(tmp_path / "b", copy.deepcopy(good_tables())).folder
    assert files(first) == files(second)


def test_the_same_content_is_not_released_twice(tmp_path: Path) -> None:
    first = publish(tmp_path, tables_with(1.0))
    second = publish(tmp_path, tables_with(2.0))
    again = publish(tmp_path, tables_with(1.0))
    assert (first.new, second.new, again.new) == (True, True, False)
    assert again.folder == first.folder
    assert (tmp_path / "current").resolve() == first.folder.resolve()
    assert {path.name for path in (tmp_path / "releases").iterdir()} == {first.folder.name, second.folder.name}


def test_a_release_that_was_tampered_with_is_not_taken_again(tmp_path: Path) -> None:
    first = publish(tmp_path, good_tables())
    (first.folder / "README.md").write_text("changed")
    first.folder.rename(first.folder.with_name(first.folder.name.replace("2", "1", 1)))
    again = publish(tmp_path, good_tables())
    assert again.new
    assert (again.folder / "README.md").read_text("utf-8") != "changed"


def test_a_failure_half_way_leaves_the_release_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = publish(tmp_path, tables_with(1.0)).folder
    held = files(before)

    def full(folder: Path, *_: object) -> PartFiles:
        (folder / "half").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing, "write_part", full)
    with pytest.raises(OSError, match="No space left"):
        publish(tmp_path, tables_with(2.0))
    assert (tmp_path / "current").resolve() == before.resolve()
    assert files(before) == held
    assert not [path.name for path in (tmp_path / "releases").iterdir() if path.name.startswith(".")]


def test_everything_is_on_disk_before_the_swap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []
    flush, swap = releases._flush, releases._make_current

    def record_flush(path: Path) -> None:
        events.append(path.name)
        flush(path)

    def record_swap(out: Path, release: Path) -> None:
        events.append("swap")
        swap(out, release)

    monkeypatch.setattr(releases, "_flush", record_flush)
    monkeypatch.setattr(releases, "_make_current", record_swap)
    release = publish(tmp_path, good_tables()).folder
    assert {Path(name).name for name in files(release)} | {"releases"} <= set(events[: events.index("swap")])
    assert events[-1] == tmp_path.name


def test_readers_never_see_a_gap(tmp_path: Path) -> None:
    publish(tmp_path, tables_with(0.0))
    seen: set[bytes] = set()
    failures: list[Exception] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                folder = (tmp_path / "current").resolve(strict=True)
                seen.add((folder / "manifest.json").read_bytes())
                assert set(files(folder)) >= TABLE_FILES
            except (OSError, AssertionError) as failure:
                failures.append(failure)

    reader = threading.Thread(target=read)
    reader.start()
    for value in range(1, 25):
        publish(tmp_path, tables_with(float(value)))
    done.set()
    reader.join()
    assert failures == []
    assert len(seen) > 1


def test_a_folder_called_current_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    with pytest.raises(PublishError, match="no symbolic link"):
        publish(tmp_path, good_tables())


def test_a_part_in_which_nothing_changed_is_the_file_of_the_release_before(tmp_path: Path) -> None:
    before = publish(tmp_path, good_tables()).folder
    with draft(tmp_path) as release:
        assert not release.take_over(PART, "made of something else")
        assert release.take_over(PART, PART)
        for name in TABLE_FILES - {"indicators.parquet"}:
            assert (release.folder / name).samefile(before / name)
        assert release.rows["targets"] == 1


@pytest.mark.parametrize("damage", [b"", b"other bytes", None])
def test_a_damaged_part_is_not_taken_over(tmp_path: Path, damage: bytes | None) -> None:
    path = publish(tmp_path, good_tables()).folder / "targets.parquet" / f"{PART}.parquet"
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    with draft(tmp_path) as release:
        assert not release.take_over(PART, PART)


def test_a_province_and_a_year_read_alone(tmp_path: Path) -> None:
    tables = good_tables()
    (row,) = tables["documents"]
    tables["documents"] = [
        {**row, "doc_id": f"{number:064x}", "province_code": province, "plan_year": year}
        for number, (province, year) in enumerate([("48", 2025), ("48", 2024), ("01", 2025), (None, None)])
    ]
    for table in DOCUMENT_TABLES[1:]:
        tables[table] = [{**row, "doc_id": f"{number:064x}"} for row in tables[table] for number in range(4)]
    assert DOC not in {row["doc_id"] for row in tables["targets"]}
    folder = publish(tmp_path, tables).folder
    names = {path.name for path in publishing.table_files(folder, "targets")}
    assert names == {"48-2025.parquet", "48-2024.parquet", "01-2025.parquet", "00-0000.parquet"}
    one_year = pq.read_table([path for path in publishing.table_files(folder, "documents") if "-2025" in path.name])
    assert one_year["doc_id"].to_pylist() == [f"{2:064x}", f"{0:064x}"]


@pytest.mark.parametrize(("documents", "digits"), [(0, 0), (500, 0), (501, 1), (8_000, 1), (8_001, 2)])
def test_large_parts_are_divided(documents: int, digits: int) -> None:
    assert division(documents) == digits


def packed_documents(count: int) -> Iterator[tuple[bytes, str]]:
    for number in range(count):
        tables = good_tables()
        for row in (row for rows in tables.values() for row in rows if "doc_id" in row):
            row["doc_id"] = f"{number:064}"
        own = {table: tables.get(table, []) for table in DOCUMENT_TABLES}
        yield pack(completed(own), own), ""


def test_a_part_holds_its_documents_in_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = write_part(tmp_path / "whole", PART, packed_documents(5))
    monkeypatch.setattr(parts, "DOCUMENTS_A_GROUP", 2)
    written = write_part(tmp_path / "groups", PART, packed_documents(5))
    for table in DOCUMENT_TABLES:
        path = table_path(tmp_path / "groups", table, PART)
        assert pq.read_table(path).equals(pq.read_table(table_path(tmp_path / "whole", table, PART)))
        assert written[table].rows == whole[table].rows == pq.read_metadata(path).num_rows
        assert written[table].sha256 == parts.file_digest(path)
        assert pq.read_metadata(path).num_row_groups == (3 if written[table].rows else 1)
    assert written == write_part(tmp_path / "again", PART, packed_documents(5))


def test_a_part_of_which_a_document_is_lost_is_not_written(tmp_path: Path) -> None:
    def broken() -> Iterator[tuple[bytes, str]]:
        yield from packed_documents(3)
        raise LookupError

    with pytest.raises(LookupError):
        write_part(tmp_path, PART, broken())
    assert not files(tmp_path)


def test_citations_are_joined_group_by_group(tmp_path: Path) -> None:
    path, rows = tmp_path / "edges.parquet", [["a", "b"], ["c"]]
    schema = arrow_schema("citation_edges")
    groups = [pa.Table.from_pylist([{"cited_id": one} for one in group], schema) for group in rows]
    write_groups(path, "citation_edges", groups)
    with pq.ParquetFile(path) as edges:
        joined = list(_joined(edges, pa.array([None, "B", "C"], pa.string())))
    assert [group["cited_doc_id"].to_pylist() for group in joined] == [[None, "B"], ["C"]]
    assert [group["cited_id"].to_pylist() for group in joined] == rows
    assert all(group.schema == schema for group in joined)
