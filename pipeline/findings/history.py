"""What only several documents of one unit together can tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.findings.catalogue import finding, record_place
from pipeline.findings.values import behind, comparable
from pipeline.rows import Row, Tables


@dataclass(frozen=True, slots=True)
class Digest:
    """What of a document is needed to hold it against others: little, so that thousands fit into memory.

    `unit` is the code of the issuing unit today, `day` the day of issue; `name` tells the document to a reader.
    """

    doc_id: str
    unit: str
    day: date
    name: str
    targets: tuple[Row, ...]
    results: tuple[Row, ...]


def digest(tables: Tables) -> Digest | None:
    """A document's digest; null where its unit or its day is unknown, or it has no share to compare."""
    (document,) = tables["documents"]
    unit = document["commune_code_today"] or document["district_code"] or document["province_code_today"]
    named = document["commune"] or document["district"] or document["province"]
    if document["commune"] and not document["commune_code_today"]:
        return None
    shares = [
        row for row in tables["targets"] if row["unit"] == "%" and row["value"] is not None and row["indicator_id"]
    ]
    if unit is None or named is None or document["issued_on"] is None or not shares:
        return None
    name = " ".join(str(document[column]) for column in ("doc_type", "doc_number") if document[column])
    return Digest(
        document["doc_id"],
        f"{document['issuer_level']} {unit}",
        document["issued_on"],
        f"{name or document['source_name']} of {document['issued_on']}",
        tuple(row for row in shares if row["role"] == "target"),
        tuple(row for row in shares if row["role"] == "result"),
    )


def history_findings(digests: Iterable[Digest]) -> Iterator[Row]:
    """Targets that fall behind what an earlier document of the same unit reported as reached."""
    by_unit: defaultdict[str, list[Digest]] = defaultdict(list)
    for one in digests:
        by_unit[one.unit].append(one)
    for documents in by_unit.values():
        documents.sort(key=lambda one: (one.day, one.doc_id))
        for index, later in enumerate(documents):
            for target in later.targets:
                found = _reached(target, documents[:index])
                if found is None:
                    continue
                earlier, result = found
                places = [record_place("targets", target), record_place("targets", result)]
                yield finding("target_below_earlier", later.doc_id, places, target=target["value"],
                              year=target["year"], reached=result["value"], document=earlier.name,
                              indicator=target["indicator"])  # fmt: skip


def _reached(target: Row, earlier: list[Digest]) -> tuple[Digest, Row] | None:
    """The latest earlier result that a target falls behind."""
    for document in reversed(earlier):
        for result in document.results:
            if comparable(target, result) and behind(target, result):
                return document, result
    return None
