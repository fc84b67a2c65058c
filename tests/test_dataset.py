"""A data set is opened the same way whatever it consists of."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.dataset import NoDataSetError, open_dataset

ROWS = [{"doc_id": "a", "plan_year": 2024}, {"doc_id": "b", "plan_year": 2025}]


def one_file(release: Path) -> None:
    pq.write_table(pa.Table.from_pylist(ROWS), release / "documents.parquet")


def parts(release: Path) -> None:
    folder = release / "documents.parquet"
    folder.mkdir()
    for number, row in enumerate(ROWS):
        pq.write_table(pa.Table.from_pylist([row]), folder / f"{number}.parquet")


@pytest.mark.parametrize("write", [one_file, parts])
def test_files_and_parts_read_the_same(tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    release = tmp_path / "releases" / "r1"
    release.mkdir(parents=True)
    write(release)
    (tmp_path / "current").symlink_to(Path("releases") / "r1")
    dataset = open_dataset(tmp_path)
    assert dataset.name == "r1"
    assert dataset.rows("documents") == ROWS == open_dataset(release).rows("documents")
    assert dataset.rows("documents", ["plan_year"], [("doc_id", "=", "b")]) == [{"plan_year": 2025}]
    assert dataset.connect().sql("SELECT sum(plan_year) FROM documents").fetchone() == (4049,)


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoDataSetError, match=r"holds no data set\. Make one first: kehoach run"):
        open_dataset(tmp_path)
    one_file(tmp_path)
    with pytest.raises(NoDataSetError, match="no table targets"):
        open_dataset(tmp_path).rows("targets")
    (tmp_path / "targets.parquet").write_bytes(b"no Parquet")
    with pytest.raises(NoDataSetError, match=r"targets.parquet cannot be read"):
        open_dataset(tmp_path).rows("targets")
