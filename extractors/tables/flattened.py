"""Grids from text that has lost its table: the cells of a row follow each other, a row's amounts on one line.

Marks of such a table are its head (`STT`, `TT`), row numbers and lines of figures. A double blank between figures
may be an empty cell; where a row's figures do not fill the columns, sums settle where they stand, and what they do
not settle is flagged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.clean import Block, CleanText
from extractors.document import Span
from extractors.tables.celled import celled_grid
from extractors.tables.flatcells import (
    cells_stand_alone,
    joined,
    loose_cells,
    with_last_line,
    without_basis,
    words_end_rows,
)
from extractors.tables.flathead import FlatHead, flat_head, head_pieces
from extractors.tables.flatrows import FlatRow, placed_figures
from extractors.tables.grid import (
    Grid,
    GridCell,
    Row,
    caption_before,
    is_column_numbers,
    kind_of,
    line_pattern,
    matches,
    table_pattern,
)
from extractors.tables.placement import Places
from extractors.tables.taskhead import assigning_head
from extractors.tables.worded import cells_of

_MOST_HEAD_BLOCKS = 40
_MOST_COLUMNS = 14
# A figure so short may number a column.
_LONGEST_COUNT = 2


def flattened_grids(clean: CleanText) -> Iterator[Grid]:
    """All tables of flattened text, in order."""
    after = 0
    blocks, text = clean.blocks, clean.text
    for index, block in enumerate(blocks):
        if index < after or text[block.start] not in "STs" or block.cell is not None or not _is_head(clean, block):
            continue
        found = _body_start(clean, index)
        if found is not None:
            body, first = found
            after = _body_end(clean, body)
            grid = celled_grid(clean, block, blocks[after - 1].end)
            grid = grid or _grid(clean, index, [first, *blocks[body + 1 : after]])
            if grid is not None:
                yield grid


def _words(clean: CleanText, block: Block) -> str:
    return clean.text[block.start : block.end]


def _is_head(clean: CleanText, block: Block) -> bool:
    return line_pattern("head_start").match(_words(clean, block)) is not None


def _body_start(clean: CleanText, head: int) -> tuple[int, Block] | None:
    """The first block of the body: a row number, a row that opens with one, or a total with figures.

    A total may stand at the end of a block that began in the head; that block is cut there.
    """
    for index in range(head + 1, min(head + _MOST_HEAD_BLOCKS, len(clean.blocks))):
        block = clean.blocks[index]
        text = _words(clean, block)
        if block.cell is not None or line_pattern("table_end").match(text):
            return None
        if block.kind == "figures" and _is_numbering(text):
            continue
        if _opens_row(text) or (matches("total_row", text) and _tail(text) is not None and not _ends_in_years(text)):
            return index, block
        if matches("total_row", text) and index + 1 < len(clean.blocks) and _holds_amounts(clean, index + 1):
            return index, block
        total = table_pattern("flat_total").search(text)
        if total is not None:
            start = block.start + total.start()
            line = clean.document.line_index(clean.source_span(Span(start, block.end)).start)
            return index, block._replace(start=start, first_line=line)
    return None


def _holds_amounts(clean: CleanText, index: int) -> bool:
    """Whether a block holds figures alone that are neither years nor the numbers of columns."""
    text = _words(clean, clean.blocks[index])
    tail = _tail(text)
    alone = (tail is not None and tail[0] == 0) or line_pattern("flat_single").match(text) is not None
    return alone and not _is_numbering(text) and not _ends_in_years(text) and len(text) > _LONGEST_COUNT


def _is_numbering(text: str) -> bool:
    """Whether figures only number the columns: 1 2 3 4."""
    return is_column_numbers(text.split())


def _ends_in_years(text: str) -> bool:
    """Whether the figures at a text's end are years: headings, such as `Tổng số 2026` of cells on their own lines."""
    tail = _tail(text)
    return tail is not None and all(
        part.isdecimal() and len(part) == 4 and part[:2] in ("19", "20") for part in text[tail[1] :].split()
    )


def _opens_row(text: str) -> bool:
    return bool(line_pattern("flat_row_number").match(text) or table_pattern("flat_row_start").match(text))


def _body_end(clean: CleanText, body: int) -> int:
    """The block behind the body: the next annex, table, or a numbered heading where rows have no full stop."""
    dotted = _has_stop(_words(clean, clean.blocks[body]))
    for index in range(body + 1, len(clean.blocks)):
        block = clean.blocks[index]
        text = _words(clean, block)
        if block.cell is not None or line_pattern("table_end").match(text) or _is_head(clean, block):
            return index
        if block.kind == "item" and not dotted and _opens_row(text) and _has_stop(text):
            return index
    return len(clean.blocks)


