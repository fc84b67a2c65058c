"""The type that a heading names, the title under it or an official letter's subject, and who decides.

Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.5: the type in capitals alone on its line, the title below it; an official
letter has no type but a subject under its number (`V/v ...`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import takewhile

import regex

import patterns
from extractors.clean import CleanText
from extractors.document import Span
from extractors.header.pieces import Found, Piece, header_rule
from extractors.reflow import is_unfinished

_LONGEST_TITLE = 700
_SHORT_LINE = 80
# What ends an official letter's subject.
_LANDMARKS = ("addressee", "date_line", "state_motto", "state_words", "body_start")


@cache
def heading_pattern() -> regex.Pattern[str]:
    """A document type at the beginning of a line: in capitals, or alone on the line."""
    names = sorted(set(patterns.load("header")["document_types"]) - {"Công văn", "Luật", "Lệnh"}, key=len, reverse=True)
    choices = "|".join(regex.escape(name, literal_spaces=True).replace(" ", r"\s+") for name in names)
    capitals = choices.upper().replace(r"\S+", r"\s+")
    spaced = "|".join(r"\s+".join(r"\s".join(word) for word in name.upper().split()) for name in names)
    return regex.compile(
        rf"(?:(?P<alone>{capitals}|{choices}|LUẬT|LỆNH|{spaced})\s*[:.]?\s*$"
        rf"|(?P<lead>{capitals})(?=\s+\S)(?!\s+VIÊN))"
    )


@cache
def _by_letters() -> dict[str, str]:
    """Document types by their letters alone, however these are set apart."""
    return {name.replace(" ", "").lower(): name for name in patterns.load("header")["document_types"]}


@cache
def _first_words() -> frozenset[str]:
    """What a heading that is broken in two has on its first line."""
    names = [name.upper().split() for name in patterns.load("header")["document_types"]]
    return frozenset(" ".join(words[:count]) for words in names for count in range(1, len(words)))


def with_headings_whole(clean: CleanText, lines: Sequence[Piece]) -> list[Piece]:
    """The lines, with a heading that is broken in two (`KẾ` + `HOẠCH`) on one."""
    whole: list[Piece] = []
    for line in lines:
        above = whole[-1] if whole else None
        if above is not None and above.text.strip() in _first_words() and line.text.isupper():
            start, end = above.start, line.end
            joined = Piece(start, end, clean.matching[start:end], clean.text[start:end])
            if not heading_pattern().match(above.text) and heading_pattern().match(joined.text):
                whole[-1] = joined
                continue
        whole.append(line)
    return whole


def find_heading(lines: Sequence[Piece], end: int) -> int | None:
    """Index of the line that names the document's type, before the body begins."""
    pattern, unfinished = heading_pattern(), patterns.words("header", "unfinished_body")
    led = None
    motto = False
    landmark = last_landmark(lines, end)
    for index, line in enumerate(lines[:end]):
        motto = motto or header_rule("state_words").search(line.text) is not None
        match = pattern.match(line.text)
        if match is None:
            continue
        if line.text.rstrip().endswith(":") and landmark is not None and _names_authority(lines[landmark + 1 : index]):
            # `QUYẾT ĐỊNH:` under the authority line opens what is decided; the heading itself is lost.
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


def last_landmark(lines: Sequence[Piece], end: int) -> int | None:
    """Index of the last line of a header block before the body: its number, or place and day of issue."""
    marks = ("number_line", "date_line")
    found = [
        index for index in range(min(end, len(lines))) if any(header_rule(n).match(lines[index].text) for n in marks)
    ]
    return found[-1] if found else None


def find_untitled(lines: Sequence[Piece], end: int) -> int | None:
    """Index of the line under which a title stands whose heading was lost in copying.

    The last line of the header block, where lines in capitals follow it up to one that names who decides.
    """
    landmark = last_landmark(lines, end)
    if landmark is None:
        return None
    capitals = list(takewhile(lambda line: line.text.isupper(), lines[landmark + 1 : end]))
    return landmark if _names_authority(capitals) else None


def _names_authority(lines: Sequence[Piece]) -> bool:
    return any(line.text.isupper() and header_rule("authority").match(line.text) for line in lines)


def find_page_title(lines: Sequence[Piece], end: int) -> Found | None:
    """The type that the title of a web page names right above the body, where the document's own heading is gone.

    `Kế hoạch chuyển đổi số xã A năm 2025` over `I. CĂN CỨ`, a line with the day between them at most.
    """
    if not 0 < end < len(lines):
        return None
    for line in reversed(lines[max(0, end - 2) : end]):
        match = header_rule("page_title").match(line.text)
        if match is not None:
            name = _by_letters()["".join(match["type"].split()).lower()]
            return Found(name, Span(line.start, line.start + match.end("type")))
    return None


def find_letter(lines: Sequence[Piece], end: int) -> int | None:
    """Index of an official letter's subject (`V/v ...`) or else of its addressee."""
    subject, addressee = header_rule("letter_subject"), header_rule("addressee")
    for index, line in enumerate(lines[: end + 1]):
        if subject.match(line.text) or addressee.match(line.text):
            return index
    return None


def type_of(line: Piece) -> Found | None:
    """The document type that a heading names, in the writing of the vocabulary."""
    match = heading_pattern().match(line.text)
    if match is None:
        return None
    words = "".join((match["alone"] or match["lead"]).split())
    span = Span(line.start, line.start + match.end("alone" if match["alone"] else "lead"))
    return Found(_by_letters()[words.lower()], span)


