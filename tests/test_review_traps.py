"""10,000 corrections over 50 runs whose rules change: none is lost, none reaches a wrong record, at little cost."""

from __future__ import annotations

import random
import time
from collections import defaultdict

import pytest

from extractors import extract
from pipeline.review.anchors import anchor_of
from pipeline.review.apply import apply
from pipeline.review.decisions import by_record, decide
from pipeline.review.entries import Entry
from pipeline.review.fields import from_text, values_of
from pipeline.rows import Row, Tables, document_tables
from tests.conftest import SAMPLES
from tests.review_world import Plan, Reading, plan, tables_of

DOCUMENTS, FACTS, CORRECTIONS = 20, 100, 200


def fact_of(row: Row) -> str:
    """The fact that a row was read from; review where people alone say that it is there."""
    return str(row["rule"])


def truth(fact: str) -> float:
    """What reviewers mostly say that a fact is, and new rules sometimes read."""
    return 200.0 + int(fact.removeprefix("fact ")) if fact != "review" else 150.0


def read_now(row: Row) -> dict[str, object] | None:
    """What the extractors read, behind what people made of it."""
    if row["review_status"] == "added":
        return None
    original = {entry["field"]: from_text("targets", entry["field"], entry["value"] or "") for entry in row["original"]
                if entry["field"] != "evidence"}  # fmt: skip
    return {**values_of("targets", row), **original}


def said(row: Row, document: Row, rows: list[Row], **more: object) -> Entry:
    values = {"reading": read_now(row), "reviewer": "lan", **more}
    return Entry(
        table_name="targets", record_id=row["record_id"], doc_id=document["doc_id"],
        anchor=anchor_of(row, document, rows, row["record_id"]), **values,  # type: ignore[arg-type]
    )  # fmt: skip


def numbered(entry: Entry, number: int) -> Entry:
    from dataclasses import replace

    return replace(entry, entry_id=number, act=number, made_at=f"2026-01-01T00:00:00.{number:06}Z")


def changed_rules(chance: random.Random, document: Plan) -> tuple[dict[int, Reading], int, int]:
    """How the next version of the rules reads a document: most facts as ever, some in every wrong way there is."""
    readings: dict[int, Reading] = {}
    for fact in document.facts:
        kind = chance.random()
        if kind < 0.04:
            readings[fact.number] = Reading(dropped=True)
        elif kind < 0.08:
            readings[fact.number] = Reading(value=float(chance.randrange(1000, 99999)))
        elif kind < 0.10:
            readings[fact.number] = Reading(value=truth(f"fact {fact.number}"))
        elif kind < 0.12:
            readings[fact.number] = Reading(wider=chance.choice([-2, -1, 5, 20]))
        elif kind < 0.15:
            readings[fact.number] = Reading(doubled=True)
    return readings, chance.choice([0, 0, 0, 3, 11]), chance.choice([0, 0, 0, 0, 0, 0, 7])


def correct(chance: random.Random, tables: Tables, document: Row) -> Entry:
    """Something that a person says about a record of the published tables."""
    rows = tables["targets"]
    row = chance.choice(rows)
    kind = chance.random()
    if kind < 0.5:
        new = truth(fact_of(row)) if chance.random() < 0.8 else float(chance.randrange(100, 199))
        return said(row, document, rows, action="edit", field="value", old=row["value"], new=new)
    if kind < 0.8:
        return said(row, document, rows, action="confirm", new=values_of("targets", row))
    return said(row, document, rows, action="reject")


