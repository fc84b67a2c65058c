"""What stands before a number, back to the beginning of its clause."""

from __future__ import annotations

from extractors.targets.parts import has_predicate, is_rich
from extractors.targets.runs import is_fixed, run_before
from extractors.targets.sentences import Cue, Sentence
from extractors.targets.values import Range, Value, closes_nothing, opens_nothing

_AT_OPENING = ("effort", "aim", "lead", "opening", "time", "counted")
_BOTH_ENDS = ("reach", "lead", "time", "comparator")
_LONGEST_COUNT, _NEAR_COLON = 3, 5
# How many words may name whose aim it is, with its time.
_LONGEST_OWNER = 14
_BREAKS = frozenset((",", ":", ";", "-", "và"))
# Numerals that count whatever follows them, unlike sums of money.
_COUNTS = frozenset(("triệu", "nghìn", "ngàn"))
# Words that name nothing when they stand alone: `chưa đạt 50%`.
_HOLLOW = frozenset(
    (
        "chưa",
        "không",
        "còn",
        "vẫn",
        "mới",
        "chỉ",
        "đã",
        "đều",
        "cũng",
        "thêm",
        "từ",
        "đến",
        "tới",
        "là",
        "<number>",
        "bình",
        "quân",
    )
)
# Words after which a noun such as `tỷ lệ` begins a new subject even inside a clause.
_BEFORE_OPENER = frozenset(
    ("có", "với", "để", "nâng", "cao", "đảm", "bảo", "đưa", "là", "báo", "đấu", "dụng", "trì", "đạt", "tiêu")
)


def read_head(sentence: Sentence, value: Value) -> None:
    """What stands before the number back to the beginning of its clause; null where the clause opens with it."""
    run, low, high = value.run, value.zone, value.run.start
    if high <= low:
        return
    rich = is_rich(sentence, value)
    opens = run.effort or run.aim or run.listed or run.colon or (run.joint and not run.reached)
    if rich and (opens or (run.joint and run.timed and has_predicate(sentence, value.tail))):
        value.dropped = (low, high)
        return
    value.head = clause_before(sentence, low, high, value.base, run.joint and run.reached)
    if value.head is not None and run.effort and sentence.within(*value.head, "asks"):
        # `Sở đề nghị các đơn vị phấn đấu đạt 65%`: who is asked, not what is measured.
        value.head = None
    elif value.head is None:
        value.dropped = (low, high)


def clause_before(sentence: Sentence, low: int, high: int, base: int, apart: bool = False) -> Range | None:
    """The noun phrase or clause that ends at `high`, without lead-ins and amounts; null where nothing is left.

    `apart` says that a comma and a verb of reaching follow (`thu hút 2 triệu lượt khách, đạt 90%`).
    """
    breaks = _breaks(sentence, low, high, base, apart)
    end = high
    for start in reversed(breaks):
        part = _bare(sentence, start, end, apart)
        if part is not None and not (start > low and _only_counted(sentence, start, part)):
            return part
        end = start
    return None


def last_phrase(sentence: Sentence) -> Range | None:
    """What a line that stops right before its number measures: `Máy nối mạng đảm bảo` → `Máy nối mạng`."""
    run = run_before(sentence, 0, len(sentence.words))
    return clause_before(sentence, 0, run.start, 0)


def _breaks(sentence: Sentence, low: int, high: int, base: int, apart: bool) -> list[int]:
    """The places in a range where a clause may begin, in order."""
    words, depth = sentence.words, sentence.depth
    breaks = [low]
    open_here, after_and = True, False
    first = low
    while first < high and sentence.at(first, *_AT_OPENING) and not _grades(words, first + 2):
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
            if word == ":" or (word == "," and _announces(sentence, low, index)):
                breaks.append(index + 1)
                measured = False
            elif word == "," and apart and (not measured or "<number>" in words[first:index]):
                breaks += [index + 1] if _is_counted_piece(sentence, index + 1, high) else []
            index += 1
            continue
        cue = sentence.at(index, "effort", "aim", "opening", "time", "counted") if open_here else None
        if cue is None and after_and:
            effort = sentence.at(index, "effort")
            cue = effort if effort is not None and effort.value in ("strives", "keeps") else None
        if cue is None and word == "trong" and words[index + 1 : index + 2] == ["đó"]:
            # `gồm 20 dân tộc sinh sống trong đó dân tộc thiểu số chiếm 66%`
            cue = sentence.at(index, "aim")
        if cue is not None and _grades(words, cue.end):
            cue = None
        part = cue is not None and cue.value == "list" and word in ("trong", "riêng")
        if cue is not None and cue.end < high and (part or not (measured and index > first)):
            index = _behind_owner(sentence, cue, high)
            breaks.append(index)
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


