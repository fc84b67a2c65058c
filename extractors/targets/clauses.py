"""A sentence → what stands around each of its percentages: comparator, head before it, tail after it, time, scope.

A segment (between semicolons, or inside a bracket) is cut into one zone for each percentage. The words right
before the number are peeled off from the right (`đạt`, `tối thiểu`, `phấn đấu`, a year); what is left back to
the beginning of the clause is the head. What follows up to the clause's end is the tail. See the rules for
subjects in `tests/gold/README.md`.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from extractors.targets.percentages import Percentage
from extractors.targets.sentences import Cue, Sentence

Range = tuple[int, int]

_SOFT = frozenset(",:-.+/%;“”\"'…x")
_JOINERS = frozenset((",", "và", "hoặc", "còn", "nên"))
_BEFORE_NUMBER = ("comparator", "reach", "movement", "effort", "aim", "lead", "time")
_AT_OPENING = ("effort", "aim", "lead", "opening", "time", "counted")
_BOTH_ENDS = ("reach", "lead", "time", "comparator")
_BREAKS = frozenset((",", ":", ";", "-", "và"))
_MARKS = frozenset((",", ":", "(", "và"))
# Words after which a noun such as `tỷ lệ` begins a new subject even inside a clause.
_BEFORE_OPENER = frozenset(("có", "với", "để", "nâng", "cao", "đảm", "bảo", "đưa", "là", "báo", "đấu", "dụng", "trì"))
# Words after which a verb of carrying out belongs to what is measured: `được triển khai đạt 40%`.
_PART_OF_VERB = frozenset(("được", "việc", "đã", "công", "tác", "phải", "đang"))
_PURPOSE = frozenset(("để", "nhằm"))
_IN = frozenset(("ở", "tại", "cho", "trong", "thuộc"))
_SHORT_SCOPE = 9


@dataclass(slots=True)
class Run:
    """The words peeled off before a number: where they begin, and what they said."""

    start: int
    comparator: str | None = None
    movement: Range | None = None
    reached: bool = False
    effort: bool = False
    aim: bool = False
    colon: bool = False
    joint: bool = False
    timed: bool = False
    first_joint: int | None = None
    from_word: bool = False


@dataclass(slots=True)
class Value:
    """A percentage with its surroundings, as ranges of tokens; `subject` is filled in by `subjects`."""

    percentage: Percentage
    first: int
    last: int
    zone: int
    limit: int
    base: int
    run: Run
    segment: int
    head: Range | None = None
    dropped: Range | None = None
    tail: Range | None = None
    comparator: str = "="
    scope: Range | None = None
    scope_beside: bool = False
    parent: Range | None = None
    subject: list[Range] = field(default_factory=list)
    carried: bool = False
    baseline: bool = False
    high: Percentage | None = None


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


Placed = tuple[int, int, Percentage]


def _frames(sentence: Sentence, placed: list[Placed]) -> list[tuple[int, int, int, Range | None, list[Placed]]]:
    """The sentence itself, and each bracket that holds a percentage: range, depth, what stands before it, content."""
    depth, words = sentence.depth, sentence.words
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
    cuts = [index for index in range(low, high) if words[index] == ";" and depth[index] <= base]
    return list(zip([low, *[cut + 1 for cut in cuts]], [*cuts, high], strict=True))


def _read_segment(
    sentence: Sentence, start: int, end: int, base: int, here: list[Placed], number: int, parent: Range | None
) -> list[Value]:
    """The values of one segment; each zone begins where the one before ends."""
    values: list[Value] = []
    zone = start
    for order, (first, last, percentage) in enumerate(here):
        run = _run_before(sentence, zone, first)
        complete = run.reached and run.start > zone and not run.first_joint
        after = _after_number(sentence, last, end)
        limit = end
        if order + 1 < len(here):
            limit = _boundary(sentence, after, here[order + 1][0], base, complete)
        value = Value(percentage, first, after, zone, limit, base, run, number, parent=parent)
        value.comparator = run.comparator or "="
        _read_tail(sentence, value, complete)
        _read_head(sentence, value)
        values.append(value)
        zone = limit
    return values


def _run_before(sentence: Sentence, low: int, number: int) -> Run:
    """Peel off, from the right, all words before a number that are no part of what is measured."""
    words = sentence.words
    run = Run(number)
    index = number
    while index > low:
        word = words[index - 1]
        if word in _SOFT:
            run.colon |= word == ":"
            if word == ",":
                run.joint, run.first_joint = True, index - 1
            index -= 1
            continue
        cue = sentence.before(index, low, *_BEFORE_NUMBER)
        if cue is None or (run.joint and cue.kind in ("movement", "comparator")):
            break
        if cue.kind == "comparator" and run.timed and words[cue.end - 1] == "hơn":
            break
        if cue.kind == "movement" and run.movement is not None:
            break
        if cue.kind == "effort" and _has_subject(sentence, cue, low):
            break
        _note(run, cue, words)
        index = cue.start
    run.start = index
    return run


def _has_subject(sentence: Sentence, cue: Cue, low: int) -> bool:
    """Whether a verb of carrying out is the clause's own predicate: `được triển khai`, `đơn vị hoàn thành`."""
    if cue.value == "strives" or cue.start <= low:
        return False
    word = sentence.words[cue.start - 1]
    if cue.value != "opening":
        return word in _PART_OF_VERB
    opens = word in _SOFT or word in _JOINERS
    return not opens and sentence.before(cue.start, low, "effort", "aim", "lead", "opening", "time") is None


