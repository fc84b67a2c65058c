"""The graph of citations: which document cites which, and how often."""

from __future__ import annotations

import hashlib
from collections import Counter

from pipeline.rows import Row, Tables


def citation_edges(tables: Tables) -> list[Row]:
    """One row a citing document, cited document and relation, in the order in which they are first cited."""
    counts: Counter[tuple[str, str, str]] = Counter()
    levels: dict[str, str] = {}
    for row in tables["citations"]:
        if row["cited_id"] is not None:
            counts[row["doc_id"], row["cited_id"], row["relation"]] += 1
            levels.setdefault(row["cited_id"], row["cited_level"])
    own = own_documents(tables["documents"])
    return [
        {
            "doc_id": doc_id,
            "record_id": hashlib.sha256(f"{doc_id} {cited_id} {relation}".encode()).hexdigest()[:24],
            "cited_id": cited_id,
            "cited_doc_id": own.get(cited_id),
            "cited_level": levels[cited_id],
            "relation": relation,
            "count": count,
        }
        for (doc_id, cited_id, relation), count in counts.items()
    ]


def own_documents(documents: list[Row]) -> dict[str, str]:
    """Identity under which documents are cited → `doc_id`; of two copies of one document the first."""
    found: dict[str, str] = {}
    for row in documents:
        if row["cited_id"] is not None:
            found.setdefault(row["cited_id"], row["doc_id"])
    return found
