"""How the cells of a flattened table's rows stand: each on a line of its own, or with words behind their amount.

And how a row's words are parted into its cells: item, legal basis, unit, a value in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.clean import CleanText
from extractors.document import Span
from extractors.tables.grid import GridCell, line_pattern, table_pattern

# A unit's words on a line of their own, such as `Triệu đồng`, are few.
_LONGEST_UNIT = 20


def cells_stand_alone(lines: Sequence[str]) -> bool:
    """Whether each cell of a table's body stands on a line of its own: single figures follow each other."""
    pattern = line_pattern("flat_single")
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


def without_basis(cell: GridCell) -> list[GridCell]:
    """A row's text and the legal basis that follows it without a break, as two cells."""
    basis = table_pattern("basis_start").search(cell.text)
    if basis is None:
        return [cell]
    start, end = cell.span
    words = cell.text[: basis.start()].rstrip()
    return [
        GridCell(words, Span(start, start + len(words))),
        GridCell(cell.text[basis.start() :], Span(start + basis.start(), end)),
    ]


def joined(first: GridCell | None, second: GridCell) -> GridCell:
    """Two cells as one, from the first's beginning to the second's end."""
    if first is None:
        return second
    glue = "" if first.text[-1].isdigit() and second.text[0].isdigit() else " "
    return GridCell(first.text + glue + second.text, Span(first.span.start, second.span.end))


def loose_cells(texts: list[GridCell], has_figures: bool) -> tuple[list[GridCell], GridCell | None, GridCell | None]:
    """Texts, unit and value of a row whose unit or value is words: the cells behind the row's own text."""
    if has_figures:
        if len(texts) > 1:
            unit = texts[1]
            for cell in texts[2:]:
                unit = joined(unit, cell)
            return texts[:1], unit, None
        first = texts[0]
        match = table_pattern("unit_at_end").search(first.text)
        if match is None:
            return texts, None, None
        start = first.span.start + match.start("unit")
        words = first.text[: match.start("unit")].rstrip()
        item = GridCell(words, Span(first.span.start, first.span.start + len(words)))
        return [item], GridCell(match["unit"], Span(start, first.span.end)), None
    if len(texts) < 2:
        return texts, None, None
    last = texts[-1]
    if len(texts) == 2:
        parts = last.text.split()
        half = len(parts) // 2
        if len(parts) % 2 == 0 and parts[:half] == parts[half:]:
            cut = len(" ".join(parts[:half]))
            start, end = last.span
            return (
                texts[:1],
                GridCell(last.text[:cut], Span(start, start + cut)),
                GridCell(last.text[cut + 1 :], Span(start + cut + 1, end)),
            )
        return texts[:1], None, last
    unit = texts[1]
    for cell in texts[2:-1]:
        unit = joined(unit, cell)
    return texts[:1], unit, last
