"""Grids from pasted web text, where cells stand between `|`.

A row is `| cell | cell |`, on one line (markdown) or each cell on lines of its own. There the end of a row and the
beginning of the next give two `|` with nothing between, and so does an empty cell. Which is which is settled by the
number of columns that makes most rows of the table equally long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate, pairwise

import patterns
from extractors.clean import Block, CleanText
from extractors.document import Span
from extractors.tables.figures import is_empty, is_figure
from extractors.tables.grid import Grid, GridCell, caption_before, is_column_numbers, matches
from extractors.tables.heads import Head, path_of, read_head
from extractors.tables.onend import rows_on_end
from extractors.tables.rows import split_mark

_MOST_COLUMNS = 40
_MOST_GAPS = 40_000
_LONGEST_HEADING = 300


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two `|`: its lines in `Document.lines` and its words, null for nothing."""

    line: int
    cell: GridCell | None


def piped_grids(clean: CleanText) -> Iterator[Grid]:
    """All tables between `|`, in order."""
    source = clean.document.source
    if clean.document.tables or ("|" not in source and "\t" not in source):
        # Where the reader knows the tables, `|` is a letter like any other.
        return
    cells = _cells(clean)
    for region in _regions(clean):
        for gaps in _tables([_Gap(line, cells.get(number)) for line, number in region]):
            if sum(gap.cell is not None for gap in gaps) >= 4:
                grid = _grid(clean, gaps)
                if grid is not None:
                    yield grid


def _tables(gaps: list[_Gap]) -> Iterator[list[_Gap]]:
    """The tables of a region: a new one begins with a head that is no copy of the head before."""
    starts = [0]
    for index in range(1, len(gaps)):
        cell = gaps[index].cell
        if cell is None or gaps[index - 1].cell is not None or not matches("head_start", cell.text):
            continue
        if _run_texts(gaps, index) != _run_texts(gaps, starts[-1]):
            starts.append(index)
    for start, end in zip(starts, [*starts[1:], len(gaps) + 1], strict=True):
        yield gaps[start : end - 1]


def _run_texts(gaps: list[_Gap], start: int) -> list[str]:
    """The words of the cells from one on, up to an empty one."""
    texts = []
    for gap in gaps[start:]:
        if gap.cell is None:
            break
        texts.append(gap.cell.text)
    return texts


def _cells(clean: CleanText) -> dict[int, GridCell]:
    """The words of each numbered cell."""
    blocks: dict[int, list[Block]] = {}
    for block in clean.blocks:
        if block.cell is not None:
            blocks.setdefault(block.cell, []).append(block)
    return {
        number: GridCell(
            " ".join(clean.text[block.start : block.end] for block in held), Span(held[0].start, held[-1].end)
        )
        for number, held in blocks.items()
    }


def _regions(clean: CleanText) -> Iterator[list[tuple[int, int]]]:
    """For each table the lines and numbers of its gaps, numbered as `extractors.lines` numbers cells."""
    rows = clean.row_lines
    if not rows and "|" not in clean.document.source:
        return
    ruling = patterns.rule("clean", "ruling").compile_simple()
    number = 0
    region: list[tuple[int, int]] = []
    after_mark, ended = False, False
    for index, line in enumerate(clean.document.lines):
        text = line.text
        row = rows.get(index)
        if "|" not in text and row is None:
            if not text or text.isspace():
                ended = ended or after_mark
            elif ended and region:
                # Text after a blank line after `|`, or after a row that is a whole line: the table has ended before it.
                yield region[:-1]
                region = []
                ended = False
            after_mark = False
            continue
        shown = text.strip()
        if shown != "|" and ruling.match(shown):
            continue
        count = len(row.marks) if row else text.count("|")
        region += [(index, number + more) for more in range(1, count + 1)]
        number += count
        after_mark = shown.endswith("|")
        ended = row is not None and row.whole
    if region:
        yield region[:-1]


