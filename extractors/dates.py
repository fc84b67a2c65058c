"""Dates as Vietnamese documents write them: once, for every extractor.

Forms: `27 tháng 9 năm 2019` (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.4: day under 10 and month under 3
with a leading zero, seldom kept), `27/9/2019`, `24-5-2025`, `25.12.2001`, `21/2/25`, `12-IX-2024`, with or
without `ngày`. A date that no calendar holds is none; the slip `31 tháng 3 tháng 2022` is read and flagged.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from extractors.document import Span
from extractors.numbers import roman

# Documents cited go back to the first decrees of the republic; two figures of a year are read by this.
EARLIEST = date(1945, 1, 1)
LATEST_YEAR = 2100

REPAIRED = "date_repaired"
IMPOSSIBLE = "date_impossible"

# A full date as a piece of a longer pattern of the package `re`; `reading_of` reads a match of it.
PATTERN = (
    r"(?P<day>[0-9]{1,2})(?![0-9])(?:"
    r"\s*(?P<mark>[/.-])\s*(?P<month>[0-9]{1,2}|[IVX]{1,4})\s*(?P=mark)\s*(?P<year>[0-9]{4}|[0-9]{2})(?![0-9])"
    r"|\s+(?:tháng|THÁNG|Tháng)\s+(?P<month_spoken>[0-9]{1,2})\s*,?\s*(?P<before_year>năm|NĂM|Năm|tháng|THÁNG)\s+"
    r"(?P<year_spoken>[0-9]{4})(?![0-9]))"
)
_BEFORE = r"(?:(?:ngày|NGÀY|Ngày)\s*)?"
_DATE = re.compile(_BEFORE + PATTERN)
_SEARCH = re.compile(r"(?<![0-9/.,-])" + PATTERN)


class DateReading(NamedTuple):
    """A date where it stands: `value` is null for one that no calendar holds; `span` leaves `ngày` out.

    `flags`: date_repaired (a slip that the wording itself proves), date_impossible.
    """

    value: date | None
    span: Span
    flags: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def calendar_date(day: str, month: str, year: str) -> date | None:
    """The date that figures name, months in Arabic or Roman figures, years in two figures or four.

    Null where there is no such day, or where it is no date of the republic (before 1945, after 2100).
    """
    number = int(month) if month.isdigit() else roman(month)
    full = int(year)
    if len(year) == 2:
        full += 2000 if full < EARLIEST.year % 100 else 1900
    if number is None or full > LATEST_YEAR:
        return None
    try:
        value = date(full, number, int(day))
    except ValueError:
        return None
    return value if value >= EARLIEST else None


def date_at(text: str, start: int, end: int | None = None) -> DateReading | None:
    """The date that begins right at an offset, `ngày` before it or not; null where none does."""
    match = _DATE.match(text, start, len(text) if end is None else end)
    return None if match is None else reading_of(match)


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[DateReading]:
    """All full dates of a range of text, in order, impossible ones included."""
    return [reading_of(match) for match in _SEARCH.finditer(text, start, len(text) if end is None else end)]


def reading_of(match: re.Match[str]) -> DateReading:
    """The date that a match of a pattern with `PATTERN` in it found."""
    day, month, year, month_spoken, before_year, year_spoken = match.group(
        "day", "month", "year", "month_spoken", "before_year", "year_spoken"
    )
    span = Span(match.start("day"), match.end("year") if year else match.end("year_spoken"))
    value = calendar_date(day, month or month_spoken, year or year_spoken)
    if value is None:
        return DateReading(None, span, (IMPOSSIBLE,))
    if before_year is not None and before_year.casefold() == "tháng":
        return DateReading(value, span, (REPAIRED,))
    return DateReading(value, span)