@pytest.mark.parametrize("runs", [12, pytest.param(50, marks=pytest.mark.long)])
def test_corrections_over_runs_with_changed_rules(runs: int) -> None:
    """200 corrections a run: 10,000 over 50 runs."""
    chance = random.Random(2026)
    documents = [plan(number, FACTS) for number in range(DOCUMENTS)]
    log: dict[str, list[Entry]] = defaultdict(list)
    #: The fact that each record was about when it was first reviewed.
    about: dict[tuple[str, str], str] = {}
    count, spent, conflicts, applied, agreed = 0, 0.0, 0, 0, 0
    for _ in range(runs):
        for document in documents:
            extracted = tables_of(document, *changed_rules(chance, document))
            entries = log[document.doc_id]
            began = time.process_time()
            tables = apply(extracted, entries)
            spent += time.process_time() - began
            check_nothing_is_lost(tables, entries)
            for row in [*tables["targets"], *tables.get("rejected_records", ())]:
                fact = about.get((document.doc_id, row["record_id"]))
                assert fact is None or fact_of(row) in (fact, "review"), "a correction reached another record"
            check_counts(tables, extracted)
            states = [row["state"] for row in tables.get("corrections", ())]
            conflicts, applied = conflicts + states.count("conflict"), applied + states.count("applied")
            agreed += states.count("agreed")
            (header,) = tables["documents"]
            for _ in range(CORRECTIONS // DOCUMENTS):
                entry = correct(chance, tables, header)
                row = next(row for row in tables["targets"] if row["record_id"] == entry.record_id)
                if fact_of(row) != "review":
                    about.setdefault((document.doc_id, entry.record_id), fact_of(row))
                count += 1
                entries.append(numbered(entry, count))
    assert count >= 0.95 * runs * CORRECTIONS
    assert conflicts > 0.4 * runs * runs, "the traps were set"
    assert applied > 5 * conflicts / 10, (applied, conflicts)
    print(f"{count} corrections, {conflicts=} {applied=} {agreed=}, {spent:.1f} s")


def check_nothing_is_lost(tables: Tables, entries: list[Entry]) -> None:
    """Every entry has its state; every decision that counts is published, agreed with, or waits as a conflict."""
    rows = {row["correction_id"]: row for row in tables.get("corrections", ())}
    assert set(rows) == {entry.entry_id for entry in entries}
    published = {row["record_id"]: row for row in tables["targets"]}
    rejected = {row["record_id"] for row in tables.get("rejected_records", ())}
    for (_, record_id), chain in by_record(entries).items():
        decision = decide(chain)
        assert decision is not None
        states = {rows[number]["state"] for number in decision.counting}
        if decision.verdict == "rejected":
            assert record_id in rejected or states & {"agreed", "conflict"}
        elif record_id in published:
            row = published[record_id]
            assert {name: row[name] for name in decision.values} == decision.values
            assert ("review_conflict" in row["flags"]) == ("conflict" in states)
        else:
            assert "conflict" in states


def check_counts(tables: Tables, extracted: Tables) -> None:
    """No row came twice or went without being rejected."""
    assert len({row["record_id"] for row in tables["targets"]}) == len(tables["targets"])
    read = [row for row in tables["targets"] if fact_of(row) != "review"]
    assert len(read) + len(tables.get("rejected_records", ())) == len(extracted["targets"])


@pytest.mark.parametrize("sample", [max(SAMPLES.glob("*.txt"), key=lambda path: path.stat().st_size)])
def test_applying_costs_less_than_a_twentieth_of_a_run(sample: object) -> None:
    """A plan of which every record has been corrected, against reading that plan."""
    from pathlib import Path

    path = Path(str(sample))
    data = path.read_bytes()
    extract(data)
    began = time.process_time()
    tables = document_tables(extract(data), path.name, path.name)
    reading = time.process_time() - began
    (header,) = tables["documents"]
    rows = tables["targets"]
    entries = [
        numbered(said(row, header, rows, action="edit", field="subject", old=row["subject"], new="Khác"), number)
        for number, row in enumerate(rows, start=1)
    ]
    apply(tables, entries)
    began = time.process_time()
    corrected = apply(tables, entries)
    applying = time.process_time() - began
    assert {row["subject"] for row in corrected["targets"]} == {"Khác"}
    assert applying < reading / 20, (applying, reading)
    print(f"{len(rows)} corrections: {applying * 1000:.1f} ms, reading {reading * 1000:.0f} ms")
