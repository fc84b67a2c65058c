"""The header block's landmarks: motto, number, place and date; what they leave of its lines names the issuer.

A header block has two columns (Nghị định 30/2020/NĐ-CP, Phụ lục I, mẫu 1). Extracted text gives them one after the
other or line by line beside each other; so the landmarks that can stand only there are found first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import regex

import patterns
from extractors.clean import CleanText
from extractors.document import Span
from extractors.header.pieces import Found, Piece, header_rule

_LONGEST_PLACE = 40
_MOST_ISSUER_LINES = 12
# First letters of `Số` and of the types that may stand before it.
_NUMBER_OPENINGS = "sSLPNQTK"


class Block:
    """The header block's landmarks; what they leave of its lines names the issuer."""

    def __init__(self, clean: CleanText, lines: Sequence[Piece]) -> None:
        self.clean = clean
        self.lines = lines
        self.end = lines[-1].end if lines else 0
        self.taken: list[Span] = []
        self.taken += [Span(*match.span()) for match in header_rule("markup").finditer(clean.matching, 0, self.end)]
        self.motto = self._find_motto()
        self.number, self.symbol = self._find_number()
        self.place: Found | None = None
        self.day: Found | None = None
        self.day_flags: tuple[str, ...] = ()
        self._find_place_and_day()

    def take(self, span: Span) -> None:
        """Say that a range is something else than a body's name."""
        self.taken.append(span)

    def _find_motto(self) -> bool:
        found = False
        for name in ("state_motto", "state_words", "party_motto"):
            match = header_rule(name).search(self.clean.matching, 0, self.end)
            if match:
                self.taken.append(Span(*match.span()))
                found = True
        return found

    def _find_number(self) -> tuple[Found | None, Found | None]:
        """The document's number, and the symbol where the number is left blank."""
        own, blank = header_rule("own_number"), header_rule("blank_number")
        copies = {code.upper() for code in patterns.words("header", "copy_codes")}
        for line in self.lines:
            if line.text[:1] not in _NUMBER_OPENINGS:
                continue
            broken = line.text.rstrip()[-1] in "-/:"
            match = own.match(self.clean.matching[line.start : min(self.end, line.end + 30 * broken)])
            if match:
                span = Span(line.start + match.start("number"), line.start + match.end("number"))
                number = regex.sub(r"\s+", "", self.clean.text[span.start : span.end]).rstrip(".").replace("–", "-")
                self.taken.append(Span(line.start, span.end))
                if not copies & set(regex.split(r"[/-]", number.upper())):
                    return Found(number, span), None
                continue
            match = blank.match(line.text)
            if match:
                self.taken.append(Span(line.start, line.start + match.end()))
                start = line.start + match.start("symbol")
                return None, Found(regex.sub(r"\s+", "", match["symbol"]), Span(start, line.start + match.end()))
        return None, None

    def _find_place_and_day(self) -> None:
        text = self.clean.matching
        for name in ("place_and_date", "place_and_short_date", "place_and_unread_date"):
            for match in header_rule(name).finditer(text, 0, self.end):
                place = self._place_before(match.start())
                if place is None:
                    continue
                self.place = place
                self.taken.append(Span(place.span.start, match.end()))
                self._set_day(match)
                return

    def _set_day(self, match: regex.Match[str]) -> None:
        parts = match.groupdict()
        if not parts:
            self.day_flags = ("unread_date",)
        if not all(parts.get(name) for name in ("day", "month", "year")):
            return
        try:
            day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            self.day_flags = ("impossible_date",)
            return
        self.day = Found(day.isoformat(), Span(*match.span()))

    def _place_before(self, end: int) -> Found | None:
        """The place before `, ngày ...`: from the last line or landmark that begins before it.

        A short place whose line begins in the middle of a name (`Thành phố A` broken in two) takes the line above.
        """
        text = self.clean.text
        marks = sorted({line.start for line in self.lines} | {span.end for span in self.taken})
        marks = [mark for mark in marks if mark < end]
        while marks:
            start = marks.pop()
            found = _as_place(text, start, end)
            if found is None and text[start:end].strip(" ,"):
                return None
            if found is None:
                continue
            after_landmark = any(span.end == start for span in self.taken)
            above = _as_place(text, marks[-1], end) if marks and not after_landmark else None
            return above if above is not None and "\n" not in text[marks[-1] : end] else found
        return None

    def issuer_lines(self) -> tuple[Piece, ...]:
        """What the landmarks leave of the lines, without stamps and rulings."""
        stamp, subject = header_rule("not_own"), header_rule("letter_subject")
        left: list[Piece] = []
        for line in self.lines:
            if left and header_rule("number_line").match(line.text):
                # The number stands under the issuer: what follows it is the other column.
                break
            parts = _without(line, self.taken)
            left += [part for part in parts if not (stamp.match(part.text) or subject.match(part.text))]
        return tuple(left[:_MOST_ISSUER_LINES])


def _as_place(text: str, start: int, end: int) -> Found | None:
    """A range as the place of issue: a short name that begins with a capital, without its comma."""
    words = text[start:end]
    start += len(words) - len(words.lstrip(" \n"))
    name = text[start:end].rstrip(" ,\n")
    plain = name.replace("\n", " ")
    if not plain or len(plain) > _LONGEST_PLACE or not plain[0].isupper() or (plain.isupper() and len(plain) > 25):
        return None
    if regex.search(r"[:;/()]|[,.]\s|\d(?!\d?$)", plain.replace("TP. ", "")):
        return None
    return Found(" ".join(plain.split()), Span(start, start + len(name)))


def _without(line: Piece, taken: Sequence[Span]) -> list[Piece]:
    """The parts of a line that no landmark covers and that hold a word."""
    parts = [(line.start, line.end)]
    for span in taken:
        parts = [
            part
            for start, end in parts
            for part in ((start, min(end, span.start)), (max(start, span.end), end))
            if part[0] < part[1]
        ]
    left = []
    for start, end in parts:
        part = line.part(start - line.start, end - line.start)
        lead = len(part.text) - len(part.text.lstrip(" *-_.,"))
        if regex.search(r"\p{L}{2}", part.text):
            left.append(part.part(lead, len(part.text.rstrip())))
    return left
