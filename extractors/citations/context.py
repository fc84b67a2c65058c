"""What the words around a mention say: how it is used, which part of it is meant, what it is about."""

from __future__ import annotations

from functools import cache

import regex

import patterns
from extractors.citations.grammar import any_of, backward

_BEFORE = 110
_LONGEST_SUBJECT = 600
_ABOUT = regex.compile(
    r"(?:\[[0-9]{1,3}\])?(?:[ ]năm[ ][0-9]{4})?(?:[ ]\((?:nay là|nay thuộc|khóa)[^()\n]{1,80}\))?"
    # `về` may have lost its blanks in copying: `Chính phủ vềphê duyệt`.
    r"[ ]?,?[ ]?(?P<quote>[“\"]?)(?P<about>(?i:về việc|về|v/v)(?:[ ]|(?<=[^\W\d_])(?=\p{L})))?"
)
_SESSION = regex.compile(r",?[ ](?:tại[ ])?[Kk]ỳ họp[^;,.\n]{1,40}?(?=[ ]về[ ]|[ ]thông qua|,)")
_CUT = regex.compile(
    r"[;\n]|[.](?=[ ]\p{Lu}|[ ]?$|\n|/|[”\"])|\((?=(?i:sau đây|gọi tắt|viết tắt|nay là|dưới đây))"
    r"|,(?=[ ](?:sau đây|cụ thể|trên cơ sở|sau khi|phấn đấu|nhằm|góp phần|UBND|Ủy ban nhân dân)(?!\p{L}))"
    r"|,(?=[ ](?:các (?:cơ quan|sở|đơn vị|địa phương|ngành)[^;.\n]{0,60}[ ](?:đã|cần|phải|xây dựng|tổ chức))(?!\p{L}))"
    # Other papers that are only pointed at: `... về công tác văn thư và các văn bản hướng dẫn có liên quan`.
    r"|,?[ ](?=(?:và|cùng)[ ](?:các|những)[ ]"
    r"(?i:văn bản|chương trình|kế hoạch|nghị quyết|quyết định|quy định|hướng dẫn)"
    r"(?!\p{L})[^;.\n]{0,50}[ ](?:khác|liên quan|hiện hành|QPPL)(?!\p{L}))"
    r"|,(?=[ ](?:Chủ tịch|Sở|Phòng|Ban|Công an|HĐND|Hội đồng|Đảng ủy)[ ][^;,.\n]{0,80}[ ](?:ban hành|xây dựng|hướng dẫn"
    r"|đề nghị|yêu cầu|báo cáo|thông báo|triển khai|có ý kiến|đã)(?!\p{L}))"
)
# A new sentence whose line break is lost: `... trên địa bàn huyện UBND xã A báo cáo kết quả`.
_NEW_SENTENCE = regex.compile(
    r"[ ](?=(?:UBND|Ủy ban nhân dân|HĐND|Hội đồng nhân dân|Đảng ủy)"
    r"[ ](?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh)(?:[ ]\p{Lu}\p{L}*){0,4}"
    r"[ ](?:ban hành|xây dựng|báo cáo|đề nghị|yêu cầu|tổ chức)[ ])"
)
_ISSUING = (" UBND ", " Ủy ban ", " HĐND ", " Hội đồng ", " Đảng ủy ")
# What became of the document is no part of what it is about.
_BECAME = regex.compile(
    r",[ ](?:đã[ ])?được[ ](?:sửa đổi|bổ sung|thay thế)(?!\p{L})"
    r"|[ ](?:đã[ ])?được[ ](?:sửa đổi|bổ sung|thay thế)(?!\p{L})[^;.\n]{0,60}?[ ](?:bởi|bằng|theo|tại)"
    r"(?:[ ]?$|[ ](?:các[ ])?(?:khoản|Điều|Bộ luật|Luật|Pháp lệnh|Nghị|Thông tư|Quyết định|Văn bản)(?!\p{L}))"
)
_CLOSING = {")": "(", "”": "“", "]": "[", '"': '"'}
_BRACKETS = regex.compile(r"[()“”\"\[\]]")
# What may stand between a pinpoint and the document (rule pinpoint_before).
_PIN_JOINTS = frozenset(("của", "thuộc", "tại", "trong", "theo"))
_PIN_OPENINGS = frozenset((" (", ", ", " t", " ở"))
_STRIP = " ,:.-–/"


def pinpoint_before(text: str, floor: int, start: int) -> tuple[str, int] | None:
    """The part of a document named before it (`điểm b khoản 2 Điều 45`) and where that begins."""
    # Most mentions stand behind words after which no pinpoint can: the rule is not even tried there.
    words = text[max(floor, start - 28) : start].replace(",", " ").split()
    if words and words[-1] in _PIN_JOINTS:
        words.pop()
    if not words or (len(words[-1]) > 1 and words[-1].isalpha() and not words[-1].isupper()):
        return None
    match = _patterns().pin_before.match(text, max(floor, start - 90), start)
    return None if match is None else (match.group("pin"), match.start())


def pinpoint_after(text: str, end: int) -> str | None:
    """The part of a document named after it: `(khoản 2 Điều 5)`."""
    if text[end : end + 2] not in _PIN_OPENINGS and text[end : end + 1] != "(":
        return None
    match = _patterns().pin_after.match(text, end, end + 80)
    return None if match is None else match.group("pin")


