"""What pages of prose said last before a percentage: that aims follow, or what was reached.

A plan sets its aims wherever they stand, a report tells what was reached. Pages of neither kind, such as the news of
a plan, say it once (`Kế hoạch đặt mục tiêu đến năm 2025 ...`, `Đến nay, ...`), and the sentences that follow go on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from operator import itemgetter
from typing import NamedTuple

import regex

import patterns

# How far what was said holds, in characters: a few paragraphs.
_FAR = 3000
# How far past a line's end a rule may look ahead.
_AHEAD = 80


class Announcement(NamedTuple):
    """Where it ends, whether aims follow it (else what was reached), and the year that it names for them."""

    end: int
    aims: bool
    year: int | None


class Announcements:
    """What a text announces, line by line; a line is looked at once, and only when a percentage asks for it.

    No rule's match goes over a line's end, and what was said last mostly stands near.
    """

    def __init__(self, matching: str) -> None:
        self._matching = matching
        self._lines: dict[int, list[Announcement]] = {}

    def before(self, offset: int, start: int) -> Announcement | None:
        """The last announcement before an offset, none from before `start`, where the offset's section begins.

        An aim that names no year leaves that of the aims before it (`Kế hoạch năm 2025 đặt chỉ tiêu ...`).
        """
        backwards = self._back_from(offset, max(start, offset - _FAR))
        said = next(backwards, None)
        while said is not None and said.aims and said.year is None:
            earlier = next(backwards, None)
            if earlier is None or not earlier.aims:
                break
            said = said._replace(year=earlier.year)
        return said

    def _back_from(self, offset: int, first: int) -> Iterator[Announcement]:
        """The announcements that end between two offsets, the last one first."""
        begin = end = offset
        while True:
            begin = self._matching.rfind("\n", 0, end) + 1
            line = self._lines.get(begin)
            if line is None:
                line = self._lines[begin] = sorted(_find(self._matching, begin), key=_END)
            for place in range(bisect_right(line, offset, key=_END) - 1, -1, -1):
                if line[place].end < first:
                    return
                yield line[place]
            if begin <= first:
                return
            end = begin - 1


_END = itemgetter(0)


def _find(matching: str, begin: int) -> Iterator[Announcement]:
    """What the line that begins at an offset announces."""
    end = matching.find("\n", begin)
    end = len(matching) if end < 0 else end
    for pattern, aims in _announcements():
        for match in pattern.finditer(matching, begin, end + _AHEAD):
            if match.start() > end:
                break
            year = _year().match(matching, match.end()) if aims else None
            yield Announcement(match.end(), aims, None if year is None else int(year["year"]))


@cache
def _announcements() -> tuple[tuple[regex.Pattern[str], bool], ...]:
    return tuple((rule.compile(), rule.value == "aims") for rule in patterns.rules("targets", "announcements"))


@cache
def _year() -> regex.Pattern[str]:
    return patterns.rule("targets", "announced_year", "announced_years").compile()
