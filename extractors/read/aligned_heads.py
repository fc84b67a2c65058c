"""The head of a table without rulings: which lines make one heading, and which columns each heading is over."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.read.layout import Row, Token

# Lines are centred below each other within this many points.
_CENTRED = 4.0
# Headings side by side begin within so many points; one over others is off their middle by this share at most.
_SAME_LINE, _OFF_MIDDLE = 3.0, 0.08


def head_cells(head: Sequence[Row], xs: Sequence[float]) -> list[tuple[int, int, int, int, list[Token]]]:
    """The cells of a head as (row, column, row span, column span, words).

    Lines centred below each other are one cell, and a cell stands below all cells above its columns.
    """
    pieces: list[list[Token]] = []
    for row in head:
        segments = segments_of(row)
        for segment in segments:
            others = [other for other in segments if other is not segment]
            above = next((piece for piece in reversed(pieces) if _goes_on(piece, segment, others)), None)
            if above is None or _is_middle(segment, others, above, pieces):
                pieces.append(segment)
            else:
                above.extend(segment)
    placed: list[tuple[int, int, int, list[Token]]] = []
    depths = [0] * (len(xs) - 1)
    for piece in sorted(pieces, key=lambda piece: piece[0].y0):
        low, high = _spread(piece, pieces, xs)
        level = max(depths[low : high + 1])
        placed.append((level, low, high - low + 1, piece))
        for column in range(low, high + 1):
            depths[column] = level + 1
    depth = max(depths, default=0)
    cells = []
    for level, low, span, piece in placed:
        below = [
            other[0] for other in placed if other[0] > level and other[1] < low + span and low < other[1] + other[2]
        ]
        cells.append((level, low, (min(below) if below else depth) - level, span, piece))
    return cells


def _goes_on(piece: list[Token], segment: list[Token], others: list[list[Token]]) -> bool:
    """Whether a line of a head is the next line of a cell above: centred right below it, and alone there."""
    x0, x1 = min(token.x0 for token in piece), max(token.x1 for token in piece)
    height = segment[0].y1 - segment[0].y0
    return (
        abs((x0 + x1) / 2 - (segment[0].x0 + segment[-1].x1) / 2) < _CENTRED
        and piece[-1].y0 < segment[0].y0 < max(token.y1 for token in piece) + 0.5 * height
        and not any(_beside(piece, other) for other in others)
    )


def _is_middle(
    segment: list[Token], others: list[list[Token]], above: list[Token], pieces: Sequence[list[Token]]
) -> bool:
    """Whether a heading below another is no further line of it but the middle one of those under it.

    Its neighbours to both sides then have no heading of their own above, and the one above is over their middle.
    """
    left = [other for other in others if other[-1].x1 <= segment[0].x0][-1:]
    right = [other for other in others if other[0].x0 >= segment[-1].x1][:1]
    earlier = [piece for piece in pieces if piece is not above and piece[0].y0 < segment[0].y0 - _SAME_LINE]
    if not left or not right or any(_beside(piece, other) for piece in earlier for other in (*left, *right)):
        return False
    centre = (left[0][0].x0 + left[0][-1].x1 + right[0][0].x0 + right[0][-1].x1) / 4
    width = right[0][-1].x1 - left[0][0].x0
    return abs(centre - (above[0].x0 + max(token.x1 for token in above)) / 2) < _OFF_MIDDLE * width


def _beside(piece: list[Token], other: list[Token]) -> bool:
    """Whether the widths of two headings overlap."""
    x0, x1 = min(token.x0 for token in piece), max(token.x1 for token in piece)
    return other[-1].x1 > x0 and other[0].x0 < x1


def segments_of(row: Row) -> list[list[Token]]:
    """The words of a line in groups that stand apart."""
    groups = [[row.tokens[0]]]
    for before, token in pairwise(row.tokens):
        if token.x0 - before.x1 > 0.5 * row.height:
            groups.append([])
        groups[-1].append(token)
    return groups


def _covered(piece: list[Token], xs: Sequence[float]) -> tuple[int, int]:
    """First and last column that a head's words stand over: those they cover by a good part."""
    x0, x1 = min(token.x0 for token in piece), max(token.x1 for token in piece)
    over = [
        column for column, (low, high) in enumerate(pairwise(xs)) if min(high, x1) - max(low, x0) > 0.25 * (high - low)
    ]
    nearest = column_at(xs, (x0 + x1) / 2)
    return (min(over), max(over)) if over else (nearest, nearest)


def _spread(piece: list[Token], pieces: Sequence[list[Token]], xs: Sequence[float]) -> tuple[int, int]:
    """First and last column that a heading is over: it is centred over headings that stand side by side below it.

    Of the columns beside those that it covers it takes in as many as leave it in the middle, where each has a
    heading of its own on the line of those below it, and none higher up.
    """
    low, high = _covered(piece, xs)
    others = [(*_covered(other, xs), other[0].y0) for other in pieces if other is not piece]
    lower = [y for first, last, y in others if y > piece[0].y0 and first <= high and low <= last]
    if not lower:
        return low, high
    tops = [
        min((y for first, last, y in others if first <= column <= last), default=0.0) for column in range(len(xs) - 1)
    ]
    line = min(lower)
    free = [column for column, top in enumerate(tops) if abs(top - line) < _SAME_LINE]
    middle = (min(token.x0 for token in piece) + max(token.x1 for token in piece)) / 2
    spreads = [
        (first, last)
        for first in range(low + 1)
        for last in range(high, len(xs) - 1)
        if all(low <= column <= high or column in free for column in range(first, last + 1))
        and abs((xs[first] + xs[last + 1]) / 2 - middle) < _OFF_MIDDLE * (xs[last + 1] - xs[first])
    ]
    return max(spreads, key=lambda spread: spread[1] - spread[0], default=(low, high))


def column_at(xs: Sequence[float], x: float) -> int:
    """The column that a place lies in, the nearest for places outside."""
    return max(0, min(len(xs) - 2, sum(edge <= x for edge in xs) - 1))