def _grid(clean: CleanText, gaps: list[_Gap]) -> Grid | None:
    rows = _rows_by_line(gaps) or rows_on_end([gap.cell for gap in gaps]) or _rows_by_length(gaps)
    if rows is None or len(rows) < 2:
        return None
    columns = max(len(row) for row in rows)
    spans = [cell.span for row in rows for cell in row if cell is not None]
    span = Span(min(span.start for span in spans), max(span.end for span in spans))
    first = next((index for index, row in enumerate(rows) if _opens_head(row)), 0)
    body = first + head_length(rows[first:], columns)
    head = head_of(rows[first:body], columns)
    headings = head.paths if head else ((),) * columns
    flags = () if head is not None and head.certain else ("head_unsure",)
    padded = tuple(tuple(row) + (None,) * (columns - len(row)) for row in rows[body:])
    kept = tuple(row for row in padded if any(row) and not is_column_numbers(texts_of(row)))
    return Grid("piped", headings, kept, caption_before(clean, span.start), span, flags)


def texts_of(row: list[GridCell | None] | tuple[GridCell | None, ...]) -> list[str]:
    """The words of each cell of a row, empty for nothing."""
    return [cell.text if cell is not None else "" for cell in row]


def _opens_head(row: list[GridCell | None]) -> bool:
    first = row[0] if row else None
    return first is not None and matches("head_start", first.text)


def head_length(rows: list[list[GridCell | None]], columns: int) -> int:
    """How many rows the head has: up to the row that numbers the columns, or to the first row of the body."""
    for index, row in enumerate(rows[:6]):
        if is_column_numbers(texts_of(row)):
            return index + 1
    if len(rows[0]) == columns and all(rows[0]):
        return 1
    for index, row in enumerate(rows[:6]):
        texts = texts_of(row)
        if index and (len(row) == columns or index > 2) and _is_body(texts):
            return index
    return 1


def _is_body(texts: list[str]) -> bool:
    """Whether a row holds a row number, a total or figures."""
    mark, _ = split_mark(texts[0], texts[1] if len(texts) > 1 else "")
    return mark is not None or any(is_figure(text) for text in texts[1:]) or matches("total_row", "".join(texts[:2]))


def head_of(rows: list[list[GridCell | None]], columns: int) -> Head | None:
    """The heading paths of head rows whose merged cells left no trace."""
    rows = [row for row in rows if not is_column_numbers(texts_of(row))]
    if not rows or any(len(text) > _LONGEST_HEADING for row in rows for text in texts_of(row)):
        return None
    if all(len(row) == columns for row in rows):
        return Head(tuple(_filled(rows, columns)), 0.0, True)
    return read_head([[text for text in texts_of(row) if text] for row in rows], columns)


def _filled(rows: list[list[GridCell | None]], columns: int) -> Iterator[tuple[str, ...]]:
    """Paths where each head row has all its cells: an empty cell above a heading belongs to its left neighbour."""
    levels = [texts_of(row) for row in rows]
    for column in range(columns):
        path = []
        for depth, level in enumerate(levels):
            here = column
            while not level[here] and here > 0 and any(lower[column] for lower in levels[depth + 1 :]):
                here -= 1
            path.append(level[here])
        yield path_of(path)


def _rows_by_line(gaps: list[_Gap]) -> list[list[GridCell | None]] | None:
    """Rows where each stands on one line (markdown); null where cells have lines of their own."""
    counts = Counter(gap.line for gap in gaps)
    if sum(count >= 3 for count in counts.values()) < 0.6 * len(counts):
        return None
    rows: dict[int, list[GridCell | None]] = {}
    for gap in gaps:
        rows.setdefault(gap.line, []).append(gap.cell)
    # The gap behind a line's last `|` is the way to the next line.
    return [row[:-1] if row[-1] is None and line != gaps[-1].line else row for line, row in rows.items()]


def _rows_by_length(gaps: list[_Gap]) -> list[list[GridCell | None]] | None:
    """Rows where only the regular number of columns tells an empty cell from the end of a row."""
    cells = [gap.cell for gap in gaps]
    if len(cells) > _MOST_GAPS:
        return None
    best: tuple[float, list[int]] | None = None
    divide = cache(partial(_divide, cells))
    for columns in _likely_columns(cells, divide):
        divided = divide(columns)
        if divided is None or (best is not None and divided[0] >= best[0]):
            # What the head says can only add to the cost.
            continue
        cost = divided[0] + _head_cost(_between(cells, divided[1]), columns)
        if best is None or cost < best[0]:
            best = cost, divided[1]
    return None if best is None else _between(cells, best[1])


