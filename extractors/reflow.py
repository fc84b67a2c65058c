"""Whether a physical line continues the one before it.

A line is joined to the one before when the text itself says so (a lower-case beginning, an unfinished
phrase or number), or when the line before is full: the next word would not have fitted into it. Blank
lines end a paragraph only in texts in which they are not scattered between all lines.
"""

from __future__ import annotations

import patterns
from extractors.document import Joint
from extractors.lines import Atom, Kind

_CLOSERS = frozenset(",;.:)]%…”’!?")
_TERMINATORS = frozenset(".;:!?…")
_QUOTES = "“\"'‘("
_WINDOW = 4
_LONGEST_ROW_NUMBER = 12
#: Characters of a bracket on each side of a line's end.
_LONGEST_BRACKET = 30


class Reflow:
    """Decides on joints between the atoms of one document, from its own habits (line width, blank lines)."""

    def __init__(self, atoms: list[Atom]) -> None:
        self._before_number = frozenset(patterns.words("clean", "before_number"))
        self._before_amount = frozenset(patterns.words("clean", "before_amount"))
        self._before_roman = frozenset(patterns.words("clean", "before_roman"))
        self._standalone = frozenset(patterns.words("clean", "standalone"))
        self._percentage = patterns.rule("clean", "percentage").compile_simple()
        self._aim_start = patterns.rule("clean", "aim_start").compile()
        self._row_start = patterns.rule("clean", "row_start").compile()
        self._row_number = patterns.rule("clean", "row_number").compile_simple()
        self._number_goes_on = patterns.rule("clean", "number_goes_on").compile_simple()
        self._quarter_goes_on = patterns.rule("clean", "quarter_goes_on").compile_simple()
        self._head = patterns.rule("clean", "table_head").compile_simple()
        self._symbol_unfinished = patterns.rule("clean", "symbol_unfinished").compile()
        self._symbol_goes_on = patterns.rule("clean", "symbol_goes_on").compile()
        self._citation_unfinished = patterns.rule("clean", "citation_unfinished").compile()
        self._citation_goes_on = patterns.rule("clean", "citation_goes_on").compile()
        self._issuer_unfinished = patterns.rule("clean", "issuer_unfinished").compile()
        self._issuer_goes_on = patterns.rule("clean", "issuer_goes_on").compile()
        text_kind = Kind.TEXT
        self._widths = [len(atom.text) if atom.kind is text_kind else 0 for atom in atoms]
        self._blanks_are_noise, self._wrapped = _habits(atoms, self._widths)
        # The number of the row that stands last below a table's head; negative before any head.
        self._row = -1

    def stands_alone(self, text: str) -> bool:
        """Whether a line is the name of a document type alone, as it heads a document or an annex."""
        return text.isupper() and text.rstrip(" :.") in self._standalone

    def glue(self, before: Atom, atom: Atom, index: int, across_figures: bool = False) -> str | None:
        """What to put between two lines that belong together: a blank, or nothing inside a number.

        Null where a new block begins with `atom`, which stands at `index`.

        `across_figures` is for lines of one table cell with a row of figures between them: these are joined
        only where the text alone demands it, and there a figure at a line's beginning is a row's number.
        """
        if before.cell != atom.cell:
            return None
        last, first = before.text, atom.text
        if atom.joint is Joint.WORD:
            return ""
        if (
            "-" in first[:2]
            and last[-1].isupper()
            and self._symbol_goes_on.match(first)
            and self._symbol_unfinished.search(last[-24:])
        ):
            return ""
        if (
            (first[0].islower() and not atom.item and not self.stands_alone(last))
            or atom.joint is Joint.JOINED
            or _breaks_inside_number(last, first)
            or (not atom.item and self._must_join(last, first, across_figures))
        ):
            return "" if last[-1] in "-/" and not last[-2:-1].isspace() else " "
        if atom.item or across_figures or self._must_break(before, atom):
            return None
        if atom.joint is not Joint.UNKNOWN:
            return " " if atom.joint is Joint.OPEN else None
        if atom.cell is not None or (not self._blanks_are_noise and self._wrapped):
            return None if atom.gap else " "
        if atom.gap and not self._blanks_are_noise:
            return None
        if last[-1].isalpha() and (self._percentage.match(first) or self._aim_start.match(first)):
            # Where lines are not wrapped, an aim opens a line of its own: `100% thôn có cáp quang`.
            return None
        word = first.split(None, 1)[0]
        return " " if len(last) + 1 + len(word) >= 0.9 * _local_width(self._widths, index) else None

    def _must_join(self, last: str, first: str, across_figures: bool) -> bool:
        """Whether the text alone says that a line, which is no item, continues the one before it."""
        if self.stands_alone(first) or self.stands_alone(last) or last == "%":
            return False
        word = last.rsplit(None, 1)[-1]
        if first[0] == "I" and word.casefold() == "quý" and self._quarter_goes_on.match(first):
            return True
        if first[0].isdigit():
            if across_figures:
                return False
            if self._numbers_row(first):
                # Below a table's head a number alone is a cell: `Tập huấn kỹ năng số` over `30`.
                return word in self._before_number and self._row < 0
            if word in self._before_amount or self._number_goes_on.match(first):
                return True
            if word in self._before_number and not self._percentage.match(first):
                return True
        elif self._numbers_row(first):
            return False
        elif self._names_go_on(last, first):
            return True
        if first == "%":
            # A unit's cell, but for a number whose sign was cut off.
            return (last[-1].isdigit() and (self._row < 0 or last == word)) or word == "điểm"
        return (
            is_unfinished(last)
            or first[0] in _CLOSERS
            or first.lstrip(_QUOTES)[:1].islower()
            or last[-1] == ","
            or _breaks_inside_bracket(last, first)
        )

    def _names_go_on(self, last: str, first: str) -> bool:
        """Whether a line ends inside an issuer's name or a citation, and the next goes on with it."""
        if "của " in last and self._issuer_goes_on.match(first) and self._issuer_unfinished.search(last[-100:]):
            return True
        if first[0] not in "NC" or not self._citation_goes_on.match(first):
            return False
        return self._citation_unfinished.search(last[-60:]) is not None

    def _must_break(self, before: Atom, atom: Atom) -> bool:
        """Whether a line cannot continue the one before it, by what either of them is."""
        last, first = before.text, atom.text
        if first[0] in "STs" and self._head.match(first):
            self._row = 0
            return True
        if self._row < 0 and last[0] in "STs" and self._head.match(last):
            self._row = 0
        if self._row >= 0 and self._opens_next_row(last, first):
            return True
        if last[-1] in _TERMINATORS or before.kind is Kind.FIGURES or atom.kind is Kind.FIGURES:
            return True
        if self.stands_alone(first) or self.stands_alone(last):
            return True
        if last.isupper() != first.isupper() and (last.isupper() or " " in first):
            return True
        if "%" in (first, last) or (last[-1] == ")" and last[0] == "("):
            return True
        if (last[-1].isdigit() or last[-1] == "%") and self._row_start.match(first):
            return True
        if self._row == 0 and first == "1":
            # The first row's number, on a line of its own.
            self._row = 1
        return self._numbers_row(first) or self._numbers_row(last)

    def _numbers_row(self, text: str) -> bool:
        """Whether a line is a row's number and nothing else."""
        return len(text) <= _LONGEST_ROW_NUMBER and self._row_number.match(text) is not None

    def _opens_next_row(self, last: str, first: str) -> bool:
        """Whether a line below a table's head opens the row that is next by its number, a group or the total."""
        if not self._row_start.match(first):
            return False
        number = first.split(None, 1)[0]
        if not number.isdecimal():
            # `lần thứ` above `XIII Đảng` is no table's.
            return self._row > 0 and last.rsplit(None, 1)[-1] not in self._before_roman
        if int(number) not in (1, self._row + 1):
            return False
        self._row = int(number)
        return True


