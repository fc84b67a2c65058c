"""Reviewed records as test data: what the rules of today read of them, and what those of the last release did.

Only what people have vouched for is judged: the values of records that they kept or added, and that rejected records
are not read.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.dataset import DataSet
from pipeline.review.decisions import Decision, by_record, decide
from pipeline.review.entries import Entry, by_document
from pipeline.review.fields import REVIEWED, as_column, key_of, values_of
from pipeline.review.log import read_log
from pipeline.review.matching import outcomes, told_apart
from pipeline.review.say import read_values
from pipeline.rows import Row, Tables
from pipeline.settings import memory_limit, time_limit
from pipeline.sources import Failure, Source, shown
from pipeline.trace.files import SourceFolders
from pipeline.work import read_source
from pipeline.workers import Workers

#: A judgement of the record as a whole, beside those of its columns.
_RECORD = "record"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one reading of one column (or of a record as a whole) is right, and which rule read it."""

    right: bool
    rule: str


_Task = tuple[str, Source]
Verdicts = dict[tuple[str, str, str], Verdict]


@dataclass
class Evaluation:
    """Verdicts on the last release and on the rules of today, by table, record and column; files that are missing."""

    before: Verdicts = field(default_factory=dict)
    now: Verdicts = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def evaluate(dataset: DataSet, outputs: Path, folders: Sequence[Path]) -> Evaluation:
    """Judge all reviewed records; the files of their documents are read anew."""
    found = Evaluation()
    said = read_log(outputs)
    documents = {row["doc_id"]: row for row in dataset.rows("documents") if row["doc_id"] in said}
    tasks: list[_Task] = []
    finder = SourceFolders(tuple(folders), outputs)
    for doc_id, document in documents.items():
        file = finder.find(document)
        if file.path is None or file.state != "found":
            found.missing.append(document["source_name"])
        else:
            tasks.append((doc_id, Source(str(file.path), document["source_name"], document["source_uri"])))
    if not tasks:
        return found
    released = _released(dataset, {doc_id for doc_id, _ in tasks})
    entries = by_document(entry for doc_id, _ in tasks for entry in said[doc_id])
    with Workers(_read, len(os.sched_getaffinity(0)), _patience, memory_limit(), preload="pipeline.warm") as workers:
        for (doc_id, source), tables in workers.run(tasks):
            if isinstance(tables, Failure):
                found.missing.append(source.name)
                continue
            decisions = _decisions(entries[doc_id])
            found.now |= _verdicts_now(decisions, tables)
            found.before |= _verdicts_before(decisions, released)
    return found


def lines(found: Evaluation) -> Iterator[str]:
    """The evaluation in words: how many are right, then what was gained and lost, by rule."""
    yield f"{'table':14}{'judged':>8}{'right now':>12}{'last release':>14}"
    for table in REVIEWED:
        judged = [key for key in found.now if key[0] == table]
        if judged:
            now, before = (sum(key in side and side[key].right for key in judged) for side in (found.now, found.before))
            yield f"{table:14}{len(judged):8}{now / len(judged):12.1%}{before / len(judged):14.1%}"
    both = [key for key in found.now if key in found.before]
    gained = [(key, found.now[key].rule) for key in both if found.now[key].right and not found.before[key].right]
    lost = [(key, found.before[key].rule) for key in both if found.before[key].right and not found.now[key].right]
    for head, changed in (("gained", gained), ("lost", lost)):
        counts = Counter((rule, key[2]) for key, rule in changed)
        for (rule, column), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            ids = [key[1] for key, by in changed if (by, key[2]) == (rule, column)]
            yield f"{head} {count}: rule {rule}, {column} ({', '.join(ids[:5])}{', …' if len(ids) > 5 else ''})"
    if not gained and not lost:
        yield "Nothing is gained or lost against the last release."
    for name in found.missing:
        yield f"not judged: {shown(name)}, its file is not there unchanged (--sources names folders)"


def _read(task: _Task) -> Tables | Failure:
    return read_source(*task)


def _patience(task: _Task) -> float:
    try:
        return time_limit(Path(task[1].path).stat().st_size)
    except OSError:
        return time_limit(0)


def _decisions(entries: Iterable[Entry]) -> list[Decision]:
    return [decision for chain in by_record(entries).values() if (decision := decide(chain)) is not None]


def _verdicts_now(decisions: Sequence[Decision], tables: Tables) -> Verdicts:
    found: Verdicts = {}
    (document,) = tables["documents"]
    for table in REVIEWED:
        own = [decision for decision in decisions if decision.table == table]
        if table == "documents":
            for decision in own:
                found |= _verdicts(decision, document)
            continue
        rows = told_apart(own, tables.get(table, ()), document["character_count"])
        for outcome in outcomes(own, rows, document["character_count"]):
            found |= _verdicts(outcome.decision, outcome.row)
    return found


def _verdicts_before(decisions: Sequence[Decision], released: dict[tuple[str, str], Row]) -> Verdicts:
    found: Verdicts = {}
    for decision in decisions:
        found |= _verdicts(decision, released.get(decision.key))
    return found


def _verdicts(decision: Decision, row: Row | None) -> Verdicts:
    """Whether a reading, null where there is none, is what people say."""
    rule = row.get("rule", "header") if row is not None else "not read"
    if decision.verdict == "rejected":
        return {(decision.table, decision.record_id, _RECORD): Verdict(row is None, rule)}
    found = {(decision.table, decision.record_id, _RECORD): Verdict(row is not None, rule)}
    read = values_of(decision.table, row) if row is not None else {}
    for name, value in decision.values.items():
        found[decision.table, decision.record_id, name] = Verdict(row is not None and read[name] == value, rule)
    return found


def _released(dataset: DataSet, doc_ids: set[str]) -> dict[tuple[str, str], Row]:
    """What the last release's rules read, by table and record: behind all corrections, rejected records too."""
    import pyarrow.compute as pc

    of_documents = pc.field("doc_id").isin(sorted(doc_ids))
    found: dict[tuple[str, str], Row] = {}
    for table in REVIEWED:
        for row in dataset.rows(table, filters=of_documents):
            read = read_values(table, row)
            if read is not None:
                found[table, key_of(table, row)] = {
                    **row,
                    **{name: as_column(table, name, value) for name, value in read.items()},
                }
    for row in dataset.rows("rejected_records", filters=of_documents):
        texts = {entry["field"]: entry["value"] for entry in row["reading"]}
        found[row["table_name"], row["record_id"]] = {**dict.fromkeys(REVIEWED[row["table_name"]]), **texts, **row}
    return found
