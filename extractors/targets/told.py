"""What a clause tells of the past: by `đã`, or by a time that had passed on the document's own day."""

from __future__ import annotations

from extractors.deadlines import read_deadline
from extractors.targets.parts import is_compared
from extractors.targets.sentences import Cue, Sentence
from extractors.targets.setting import Setting
from extractors.targets.values import Value

_ALREADY, _LATER = "đã", frozenset(("được", "phải", "sẽ", "cần", "đạt", "có"))
# How many words from the number or its noun the verb stands.
_NEAR_VERB = 7


def times_of(sentence: Sentence) -> list[Cue]:
    """The times that a sentence states: longest forms only, comparisons and dates of cited documents left out."""
    times = sentence.within(0, len(sentence.words), "time")
    return [cue for cue in times if sentence.longest(cue) and not is_compared(sentence, cue)]


def is_done(sentence: Sentence, value: Value) -> bool:
    """Whether `đã` says that something was done: `đã trang bị máy tính cho 100% xã`, `100% xã đã có cáp quang`.

    What is only told of things that shall be dealt with is another matter: `100% hồ sơ đã tiếp nhận được xử lý`.
    """
    words, tail = sentence.words, value.tail
    if value.run.reached and value.run.joint and value.head is not None:
        # `1,7 triệu dân đã kích hoạt tài khoản, chiếm 92% dân số`
        return _ALREADY in words[slice(*value.head)] and sentence.at(value.head[0], "predicate", "effort") is None
    if tail is None or value.run.reached:
        return False
    if value.head is not None and _ALREADY in words[max(value.head[0], value.head[1] - _NEAR_VERB) : value.head[1]]:
        return sentence.at(value.head[0], "predicate", "effort") is None
    start = next(
        (index for index in range(tail[0], min(tail[1], tail[0] + _NEAR_VERB)) if words[index] == _ALREADY), None
    )
    return start is not None and _LATER.isdisjoint(words[start + 2 : tail[1]])


def is_past(setting: Setting, sentence: Sentence, value: Value) -> bool:
    """Whether the clause opens with a time that had passed on the document's own day: `Tính đến tháng 10/2025, ...`."""
    issued, text = setting.issued, setting.clean.matching
    if issued is None:
        return False
    for cue in times_of(sentence):
        if cue.start < value.zone or cue.end > value.first:
            continue
        time = read_deadline(text[sentence.starts[cue.start] : sentence.ends[cue.end - 1]], None)
        # Years alone say nothing: a plan of 2025 may aim at all of it.
        years = time.kind == "year" or (time.first is not None and time.last and time.first.year < time.last.year)
        if time.last is not None and not years and time.last <= issued:
            return True
    return False
