"""The catalogue of indicators, and what it lacks, as lines for a person at a terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pipeline.dataset import open_dataset
from pipeline.normalise.indicators import catalogue, wording
from pipeline.rows import Row
from pipeline.sources import shown

_DOCUMENTS = ["doc_id", "source_name"]
_TARGETS = ["doc_id", "subject", "role", "page", "line_start", "bbox", "indicator_id"]


def catalogue_lines() -> Iterator[str]:
    """The indicators under their pillars: identity, name in both languages, national target."""
    pillar = ""
    for indicator in catalogue().indicators.values():
        if indicator.pillar != pillar:
            yield from ([""] if pillar else [])
            pillar = indicator.pillar
            yield pillar
        target, year = indicator.national_target, indicator.national_target_year
        asked = "" if target is None else f" · {target:g} {indicator.unit}" + (f" ({year})" if year else "")
        yield f"  {indicator.id:36}  {indicator.name} · {indicator.name_en}{asked}"


def unmapped_lines(dataset: Path) -> Iterator[str]:
    """Aims and results that no indicator of the catalogue measures, the most frequent first, with one place each.

    `dataset` is a folder of releases, of which the current one is read, or a release. Subjects that differ only in
    the order of their words and in words that say nothing of what is measured count as one. Raises
    `NoDataSetError` where there is no data set.
    """
    names, targets = _read(dataset)
    measured = [row for row in targets if row["role"] != "other" and row["subject"]]
    alike: dict[frozenset[str], list[Row]] = defaultdict(list)
    for row in measured:
        if row["indicator_id"] is None:
            alike[wording(row["subject"])].append(row)
    groups = sorted(alike.values(), key=lambda rows: (-len({row["doc_id"] for row in rows}), -len(rows)))
    lacking = sum(map(len, groups))
    yield f"{lacking} of {len(measured)} targets and results have no indicator."
    for rows in groups:
        first = rows[0]
        page = f"p. {first['page']} " if first["bbox"] else ""
        place = f"{names[first['doc_id']]}, {page}l. {first['line_start']}"
        yield f"{len(rows):4}  {shown(first['subject'])} · {shown(place)}"


def _read(dataset: Path) -> tuple[dict[str, str], list[Row]]:
    release = open_dataset(dataset)
    names = {row["doc_id"]: row["source_name"] for row in release.rows("documents", _DOCUMENTS)}
    return names, release.rows("targets", _TARGETS)
