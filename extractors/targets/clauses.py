"""A sentence → its percentages, each with what stands around it: comparator, head before it, tail after it, time.

A segment (between semicolons, or inside a bracket) is cut into one zone for each percentage. The words right
before the number are peeled off from the right (`runs`); what is left back to the beginning of the clause is the
head (`heads`). What follows up to the clause's end is the tail (`tails`). See the rules for subjects in
`tests/gold/README.md`.
"""

from __future__ import annotations

from bisect import bisect_left

from extractors.targets.heads import read_head
from extractors.targets.percentages import POINTS, Percentage
from extractors.targets.runs import run_before
from extractors.targets.sentences import Sentence
from extractors.targets.tails import read_tail
from extractors.targets.values import JOINERS, Range, Run, Value

_AIM = frozenset(("chỉ", "tiêu"))
Placed = tuple[int, int, Percentage]


def read_values(sentence: Sentence, found: list[Percentage]) -> list[Value]:
    """The percentages of a sentence with their surroundings, in order."""
    placed = []
    for percentage in found:
        first = bisect_left(sentence.starts, percentage.span.start)
        last = bisect_left(sentence.starts, percentage.span.end)
        placed.append((first, max(first + 1, last), percentage))
    values: list[Value] = []
    for low, high, base, parent, inside in _frames(sentence, placed):
        for number, (start, end) in enumerate(_segments(sentence, low, high, base)):
            here = [item for item in inside if start <= item[0] < end]
            if here:
                values += _read_segment(sentence, start, end, base, here, number, parent)
    values.sort(key=lambda value: value.first)
    return values


def _frames(sentence: Sentence, placed: list[Placed]) -> list[tuple[int, int, int, Range | None, list[Placed]]]:
    """The sentence itself, and each bracket that holds a percentage: range, depth, what stands before it, content."""
    depth, words = sentence.depth, sentence.words
    if "(" not in words:
        return [(0, len(words), 0, None, placed)]
    groups: dict[int, list[Placed]] = {}
    for item in placed:
        opening = -1
        if depth[item[0]]:
            level, opening = depth[item[0]], item[0]
            while opening > 0 and not (words[opening] == "(" and depth[opening] == level):
                opening -= 1
        groups.setdefault(opening, []).append(item)
    frames: list[tuple[int, int, int, Range | None, list[Placed]]] = []
    for opening, inside in groups.items():
        if opening < 0:
            frames.append((0, len(words), 0, None, inside))
            continue
        level, closing = depth[opening], opening + 1
        while closing < len(words) and not (words[closing] == ")" and depth[closing] == level):
            closing += 1
        before = opening
        while before > 0 and not (words[before - 1] == ";" and depth[before - 1] == level - 1):
            before -= 1
        frames.append((opening + 1, closing, level, (before, opening), inside))
    return frames


def _segments(sentence: Sentence, low: int, high: int, base: int) -> list[Range]:
    """The parts of a range between semicolons at its own depth."""
    words, depth = sentence.words, sentence.depth
    if ";" not in words:
        return [(low, high)]
    cuts = [index for index in range(low, high) if words[index] == ";" and depth[index] <= base]
    return list(zip([low, *[cut + 1 for cut in cuts]], [*cuts, high], strict=True))


def _read_segment(
    sentence: Sentence, start: int, end: int, base: int, here: list[Placed], number: int, parent: Range | None
) -> list[Value]:
    """The values of one segment; each zone begins where the one before ends."""
    values: list[Value] = []
    zone = start
    for order, (first, last, percentage) in enumerate(here):
        run = run_before(sentence, zone, first)
        planned = sentence.at(start, "planned") if base and zone == start else None
        if planned is not None and planned.end == run.start:
            # `đạt 85% (kế hoạch 80%)`
            run.start, run.aim = zone, True
        if parent is not None and run.start == start and _AIM.issubset(sentence.words[parent[1] - 5 : parent[1]]):
            # `vượt 7% so với chỉ tiêu giao (90%)`
            run.aim = True
        complete = run.reached and run.start > zone and not run.first_joint
        after = _after_number(sentence, last, end)
        limit = end
        if order + 1 < len(here):
            limit = _boundary(sentence, after, here[order + 1][0], base, complete)
        value = Value(percentage, first, after, zone, limit, base, run, number, parent=parent)
        value.comparator = run.comparator or "="
        read_tail(sentence, value, complete)
        if _exceeds(sentence, value):
            value.comparator, run.movement = ">", None
        if run.difference is not None and (percentage.unit == POINTS or _is_compared(sentence, value)):
            value.comparator, run.movement = "=", run.movement or run.difference
        read_head(sentence, value)
        values.append(value)
        zone = limit
    return values


