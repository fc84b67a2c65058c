"""The head of a document: header block, number, place and date, type and title, up to where its body begins.

A header block has two columns (Nghị định 30/2020/NĐ-CP, Phụ lục I, mẫu 1). Extracted text gives them one after the
other or line by line beside each other; so the landmarks that can stand only there (motto, number, place and date)
are found first, and what is left over of the lines names the issuer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import regex

import patterns
from extractors.clean import CleanText
from extractors.document import Span
from extractors.header.pieces import Piece, pieces

# A head is far shorter; what stands beyond cannot belong to it.
_HEAD_LENGTH = 6000
_LONGEST_PLACE = 40
_LONGEST_TITLE = 700
_SHORT_LINE = 80
_LINES_OF_BODY = 3
_MOST_ISSUER_LINES = 12
# What ends an official letter's subject.
_LANDMARKS = ("addressee", "date_line", "state_motto", "state_words", "body_start")


@dataclass(frozen=True, slots=True)
class Found:
    """A value with the range of clean text that shows it."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a document shows; null where it does not stand there.

    `issuer_lines` are what is left of a header block's lines; `authority_lines` name who decides, under a decision's
    title; `has_block` says whether there is a header block at all, `end` where the body begins. `day_flags` say why a
    date that stands there gives no day; `letter` is where a text without heading shows to be an official letter.
    """

    has_block: bool
    issuer_lines: tuple[Piece, ...]
    authority_lines: tuple[Piece, ...]
    number: Found | None
    symbol: Found | None
    place: Found | None
    day: Found | None
    day_flags: tuple[str, ...]
    doc_type: Found | None
    title: Found | None
    letter: Span | None
    end: int


def _rule(name: str) -> regex.Pattern[str]:
    return patterns.rule("header", name).compile()


@cache
def _heading() -> regex.Pattern[str]:
    """A document type at the beginning of a line: in capitals, or alone on the line."""
    names = sorted(set(patterns.load("header")["document_types"]) - {"Công văn", "Luật", "Lệnh"}, key=len, reverse=True)
    choices = "|".join(regex.escape(name, literal_spaces=True).replace(" ", r"\s+") for name in names)
    capitals = choices.upper().replace(r"\S+", r"\s+")
    return regex.compile(
        rf"(?:(?P<alone>{capitals}|{choices}|LUẬT|LỆNH)\s*[:.]?\s*$|(?P<lead>{capitals})(?=\s+\S)(?!\s+VIÊN))"
    )


def read_head(clean: CleanText) -> Head:
    """Read the head of a document."""
    lines = _head_lines(clean)
    end = _body_start(lines)
    heading = _find_heading(lines, end)
    letter = None if heading is not None else _find_letter(lines, end)
    block = _Block(clean, lines[: end if heading is None else heading])
    title: Found | None = None
    authority: tuple[Piece, ...] = ()
    after = lines[0].start if lines else 0
    if heading is not None:
        title, authority, after = _title_under(clean, lines, heading)
    elif letter is not None:
        title, after = _letter_title(clean, lines, letter)
    if title is not None:
        block.take(title.span)
    return Head(
        has_block=block.motto or block.number is not None or block.symbol is not None,
        issuer_lines=block.issuer_lines(),
        authority_lines=authority,
        number=block.number,
        symbol=block.symbol,
        place=block.place,
        day=block.day,
        day_flags=block.day_flags,
        doc_type=_type_of(lines[heading]) if heading is not None else None,
        title=title,
        letter=Span(lines[letter].start, lines[letter].end) if letter is not None else None,
        end=after,
    )


def _head_lines(clean: CleanText) -> list[Piece]:
    """The lines from the beginning to where a body begins, and some of its own: mostly a short stretch."""
    for length in (_HEAD_LENGTH // 4, _HEAD_LENGTH):
        lines = pieces(clean, 0, min(len(clean.text), length))
        if _body_start(lines) + _LINES_OF_BODY < len(lines):
            break
    return lines


def _body_start(lines: Sequence[Piece]) -> int:
    """Index of the first line that can only stand in a body."""
    start, letter = _rule("body_start"), _rule("addressee")
    for index, line in enumerate(lines):
        if start.match(line.text) or letter.match(line.text):
            return index
    return len(lines)


def _find_heading(lines: Sequence[Piece], end: int) -> int | None:
    """Index of the line that names the document's type, before the body begins."""
    pattern, unfinished = _heading(), patterns.words("header", "unfinished_body")
    led = None
    motto = False
    for index, line in enumerate(lines[:end]):
        motto = motto or _rule("state_words").search(line.text) is not None
        match = pattern.match(line.text)
        if match is None:
            continue
        before = lines[index - 1].text.rstrip() if index else ""
        if before.isupper() and before.endswith(unfinished):
            continue
        if match["alone"] and (line.text.isupper() or motto):
            return index
        if match["alone"]:
            continue
        led = index if led is None else led
    return led


