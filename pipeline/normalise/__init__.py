"""From rows of single documents to tables of the whole run.

What the text of one document says is said by the extractors. Here the same thing gets the same name everywhere:
places, bodies and cited documents by official lists, targets by the catalogue of indicators; and what only all
documents together can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline.normalise.documents import complete
from pipeline.normalise.edges import citation_edges
from pipeline.normalise.indicators import indicator_rows
from pipeline.review.apply import apply
from pipeline.review.entries import Entry
from pipeline.rows import Tables
from pipeline.schema import TABLES


def normalise(documents: Iterable[Tables], corrections: Mapping[str, Sequence[Entry]] | None = None) -> Tables:
    """One table of each kind: documents by source name, records in the order of their documents.

    `corrections` are the entries of the review log by document; they come first, so that what is made of a value is
    made of the corrected one.
    """
    said = corrections or {}
    ordered = [
        complete(apply(document, said.get(document["documents"][0]["doc_id"], ())))
        for document in sorted(documents, key=_document_order)
    ]
    tables = {table: [row for document in ordered for row in document.get(table, ())] for table in TABLES}
    tables["indicators"] = indicator_rows()
    tables["citation_edges"] = citation_edges(tables)
    return tables


def _document_order(document: Tables) -> tuple[str, str]:
    (row,) = document["documents"]
    return row["source_name"], row["doc_id"]
