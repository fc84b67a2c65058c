"""The steps of a run, each on many files: find, read, set aside, normalise, write parts, join, check, publish.

They are told apart from the flow (`pipeline.flows`), which says in which order and as which Prefect tasks they are
done. Between steps everything is in the ledger, in what is kept of documents, or in the draft of a release, never in
memory, so that a run of any size needs the same memory and a run that was cut off goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby, product
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.lib import StringBuilder

from pipeline import quarantine, releases, sources, storage
from pipeline.checks import Check, checks_held
from pipeline.hands import RunError, shards
from pipeline.ledger import Entry, Ledger, Ready
from pipeline.parts import Completed, PartFile, division, file_digest, table_path, write_groups
from pipeline.quarantine import Quarantined
from pipeline.releases import Draft, Release
from pipeline.review.entries import Entry as CorrectionEntry
from pipeline.schema import DOCUMENT_TABLES, arrow_schema
from pipeline.sources import Failure, Source
from pipeline.versions import later_version, reading_version, versions
from pipeline.work import Compare, Document, Lost, Normalise, Read, WriteIndicators, WritePart

Item = TypeVar("Item")

#: Files that are looked up in the ledger together.
_LOOKED_UP = 500
_INPUTS = "inputs.jsonl"


class LostError(RunError):
    """Documents of the data set were lost; the ledger holds them as quarantined now, and the others can go on."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One run: its folder, its ledger, and when it began (UTC, ISO 8601).

    `since` has documents read again that were first seen at or after that time; the empty text means all.
    `corrections` are the entries of the review log by document.
    """

    out: Path
    ledger: Ledger
    now: str
    since: str | None = None
    corrections: Mapping[str, Sequence[CorrectionEntry]] = field(default_factory=dict)

    def document(self, doc_id: str, source: Source, read_key: str, key: str = "") -> Document:
        """A document as the workers meet it."""
        cache = str(self.out.absolute() / "cache")
        return Document(doc_id, source, cache, read_key, key, tuple(self.corrections.get(doc_id, ())))


def find(batch: Batch, paths: Sequence[str]) -> int:
    """Enter all files below the paths in the ledger; returns how many there are."""
    found = 0
    for shard in shards(sources.find_files(paths), _LOOKED_UP):
        places: dict[str, Source] = {}
        for source in shard:
            places.setdefault(sources.location(source), source)
        known = batch.ledger.known(list(places))
        # Not `<`: the clock may have been set back since.
        fresh = [
            source for place, source in places.items() if place not in known or known[place].last_seen != batch.now
        ]
        looked = {sources.location(source): sources.look(source, known) for source in fresh}
        same = {place for place, one in looked.items() if place in known and known[place].is_still(one)}
        batch.ledger.touch(sorted(same), batch.now)
        batch.ledger.record([one for place, one in looked.items() if place not in same], batch.now)
        found += len(fresh)
    folders = filter(sources.is_folder, map(sources.root_of, paths))
    batch.ledger.mark_missing(map(sources.path_location, folders), batch.now)
    return found


def to_read(batch: Batch) -> tuple[int, Iterator[Read]]:
    """The documents to read, and how many they are."""
    count, found = batch.ledger.to_read(reading_version(), batch.since)
    again = batch.since is not None
    return count, (Read(batch.document(doc_id, source, reading_version()), again) for doc_id, source in found)


def enter_read(batch: Batch, shard: Sequence[Read], outcomes: Sequence[int | Failure]) -> None:
    """Enter which documents were read, and why others could not be."""
    failed = (outcome if isinstance(outcome, Failure) else None for outcome in outcomes)
    doc_ids = (job.document.doc_id for job in shard)
    batch.ledger.enter_read(reading_version(), dict(zip(doc_ids, failed, strict=True)))


def set_aside(batch: Batch) -> int:
    """Make the quarantine hold what the ledger says; returns how many files it holds."""
    batch.ledger.settle(batch.now)
    unread = batch.ledger.entries(["quarantined"])
    return quarantine.hold(batch.out, (quarantined(entry) for entry in unread))


def quarantined(entry: Entry) -> Quarantined:
    """A file of the ledger that could not be read."""
    failure = entry.reason or Failure("extractor_error", "The reason was lost. Run again with kehoach retry.")
    return Quarantined(Source.at(entry.location, entry.name, entry.uri), entry.doc_id, failure)


def to_normalise(batch: Batch) -> Iterator[Normalise]:
    """The documents of the data set whose normalised rows were made by something else, or not yet."""
    for ready in batch.ledger.standing():
        key = _key(batch, ready)
        if ready.key != key:
            yield Normalise(batch.document(ready.doc_id, ready.source, ready.read_key, key))


def _key(batch: Batch, ready: Ready) -> str:
    """What the normalised rows of a document depend on."""
    # Entries are never changed, so that their numbers say what they are.
    entries = [entry.entry_id for entry in batch.corrections.get(ready.doc_id, ())]
    content = [ready.read_key, later_version(), ready.source.name, ready.source.uri, entries]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def enter_normalised(batch: Batch, shard: Sequence[Normalise], outcomes: Sequence[Completed | Failure]) -> int:
    """Enter documents that are ready to be published; returns how many had to be given up."""
    done: dict[str, tuple[str, Completed]] = {}
    failures: dict[str, Failure] = {}
    for job, outcome in zip(shard, outcomes, strict=True):
        if isinstance(outcome, Failure):
            failures[job.document.doc_id] = outcome
        else:
            done[job.document.doc_id] = (job.document.key, outcome)
    batch.ledger.enter_completed(done, batch.now)
    batch.ledger.give_up(failures)
    return len(failures)


def to_compare(batch: Batch) -> Iterator[Compare]:
    """The units of which a document is new, has changed or has gone."""
    for unit, members in groupby(batch.ledger.by_unit(), key=lambda ready: ready.unit):
        held = list(members)
        content = [later_version(), *(f"{ready.doc_id} {ready.digest}" for ready in held)]
        key = hashlib.sha256("\n".join(content).encode()).hexdigest()[:16]
        if any(ready.unit_key != key for ready in held):
            yield Compare(str(unit), tuple(_document(batch, ready) for ready in held), key)


def enter_compared(batch: Batch, shard: Sequence[Compare], outcomes: Sequence[Any]) -> None:
    """Enter what the documents of units tell about each other; raises `LostError` where some were lost."""
    told: dict[str, tuple[str, str | None]] = {}
    for job, found in _settled(batch, shard, outcomes, "The documents of a unit cannot be compared"):
        told |= {document.doc_id: (job.key, found.get(document.doc_id)) for document in job.documents}
    batch.ledger.enter_history(told)


def _settled(
    batch: Batch, jobs: Sequence[Any], outcomes: Sequence[Any], what: str
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Jobs that must not fail, with their outcomes; raises `LostError` at the end where documents were lost."""
    lost: dict[str, Failure] = {}
    for job, outcome in zip(jobs, outcomes, strict=True):
        match outcome:
            case Lost():
                lost |= outcome.failures
            case Failure():
                raise RunError(f"{what}: {outcome.message} Run again.")
            case _:
                yield job, outcome
    if lost:
        batch.ledger.give_up(lost)
        raise LostError(f"{len(lost)} documents were lost: neither what was read of them nor their files are there.")


