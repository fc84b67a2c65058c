"""List numbers of a DOCX: Word keeps `1.`, `a)` or `-` as a style of the paragraph, not in its text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
# Bullets in symbol fonts are private characters; all are shown as the dash that plans use.
_BULLET = "-"


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: how its number is written, its text (`%1.%2.`), and where it begins."""

    form: str
    text: str
    start: int


class Numbering:
    """The lists of one document; `mark` counts as paragraphs come."""

    def __init__(self, part: _Element | None) -> None:
        self._lists: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._family: dict[str, str] = {}
        if part is None:
            return
        abstract = {element.get(W + "abstractNumId", ""): _levels(element) for element in part.iter(W + "abstractNum")}
        for element in part.iter(W + "num"):
            link = element.find(W + "abstractNumId")
            name, base = element.get(W + "numId", ""), link.get(W + "val", "") if link is not None else ""
            self._lists[name] = abstract.get(base, {})
            # Lists of one family count on unless they set a start of their own.
            own = element.find(f"{W}lvlOverride/{W}startOverride") is not None
            self._family[name] = name if own else f"abstract {base}"

    def mark(self, paragraph: _Element) -> str:
        """The number or bullet of a paragraph, empty where it has none."""
        link = paragraph.find(f"{W}pPr/{W}numPr")
        if link is None:
            return ""
        name, depth = _value(link.find(W + "numId")), _value(link.find(W + "ilvl")) or "0"
        levels = self._lists.get(name, {})
        level = levels.get(int(depth)) if depth.isdigit() else None
        if level is None:
            return ""
        if level.form == "bullet":
            return _BULLET
        if level.form == "none":
            return ""
        counts = self._counts[self._family[name]]
        here = int(depth)
        counts[here] = counts.get(here, level.start - 1) + 1
        for deeper in [other for other in counts if other > here]:
            del counts[deeper]

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = levels.get(at, level)
            return _WRITTEN.get(other.form, str)(counts.get(at, other.start))

        return _PLACE.sub(number, level.text)


def _levels(element: _Element) -> dict[int, _Level]:
    """The levels of an abstract list by their depth."""
    found = {}
    for level in element.iter(W + "lvl"):
        depth, start = level.get(W + "ilvl", ""), _value(level.find(W + "start"))
        if depth.isdigit():
            form = _value(level.find(W + "numFmt")) or "decimal"
            text = _value(level.find(W + "lvlText"))
            found[int(depth)] = _Level(form, text, int(start) if start.isdigit() else 1)
    return found


def _value(element: _Element | None) -> str:
    return element.get(W + "val", "") if element is not None else ""


def _roman(number: int) -> str:
    """A number up to 39 in Roman figures; beyond that as it is."""
    if not 0 < number < 40:
        return str(number)
    figures = ""
    for value, sign in _ROMAN:
        while number >= value:
            figures += sign
            number -= value
    return figures


def _letter(number: int) -> str:
    return chr(96 + number) if 0 < number <= 26 else str(number)


_WRITTEN: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
}
