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
# How far from the top a box begins, and how many lines apart two labels of it may stand.
_TOGETHER = 12
# How many lines that are no portal's for certain may stand between two of a footer's, or after its last.
_GAP = 4
# A footer of lines that a document may hold too is no longer.
_SHORT_FOOT = 36
# A portal's line is told by its beginning, and is not long.
_BEGINNING = 200
_LONGEST = 300


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


def _opens_like_portal(line: str) -> bool:
    """Whether a line begins with a word that a portal's line may begin with: hardly a line of a document does."""
    word = line[:_BEGINNING].lstrip("#- ").split(None, 1)[:1]
    return bool(word) and word[0].rstrip(":,").lower() in _first_words()


def _matches(pattern: regex.Pattern[str], line: str) -> bool:
    """Whether a line begins as a portal's does."""
    return _opens_like_portal(line) and pattern.match(line[:_BEGINNING]) is not None


def find_extent(lines: Sequence[str]) -> Extent:
    """The document proper among the lines of a text (without blank lines and markdown marks)."""
    if not lines:
        return Extent(0, -1)
    anchor = _anchor(lines)
    first = _first(lines, anchor)
    return Extent(first, _last(lines, max(first, anchor or 0), anchor is not None))


def _anchor(lines: Sequence[str]) -> int | None:
    """The first line that stands in the document's own head for certain (motto, own number, type), if any."""
    pattern = patterns.rule("portals", "document_anchor").compile()
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if line[0].isupper() and pattern.match(line[:_BEGINNING]):
            return index
    return None


def _first(lines: Sequence[str], anchor: int | None) -> int:
    """The first line after a portal's box: whatever follows the last of its labels and that label's value.

    Where no head shows that the box stands above it, the box is only what is a label or a value for certain.
    """
    opening = _any_of("opening")
    stop = min(len(lines), _HEAD_LINES) if anchor is None else anchor
    after = 0
    for index in range(stop):
        if index - after > (0 if anchor is None else _TOGETHER) or _is_documents(lines[index]):
            break
        if _matches(opening, lines[index]):
            after = index + 1 + (index + 1 < stop and _has_value_below(lines[index], lines[index + 1]))
    caption = patterns.rule("portals", "caption").compile()
    while 0 < after < stop and caption.match(fold(lines[after][:_BEGINNING])):
        after += 1
    return min(after, len(lines) - 1)


def _has_value_below(label: str, line: str) -> bool:
    """Whether a label leaves its value to the next line (or cell)."""
    bare = patterns.rule("portals", "bare_label", "opening").compile()
    return (label.rstrip().endswith(":") or bare.match(label) is not None) and not _is_documents(line)


def _last(lines: Sequence[str], after: int, anchored: bool) -> int:
    """The last line before a portal's notices and links, without the caption that a portal sets above them."""
    closing, together = _any_of("closing"), _any_of("closing_together")
    foot = [line[:_BEGINNING] for line in lines[max(after + 1, len(lines) - _FOOT_LINES) :] if _opens_like_portal(line)]
    if not any(closing.match(line) or together.match(line) for line in foot):
        return len(lines) - 1
    tail = range(max(after + 1, len(lines) - _TAIL_LINES), len(lines))
    # Nothing that a document alone holds stands behind the end.
    own = max((index for index in tail if _is_documents(lines[index])), default=after)
    hard = [index for index in tail if index > own and _matches(closing, lines[index])]
    soft = [index for index in tail if index > own and _matches(together, lines[index])]
    cut = len(lines)
    if hard and (anchored or _is_shorter(lines[hard[0] :], lines[: hard[0]])):
        cut = hard[0]
    elif not _is_foot(lines, soft) or not (anchored or _is_shorter(lines[soft[0] :], lines[: soft[0]])):
        return len(lines) - 1
    for index in reversed(soft):
        if index < cut <= index + 1 + _GAP:
            cut = index
    caption = patterns.rule("portals", "caption").compile()
    while cut - 1 > after and cut < len(lines) and caption.match(fold(lines[cut - 1][:_BEGINNING])):
        cut -= 1
    return cut - 1


def _is_foot(lines: Sequence[str], soft: Sequence[int]) -> bool:
    """Whether lines that a document may hold too make a footer: two close together near the end, not but an address."""
    near = [index for index in soft if len(lines) - index <= _SHORT_FOOT]
    address = patterns.rule("portals", "address_line", "closing_together").compile()
    if len(near) < 2 or all(address.match(lines[index]) for index in near):
        return False
    return len(lines) - near[-1] <= 1 + _GAP and near[-1] - near[-2] <= 1 + _GAP


def _is_documents(line: str) -> bool:
    """Whether a line can stand in a document only: an article, a heading, a list of recipients, a long paragraph."""
    if len(line) > _LONGEST:
        return True
    return patterns.rule("portals", "document_line").compile().match(line) is not None


def _is_shorter(some: Sequence[str], others: Sequence[str]) -> bool:
    return sum(map(len, some)) < sum(map(len, others))