def _note(run: Run, cue: Cue, words: list[str]) -> None:
    """Keep what a peeled-off phrase said."""
    if cue.kind == "comparator":
        if run.comparator in (None, "~"):
            run.comparator = cue.value
    elif cue.kind == "movement":
        run.movement = (cue.start, cue.end)
    elif cue.kind == "reach":
        run.reached = True
        run.from_word |= words[cue.start] == "từ" or words[cue.end - 1] == "từ"
    elif cue.kind == "effort":
        run.effort = True
    elif cue.kind == "aim":
        run.aim = True
    elif cue.kind == "time":
        run.timed = True
    elif words[cue.start] in _PURPOSE:
        run.aim = True
    elif words[cue.start] in _JOINERS:
        run.joint, run.first_joint = True, cue.start


def _after_number(sentence: Sentence, index: int, end: int) -> int:
    """The token after a number and its `/năm`."""
    words = sentence.words
    if index + 1 < end and words[index] == "/" and words[index + 1] in ("năm", "tháng", "ngày", "quý", "vụ"):
        return index + 2
    return index


def _boundary(sentence: Sentence, start: int, number: int, base: int, complete: bool) -> int:
    """Where, between two numbers, the zone of the second begins."""
    words, depth = sentence.words, sentence.depth
    run = _run_before(sentence, start, number)
    if run.first_joint is not None:
        joints = [i for i in range(run.start, number) if words[i] in _JOINERS and depth[i] <= base]
        if joints:
            earlier = _amount_apart(sentence, start, run, base)
            return joints[0] if earlier is None else earlier
    commas = [i for i in range(start, number) if words[i] == "," and depth[i] <= base]
    openings = [i for i in commas if sentence.at(i + 1, "opener", "effort", "aim")]
    based = sentence.at(start, "base", "planned") is not None or (complete and sentence.at(start, "whole") is not None)
    if openings:
        return openings[0] if complete or based else openings[-1]
    if commas:
        return commas[0] if complete or based or commas[0] == start else commas[-1]
    joints = [i for i in range(start, number) if words[i] in _JOINERS and depth[i] <= base]
    if joints:
        return joints[0] if complete or based else joints[-1]
    if run.start > start:
        return number
    cue = sentence.at(start, "time")
    return start if cue is None or cue.end >= number else cue.end


def _amount_apart(sentence: Sentence, start: int, run: Run, base: int) -> int | None:
    """The comma before the second of two amounts: `chiếm 12% tổng số, vốn khác 731 tỷ đồng, chiếm 88%`."""
    words, depth = sentence.words, sentence.depth
    if not run.reached and run.movement is None:
        return None
    for index in range(start, run.start):
        if words[index] == "," and depth[index] <= base:
            return index if "<number>" in words[index : run.start] else None
    return None


def _read_tail(sentence: Sentence, value: Value, complete: bool) -> None:
    """What follows the number in its clause; a comparator that stands after the number is noted."""
    words = sentence.words
    index = value.last
    while index < value.limit:
        cue = sentence.at(index, "comparator_after", "time")
        if cue is not None and cue.end <= value.limit:
            if cue.kind == "comparator_after":
                value.comparator = cue.value
            index = cue.end
        elif words[index] in ("/", ".", "x") or (words[index] == "," and sentence.at(index + 1, "comparator_after")):
            index += 1
        else:
            break
    end = _tail_end(sentence, index, value, complete)
    while end > index and (words[end - 1] in _SOFT or words[end - 1] in _JOINERS):
        end -= 1
    value.tail = (index, end) if end > index else None


