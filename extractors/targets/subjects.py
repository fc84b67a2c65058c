"""What each percentage of a sentence measures: own words, words carried over, shared openings and endings, scope."""

from __future__ import annotations

from itertools import pairwise

from extractors.targets.counted import name_behind_bracket
from extractors.targets.elided import (
    carry,
    name_again,
    name_in_bracket,
    name_kind,
    name_owner,
    put_under_title,
    split_stem,
    title_of,
)
from extractors.targets.heads import clause_before
from extractors.targets.levels import join_levels, level_scopes
from extractors.targets.parts import has_predicate, is_area, is_rich, opens_with_level
from extractors.targets.scopes import settle_scopes, split_scope
from extractors.targets.sentences import Sentence
from extractors.targets.sharing import share_base, share_ending, share_last_predicate, share_opening, share_out
from extractors.targets.values import Range, Value

_FROM_TO = frozenset(("lên", "đến", "tới", "xuống", "còn", "thành", "mức", "đạt", "là", "và", ",", "năm", "<year>"))
# How many values back an elided subject is looked for.
_NEAR = 12
_RANGE = frozenset(("đến", "tới", "-"))
_OFTEN = frozenset(("đều", "mỗi", "hằng", "hàng", "bình"))


# What goes on to a second number behind `từ 45%`.
_OPEN_END = frozenset(("lên", "đến", "tới", "xuống", "còn", "thành", "-"))
# What may stand between where things are and where they shall be: `từ 45% hiện nay lên trên 60%`.
_MEANWHILE = frozenset(("trên", "khoảng", "hơn", "cuối", "đầu", "hiện", "nay", "tại", "(", ")"))


def settle_subjects(sentence: Sentence, values: list[Value]) -> list[Value]:
    """Fill in subject and scope of each value; two bounds of a range become one value."""
    values = _join_ranges(sentence, values)
    _mark_baselines(sentence, values)
    _open_upwards(sentence, values)
    title: Range | None = None
    groups = join_levels(sentence, values)
    for order, value in enumerate(values):
        # `khu vực nông thôn chiếm 30%, khu vực thành thị 70%`: where areas are what is measured, none is a scope.
        split_scope(sentence, value, order > 0 and not is_area(sentence, values[order - 1].head))
        _own_subject(value)
        title = title_of(sentence, value, title)
        if title is not None and value.head not in (None, title):
            put_under_title(sentence, value, title, order > 0)
            continue
        earlier = values[max(0, order - _NEAR) : order]
        if order and _is_part(sentence, value):
            carry(sentence, earlier, value)
            _complete_rate(sentence, None, value)
            continue
        if name_again(sentence, earlier, value) or name_owner(sentence, earlier, value):
            continue
        if name_in_bracket(sentence, earlier, value) or name_behind_bracket(sentence, value):
            continue
        if name_kind(sentence, earlier, value):
            continue
        before = values[order - 1] if order else None
        if before is not None:
            split_stem(sentence, next((o for o in reversed(earlier) if o.base == value.base), before), value)
            share_opening(sentence, before, value)
        if (
            _is_elided(sentence, value)
            or (before is not None and _is_level(sentence, before, value))
            or (before is not None and _continues(sentence, before, value))
        ):
            carry(sentence, earlier, value)
        elif value.parent is not None and value.head is None and _is_verb(sentence, value):
            # `1.250 hộ kinh doanh (80% sử dụng hóa đơn điện tử)`
            carry(sentence, earlier, value)
        elif before is not None and value.run.listed and value.dropped is None and _opens_with_verb(sentence, value):
            # `90% người dân biết đến dịch vụ; trong đó có 70% sử dụng thành thạo`
            carry(sentence, earlier, value)
        elif _opens_with_verb(sentence, value) and value.dropped is not None:
            # `hoàn thành các nhiệm vụ, trong đó 80% hoàn thành trước hạn`
            named = clause_before(sentence, *value.dropped, value.base)
            if named is not None:
                value.subject, value.carried = [_object_of(sentence, named), *value.subject], True
        _complete_rate(sentence, before, value)
    for value, after in zip(reversed(values[:-1]), reversed(values[1:]), strict=True):
        share_ending(sentence, value, after)
    share_base(sentence, values)
    share_last_predicate(sentence, values)
    share_out(sentence, values)
    settle_scopes(sentence, values)
    for group in groups:
        level_scopes(sentence, group)
    _cut_holes(sentence, values)
    return values


