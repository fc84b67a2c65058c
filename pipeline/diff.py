"""What changed between two releases: records added, removed and changed, table by table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.dataset import DataSet
from pipeline.rows import Row
from pipeline.schema import KEYS, TABLES
from pipeline.sources import shown

#: What tells that two rows are of one record, from the surest to the least sure; the key of the table comes before.
#: A place that is read in another way keeps its words or its lines; a text that moved keeps its words.
_SAME_RECORD = (
    ("doc_id", "page", "line_start", "page_end", "line_end", "quote"),
    ("doc_id", "page", "line_start", "page_end", "line_end"),
    ("doc_id", "quote"),
)
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Change:
    """A record that is in both releases: its rows there, and the columns that differ."""

    old: Row
    new: Row
    columns: list[str]


@dataclass(frozen=True, slots=True)
class TableDifference:
    """What differs in one table; columns that only one release has are named, not compared."""

    added: list[Row] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    columns_added: list[str] = field(default_factory=list)
    columns_removed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any((self.added, self.removed, self.changed, self.columns_added, self.columns_removed))


def diff(old: DataSet, new: DataSet) -> dict[str, TableDifference]:
    """The tables that differ, each with its difference; empty where the releases hold the same."""
    found = {table: _table_difference(table, old, new) for table in TABLES}
    return {table: difference for table, difference in found.items() if difference}


def _table_difference(table: str, old: DataSet, new: DataSet) -> TableDifference:
    before, after = (_arrow(release, table) for release in (old, new))
    old_columns, new_columns = before.column_names, after.column_names
    common = [name for name in new_columns if name in old_columns] or new_columns or old_columns
    removed, added = _unequal(before, after, [name for name in common if name in old_columns and name in new_columns])
    pairs = []
    for names in ((KEYS[table],), *_SAME_RECORD):
        if set(names) <= set(common):
            pairs += _paired(removed, added, names)
    changed = [Change(one, other, [name for name in common if one[name] != other[name]]) for one, other in pairs]
    changed.sort(key=lambda change: _order(change.new, table))
    whole = bool(old_columns and new_columns)
    return TableDifference(
        sorted(added.values(), key=lambda row: _order(row, table)),
        sorted(removed.values(), key=lambda row: _order(row, table)),
        changed,
        [name for name in new_columns if name not in old_columns] if whole else [],
        [name for name in old_columns if name not in new_columns] if whole else [],
    )


def _arrow(release: DataSet, table: str) -> Any:
    """A table, without rows and columns where a release of an earlier version has none of that name."""
    import pyarrow as pa

    return release.arrow(table) if (release.folder / f"{table}.parquet").exists() else pa.table({})


def _unequal(before: Any, after: Any, columns: list[str]) -> tuple[dict[int, Row], dict[int, Row]]:
    """The rows of each table that the other lacks, by their numbers."""
    if not columns:
        return dict(enumerate(before.to_pylist())), dict(enumerate(after.to_pylist()))
    import duckdb

    with duckdb.connect() as connection:
        for name, table in (("before", before), ("after", after)):
            connection.register(name, table.select(columns))
        removed, added = (
            connection.execute(f"FROM {one} EXCEPT ALL FROM {other}").to_arrow_table().to_pylist()
            for one, other in (("before", "after"), ("after", "before"))
        )
    return dict(enumerate(removed)), dict(enumerate(added))


def _paired(removed: dict[int, Row], added: dict[int, Row], names: tuple[str, ...]) -> list[tuple[Row, Row]]:
    """Takes the rows that agree in these columns out of both, as pairs; several at one place pair in their order."""
    waiting: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, row in _in_order(added):
        if all(row[name] is not None for name in names):
            waiting[tuple(str(row[name]) for name in names)].append(number)
    pairs = []
    for number, row in _in_order(removed):
        if numbers := waiting.get(tuple(str(row[name]) for name in names)):
            pairs.append((removed.pop(number), added.pop(numbers.pop(0))))
    return pairs


def _in_order(rows: dict[int, Row]) -> list[tuple[int, Row]]:
    return sorted(rows.items(), key=lambda item: str(item[1]))


def _order(row: Row, table: str) -> tuple[Any, ...]:
    return row.get("doc_id") or "", row.get("page") or 0, row.get("line_start") or 0, str(row.get(KEYS[table]))


def to_json(differences: dict[str, TableDifference]) -> dict[str, Any]:
    """The differences for programs: whole rows, and for each changed record its columns as [old, new]."""
    return {
        table: {
            "added": difference.added,
            "removed": difference.removed,
            "changed": [
                {
                    "key": change.new[KEYS[table]],
                    "old_key": change.old[KEYS[table]],
                    "columns": {name: [change.old[name], change.new[name]] for name in change.columns},
                }
                for change in difference.changed
            ],
            "columns_added": difference.columns_added,
            "columns_removed": difference.columns_removed,
        }
        for table, difference in differences.items()
    }


def as_lines(old: DataSet, new: DataSet, differences: dict[str, TableDifference]) -> Iterator[str]:
    """The differences for people: counts by table, then a line a record, with file, line and words."""
    names = {row["doc_id"]: row["source_name"] for one in (old, new) for row in one.rows("documents", _NAMES)}
    yield f"{old.name} → {new.name}"
    for table, difference in differences.items():
        counts = {name: len(getattr(difference, name)) for name in ("added", "removed", "changed")}
        yield f"\n{table}: " + ", ".join(f"{count} {name}" for name, count in counts.items())
        for name, columns in (("added", difference.columns_added), ("removed", difference.columns_removed)):
            if columns:
                yield f"  columns {name}: {', '.join(columns)}"
        yield from (f"  + {_described(table, row, names)}" for row in difference.added)
        yield from (f"  - {_described(table, row, names)}" for row in difference.removed)
        for change in difference.changed:
            yield f"  ~ {_described(table, change.new, names)}"
            for column in change.columns:
                yield f"      {column}: {_brief(change.old[column])} → {_brief(change.new[column])}"
    if not differences:
        yield "The releases hold the same records."


_NAMES = ["doc_id", "source_name"]


def _described(table: str, row: Row, names: dict[str, str]) -> str:
    key = str(row[KEYS[table]])
    file = names.get(row.get("doc_id") or "", "")
    page = f"p. {row['page']} " if (row.get("page") or 1) > 1 else ""
    line = f"{page}l. {row['line_start']}" if row.get("line_start") else ""
    said = row.get("message") or row.get("quote") or row.get("title") or row.get("name") or row.get("cited_id")
    return " · ".join(filter(None, [key[:24], shown(file), line, _brief(said) if said else ""]))


def _brief(value: Any) -> str:
    if value is None:
        return "–"
    text = " ".join((value.isoformat() if isinstance(value, date) else str(value)).split())
    return shown(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
