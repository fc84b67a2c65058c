"""The head of a flattened table: its cells follow each other, level after level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf

from extractors.clean import Block, CleanText
from extractors.tables.grid import kind_of, matches, table_pattern
from extractors.tables.heads import CLOSE, Head, most_weight, read_head

_TEXT_KINDS = frozenset({"number", "item", "basis", "unit", "measure", "other", "note"})
_MOST_PIECES = 24
# Kinds of columns that hold figures, and those that may hold figures or words.
_FIGURE_KINDS = frozenset({"amount", "period", "norm", "ratio"})
_EITHER = frozenset({"other", "measure"})

Paths = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FlatHead:
    """Headings for all columns: number, `texts` columns of words, unit where there is one, `figures`, `trailing`."""

    headings: tuple[tuple[str, ...], ...]
    texts: int
    unit: bool
    figures: int
    trailing: int
    flags: tuple[str, ...]


def flat_head(clean: CleanText, head: Block, body: Block, figures: int, words_behind: bool = False) -> FlatHead:
    """Read the head between two blocks for a body whose fullest row has so many figures, with words behind them or not.

    A column that no row fills leaves no figure; where the head fits badly it may show one or two such columns.
    """
    pieces = head_pieces(clean, head, body)
    leading = _leading(pieces)
    unit = "unit" in [kind_of((piece,)) for piece in pieces[:leading]]
    texts = max(1, leading - 1 - unit)
    trailing = sum(kind_of((piece,)) == "note" for piece in pieces[leading:])
    if words_behind:
        trailing = max(trailing, len(pieces) - leading - figures)
    fitting = _best(pieces, leading, leading + figures + trailing)
    columns = figures
    if figures and (fitting is None or fitting.weight < 0):
        for more in (1, 2):
            wider = _best(pieces, leading, leading + figures + more + trailing)
            if wider is not None and wider.weight >= 0:
                fitting, columns = wider, figures + more
                break
    if fitting is None:
        plain = [(piece,) for piece in pieces[:leading]] + [()] * (1 + texts + unit - leading + figures + trailing)
        return FlatHead(tuple(plain), texts, unit, figures, trailing, ("head_unsure",))
    flags = () if fitting.certain and fitting.weight >= 0 else ("head_unsure",)
    return FlatHead(fitting.paths, texts, unit, columns, trailing, flags)


def headings_of(pieces: list[str], width: int, figures: list[bool]) -> tuple[Paths, bool] | None:
    """The heading path of each column and whether it is sure; null where the pieces of the head make no such head.

    `figures` tells the columns that hold figures, where that is known. With a piece more than columns one heading
    stands over the last pieces, which hang where they name what their columns hold.
    """
    if len(pieces) == width:
        return tuple((piece,) for piece in pieces), True
    if not figures:
        return None
    fitting = _best(pieces, _leading(pieces), width)
    likely = fitting is not None and fitting.weight >= 0
    if fitting is not None and likely and (len(pieces) != width + 1 or not _misnamed(fitting.paths, figures)):
        return fitting.paths, fitting.certain
    if len(pieces) != width + 1:
        return None
    weighed = [
        (_weight(pieces, first, over, figures), first, over)
        for first in range(width - 1, 2, -1)
        for over in range(1, first)
    ]
    if not weighed:
        return None
    best = max(weight for weight, _, _ in weighed)
    chosen = [(first, over) for weight, first, over in weighed if weight == best]
    return _hung(pieces, *chosen[0]), len(chosen) == 1


def _hung(pieces: list[str], first: int, over: int) -> Paths:
    """Paths of a head whose pieces from `first` on stand under the piece `over`."""
    named = not matches("no_level", pieces[over])
    below = [((pieces[over], piece) if named else (piece,)) for piece in pieces[first:]]
    return (*[(piece,) for piece in pieces[:over]], *below, *[(piece,) for piece in pieces[over + 1 : first]])


def _misnamed(paths: Paths, figures: list[bool]) -> int:
    """How many columns hold something else than what their headings name."""
    kinds = [kind_of(path) for path in paths]
    return sum(
        (kind in _FIGURE_KINDS) != figure for kind, figure in zip(kinds, figures, strict=True) if kind not in _EITHER
    )


def _weight(pieces: list[str], first: int, over: int, figures: list[bool]) -> float:
    """How well such a head names what the columns hold; a heading such as `Trong đó` has others under it."""
    fit = -_misnamed(_hung(pieces, first, over), figures)
    below = {kind_of((piece,)) for piece in pieces[first:]}
    holders = [place for place, piece in enumerate(pieces[:first]) if matches("no_level", piece)]
    return fit + (len(below) == 1) + 2.0 * (over in holders) - 3.0 * sum(place != over for place in holders)


def _best(pieces: list[str], leading: int, columns: int) -> Head | None:
    """The best head over all divisions of the pieces into levels, sure where no other comes near it."""
    likely = [(most_weight(levels, columns), -order, levels) for order, levels in enumerate(_levels(pieces, leading))]
    read: list[tuple[float, int, Head]] = []
    best = -inf
    for most, order, levels in sorted(likely, reverse=True, key=lambda one: one[:2]):
        if most == -inf or most < best - CLOSE:
            break
        head = read_head(levels, columns)
        if head is not None:
            read.append((head.weight, order, head))
            best = max(best, head.weight)
    if not read:
        return None
    chosen = max(read, key=lambda one: one[:2])[2]
    rivals = [head for weight, _, head in read if head.paths != chosen.paths and best - weight <= CLOSE]
    return replace(chosen, certain=chosen.certain and not rivals)


def head_pieces(clean: CleanText, head: Block, body: Block) -> list[str]:
    """The head's cells: a line that begins with a capital letter begins a new one."""
    aside = {one.line for one in clean.aside}
    pieces: list[str] = []
    for index in range(head.first_line, body.first_line):
        text = " ".join(clean.document.lines[index].text.split())
        if not text or index in aside:
            continue
        opening = table_pattern("head_start").match(text)
        if opening:
            pieces.append(opening.group())
            text = text[opening.end() :].strip()
            if text:
                pieces += _parted(text) if index == body.first_line - 1 and not pieces[1:] else [text]
        elif pieces and not (text[0].isupper() or text[0] == "%" or _is_year_of_its_own(text, pieces[-1])):
            pieces[-1] += " " + text
        else:
            pieces.append(text)
    return pieces[:_MOST_PIECES]


def _parted(text: str) -> list[str]:
    """The headings of a head on one line: each begins with a capital letter."""
    return [part for part in table_pattern("one_line_head").split(text) if part]


def _is_year_of_its_own(text: str, before: str) -> bool:
    """Whether a line of the head is a year that heads a column, and does not end the heading before it."""
    year = text.isdecimal() and len(text) == 4
    return year and before.rsplit(None, 1)[-1].casefold() not in ("năm", "đoạn", "toán", "hoạch")


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
