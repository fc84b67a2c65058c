"""What the report asks for more than once, read once: tables in memory in the place of the views of the same names."""

from __future__ import annotations

from typing import Any

#: By name what is held of it, in this order: later ones are worked out from those before.
_HELD = {
    "places": "*",
    "tasks": "*",
    "budget_by_source": "*",
    "targets_by_commune": """
        place_id, place, province, indicator_id, indicator, direction, national_target, role, comparator, value,
        value_high, unit, record_id
    """,
}


def hold(connection: Any) -> None:
    """Hold in memory what the report is made of; of targets, which are most, what it counts and compares.

    A data set is hundreds of small files: several threads would wait for each other more than they read, and what
    the files' ends say of their content is kept from one question to the next.
    """
    connection.execute("SET threads = 1")
    connection.execute("SET parquet_metadata_cache = true")
    for name, columns in _HELD.items():
        connection.execute(f"CREATE TABLE held AS SELECT {columns} FROM {name}")  # noqa: S608 - names from above
        connection.execute(f"DROP VIEW {name}")
        connection.execute(f"ALTER TABLE held RENAME TO {name}")
