"""Deadlines as tables of tasks write them: `Quý II/2024`, `trước ngày 30/6/2025`, `2026 - 2030`, `Thường xuyên`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from regex import Match

import patterns
from extractors.fold import fold
from extractors.numbers import roman

#: Flags of tasks, explained in patterns/flags.yaml.
YEAR_FROM_PLAN = "deadline_year_from_plan"
IMPOSSIBLE = "deadline_impossible"


_FIGURES = re.compile(r"[0-9]+|[IV]+")
#: How many months one of each kind of point has.
_MONTHS = {"month": 1, "quarter": 3, "period": 6, "year": 1}


@dataclass(frozen=True, slots=True)
class Deadline:
    """When work is due.

    `kind` is one of day, month, quarter, year, period, continuous, recurring, null where the words name no time.
    `first` is null where only the end is named (`trước 30/6`), `last` where only the beginning is.
    """

    kind: str | None
    first: date | None = None
    last: date | None = None
    quarter: int | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Point:
    """A day, month, quarter, half or year named in a deadline; `year` is null where it stands without one."""

    kind: str
    year: int | None
    part: tuple[int, ...]
    start: int
    end: int


def read_deadline(text: str, plan_year: int | None) -> Deadline:
    """What a deadline says; `plan_year` stands in for a year that neither it nor its neighbours name."""
    words = fold(text)
    rhythm = next((rule.value for rule in patterns.rules("tasks", "rhythms") if rule.compile().search(words)), None)
    points = _points(words)
    flags: tuple[str, ...] = ()
    if any(point.year is None for point in points):
        points, taken = _with_years(points, plan_year)
        flags = (YEAR_FROM_PLAN,) if taken and points else ()
    spans = [_days(point) for point in points]
    if any(span is None for span in spans):
        return Deadline(rhythm, flags=(IMPOSSIBLE,))
    days = [span for span in spans if span is not None]
    if not days:
        return Deadline(rhythm)
    first: date | None = min(start for start, _ in days)
    last: date | None = max(end for _, end in days)
    if len(points) == 1:
        first, last = _bounded(words, points[0], days[0])
    elif _stands(words, points[0], "until") and not _stands(words, points[0], "since"):
        first = None
    alone = len(points) == 1 and (points[0].kind == "day" or len(set(points[0].part)) < 2)
    kind = points[0].kind if alone else "period"
    quarter = points[0].part[0] if kind == "quarter" else None
    # `Thường xuyên năm 2026` is continuous work, `trước 20/11, sau đó định kỳ` has its day.
    return Deadline(rhythm if rhythm and kind == "year" else kind, first, last, quarter, flags)


def _points(words: str) -> list[_Point]:
    """The points of time in the order of the words; a longer form hides those inside it."""
    found: list[_Point] = []
    for rule in patterns.rules("tasks", "points"):
        for match in rule.compile().finditer(words):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            found.append(_Point(str(rule.value), _year(match), _part(rule.name, match), match.start(), match.end()))
    return sorted(found, key=lambda point: point.start)


def _group(match: Match[str], *names: str) -> str | None:
    held = match.groupdict()
    return next((held[name] for name in names if held.get(name)), None)


def _year(match: Match[str]) -> int | None:
    year = _group(match, "year", "year_spoken", "year_bare")
    return int(year) if year else None


def _part(name: str, match: Match[str]) -> tuple[int, ...]:
    """What the point names beside the year: day and month; the first and last month, quarter or half."""
    if name == "day":
        day, month = (_group(match, f"{what}", f"{what}_short", f"{what}_spoken") for what in ("day", "month"))
        return (int(day or 0), int(month or 0))
    if name == "months":
        months = [int(figures) for figures in _FIGURES.findall(_group(match, "month", "month_bare") or "")]
        return (min(months), max(months))
    if name == "quarters":
        quarters = [
            int(one) if one.isdigit() else roman(one) or 1 for one in _FIGURES.findall(match["quarter"].upper())
        ]
        return (min(quarters), max(quarters))
    if name == "first_months":
        return (1, int(match["months"]))
    if name == "half":
        return (1, 1) if match["half"].casefold() == "đầu" else (2, 2)
    return ()


def _with_years(points: list[_Point], plan_year: int | None) -> tuple[list[_Point], bool]:
    """The points with the year of the next that has one (`Quý II, III/2025`), else of the one before, else the plan's.

    A point that finds none is left out. Also tells whether the plan's year had to be taken.
    """
    known = [point.year for point in points]
    for index in range(len(known) - 2, -1, -1):
        known[index] = known[index] or known[index + 1]
    for index, (before, here) in enumerate(pairwise(known), start=1):
        known[index] = here or before
    taken = any(year is None for year in known)
    years = [year or plan_year for year in known]
    return [
        _Point(point.kind, year, point.part, point.start, point.end)
        for point, year in zip(points, years, strict=True)
        if year is not None
    ], taken


def _days(point: _Point) -> tuple[date, date] | None:
    """First and last day of a point; null for a day that no calendar holds."""
    year = point.year or 0
    if point.kind == "day":
        try:
            day = date(year, point.part[1], point.part[0])
        except ValueError:
            return None
        return day, day
    first, last = point.part or (1, 12)
    length = _MONTHS[point.kind]
    first, last = first * length - length + 1, last * length
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _bounded(words: str, point: _Point, days: tuple[date, date]) -> tuple[date | None, date | None]:
    """A single point as a period: what is due before or from it has one end only."""
    first, last = days
    if _stands(words, point, "since"):
        return first, None
    if not _stands(words, point, "until"):
        return first, last
    # Work due `trước ngày 30/6` may still come on that day; `trước tháng 6` is over in May.
    if point.kind != "day" and _stands(words, point, "before", "strict_bounds"):
        return None, first - timedelta(days=1)
    return None, last


def _stands(words: str, point: _Point, bound: str, group: str = "bounds") -> bool:
    return patterns.rule("tasks", bound, group).compile().search(words, 0, point.start) is not None
