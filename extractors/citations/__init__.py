"""Citations: every mention of a legal or administrative document, with all that its surroundings say of it.

One cheap scan finds what can be a document's number; everything else is read around those places only, so
the time spent depends on the mentions, not on the text (see `extractors.citations.mentions`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date

import regex

from extractors.citations.context import leads, opening_relation, pinpoint_after, pinpoint_before, relation, subject
from extractors.citations.grammar import grammar
from extractors.citations.lists import with_shared_symbols
from extractors.citations.mentions import Mention, mention_at
from extractors.citations.named import named_mentions
from extractors.citations.symbols import possible_year, slip_of
from extractors.clean import CleanText
from extractors.document import Span
from extractors.records import Citation, HeaderField

__all__ = ["find_citations"]

_LINE_REACH = 1500
# The last figure before a symbol, or of the year in it, joint and capitals lost or not; `số` before a bare figure.
_SYMBOL_CORE = regex.compile(
    r"[0-9][a-z]?[ \n]?(?:[/-][ ]?(?:[0-9]{3,6}(?:[ ]?/[ ]?|[ \n]?(?=[A-ZĐ]{2,4}-)))?(?:[A-ZĐƯÔ]|[a-zđ]{2,3}[-/])"
    r"|[A-ZĐ][A-ZĐr]{1,3}[-/])"
)
_PLAIN_CORES = (re.compile(r"số ?:? ?[0-9]"), re.compile(r"SỐ ?:? ?[0-9]"))
_OWN_LINE = regex.compile(r"(?i)(?:số|số hiệu|số, ký hiệu)[ ]?:[ ]?$")
_ATTACHED = regex.compile(r"(?i)(?:ban hành )?kèm theo(?: các)?[ ]$")
_ATTACHED_TITLE = regex.compile(r"(?:^|\n)[^\n]{0,300}?\(?(?i:ban hành )?[Kk]èm theo[ ]$")
_BASIS_HEADING = regex.compile(r"(?i)căn cứ|cơ sở (?:pháp lý|xây dựng|lập|ban hành)")
_NEXT_IN_LIST = regex.compile(r"(?:[;,]|[;,]?[ ]và|[;.:]?[ ][-–+])[ ](?:các[ ])?", regex.REVERSE)
# `và hướng dẫn của Bộ Nội vụ tại Công văn số ...` goes on with the list as the document itself would.
_ORDER_IN_LIST = regex.compile(
    r"(?:[;,]|[;,]?[ ]và)[ ](?:(?:ý kiến|văn bản|các|sự)[ ]){0,2}(?i:chỉ đạo|hướng dẫn|kết luận|đề nghị|yêu cầu)[ ]của"
    r"[ ][^;,.\n]{2,90}[ ]tại[ ](?:các[ ])?",
    regex.REVERSE,
)
# So does another body that asked for it: `Theo đề nghị của Sở tại Tờ trình số ... và Chánh Văn phòng tại Công văn ...`.
_BODY_IN_LIST = regex.compile(
    r"(?:[;,]|[;,]?[ ]và)[ ](?:của[ ])?"
    r"(?=(?:Trưởng|Phó|Chánh|Giám đốc|Chủ tịch|Bí thư|Văn phòng|Sở|Phòng|Ban|Công an|Đảng ủy)[ ])"
    r"(?:(?!ban hành|phê duyệt|chỉ đạo|yêu cầu|xây dựng|đã[ ])[^;,.\n]){2,90}[ ]tại[ ](?:các[ ])?",
    regex.REVERSE,
)
_ORDER_REACH = 130
# How far from a paragraph's beginning a colon announces its list: `Căn cứ các văn bản của UBND tỉnh: ...`.
_ANNOUNCED = 120
# What parts a nickname (`Đề án 06`) from the words before it, so that these do not lead to it.
_PARTED = regex.compile(r"(?:[;:.(–]|,|[ ]và|[ ]-)[ ]?$")
_LAWS_JOINED = (", ", " và ")
_ITEM_MARK = regex.compile(r"[\s\p{P}\p{S}]*(?:[0-9a-zđ]{1,3}[.)][ ]?)?$")
_ITEM_REACH, _TYPE_REACH = 12, 30
_SHORT_LINE = 30


def find_citations(clean: CleanText, header: tuple[HeaderField, ...]) -> tuple[Citation, ...]:
    """Every mention of a document that is not the document itself, in the order of the clean text."""
    text, written = clean.matching, clean.text
    own = _own(header)
    mentions = with_shared_symbols(_numbered(text, written), text)
    _repair_from_text(mentions)
    mentions = [mention for mention in mentions if not _is_own(mention, text, own)]
    mentions = _merged(mentions, named_mentions(text))
    return tuple(_with_context(mentions, text, written))


def _merged(numbered: list[Mention], named: list[Mention]) -> list[Mention]:
    """Both kinds in order, without names that are the type and name of a number or stand in an issuer's name."""
    if not named:
        return numbered
    starts = [mention.start for mention in numbered]
    kept = []
    for mention in named:
        before = bisect_right(starts, mention.start) - 1
        around = numbered[before] if before >= 0 else None
        if around is None or not (mention.start == around.start or around.number_end <= mention.start < around.end):
            kept.append(mention)
    return sorted([*numbered, *kept], key=lambda mention: mention.start)


