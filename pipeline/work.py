"""What a worker process does: read a file, normalise a document, write a part.

Each step keeps what it made (`pipeline.store`) and asks the step before for what it lacks, so that an entry that
was lost or damaged is made anew where it is missed.
"""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors import UnreadableError, extract
from pipeline.limits import time_for
from pipeline.rows import Row, Tables, document_tables
from pipeline.sources import Failure, Source, read_bytes, unopened
from pipeline.store import Store
from pipeline.workers import OUT_OF_MEMORY, Workers

if TYPE_CHECKING:
    from pipeline.checks import Fault
    from pipeline.parts import Completed, PartFiles
    from pipeline.review.entries import Entry

#: Seconds that a document of a part may take to be put in its place.
_PART_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Document:
    """One document as the workers meet it.

    `source` is where it is, and what it is called; `cache` the folder of what is kept; `read_key` and `key` name what
    its reading and its normalised rows were made by; `entries` are those of the review log about it, `history` findings
    that other documents tell about it, as JSON.
    """

    doc_id: str
    source: Source
    cache: str
    read_key: str
    key: str = ""
    entries: tuple[Entry, ...] = ()
    history: str = ""

    @property
    def readings(self) -> Store:
        """What was read from files."""
        return Store(os.path.join(self.cache, "read"))  # noqa: PTH118 (paths of workers are plain strings)

    @property
    def normalised(self) -> Store:
        """Documents ready to be published."""
        return Store(os.path.join(self.cache, "normalised"))  # noqa: PTH118


@dataclass(frozen=True, slots=True)
class Read:
    """Read a file, or find that it was read before; `again` reads it in any case. Gives the number of its pages."""

    document: Document
    again: bool = False


@dataclass(frozen=True, slots=True)
class Normalise:
    """Normalise and check a document. Gives what the ledger keeps of it, or what is wrong with its rows."""

    document: Document


@dataclass(frozen=True, slots=True)
class Compare:
    """Hold the documents of a unit against each other. Gives the findings about each that has some, as JSON.

    `key` names what the documents are now.
    """

    unit: str
    documents: tuple[Document, ...]
    key: str


