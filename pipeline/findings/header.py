"""What a document does not say of itself, or says in an unusual place."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.findings.catalogue import finding, header_place, words
from pipeline.rows import Row, Tables

#: Fields that every document has (Nghị định 30/2020/NĐ-CP, Điều 8).
_EXPECTED = ("doc_type", "doc_number", "issued_on", "issuer", "title", "signer")
_NAMED = (*_EXPECTED, "plan_year", "commune", "district", "province")
#: Parts of the document from which a field is inferred rather than read.
_INFERRED = ("body", "symbol", "signature")
_USUAL = {"signature": ("signer", "signer_title"), "symbol": ("doc_type",)}
_UNNAMED = {"xã": "commune", "phường": "commune", "thị trấn": "commune", "đặc khu": "commune", "huyện": "district",
            "quận": "district", "thị xã": "district", "tỉnh": "province"}  # fmt: skip
_UNDATED = ("impossible_date", "unread_date")
_UNRESOLVED = ("unknown", "ambiguous", "merged_before")


def header_findings(tables: Tables) -> Iterator[Row]:
    """Fields that are missing, inferred or at odds, and places that no official list knows."""
    (document,) = tables["documents"]
    evidence = {entry["field"]: entry for entry in document["header_evidence"]}
    yield from _missing(document, evidence)
    for field, entry in evidence.items():
        found_in = entry["found_in"]
        if found_in in _INFERRED and field in _NAMED and field not in _USUAL.get(found_in, ()):
            place = header_place(document, entry)
            yield _finding("header_inferred", document, [place], field=words(field), value=document[field],
                           found_in=words(found_in))  # fmt: skip
    if "authority_differs" in document["flags"] and "issuer" in evidence:
        yield _finding(
            "authority_differs", document, [header_place(document, evidence["issuer"])], value=document["issuer"]
        )
    yield from _places(document, evidence)


def _finding(code: str, document: Row, places: list[Row], **figures: object) -> Row:
    return finding(code, document["doc_id"], places, **figures)


def _missing(document: Row, evidence: dict[str, Row]) -> Iterator[Row]:
    undated = any(flag in document["flags"] for flag in _UNDATED)
    for field in _EXPECTED:
        if document[field] is None and not (field == "issued_on" and undated):
            yield _finding("header_missing", document, [], field=words(field))
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
        yield _finding("header_missing", document, [place], field=words("issuer_name", level=document["level"]))


def _places(document: Row, evidence: dict[str, Row]) -> Iterator[Row]:
    for unit in ("province", "district", "commune"):
        for kind in _UNRESOLVED:
            if f"{unit}_{kind}" in document["flags"] and unit in evidence:
                place = header_place(document, evidence[unit])
                yield _finding(
                    "place_unresolved", document, [place], unit=words(unit), name=document[unit], reason=words(kind)
                )
