"""Records of a data set: one by its identity, or those that hold a value."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pipeline.dataset import DataSet
from pipeline.errors import RequestError
from pipeline.rows import Row
from pipeline.schema import TABLES, Record, columns

#: The tables whose rows were read at one place of a document.
RECORD_TABLES = tuple(table for table, model in TABLES.items() if issubclass(model, Record))
#: Fewer characters of an identity name no record.
_LEAST_PREFIX = 6
_IDENTITY = re.compile(r"[0-9a-f]+")
#: Columns that hold numbers, and those that hold texts, by which a person looks for a record.
_NUMBERS = ("value", "value_high", "amount", "amount_vnd")
_TEXTS = ("number", "value_text", "quote")
#: Records that a search shows at most.
MOST_FOUND = 200


@dataclass(frozen=True, slots=True)
class Traced:
    """A row of a table with the row of its document; the same row twice for a document's header."""

    table: str
    record: Row
    document: Row


def find_record(dataset: DataSet, identity: str) -> Traced:
    """The record (or the document) with that identity, or with the one that begins so.

    Raises `RequestError` where there is none, or several.
    """
    import pyarrow.compute as pc

    wanted = identity.strip().lower()
    if len(wanted) < _LEAST_PREFIX or not _IDENTITY.fullmatch(wanted):
        raise RequestError(
            f"{identity!r} is no record_id: it takes at least {_LEAST_PREFIX} of its hexadecimal digits. "
            "Find records with kehoach trace --value VALUE."
        )
    found: list[tuple[str, Row]] = []
    for table, column in (("documents", "doc_id"), *((table, "record_id") for table in RECORD_TABLES)):
        if (dataset.folder / f"{table}.parquet").exists():
            begins = pc.starts_with(pc.field(column), pattern=wanted)
            found += [(table, row) for row in dataset.rows(table, filters=begins)]
    if not found:
        raise RequestError(
            f"No record of {dataset.name} has the identity {identity}. A new release may read it anew: find it with "
            "kehoach trace --value VALUE --commune NAME."
        )
    if len(found) > 1:
        names = ", ".join(_name(table, row) for table, row in found[:5])
        raise RequestError(f"{len(found)} records begin with {identity} ({names}). Give more digits.")
    ((table, row),) = found
    return Traced(table, row, row if table == "documents" else document_of(dataset, row["doc_id"]))


def document_of(dataset: DataSet, doc_id: str) -> Row:
    """The row of a document; raises `RequestError` where the data set has none."""
    import pyarrow.compute as pc

    rows = dataset.rows("documents", filters=pc.field("doc_id") == doc_id)
    if not rows:
        raise RequestError(f"{dataset.name} holds no document {doc_id[:12]}.")
    return rows[0]


def search(dataset: DataSet, value: str | None, commune: str | None) -> list[Traced]:
    """The records that hold a value (a number, or words of a number or quote) in the plans of a commune.

    Names and words are compared without regard to case and tone marks. At most `MOST_FOUND` records.
    """
    clauses, parameters = [], []
    if commune:
        clauses.append("plain(concat_ws(' ', d.commune, d.issuer, d.commune_today)) LIKE ?")
        parameters.append(f"%{_like(commune)}%")
    found: list[Traced] = []
    with dataset.connect() as connection:
        connection.execute("CREATE MACRO plain(words) AS replace(strip_accents(lower(nfc_normalize(words))), 'đ', 'd')")
        for table in RECORD_TABLES:
            if not (dataset.folder / f"{table}.parquet").exists():
                continue
            tests, values = _holds(table, value) if value else (["true"], [])
            if not tests:
                continue
            where = " AND ".join([*clauses, f"({' OR '.join(tests)})"])
            query = (
                f"SELECT r.record_id, d.doc_id FROM {table} r JOIN documents d USING (doc_id) WHERE {where} "  # noqa: S608
                f"ORDER BY d.source_name, r.page, r.line_start, r.record_id LIMIT {MOST_FOUND}"
            )
            ids = connection.execute(query, [*parameters, *values]).fetchall()
            found += _rows(dataset, table, ids)
    return found[:MOST_FOUND]


def _holds(table: str, value: str) -> tuple[list[str], list[object]]:
    """SQL tests of which one must hold, with their parameters."""
    known = columns(TABLES[table])
    number = _number(value)
    if number is not None:
        fitting = [name for name in _NUMBERS if name in known]
        return [f"r.{name} = ?" for name in fitting], [number] * len(fitting)
    fitting = [name for name in _TEXTS if name in known]
    return [f"plain(r.{name}) LIKE ?" for name in fitting], [f"%{_like(value)}%"] * len(fitting)


def _rows(dataset: DataSet, table: str, ids: list[tuple[str, str]]) -> list[Traced]:
    import pyarrow.compute as pc

    if not ids:
        return []
    records = dataset.rows(table, filters=pc.field("record_id").isin([record for record, _ in ids]))
    documents = dataset.rows("documents", filters=pc.field("doc_id").isin(sorted({doc for _, doc in ids})))
    by_record = {row["record_id"]: row for row in records}
    by_document = {row["doc_id"]: row for row in documents}
    return [Traced(table, by_record[record], by_document[doc]) for record, doc in ids]


def _number(text: str) -> float | None:
    """A number as a person types it: `95`, `95%`, `7,5`, `1.250.000`; null for anything else."""
    bare = re.sub(r"[\s%]", "", text)
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3}){2,}", bare):
        bare = bare.replace(".", "")
    bare = bare.replace(",", ".")
    return float(bare) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", bare) else None


def plain(text: str) -> str:
    """A text in small letters without tone marks."""
    bare = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in bare if not unicodedata.combining(c)).replace("đ", "d")


def _like(text: str) -> str:
    return plain(" ".join(text.split())).replace("%", "").replace("_", "")


def _name(table: str, row: Row) -> str:
    return str(row["doc_id"] if table == "documents" else row["record_id"])