@dataclass(frozen=True, slots=True)
class WritePart:
    """Write the files of a part of a release, below `folder`; `key` names what it is made of."""

    name: str
    folder: str
    documents: tuple[Document, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Faulty:
    """Rows that must not be published."""

    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """Documents of which nothing is kept any more, and why they cannot be read again."""

    failures: dict[str, Failure]


@dataclass(frozen=True, slots=True)
class Unkept:
    """What was made cannot be kept: the disk is full, read-only or broken. No file is to blame."""

    message: str


@dataclass(frozen=True, slots=True)
class WriteIndicators:
    """Write the table of indicators, which belongs to no document, below `folder`.

    What that needs, the rules and the pandas that a table of rows imports, workers have loaded, and the run has not.
    """

    folder: str


Job = Read | Normalise | Compare | WritePart | WriteIndicators
Crew = Workers[Job, Any]


class UnreadError(Exception):
    """A document cannot be read; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class HinderedError(Exception):
    """What is made of many documents cannot be made; `outcome` says why."""

    def __init__(self, outcome: Faulty | Lost) -> None:
        super().__init__(type(outcome).__name__)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: seconds (null: by its size) and bytes of memory."""

    time: float | None
    memory: int


def limits() -> Limits:
    """Those of the settings."""
    from pipeline.settings import settings

    return Limits(settings().time_limit, int(settings().memory_limit * 2**20))


def cores() -> int:
    """How many processes may work at once: as the settings have it, else one for each core."""
    from pipeline.settings import settings

    return settings().workers or len(os.sched_getaffinity(0))


def crew(limits: Limits, count: int) -> Crew:
    """So many workers; entering them starts their processes."""
    return Workers(perform, count, partial(patience, fixed=limits.time), limits.memory, preload="pipeline.warm")


def weight(job: Job) -> int:
    """How many documents a job is about."""
    return len(job.documents) if isinstance(job, Compare | WritePart) else 1


#: Milliseconds a document of each kind of job: what a plan of one page takes, so that kinds compare. To hold documents
#: against each other takes less than is said here, but a task's documents must also be held in memory.
_EFFORT: dict[type[Job], int] = {Read: 25, Normalise: 12, Compare: 5, WritePart: 5, WriteIndicators: 5}


def effort(job: Job) -> int:
    """How much there is to do for a job, as milliseconds that documents of one page would take."""
    return weight(job) * _EFFORT[type(job)]


def patience(job: Job, fixed: float | None = None) -> float:
    """Seconds for a job: by the size of its file, or the fixed time that is set for a file."""
    if not isinstance(job, Read | Normalise):
        return time_for(0) + _PART_PATIENCE * weight(job)
    if fixed is not None:
        return fixed
    return time_for(job.document.source.size)


def perform(job: Job) -> int | Completed | Faulty | Lost | dict[str, str] | PartFiles | Failure | Unkept:
    """Do a job, or say why it cannot be done."""
    try:
        match job:
            case Read():
                return _read(job)
            case Normalise():
                return _normalise(job.document)
            case Compare():
                return _compare(job)
            case WritePart():
                return _write_part(job)
            case WriteIndicators():
                return _write_indicators(job)
    except UnreadError as unread:
        return unread.failure
    except HinderedError as hindered:
        return hindered.outcome
    except OSError as error:
        # Files that cannot be read are told above.
        return Unkept(str(error))


def read_source(doc_id: str, source: Source) -> Tables | Failure:
    """The rows of a file, given with the SHA-256 that it had when the run began, or why there are none."""
    try:
        extraction = extract(read_bytes(source))
        if extraction.document.doc_id != doc_id:
            return Failure("changed", "The file changed while it was being read. Run again once it is complete.")
        # Half of a surrogate pair, as damaged PDFs hold, is no text: no table and no program could take it.
        extraction.document.source.encode()
        return document_tables(extraction, source.name, source.uri)
    except UnicodeEncodeError:
        return Failure(
            "undecodable", "The text holds characters that do not exist. Save the file anew from its program."
        )
    except UnreadableError as error:
        return Failure(error.code, error.message, getattr(error, "page", None), getattr(error, "line", None))
    except OSError as error:
        return unopened(error)
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception as error:  # noqa: BLE001 (one bad file must not end the run; the reason is published with it)
        return _fault_of_ours(error)


def _fault_of_ours(error: Exception) -> Failure:
    return Failure(
        "extractor_error",
        f"The extractors failed on this file ({type(error).__name__}). Report it with reason.json and the file.",
        detail=traceback.format_exc(),
    )


def _read(job: Read) -> int:
    (row,) = _reading(job.document, again=job.again)["documents"]
    pages: int = row["page_count"]
    return pages


def _reading(document: Document, *, again: bool = False) -> Tables:
    """The rows of a document as they were read."""
    kept = None if again else document.readings.load(document.doc_id, document.read_key)
    if kept is None:
        tables = read_source(document.doc_id, document.source)
        if isinstance(tables, Failure):
            raise UnreadError(tables)
        document.readings.save(document.doc_id, document.read_key, _to_json(tables))
        # What was made of an earlier reading is not what this one gives.
        document.normalised.drop(document.doc_id)
        return tables
    tables = _from_json(kept)
    # The same bytes may have been read under another name.
    tables["documents"][0].update(source_name=document.source.name, source_uri=document.source.uri)
    return tables


def _to_json(tables: Tables) -> bytes:
    return json.dumps(tables, ensure_ascii=False, separators=(",", ":"), default=date.isoformat).encode()


def _from_json(content: bytes) -> Tables:
    from pipeline.schema import TABLES, columns, date_columns

    tables: Tables = {}
    for table, rows in json.loads(content).items():
        dates = date_columns(TABLES[table])
        # What an earlier version read lacks the columns that came later.
        blank: Row = dict.fromkeys(columns(TABLES[table]))
        tables[table] = [blank | row for row in rows]
        for row in tables[table]:
            row.update({name: date.fromisoformat(row[name]) for name in dates if row[name]})
    return tables


def _normalise(document: Document) -> Completed | Faulty:
    from pipeline.parts import unpack_head

    kept = _normalised(document)
    return kept if isinstance(kept, Faulty) else unpack_head(kept)


def _normalised(document: Document) -> bytes | Faulty:
    """A document ready to be published."""
    kept = document.normalised.load(document.doc_id, document.key)
    if kept is not None:
        return kept
    from pipeline.checks import ChecksFailedError, check
    from pipeline.findings import document_findings
    from pipeline.normalise import normalise_document
    from pipeline.parts import completed, pack

    try:
        tables = normalise_document(_reading(document), document.entries)
        tables["findings"] = document_findings(tables)
        check(tables)
    except ChecksFailedError as failed:
        return Faulty(tuple(failed.faults))
    except UnreadError:
        raise
    except Exception as error:
        raise UnreadError(_fault_of_ours(error)) from error
    content = pack(completed(tables), tables)
    document.normalised.save(document.doc_id, document.key, content)
    return content


def _compare(job: Compare) -> dict[str, str]:
    if len(job.documents) == 1:
        # A document alone has nothing to be held against.
        return {}
    from pipeline.findings import Digest, digest, history_findings
    from pipeline.parts import unpack

    digests: list[Digest] = []
    for content, _ in _all_normalised(job.documents):
        one = digest({table: unpack(content, table).to_pylist() for table in ("documents", "targets")})
        digests.extend([] if one is None else [one])
    found: dict[str, list[Row]] = {}
    for row in history_findings(digests):
        found.setdefault(row["doc_id"], []).append(row)
    return {doc_id: json.dumps(rows, ensure_ascii=False) for doc_id, rows in found.items()}


def _write_part(job: WritePart) -> PartFiles:
    from pipeline.parts import write_part

    return write_part(Path(job.folder), job.name, _all_normalised(job.documents))


def _write_indicators(job: WriteIndicators) -> PartFiles:
    from pipeline.normalise.indicators import indicator_rows
    from pipeline.parts import write_rows

    return {"indicators": write_rows(Path(job.folder) / "indicators.parquet", "indicators", indicator_rows())}


def _all_normalised(documents: tuple[Document, ...]) -> Iterator[tuple[bytes, str]]:
    """The packed tables of each document and its history; raises `HinderedError`, at the end where some are lost."""
    failures: dict[str, Failure] = {}
    for document in documents:
        try:
            content = _normalised(document)
        except UnreadError as unread:
            failures[document.doc_id] = unread.failure
            continue
        if isinstance(content, Faulty):
            raise HinderedError(content)
        yield content, document.history
    if failures:
        raise HinderedError(Lost(failures))
