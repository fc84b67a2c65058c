"""From rows of single documents to tables of the whole run.

Every step here sees all documents at once; what can be said of one document alone is said by the extractors.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.rows import Tables
from pipeline.schema import TABLES


def normalise(documents: Iterable[Tables]) -> Tables:
    """One table of each kind: documents by source name, records in the order of their documents."""
    ordered = sorted(documents, key=_document_order)
    return {table: [row for document in ordered for row in document[table]] for table in TABLES}


def _document_order(document: Tables) -> tuple[str, str]:
    (row,) = document["documents"]
    return row["source_name"], row["doc_id"]