def _find_letter(lines: Sequence[Piece], end: int) -> int | None:
    """Index of an official letter's subject (`V/v ...`) or else of its addressee."""
    subject, addressee = _rule("letter_subject"), _rule("addressee")
    for index, line in enumerate(lines[: end + 1]):
        if subject.match(line.text) or addressee.match(line.text):
            return index
    return None


def _type_of(line: Piece) -> Found | None:
    """The document type that a heading names, in the writing of the vocabulary."""
    match = _heading().match(line.text)
    if match is None:
        return None
    words = " ".join((match["alone"] or match["lead"]).split())
    span = Span(line.start, line.start + match.end("alone" if match["alone"] else "lead"))
    return Found(words[0].upper() + words[1:].lower(), span)


class _Block:
    """The header block's landmarks; what they leave of its lines names the issuer."""

    def __init__(self, clean: CleanText, lines: Sequence[Piece]) -> None:
        self.clean = clean
        self.lines = lines
        self.end = lines[-1].end if lines else 0
        self.taken: list[Span] = []
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
            match = _rule(name).search(self.clean.matching, 0, self.end)
            if match:
                self.taken.append(Span(*match.span()))
                found = True
        return found

    def _find_number(self) -> tuple[Found | None, Found | None]:
        """The document's number, and the symbol where the number is left blank."""
        own, blank = _rule("own_number"), _rule("blank_number")
        copies = {code.upper() for code in patterns.words("header", "copy_codes")}
        for line in self.lines:
            if line.text[:1] not in "sSLP":
                continue
            broken = line.text.rstrip()[-1] in "-/"
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
            for match in _rule(name).finditer(text, 0, self.end):
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
        stamp, subject = _rule("not_own"), _rule("letter_subject")
        left: list[Piece] = []
        for line in self.lines:
            if left and _rule("number_line").match(line.text):
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


def _title_under(clean: CleanText, lines: Sequence[Piece], heading: int) -> tuple[Found | None, tuple[Piece, ...], int]:
    """The lines under a type heading, up to the authority line or the body."""
    first = lines[heading]
    match = _heading().match(first.text)
    title: list[Piece] = []
    if match and match["lead"]:
        rest = first.text[match.end() :]
        lead = len(rest) - len(rest.lstrip(" :.-"))
        title.append(first.part(match.end() + lead))
    authority: list[Piece] = []
    index = heading + 1
    while index < len(lines):
        line = lines[index]
        if _is_last_title_line(title, lines[index : index + 2]):
            title.append(line)
            index += 1
            break
        if _rule("authority").match(line.text) and not _is_unfinished(title):
            authority = _authority_lines(lines, index)
            index += len(authority)
            break
        if _ends_title(clean, title, line):
            break
        title.append(line)
        index += 1
    end = lines[index].start if index < len(lines) else lines[-1].end
    return _joined(clean, title), tuple(authority), end


