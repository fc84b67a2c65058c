"""What one document's rows gain from the official units, the names of bodies and the registry."""

from __future__ import annotations

from datetime import date

from extractors.tables.bodies import bodies_in
from pipeline.normalise.bodies import needs_place, normalise_body
from pipeline.normalise.cited import own_identity, resolve_citations
from pipeline.normalise.indicators import with_indicators
from pipeline.normalise.places import Resolved, columns, resolve_document
from pipeline.rows import Row, Tables


def complete(tables: Tables) -> Tables:
    """The tables of one document with place, issuer and cited documents resolved; other rows as they are."""
    (document,) = tables["documents"]
    citations = tables["citations"]
    latest = max((row["issued_on"] for row in citations if row["issued_on"] is not None), default=None)
    home = resolve_document(document, latest)
    names = (document["commune"] or "", document["district"] or "", document["province"] or "")
    body = normalise_body(document["issuer"], home, names, document["issued_on"]) if document["issuer"] else None
    completed = {
        **document,
        **columns(home),
        "issuer_body": body.name if body is not None else None,
        "issuer_level": body.level if body is not None else None,
        "cited_id": own_identity(document, body),
        "flags": sorted({*document["flags"], *home.flags}),
    }
    return {
        **tables,
        "documents": [completed],
        "citations": resolve_citations(citations, document, home),
        "targets": with_indicators(tables["targets"]),
        "tasks": [
            _with_lead(row, home, names, document["issued_on"], of_unit=body is not None and needs_place(body.name))
            for row in tables["tasks"]
        ],
    }


def _with_lead(task: Row, home: Resolved, names: tuple[str, str, str], day: date | None, *, of_unit: bool) -> Row:
    """A task with the name of its lead body, where it is one body and nothing is left open."""
    bodies = bodies_in(task["lead_body"] or "")
    body = normalise_body(bodies[0], home, names, day, of_unit=of_unit) if len(bodies) == 1 else None
    return {**task, "lead_body_name": body.name if body is not None and body.whole else None}
