"""One mention of a numbered document: from its number outwards to type, date and issuer.

The number is the anchor, for it is rare and certain. The type stands before it, date and issuer after it,
in either order; what is stated nowhere comes from the number's symbol (`symbols`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import regex

from extractors.citations.bodies import BodyName, admin_at, bodies_ending_at, body_at
from extractors.citations.grammar import Grammar, grammar
from extractors.citations.symbols import is_joint, other_issuer, other_type, possible_year, read_symbol, slip_of
from extractors.dates import PATTERN, date_at, find_dates, reading_of

# How far before a number its type may stand: the name of a law between them can be long.
_REACH = 240
_NAMED_REACH = 220
_SHORT_REACH = 70
_GAP_WORDS = 8

# How sure a mention is of its fields where a flag says that one was not plainly read.
_SURENESS = {
    "type_from_symbol": 0.9,
    "type_from_list": 0.8,
    "number_repaired": 0.8,
    "number_impossible": 0.8,
    "number_joined": 0.8,
    "date_repaired": 0.8,
    "date_impossible": 0.8,
    "date_unread": 0.8,
    "date_before": 0.8,
    "issuer_before": 0.8,
}
_NUMBER_MARK = regex.compile(r"(?<![\p{L}])(?P<mark>(?i:s[ốo]))[ :(.]{0,9}", regex.REVERSE)
_BEFORE_NUMBER = " :(."
_FIRST_JOINT = re.compile("[-/]")
# A footnote mark, or a remark in brackets such as `(khóa XII)`.
_ASIDE = r"(?:\[[0-9]{1,3}\])?(?:[ ]\([^()0-9\n]{1,40}\))?"
_DATED = re.compile(
    _ASIDE + r"(?:[ ]?|\n(?=NGÀY))(?P<bracket>[,(]?)[ ]?(?:(?i:đã được|được|đã)[ ])?"
    r"(?:(?i:ký ban hành|ban hành|phê duyệt|thông qua|ký)[ ])?"
    r"(?:(?:(?i:cùng[ ])?(?i:ngày)[ ]?:?[ ]?)?" + PATTERN + r"|(?P<same>(?i:cùng[ ]ngày))(?!\w))"
)
# `của` may have lost its blanks, or stand at a line's end or beginning in a title in capitals.
# A year alone is no date: `Quyết định số 12/QĐ-UBND năm 2024 của UBND tỉnh`.
_OF = regex.compile(
    _ASIDE + r"(?:,?[ ](?:(?i:tháng)[ ][0-9]{1,2}[ ,/]*)?(?i:năm)[ ][0-9]{4})?"
    r"(?:[ ]?,?[ ]?(?i:của|do|được|ban hành bởi)(?:[ ]|(?=\p{Lu}))|[ \n]CỦA[ \n])"
)
_PARTNER = regex.compile(
    r"(?:,|[ ]và|[ ]-)[ ](?=(?:Bộ|Sở|Ban|Ủy ban|UBND|Công an|Tòa án|Viện|Văn phòng|Ngân hàng)(?![\p{L}]))"
)
# Bodies that may follow a date without `của`.
_NO_OF = regex.compile(
    r",?[ ](?=(?:Thủ tướng|Chính phủ|Bộ Chính trị|Ban Bí thư|Quốc hội|Hội nghị lần|Ban Chấp hành|UBND"
    r"|Ủy ban nhân dân|Bộ trưởng)(?![\p{L}]))"
)
# Behind a comma a body that does something is the subject of the sentence; one that issued the document is followed
# by what the document is about, or by nothing.
_ACTS = regex.compile(r"[ ](?!(?:về|v/v|và|hoặc|ngày|khóa|nay)(?![\p{L}]))\p{Ll}")
# The second half of a symbol that has lost its joint, `12/QĐ TTg`; with a place behind it is the issuer itself.
_SECOND_HALF = regex.compile(
    r"[ ](?P<body>TTg|TTG|CP|TW|TU|ĐU|HU|(?:UBND|HĐND)(?![ ](?i:tỉnh|thành|tp|huyện|quận|thị|xã|phường|đặc)))(?![\w-])"
)
_AMENDING = regex.compile(
    r"(?i:bộ luật|luật|pháp lệnh)[ ](?i:sửa đổi),?[ ](?:và[ ])?bổ sung[^;.\n]{0,60}[ ]của[ ](?:các[ ])?"
    r"(?:(?:Bộ luật|Luật|Pháp lệnh)[ ][^;.\n]{2,90}(?:,|[ ]và)[ ])?$"
)
_NAME_END = re.compile(r"[ ,(](?i:ngày|năm)[ ][0-9]|[ ]\((?:sửa đổi|gọi tắt|sau đây)|^[ ](?:của|do)[ ]")
_DAY_BEFORE = regex.compile(r"(?i:ngày)[ ][0-9][^;\n]{5,28},?[ ]", regex.REVERSE)


@dataclass(slots=True)
class Mention:
    """A mention as found, before its surroundings are read; offsets are of clean text.

    `listed` is true for an item of a list whose type or issuer stands at the list's head. `title` is the name that
    stands between type and number (`Luật Dữ liệu số ...`); a document without a number has the name's range in place
    of the number's.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    doc_type: str
    number: str | None
    issued_on: date | None
    issuer: str | None
    flags: list[str]
    rule: str
    confidence: float
    listed: bool = False
    list_issuer: str | None = None
    title: str | None = None


