"""CSV: one file a table, in UTF-8 with a byte order mark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.dataset import DataSet
from pipeline.exports.cells import csv_lines, tuples
from pipeline.exports.place import replacing
from pipeline.schema import TABLES


def write(dataset: DataSet, out: Path) -> Iterator[str]:
    """Write the tables into a folder; CSV takes them all whole."""
    out.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        table = dataset.arrow(name)
        with replacing(out / f"{name}.csv") as path, path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(csv_lines(table.column_names, tuples(table)))
    yield from ()
