"""What each percentage of a sentence measures: own words, words carried over, shared openings and endings, scope."""

from __future__ import annotations

from itertools import pairwise

from extractors.targets.heads import clause_before
from extractors.targets.parts import area_in, has_predicate, is_area, is_rich, predicate_start
from extractors.targets.sentences import Sentence
from extractors.targets.values import Range, Value

_FROM_TO = frozenset(("lên", "đến", "tới", "xuống", "còn", "thành", "mức", "đạt", "là", "và", ",", "năm", "<year>"))
# How many values back an elided subject is looked for, and how many values of a sentence are compared for scope.
_NEAR = 12
_MOST_COMPARED = 40
_LIST_MARKS = frozenset(("-", "+", ",", ";", "riêng"))
_RANGE = frozenset(("đến", "tới", "-"))


def settle_subjects(sentence: Sentence, values: list[Value]) -> list[Value]:
    """Fill in subject and scope of each value; two bounds of a range become one value."""
    values = _join_ranges(sentence, values)
    _mark_baselines(sentence, values)
    for order, value in enumerate(values):
        _split_scope(sentence, value, order > 0)
        _own_subject(value)
        if order and _is_part(sentence, value):
            _carry(sentence, values[max(0, order - _NEAR) : order], value)
            _complete_rate(sentence, None, value)
            continue
        before = values[order - 1] if order else None
        if before is not None:
            _share_opening(sentence, before, value)
        if _is_elided(sentence, value) or (before is not None and _continues(sentence, before, value)):
            _carry(sentence, values[max(0, order - _NEAR) : order], value)
        elif _opens_with_verb(sentence, value) and value.dropped is not None:
            # `hoàn thành các nhiệm vụ, trong đó 80% hoàn thành trước hạn`
            named = clause_before(sentence, *value.dropped, value.base)
            if named is not None:
                value.subject, value.carried = [_object_of(sentence, named), *value.subject], True
        _complete_rate(sentence, before, value)
    for value, after in zip(reversed(values[:-1]), reversed(values[1:]), strict=True):
        _share_ending(sentence, value, after)
    _settle_scopes(sentence, values)
    _cut_holes(values)
    return values


def _is_part(sentence: Sentence, value: Value) -> bool:
    """Whether a clause names by `có` which of the things before are counted: `..., trong đó có chứng chỉ đạt 30%`."""
    if value.head is None or not value.run.reached:
        return False
    start, end = value.head
    if sentence.words[start - 3 : start] != ["trong", "đó", "có"] or sentence.words[start].startswith("<"):
        return False
    value.head = (start - 1, end)
    value.subject[0] = value.head
    return True


def _opens_with_verb(sentence: Sentence, value: Value) -> bool:
    """Whether a verb follows the number of a part or an aim: `trong đó 80% hoàn thành trước hạn`."""
    if value.tail is None or not (value.run.aim or value.run.listed):
        return False
    return sentence.at(value.tail[0], "predicate") is not None


def _cut_holes(values: list[Value]) -> None:
    """Take the words that a bound is made of out of every subject that runs over them."""
    for low, high in [hole for value in values for hole in value.holes]:
        for value in values:
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
        # What several things do is a range: `các xã đều tăng từ 4% đến 6%`.
        start = value.run.movement[0]
        return sentence.words[start - 1 : start] != ["đều"]
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
            or word in ("trên", "khoảng", "hơn", "cuối", "(", ")")
            for place, word in enumerate(gap)
        ):
            before.baseline = True
            before.tail = value.tail
            value.head, value.run.movement = before.head, before.run.movement


def _split_scope(sentence: Sentence, value: Value, follows: bool) -> None:
    """Take `đối với cấp xã` or a bare `cấp xã` beside the number out of head or tail."""
    if follows and value.head is not None and value.run.reached:
        cue = sentence.at(value.zone, "regard")
        if cue is not None and cue.end < value.head[0]:
            effort = sentence.before(value.head[0], cue.end, "effort")
            value.scope, value.scope_beside = (cue.end, effort.start if effort else value.head[0]), True
            return
    if value.head is not None:
        start, end = value.head
        for index in range(start + 1, end):
            cue = sentence.at(index, "regard")
            if cue is not None and sentence.words[index - 1] == "," and value.run.reached and cue.end < end:
                value.scope, value.scope_beside = (cue.end, end), True
                value.head = (start, index - 1)
                return
        cue = sentence.at(start, "regard")
        if (follows or value.dropped) and cue is not None and cue.end < end and value.run.reached:
            value.scope, value.scope_beside, value.head = (cue.end, end), True, None
            return
        if is_area(sentence, value.head) and (follows or sentence.words[start - 1 : start] == [":"]):
            value.scope, value.scope_beside = _area_only(sentence, value.head), True
            before = clause_before(sentence, value.zone, start, value.base) if start > value.zone else None
            value.head = before
            return
    if value.dropped is not None and value.run.colon:
        # `Đối với cấp xã: 80% hồ sơ ...`
        start, end = value.dropped
        while start < end and sentence.words[start] in _LIST_MARKS:
            start += 1
        cue = sentence.at(start, "regard")
        if cue is not None and cue.end < end:
            value.scope = (cue.end, end)
            return
    if value.tail is not None:
        start, end = value.tail
        cue = sentence.at(start, "regard")
        if cue is not None and cue.end < end and (value.head is not None or follows):
            value.scope, value.scope_beside = (cue.end, end), True
        elif is_area(sentence, value.tail) and (value.head is not None or follows):
            value.scope, value.scope_beside = _area_only(sentence, value.tail), True