def _exceeds(sentence: Sentence, value: Value) -> bool:
    """Whether a rate is more than a number: `tỷ lệ hồ sơ trực tuyến vượt 80%`, not `vượt 5% so với kế hoạch`."""
    moved, words = value.run.movement, sentence.words
    if moved is None or value.parent is not None or words[moved[0] : moved[1]] != ["vượt"]:
        return False
    if value.run.joint or value.run.comparator is not None or value.percentage.unit == POINTS:
        return False
    noun = next(iter(sentence.within(value.zone, moved[0], "opener")), None)
    return noun is not None and noun.value == "rate" and sentence.at(value.last, "planned", "base") is None


def _is_compared(sentence: Sentence, value: Value) -> bool:
    """Whether the number is a difference: `cao hơn 5% so với năm trước`."""
    return value.tail is not None and sentence.words[value.tail[0]] == "so"


def _boundary(sentence: Sentence, start: int, number: int, base: int, complete: bool) -> int:
    """Where, between two numbers, the zone of the second begins."""
    words, depth = sentence.words, sentence.depth
    run = run_before(sentence, start, number)
    if run.first_joint is not None:
        joints = [i for i in range(run.start, number) if words[i] in JOINERS and depth[i] <= base]
        if joints:
            earlier = _amount_apart(sentence, start, run, base)
            return joints[0] if earlier is None else earlier
    commas = [i for i in range(start, number) if words[i] == "," and depth[i] <= base]
    openings = [i for i in commas if sentence.at(i + 1, "opener", "effort", "aim")]
    if not openings:
        openings = [
            i for i in range(start, number) if words[i] == "và" and depth[i] <= base and _is_rate(sentence, i + 1)
        ]
    based = sentence.at(start, "base", "planned") is not None or (complete and sentence.at(start, "whole") is not None)
    if openings:
        return openings[0] if complete or based else openings[-1]
    if commas:
        return _before_time(sentence, start, commas[0] if complete or based or commas[0] == start else commas[-1])
    joints = [i for i in range(start, number) if words[i] in JOINERS and depth[i] <= base]
    if joints:
        return joints[0] if complete or based else joints[-1]
    if run.start > start:
        return number if run.comparator is None else run.start
    cue = sentence.at(start, "time")
    return start if cue is None or cue.end >= number else cue.end


def _before_time(sentence: Sentence, start: int, comma: int) -> int:
    """Where the second of two clauses begins whose time a comma follows: `đạt 20% và đến năm 2030, ... đạt 30%`."""
    cue = sentence.before(comma, start, "time")
    joined = cue is not None and cue.start > start and sentence.words[cue.start - 1] in JOINERS
    return cue.start - 1 if cue is not None and joined else comma


def _is_rate(sentence: Sentence, index: int) -> bool:
    """Whether a rate begins at a token: `và tỷ lệ hồ sơ phát sinh đạt 70%`."""
    noun = sentence.at(index, "opener")
    return noun is not None and noun.value == "rate"


def _amount_apart(sentence: Sentence, start: int, run: Run, base: int) -> int | None:
    """The comma before the second of two amounts: `chiếm 12% tổng số, vốn khác 731 tỷ đồng, chiếm 88%`."""
    words, depth = sentence.words, sentence.depth
    if not run.reached and run.movement is None:
        return None
    for index in range(start, run.start):
        if words[index] == "," and depth[index] <= base:
            return index if "<number>" in words[index : run.start] else None
    return None


def _after_number(sentence: Sentence, index: int, end: int) -> int:
    """The token after a number and its `/năm`."""
    words = sentence.words
    if index + 1 < end and words[index] == "/" and words[index + 1] in ("năm", "tháng", "ngày", "quý", "vụ"):
        return index + 2
    return index