def relation(text: str, floor: int, start: int) -> str | None:
    """How a document is used, from the words right before it; null where they do not say."""
    first = max(floor, start - _BEFORE)
    while start > first and text[start - 1] in ' "“(:':
        start -= 1
    words = text[max(first, start - 14) : start].rsplit(None, 1)
    if not words or words[-1].rstrip(",").casefold() not in _patterns().relation_words:
        return None
    match = _patterns().relation.match(text, first, start)
    return None if match is None else match.lastgroup


def opening_relation(text: str, line: int) -> str | None:
    """How a paragraph's documents are used, from its first words: `Thực hiện ...; ...; ...`."""
    head = text[line : line + 40]
    for value, pattern in _patterns().block_openings:
        if pattern.match(head):
            return value
    return None


def subject(text: str, written: str, end: int, limit: int, nested: int | None, stated: bool) -> str | None:
    """What a document is about, from the words that follow it.

    `limit` is where the next mention or the paragraph ends it, `nested` the end of that next mention's
    number. A subject that leads to the next mention (`về thực hiện Nghị quyết số ...`) reads on through its
    number. Without `về`, a subject follows only a date or an issuer (`stated`).
    """
    known = _patterns()
    if "ỳ họp" in text[end : end + 14] and (session := _SESSION.match(text, end)):
        end = session.end()
    opening = _ABOUT.match(text, end)
    if opening is None:
        return None
    start = opening.end()
    if opening.group("about") is None and not (stated and known.opening.match(text, start)):
        return None
    limit = min(limit, start + _LONGEST_SUBJECT)
    cut = _CUT.search(text, start, limit)
    first = limit if cut is None else cut.start()
    if text.find(" được ", start, first) >= 0:
        cut = _BECAME.search(text, start, first) or cut
    stop = limit if cut is None else cut.start()
    if any(text.find(body, start, stop) >= 0 for body in _ISSUING):
        cut = _NEW_SENTENCE.search(text, start, stop) or cut
        stop = limit if cut is None else cut.start()
    if opening.group("quote"):
        closed = text.find("”" if opening.group("quote") == "“" else '"', start, stop)
        return " ".join(written[start : stop if closed < 0 else closed].split()).strip(_STRIP) or None
    if cut is None and nested is not None:
        stop = _before_next(text, start, stop, nested)
    return " ".join(_balanced(written[start:stop]).split()).strip(_STRIP) or None


def _before_next(text: str, start: int, stop: int, nested: int) -> int:
    """Where a subject ends that runs up to the next mention: through that one's number, or before what joins both."""
    known = _patterns()
    end = stop
    while end > start and text[end - 1] in _STRIP + '(“"':
        end -= 1
    if text[end:stop] == " " and known.leading.match(text, start, end):
        other = known.other_source.match(text, start, end)
        return nested if other is None else other.start()
    while match := known.joining.match(text, start, end):
        end = match.start()
        while end > start and text[end - 1] in _STRIP:
            end -= 1
    return end


def leads(text: str, start: int, end: int) -> bool:
    """Whether the words up to an offset lead to the document named there: `thi hành một số điều của`."""
    return text[end - 1 : end] == " " and _patterns().leading.match(text, start, end - 1) is not None


def _balanced(words: str) -> str:
    """The words up to a bracket or quote that is closed but not opened among them, or opened but not closed."""
    if not _BRACKETS.search(words):
        return words
    opened: list[tuple[str, int]] = []
    for place, letter in enumerate(words):
        if letter in "(“[" or (letter == '"' and words[place - 1 : place] in ("", " ", "(")):
            opened.append((letter, place))
        elif letter in _CLOSING:
            if opened and opened[-1][0] == _CLOSING[letter]:
                opened.pop()
            else:
                return words[:place]
    brackets = [place for letter, place in opened if letter not in '“"']
    return words[: brackets[0]] if brackets else words


class _Patterns:
    """The compiled rules for surroundings."""

    def __init__(self) -> None:
        self.pin_before = backward(patterns.rule("citations", "pinpoint_before", "pinpoints").pattern)
        self.pin_after = patterns.rule("citations", "pinpoint_after", "pinpoints_after").compile()
        self.relation = backward(
            "|".join(
                f"(?P<{rule.value}>{rule.pattern.removesuffix('$')})"
                for rule in patterns.rules("citations", "relations")
            ),
            ignore_case=True,
        )
        # Every word that a relation rule names: its last word is one of them.
        self.relation_words = frozenset(
            word.casefold()
            for rule in patterns.rules("citations", "relations")
            for word in regex.findall(r"\p{L}+", rule.pattern)
        )
        self.opening = regex.compile(rf"(?i:{any_of(patterns.words('citations', 'subject_openings'))})(?![\p{{L}}])")
        self.leading = backward(rf"(?<![\p{{L}}]){any_of(patterns.words('citations', 'leading'))}", ignore_case=True)
        self.other_source = backward(
            r"(?:,|[ ]và)[ ](?:ý kiến|hướng dẫn|chỉ đạo|đề nghị|yêu cầu|kết luận)[ ](?:chỉ đạo[ ])?của"
            r"[ ][^;,.\n]{2,80}[ ]tại"
            r"|(?:,|[ ]và)[ ][^;,.\n]{2,80}[ ]đã[ ](?:ký[ ])?(?:ban hành|phê duyệt|triển khai|thực hiện)"
        )
        self.joining = backward(rf"(?<![\p{{L}}]){any_of(patterns.words('citations', 'joining'))}", ignore_case=True)
        self.block_openings = [(str(rule.value), rule.compile()) for rule in patterns.rules("citations", "openings")]


@cache
def _patterns() -> _Patterns:
    return _Patterns()
