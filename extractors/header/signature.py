"""The signature block: who signed, in what capacity, and for which body.

Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.7: the capacity in capitals on one line or two, the name below it. It
stands beside `Nơi nhận`, so that extracted text may give the two one after the other or line by line together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

import patterns
from extractors.clean import CleanText
from extractors.document import Span
from extractors.header.pieces import Found, Piece, header_rule, pieces
from extractors.header.places import in_title_case

_RECIPIENTS = ("Nơi nhận", "NƠI NHẬN", "Nơi gửi")
_ROLE_WORDS = ("CHỦ TỊCH", "GIÁM ĐỐC", "BÍ THƯ", "TRƯỞNG", "CHỦ NHIỆM", "CHÁNH", "THỦ TƯỚNG", "KT.", "TL.", "TUQ.")
# How far before and after the list of recipients the signature stands, mostly and at most.
_BEFORE, _AFTER, _FAR_AFTER = 1500, 1200, 4000
_LINES_TO_NAME = 14
# A list of recipients on one line with the signature is longer than any of its own lines.
_LONG_LINE = 60


@dataclass(frozen=True, slots=True)
class Signature:
    """The signer's name and capacity, and the body signed for (`TM. ...`) where it is named."""

    signer: Found | None
    capacity: Found
    on_behalf: Found | None


def read_signature(clean: CleanText, start: int) -> Signature | None:
    """The first signature block after the head, which ends at `start`; null where there is none."""
    text = clean.matching
    nearby = [place for word in _RECIPIENTS if (place := text.find(word, start)) >= 0]
    if nearby:
        recipients = min(nearby)
        for first, last in (
            (recipients, recipients + _AFTER),
            (max(start, recipients - _BEFORE), recipients),
            (recipients, recipients + _FAR_AFTER),
        ):
            found = _first(clean, first, last)
            if found is not None and found.signer is not None:
                return found
        return found
    return _without_recipients(clean, start)


def _without_recipients(clean: CleanText, start: int) -> Signature | None:
    """A signature where no list of recipients marks its place: only a capacity alone on its line with a name below."""
    text = clean.matching
    places = sorted({place for word in _ROLE_WORDS for place in _all(text, word, start)})
    for place in places:
        begin = text.rfind("\n", start, place) + 1 or start
        found = _first(clean, begin, place + _BEFORE)
        if found is not None and found.signer is not None:
            return found
    return None


def _all(text: str, word: str, start: int, most: int = 20) -> list[int]:
    places: list[int] = []
    place = text.find(word, start)
    while place >= 0 and len(places) < most:
        places.append(place)
        place = text.find(word, place + 1)
    return places


def _first(clean: CleanText, start: int, end: int) -> Signature | None:
    """The first capacity in a range that a name follows, or else the first capacity."""
    lines = [part for line in pieces(clean, start, min(end, len(clean.text))) for part in _at_seams(line)]
    bare: Signature | None = None
    for index, line in enumerate(lines):
        capacity = _capacity_in(line)
        if capacity is None:
            continue
        signature = _read(clean, lines, index, capacity)
        if signature.signer is not None:
            return signature
        bare = bare or signature
    return bare


def _at_seams(line: Piece) -> list[Piece]:
    """A foot pasted as one line from its list of recipients on, parted where its lines must have been."""
    if not line.text.startswith(_RECIPIENTS) or len(line.text) < _LONG_LINE:
        return [line]
    seams = [match.end() for match in header_rule("foot_seam", "foot_seams").finditer(line.text)]
    return [line.part(begin, end) for begin, end in pairwise([0, *seams, len(line.text)])]


def _capacity_in(line: Piece) -> Span | None:
    """Where a line states a capacity: alone, after `TM. ...`, or after the end of a recipient beside it."""
    match = header_rule("role", "signature").search(line.text)
    if match is None or line.text[match.end() :].strip(" .:*"):
        return None
    before = line.text[: match.start()].rstrip()
    if before and not header_rule("on_behalf", "signature").match(line.text) and before[-1] not in ";.,:)":
        return None
    return Span(line.start + match.start(), line.start + match.end())


def _read(clean: CleanText, lines: Sequence[Piece], index: int, capacity: Span) -> Signature:
    """The signature whose capacity begins on a line: more lines of capacity, then the name."""
    spans = [capacity]
    person = header_rule("person", "signature")
    signer: Found | None = None
    for line in lines[index + 1 : index + 1 + _LINES_TO_NAME]:
        more = _capacity_in(line)
        if more is not None:
            spans.append(more)
            continue
        if header_rule("signing_note", "signature").match(line.text) or (
            line.text.isupper() and header_rule("on_behalf", "signature").match(line.text)
        ):
            continue
        signer = _person(clean, line, person)
        if signer is not None or not _is_recipient(line):
            break
    words = " ".join(" ".join(clean.text[span.start : span.end] for span in spans).split())
    return Signature(signer, Found(words, Span(spans[0].start, spans[-1].end)), _on_behalf(lines, index))


def _is_recipient(line: Piece) -> bool:
    """Whether a line belongs to the list of recipients, which may stand between a capacity and the name."""
    return line.text[0] in "-+–" or line.text.rstrip()[-1] in ";,." or line.text[0].islower()


def _person(clean: CleanText, line: Piece, person: regex.Pattern[str]) -> Found | None:
    """A name alone on a line, or after the end of a recipient beside it."""
    start = 0
    match = person.match(line.text)
    if match is None and line.text[0] in "-+–":
        breaks = [mark.end() for mark in regex.finditer(r"[;.,)]\s+", line.text)]
        start = breaks[-1] if breaks else 0
        match = person.match(line.text[start:]) if start else None
    if match is None:
        return None
    span = Span(line.start + start + match.start("person"), line.start + start + match.end("person"))
    name = in_title_case(" ".join(clean.text[span.start : span.end].split()))
    if name in patterns.words("header", "no_person_names"):
        return None
    if set(name.split()) & set(patterns.words("header", "no_person_syllables")):
        return None
    return Found(name, span)


def _on_behalf(lines: Sequence[Piece], index: int) -> Found | None:
    """The body after `TM.`, on the capacity's own line or up to two lines above it."""
    for line in reversed(lines[max(0, index - 2) : index + 1]):
        match = header_rule("on_behalf", "signature").search(line.text) if line.text.startswith("T") else None
        if match:
            role = header_rule("role", "signature").search(line.text, match.start("body"))
            end = role.start() if role else match.end("body")
            body = line.text[match.start("body") : end].strip()
            if body:
                return Found(body, Span(line.start + match.start("body"), line.start + end))
    return None
