"""Numbers in table cells and the style that a table writes them in.

Vietnamese official style has `.` for thousands and `,` for decimals (Nghị định 30/2020/NĐ-CP follows TCVN), but
tables mix it with the English one: whether `7,100` is 7100 or 7.1 is settled by the table's own arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_NUMBER = re.compile(r"[-–(]?\s?\d[\d.,]*(?: \d{3})*\)?")
_EMPTY = frozenset({"", "-", "–", "—", "…", "...", "x", "X", "*"})


@dataclass(frozen=True, slots=True)
class Style:
    """Which of `.` and `,` stand before decimals; the others group thousands."""

    decimals: str

    def read(self, text: str) -> float | None:
        """The number that a cell holds, null where it is none in this style."""
        text = text.strip()
        if text.isdecimal():
            return float(text)
        if not _NUMBER.fullmatch(text):
            return None
        sign = -1.0 if text[0] in "-–(" else 1.0
        digits = text.strip("-–() ").replace(" ", "")
        marks = [mark for mark in ".," if mark in digits]
        if not marks:
            return sign * float(digits)
        last = max(marks, key=digits.rfind)
        if digits.count(last) == 1 and (len(marks) == 2 or last in self.decimals or not _is_grouped(digits, last)):
            whole, fraction = digits.split(last)
        else:
            whole, fraction = digits, "0"
        if not fraction or not all(_is_grouped(whole, mark) for mark in marks if mark in whole):
            return None
        return sign * float(whole.replace(".", "").replace(",", "") + "." + fraction)


def is_figure(text: str) -> bool:
    """Whether a cell holds a number and nothing else."""
    return _NUMBER.fullmatch(text.strip()) is not None


def is_empty(text: str) -> bool:
    """Whether a cell holds nothing, or a sign for nothing."""
    return text.strip() in _EMPTY


def _is_grouped(whole: str, mark: str) -> bool:
    """Whether a mark stands before groups of three digits only."""
    first, *groups = whole.split(mark)
    return 1 <= len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in groups)


def styles(texts: Iterable[str]) -> list[Style]:
    """The styles that a table's numbers may be in, likeliest first; one alone where nothing is open."""
    grouped: set[str] = set()
    decimal: set[str] = set()
    unsettled: set[str] = set()
    for text in texts:
        digits = text.strip("-–() ")
        marks = sorted((mark for mark in ".," if mark in digits), key=digits.rfind)
        if len(marks) == 2:
            grouped.add(marks[0])
            decimal.add(marks[1])
        elif marks:
            mark = marks[0]
            group = grouped if digits.count(mark) > 1 else unsettled if _is_grouped(digits, mark) else decimal
            group.add(mark)
    settled = decimal - grouped
    # `,` before three digits is a decimal mark in official style, but only a table's sums can tell.
    candidates = [settled, *(settled | {mark} for mark in sorted(unsettled - grouped - settled))]
    return [Style("".join(sorted(candidate))) for candidate in candidates]
