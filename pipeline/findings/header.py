"""What a document does not say of itself, or says in an unusual place."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.findings.catalogue import finding, header_place
from pipeline.rows import Row, Tables

#: Fields that every document has (Nghị định 30/2020/NĐ-CP, Điều 8), by the words that messages use.
_EXPECTED = {
    "doc_type": "type",
    "doc_number": "number",
    "issued_on": "date of issue",
    "issuer": "issuer",
    "title": "title",
    "signer": "signer",
}
_NAMES = {**_EXPECTED, "plan_year": "year", "commune": "commune", "district": "district", "province": "province"}
#: Parts of the document from which a field is inferred rather than read.
_INFERRED = {"body": "text", "symbol": "symbol of its number", "signature": "signature"}
_USUAL = {"signature": ("signer", "signer_title"), "symbol": ("doc_type",)}
_UNNAMED = {"xã": "commune", "phường": "commune", "thị trấn": "commune", "đặc khu": "commune", "huyện": "district",
            "quận": "district", "thị xã": "district", "tỉnh": "province"}  # fmt: skip
_UNDATED = ("impossible_date", "unread_date")
_UNRESOLVED = {
    "unknown": "no unit of that name is listed there for that day",
    "ambiguous": "several units have that name",
    "merged_before": "the unit was merged or renamed before June 2025",
}


def header_findings(tables: Tables) -> Iterator[Row]:
    """Fields that are missing, inferred or at odds, and places that no official list knows."""
    (document,) = tables["documents"]
    evidence = {entry["field"]: entry for entry in document["header_evidence"]}
    yield from _missing(document, evidence)
    for field, entry in evidence.items():
        found_in = _INFERRED.get(entry["found_in"])
        if found_in and field in _NAMES and field not in _USUAL.get(entry["found_in"], ()):
            place = header_place(document, entry)
            yield _finding("header_inferred", document, [place], field=_NAMES[field], value=document[field],
                           found_in=found_in)  # fmt: skip
    if "authority_differs" in document["flags"] and "issuer" in evidence:
        yield _finding(
            "authority_differs", document, [header_place(document, evidence["issuer"])], value=document["issuer"]
        )
    yield from _places(document, evidence)


def _finding(code: str, document: Row, places: list[Row], **figures: object) -> Row:
    return finding(code, document["doc_id"], places, **figures)


def _missing(document: Row, evidence: dict[str, Row]) -> Iterator[Row]:
    undated = any(flag in document["flags"] for flag in _UNDATED)
    for field, name in _EXPECTED.items():
        if document[field] is None and not (field == "issued_on" and undated):
            yield _finding("header_missing", document, [], field=name)
    if undated:
        entry = evidence.get("issued_place")
        yield _finding(
            "header_date_unreadable",
            document,
            [header_place(document, entry)] if entry else [],
            quote=entry["quote"] if entry else document["source_name"],
        )
    unit = _UNNAMED.get(document["level"] or "")
    if unit is not None and document[unit] is None and "issuer" in evidence:
        place = header_place(document, evidence["issuer"])
        yield _finding("header_missing", document, [place], field=f"name of the {document['level']} that issued it")


def _places(document: Row, evidence: dict[str, Row]) -> Iterator[Row]:
    for unit in ("province", "district", "commune"):
        for kind, reason in _UNRESOLVED.items():
            if f"{unit}_{kind}" in document["flags"] and unit in evidence:
                place = header_place(document, evidence[unit])
                yield _finding("place_unresolved", document, [place], unit=unit, name=document[unit], reason=reason)