def _has_stop(text: str) -> bool:
    """Whether a row's number is followed by a full stop or bracket."""
    return text.split(None, 1)[0][-1] in ".)"


def _tail(text: str) -> tuple[int, int] | None:
    """Where the figures at the end of a text begin, with and without their unit; null where it has none."""
    match = None if text[-1:].isalpha() else line_pattern("flat_tail").search(text)
    if match is None:
        return None
    figures = match["figures"].split()
    if len(figures) == 1 and match["unit"] is None and match.start():
        # One plain number at a text's end is more often a year or a count in its words.
        digits = figures[0]
        if not any(mark in digits for mark in "%.,"):
            return None
    return match.start(), match.start("figures")


def _cell(clean: CleanText, start: int, end: int) -> GridCell:
    return GridCell(clean.text[start:end], Span(start, end))


def _rows(clean: CleanText, body: Sequence[Block], texts: Sequence[str], inner: bool) -> list[FlatRow]:
    """The rows of the body, whose blocks read `texts`; `inner` says that words follow the amounts."""
    rows: list[FlatRow] = []
    row = FlatRow()
    numbers: set[int] = set()
    latest: int | None = None
    alone = cells_stand_alone(texts)
    plain = False
    for block, text, after in zip(body, texts, [*texts[1:], ""], strict=True):
        first = text.split(None, 1)[0].strip(".)")
        # `05` is no row's number among 1, 2, 3; where cells stand alone, neither is what another figure follows.
        value = (plain and first.startswith("0")) or (
            alone and bool(row.texts) and line_pattern("flat_single").match(after) is not None
        )
        number = (
            not value and line_pattern("flat_row_number").match(text) and (not row.texts or _may_follow(first, numbers))
        )
        opening = None if number else table_pattern("flat_row_start").match(text)
        stray = not value and block.kind == "figures" and _is_next_number(text, latest)
        if alone and row.figures and not (number or stray) and line_pattern("flat_single").match(text):
            row.figures.append(_cell(clean, block.start, block.end))
            continue
        if number or opening or stray or row.figures:
            row = FlatRow()
            rows.append(row)
        elif not rows:
            rows.append(row)
        at = block.start
        if number or stray or opening:
            latest = int(first) if first.isdecimal() else None
            numbers.update([latest] if latest is not None else [])
            plain = plain or (latest is not None and len(first) == 1)
            row.number = _cell(clean, at, at + (opening.end("number") if opening else len(text.split()[0])))
        if number or stray:
            continue
        _fill(clean, row, block, at + opening.end() if opening else at, inner)
    if alone:
        for row in rows:
            row.texts = with_last_line(clean, row.texts) if row.figures and len(row.texts) == 1 else row.texts
    return rows


def _may_follow(number: str, numbers: set[int]) -> bool:
    """Whether a number alone on a line may be the next row's: 1, or one up from one before; else it is a figure."""
    return not number.isdecimal() or number == "1" or int(number) in numbers or int(number) - 1 in numbers


def _is_next_number(text: str, latest: int | None) -> bool:
    """Whether a line of one or two small whole numbers is a row's number (with a stray figure beside it)."""
    parts = text.split()
    if len(parts) > 2 or not all(part.isdecimal() and len(part) <= 2 for part in parts):
        return False
    return parts[0] == "1" or (latest is not None and int(parts[0]) == latest + 1)


def _fill(clean: CleanText, row: FlatRow, block: Block, at: int, inner: bool) -> None:
    """Put what follows a row's number into its texts, its unit and its figures; what stands behind figures is left."""
    text = clean.text[at : block.end]
    tail = _tail(text)
    amount = table_pattern("flat_inner").search(text) if inner and tail is None else None
    if amount is not None:
        text = text[: amount.end("figures")]
        tail = amount.start("figures"), amount.start("figures")
    if tail is None:
        row.texts.append(_cell(clean, at, block.end))
        return
    unit_at, figures_at = tail
    words = text[:unit_at].rstrip()
    if words:
        row.texts.append(_cell(clean, at, at + len(words)))
    if unit_at < figures_at:
        row.unit = _cell(clean, at + unit_at, at + unit_at + 1)
    for piece in table_pattern("flat_figure").finditer(text, figures_at):
        shown = piece.group()
        begin = at + piece.start() + len(shown) - len(shown.lstrip())
        row.figures.append(_cell(clean, begin, begin + len(shown.strip())))
    row.spaced = _spacing(clean, Span(at + figures_at, at + len(text)))


def _spacing(clean: CleanText, figures: Span) -> list[str]:
    """A row's figures as the source spaces them: an empty text for each empty cell that blanks may stand for."""
    source = clean.source_span(figures)
    document = clean.document
    index = document.line_index(source.start)
    line = document.lines[index].text
    parts = line[source.start - document.line_starts[index] :].split(" ")
    return parts[:-1] if parts and not parts[-1] else parts