class _TypeWord(NamedTuple):
    """The type of a number: its name, where the mention begins, and an issuer stated between both."""

    name: str
    start: int
    issuer: str | None = None
    listed: bool = False
    flags: tuple[str, ...] = ()
    title: str | None = None


def mention_at(text: str, written: str, match: regex.Match[str], previous: Mention | None) -> Mention | None:
    """The mention around a number in folded text; null where the number is none of a document.

    `written` is the clean text itself, from which names are taken; `previous` the mention before.
    """
    start, end = match.span("number")[0], match.end()
    if _inside_figures(text, start):
        return None
    plain = match.re is grammar().plain_number
    year, symbol = (None, "") if plain else (match.group("year"), match.group("symbol").replace(" ", ""))
    number, symbol, end, joined = _joined(text, match, symbol)
    floor = max(0, start - _REACH, text.rfind("\n", max(0, start - _REACH), start) + 1)
    if previous is not None and previous.end > floor:
        floor = previous.end
    kind = _type_word(text, start, floor, symbol if match.re is grammar().symbol else "", previous)
    if kind is None or (plain and kind.name not in grammar().plain_types):
        return None
    if match.re is grammar().loose_symbols[0] and other_type(kind.name, symbol):
        return None
    mention = Mention(
        start=kind.start,
        end=end,
        number_start=start,
        number_end=end,
        doc_type=kind.name,
        number=number,
        issued_on=None,
        issuer=None,
        flags=[*kind.flags, *joined],
        rule="plain_number" if plain else "symbol",
        confidence=0.8 if plain else 1.0,
        listed=kind.listed,
        list_issuer=kind.issuer if kind.listed else None,
        title=kind.title,
    )
    _read_after(mention, text, written, previous)
    if year is not None:
        _check_year(mention, year)
    body = _read_symbol(mention, symbol, year, kind.issuer)
    if not kind.listed and (mention.issuer is None or mention.issued_on is None):
        _read_before(mention, text, floor, body)
    if mention.flags:
        mention.confidence = min(mention.confidence, *(_SURENESS.get(flag, 1.0) for flag in mention.flags))
    return mention


def _joined(text: str, match: regex.Match[str], symbol: str) -> tuple[str, str, int, tuple[str, ...]]:
    """A number with the joints that it has lost, its symbol, where it ends, and the flag of a joint supplied.

    State symbols are written `12/QĐ-TTg`, party symbols `12-QĐ/TW`: one joint tells the other.
    """
    known, end = grammar(), match.end()
    number = match.group().replace(" ", "").replace("\n", "")
    if match.re is known.loose_symbols[0]:
        party = match["year"] is None and _FIRST_JOINT.findall(symbol)[0] == "/"
        return number.replace(symbol, ("-" if party else "/") + symbol), symbol, end, ("number_joined",)
    half = _SECOND_HALF.match(text, end) if symbol.upper() in known.type_codes else None
    if half is None:
        return number, symbol, end, ()
    joint = "/" if number[-len(symbol) - 1] == "-" else "-"
    return f"{number}{joint}{half['body']}", f"{symbol}{joint}{half['body']}", half.end(), ("number_joined",)


def _inside_figures(text: str, start: int) -> bool:
    """Whether figures go on a longer figure or word and begin no number: `QCVN 10:2016/BTTTT`, `1.5/KH`."""
    before = text[start - 1 : start]
    if before.isalnum():
        return not _marked(text, start)
    if before == "/":
        # Of a number left blank, `số:     /2020/TT-BTTTT`, only the year stands there.
        return True
    return before != "" and before in ".,:-" and text[start - 2 : start - 1].isalnum() and not _marked(text, start)