def _tail_end(sentence: Sentence, start: int, value: Value, complete: bool) -> int:
    """Where a tail that begins at `start` ends: at a cut, at a year, or at a comma before a new clause."""
    words, depth, limit = sentence.words, sentence.depth, value.limit
    beginning = sentence.beginning
    seen = complete
    based = sentence.at(start, "base", "planned") is not None or (complete and sentence.at(start, "whole") is not None)
    planned = sentence.at(start, "planned") is not None
    index = start
    while index < limit:
        if depth[index] > value.base and not (words[index] == "(" and (planned or _holds_value(words, index, limit))):
            index += 1
            continue
        word = words[index]
        if index not in beginning and word not in _MARKS:
            index += 1
            continue
        if word in (",", "và", "nên") and index == start:
            return start
        if word in (":", "(") or sentence.at(index, "cut", "may"):
            return index
        if word == "," and _opens_clause(sentence, index + 1, limit, seen, complete or based):
            return index
        if (complete or based) and word == "và" and sentence.at(index + 1, "effort", "opener", "movement"):
            return index
        if based and sentence.at(index, "cut_after_base"):
            return index
        cue = stated_time(sentence, index)
        if cue is not None and (cue.end >= limit or words[cue.end] in _JOINERS or words[cue.end] in _SOFT):
            return index
        if index > start and not seen and sentence.at(index, "predicate"):
            seen = True
        index += 1
    return limit


def _opens_clause(sentence: Sentence, index: int, limit: int, seen: bool, complete: bool) -> bool:
    """Whether a comma's right side is a clause of its own rather than a list's next member."""
    if index >= limit or sentence.at(index, "cut_after_comma"):
        return True
    if complete and sentence.at(index, "predicate", "effort", "movement", "reach"):
        return True
    return seen and sentence.at(index, "opener") is not None


def _holds_value(words: list[str], opening: int, limit: int) -> bool:
    """Whether a bracket holds a percentage, which is then a value of its own."""
    index = opening + 1
    while index < limit and words[index] != ")":
        if words[index] == "%":
            return True
        index += 1
    return False


def stated_time(sentence: Sentence, index: int) -> Cue | None:
    """The time that begins at a token; null for a year that others are compared with, or of a cited document."""
    cue = sentence.at(index, "time")
    if cue is None:
        return None
    return None if is_compared(sentence, cue) else cue


def is_compared(sentence: Sentence, cue: Cue) -> bool:
    """Whether a time is part of a comparison or of a document's date."""
    other = sentence.before(cue.end, 0, "not_time")
    return other is not None and other.start <= cue.start


def _read_head(sentence: Sentence, value: Value) -> None:
    """What stands before the number back to the beginning of its clause; null where the clause opens with it."""
    run, low, high = value.run, value.zone, value.run.start
    if high <= low:
        return
    rich = is_rich(sentence, value)
    opens = run.effort or run.aim or run.colon or (run.joint and not run.reached)
    if rich and (opens or (run.joint and run.timed and has_predicate(sentence, value.tail))):
        value.dropped = (low, high)
        return
    value.head = clause_before(sentence, low, high, value.base, run.joint and run.reached)
    if value.head is None:
        value.dropped = (low, high)


def is_rich(sentence: Sentence, value: Value) -> bool:
    """Whether the tail names what is measured by itself, rather than a base, a place or a bare predicate."""
    if value.tail is None:
        return False
    start = value.tail[0]
    if sentence.at(start, "base", "planned", "preposition", "regard") or sentence.words[start] in ("được", "có"):
        return False
    if sentence.at(start, "whole"):
        return value.run.effort and not value.run.reached
    return not _is_area(sentence, value.tail)


def has_predicate(sentence: Sentence, part: Range | None) -> bool:
    """Whether a verb stands in a part after its first word."""
    return predicate_start(sentence, part) is not None


def predicate_start(sentence: Sentence, part: Range | None) -> int | None:
    """The first token of the predicate in a part that opens with a noun."""
    if part is None:
        return None
    for index in range(part[0] + 1, part[1]):
        if sentence.at(index, "predicate") and sentence.depth[index] <= sentence.depth[part[0]]:
            return index
    return None


def clause_before(sentence: Sentence, low: int, high: int, base: int, apart: bool = False) -> Range | None:
    """The noun phrase or clause that ends at `high`, without lead-ins and amounts; null where nothing is left.

    `apart` says that a comma and a verb of reaching follow (`thu hút 2 triệu lượt khách, đạt 90%`).
    """
    breaks = _breaks(sentence, low, high, base, apart)
    end = high
    for start in reversed(breaks):
        part = _bare(sentence, start, end, apart)
        if part is not None:
            return part
        end = start
    return None


