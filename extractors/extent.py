"""Where a document begins and ends in pasted web text: a portal's own box before it and notices after it are no part.

What a portal writes is data (`patterns/portals.yaml`). The beginning is looked for only above the document's own
head, the end only below it, and where no portal's line is found the whole text is the document.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

import patterns
from extractors.fold import fold

# No box before a document and no list of links after it comes near these numbers of lines.
_HEAD_LINES = 400
_TAIL_LINES = 1000
# A portal's last words stand this near the end of the text.
_FOOT_LINES = 120
# How many lines apart two lines of one box or footer may stand.
_TOGETHER = 12
# A portal's line is told by its beginning.
_BEGINNING = 200


class Extent(NamedTuple):
    """The document proper: indexes of its first and last line, both included; `last < first` where there is none."""

    first: int
    last: int


@cache
def _any_of(group: str) -> regex.Pattern[str]:
    """One pattern for all rules of a group, so that a line is looked at once."""
    pieces = [f"(?i:{rule.pattern})" if rule.ignore_case else rule.pattern for rule in patterns.rules("portals", group)]
    return regex.compile("|".join(f"(?:{piece})" for piece in pieces))


@cache
def _first_words() -> frozenset[str]:
    return frozenset(patterns.words("portals", "first_words"))


def _matches(pattern: regex.Pattern[str], line: str) -> bool:
    """Whether a line begins as a portal's does; nearly every line of a document is told by its first word."""
    word = line[:_BEGINNING].lstrip("#- ").split(None, 1)[:1]
    if not word or word[0].rstrip(":,").lower() not in _first_words():
        return False
    return pattern.match(line[:_BEGINNING]) is not None


def find_extent(lines: Sequence[str]) -> Extent:
    """The document proper among the lines of a text (without blank lines and markdown marks)."""
    if not lines:
        return Extent(0, -1)
    anchor = _anchor(lines)
    first = _first(lines, anchor)
    return Extent(first, _last(lines, max(first, anchor or 0)))


def _anchor(lines: Sequence[str]) -> int | None:
    """The first line that stands in the document's own head for certain (motto, own number, type), if any."""
    pattern = patterns.rule("portals", "document_anchor").compile()
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if line[0].isupper() and pattern.match(line[:_BEGINNING]):
            return index
    return None


def _first(lines: Sequence[str], anchor: int | None) -> int:
    """The first line after a portal's box: the head's first line, or whatever follows the box's last value."""
    opening = _any_of("opening")
    stop = min(len(lines), _HEAD_LINES) if anchor is None else anchor
    mark = None
    for index in range(stop):
        if anchor is None and index - (mark or 0) > _TOGETHER:
            break
        if _matches(opening, lines[index]):
            mark = index
    if mark is None:
        return 0
    if anchor is not None:
        start = patterns.rule("portals", "document_start").compile()
        return next((i for i in range(mark + 1, anchor) if start.match(fold(lines[i][:_BEGINNING]))), anchor)
    value_below = lines[mark].rstrip().endswith(":")
    return min(mark + 1 + value_below, len(lines) - 1)


def _last(lines: Sequence[str], after: int) -> int:
    """The last line before a portal's notices and links, without the caption that a portal sets above them."""
    closing, together = _any_of("closing"), _any_of("closing_together")
    foot = range(max(after + 1, len(lines) - _FOOT_LINES), len(lines))
    if not any(_matches(closing, lines[i]) or _matches(together, lines[i]) for i in foot):
        return len(lines) - 1
    begin = max(after + 1, len(lines) - _TAIL_LINES)
    before = None
    cut = len(lines)
    for index in range(begin, len(lines)):
        if _matches(closing, lines[index]):
            cut = index if before is None or index - before > _TOGETHER else before
            break
        if _matches(together, lines[index]):
            if before is not None and index - before <= _TOGETHER and _is_foot(lines, before):
                cut = before
                break
            before = index
    caption = patterns.rule("portals", "caption").compile()
    while cut - 1 > after and cut < len(lines) and caption.match(fold(lines[cut - 1][:_BEGINNING])):
        cut -= 1
    return cut - 1


def _is_foot(lines: Sequence[str], index: int) -> bool:
    """Whether a line stands near the end: a footer is short, a document that speaks of its like goes on."""
    return len(lines) - index <= 3 * _TOGETHER
