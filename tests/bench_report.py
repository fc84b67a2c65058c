"""What a large data set costs after extraction: `make bench-report`, or `python -m tests.bench_report [DOCUMENTS]`.

So many synthetic documents are read; then the tables are normalised, findings looked for, and the report written.
Figures are seconds of CPU time of this process. After extraction, a fifth of its time may be spent, and the report
stays small. Garbage is collected when a run would: workers read, normalise and look for findings without, and the
report is written by a process of its own, which holds none of that.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from extractors import extract
from pipeline.dataset import open_dataset
from pipeline.normalise import normalise, normalise_document
from pipeline.report import report
from pipeline.rows import Tables, document_tables
from tests.publishing import findings_of, publish
from tests.synthetic import documents

DOCUMENTS = 2_000
#: The most that normalising, findings and report may take of the time of extraction, and the report in bytes.
SHARE = 0.2
SIZE = 5_000_000

Value = TypeVar("Value")


def timed(name: str, work: Callable[[], Value], spent: dict[str, float]) -> Value:
    """The result of a step, its CPU time noted and shown."""
    began = time.process_time()
    result = work()
    spent[name] = time.process_time() - began
    print(f"{name:<12} {spent[name]:>8.2f} s", flush=True)
    return result


def read(texts: list[tuple[str, bytes]]) -> list[Tables]:
    """The tables of each document, as a worker makes them."""
    return [document_tables(extract(data), name, name) for name, data in texts]


def main(count: int = DOCUMENTS) -> int:
    """Print the figures; 1 where an aim is missed."""
    texts = [(document.name, document.text.encode()) for document in documents(count)]
    print(f"{count} documents, {sum(len(data) for _, data in texts) / 1e6:.1f} MB")
    spent: dict[str, float] = {}
    gc.disable()
    tables = timed("extraction", lambda: read(texts), spent)
    completed = timed("normalise", lambda: [normalise_document(document) for document in tables], spent)
    found = timed("findings", lambda: findings_of(completed), spent)
    joined = {**normalise(tables), "findings": found}
    with TemporaryDirectory() as folder:
        release = publish(Path(folder), joined).folder
        gc.freeze()
        gc.enable()
        page = timed("report", lambda: report(open_dataset(release), "vi"), spent)
    after = sum(seconds for name, seconds in spent.items() if name != "extraction") / spent["extraction"]
    print(f"after extraction: {after:.0%} of its time, {SHARE:.0%} allowed: {'held' if after < SHARE else 'MISSED'}")
    size = len(page.encode())
    print(f"report: {size / 1e6:.2f} MB, {SIZE / 1e6:g} MB allowed: {'held' if size < SIZE else 'MISSED'}")
    return 0 if after < SHARE and size < SIZE else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
