"""What a part of a clause is: a name of what is measured, a verb, a level or an area."""

from __future__ import annotations

from extractors.targets.sentences import Cue, Sentence
from extractors.targets.values import IN, Range, Value

_SHORT_SCOPE = 9
_LEVEL = "cấp"
# `người hoạt động không chuyên trách`, `thanh toán không dùng tiền mặt`, `không gian mạng`
_NO_NEGATIONS = (["chuyên"], ["dùng"], ["gian"], ["giấy"], ["cần"])
# What tells one group from others of its kind: `80% hộ gia đình có nhu cầu`.
_MARKS_GROUP = (["có", "nhu", "cầu"],)
# The verb is part of a noun's name.
_NO_VERBS = (["hồ", "sơ", "đăng", "ký"], ["thủ", "tục", "đăng", "ký"], ["sơ", "đăng", "ký", "kinh"])


def is_rich(sentence: Sentence, value: Value) -> bool:
    """Whether the tail names what is measured by itself, rather than a base, a place or a bare predicate."""
    if value.tail is None:
        return False
    start = value.tail[0]
    if sentence.words[start] == "(":
        # `đạt 80% (nam)`, `100% (5/5 trường) triển khai học bạ số`
        while start < value.tail[1] and sentence.depth[start] > value.base:
            start += 1
        if start == value.tail[1] or sentence.at(start, "predicate"):
            return False
    if sentence.at(start, "base", "planned", "preposition", "regard") or sentence.words[start] in ("được", "có"):
        return False
    whole = sentence.at(start, "whole")
    if whole is not None and whole.value == "population":
        # `cập nhật hồ sơ sức khỏe, đạt 95% dân số`
        return not (value.run.reached and value.run.joint) or has_predicate(sentence, value.tail)
    if whole is not None:
        return value.run.effort and not value.run.reached
    return not _is_area(sentence, value.tail)


def has_predicate(sentence: Sentence, part: Range | None) -> bool:
    """Whether a verb stands in a part after its first word."""
    return predicate_start(sentence, part) is not None


def predicate_start(sentence: Sentence, part: Range | None) -> int | None:
    """The first token of the predicate in a part that opens with a noun."""
    if part is None:
        return None
    words = sentence.words
    opening = sentence.at(part[0], "predicate")
    for index in sentence.openings(part[0] + 1 if opening is None else opening.end, part[1], "predicate"):
        if words[index] == "không" and words[index + 1 : index + 2] in _NO_NEGATIONS:
            continue
        if words[index : index + 3] in _MARKS_GROUP:
            continue
        if words[index - 2 : index + 2] in _NO_VERBS or words[index - 1 : index + 1] == ["đăng", "ký"]:
            continue
        if sentence.depth[index] <= sentence.depth[part[0]]:
            return index
    return None


def _is_area(sentence: Sentence, part: Range) -> bool:
    """Whether a part is only a level or an area: `cấp xã`, `ở khu vực nông thôn`."""
    start, end = part
    if end - start > _SHORT_SCOPE:
        return False
    if sentence.words[start] in IN:
        start += 1
    return _names_area(sentence, start) and not has_predicate(sentence, part)


def _names_area(sentence: Sentence, index: int) -> bool:
    """Whether a level or an area begins at a token; `đô thị hóa` and `nông thôn mới` are none."""
    cue = sentence.at(index, "area")
    return cue is not None and sentence.words[cue.end : cue.end + 1] not in (["hóa"], ["mới"])


def area_in(sentence: Sentence, part: Range) -> Range | None:
    """The level or area that a part names, up to its predicate or the part's end; null where it names none."""
    if sentence.kinds.isdisjoint(("area", "place")):
        return None
    stop = predicate_start(sentence, part) or part[1]
    stop = next((i for i in range(part[0] + 1, stop) if sentence.words[i] == "("), stop)
    for index in range(part[0], stop):
        if _names_area(sentence, index) or (sentence.at(index, "place") and sentence.words[index - 1] in IN):
            return index, stop
    return None


def is_area(sentence: Sentence, part: Range | None) -> bool:
    """Whether a part is there and names only a level or an area."""
    return part is not None and _is_area(sentence, part)


def opens_with_level(sentence: Sentence, part: Range | None) -> int | None:
    """Where the predicate begins that follows a mere level: `cấp xã được xử lý trên mạng`; null where none does."""
    verb = predicate_start(sentence, part)
    if part is None or verb is None or not _is_area(sentence, (part[0], verb)):
        return None
    return verb if _LEVEL in sentence.words[part[0] : verb] else None


def area_only(sentence: Sentence, part: Range) -> Range:
    """A part without a preposition before its level or area."""
    return part[0] + (sentence.words[part[0]] in IN), part[1]


def stated_time(sentence: Sentence, index: int) -> Cue | None:
    """The time that begins at a token; null for a year that others are compared with, or of a cited document."""
    cue = sentence.at(index, "time")
    if cue is None:
        return None
    return None if is_compared(sentence, cue) else cue


def is_compared(sentence: Sentence, cue: Cue) -> bool:
    """Whether a time is part of a comparison or of a document's date."""
    other = sentence.before(cue.end, 0, "not_time")
    if other is not None and other.start <= cue.start:
        return True
    over = sentence.at(cue.start, "not_time")
    return over is not None and over.end > cue.end