def is_unfinished(text: str) -> bool:
    """Whether words end with one that more must follow: `Kế hoạch của`, but not `những năm tiếp theo`."""
    words = text.split()
    if not words or words[-1] not in patterns.words("clean", "connectives"):
        return False
    return " ".join(words[-2:]).casefold() not in patterns.words("clean", "no_connectives")


def _breaks_inside_number(last: str, first: str) -> bool:
    """`1446/UBND-` + `KGVX`, `57-NQ/` + `TW`, `2020` + `– 2025`."""
    if last[-1] in "-/" and last[-2:-1].isalnum() and first[0].isalnum():
        return True
    return first[0] in "-–" and last[-4:].isdigit() and first[1:].lstrip()[:4].isdigit()


def _breaks_inside_bracket(last: str, first: str) -> bool:
    """`dịch vụ công trực tuyến (DVC` + `TT) mức độ 4`: a short bracket is open at the end, and is closed behind it."""
    opened = last.rfind("(", -_LONGEST_BRACKET)
    if opened < 0 or ")" in last[opened:]:
        return False
    closed = first.find(")", 0, _LONGEST_BRACKET)
    return closed > 0 and "(" not in first[:closed]


def _local_width(widths: list[int], index: int) -> int:
    """The length of the longest text line near an atom, of the lengths of all: the width of its column."""
    return max(widths[max(0, index - _WINDOW) : index + _WINDOW + 1])


def _habits(atoms: list[Atom], widths: list[int]) -> tuple[bool, bool]:
    """Whether blank lines stand inside sentences, and whether lines are wrapped.

    A sentence goes on after a blank line where the next line begins in lower case, or where the line
    before is full and unfinished; lines are wrapped where they often begin in lower case.
    """
    inside, after_blank, lower, after_line = 0, 0, 0, 0
    before: Atom | None = None
    text_kind, boundary = Kind.TEXT, Kind.BOUNDARY
    for index, atom in enumerate(atoms):
        if atom.kind is boundary:
            before = None
        if atom.kind is not text_kind or atom.cell is not None:
            continue
        if before is None:
            before = atom
            continue
        small = atom.text[0].islower()
        if not atom.gap:
            after_line += 1
            lower += small
        elif small:
            after_blank += 1
            inside += 1
        elif not atom.item and not atom.text.isupper():
            after_blank += 1
            if before.text[-1] not in _TERMINATORS:
                inside += len(before.text) > 0.85 * _local_width(widths, index)
        before = atom
    return inside > max(3.0, 0.25 * after_blank), lower > 0.1 * max(1, after_line)
