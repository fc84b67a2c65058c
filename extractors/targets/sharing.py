"""Words that the values of one list share: an opening, an ending, the whole of which all are shares."""

from __future__ import annotations

from itertools import cycle

from extractors.targets.parts import has_predicate, is_area, is_rich, opens_with_level, predicate_start
from extractors.targets.sentences import Sentence
from extractors.targets.values import OF, TO, Range, Value

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


def share_last_predicate(sentence: Sentence, values: list[Value]) -> None:
    """`90% hồ sơ tại cấp tỉnh; 80% tại cấp huyện và 60% tại cấp xã được xử lý`: the last verb belongs to all three."""
    for place in range(len(values) - 1, 0, -1):
        last = values[place]
        if not last.carried or last.tail is None:
            continue
        start = predicate_start(sentence, last.tail)
        if start is None:
            continue
        placed = sentence.words[last.tail[0]] in TO
        area = (last.tail[0] + placed, start)
        if not placed and opens_with_level(sentence, last.tail) is None:
            continue
        if is_area(sentence, area):
            last.scope = area
        for value in reversed(values[:place]):
            said = (start, last.tail[1])
            if value.head is not None or value.tail is None or has_predicate(sentence, value.tail):
                break
            if said not in value.subject:
                value.subject = [*value.subject, said]
            if not value.carried:
                break


def share_out(sentence: Sentence, values: list[Value]) -> None:
    """`có điện thoại, tài khoản và chữ ký lần lượt đạt 90%, 80%, 75%`: each value is of its own member of the list.

    So are as many more behind them: `đạt lần lượt 51% và 54%, so với mục tiêu 80% và 60%`.
    """
    for order, value in enumerate(values[:-1]):
        if value.head is None or sentence.words[value.head[1] : value.first].count("lượt") != 1:
            continue
        count = 1 + sum(1 for after in values[order + 1 :] if after.segment == value.segment and after.head is None)
        members = _members(sentence, value.head, value.base)
        if len(members) < 2 or count % len(members):
            continue
        first = members[0]
        verb = sentence.within(*first, "predicate")
        noun = sentence.at(first[0], "opener")
        stop = verb[-1].end if verb else noun.end if noun else first[0]
        stop = max(stop, _of(sentence, first, members[1]))
        for member, each in zip(cycle(members), values[order : order + count], strict=False):
            own = [part for part in each.subject if part != value.head]
            each.subject = [member, *own] if member is first else [(first[0], stop), member, *own]
        return


def _of(sentence: Sentence, first: Range, other: Range) -> int:
    """Where `của` ends if only what follows it is listed: `tỷ lệ hồ sơ của tỉnh, huyện và xã lần lượt đạt ...`."""
    stops = [index + 1 for index in range(*first) if sentence.words[index] in OF]
    return stops[-1] if stops and abs(first[1] - stops[-1] - (other[1] - other[0])) <= 1 else first[0]


def _members(sentence: Sentence, part: Range, base: int) -> list[Range]:
    """The members of a list: what stands between its commas and its `và`."""
    members, start = [], part[0]
    for index in range(*part):
        if sentence.words[index] in (",", "và") and sentence.depth[index] <= base:
            members.append((start, index))
            start = index + 1
    return [*members, (start, part[1])]


def _passive(sentence: Sentence, part: Range) -> int | None:
    """Where the last `được` of a part begins, outside its brackets; null where it has none."""
    words, depth = sentence.words, sentence.depth
    return next((i for i in reversed(range(part[0] + 1, part[1])) if words[i] == "được" and not depth[i]), None)


def _is_said(sentence: Sentence, part: Range) -> bool:
    """Whether a part has a predicate that can close a clause, not one inside a noun phrase."""
    cues = sentence.within(part[0] + 1, part[1], "predicate")
    return any(sentence.words[cue.start] in _FINITE for cue in cues)