def _grid(clean: CleanText, head: int, body: Sequence[Block]) -> Grid | None:
    texts_of_body = [_words(clean, block) for block in body]
    inner = words_end_rows(texts_of_body)
    rows = _rows(clean, body, texts_of_body, inner)
    while rows and not rows[-1].figures and not (rows[-1].number and rows[-1].texts):
        rows.pop()
    columns = _column_count(rows)
    if len(rows) < 2 or columns > _MOST_COLUMNS:
        return None
    if sum(bool(row.figures) for row in rows) < max(2, len(rows) / 4):
        # A table of words; its few figures belong to them.
        for row in rows:
            row.texts, row.figures = [*row.texts, *row.figures], []
        columns = 0
        assigning = assigning_head(head_pieces(clean, clean.blocks[head], body[0]))
        if assigning:
            return _worded_grid(clean, clean.blocks[head], rows, assigning)
    read = flat_head(clean, clean.blocks[head], body[0], columns, inner)
    columns = read.figures
    first = len(read.headings) - columns - read.trailing
    named = [bool(path) and matches("total_row", path[-1]) for path in read.headings[first : first + columns]]
    placed = placed_figures(rows, named)
    texts = max(read.texts, 1)
    filled = tuple(_row(row, read, texts, places, columns) for row, places in zip(rows, placed, strict=True))
    spans = [cell.span for row in filled for cell in row if cell is not None]
    start = clean.blocks[head].start
    return Grid(
        "flattened", read.headings, filled, caption_before(clean, start), Span(start, spans[-1].end), read.flags
    )


def _worded_grid(clean: CleanText, head: Block, rows: list[FlatRow], heading: dict[str, str]) -> Grid | None:
    """A table of tasks: each row's words divided into the columns of the head, given as kind → heading."""
    kinds = [kind for kind in heading if kind != "number"]
    found = list(_numbered_words(rows))
    whole = sum(len(texts) == len(kinds) for _, texts in found)
    # Where most rows have a line for each column, a cell begins nowhere else.
    each = whole > 1 and whole >= 0.7 * sum(len(texts) > 1 for _, texts in found)
    filled: list[Row] = []
    for number, texts in found:
        if each and len(texts) in (1, len(kinds)):
            filled.append((number, *texts, *[None] * (len(kinds) - len(texts))))
            continue
        starts = [cell.span.start for cell in texts] if each else ()
        filled.append((number, *cells_of(clean, Span(texts[0].span.start, texts[-1].span.end), kinds, starts)))
    if len(filled) < 2:
        return None
    last = max(cell.span.end for row in filled for cell in row if cell is not None)
    headings = tuple((heading.get(kind, ""),) for kind in ("number", *kinds))
    return Grid("flattened", headings, tuple(filled), caption_before(clean, head.start), Span(head.start, last))


def _numbered_words(rows: list[FlatRow]) -> Iterator[tuple[GridCell | None, list[GridCell]]]:
    """The number of each row and its words; what has no number goes on from the row before."""
    number: GridCell | None = None
    held: list[GridCell] = []
    for row in rows:
        if row.number is not None and held:
            yield number, held
            held = []
        number = row.number or number
        held = held + row.texts
    if held:
        yield number, held


def _column_count(rows: list[FlatRow]) -> int:
    """How many columns of figures there are: as many as the fullest row has, or as spacing shows at most rows."""
    most = max((len(row.figures) for row in rows), default=0)
    spaced = [len(row.spaced) for row in rows if len(row.spaced) >= most > 1]
    likely = max(set(spaced), key=spaced.count) if spaced else most
    return likely if spaced.count(likely) >= 2 else most


def _row(row: FlatRow, head: FlatHead, texts: int, places: tuple[Places, bool], columns: int) -> Row:
    """A row as cells: number, texts, unit where the head has one, figures."""
    held = list(row.texts)
    body: list[GridCell | None] = [None] * texts
    if held and row.unit is None and head.unit and columns:
        held, row.unit, loose = loose_cells(held, bool(row.figures))
        if loose is not None:
            row.figures, places = [loose], ((columns - 1,), True)
    if len(held) == 1 and texts > 1 and "basis" in [kind_of(path) for path in head.headings]:
        held = without_basis(held[0])
    for order, cell in enumerate(held):
        if order < texts:
            body[order] = cell
        else:
            body[texts - 1] = joined(body[texts - 1], cell)
    figures: list[GridCell | None] = [None] * columns
    for place, cell in zip(places[0], row.figures, strict=False):
        figures[place] = cell if places[1] else cell._replace(flags=("column_unsure",))
    return (row.number, *body, *([row.unit] if head.unit else []), *figures, *[None] * head.trailing)