def title_under(clean: CleanText, lines: Sequence[Piece], heading: int) -> tuple[Found | None, tuple[Piece, ...], int]:
    """The lines under a type heading, up to the authority line or the body."""
    first = lines[heading]
    match = heading_pattern().match(first.text)
    title: list[Piece] = []
    if match and match["lead"]:
        rest = first.text[match.end() :]
        lead = len(rest) - len(rest.lstrip(" :.-"))
        if not header_rule("type_qualifier").match(rest):
            title.append(first.part(match.end() + lead))
    authority: list[Piece] = []
    index = heading + 1
    while index < len(lines):
        line = lines[index]
        if _is_last_title_line(title, lines[index : index + 2]):
            title.append(line)
            index += 1
            break
        if header_rule("authority").match(line.text) and not _is_unfinished(title):
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
    if any(header_rule(name).match(line.text) for name in ("attached_to", "addressee", "not_own", "own_number")):
        return True
    heading = heading_pattern().match(line.text)
    if heading is not None and heading["alone"] and line.text.isupper():
        return True
    if not title:
        return header_rule("body_start").match(line.text) is not None
    if line.end - title[0].start > _LONGEST_TITLE:
        return True
    if _goes_on(clean, title, line) or header_rule("bare_years").match(line.text):
        return False
    text = line.text
    if header_rule("body_start").match(text) or (header_rule("basis_sentence").match(text) and not text.isupper()):
        return True
    if title[-1].text.isupper():
        return not text.isupper()
    return title[-1].text.rstrip()[-1] in ".;:" or not _same_block(clean, title[-1], line)


def _is_last_title_line(title: Sequence[Piece], lines: Sequence[Piece]) -> bool:
    """Whether the first of two lines is a short end of the title right above the body, such as `Năm 2025`."""
    if not title or len(lines) < 2 or lines[0].text.isupper() or title[-1].text.rstrip()[-1] in ".;:":
        return False
    text = lines[0].text.rstrip()
    opens = any(header_rule(name).match(text) for name in ("body_start", "attached_to", "addressee", "not_own"))
    if opens or text[-1] in ".;:,)" or len(text) > _SHORT_LINE or _is_unfinished(lines[:1]):
        return False
    if header_rule("basis_sentence").match(text) and len(text.split()) > len(("Năm", "2025")):
        return False
    return any(header_rule(name).match(lines[1].text) for name in ("body_start", "basis_sentence"))


def _goes_on(clean: CleanText, title: Sequence[Piece], line: Piece) -> bool:
    """Whether a line certainly continues the title's last one: an unfinished phrase, or the same paragraph."""
    if not title:
        return False
    before = title[-1].text.rstrip()
    if before.isupper():
        return line.text.isupper() and _same_block(clean, title[-1], line)
    if is_unfinished(before):
        return True
    return _same_block(clean, title[-1], line) and line.text[:1].islower()


def _is_unfinished(title: Sequence[Piece]) -> bool:
    """Whether the title so far ends in the middle of a phrase."""
    if not title:
        return False
    before = title[-1].text.rstrip()
    return before[-1] in ",-–" or is_unfinished(before) or is_unfinished(before.lower())


def _same_block(clean: CleanText, one: Piece, other: Piece) -> bool:
    return "\n" not in clean.text[one.start : other.end]


def _authority_lines(lines: Sequence[Piece], index: int) -> list[Piece]:
    """The lines in capitals that name who decides."""
    found = []
    for line in lines[index : index + 4]:
        if not line.text.isupper() or heading_pattern().match(line.text) or header_rule("body_start").match(line.text):
            break
        found.append(line)
    return found


def letter_title(clean: CleanText, lines: Sequence[Piece], letter: int) -> tuple[Found | None, int]:
    """The subject of an official letter (the words after `V/v`, as far as its paragraph goes), and where it ends."""
    first = lines[letter]
    match = header_rule("letter_subject").match(first.text)
    if match is None:
        return None, first.start
    title = [first.part(match.end())]
    index = letter + 1
    while index < len(lines):
        line = lines[index]
        if any(header_rule(name).search(line.text) for name in _LANDMARKS) or line.end - first.start > _LONGEST_TITLE:
            break
        if not _same_block(clean, title[-1], line):
            break
        title.append(line)
        index += 1
    end = lines[index].start if index < len(lines) else lines[-1].end
    return _joined(clean, title), end


def page_title(lines: Sequence[Piece], paged: Found) -> tuple[Found | None, int]:
    """The words of a page's title behind the type that it names, and where its line ends."""
    line = next(line for line in lines if line.start == paged.span.start)
    rest = line.part(paged.span.end - line.start)
    words = rest.written.strip(" :.-")
    start = rest.start + rest.written.index(words)
    return (Found(words, Span(start, start + len(words))) if words else None), line.end


def _joined(clean: CleanText, title: Sequence[Piece]) -> Found | None:
    """Title lines joined, in the source's wording."""
    if not title:
        return None
    span = Span(title[0].start, title[-1].end)
    written = (header_rule("markup").sub("", clean.text[piece.start : piece.end]) for piece in title)
    words = " ".join(" ".join(written).split()).strip(" .:")
    return Found(words, span) if 0 < len(words) <= _LONGEST_TITLE else None
