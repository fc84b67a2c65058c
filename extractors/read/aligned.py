"""Tables without rulings: columns by where figures stand below each other, rows by how lines belong together.

Such a table is known by its figures: several rows with amounts in the same columns. A row's figures stand at
its middle or at its top, its words may fill more lines; where one row ends and the next begins is settled for
the whole table at once, by the cheapest reading (dynamic programming over the lines between the figures).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from regex import Pattern

import patterns
from extractors.read.aligned_heads import column_at, head_cells, segments_of
from extractors.read.grids import Grid, grid_over
from extractors.read.layout import Row, Token, rows_of

Span = tuple[float, float]

# A table has at least so many rows of figures, in so many columns.
_LEAST_ROWS, _LEAST_COLUMNS = 3, 2
# Columns are this many points apart; figures of one row stand wider apart than words.
_GUTTER, _WIDE = 3.5, 9.0
# What a reading costs: a cell that begins inside a sentence, one that breaks off, a row without figures, one
# without words in the first column of words.
_INSIDE, _BROKEN, _REST, _NAMELESS = 5.0, 1.0, 1.5, 2.0
_MOST_HEAD_LINES = 10
# Lines of a head that are this many of their heights apart stand far off.
_FAR = 0.6
_LAST_LINES = 4


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table found by alignment: its grid, and for each cell its words."""

    grid: Grid
    cells: tuple[tuple[Token, ...], ...]


def aligned_table(tokens: Sequence[Token]) -> Aligned | None:
    """The table without rulings among the words of a page; null where there is none."""
    figure = patterns.rule("layout", "figure", "figures").compile()
    if sum(token.text[0].isdigit() and figure.match(token.text) is not None for token in tokens) < 6:
        return None
    rows = rows_of(tokens)
    amounts = _amount_columns(rows, figure)
    if len(amounts) < _LEAST_COLUMNS:
        return None
    first = next(index for index, row in enumerate(rows) if len(_figures(row, figure)) >= _LEAST_COLUMNS)
    end = first
    while end < len(rows) and _is_body(rows[end], amounts, figure):
        end += 1
    if sum(len(_figures(row, figure)) >= _LEAST_COLUMNS for row in rows[first:end]) < _LEAST_ROWS:
        return None
    edges = _edges(_column_spans(rows[first:end]))
    head_end = next((i + 1 for i in range(first - 1, -1, -1) if _stands_in(rows[i], edges, amounts)), first)
    body = rows[head_end:end]
    spans = _column_spans(body)
    if head_end:
        spans = _with_heads(spans, _last_lines(rows[:head_end]), amounts)
    xs = _edges(spans)
    if len(xs) - 1 <= len(amounts):
        return None
    begin = _head_begin(rows, head_end, [x for x in xs if x <= amounts[0][0]][1:-1])
    return _table(rows[begin:head_end], body, xs, amounts, figure)


def _figures(row: Row, figure: Pattern[str]) -> list[Token]:
    """The figures of a row that stand apart from the words beside them."""
    found = []
    for index, token in enumerate(row.tokens):
        before = index == 0 or token.x0 - row.tokens[index - 1].x1 > _WIDE
        after = index + 1 == len(row.tokens) or row.tokens[index + 1].x0 - token.x1 > _WIDE
        if before and after and figure.match(token.text):
            found.append(token)
    return found