def _is_part(sentence: Sentence, value: Value) -> bool:
    """Whether a clause names by `có` which of the things before are counted: `..., trong đó có chứng chỉ đạt 30%`."""
    if value.head is None:
        return False
    start, end = value.head
    if sentence.words[start - 2 : start + 2] == ["trong", "đó", "hoàn", "thành"]:
        # a grade: `trong đó hoàn thành xuất sắc nhiệm vụ`
        return True
    if not (value.run.reached or value.run.start == end == value.first):
        return False
    if sentence.words[start - 3 : start] != ["trong", "đó", "có"] or sentence.words[start].startswith("<"):
        return False
    value.head = (start - 1, end)
    value.subject[0] = value.head
    return True


def _is_verb(sentence: Sentence, value: Value) -> bool:
    """Whether what follows a number opens with a verb."""
    return value.tail is not None and sentence.at(value.tail[0], "predicate") is not None


def _opens_with_verb(sentence: Sentence, value: Value) -> bool:
    """Whether a verb follows the number of a part or an aim: `trong đó 80% hoàn thành trước hạn`."""
    if value.tail is None or not (value.run.aim or value.run.listed):
        return False
    return sentence.at(value.tail[0], "predicate") is not None


def _cut_holes(sentence: Sentence, values: list[Value]) -> None:
    """Take the words that a bound is made of, and brackets that hold a value, out of every subject over them."""
    for inner in values:
        if inner.parent is not None:
            bracket = inner.parent[1], _closing(sentence, inner)
            for value in values:
                if value.base < inner.base:
                    _cut_hole(value, *bracket)
    for low, high in [hole for value in values for hole in value.holes]:
        for value in values:
            _cut_hole(value, low, high)


def _closing(sentence: Sentence, value: Value) -> int:
    """The token after the bracket that a value stands in."""
    end = value.last
    while end < len(sentence.words) and sentence.depth[end] >= value.base:
        end += 1
    return end


def _cut_hole(value: Value, low: int, high: int) -> None:
    """Take a range of tokens out of a subject."""
    parts = [((start, min(end, low)), (max(start, high), end)) for start, end in value.subject]
    value.subject = [part for pair in parts for part in pair if part[0] < part[1]]


def _join_ranges(sentence: Sentence, values: list[Value]) -> list[Value]:
    """`từ 60% đến 70%` without a verb of change is a range: one value with two bounds."""
    joined: list[Value] = []
    for value in values:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.high is None
            and before.percentage.value < value.percentage.value
            and 0 < value.first - before.last <= 1
            and sentence.words[before.last] in _RANGE
            and not _changes(sentence, before)
        ):
            before.high = value.percentage
            before.last, before.limit, before.tail = value.last, value.limit, value.tail
            continue
        joined.append(value)
    return joined


def _changes(sentence: Sentence, value: Value) -> bool:
    """Whether a verb of change stands before the first of two numbers: `nâng tỷ lệ ... từ 45%`."""
    if value.run.movement is not None:
        # What several things do, or what is done each year, is a range: `các xã đều tăng từ 4% đến 6%`.
        return _OFTEN.isdisjoint(sentence.words[value.zone : value.first])
    window = range(value.zone, value.first)
    return any(sentence.at(index, "movement") or sentence.words[index] == "nâng" for index in window)


def _mark_baselines(sentence: Sentence, values: list[Value]) -> None:
    """`từ 45% lên 60%`: the first is where things stand, the second takes its subject."""
    for before, value in pairwise(values):
        gap = sentence.words[before.last : value.first]
        if not before.run.from_word or len(gap) > 8 or not gap:
            continue
        if gap[0] in _RANGE and gap[-1] == "dưới" and not _changes(sentence, before):
            before.comparator, before.tail, value.head = ">=", value.tail, before.head
            continue
        if any(word in _FROM_TO for word in gap) and all(
            word in _FROM_TO
            or sentence.at(before.last + place, "comparator", "time")
            or word.startswith("<")
            or word in _MEANWHILE
            for place, word in enumerate(gap)
        ):
            before.baseline = value.raised = True
            before.tail = value.tail
            value.head, value.run.movement = before.head, before.run.movement