def _numbered(text: str, written: str) -> list[Mention]:
    """The mentions with a number, in order."""
    mentions: list[Mention] = []
    previous: Mention | None = None
    for match in _number_hits(text):
        if previous is not None and match.start("number") < previous.end:
            continue
        mention = mention_at(text, written, match, previous)
        if mention is not None:
            mentions.append(mention)
            previous = mention
    return mentions


def _number_hits(text: str) -> list[regex.Match[str]]:
    """What can be a document's number, in order: the rules are tried only where a quick scan sees their core."""
    known = grammar()
    hits = []
    for core in _SYMBOL_CORE.finditer(text):
        start = core.start()
        while start and text[start - 1].isdecimal():
            start -= 1
        match = known.symbol.match(text, start)
        if match is None:
            match = next((found for loose in known.loose_symbols if (found := loose.match(text, start))), None)
        if match is not None:
            hits.append(match)
    symbols = len(hits)
    marks = [mark.start() for pattern in _PLAIN_CORES for mark in pattern.finditer(text)]
    hits += [match for mark in marks if (match := known.plain_number.match(text, mark + 2))]
    if len(hits) > symbols:
        hits.sort(key=lambda match: match.start("number"))
    return hits


def _own(header: tuple[HeaderField, ...]) -> tuple[str | None, date | None]:
    """The document's own number and date, as far as its header was read."""
    values = {field.name: field.value for field in header}
    number, issued = values.get("doc_number"), values.get("issued_on")
    return (number.replace(" ", "").casefold() if number else None, date.fromisoformat(issued) if issued else None)


def _is_own(mention: Mention, text: str, own: tuple[str | None, date | None]) -> bool:
    """Whether a mention is of the document itself: its header line, or an annex's `Kèm theo ...`."""
    number, issued = own
    if "type_from_symbol" in mention.flags and text[mention.end : mention.end + 1] in ("\n", ""):
        line = text.rfind("\n", max(0, mention.start - 40), mention.start) + 1
        if _OWN_LINE.fullmatch(text, line, mention.number_start):
            return True
    if number is None:
        return bool(_ATTACHED_TITLE.search(text, max(0, mention.start - 320), mention.start))
    if mention.number is None or mention.number.casefold() != number:
        return False
    return (
        issued is None
        or mention.issued_on in (None, issued)
        or bool(_ATTACHED.search(text, max(0, mention.start - 20), mention.start))
    )


def _repair_from_text(mentions: list[Mention]) -> None:
    """Repair an impossible year in a number where the same document stands elsewhere in the text without the slip."""
    broken = [mention for mention in mentions if "number_impossible" in mention.flags]
    for mention in broken:
        # A number without a year is impossible by something else, such as the end of a period before it.
        if (mention.number or "").count("/") < 2:
            continue
        first, year, symbol = (mention.number or "").split("/", 2)
        rights = {
            parts[1]
            for other in mentions
            if (parts := (other.number or "").split("/", 2))[0] == first
            and len(parts) == 3
            and parts[2] == symbol
            and possible_year(parts[1])
            and slip_of(year, parts[1])
        }
        if len(rights) == 1:
            mention.number = f"{first}/{rights.pop()}/{symbol}"
            mention.flags[mention.flags.index("number_impossible")] = "number_repaired"
            mention.confidence = min(mention.confidence, 0.8)