def _document(batch: Batch, ready: Ready) -> Document:
    document = batch.document(ready.doc_id, ready.source, ready.read_key, ready.key or "")
    return replace(document, history=ready.history or "")


def plan(batch: Batch, draft: Draft) -> Iterator[WritePart | WriteIndicators]:
    """The parts of a release that must be written; the others are taken over."""
    folder = str(draft.folder.absolute())
    yield WriteIndicators(folder)
    for part, size in batch.ledger.part_sizes().items():
        for digits in product("0123456789abcdef", repeat=division(size)):
            prefix = "".join(digits)
            name = f"{part}-{prefix}" if prefix else part
            members = batch.ledger.part_documents(part, prefix)
            key = _part_key(members)
            if members and not draft.take_over(name, key):
                yield WritePart(name, folder, tuple(_document(batch, ready) for ready in members), key)


def _part_key(members: Sequence[Ready]) -> str:
    """What a part is made of: its documents as they were normalised, and the code that writes them."""
    content = [later_version(), *(f"{member.doc_id} {member.digest} {member.history}" for member in members)]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()[:32]


def enter_written(
    batch: Batch, draft: Draft, shard: Sequence[WritePart | WriteIndicators], outcomes: Sequence[Any]
) -> None:
    """Enter parts of a release that are in place; raises `LostError` where documents of them were lost."""
    for job, files in _settled(batch, shard, outcomes, "A part of the release cannot be written"):
        if isinstance(job, WritePart):
            draft.enter(job.name, job.key, files)
        else:
            draft.enter_whole(files)