def _ends_title(clean: CleanText, title: Sequence[Piece], line: Piece) -> bool:
    """Whether a line under the heading is no part of the title."""
    if any(_rule(name).match(line.text) for name in ("attached_to", "addressee", "not_own", "own_number")):
        return True
    if not title:
        return _rule("body_start").match(line.text) is not None
    if line.end - title[0].start > _LONGEST_TITLE:
        return True
    if _goes_on(clean, title, line):
        return False
    text = line.text
    if _rule("body_start").match(text) or (_rule("basis_sentence").match(text) and not text.isupper()):
        return True
    if title[-1].text.isupper():
        return not text.isupper()
    return title[-1].text.rstrip()[-1] in ".;:" or not _same_block(clean, title[-1], line)


def _is_last_title_line(title: Sequence[Piece], lines: Sequence[Piece]) -> bool:
    """Whether the first of two lines is a short end of the title right above the body, such as `Năm 2025`."""
    if not title or len(lines) < 2 or lines[0].text.isupper() or title[-1].text.rstrip()[-1] in ".;:":
        return False
    text = lines[0].text.rstrip()
    opens = any(_rule(name).match(text) for name in ("body_start", "attached_to", "addressee", "not_own"))
    if opens or text[-1] in ".;:,)" or len(text) > _SHORT_LINE:
        return False
    if _rule("basis_sentence").match(text) and len(text.split()) > len(("Năm", "2025")):
        return False
    return any(_rule(name).match(lines[1].text) for name in ("body_start", "basis_sentence"))


def _goes_on(clean: CleanText, title: Sequence[Piece], line: Piece) -> bool:
    """Whether a line certainly continues the title's last one: an unfinished phrase, or the same paragraph."""
    if not title:
        return False
    before = title[-1].text.rstrip()
    if before.isupper():
        return line.text.isupper() and _same_block(clean, title[-1], line)
    if not _same_block(clean, title[-1], line):
        return False
    return line.text[:1].islower() or before.split()[-1] in patterns.words("clean", "connectives")


def _is_unfinished(title: Sequence[Piece]) -> bool:
    """Whether the title so far ends in the middle of a phrase."""
    if not title:
        return False
    before = title[-1].text.rstrip()
    return before[-1] in ",-–" or before.split()[-1].lower() in patterns.words("clean", "connectives")


def _same_block(clean: CleanText, one: Piece, other: Piece) -> bool:
    return "\n" not in clean.text[one.start : other.end]


def _authority_lines(lines: Sequence[Piece], index: int) -> list[Piece]:
    """The lines in capitals that name who decides."""
    found = []
    for line in lines[index : index + 4]:
        if not line.text.isupper() or _heading().match(line.text) or _rule("body_start").match(line.text):
            break
        found.append(line)
    return found


def _letter_title(clean: CleanText, lines: Sequence[Piece], letter: int) -> tuple[Found | None, int]:
    """The subject of an official letter (the words after `V/v`, as far as its paragraph goes), and where it ends."""
    first = lines[letter]
    match = _rule("letter_subject").match(first.text)
    if match is None:
        return None, first.start
    title = [first.part(match.end())]
    index = letter + 1
    while index < len(lines):
        line = lines[index]
        if any(_rule(name).search(line.text) for name in _LANDMARKS) or line.end - first.start > _LONGEST_TITLE:
            break
        if not _same_block(clean, title[-1], line):
            break
        title.append(line)
        index += 1
    end = lines[index].start if index < len(lines) else lines[-1].end
    return _joined(clean, title), end


def _joined(clean: CleanText, title: Sequence[Piece]) -> Found | None:
    """Title lines joined, in the source's wording."""
    if not title:
        return None
    span = Span(title[0].start, title[-1].end)
    words = " ".join(" ".join(clean.text[piece.start : piece.end] for piece in title).split()).strip(" .:")
    return Found(words, span) if words else None