def _with_context(mentions: list[Mention], text: str, written: str) -> list[Citation]:
    """The records: each mention with relation, pinpoint and subject.

    A list shares the relation of its head: items joined by `;`, `,` or `và` in one paragraph, and
    paragraphs that begin with a mention one after the other, under a heading such as `Căn cứ pháp lý`.
    """
    records: list[Citation] = []
    previous: Mention | None = None
    shared: str | None = None
    shared_line = -1
    last: str | None = None
    for index, mention in enumerate(mentions):
        start = mention.start
        reach = max(0, start - _LINE_REACH)
        line = text.rfind("\n", reach, start) + 1 or reach
        floor = max(line, previous.end) if previous is not None and previous.end <= start else line
        opens = floor == line or shared_line != line
        pin = pinpoint_before(text, floor, start)
        here = pin[1] if pin is not None else start
        how = relation(text, floor, here)
        if how is not None:
            if opens or text.find(". ", floor, here) >= 0:
                shared, shared_line = how, line
        elif start - line <= _ITEM_REACH and _ITEM_MARK.match(text, line, start):
            how = _list_relation(text, line, shared, shared_line)
            shared, shared_line = how, line
        elif joint := _joint_before(text, floor, here):
            if opens:
                shared, shared_line = opening_relation(text, line), line
            # `và`, or a comma right behind the number before, joins to what stands nearest, if that is no short name in
            # brackets.
            near = not opens and ("và" in joint.group() or (joint.start() == floor and joint.group()[0] == ","))
            how = (last if near and text[floor] != ")" else None) or shared
        elif opens:
            # A misspelt type hides the words before it: `Căn cứ Nghđịnh 64/2007/NĐ-CP`.
            misspelt = "type_from_symbol" in mention.flags and start - line <= _TYPE_REACH
            announced = text.endswith(": ", line, here) and here - line <= _ANNOUNCED
            how = opening_relation(text, line) if misspelt or announced else None
            shared, shared_line = how, line
        last = how
        about = mention.title or _subject(mentions, index, text, written)
        records.append(
            Citation(
                span=Span(start, mention.end),
                doc_type=mention.doc_type,
                number=mention.number,
                issued_on=mention.issued_on,
                issuer=mention.issuer,
                subject=about,
                pinpoint=pin[0] if pin is not None else pinpoint_after(text, mention.end),
                relation=how or "mentions",
                rule=mention.rule,
                flags=tuple(mention.flags),
                confidence=mention.confidence,
            )
        )
        previous = mention
    return records


def _joint_before(text: str, floor: int, here: int) -> regex.Match[str] | None:
    """What joins a mention to the list before it; null where nothing does."""
    if text.endswith("tại ", floor, here):
        return next(
            (
                joint
                for pattern in (_ORDER_IN_LIST, _BODY_IN_LIST)
                if (joint := pattern.match(text, max(floor, here - _ORDER_REACH), here))
            ),
            None,
        )
    return _NEXT_IN_LIST.match(text, max(floor, here - 12), here)


def _subject(mentions: list[Mention], index: int, text: str, written: str) -> str | None:
    """What a mention's document is about, up to the end of the paragraph or the next mention."""
    mention = mentions[index]
    limit = text.find("\n", mention.end, mention.end + _LINE_REACH)
    if limit < 0:
        limit = min(len(text), mention.end + _LINE_REACH)
    nested = None
    passed = mention.end
    while (index := index + 1) < len(mentions) and mentions[index].start < limit:
        following = mentions[index]
        if following.start < passed:
            continue
        # A law named without a number is a part of what the document is about: `thi hành Luật Đấu thầu về ...`.
        if (
            following.number is None
            and following.end == following.number_end
            and (
                leads(text, passed, following.start)
                or text[passed : following.start] in _LAWS_JOINED
                or (following.rule == "nickname" and not _PARTED.search(text, passed, following.start))
            )
        ):
            passed = following.end
            continue
        limit, nested = following.start, following.number_end
        break
    return subject(text, written, mention.end, limit, nested, mention.end > mention.number_end)


def _list_relation(text: str, line: int, shared: str | None, shared_line: int) -> str | None:
    """The relation of a mention that begins a paragraph: that of the paragraph before, or of the list's heading."""
    if line == 0:
        return None
    before = text.rfind("\n", max(0, line - 1 - _LINE_REACH), line - 1) + 1
    if shared_line == before:
        return shared
    if line - before <= _SHORT_LINE and before:
        # A heading on two lines.
        before = text.rfind("\n", max(0, before - 1 - _LINE_REACH), before - 1) + 1
    return "basis" if _BASIS_HEADING.search(text, before, min(line, before + 120)) else None