def _between(cells: list[GridCell | None], ends: list[int]) -> list[list[GridCell | None]]:
    """The rows that end where a division says."""
    starts = [0, *(end + 1 for end in ends[:-1])]
    return [cells[start:end] for start, end in zip(starts, ends, strict=True)]


def _head_cost(rows: list[list[GridCell | None]], columns: int) -> float:
    """What the head says against a number of columns: that it fits none, or fits in more than one way."""
    if len(rows) < 2 or not _opens_head(rows[0]):
        return 0.0
    head = head_of(rows[: head_length(rows, columns)], columns)
    return 3.0 if head is None else 0.0 if head.certain else 0.3


def _likely_columns(cells: list[GridCell | None], divide: Callable[[int], tuple[float, list[int]] | None]) -> list[int]:
    """Column counts worth trying: the lengths of runs of filled cells, alone and with one empty cell between."""
    runs, run = [], 0
    for cell in [*cells, None]:
        if cell is None:
            runs.append(run)
            run = 0
        else:
            run += 1
    counts = Counter(length for length in runs if length)
    counts.update(before + after + 1 for before, after in pairwise(runs) if before or after)
    for told in (_numbered_columns(cells), _single_head(cells)):
        if told and divide(told) is not None:
            return [told]
    return [length for length, _ in counts.most_common(8) if length <= _MOST_COLUMNS]


def _numbered_columns(cells: list[GridCell | None]) -> int | None:
    """The length of the row that numbers the columns, null where there is none."""
    for start, cell in enumerate(cells[:200]):
        if cell is None or cell.text.strip("()") not in ("1", "A") or (start and cells[start - 1] is not None):
            continue
        end = start
        while end < len(cells) and cells[end] is not None:
            end += 1
        if is_column_numbers(texts_of(cells[start:end])):
            return end - start
    return None


def _single_head(cells: list[GridCell | None]) -> int | None:
    """The length of a head of one row, right after which a row number stands; null where the head has more rows."""
    length = next((index for index, cell in enumerate(cells) if cell is None), 0)
    first, after = cells[0], cells[length + 1] if length + 1 < len(cells) else None
    if first is None or after is None or length < 3 or not matches("head_start", first.text):
        return None
    mark, _ = split_mark(after.text, "")
    return length if mark is not None else None


def _divide(cells: list[GridCell | None], columns: int) -> tuple[float, list[int]] | None:
    """The cheapest division into rows of at most `columns` cells, as cost and the index behind each row."""
    size = len(cells)
    cost = [0.0] + [float("inf")] * (size + 1)
    back = [0] * (size + 2)
    gaps = list(accumulate((cell is None for cell in cells), initial=0))
    # A row ends before an empty cell, or where all cells end.
    ends_of_rows = [end for end in range(1, size + 1) if end == size or cells[end] is None]
    place = 0
    for start in range(size):
        while place < len(ends_of_rows) and ends_of_rows[place] <= start:
            place += 1
        if cost[start] == float("inf"):
            continue
        opening = _opening_cost(cells[start], columns)
        for end in ends_of_rows[place : place + columns]:
            if end > start + columns:
                break
            here = cost[start] + _row_cost(cells, start, end, columns, gaps[end] - gaps[start], opening)
            after = min(end + 1, size + 1)
            if here < cost[after]:
                cost[after] = here
                back[after] = start
    if cost[size + 1] == float("inf"):
        return None
    ends, at = [], size + 1
    while at > 0:
        ends.append(min(at - 1, size))
        at = back[at]
    return cost[size + 1], ends[::-1]


def _row_cost(cells: list[GridCell | None], start: int, end: int, columns: int, empty: int, opening: float) -> float:
    """What speaks against a row: too few cells, empty ones, and what its opening cell costs."""
    cost = 0.0 if end - start == columns else 2.0 + 0.05 * (columns - end + start)
    cost += 0.3 * empty
    if empty == end - start:
        cost += 4.0
    cost += opening
    if cells[start] is None and end - start > 1:
        second = cells[start + 1]
        if second is None or is_empty(second.text):
            cost += 1.0
    return cost


def _opening_cost(first: GridCell | None, columns: int) -> float:
    """What speaks against a cell as a row's first: that it is no row number."""
    if first is None or columns <= 2:
        return 0.0
    if len(first.text) > 12:
        return 0.5
    return -0.4 if split_mark(first.text, "")[0] is not None else 0.0
