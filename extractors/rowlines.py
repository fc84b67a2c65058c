"""Lines of text that are table rows by themselves: cells between `|` or tabs, with or without outer marks.

`| a | b |` shows where its first and last cells begin and end; `a | b | c`, `a | b | c |` and `a<tab>b<tab>c` do not.
Several such lines with one number of columns are a table; one alone is not. Where each cell stands on lines of its
own, a table that opens with `STT` and only then its first `|` has its first cell before that mark.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import patterns
from extractors.document import Document

_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 2
# `STT`, `TT`, `Số TT`, indented or not; an empty line begins with nothing.
_HEAD_LETTERS = frozenset("ST \t\u00a0")


class RowLine(NamedTuple):
    """Where the cells of a line begin: (end of the cell before, beginning), as offsets in the line.

    `whole` says that the line is a row by itself, so that no cell goes on to the next line.
    """

    marks: tuple[tuple[int, int], ...]
    whole: bool


def row_lines(document: Document) -> dict[int, RowLine]:
    """The lines whose cells their marks alone do not show, by index in `Document.lines`."""
    if document.tables or not ("|" in document.source or "\t" in document.source):
        return {}
    found: dict[int, RowLine] = {}
    texts = [line.text if line.layout is None else "" for line in document.lines]
    for mark in "|\t":
        if mark in document.source:
            for run in _runs(texts, mark):
                found.update(_read(texts, run, mark))
    if "|" in document.source:
        found.update(_first_cells(texts, found))
    return found


def marks_of(text: str, mark: str = "|") -> list[tuple[int, int]]:
    """Where the cells of a line begin by its marks alone."""
    marks = []
    at = text.find(mark)
    while at >= 0:
        marks.append((at, at + 1))
        at = text.find(mark, at + 1)
    return marks


def _runs(texts: list[str], mark: str) -> list[list[int]]:
    """Runs of lines with at least one `|` or two tabs; blank lines are passed over."""
    runs: list[list[int]] = [[]]
    fewest = 1 if mark == "|" else 2
    for index, text in enumerate(texts):
        if mark in text and text.count(mark) >= fewest:
            runs[-1].append(index)
        elif runs[-1] and text and not text.isspace():
            runs.append([])
    return [run for run in runs if len(run) >= _FEWEST_ROWS]


def _read(texts: list[str], run: list[int], mark: str) -> dict[int, RowLine]:
    """The rows of a run; none where its lines do not agree on a number of columns or all open with a mark."""
    if all(texts[index].lstrip(" ").startswith(mark) for index in run):
        # Such rows show all of their cells.
        return {}
    ruling = patterns.rule("clean", "ruling").compile()
    run = [index for index in run if not ruling.match(texts[index].strip())]
    cells = {index: [part.strip() for part in texts[index].split(mark)] for index in run}
    closed = all(not parts[-1] for parts in cells.values())
    if all(not parts[0] for parts in cells.values()):
        return {}
    columns, agreeing = Counter(len(parts) - closed for parts in cells.values()).most_common(1)[0]
    full = [index for index, parts in cells.items() if len(parts) - closed == columns]
    worded = sum(sum(map(bool, cells[index])) >= _FEWEST_COLUMNS for index in full)
    if columns < _FEWEST_COLUMNS or worded < _FEWEST_ROWS or agreeing < 0.6 * len(run):
        return {}
    rows = {}
    for index in run[run.index(full[0]) :]:
        end = len(texts[index])
        marks = [(0, 0), *marks_of(texts[index], mark)]
        rows[index] = RowLine(tuple(marks if closed else [*marks, (end, end)]), whole=True)
    return rows


def _first_cells(texts: list[str], rows: dict[int, RowLine]) -> dict[int, RowLine]:
    """The lines that open a table of cells on lines of their own without a `|` before its first cell."""
    head = patterns.rule("clean", "table_head").compile()
    found = {}
    for index, text in enumerate(texts):
        if text[:1] not in _HEAD_LETTERS or not head.match(text.strip()):
            # Most lines need no look at the pattern.
            continue
        if index in rows or (index and "|" in texts[index - 1]):
            continue
        after = texts[index + 1].strip() if index + 1 < len(texts) else ""
        if "|" in text or after == "|":
            found[index] = RowLine(((0, 0), *marks_of(text)), whole=False)
    return found
