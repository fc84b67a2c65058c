"""The graph of citations: which document cites which, and how often."""

from __future__ import annotations

import hashlib
from collections import Counter

from pipeline.rows import Row, Tables


def citation_edges(tables: Tables) -> list[Row]:
    """One row a cited document and relation, in the order in which one document first cites them.

    Whether the cited document is in the data set too (`cited_doc_id`) is said later, by `join_edges`.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    levels: dict[str, str] = {}
    for row in tables["citations"]:
        if row["cited_id"] is not None:
            counts[row["doc_id"], row["cited_id"], row["relation"]] += 1
            levels.setdefault(row["cited_id"], row["cited_level"])
    return [
        {
            "doc_id": doc_id,
            "record_id": hashlib.sha256(f"{doc_id} {cited_id} {relation}".encode()).hexdigest()[:24],
            "cited_id": cited_id,
            "cited_doc_id": None,
            "cited_level": levels[cited_id],
            "relation": relation,
            "count": count,
        }
        for (doc_id, cited_id, relation), count in counts.items()
    ]


def join_edges(edges: list[Row], documents: list[Row]) -> list[Row]:
    """The edges with the cited documents that are among these; of two copies of one document the first is meant."""
    own: dict[str, str] = {}
    for row in documents:
        if row["cited_id"] is not None:
            own.setdefault(row["cited_id"], row["doc_id"])
    return [{**edge, "cited_doc_id": own.get(edge["cited_id"])} for edge in edges]
