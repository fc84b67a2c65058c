"""How the cells of a flattened table's rows stand: each on a line of its own, or with words behind their amount."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.tables.grid import table_pattern


def cells_stand_alone(lines: Sequence[str]) -> bool:
    """Whether each cell of a table's body stands on a line of its own: single figures follow each other."""
    pattern = table_pattern("flat_single")
    single = [pattern.match(line) is not None for line in lines]
    return sum(one and other for one, other in pairwise(single)) > sum(single) / 3


def words_end_rows(lines: Sequence[str]) -> bool:
    """Whether rows end with words behind their amount: a source of funds, a note."""
    pattern = table_pattern("flat_inner")
    found = [pattern.search(line) is not None for line in lines]
    return sum(found) >= max(2, len(found) / 3)
