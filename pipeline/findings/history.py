"""What only several documents of one unit together can tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from pipeline.findings.catalogue import Words, finding, record_place, words
from pipeline.findings.values import base_of, behind
from pipeline.rows import Row, Tables


@dataclass(frozen=True, slots=True)
class Digest:
    """What of a document is needed to hold it against others: little, so that thousands fit into memory.

    `unit` is the issuing unit's level of government and code, `day` the day of issue, `name` what messages call it.
    """

    doc_id: str
    unit: str
    day: date
    name: Words
    targets: tuple[Row, ...]
    results: tuple[Row, ...]


def digest(tables: Tables) -> Digest | None:
    """A document's digest; null where its unit or its day is unknown, or it has no share to compare."""
    (document,) = tables["documents"]
    level = next((level for level in ("commune", "district", "province") if document[level]), None)
    # The code at the document's own date: communes that were merged later are still different ones.
    unit = document[f"{level}_code"] if level is not None else None
    shares = [
        row for row in tables["targets"] if row["unit"] == "%" and row["value"] is not None and row["indicator_id"]
    ]
    if unit is None or document["issued_on"] is None or not shares:
        return None
    name = " ".join(str(document[column]) for column in ("doc_type", "doc_number") if document[column])
    return Digest(
        document["doc_id"],
        f"{document['issuer_level']} {unit}",
        document["issued_on"],
        words("dated", document=name or document["source_name"], date=document["issued_on"]),
        tuple(row for row in shares if row["role"] == "target"),
        tuple(row for row in shares if row["role"] == "result"),
    )


def history_findings(digests: Iterable[Digest]) -> Iterator[Row]:
    """Targets that fall behind what an earlier document of the same unit reported as reached."""
    by_unit: defaultdict[str, list[Digest]] = defaultdict(list)
    for one in digests:
        by_unit[one.unit].append(one)
    for documents in by_unit.values():
        # What the unit has last reported for each base and year, so that no two documents need to be compared.
        reported: defaultdict[object, dict[int, tuple[Digest, Row]]] = defaultdict(dict)
        for _, same_day in groupby(sorted(documents, key=_by_day), key=lambda one: one.day):
            group = list(same_day)
            for later in group:
                yield from _behind(later, reported)
            for one in group:
                for result in one.results:
                    if result["year"] is not None:
                        reported[base_of(result)][result["year"]] = (one, result)


def _by_day(one: Digest) -> tuple[date, str]:
    return one.day, one.doc_id


def _behind(later: Digest, reported: Mapping[object, Mapping[int, tuple[Digest, Row]]]) -> Iterator[Row]:
    """The targets of a document that fall behind the latest year reported before it."""
    for target in later.targets:
        known = reported.get(base_of(target), {})
        years = [year for year in known if target["year"] is not None and year <= target["year"]]
        if not years:
            continue
        earlier, result = known[max(years)]
        if behind(target, result):
            places = [record_place("targets", target), record_place("targets", result)]
            yield finding(
                "target_below_earlier",
                later.doc_id,
                places,
                target=target["value"],
                year=target["year"],
                reached=result["value"],
                document=earlier.name,
                indicator=target["indicator"],
            )