def _read_symbol(mention: Mention, symbol: str, year: str | None, stated_before: str | None) -> str | None:
    """Issuer from the symbol where none is stated; flags where both differ. Gives the symbol's part for the body."""
    code = read_symbol(symbol, _year_of(mention, year))
    stated = mention.issuer or stated_before
    mention.issuer = stated or code.issuer
    if stated is not None and code.issuer is not None and other_issuer(stated, code.issuer):
        mention.flags.append("issuer_differs")
    if other_type(mention.doc_type, symbol):
        mention.flags.append("type_differs")
    return code.body


def _year_of(mention: Mention, year: str | None) -> int | None:
    """The year that a mention is of, from its date, else from the year in its number."""
    if mention.issued_on is not None:
        return mention.issued_on.year
    return int(year) if year is not None and possible_year(year) else None


def _marked(text: str, start: int) -> bool:
    """Whether `số:` or `số.` stands right before a number."""
    return _NUMBER_MARK.match(text, max(0, start - 6), start) is not None


def _type_word(text: str, start: int, floor: int, symbol: str, previous: Mention | None) -> _TypeWord | None:
    """The type that a number belongs to: right before it, farther before it, from the symbol, from the list."""
    known = grammar()
    near = known.type_right_before.match(text, max(floor, start - _SHORT_REACH), start)
    if near is not None:
        name = known.types[(near["type"] or near["named"] or near["short"]).casefold()]
        return _TypeWord(name, near.start())
    if not symbol:
        return None
    mark = _NUMBER_MARK.match(text, floor, start)
    item = start if mark is None else mark.start("mark")
    place = item
    while place > floor and text[place - 1] in _BEFORE_NUMBER:
        place -= 1
    if known.no_document_before.match(text, max(floor, place - 24), place):
        return None
    coded = read_symbol(symbol, None).doc_type
    far = _far_type(text, floor, place, symbol, coded, known)
    if far is not None:
        return far
    if previous is not None and previous.end <= place and _continues(text, previous.end, place):
        flag = "type_from_symbol" if coded else "type_from_list"
        return _TypeWord(coded or previous.doc_type, item, previous.list_issuer, previous.listed, (flag,))
    if coded is None or ("-" not in symbol and "/" not in symbol):
        return None
    return _TypeWord(coded, item, None, False, ("type_from_symbol",))


def _continues(text: str, end: int, place: int) -> bool:
    """Whether a number goes on with the list that the mention before it stands in: no sentence ends between."""
    between = text[end:place]
    return len(between) < 400 and "\n" not in between.strip("\n") and ". " not in between


def _far_type(text: str, floor: int, place: int, symbol: str, coded: str | None, known: Grammar) -> _TypeWord | None:
    """A type with words between it and the number: a law's name, an issuer, an unusual qualifier."""
    for match in reversed(list(known.type_anywhere.finditer(text, floor, place))):
        name = known.types[match.group("type").casefold()]
        gap = text[match.end() : place]
        if name in known.named_types:
            if ";" in gap or ". " in gap or "“" in gap or len(gap) > _NAMED_REACH or not ("QH" in symbol or not symbol):
                return None
            outer = _AMENDING.search(text, max(floor, match.start() - 180), match.start())
            # An amending law's name holds those of the laws that it amends: it begins behind the first type word.
            first = match if outer is None else known.type_anywhere.match(text, outer.start()) or match
            return _TypeWord(name, first.start(), title=_name_in(text[first.end() : place]))
        skipped = len(" hành động") if gap.startswith(" hành động của ") else 0
        opened = gap[skipped : skipped + 5].casefold()
        if opened in (" của ", " do b", " do u"):
            issuer_start = match.end() + gap.index(" ", skipped + 1) + 1
            body = body_at(text, issuer_start)
            if body is not None and not text[body.end : place].strip(_BEFORE_NUMBER + ","):
                listed = ":" in text[body.end : body.end + 3] or ":" in text[place : place + 3]
                return _TypeWord(name, match.start(), body.name, listed)
        if coded == name and gap.count(" ") <= _GAP_WORDS and not regex.search(r"[;:.()“”\"0-9]", gap):
            return _TypeWord(name, match.start())
    return None


def _name_in(gap: str) -> str | None:
    """A law's name among the words between its type and its number, without day, year or issuer."""
    named = _NAME_END.split(gap, maxsplit=1)[0]
    return " ".join(named.split()).strip(" ,:(.") or None


