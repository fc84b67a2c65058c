"""The views of a data set that answer common questions (`views.sql`), for readers and for the exported database."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from pipeline.dataset import DataSet

if TYPE_CHECKING:
    import duckdb

# Releases of before there were findings.
_NO_FINDINGS = """
    CREATE TABLE findings (
        doc_id VARCHAR, finding_id VARCHAR, severity VARCHAR, code VARCHAR, message VARCHAR, record_ids VARCHAR[],
        page INT, line_start INT, line_end INT, page_end INT, quote VARCHAR,
        places STRUCT(
            doc_id VARCHAR, "table" VARCHAR, record_id VARCHAR, field VARCHAR, page INT, line_start INT, quote VARCHAR
        )[]
    )
"""


def add_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the views over the tables of a connection."""
    if connection.execute("SELECT 1 FROM duckdb_columns() WHERE table_name = 'findings'").fetchone() is None:
        connection.execute(_NO_FINDINGS)
    connection.execute((files("pipeline") / "views.sql").read_text("utf-8"))


def connect_with_views(dataset: DataSet) -> duckdb.DuckDBPyConnection:
    """DuckDB in memory with the tables of a release and the views."""
    connection = dataset.connect()
    add_views(connection)
    return connection
