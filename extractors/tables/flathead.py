"""The head of a flattened table: its cells follow each other, level after level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from extractors.clean import Block, CleanText
from extractors.tables.grid import kind_of, matches, table_pattern
from extractors.tables.heads import CLOSE, Head, facts_of, most_weight, read_head, year_of

_TEXT_KINDS = frozenset({"number", "item", "basis", "unit", "measure", "other", "note"})
_MOST_PIECES = 24
#: Kinds of columns that hold figures, and those that may hold figures or words.
FIGURE_KINDS = frozenset({"amount", "period", "norm", "ratio"})
EITHER_KINDS = frozenset({"other", "measure"})
# Kinds of headings that have no others under them.
_LEAVES = frozenset({"number", "item", "unit", "note", "basis"})
# So many headings at most stand over others; so many ways to read a head are tried.
_MOST_OVER, _MOST_HEADS = 5, 12

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


def heads_for(pieces: list[str], figures: int) -> list[Paths]:
    """The likely heading paths of a head whose columns hold so many figures in the fullest row, the likeliest first.

    A heading may stand over the last pieces, of which nothing but what the columns hold tells how many there are.
    """
    single: Paths = tuple((piece,) for piece in pieces)
    hung = [
        (_weight(pieces, first, over), -first, over)
        for first in range(len(pieces) - 2, 2, -1)
        for over in range(1, first)
        if kind_of((pieces[over],)) not in _LEAVES
    ]
    likely = max((weight for weight, _, _ in hung), default=0.0) - CLOSE
    heads = [_hung(pieces, -first, over) for weight, first, over in sorted(hung, reverse=True) if weight >= likely]
    if any(matches("no_level", piece) for piece in pieces):
        # `Trong đó` has others under it, as many of which may be empty.
        return [head for head in dict.fromkeys(heads) if any(_may_hold(head, figures + more) for more in (0, 1, 2))]
    heads.insert(0, single)
    for width in range(len(pieces) - 1, max(2, len(pieces) - _MOST_OVER), -1):
        fitting = _best(pieces, _leading(pieces), width)
        if fitting is not None and fitting.weight >= 0:
            heads.insert(1, fitting.paths)
    return [head for head in dict.fromkeys(heads) if _may_hold(head, figures)][:_MOST_HEADS]


def _may_hold(paths: Paths, figures: int) -> bool:
    """Whether so many of the columns may hold figures by their headings, and no more must."""
    kinds = [kind_of(path) for path in paths[1:]]
    sure = sum(kind in FIGURE_KINDS for kind in kinds)
    return sure <= figures <= sure + sum(kind in EITHER_KINDS for kind in kinds)


def _hung(pieces: list[str], first: int, over: int) -> Paths:
    """Paths of a head whose pieces from `first` on stand under the piece `over`."""
    named = not matches("no_level", pieces[over])
    below = [((pieces[over], piece) if named else (piece,)) for piece in pieces[first:]]
    return (*[(piece,) for piece in pieces[:over]], *below, *[(piece,) for piece in pieces[over + 1 : first]])


def _weight(pieces: list[str], first: int, over: int) -> float:
    """How likely the pieces from `first` on stand under the piece `over`; `Trong đó` always has others under it."""
    alike = len({kind_of((piece,)) for piece in pieces[first:]}) == 1
    holders = [place for place, piece in enumerate(pieces[:first]) if matches("no_level", piece)]
    years = {year_of((piece,)) for piece in pieces[first:]}
    own = year_of((pieces[over],))
    apart = own is not None and years != {own}
    return alike + 2.0 * (over in holders) - 3.0 * sum(place != over for place in holders) - 4.0 * apart


def _best(pieces: list[str], leading: int, columns: int) -> Head | None:
    """The best head over all divisions of the pieces into levels, sure where no other comes near it."""
    facts = facts_of(pieces)
    likely = [
        (most, -order, [pieces[start:end] for start, end in pairwise(ends)])
        for order, ends in enumerate(_levels(len(pieces), leading))
        if (most := most_weight([facts[start:end] for start, end in pairwise(ends)], columns)) > -inf
    ]
    read: list[tuple[float, int, Head]] = []
    best = -inf
    for most, order, levels in sorted(likely, reverse=True, key=lambda one: one[:2]):
        if most < best - CLOSE:
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
    """The head's cells, from the lines between its first block and the body's."""
    aside = {one.line for one in clean.aside}
    lines = range(head.first_line, body.first_line)
    return pieces_of([clean.document.lines[line].text for line in lines if line not in aside])


def pieces_of(lines: list[str]) -> list[str]:
    """The cells of a head's lines: a line that begins with a capital letter begins a new one."""
    pieces: list[str] = []
    for order, line in enumerate(lines):
        text = " ".join(line.split())
        opening = table_pattern("head_start").match(text)
        if opening:
            pieces.append(opening.group())
            text = text[opening.end() :].strip()
            if text:
                pieces += _parted(text) if order == len(lines) - 1 and not pieces[1:] else [text]
        elif pieces and text and not (text[0].isupper() or text[0] == "%" or _is_year_of_its_own(text, pieces[-1])):
            pieces[-1] += " " + text
        elif text:
            pieces.append(text)
    return pieces[:_MOST_PIECES]


def parted(pieces: list[str]) -> list[str]:
    """The pieces of a head of which some share a line (`ĐVT Năm 2025`)."""
    return [part for piece in pieces for part in _parted(piece)][:_MOST_PIECES]


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


def _levels(size: int, leading: int) -> Iterator[tuple[int, ...]]:
    """All divisions of so many pieces into one to three levels of which the first holds the columns of words.

    Each is told by where its levels begin and end.
    """
    yield 0, size
    for first in range(leading + 1, size):
        yield 0, first, size
        for second in range(first + 1, size):
            yield 0, first, second, size