def _announces(sentence: Sentence, low: int, comma: int) -> bool:
    """Whether a comma closes what announces an aim: `... là đột phá với mục tiêu đến năm 2030, kinh tế số đạt 20%`."""
    cue = sentence.before(comma, low, "time")
    return cue is not None and sentence.before(cue.start, low, "aim") is not None


def _named_rate(sentence: Sentence, low: int) -> int | None:
    """Where the rate begins that `về` or `đối với` names: `Về tỷ lệ hộ nghèo, xã còn 3%`."""
    start = low + (2 if sentence.words[low : low + 2] == ["đối", "với"] else 1)
    if start == low + 1 and sentence.words[low] != "về":
        return None
    noun = sentence.at(start, "opener")
    return start if noun is not None and noun.value == "rate" else None


def _only_counted(sentence: Sentence, start: int, part: Range) -> bool:
    """Whether a part behind a colon only counts what the colon names: `Trường chuẩn quốc gia: 5/6 trường (83,3%)`."""
    words = sentence.words
    size = sum(sentence.depth[index] <= sentence.depth[part[0]] for index in range(*part))
    counts = {"<fraction>", "<number>"}.intersection(words[part[0] - 1 : part[0] + 1])
    if not counts or size > _LONGEST_COUNT:
        return False
    return ":" in words[max(0, start - _NEAR_COLON) : part[0]]


def _grades(words: list[str], index: int) -> bool:
    """Whether `hoàn thành` before a token is a grade that is given: `hoàn thành xuất sắc nhiệm vụ`."""
    return words[index - 2 : index] == ["hoàn", "thành"] and words[index : index + 1] in (["xuất"], ["tốt"], ["nhiệm"])


def _is_counted_piece(sentence: Sentence, start: int, high: int) -> bool:
    """Whether the last piece before `, đạt 90%` names what is counted by itself: `giải quyết việc làm cho 62 người`."""
    words = sentence.words
    if "," in words[start:high] or high - start < 4 or words[start] == "<number>":
        return False
    if sentence.at(start, "time", "preposition", "lead"):
        return False
    return any(word in ("<number>", "<fraction>") for word in words[start + 2 : high])


def _behind_owner(sentence: Sentence, cue: Cue, high: int) -> int:
    """Where what is aimed at begins, behind whose aim it is: `Mục tiêu của tỉnh đến năm 2025 là kinh tế số ...`."""
    words = sentence.words
    if cue.kind != "aim" or words[cue.end : cue.end + 1] != ["của"]:
        return cue.end
    last = min(high, cue.end + _LONGEST_OWNER)
    verb = next((index for index in range(cue.end, last) if words[index] == "là"), None)
    return cue.end if verb is None or "," in words[cue.end : verb] else verb + 1


def _bare(sentence: Sentence, low: int, high: int, apart: bool) -> Range | None:
    """A part without lead-ins on its left, and without amounts and verbs of reaching on its right."""
    words = sentence.words
    while low < high:
        cue = sentence.at(low, *_AT_OPENING)
        if words[low] == "(" and words[low + 2 : low + 3] == [")"] and high > low + 3:
            # `(i) hồ sơ toàn trình 90%`
            low += 3
        elif opens_nothing(words, low, high) or words[low] == ")":
            low += 1
        elif (noun := _named_rate(sentence, low)) is not None:
            low = noun
        elif cue is not None and cue.end <= high and not _grades(words, cue.end):
            low = _behind_owner(sentence, cue, high)
        else:
            break
    kinds = ("quantity", "count") if apart else ("quantity",)
    for cue in sentence.within(low, high, *kinds):
        if cue.start < low:
            continue
        if cue.start == low and cue.value == "counted" and words[low] == "<number>":
            low += 1
        elif cue.start == low and cue.end < high and words[cue.end - 1] in _COUNTS:
            # `trên 3,2 triệu hồ sơ được nộp`
            low = cue.end
        else:
            high = cue.start
            break
    while high > low:
        cue = sentence.before(high, low, *_BOTH_ENDS)
        if closes_nothing(words, low, high) or words[high - 1] == "(":
            high -= 1
        elif cue is not None and not is_fixed(sentence, cue.start, cue.end, low):
            high = cue.start
        else:
            break
    moved = sentence.at(low, "movement")
    if high <= low or (moved and moved.end >= high) or _HOLLOW.issuperset(words[low:high]):
        return None
    return low, high
