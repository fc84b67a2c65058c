"""From rows of single documents to tables of the whole run.

What the text of one document says is said by the extractors. Here the same thing gets the same name everywhere:
places, bodies and cited documents by official lists, targets by the catalogue of indicators; and what only all
documents together can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline.normalise.documents import complete
from pipeline.normalise.edges import citation_edges, join_edges
from pipeline.normalise.indicators import indicator_rows
from pipeline.review.apply import apply
from pipeline.review.entries import Entry
from pipeline.rows import Tables
from pipeline.schema import DOCUMENT_TABLES


def normalise_document(document: Tables, entries: Sequence[Entry] = ()) -> Tables:
    """The tables of one document, all that can be said without looking at the others.

    `entries` are those of the review log about it; they come first, so that what is made of a value is made of the
    corrected one.
    """
    tables = complete(apply(document, entries))
    tables["citation_edges"] = citation_edges(tables)
    return {table: tables.get(table, []) for table in DOCUMENT_TABLES}


def normalise(documents: Iterable[Tables], corrections: Mapping[str, Sequence[Entry]] | None = None) -> Tables:
    """One table of each kind for a few documents in memory: by source name, records in the order of their documents.

    `corrections` are the entries of the review log by document. A run does the same part by part (`pipeline.parts`),
    without holding all documents at once.
    """
    said = corrections or {}
    ordered = [
        normalise_document(document, said.get(document["documents"][0]["doc_id"], ()))
        for document in sorted(documents, key=_document_order)
    ]
    tables = {table: [row for document in ordered for row in document[table]] for table in DOCUMENT_TABLES}
    tables["citation_edges"] = join_edges(tables["citation_edges"], tables["documents"])
    tables["indicators"] = indicator_rows()
    return tables


def _document_order(document: Tables) -> tuple[str, str]:
    (row,) = document["documents"]
    return row["source_name"], row["doc_id"]
