"""What does not hold in the documents that a document cites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

import patterns
from extractors.fold import fold, squash
from pipeline.findings.catalogue import finding, flagged, record_place, words
from pipeline.rows import Row, Tables

#: Flags of citations whose date is told to be wrong already.
_SLIPS = ("cited_date_differs", "number_year_differs")


def citation_findings(tables: Tables) -> Iterator[Row]:
    """Slips in numbers, dates and issuers; one row a cited document and slip, however often it stands there."""
    (document,) = tables["documents"]
    citations = tables["citations"]
    for flag, figures in _FROM_FLAGS.items():
        rows = flagged(citations, flag)
        if flag == "number_year_differs":
            # The registry has told already what is wrong.
            rows = [row for row in rows if not flagged([row], "cited_date_differs")]
        yield from _grouped(flag, document["doc_id"], rows, figures)
    yield from _later(document, citations)
    yield from _before_basis(document["doc_id"], citations)


def _written(row: Row) -> str:
    """The cited document as the text names it."""
    return " ".join(str(row[name]) for name in ("doc_type", "number") if row[name]) or str(row["subject"])


_FROM_FLAGS: dict[str, Callable[[Row], dict[str, object]]] = {
    "number_repaired": lambda row: {"quote": row["quote"], "number": row["number"]},
    "number_impossible": lambda row: {"number": row["number"]},
    "number_year_differs": lambda row: {"cited": _written(row), "date": row["issued_on"]},
    "date_repaired": lambda row: {"quote": row["quote"], "date": row["issued_on"]},
    "date_impossible": lambda row: {"quote": row["quote"]},
    "cited_date_differs": lambda row: {
        "cited": _written(row), "date": row["issued_on"], "registered": row["cited_issued_on"],
    },
    "cited_issuer_differs": lambda row: {
        "cited": _written(row), "issuer": row["issuer"], "registered": row["cited_issuer"],
    },
}  # fmt: skip


def _grouped(code: str, doc_id: str, rows: Iterable[Row], figures: Callable[[Row], dict[str, object]]) -> Iterator[Row]:
    """One finding for all mentions that make the same slip."""
    groups: defaultdict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        said = figures(row)
        groups[tuple(value for name, value in said.items() if name != "quote") or (row["quote"],)].append(row)
    for group in groups.values():
        yield finding(code, doc_id, [record_place("citations", row) for row in group], **figures(group[0]))


def _later(document: Row, citations: list[Row]) -> Iterator[Row]:
    """Citations of documents that are younger than the one that cites them, where their date is not itself a slip."""
    own, year = document["issued_on"], document["plan_year"]
    if own is None and year is None:
        return
    latest, shown = (own, own) if own is not None else (date(year, 12, 31), words("undated", year=year))
    late = [
        row
        for row in citations
        if row["issued_on"] is not None
        and row["issued_on"] > latest
        and not any(flagged([row], slip) for slip in _SLIPS)
    ]
    yield from _grouped(
        "cited_later",
        document["doc_id"],
        late,
        lambda row: {"cited": _written(row), "date": row["issued_on"], "own": shown},
    )


def _before_basis(doc_id: str, citations: list[Row]) -> Iterator[Row]:
    """Cited documents that are older than the one that they are said to implement."""
    dates = {squash(row["number"]): row["cited_issued_on"] for row in citations if row["number"]}
    pattern = patterns.rule("findings", "implements").compile()
    rows = []
    for row in citations:
        match = pattern.search(fold(row["subject"])) if row["subject"] and row["issued_on"] else None
        if match is None:
            continue
        number = "".join(match["number"].split())
        basis = dates.get(squash(number))
        if basis is not None and basis > row["issued_on"]:
            rows.append({**row, "basis": number.upper(), "basis_date": basis})
    yield from _grouped(
        "cited_before_basis",
        doc_id,
        rows,
        lambda row: {
            "cited": _written(row),
            "date": row["issued_on"],
            "basis": row["basis"],
            "basis_date": row["basis_date"],
        },
    )