def last_phrase(sentence: Sentence) -> Range | None:
    """What a line that stops right before its number measures: `Máy nối mạng đảm bảo` → `Máy nối mạng`."""
    run = _run_before(sentence, 0, len(sentence.words))
    return clause_before(sentence, 0, run.start, 0)


def _breaks(sentence: Sentence, low: int, high: int, base: int, apart: bool) -> list[int]:
    """The places in a range where a clause may begin, in order."""
    words, depth = sentence.words, sentence.depth
    breaks = [low]
    open_here, after_and = True, False
    first = low
    while first < high and sentence.at(first, *_AT_OPENING):
        first = max(first + 1, min(high, sentence.at(first, *_AT_OPENING).end))  # type: ignore[union-attr]
    measured = sentence.at(first, "opener") is not None
    index = low
    while index < high:
        if depth[index] > base:
            index += 1
            continue
        word = words[index]
        if index not in sentence.beginning and word not in _BREAKS:
            open_here = after_and = False
            index += 1
            continue
        if word in (",", ":", ";", "-"):
            open_here, after_and = True, False
            if word == ":":
                breaks.append(index + 1)
                measured = False
            elif word == "," and apart and _is_counted_piece(sentence, index + 1, high):
                breaks.append(index + 1)
            index += 1
            continue
        cue = sentence.at(index, "effort", "aim", "opening", "time", "counted") if open_here else None
        if cue is None and after_and:
            cue = sentence.at(index, "effort")
        if cue is not None and cue.end < high and not (measured and index > first):
            breaks.append(cue.end)
            index = cue.end
            continue
        noun = sentence.at(index, "opener")
        after = noun is not None and noun.value == "rate" and words[index - 1] in _BEFORE_OPENER and not measured
        if noun is not None and index > low and (open_here or after):
            breaks.append(index)
            measured = True
        after_and = word == "và"
        open_here = False
        index += 1
    return breaks


def _is_counted_piece(sentence: Sentence, start: int, high: int) -> bool:
    """Whether the last piece before `, đạt 90%` names what is counted by itself: `giải quyết việc làm cho 62 người`."""
    words = sentence.words
    if "," in words[start:high] or high - start < 4 or words[start] == "<number>":
        return False
    if sentence.at(start, "time", "preposition", "lead"):
        return False
    return any(word in ("<number>", "<fraction>") for word in words[start + 3 : high])


def _bare(sentence: Sentence, low: int, high: int, apart: bool) -> Range | None:
    """A part without lead-ins on its left, and without amounts and verbs of reaching on its right."""
    words = sentence.words
    while low < high:
        cue = sentence.at(low, *_AT_OPENING)
        if words[low] in _SOFT or words[low] == ")":
            low += 1
        elif cue is not None and cue.end <= high:
            low = cue.end
        else:
            break
    kinds = ("quantity", "count") if apart else ("quantity",)
    for cue in sentence.within(low, high, *kinds):
        if cue.start == low and cue.value == "counted" and words[low] == "<number>":
            low += 1
        else:
            high = cue.start
            break
    while high > low:
        cue = sentence.before(high, low, *_BOTH_ENDS)
        if words[high - 1] in _SOFT or words[high - 1] == "(":
            high -= 1
        elif cue is not None:
            high = cue.start
        else:
            break
    moved = sentence.at(low, "movement")
    return (low, high) if high > low and not (moved and moved.end >= high) else None


def _is_area(sentence: Sentence, part: Range) -> bool:
    """Whether a part is only a level or an area: `cấp xã`, `ở khu vực nông thôn`."""
    start, end = part
    if end - start > _SHORT_SCOPE:
        return False
    if sentence.words[start] in _IN:
        start += 1
    return sentence.at(start, "area") is not None and not has_predicate(sentence, part)


def area_in(sentence: Sentence, part: Range) -> Range | None:
    """The level or area that a part names, up to its predicate or the part's end; null where it names none."""
    stop = predicate_start(sentence, part) or part[1]
    for index in range(part[0], stop):
        if sentence.at(index, "area") or (sentence.at(index, "place") and sentence.words[index - 1] in _IN):
            return index, stop
    return None


def is_area(sentence: Sentence, part: Range | None) -> bool:
    """Whether a part is there and names only a level or an area."""
    return part is not None and _is_area(sentence, part)
