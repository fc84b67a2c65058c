"""What a worker process does with one file."""

from __future__ import annotations

import traceback
from pathlib import Path

from extractors import UnreadableError, extract
from pipeline.rows import Tables, document_tables
from pipeline.settings import memory_limit, time_limit, worker_count
from pipeline.sources import Failure, Source, unopened
from pipeline.workers import OUT_OF_MEMORY, Workers

Task = tuple[str, Source]
Readers = Workers[Task, Tables | Failure]


def readers() -> Readers:
    """The workers of a run; entering them starts their processes."""
    return Workers(read_source, worker_count(), _patience, memory_limit(), preload="pipeline.warm")


def _patience(task: Task) -> float:
    """Seconds for a file, by its size; for one that has gone, those of an empty one."""
    try:
        size = Path(task[1].path).stat().st_size
    except OSError:
        size = 0
    return time_limit(size)


def read_source(task: Task) -> Tables | Failure:
    """The rows of a file, given with the SHA-256 that it had when the run began, or why there are none."""
    doc_id, source = task
    try:
        extraction = extract(Path(source.path).read_bytes())
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
        return Failure(
            "extractor_error",
            f"The extractors failed on this file ({type(error).__name__}). Report it with reason.json and the file.",
            detail=traceback.format_exc(),
        )
