"""How the cells of a flattened table's rows stand: each on a line of its own, or with words behind their amount."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.clean import CleanText
from extractors.document import Span
from extractors.tables.grid import GridCell, table_pattern

# A unit's words on a line of their own, such as `Triệu đồng`, are few.
_LONGEST_UNIT = 20


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


def with_last_line(clean: CleanText, texts: list[GridCell]) -> list[GridCell]:
    """A row's one text parted before its last line, where that is a short cell of its own: the unit above the figures.

    Lines that were read as one paragraph (`Số sản phẩm lên sàn` over `Sản phẩm`) are two cells of such a table.
    """
    (cell,) = texts
    document = clean.document
    source = clean.source_span(cell.span)
    line = document.line_starts[document.line_index(source.end - 1)]
    if line <= source.start:
        return texts
    unit = document.source[line : source.end].strip(" |*")
    words = cell.text[: -len(unit)].rstrip()
    if not unit or len(unit) > _LONGEST_UNIT or not unit[0].isupper() or not cell.text.endswith(unit) or not words:
        return texts
    start, end = cell.span
    return [GridCell(words, Span(start, start + len(words))), GridCell(unit, Span(end - len(unit), end))]
