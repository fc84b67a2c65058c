"""Words that the values of one list share: an opening, an ending, the whole of which all are shares."""

from __future__ import annotations

from extractors.targets.parts import has_predicate, is_rich, predicate_start
from extractors.targets.sentences import Sentence
from extractors.targets.values import Range, Value

_PLACED = frozenset(("tại", "ở"))
_FINITE = frozenset(("có", "đạt", "phải", "không", "chưa", "đã", "đang", "sẽ", "đều", "đủ", "là", "bị", "biết", "hoàn"))


def share_opening(sentence: Sentence, before: Value, value: Value) -> None:
    """`phủ trên 90% hộ gia đình, 100% thôn`: the words before the first number belong to the second too."""
    if value.segment != before.segment or value.base != before.base or value.head is not None:
        return
    if not is_rich(sentence, value) or has_predicate(sentence, value.tail) or value.run.effort or value.run.aim:
        return
    if value.run.movement is not None and before.head is not None:
        return
    if value.run.movement is None and before.run.movement is not None and before.head is None and before.tail:
        value.run.movement = before.run.movement
        value.subject = [before.run.movement, *value.subject]
    elif before.head is not None and not before.run.reached and not before.run.colon and before.run.movement is None:
        value.head = _shared_head(sentence, before.head, value.tail)
        value.subject = [value.head, *value.subject]


def _shared_head(sentence: Sentence, head: Range, tail: Range | None) -> Range:
    """What two objects share: `cho người học tại 100% trường và 70% người lao động tại nhà máy` share up to `cho`."""
    words = sentence.words
    if tail is None or words[head[1] - 1] not in _PLACED or _PLACED.isdisjoint(words[tail[0] : tail[1]]):
        return head
    shared = next((index + 1 for index in reversed(range(*head)) if words[index] == "cho"), head[1])
    return head[0], shared


def _are_alike(sentence: Sentence, value: Value, after: Value) -> bool:
    """Whether two shares are members of one list: joined by `và`, or of the same size."""
    joined = value.tail is not None and "và" in sentence.words[value.tail[1] : after.first]
    return joined or value.percentage.value == after.percentage.value


def share_ending(sentence: Sentence, value: Value, after: Value) -> None:
    """`40% hộ ở thị trấn, 10% hộ ở xã có cáp quang`: the predicate of the second belongs to the first too."""
    if not value.subject and value.scope is None and value.base == after.base and after.subject:
        # `năm 2026: 80%; năm 2027: 90% hộ có vườn mẫu`
        value.subject, value.carried = list(after.subject), True
        return
    if value.head is not None or value.base != after.base or after.head is not None:
        return
    if not is_rich(sentence, value) or not is_rich(sentence, after) or value.tail is None or after.tail is None:
        return
    passive = _passive(sentence, after.tail) if value.segment == after.segment and not after.carried else None
    if passive is not None and value.run.movement is None and _are_alike(sentence, value, after):
        # `100% điểm sử dụng chất cấm và 100% diện tích có cây cấm được phát hiện`
        own = _passive(sentence, value.tail) is not None or _is_said(sentence, value.tail)
        if not own:
            value.subject = [*value.subject, (passive, after.tail[1])]
            return
    if value.run.movement is not None or has_predicate(sentence, value.tail):
        return
    if after.run.listed and value.segment == after.segment:
        # `duy trì 100% dịch vụ công, trong đó 80% được cung cấp trên thiết bị di động`: it is said of the part alone
        return
    first, second = value.tail[0], after.tail[0]
    if value.segment != after.segment:
        if sentence.words[first : first + 2] != sentence.words[second : second + 2]:
            return
    elif not _are_alike(sentence, value, after) and sentence.words[first] != sentence.words[second]:
        # `100% thôn văn hóa, 88% gia đình văn hóa, 95% người dân tham gia bảo hiểm`
        return
    start = predicate_start(sentence, after.tail)
    ending = (start, after.tail[1]) if start is not None else after.subject[-1]
    if start is None and (len(after.subject) < 2 or after.carried or after.run.movement is not None):
        return
    value.subject = [*value.subject, ending]


def share_base(sentence: Sentence, values: list[Value]) -> None:
    """`nông nghiệp chiếm 35%, công nghiệp chiếm 25% và dịch vụ chiếm 40% trong GRDP`: all are shares of the GRDP.

    So is each stage of one share: `kinh tế số chiếm 20%, đến năm 2030 chiếm 30% GRDP`.
    """
    for before, value in zip(reversed(values[:-1]), reversed(values[1:]), strict=True):
        if (
            value.tail is None
            or before.tail is not None
            or value.segment != before.segment
            or value.base != before.base
        ):
            continue
        named = value.head is not None or value.carried
        if not named or before.head is None or value.tail not in value.subject:
            continue
        shares = all("chiếm" in sentence.words[each.run.start : each.first] for each in (before, value))
        if shares and (sentence.words[value.tail[0]] == "trong" or sentence.at(value.tail[0], "whole")):
            before.tail, before.subject = value.tail, [*before.subject, value.tail]


def _passive(sentence: Sentence, part: Range) -> int | None:
    """Where the last `được` of a part begins, outside its brackets; null where it has none."""
    words, depth = sentence.words, sentence.depth
    return next((i for i in reversed(range(part[0] + 1, part[1])) if words[i] == "được" and not depth[i]), None)


def _is_said(sentence: Sentence, part: Range) -> bool:
    """Whether a part has a predicate that can close a clause, not one inside a noun phrase."""
    cues = sentence.within(part[0] + 1, part[1], "predicate")
    return any(sentence.words[cue.start] in _FINITE for cue in cues)
