"""What pages of prose said last before a percentage: that aims follow, or what was reached.

A plan sets its aims wherever they stand, a report tells what was reached. Pages of neither kind, such as the news of
a plan, say it once (`Kế hoạch đặt mục tiêu đến năm 2025 ...`, `Đến nay, ...`), and the sentences that follow go on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import regex

import patterns

# How far what was said holds, in characters: a few paragraphs.
_FAR = 3000


class Announcement(NamedTuple):
    """Where it ends, whether aims follow it (else what was reached), and the year that it names for them."""

    end: int
    aims: bool
    year: int | None


class Announcements:
    """All that a text announces, in its order."""

    def __init__(self, matching: str) -> None:
        self._all = sorted(_find(matching), key=lambda said: said.end)
        self._ends = [said.end for said in self._all]

    def before(self, offset: int, start: int) -> Announcement | None:
        """The last announcement before an offset, none from before `start`, where the offset's section begins.

        An aim that names no year leaves that of the aims before it (`Kế hoạch năm 2025 đặt chỉ tiêu ...`).
        """
        first = max(start, offset - _FAR)
        place = bisect_right(self._ends, offset) - 1
        if place < 0 or self._ends[place] < first:
            return None
        said = self._all[place]
        while said.aims and said.year is None and place > 0:
            place -= 1
            earlier = self._all[place]
            if not earlier.aims or earlier.end < first:
                break
            said = said._replace(year=earlier.year)
        return said


def _find(matching: str) -> Iterator[Announcement]:
    for pattern, aims in _announcements():
        for match in pattern.finditer(matching):
            year = _year().match(matching, match.end()) if aims else None
            yield Announcement(match.end(), aims, None if year is None else int(year["year"]))


@cache
def _announcements() -> tuple[tuple[regex.Pattern[str], bool], ...]:
    return tuple((rule.compile(), rule.value == "aims") for rule in patterns.rules("targets", "announcements"))


@cache
def _year() -> regex.Pattern[str]:
    return patterns.rule("targets", "announced_year", "announced_years").compile()
