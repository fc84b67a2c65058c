"""Row numbers → the hierarchy of a table's rows.

Numbers climb down by their kind (A, I, 1, 1.1, a, -), whatever order of kinds a table uses; they are kept as
written, repeats included. A row without a number stands beside the hierarchy and is no one's parent.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ROMAN = re.compile(r"(?=[IVXL])X{0,3}(?:IX|IV|V?I{0,3}|L?X{0,3}V?I{0,3})")
_MARK = re.compile(r"(?:[A-ZĐ]|[IVXLC]{1,6}|\d{1,3}|[a-zđ])(?:\.\d{1,3})*")
_LEADING = re.compile(
    r"((?:[A-ZĐ]|[IVXLC]{1,6}|\d{1,2}|[a-zđ])(?:\.\d{1,2}){0,8})[.)]\s*+(?=[^\W\d])|(\d{1,2}(?:\.\d{1,2}){1,8})\s++(?=[^\W\d])"
)
_DASH = re.compile(r"^(?:[^:\n]{1,20}:\s*)?([-–—+*•])\s*")
_RANKS = {"letter": 0, "roman": 1, "arabic": 2, "small": 3, "dash": 4, "plus": 5}
_NUMBERED = ("letter", "roman", "arabic", "small")


class RowPlace(NamedTuple):
    """Where a row stands: its path as text (null where it has none), its parent's index, and its kind of mark.

    `item` is the row's text without its mark; `kind` one of letter, roman, arabic, small, dash, plus, none.
    """

    path: str | None
    parent: int | None
    kind: str
    item: str


class _Open(NamedTuple):
    kind: str
    depth: int
    mark: str
    path: str
    base: str
    row: int

    @property
    def rank(self) -> tuple[int, int]:
        return _RANKS[self.kind], self.depth


def place_rows(rows: list[tuple[str, str]]) -> list[RowPlace]:
    """The place of each row, given its number cell and its text."""
    stack: list[_Open] = []
    places = []
    for index, (number, text) in enumerate(rows):
        mark, item = split_mark(number, text)
        if mark is None:
            places.append(RowPlace(None, stack[-1].row if stack else None, "none", item))
            continue
        if mark in ("-", "+"):
            kind = "plus" if mark == "+" else "dash"
            _close(stack, (_RANKS[kind], 0))
            above = stack[-1] if stack else None
            path = above.path if above else ""
            stack.append(_Open(kind, 0, mark, path, path, index))
            places.append(RowPlace(path or None, above.row if above else None, kind, item))
            continue
        entry = _numbered(stack, mark, index)
        places.append(RowPlace(entry.path, stack[-1].row if stack else None, entry.kind, item))
        stack.append(entry)
    return places


#: Flag of rows whose number another row has too; the number follows.
REPEATED = "row_number_repeated"


def repeated_numbers(places: list[RowPlace]) -> dict[int, str]:
    """A flag for each row whose own number, under those above it, is that of another row of other words."""
    own = [(index, place) for index, place in enumerate(places) if place.path and place.kind in _NUMBERED]
    items: dict[str, set[str]] = {}
    for _, place in own:
        items.setdefault(place.path or "", set()).add(place.item)
    return {index: f"{REPEATED}:{place.path}" for index, place in own if len(items[place.path or ""]) > 1}


def split_mark(number: str, text: str) -> tuple[str | None, str]:
    """A row's mark (its number, `-` or `+`; null where it has none) and its text without it."""
    number = number.strip(" .)(:").strip()
    if number and _MARK.fullmatch(number):
        return number, text.strip()
    dash = _DASH.match(text)
    if number in ("-", "–", "—", "+", "*", "•") or (dash and not number):
        sign = number or (dash[1] if dash else "-")
        item = text[dash.end() :] if dash and dash.start(1) == 0 else text
        return "+" if sign == "+" else "-", item.strip()
    leading = None if number else _LEADING.match(text)
    if leading:
        return leading[1] or leading[2], text[leading.end() :].strip()
    return None, text.strip()


def _close(stack: list[_Open], rank: tuple[int, int]) -> None:
    while stack and stack[-1].rank >= rank:
        stack.pop()


def _numbered(stack: list[_Open], mark: str, index: int) -> _Open:
    """The entry of a numbered row; closes what it ends."""
    first, *rest = mark.split(".")
    kind = _kind(stack, first)
    depth = len(rest)
    if depth and kind != "arabic":
        # `II.1` names the level above itself: it stands where `1` under `II` would.
        kind, depth = "arabic", depth - 1
        _close(stack, (_RANKS[kind], depth))
        holder = next((open_ for open_ in stack if open_.mark == first), None)
        base = holder.base if holder else ""
        return _Open(kind, depth, mark, f"{base}.{mark}".lstrip("."), base, index)
    _close(stack, (_RANKS[kind], depth))
    above = stack[-1] if stack else None
    base = above.path if above else ""
    if depth and above and above.kind == "arabic" and ".".join([first, *rest]).startswith(above.mark + "."):
        base = above.base
    return _Open(kind, depth, mark, f"{base}.{mark}".lstrip("."), base, index)


def _kind(stack: list[_Open], mark: str) -> str:
    """The kind of a number; a letter that is a Roman number too is settled by the number before it."""
    if mark.isdigit():
        return "arabic"
    if mark.islower():
        return "small"
    if len(mark) > 1 or not _ROMAN.fullmatch(mark):
        if len(mark) > 1:
            return "roman"
        return "letter"
    letters = [open_ for open_ in stack if open_.kind == "letter"]
    if letters and _follows(letters[-1].mark, mark) and not any(open_.kind == "roman" for open_ in stack):
        return "letter"
    return "roman"


def _follows(before: str, mark: str) -> bool:
    return ord(mark) - ord(before) == 1
