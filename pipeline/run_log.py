"""The log of runs for programs that watch logs: one JSON object a line, one line a file, no text of documents.

It is `log.jsonl` in the folder of the data set, or the file that the setting `log` names. At 16 MiB it is renamed
`log.jsonl.1`, and so on; four old ones are kept. Every line has `time` (UTC), `level`, `run` and `event`:

* `run_started` with the paths and the versions of code and patterns; `run_ended` with the release, whether it is new,
  and how many files are in which state; `run_failed` with the kind of error.
* `file` for each file whose state or document the run changed: its state, name, URI and SHA-256, and the code of the
  reason (level WARNING) where it is in quarantine. What the reason says in words stands in its `reason.json`.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from pipeline.ledger import Entry
from pipeline.settings import settings
from pipeline.sources import shown
from pipeline.versions import versions

NAME = "log.jsonl"
_SIZE, _OLD = 16 * 2**20, 4


class RunLog:
    """The log of one run, which has a name."""

    def __init__(self, logger: logging.Logger, run: str) -> None:
        self._logger, self._run = logger, run

    def tell(self, event: str, facts: Mapping[str, Any], level: int = logging.INFO) -> None:
        """Write one line."""
        self._logger.log(level, event, extra={"facts": {"run": self._run, **facts}})

    def files(self, entries: Iterable[Entry]) -> None:
        """Write a line for each file."""
        for entry in entries:
            facts = {"state": entry.state, "name": entry.name, "uri": entry.uri, "sha256": entry.doc_id}
            if entry.state == "quarantined" and entry.reason:
                why = {"code": entry.reason.code, "page": entry.reason.page, "line": entry.reason.line}
                self.tell("file", {**facts, **why, "tries": entry.tries}, logging.WARNING)
            else:
                self.tell("file", facts)


@contextmanager
def run_log(out: Path, run: str, paths: Sequence[str]) -> Iterator[RunLog]:
    """The log of a run on paths, from its start to its end or failure."""
    path = Path(settings().log or out / NAME)
    handler = _Handler(path, maxBytes=_SIZE, backupCount=_OLD, encoding="utf-8", delay=True)
    handler.setFormatter(_Json())
    # A logger of its own: what Prefect or others set up for logging shall not touch it, nor hear of each file.
    logger = logging.Logger("kehoach.runs", logging.INFO)
    logger.addHandler(handler)
    log = RunLog(logger, run)
    log.tell("run_started", {"paths": [shown(path) for path in paths], **versions()})
    try:
        yield log
    except BaseException as error:
        log.tell("run_failed", {"error": type(error).__name__}, logging.ERROR)
        raise
    finally:
        # Of what cannot be written the handler has told.
        with suppress(OSError):
            handler.close()


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        when = f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
        facts: Mapping[str, Any] = record.__dict__["facts"]
        line = {"time": when, "level": record.levelname, "event": record.getMessage(), **facts}
        return json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False)


class _Handler(RotatingFileHandler):
    """A file whose lines may be lost where its disk is full, but never a run for their sake; that is said once."""

    said = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 (the library's names)
        if not self.said:
            self.said = True
            error = sys.exc_info()[1]
            logging.getLogger("kehoach").warning("%s cannot be written: %s", self.baseFilename, error)