def _open_upwards(sentence: Sentence, values: list[Value]) -> None:
    """`kinh tế số chiếm từ 20% GRDP`: a lower bound without its `trở lên`."""
    for value in values:
        bounded = value.high is not None or value.percentage.value_high is not None or value.baseline or value.raised
        if bounded or value.run.movement is not None or value.comparator != "=":
            continue
        around = sentence.words[value.first - 1 : value.first], sentence.words[value.last : value.last + 1]
        if around[0] == ["từ"] and _OPEN_END.isdisjoint(around[1]):
            value.comparator = ">="


def _own_subject(value: Value) -> None:
    """Head, verb of change and tail, without a scope that stands beside the value."""
    parts = []
    if value.head is not None:
        parts.append(value.head)
    if value.run.movement is not None:
        parts.append(value.run.movement)
    if value.tail is not None and not (value.scope_beside and value.scope and value.scope[1] == value.tail[1]):
        parts.append(value.tail)
    value.subject = parts


def _is_elided(sentence: Sentence, value: Value) -> bool:
    """Whether the clause does not name what it measures."""
    if value.head is not None:
        # `..., cao hơn kế hoạch 0,8%`
        compared = sentence.at(value.head[0], "comparator")
        return compared is not None and sentence.words[compared.end - 1] == "hơn"
    return not is_rich(sentence, value) or (value.scope_beside and value.tail is not None and not value.subject)


def _is_level(sentence: Sentence, before: Value, value: Value) -> bool:
    """Whether a verb follows a mere level: `90% hồ sơ cấp tỉnh, 60% cấp xã được xử lý trên mạng`."""
    if value.head is not None or value.tail is None or before.segment != value.segment or before.base != value.base:
        return False
    return opens_with_level(sentence, value.tail) is not None and not has_predicate(sentence, before.tail)


def _complete_rate(sentence: Sentence, before: Value | None, value: Value) -> None:
    """`tỷ lệ trẻ hoàn thành tiểu học ...; tỷ lệ hoàn thành trung học ...`: the second is of the same children."""
    if before is None or before.head is None or value.head is None or before.base != value.base:
        return
    noun, same = sentence.at(value.head[0], "opener"), sentence.at(before.head[0], "opener")
    if noun is None or same is None or noun.value != "rate" or same.value != "rate":
        return
    verb = sentence.at(noun.end, "predicate")
    if verb is None:
        return
    for index in range(same.end + 1, before.head[1] - 1):
        if sentence.at(index, "predicate") and sentence.words[index] == sentence.words[verb.start]:
            value.subject = [(noun.start, noun.end), (same.end, index), (noun.end, value.head[1]), *value.subject[1:]]
            value.carried = True
            return


def _object_of(sentence: Sentence, part: Range) -> Range:
    """The object of the last verb in a part: `hoàn thành tất cả các nhiệm vụ` → `các nhiệm vụ`."""
    start, end = part
    for cue in sentence.within(start, end, "predicate"):
        start = max(start, cue.end) if cue.end < end else start
    if sentence.words[start : start + 2] == ["tất", "cả"]:
        start += 2
    return (start, end) if start < end else part


def _continues(sentence: Sentence, before: Value, value: Value) -> bool:
    """Whether a clause opens with a verb whose subject the value before names: `100% được tập huấn và 5% tham gia`."""
    if value.head is not None or value.tail is None or before.segment != value.segment or before.head is not None:
        return False
    start = value.tail[0]
    opens = before.tail is not None and sentence.at(before.tail[0], "predicate") is not None
    return sentence.at(start, "predicate") is not None and (not opens or before.carried)


def is_bare(sentence: Sentence, value: Value) -> bool:
    """Whether nothing but a verb of change and a base of comparison is left: `vượt 11% so dự toán`."""
    if value.head is not None or value.carried or value.tail is None:
        return False
    return sentence.at(value.tail[0], "planned") is not None


def named_amount(sentence: Sentence) -> Range | None:
    """The noun phrase that a sentence gives an amount of money for; null where it names none."""
    for amount in sentence.within(0, len(sentence.words), "quantity"):
        for index in range(amount.start - 1, -1, -1):
            noun = sentence.at(index, "opener")
            if noun is not None and noun.value != "rate":
                part = (index, amount.start)
                return index, next((i for i in range(index + 1, part[1]) if _ends_name(sentence, i)), part[1])
    return None


def _ends_name(sentence: Sentence, index: int) -> bool:
    return sentence.at(index, "predicate", "time", "reach") is not None or sentence.words[index] == ","
