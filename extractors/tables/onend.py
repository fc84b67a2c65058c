"""Rows of a table whose cells follow each other with one `|` after each: nothing shows where a row ends.

The head's length, or the distance between row numbers, tells the number of columns; a row that has fewer cells
(merged ones leave a single mark) ends before the next row number or total.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from extractors.tables.figures import is_figure
from extractors.tables.grid import GridCell, is_column_numbers, matches
from extractors.tables.rows import split_mark

_FEWEST_COLUMNS = 3
_MOST_COLUMNS = 40
_MOST_CELLS = 40_000
_LONGEST_MARK = 5


def rows_on_end(cells: list[GridCell | None]) -> list[list[GridCell | None]] | None:
    """The rows, head first; null where an empty cell before the first row number may be the end of the head."""
    texts = [cell.text if cell is not None else "" for cell in cells]
    head = _head_length(texts)
    if head is None or len(texts) > _MOST_CELLS:
        return None
    numbered = next((n for n in range(head, _FEWEST_COLUMNS, -1) if is_column_numbers(texts[head : head + n])), None)
    body = head + (numbered or 0)
    starts = [index for index in range(body, len(texts)) if _is_mark(texts[index])]
    distances = Counter(after - before for before, after in pairwise(starts))
    likely = [numbered] if numbered else [head, *(length for length, _ in distances.most_common(4))]
    divided = [_divide(texts, body, columns) for columns in likely if _FEWEST_COLUMNS <= columns <= _MOST_COLUMNS]
    cost, ends = min(divided, default=(0.0, []))
    if not ends or cost > len(ends):
        return None
    bounds = [*([0] if not numbered else [0, head]), body, *ends]
    return [cells[start:end] for start, end in pairwise(bounds)]


def _head_length(texts: list[str]) -> int | None:
    """How many cells stand before the first row number, all of them filled; null where there is no such head."""
    if not texts or not matches("head_start", texts[0]):
        return None
    for index, text in enumerate(texts):
        if index >= _FEWEST_COLUMNS and _is_mark(text):
            return index
        if not text:
            break
    return None


def _is_mark(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_MARK and split_mark(text, "")[0] is not None


def _divide(texts: list[str], body: int, columns: int) -> tuple[float, list[int]]:
    """The cheapest division of the cells from `body` on into rows, as its cost and the index behind each row."""
    size = len(texts)
    opens = _openings(texts, body)
    cost = [float("inf")] * (size + 1)
    back = [body] * (size + 1)
    cost[body] = 0.0
    for start in range(body, size):
        opening = 0.0 if opens[start] else _opening_cost(texts[start])
        for end in range(start + 1, min(start + columns, size) + 1):
            full = end - start == columns
            if not full and end < size and not opens[end]:
                continue
            here = cost[start] + (0.0 if full else 1.5) + opening
            if here < cost[end]:
                cost[end], back[end] = here, start
    if cost[size] == float("inf"):
        return cost[size], []
    ends = [size]
    while back[ends[-1]] > body:
        ends.append(back[ends[-1]])
    return cost[size], ends[::-1]


def _openings(texts: list[str], body: int) -> list[bool]:
    """Whether each cell may open a row: a total, or a row number that is 1, one up from another or no figure."""
    seen = {0}
    opens = [False] * len(texts)
    for index in range(body, len(texts)):
        text = texts[index]
        number = int(text) if text.isdecimal() and _is_mark(text) else None
        if number is None:
            opens[index] = _is_mark(text) or matches("total_row", text)
        elif number - 1 in seen:
            opens[index] = True
            seen.add(number)
    return opens


def _opening_cost(text: str) -> float:
    """What speaks against a row that begins with a cell that is no row number and no total."""
    return 0.5 if not text else 3.0 if is_figure(text) else 1.5
