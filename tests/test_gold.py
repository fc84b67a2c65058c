"""The five samples against their hand-made labels: the floor below which no change may fall."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extractors import Extraction, extract
from tests.scoring import SAME_WORDS, Tally, agrees, labels, overlap, same, same_body, tally

SAMPLES = sorted((Path(__file__).parents[1] / "corpus" / "samples").glob("*.txt"))


@cache
def extractions() -> dict[str, Extraction]:
    """All samples, read once, by the first three characters of their names."""
    return {path.name[:3]: extract(path.read_bytes()) for path in SAMPLES}


def rows(extraction: Extraction, records: Any) -> list[dict[str, Any]]:
    """Records as flat rows with their lines."""
    flat = []
    for record in records:
        place = extraction.provenance(record.span)
        fields = {name: getattr(record, name) for name in record.__slots__}
        flat.append({**fields, "line_start": place.line_start, "line_end": place.line_end})
    return flat


def count(table: str, pick: Callable[[Extraction], Any], key: Any, marks: Any, text: tuple[str, str]) -> Tally:
    """The tally of one table over all samples."""
    total = Tally()
    gold = labels(table)
    for doc, extraction in extractions().items():
        here = [label for label in gold if label["doc"] == doc]
        tally(doc, here, rows(extraction, pick(extraction)), key, marks, text, total)
    return total


def explain(total: Tally) -> str:
    """What a failing test prints."""
    return f"found {total.found:.4f}, strict {total.strict:.4f}\n" + "\n".join(total.misses[:30])


HEADER_FIELDS = [
    *("doc_type", "doc_number", "issued_on", "issued_place", "issuer", "level", "commune", "district"),
    *("province", "plan_year", "title", "signer"),
]


def test_header_fields() -> None:
    total = Tally()
    for label in labels("documents"):
        got = {field.name: field.value for field in extractions()[label["doc"]].header}
        for name in HEADER_FIELDS:
            gold, value = label[name], got.get(name)
            if name == "title" and not gold:
                continue
            total.gold += gold != ""
            total.predicted += value is not None
            right = overlap(gold, value) >= SAME_WORDS if name == "title" else same(gold, value)
            if name == "issuer":
                right = value is None if not gold else same_body(gold, value) and same_body(str(value), gold)
            total.strict_count += right and gold != ""
            if not right:
                total.misses.append(f"{label['doc']} {name}: {gold!r} got {value!r}")
    assert total.strict >= 0.97, explain(total)


def test_citations() -> None:
    total = count(
        "citations",
        lambda extraction: [citation for citation in extraction.citations if citation.number],
        lambda label, row: label["number"].casefold() == row["number"].casefold(),
        lambda label, row: {
            "doc_type": same(label["doc_type"], row["doc_type"]),
            "issued_on": agrees(label["date"], row["issued_on"], lambda gold, got: gold == str(got)),
            "issuer": agrees(label["issuer"], row["issuer"], same_body),
        },
        ("subject", "subject"),
    )
    assert total.strict >= 0.97, explain(total)


def test_targets() -> None:
    total = count(
        "targets",
        lambda extraction: [target for target in extraction.targets if target.unit == "%" and target.value is not None],
        lambda label, row: abs(float(label["value"]) - row["value"]) < 1e-9,
        lambda label, row: {
            "comparator": label["comparator"] == row["comparator"],
            "role": label["role"] == row["role"],
            "year": label["year"] == ("" if row["year"] is None else str(row["year"])),
            "subject": overlap(label["subject"], row["subject"]) >= SAME_WORDS,
            "scope": not label["scope"] or overlap(label["scope"], row["scope"]) >= 0.5,
        },
        ("subject", "subject"),
    )
    assert total.found >= 0.99, explain(total)
    assert total.strict >= 0.95, explain(total)


def test_budget_lines() -> None:
    total = count(
        "budget_lines",
        lambda extraction: [line for line in extraction.budget_lines if line.row_kind != "text"],
        lambda label, row: (
            abs(float(label["amount"]) - row["amount"]) < 1e-6
            and same(label["source"], row["source"])
            and overlap(label["column"], row["column"]) >= 0.6
        ),
        lambda label, row: {
            "row_path": label["row"] == (row["row_path"] or ""),
            "row_kind": label["row_kind"] == row["row_kind"],
            "item": overlap(label["item"], row["item"]) >= SAME_WORDS,
            # No sample states the unit of its amounts, so none may have a value in VND.
            "amount_vnd": row["amount_vnd"] is None,
        },
        ("item", "item"),
    )
    assert total.strict >= 0.97, explain(total)


@pytest.mark.parametrize("doc", [path.name[:3] for path in SAMPLES])
def test_every_record_stands_where_it_says(doc: str) -> None:
    """Each quote is in its lines of the file itself, read without the project's own reader."""
    path = next(path for path in SAMPLES if path.name.startswith(doc))
    lines = path.read_text("utf-8-sig").replace("\r\n", "\n").split("\n")
    extraction = extractions()[doc]
    records: list[Any] = [*extraction.header, *extraction.citations, *extraction.targets, *extraction.budget_lines]
    assert records
    for record in records:
        place = extraction.provenance(record.span)
        assert place.quote.strip()
        assert place.quote in "\n".join(lines[place.line_start - 1 : place.line_end])
