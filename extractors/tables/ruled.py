"""Grids from the tables that a reader delivers with the document (ruled or aligned in a PDF, a table in DOCX)."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.clean import Block, CleanText
from extractors.document import Span, Table
from extractors.tables.grid import Grid, GridCell, caption_before, is_column_numbers
from extractors.tables.heads import path_of
from extractors.tables.piped import head_length, texts_of


def ruled_grids(clean: CleanText) -> Iterator[Grid]:
    """All tables that the document's reader saw, in order; tables without words are left out."""
    if not clean.document.tables:
        return
    blocks: dict[int, list[Block]] = {}
    for block in clean.blocks:
        if block.cell is not None:
            blocks.setdefault(block.cell, []).append(block)
    number = 0
    for table in clean.document.tables:
        matrix, merged = _matrix(clean, table, blocks, number)
        number += len(table.cells)
        grid = _grid(clean, table, matrix, merged)
        if grid is not None:
            yield grid


def _matrix(
    clean: CleanText, table: Table, blocks: dict[int, list[Block]], number: int
) -> tuple[list[list[GridCell | None]], list[list[str]]]:
    """Each cell at its own place, and the words that each place shows with merged cells spread out."""
    matrix: list[list[GridCell | None]] = [[None] * table.columns for _ in range(table.rows)]
    merged = [[""] * table.columns for _ in range(table.rows)]
    for order, cell in enumerate(table.cells, start=number + 1):
        held = blocks.get(order)
        if not held:
            continue
        text = " ".join(clean.text[block.start : block.end] for block in held)
        span = Span(held[0].start, held[-1].end)
        matrix[cell.row][cell.column] = GridCell(text, span, cell.row_span, cell.column_span)
        for row in range(cell.row, min(cell.row + cell.row_span, table.rows)):
            for column in range(cell.column, min(cell.column + cell.column_span, table.columns)):
                merged[row][column] = text
    return matrix, merged


def _grid(clean: CleanText, table: Table, matrix: list[list[GridCell | None]], merged: list[list[str]]) -> Grid | None:
    spans = [cell.span for row in matrix for cell in row if cell is not None]
    if not spans:
        return None
    span = Span(min(span.start for span in spans), max(span.end for span in spans))
    length = head_length(matrix, table.columns)
    levels = [texts for texts in merged[:length] if not is_column_numbers(texts)]
    headings = tuple(path_of([level[column] for level in levels]) for column in range(table.columns))
    rows = tuple(tuple(row) for row in matrix[length:] if any(row) and not is_column_numbers(texts_of(row)))
    return Grid("ruled", headings, rows, caption_before(clean, span.start), span)
