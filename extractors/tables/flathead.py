"""The head of a flattened table: its cells follow each other, level after level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractors.clean import CleanText
from extractors.tables.grid import kind_of, table_pattern
from extractors.tables.heads import Head, read_head

_TEXT_KINDS = frozenset({"number", "item", "basis", "unit", "other", "note"})
_MOST_PIECES = 24


@dataclass(frozen=True, slots=True)
class FlatHead:
    """Headings for all columns; how many are the row's texts, and whether number and unit have one of their own."""

    headings: tuple[tuple[str, ...], ...]
    numbered: bool
    texts: int
    unit: bool
    trailing: int
    flags: tuple[str, ...]


def flat_head(clean: CleanText, head: int, body: int, figures: int) -> FlatHead:
    """Read the head between two blocks for a body with so many columns of figures."""
    pieces = _pieces(clean, head, body)
    leading = _leading(pieces)
    unit = "unit" in [kind_of((piece,)) for piece in pieces[:leading]]
    texts = max(1, leading - 1 - unit)
    trailing = sum(kind_of((piece,)) == "note" for piece in pieces[leading:])
    best: Head | None = None
    for levels in _levels(pieces, leading):
        read = read_head(levels, leading + figures + trailing)
        if read is not None and (best is None or read.weight > best.weight):
            best = read
    if best is None:
        plain = tuple((piece,) for piece in pieces[:leading]) or (("",),)
        blank = ((),) * (figures + trailing)
        if leading < 1 + texts + unit:
            plain = (*plain, ("",))
        return FlatHead((*plain, *blank), True, texts, unit, trailing, ("head_unsure",))
    return FlatHead(best.paths, True, texts, unit, trailing, ())


def _pieces(clean: CleanText, head: int, body: int) -> list[str]:
    """The head's cells: a line that begins with a capital letter begins a new one."""
    aside = {one.line for one in clean.aside}
    start, end = clean.blocks[head].first_line, clean.blocks[body].first_line
    pieces: list[str] = []
    for index in range(start, end):
        text = " ".join(clean.document.lines[index].text.split())
        if not text or index in aside:
            continue
        opening = table_pattern("head_start").match(text)
        if opening:
            pieces.append(opening.group())
            text = text[opening.end() :].strip()
            if text:
                pieces.append(text)
        elif pieces and not (text[0].isupper() or text[0] == "%"):
            pieces[-1] += " " + text
        else:
            pieces.append(text)
    return pieces[:_MOST_PIECES]


def _leading(pieces: list[str]) -> int:
    """How many of the first pieces are columns of words: number, text, unit, legal basis."""
    count = 0
    for order, piece in enumerate(pieces):
        kind = kind_of((piece,))
        if kind not in _TEXT_KINDS or kind == "note":
            break
        count = order + 1
        if kind == "unit":
            break
    return min(count, len(pieces))


def _levels(pieces: list[str], leading: int) -> Iterator[list[list[str]]]:
    """All divisions of the pieces into one to three levels of which the first holds the columns of words."""
    size = len(pieces)
    yield [pieces]
    for first in range(leading + 1, size):
        yield [pieces[:first], pieces[first:]]
        for second in range(first + 1, size):
            yield [pieces[:first], pieces[first:second], pieces[second:]]
