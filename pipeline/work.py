"""What a worker process does with one file."""

from __future__ import annotations

import traceback
from pathlib import Path

from extractors import UnreadableError, extract
from pipeline.rows import Tables, document_tables
from pipeline.settings import FILE_TIME_LIMIT, worker_count
from pipeline.sources import Failure, Source, unopened
from pipeline.workers import Workers

Task = tuple[str, Source]
Readers = Workers[Task, Tables | Failure]


def readers() -> Readers:
    """The workers of a run; entering them starts their processes."""
    return Workers(read_source, worker_count(), FILE_TIME_LIMIT, preload="pipeline.warm")


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
        return Failure("out_of_memory", "Reading the file took more memory than there is. Split it and run again.")
    except Exception as error:  # noqa: BLE001 (one bad file must not end the run; the reason is published with it)
        return Failure(
            "extractor_error",
            f"The extractors failed on this file ({type(error).__name__}). Report it with reason.json and the file.",
            detail=traceback.format_exc(),
        )
