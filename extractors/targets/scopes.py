"""Which levels, areas or groups a value holds for: words beside it, or inside its own noun phrase."""

from __future__ import annotations

from extractors.targets.heads import clause_before
from extractors.targets.parts import area_in, area_only, has_predicate, is_area, is_rich
from extractors.targets.sentences import Sentence
from extractors.targets.values import IN, Range, Value

# How many values of a sentence are compared for scope.
_MOST_COMPARED = 40
_LIST_MARKS = frozenset(("-", "+", ",", ";", "riêng"))


def split_scope(sentence: Sentence, value: Value, follows: bool) -> None:
    """Take `đối với cấp xã` or a bare `cấp xã` beside the number out of head or tail."""
    if follows and value.head is not None and value.run.reached:
        cue = sentence.at(value.zone, "regard")
        if cue is not None and cue.end < value.head[0]:
            effort = sentence.before(value.head[0], cue.end, "effort")
            value.scope, value.scope_beside = (cue.end, effort.start if effort else value.head[0]), True
            return
    if value.head is not None:
        start, end = value.head
        for index in sentence.openings(start + 1, end, "regard"):
            cue = sentence.beginning[index]["regard"]
            if sentence.words[index - 1] == "," and value.run.reached and cue.end < end:
                value.scope, value.scope_beside = (cue.end, end), True
                value.head = (start, index - 1)
                return
        cue = sentence.at(start, "regard")
        if (follows or value.dropped) and cue is not None and cue.end < end and (value.run.reached or value.run.colon):
            value.scope, value.scope_beside, value.head = (cue.end, end), True, None
            return
        if follows and _is_exception(sentence, value.head):
            # `...; riêng lĩnh vực đất đai đạt 85%`
            value.scope, value.scope_beside, value.head = value.head, True, None
            return
        if is_area(sentence, value.head) and (follows or sentence.words[start - 1 : start] == [":"]):
            value.scope, value.scope_beside = area_only(sentence, value.head), True
            granted = sentence.before(value.scope[1], value.scope[0] + 1, "grant")
            if granted is not None:
                # `..., các xã còn lại hỗ trợ 50%`
                value.scope = value.scope[0], granted.start
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
            value.scope, value.scope_beside = area_only(sentence, value.tail), True


def _is_exception(sentence: Sentence, part: Range) -> bool:
    """Whether `riêng` opens a part that names no rate and says nothing of it."""
    start = part[0]
    if sentence.words[start - 1 : start] != ["riêng"] or sentence.at(start, "opener"):
        return False
    return not has_predicate(sentence, part)


def settle_scopes(sentence: Sentence, values: list[Value]) -> None:
    """Keep a scope only where one subject has different values; else its words stay in the subject."""
    if len(values) > _MOST_COMPARED:
        return
    for value in values:
        apart = value.head is None or not (value.run.reached or value.run.colon)
        if value.scope is None and apart and value.tail is not None and is_rich(sentence, value):
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
        if shared or value.again or (value.scope_beside and value.carried):
            continue
        if value.scope_beside and not shared:
            regard = value.scope[0]
            while regard > value.zone and sentence.words[regard - 1] in ("với", "đối", "ở", "tại", "cho", "riêng"):
                regard -= 1
            value.subject = [*value.subject, (regard, value.scope[1])]
        value.scope = None


def _key(sentence: Sentence, value: Value) -> tuple[str, ...]:
    """The words of a subject without its scope."""
    words = sentence.words
    inside = value.scope or (0, 0)
    if inside[0] and words[inside[0] - 1] in (*IN, "của"):
        inside = inside[0] - 1, inside[1]
    return tuple(
        words[index]
        for start, end in value.subject
        for index in range(start, end)
        if not inside[0] <= index < inside[1] and sentence.depth[index] <= value.base
    )


def _words(sentence: Sentence, part: Range) -> list[str]:
    return sentence.words[part[0] : part[1]]
