"""What follows a number in its clause."""

from __future__ import annotations

from extractors.targets.parts import stated_time
from extractors.targets.sentences import Cue, Sentence
from extractors.targets.values import JOINERS, SOFT, Value, closes_nothing

# Words of a group with a bound of its own: `từ cấp xã trở lên`, `bệnh viện hạng II trở lên`.
_OWN_BOUND = frozenset(("từ", "cấp", "hạng", "bậc", "loại", "lớp", "mức", "độ"))
# How nouns end that name who or what is counted: `95% đảng viên trở lên`, but not `95% học sinh khá trở lên`.
_GROUPS = frozenset(
    ("viên", "dân", "hộ", "đình", "chức", "bộ", "sinh", "nghiệp", "vị", "quan", "sơ", "bản", "thôn", "xã", "phường",
     "trường", "bàn", "số", "người", "hoạch")
)  # fmt: skip
_SHORT_GROUP = 4
_NOTHING: dict[str, Cue] = {}
_MARKS = frozenset((",", ":", "(", "và"))


def read_tail(sentence: Sentence, value: Value, complete: bool) -> None:
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
    while end > index and (closes_nothing(words, index, end) or words[end - 1] in JOINERS):
        end -= 1
    value.tail = (index, end) if end > index else None
    _read_bound_behind(sentence, value)


def _read_bound_behind(sentence: Sentence, value: Value) -> None:
    """`từ 80% đảng viên trở lên`, `100% kế hoạch trở lên`: a noun stands between the number and its bound."""
    if value.tail is None or value.comparator != "=":
        return
    start, end = value.tail
    planned = sentence.at(start, "planned", "whole") is not None or sentence.words[start : start + 2] == ["chỉ", "tiêu"]
    for cue in sentence.within(start, end, "comparator_after"):
        before = sentence.words[start : cue.start]
        if (
            not value.run.from_word
            and not planned
            and not (len(before) <= _SHORT_GROUP and before[-1:] and before[-1] in _GROUPS)
        ):
            return
        if not _OWN_BOUND.intersection(before) and not any(word.startswith("<") for word in before):
            value.comparator = cue.value
            value.holes.append((cue.start, cue.end))
        return


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
        word, here = words[index], beginning.get(index, _NOTHING)
        if not here and word not in _MARKS:
            index += 1
            continue
        if word in (",", "và", "nên") and index == start:
            return start
        if word in (":", "(") or "cut" in here or ("may" in here and (index == start or here["may"].value != "able")):
            return index
        if word == "," and _opens_clause(sentence, start, index + 1, limit, seen, complete or based):
            return index
        if (complete or based) and word == "và" and _goes_on(sentence, index + 1):
            return index
        if based and "cut_after_base" in here:
            return index
        cue = stated_time(sentence, index) if "time" in here else None
        if cue is not None and (cue.end >= limit or words[cue.end] in JOINERS or words[cue.end] in SOFT):
            return index
        if index > start and "predicate" in here:
            seen = True
        index += 1
    return limit


def _goes_on(sentence: Sentence, index: int) -> bool:
    """Whether what follows `và` is said of something else: `đạt 100% kế hoạch và tăng 5%`, `và đã cấp ...`."""
    return sentence.at(index, "effort", "opener", "movement") is not None or sentence.words[index] == "đã"


def _opens_clause(sentence: Sentence, start: int, index: int, limit: int, seen: bool, complete: bool) -> bool:
    """Whether the right side of a comma in a tail is a clause of its own rather than a list's next member."""
    if index >= limit:
        return True
    cut = sentence.at(index, "cut_after_comma")
    if cut is not None:
        return cut.value != "unless_negated" or "không" not in sentence.words[start:index]
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
