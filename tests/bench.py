"""How fast each stage is: `make bench`, or `python -m tests.bench`.

Text: the samples over and over. Each figure is MB of UTF-8 text a second on one core (CPU time, the best
of a few rounds) and its ratio to `regex` scanning the same text once for numbers, so that figures from
different machines compare. The collector of cyclic garbage is off, as in the pipeline's workers.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import regex

from extractors import extract
from extractors.citations import find_citations
from extractors.clean import clean
from extractors.header import find_header
from extractors.outline import outline
from extractors.read import read
from extractors.tables import find_tables
from extractors.targets import find_targets

SAMPLES = sorted((Path(__file__).parents[1] / "corpus" / "samples").glob("*.txt"))
ROUNDS = 5
# The floors that the project holds itself to, in MB/s.
FLOORS = {"citations": 25.0, "everything": 3.0}


def seconds(work: Callable[[], Any]) -> float:
    """CPU seconds of the best of a few rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def stages(datas: list[bytes]) -> dict[str, float]:
    """CPU seconds of each stage over all files; each stage is given what the stages before it made."""
    documents = [read(data) for data in datas]
    texts = [clean(document) for document in documents]
    for text in texts:
        _ = text.matching
    outlines = [outline(text) for text in texts]
    headers = [find_header(text, sections) for text, sections in zip(texts, outlines, strict=True)]
    tables = [find_tables(text, sections) for text, sections in zip(texts, outlines, strict=True)]
    numbers = regex.compile(r"\d+")
    together = list(zip(texts, outlines, headers, tables, strict=True))
    return {
        "regex scan": seconds(lambda: [numbers.findall(document.source) for document in documents]),
        "read": seconds(lambda: [read(data) for data in datas]),
        "clean": seconds(lambda: [clean(document) for document in documents]),
        "outline": seconds(lambda: [outline(text) for text in texts]),
        "header": seconds(lambda: [find_header(text, sections) for text, sections, _, _ in together]),
        "citations": seconds(lambda: [find_citations(text, header) for text, _, header, _ in together]),
        "tables": seconds(lambda: [find_tables(text, sections) for text, sections, _, _ in together]),
        "targets": seconds(lambda: [find_targets(*arguments) for arguments in together]),
        "everything": seconds(lambda: [extract(data) for data in datas]),
    }


def main() -> None:
    """Print the table."""
    datas = [path.read_bytes() for path in SAMPLES] * 4
    megabytes = sum(map(len, datas)) / 1e6
    for data in datas[: len(SAMPLES)]:
        extract(data)
    gc.collect()
    gc.disable()
    results = stages(datas)
    scan = results["regex scan"]
    print(f"{len(datas)} texts, {megabytes:.2f} MB")
    print(f"{'stage':<12} {'MB/s':>8} {'x scan':>8}  floor")
    for stage, spent in results.items():
        speed = megabytes / spent
        floor = FLOORS.get(stage)
        verdict = "" if floor is None else f"{floor:g} MB/s: {'held' if speed >= floor else 'MISSED'}"
        print(f"{stage:<12} {speed:>8.1f} {spent / scan:>8.1f}  {verdict}")


if __name__ == "__main__":
    main()