def _amount_columns(rows: Sequence[Row], figure: Pattern[str]) -> list[Span]:
    """Left and right edge of each column of figures, the column of row numbers left out."""
    many = [found for row in rows if len(found := _figures(row, figure)) >= _LEAST_COLUMNS]
    if len(many) < _LEAST_ROWS:
        return []
    spans: list[Span] = []
    for token in sorted((token for found in many for token in found), key=lambda token: token.x0):
        if spans and token.x0 <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], token.x1))
        else:
            spans.append((token.x0, token.x1))
    words = sorted(token.x0 for row in rows for token in row.tokens if token.text[0].isalpha() and len(token.text) > 2)
    # Row numbers stand left of nearly all words; a head of their own (`STT`) does not change that.
    left = words[len(words) // 10] if words else 0.0
    return [span for span in spans if span[1] > left]


def _stands_in(row: Row, edges: Sequence[float], amounts: list[Span]) -> bool:
    """Whether words of a row are centred in a column of figures: headings are, but figures may stand to the right."""
    columns = {column_at(edges, (low + high) / 2) for low, high in amounts}
    middles = [(segment[0].x0 + segment[-1].x1) / 2 for segment in segments_of(row)]
    return any(edges[0] <= middle <= edges[-1] and column_at(edges, middle) in columns for middle in middles)


def _is_body(row: Row, amounts: list[Span], figure: Pattern[str]) -> bool:
    """Whether a row may stand in the body: no words cross the columns of figures."""
    return all(
        figure.match(token.text)
        or token.text in "-–"
        or all(token.x1 <= low or token.x0 >= high for low, high in amounts)
        for token in row.tokens
    )


def _column_spans(rows: Sequence[Row]) -> list[Span]:
    """Left and right edge of what stands in each column: columns are parted by blanks that run down all rows."""
    return _merged((token.x0, token.x1) for row in rows for token in row.tokens)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans from left to right, those with less than a gutter between them made one."""
    merged: list[Span] = []
    for low, high in sorted(spans):
        if merged and low - merged[-1][1] <= _GUTTER:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


def _last_lines(head: Sequence[Row]) -> Sequence[Row]:
    """The last lines of a head, those of one cell and a little more."""
    begin = len(head) - 1
    while begin > max(0, len(head) - _LAST_LINES) and head[begin].y0 - head[begin - 1].y1 < _FAR * head[begin].height:
        begin -= 1
    return head[begin:]


def _with_heads(spans: list[Span], head: Sequence[Row], amounts: list[Span]) -> list[Span]:
    """Columns with their headings: a heading beside all columns names a column of figures next to it, or its own.

    Figures that stand to the right of their column are not below its heading, which is centred. The last line of
    a head names the lowest columns, also those without a figure on this page.
    """
    lines = [[(segment[0].x0, segment[-1].x1) for segment in segments_of(row)] for row in head]
    named = [other for line in lines for other in line if sum(_overlap(other, span) for span in spans) == 1]
    headings = lines[-1]
    loose = [heading for heading in headings if not any(_overlap(heading, span) for span in spans)]
    bare = [
        span
        for span in spans
        if any(_overlap(span, amount) for amount in amounts) and not any(_overlap(span, other) for other in named)
    ]
    for heading, span in sorted(
        product(loose, bare), key=lambda pair: max(pair[0][0] - pair[1][1], pair[1][0] - pair[0][1])
    ):
        whole = (min(heading[0], span[0]), max(heading[1], span[1]))
        if heading in loose and span in bare and sum(_overlap(whole, other) for other in spans) == 1:
            loose.remove(heading)
            bare.remove(span)
            spans = [whole if other == span else other for other in spans]
    return _merged([*spans, *headings])


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _edges(spans: Sequence[Span]) -> tuple[float, ...]:
    """The edges of columns: the middles of the blanks between them, and the outer ends."""
    middles = [(one[1] + two[0]) / 2 for one, two in pairwise(spans)]
    return (spans[0][0] - _GUTTER, *middles, spans[-1][1] + _GUTTER)


def _head_begin(rows: Sequence[Row], head_end: int, edges: list[float]) -> int:
    """Index of the head's first row: above it a line crosses the columns of words, or stands far off."""
    unit = patterns.rule("layout", "unit_line").compile()
    begin = head_end
    while begin > max(0, head_end - _MOST_HEAD_LINES):
        row = rows[begin - 1]
        crosses = any(token.x0 < edge < token.x1 for token in row.tokens for edge in edges)
        spread = any(
            one.x1 < edge < two.x0 and two.x0 - one.x1 < 0.5 * row.height
            for one, two in pairwise(row.tokens)
            for edge in edges
        )
        far = begin < head_end and rows[begin].y0 - row.y1 > _FAR * row.height
        if crosses or spread or far or unit.search(" ".join([token.text for token in row.tokens])):
            break
        begin -= 1
    return begin


def _table(
    head: Sequence[Row],
    body: Sequence[Row],
    xs: tuple[float, ...],
    amounts: list[Span],
    figure: Pattern[str],
) -> Aligned:
    """Head and body as one grid."""
    columns = len(xs) - 1
    lines = [_by_column(row, xs) for row in body]
    starts = _row_starts(body, lines, [column_at(xs, (low + high) / 2) for low, high in amounts], figure)
    heads = head_cells(head, xs)
    depth = max((row + span for row, _, span, _, _ in heads), default=0)
    top = head[0].y0 if head else body[0].y0
    bottom = body[0].y0
    ys = [top + (bottom - top) * level / depth for level in range(depth)] if depth else []
    ys += [body[start].y0 for start in starts] + [body[-1].y1]
    placed: dict[tuple[int, int], tuple[int, int, list[Token]]] = {
        (row, column): (row_span, column_span, found) for row, column, row_span, column_span, found in heads
    }
    for number, (start, end) in enumerate(pairwise([*starts, len(body)])):
        for column in range(columns):
            found = [token for line in lines[start:end] for token in line[column]]
            placed[depth + number, column] = (1, 1, found)
    grid = grid_over(
        xs, tuple(sorted(ys)), {at: (row_span, column_span) for at, (row_span, column_span, _) in placed.items()}, True
    )
    words = {at: tuple(found) for at, (_, _, found) in placed.items()}
    return Aligned(grid, tuple(words.get((cell.row, cell.column), ()) for cell in grid.cells))


def _by_column(row: Row, xs: Sequence[float]) -> list[list[Token]]:
    """A row's words by column."""
    found: list[list[Token]] = [[] for _ in range(len(xs) - 1)]
    for token in row.tokens:
        found[column_at(xs, (token.x0 + token.x1) / 2)].append(token)
    return found


def _row_starts(
    body: Sequence[Row], lines: list[list[list[Token]]], amounts: list[int], figure: Pattern[str]
) -> list[int]:
    """The lines at which the rows of the table begin: the cheapest way to deal the lines out to the figures."""
    number = patterns.rule("clean", "row_number").compile()
    anchors = [
        index
        for index, line in enumerate(lines)
        if any(figure.match(token.text) for column in amounts for token in line[column])
        or (len(line[0]) == 1 and number.match(line[0][0].text))
    ]
    words = [column for column in range(1, len(lines[0])) if column not in amounts]
    # Cheapest cost of dealing out all lines before a start, with the starts chosen so far.
    open_ends: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    if anchors[0] > 0:
        for rest in range(1, anchors[0] + 1):
            open_ends[rest] = (_REST + sum(_begins(lines, column, 0, rest) for column in words), [0])
    for place, anchor in enumerate(anchors):
        after = anchors[place + 1] if place + 1 < len(anchors) else len(body)
        ends = range(anchor + 1, after + 1) if place + 1 < len(anchors) else [len(body)]
        reached: dict[int, tuple[float, list[int]]] = {}
        for end in ends:
            reached[end] = min(
                (cost + _cost(body, lines, words, start, end, anchor), [*chosen, start])
                for start, (cost, chosen) in open_ends.items()
            )
        open_ends = reached
    return open_ends[len(body)][1]


def _begins(lines: list[list[list[Token]]], column: int, start: int, end: int) -> bool:
    """Whether a column's words from a line on begin a text rather than go on with one."""
    here = [line[column] for line in lines[start:end] if line[column]]
    return bool(here) and not here[0][0].text.lstrip("“\"'(")[:1].islower()


def _cost(
    body: Sequence[Row], lines: list[list[list[Token]]], words: list[int], start: int, end: int, anchor: int
) -> float:
    """What it costs that the lines from `start` to `end` are one row whose figures stand at `anchor`."""
    height = body[anchor].height
    middle = (body[anchor].y0 + body[anchor].y1) / 2
    off_middle = abs(middle - (body[start].y0 + body[end - 1].y1) / 2) / height
    off_top = (body[anchor].y0 - body[start].y0) / height
    cost = min(off_middle, off_top)
    if words and not any(line[words[0]] for line in lines[start:end]):
        cost += _NAMELESS
    for column in words:
        here = [line[column] for line in lines[start:end] if line[column]]
        if not here:
            continue
        if not _begins(lines, column, start, end):
            cost += _INSIDE
        if here[-1][-1].text[-1] in ",-–/":
            cost += _BROKEN
    return cost
