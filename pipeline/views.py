"""The views of a data set that answer common questions (`views.sql`), for readers and for the exported database."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from pipeline.dataset import DataSet
from pipeline.schema import TABLES

if TYPE_CHECKING:
    import duckdb


def add_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the views over the tables of a connection."""
    connection.execute((files("pipeline") / "views.sql").read_text("utf-8"))


def connect_with_views(dataset: DataSet) -> duckdb.DuckDBPyConnection:
    """DuckDB in memory with the tables of a release and the views; raises `NoDataSetError` where a table is missing."""
    for table in TABLES:
        dataset.path(table)
    connection = dataset.connect()
    add_views(connection)
    return connection
