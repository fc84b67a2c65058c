"""DuckDB: one file with the tables, what each column means, and the views of `pipeline.views`."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

from pipeline.dataset import DataSet
from pipeline.exports.place import replacing
from pipeline.schema import TABLES, columns
from pipeline.views import add_views


def write(dataset: DataSet, out: Path) -> Iterator[str]:
    """Write the file; DuckDB takes all tables whole."""
    import duckdb

    with replacing(out) as path, duckdb.connect(str(path)) as connection:
        for name, model in TABLES.items():
            table = dataset.arrow(name)
            connection.register("published", table)
            connection.execute(f'CREATE TABLE "{name}" AS FROM published')
            connection.unregister("published")
            connection.execute(f'COMMENT ON TABLE "{name}" IS {_quoted(inspect.getdoc(model) or name)}')
            for column in columns(model):
                meaning = _quoted(model.model_fields[column].description or column)
                connection.execute(f'COMMENT ON COLUMN "{name}"."{column}" IS {meaning}')
        add_views(connection)
    yield from ()


def _quoted(text: str) -> str:
    """A text constant of SQL."""
    return "'" + text.replace("'", "''") + "'"
