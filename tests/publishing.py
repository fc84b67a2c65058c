"""A release of tables in memory, published without a run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.findings import digest, document_findings, history_findings, merged
from pipeline.normalise import normalise, normalise_document
from pipeline.parts import completed, pack, table_path, write_part, write_rows
from pipeline.releases import Draft, Release, draft
from pipeline.releases import publish as finish
from pipeline.rows import Row, Tables
from pipeline.schema import DOCUMENT_TABLES, TABLES


def complete_documents(documents: Sequence[Tables]) -> Tables:
    """The tables of documents as they were read, with all that a run adds to them."""
    return {**normalise(documents), "findings": findings_of([normalise_document(document) for document in documents])}


def findings_of(completed: Sequence[Tables]) -> list[Row]:
    """The findings of normalised documents, as a run makes them, by the names of the documents."""
    told = list(history_findings(one for document in completed if (one := digest(document)) is not None))
    found: list[Row] = []
    for document in sorted(completed, key=lambda tables: str(tables["documents"][0]["source_name"])):
        (row,) = document["documents"]
        history = [one for one in told if one["doc_id"] == row["doc_id"]]
        found += merged(document_findings(document), history)
    return found


def publish_documents(out: Path, documents: Sequence[Tables]) -> Release:
    """Publish documents as a run does, without one."""
    return publish(out, complete_documents(documents))


def publish(
    out: Path, tables: Tables, manifest: dict[str, Any] | None = None, inputs: Sequence[dict[str, Any]] = ()
) -> Release:
    """Publish tables as a run would: in parts by province and year."""
    with draft(out) as release:
        fill(release, tables)
        lines = "".join(json.dumps(line) + "\n" for line in inputs)
        (release.folder / "inputs.jsonl").write_text(lines, encoding="utf-8")
        return finish(release, manifest or {})


def fill(release: Draft, tables: Tables) -> None:
    """Write the parts of a release."""
    parts: dict[str, list[tuple[bytes, str]]] = {}
    for document in tables["documents"]:
        own = {
            table: [row for row in tables.get(table, ()) if row["doc_id"] == document["doc_id"]]
            for table in DOCUMENT_TABLES
        }
        done = completed(own)
        parts.setdefault(done.part, []).append((pack(done, own), ""))
    for part, documents in parts.items():
        release.enter(part, part, write_part(release.folder, part, documents))
    for table in TABLES:
        if table not in DOCUMENT_TABLES:
            path = release.folder / f"{table}.parquet"
            release.files[table][""] = write_rows(path, table, tables.get(table, []))


def table_files(folder: Path, table: str) -> list[Path]:
    """The files of a table of a release."""
    return sorted(table_path(folder, table, "x").parent.glob("*.parquet"))