def _area_only(sentence: Sentence, part: Range) -> Range:
    """The part without a preposition before its level or area."""
    start = part[0]
    return (start + 1, part[1]) if sentence.words[start] in ("ở", "tại", "cho", "trong") else part


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
        return False
    return not is_rich(sentence, value) or (value.scope_beside and value.tail is not None and not value.subject)


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


def _share_opening(sentence: Sentence, before: Value, value: Value) -> None:
    """`phủ trên 90% hộ gia đình, 100% thôn`: the words before the first number belong to the second too."""
    if value.segment != before.segment or value.base != before.base or value.head is not None:
        return
    if not is_rich(sentence, value) or has_predicate(sentence, value.tail) or value.run.effort or value.run.aim:
        return
    if value.run.movement is None and before.run.movement is not None and before.head is None and before.tail:
        value.run.movement = before.run.movement
        value.subject = [before.run.movement, *value.subject]
    elif before.head is not None and not before.run.reached and not before.run.colon and before.run.movement is None:
        value.head = before.head
        value.subject = [before.head, *value.subject]


def _carry(sentence: Sentence, earlier: list[Value], value: Value) -> None:
    """Put the subject that the clause elides before its own words."""
    head = _antecedent(sentence, earlier, value)
    if head is None and value.parent is not None:
        head = clause_before(sentence, *value.parent, sentence.depth[value.parent[0]])
        if head is not None:
            head = _uncounted(sentence, head)
    if head is None and value.dropped is not None:
        head = clause_before(sentence, *value.dropped, value.base)
    if head is None and value.tail is not None and sentence.words[value.tail[0]] in ("được", "có"):
        return
    if head is not None:
        value.subject = [head, *value.subject]
        value.carried = True


def _antecedent(sentence: Sentence, earlier: list[Value], value: Value) -> Range | None:
    """What the nearest value before measures: its head, or the noun phrase that opens its tail."""
    for other in reversed(earlier):
        if value.base > other.base and not (value.parent and value.parent[0] <= other.first < value.parent[1]):
            continue
        if other.carried and other.subject:
            return other.subject[0]
        if other.head is not None:
            return other.head
        if is_rich(sentence, other) and other.tail is not None:
            whole = value.tail is None and value.run.movement is None
            return other.tail[0], (not whole and predicate_start(sentence, other.tail)) or other.tail[1]
    return None


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


def _uncounted(sentence: Sentence, part: Range) -> Range:
    """A noun phrase without the count before it: `có 28 trạm phát sóng`."""
    start, end = part
    while start < end - 1 and sentence.words[start] in ("<number>", "<fraction>", "có"):
        start += 1
    return start, end


def _share_ending(sentence: Sentence, value: Value, after: Value) -> None:
    """`40% hộ ở thị trấn, 10% hộ ở xã có cáp quang`: the predicate of the second belongs to the first too."""
    if not value.subject and value.scope is None and value.base == after.base and after.subject:
        # `năm 2026: 80%; năm 2027: 90% hộ có vườn mẫu`
        value.subject, value.carried = list(after.subject), True
        return
    if value.head is not None or value.base != after.base or after.head is not None:
        return
    if not is_rich(sentence, value) or not is_rich(sentence, after) or value.tail is None or after.tail is None:
        return
    if value.run.movement is not None or has_predicate(sentence, value.tail):
        return
    if value.segment != after.segment:
        first, second = value.tail[0], after.tail[0]
        if sentence.words[first : first + 2] != sentence.words[second : second + 2]:
            return
    start = predicate_start(sentence, after.tail)
    ending = (start, after.tail[1]) if start is not None else after.subject[-1]
    if start is None and (len(after.subject) < 2 or after.carried):
        return
    value.subject = [*value.subject, ending]


def _settle_scopes(sentence: Sentence, values: list[Value]) -> None:
    """Keep a scope only where one subject has different values; else its words stay in the subject."""
    if len(values) > _MOST_COMPARED:
        return
    for value in values:
        if value.scope is None and value.head is None and value.tail is not None and is_rich(sentence, value):
            value.scope = area_in(sentence, value.tail)
    if all(value.scope is None for value in values):
        return
    keys = [_key(sentence, value) for value in values]
    for value, key in zip(values, keys, strict=True):
        if value.scope is None:
            continue
        shared = [
            other
            for other, same in zip(values, keys, strict=True)
            if same == key
            and other is not value
            and (other.scope is None or _words(sentence, other.scope) != _words(sentence, value.scope))
        ]
        if shared or (value.scope_beside and value.carried):
            continue
        if value.scope_beside and not shared:
            regard = value.scope[0]
            while regard > value.zone and sentence.words[regard - 1] in ("với", "đối", "ở", "tại", "cho", "riêng"):
                regard -= 1
            value.subject = [*value.subject, (regard, value.scope[1])]
        value.scope = None


def _key(sentence: Sentence, value: Value) -> tuple[str, ...]:
    """The words of a subject without its scope."""
    inside = value.scope or (0, 0)
    words = sentence.words
    return tuple(
        words[index]
        for start, end in value.subject
        for index in range(start, end)
        if not inside[0] <= index < inside[1]
    )


def _words(sentence: Sentence, part: Range) -> list[str]:
    return sentence.words[part[0] : part[1]]
