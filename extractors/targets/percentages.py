"""Percentages in running text: where they stand and what number they are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import regex

import patterns
from extractors import numbers
from extractors.document import Span

PERCENT = "%"
POINTS = "điểm %"
SPELLED = "phần trăm"
# A range of two numbers and the word between them take no more than this, and hold no other letters and signs.
_LONGEST_RANGE = 60
_IN_RANGE = "0123456789.,-%đếntới "
# Most percentages of a document are the same few numbers.
_decimal = lru_cache(maxsize=1024)(numbers.decimal)


class Percentage(NamedTuple):
    """A percentage where it stands: `value_high` is set for a range, `unit` is `%` or `điểm %`, `rule` found it."""

    span: Span
    value: float
    value_high: float | None
    unit: str
    rule: str


@cache
def _finder(*names: str) -> regex.Pattern[str]:
    """Some rules that find numbers as one pattern, each in a group of its own name, tried in this order."""
    parts = []
    for name in names:
        pattern = patterns.rule("targets", name).pattern
        for group in ("low", "high", "spelled", "figures"):
            pattern = pattern.replace(f"(?P<{group}>", f"(?P<{group}_{name}>")
        parts.append(f"(?P<{name}>{pattern})")
    return regex.compile("|".join(parts), regex.IGNORECASE)


def find_percentages(matching: str, start: int, end: int) -> Iterator[Percentage]:
    """The percentages of a range of folded text, in order; a lone `%`, as in a column of units, is none."""
    names = ["percentage"]
    if matching.find("điểm", start, end) >= 0:
        names.insert(0, "percentage_points")
    if matching.find(SPELLED, start, end) >= 0:
        names.insert(0, "spelled_percentage")
    finder = _finder(*names)
    found = finder.finditer(matching, start, end) if len(names) > 1 else _before_signs(finder, matching, start, end)
    for match in found:
        rule = match.lastgroup or ""
        if rule == "spelled_percentage":
            value = _spelled(match["spelled_spelled_percentage"] or match["high_spelled_percentage"])
            figures = match["figures_spelled_percentage"]
            if figures is not None and value is None:
                value = _decimal(figures)
        else:
            value = _decimal(match[f"high_{rule}"])
        if value is None:
            continue
        low, first = None, match.start()
        if rule == "percentage" and match["low_percentage"] is not None:
            low = _range_start(match["low_percentage"], value)
            first = match.start("low_percentage" if low is not None else "high_percentage")
        unit = POINTS if rule == "percentage_points" else PERCENT
        span = Span(first, match.end())
        yield Percentage(span, value if low is None else low, None if low is None else value, unit, rule)


def _before_signs(finder: regex.Pattern[str], matching: str, start: int, end: int) -> Iterator[regex.Match[str]]:
    """The matches of a pattern that ends with a sign; the words far before the sign are not looked at."""
    sign = matching.find(PERCENT, start, end)
    while sign >= 0:
        near = matching[max(start, sign - _LONGEST_RANGE) : sign]
        match = finder.search(matching, sign - len(near) + len(near.rstrip(_IN_RANGE)), end)
        if match is None:
            return
        yield match
        start = match.end()
        sign = matching.find(PERCENT, start, end)


def _spelled(written: str) -> float | None:
    """The number that words or figures before `phần trăm` stand for: `hai phẩy năm` is 2.5."""
    if written[0].isdigit():
        return _decimal(written)
    whole, _, part = written.partition("phẩy")
    value = numbers.spelled(whole)
    if value is None or not part.strip():
        return value
    tail = numbers.spelled(part)
    return None if tail is None else float(f"{value}.{tail}")


def _range_start(written: str, high: float) -> float | None:
    """The lower bound of a range; null where the first number is no bound, such as a year before a dash."""
    low = _decimal(written)
    if low is None or low >= high or (len(written) == 4 and written.isdigit()):
        return None
    return low
