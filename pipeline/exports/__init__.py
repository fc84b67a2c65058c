"""Data sets in the formats of other programs: an Excel workbook, CSV files, a DuckDB file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.dataset import DataSet
from pipeline.errors import RequestError
from pipeline.exports import database, delimited, workbook

#: What writes each format to a place, and yields what a reader of it should know.
_WRITERS: dict[str, Callable[[DataSet, Path], Iterator[str]]] = {
    "xlsx": workbook.write,
    "csv": delimited.write,
    "duckdb": database.write,
}
FORMATS = tuple(_WRITERS)


def export(dataset: DataSet, form: str, out: Path) -> list[str]:
    """Write a release to `out`: a file, for CSV a folder with a file a table. What stood there is replaced.

    Returns messages on what the format could not take whole. Raises `RequestError` where `out` cannot be written.
    """
    try:
        return list(_WRITERS[form](dataset, out))
    except OSError as error:
        raise RequestError(f"{out} cannot be written: {error.strerror or error}. Name another place.") from error