def join(batch: Batch, draft: Draft) -> None:
    """Add what only all documents together can tell: which cited documents are in the data set."""
    table = "citation_edges"
    batch.ledger.index_cited()
    for part in sorted(draft.files[table]):
        path = table_path(draft.folder, table, part)
        # Not `read_table`: that imports pandas, which a run that finds nothing new need not wait for.
        with pq.ParquetFile(path) as file:
            edges = file.read(columns=["cited_id", "cited_doc_id"])
            wanted = edges["cited_id"].to_pylist()
            cited = batch.ledger.cited(sorted(set(wanted)))
            held = [cited.get(identity) for identity in wanted]
            if held != edges["cited_doc_id"].to_pylist():
                # Not `pa.array`: that imports pandas too, and so 50 MiB.
                column = StringBuilder()
                column.append_values(held)
                draft.files[table][part] = write_groups(path, table, _joined(file, column.finish()))


def _joined(edges: pq.ParquetFile, held: pa.Array) -> Iterator[pa.Table]:
    """The row groups of a part of the citations with other `cited_doc_id`."""
    first = 0
    for index in range(edges.num_row_groups):
        group = edges.read_row_group(index)
        place = group.schema.get_field_index("cited_doc_id")
        joined = group.set_column(place, "cited_doc_id", held.slice(first, group.num_rows))
        yield joined.cast(arrow_schema("citation_edges"))
        first += group.num_rows


def validate(batch: Batch, draft: Draft) -> list[Check]:
    """Check that the release holds what the ledger says, and nothing else; each document was checked before."""
    expected, _ = batch.ledger.totals()
    for table in DOCUMENT_TABLES:
        if draft.rows[table] != expected.get(table, 0):
            raise RunError(
                f"Table {table} has {draft.rows[table]} rows and should have {expected.get(table, 0)}. Nothing is "
                "published; run again, and report it if it comes again."
            )
    return checks_held(draft.rows)


def release(batch: Batch, draft: Draft, held: Sequence[Check]) -> Release:
    """Complete the release and make it current."""
    counts = _write_inputs(draft.folder / _INPUTS, batch.ledger)
    path = draft.folder / _INPUTS
    inputs = asdict(PartFile(sum(counts.values()), path.stat().st_size, file_digest(path)))
    manifest = {
        "inputs": {"file": _INPUTS, **inputs},
        "counts": counts,
        "versions": versions(),
        "checks": [asdict(check) for check in held],
    }
    published = releases.publish(draft, manifest)
    batch.ledger.enter_published()
    return published


def upload(batch: Batch, published: Release | None, base: str) -> None:
    """Make object storage below a URL hold the release, where there is one, and the quarantine."""
    if published is not None:
        storage.put_release(published.folder, base)
    storage.put_quarantine(batch.out / "quarantine", base)


def _write_inputs(path: Path, ledger: Ledger) -> dict[str, int]:
    """One line a file; nothing in it depends on the time or the machine. Returns the files of each state."""
    counts = dict.fromkeys(("published", "quarantined", "duplicate"), 0)
    with path.open("w", encoding="utf-8") as lines:
        for entry in ledger.entries(["extracted", *counts]):
            state = "published" if entry.state == "extracted" else entry.state
            counts[state] += 1
            line: dict[str, Any] = {
                "source_name": entry.name,
                "source_uri": entry.uri,
                "sha256": entry.doc_id,
                "state": state,
                "reason": entry.reason.code if entry.reason and state == "quarantined" else None,
            }
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
    return counts