def _read_after(mention: Mention, text: str, written: str, previous: Mention | None) -> None:
    """Date and issuer after the number, in either order; moves the mention's end behind them."""
    dated = _read_date(mention, text, previous)
    match = _OF.match(text, mention.end)
    stated = match is not None
    if match is None and dated:
        match = _NO_OF.match(text, mention.end)
    if match is None:
        return
    body = body_at(text, match.end(), written)
    if body is not None and not stated:
        acts = _ACTS if text[match.start()] == "," else grammar().sentence_verb
        if acts.match(text, body.end):
            return
    if body is None:
        _read_place(mention, text, match.end())
    else:
        mention.issuer, mention.end = body.name, body.end
        if is_joint((mention.number or "").rsplit("/", 1)[-1]):
            _read_partners(mention, text, written)
        if body.rule == "other_body":
            mention.confidence = min(mention.confidence, 0.9)
    if mention.issuer is not None and not dated:
        _read_date(mention, text, previous)


def _read_partners(mention: Mention, text: str, written: str) -> None:
    """The further issuers of a joint document: `của Bộ Nội vụ, Bộ Tài chính`."""
    while joint := _PARTNER.match(text, mention.end):
        body = body_at(text, joint.end(), written)
        if body is None:
            return
        mention.issuer, mention.end = f"{mention.issuer}, {body.name}", body.end


def _read_place(mention: Mention, text: str, start: int) -> None:
    """`Kế hoạch số 12/KH-UBND của tỉnh`: the symbol says which body of the place."""
    council = next((name for name in ("UBND", "HĐND") if name in (mention.number or "")), None)
    place = admin_at(text, start) if council is not None else None
    if place is not None:
        mention.issuer, mention.end = f"{council} {place[0]}", place[1]
        mention.confidence = min(mention.confidence, 0.9)


def _read_date(mention: Mention, text: str, previous: Mention | None) -> bool:
    """A date right behind what was read so far; whether there was one."""
    match = _DATED.match(text, mention.end)
    if match is None:
        return False
    if match["same"] is not None:
        mention.issued_on, mention.end = _date_before(text, mention.start, previous), match.end()
        mention.flags.append("date_from_text" if mention.issued_on is not None else "date_unread")
        return True
    reading = reading_of(match)
    mention.issued_on, mention.end = reading.value, reading.span.end
    mention.flags.extend(reading.flags)
    if match["bracket"] == "(" and text[mention.end : mention.end + 1] == ")":
        mention.end += 1
    return True


def _date_before(text: str, start: int, previous: Mention | None) -> date | None:
    """The date that `cùng ngày` points to: the last before it in the same paragraph."""
    floor = max(text.rfind("\n", max(0, start - 600), start) + 1, start - 600, 0)
    dates = find_dates(text, floor, start)
    if dates:
        return dates[-1].value
    return previous.issued_on if previous is not None and previous.start >= floor else None


def _check_year(mention: Mention, year: str) -> None:
    """Repair an impossible year in a number where the date proves the slip; flag one that differs from the date."""
    right = str(mention.issued_on.year) if mention.issued_on is not None else None
    if possible_year(year):
        if right is not None and right != year:
            mention.flags.append("number_year_differs")
    elif right is not None and slip_of(year, right):
        mention.number = (mention.number or "").replace(f"/{year}/", f"/{right}/", 1)
        mention.flags.append("number_repaired")
    else:
        mention.flags.append("number_impossible")


def _read_before(mention: Mention, text: str, floor: int, body: str | None) -> None:
    """A body that stands before as the subject of issuing, and the day before it: `Ngày ..., UBND xã ban hành ...`."""
    match = grammar().issuing_verb_before.match(text, max(floor, mention.start - 30), mention.start)
    if match is None:
        return
    found = bodies_ending_at(text, max(floor, match.start() - 150), match.start())
    if found is None or not _fits(found[1], body):
        return
    if mention.issuer is None:
        mention.issuer = found[1].name
        mention.flags.append("issuer_before")
    if mention.issued_on is None and (day := _DAY_BEFORE.match(text, max(floor, found[0] - 40), found[0])):
        reading = date_at(text, day.start())
        if reading is not None and reading.value is not None:
            mention.issued_on = reading.value
            mention.flags.append("date_before")


def _fits(found: BodyName, body: str | None) -> bool:
    """Whether a body before a document can have issued it: a plan of the UBND is not the Sở's."""
    if body in ("UBND", "HĐND"):
        return body in found.name
    if body in ("TU", "ĐU", "HU"):
        return found.rule == "party"
    return body is None or body == "TW" or found.rule not in ("council", "party")
