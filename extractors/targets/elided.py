"""Subjects that a clause does not name: taken from the clause, the title or the bracket that names them."""

from __future__ import annotations

from extractors.targets.heads import clause_before
from extractors.targets.parts import (
    area_only,
    has_predicate,
    is_area,
    is_rich,
    opens_with_level,
    predicate_start,
)
from extractors.targets.sentences import Sentence
from extractors.targets.values import IN, OF, TO, Range, Value

_ALL = (["toàn", "bộ"], ["tất", "cả"])
_REGARDS = frozenset(("về", "theo"))
_EACH = frozenset(("từng", "mỗi"))
_LONGEST_AREA = 9
# A head that names only another kind (`thể nhẹ cân`, `khối 4, 5`) or other people than the one before it has few words.
_LONGEST_KIND, _LONGEST_PART = 6, 4
_KINDS = frozenset(("khối", "lớp", "thể", "loại", "nhóm", "hạng", "bậc"))
_PEOPLE = frozenset(
    tuple(name.split())
    for name in (
        "cán bộ", "công chức", "viên chức", "lãnh đạo", "chuyên viên", "người dân", "doanh nghiệp", "tổ chức",
        "giáo viên", "học sinh", "đảng viên", "người lao", "hộ gia",
    )
)  # fmt: skip
_RATES = frozenset(("tỷ lệ", "tỉ lệ", "con số", "chỉ tiêu", "chỉ số", "mức"))


def carry(sentence: Sentence, earlier: list[Value], value: Value) -> None:
    """Put the subject that the clause elides before its own words."""
    own = _clause_of_bracket(sentence, earlier, value)
    parts = _antecedent(sentence, earlier, value) if own is None else [own]
    counted = _counted_behind(sentence, value) if parts is None else None
    if counted is not None:
        parts = [counted]
    elif parts is None and value.parent is not None:
        head = clause_before(sentence, *value.parent, sentence.depth[value.parent[0]])
        if head is not None:
            behind = _behind_bracket(sentence, value)
            parts = [_uncounted(sentence, head), *([] if behind is None else [behind])]
    if parts is None and value.dropped is not None:
        head = clause_before(sentence, *value.dropped, value.base)
        parts = None if head is None else [head]
    if parts is None and value.tail is not None and sentence.words[value.tail[0]] in ("được", "có"):
        return
    if parts is not None:
        value.subject = [*parts, *_own_part(sentence, parts, value)]
        value.carried = True
        before = earlier[-1] if earlier else None
        if value.parent is not None and before is not None and before.scope_beside and parts[0] in before.subject:
            # `lĩnh vực đất đai đạt 61% (năm trước 38%)`: the bracket is about the same group.
            value.scope = value.scope or before.scope
            value.scope_beside = True


def _clause_of_bracket(sentence: Sentence, earlier: list[Value], value: Value) -> Range | None:
    """The clause before a bracket that a comma or `và` parts from the last value: `đúng hạn (99%), quá hạn (1%)`."""
    if value.parent is None or value.head is not None:
        return None
    low, opening = value.parent
    inside = [other.last for other in earlier if low <= other.first < opening]
    if not inside:
        return None
    depth = sentence.depth[opening] - 1
    start = max(inside)
    joints = [i for i in range(start, opening) if sentence.words[i] in (",", "và") and sentence.depth[i] <= depth]
    head = clause_before(sentence, joints[0] + 1, opening, depth) if joints else None
    return None if head is None or sentence.at(head[0], "movement", "comparator", "reach") else head


def _own_part(sentence: Sentence, parts: list[Range], value: Value) -> list[Range]:
    """A clause's own words after those carried over; a verb of change that those open with is not said twice."""
    moved = value.run.movement
    if moved is None or value.tail is not None:
        return value.subject
    opening = sentence.at(parts[0][0], "movement")
    if opening is None or sentence.words[opening.start] != sentence.words[moved[0]]:
        return value.subject
    return [part for part in value.subject if part != moved]


def _antecedent(sentence: Sentence, earlier: list[Value], value: Value) -> list[Range] | None:
    """What the nearest value before measures: its head, or the noun phrase that opens its tail."""
    # What stands in a bracket is looked at last.
    nearest = [other for other in reversed(earlier) if other.base <= value.base]
    if nearest and (growth := _growth_aimed_at(nearest[0], value)) is not None:
        return growth
    for other in [*nearest, *(other for other in reversed(earlier) if other.base > value.base)]:
        if value.parent is not None and not value.parent[0] <= other.first:
            # What stands before the clause that a bracket belongs to.
            continue
        if other.carried and other.subject:
            lone = value.tail is None and other.tail is None and other.run.movement is None
            return list(other.subject) if lone else other.subject[:1]
        if other.stem is not None:
            return [other.stem]
        again = _up_to_same(sentence, other.tail, value.tail)
        if again is not None:
            return [part for part in (other.head, other.run.movement, again) if part is not None]
        if other.head is not None:
            return _whole_clause(sentence, other, value) or _grown_too(sentence, other, value) or [other.head]
        if is_rich(sentence, other) and other.tail is not None:
            return _whole_clause(sentence, other, value) or [_noun(sentence, other.tail, value)]
    return None


def _grown_too(sentence: Sentence, other: Value, value: Value) -> list[Range] | None:
    """Head and verb of a growth told in two ways: `giao dịch tăng 58% về số lượng và 36% về giá trị`."""
    moved = other.run.movement
    if moved is None or value.run.reached or value.run.movement is not None or value.segment != other.segment:
        return None
    if other.head is None or other.tail is None or value.tail is None:
        return None
    alike = sentence.words[other.tail[0]] == sentence.words[value.tail[0]] in _REGARDS
    return [other.head, moved] if alike else None


def _growth_aimed_at(whole: Value, value: Value) -> list[Range] | None:
    """What a bracket's aim is for where the value before it is a growth: `số giao dịch tăng 58% (mục tiêu là 20%)`."""
    if whole.base >= value.base or not value.run.aim or value.run.reached or value.tail is not None:
        return None
    return None if whole.head is None or whole.run.movement is None else [whole.head, whole.run.movement]


def _up_to_same(sentence: Sentence, before: Range | None, tail: Range | None) -> Range | None:
    """What two values share before the same preposition: `hỗ trợ 100% kinh phí cho hộ nghèo, 50% cho hộ cận nghèo`."""
    if before is None or tail is None or sentence.words[tail[0]] not in TO:
        return None
    for index in range(before[0] + 1, before[1]):
        if sentence.words[index] == sentence.words[tail[0]]:
            return before[0], index
    return None


def _noun(sentence: Sentence, tail: Range, value: Value) -> Range:
    """The noun phrase that opens a tail; all of the tail where the value has no words of its own."""
    lone = value.tail is None and value.run.movement is None and value.head is None
    end = (not lone and predicate_start(sentence, tail)) or tail[1]
    level = opens_with_level(sentence, value.tail) is not None
    if level or (value.scope is not None and value.scope_beside):
        # `90% hồ sơ cấp tỉnh, 80% cấp xã`: the second names its own level
        for index in range(max(tail[0] + 1, end - _LONGEST_AREA), end):
            if is_area(sentence, (index, end)):
                return tail[0], index
    return tail[0], end


def _whole_clause(sentence: Sentence, other: Value, value: Value) -> list[Range] | None:
    """Words before and behind another number where both hold for a value that has none behind its own."""
    if value.tail is not None or other.tail is None:
        return None
    moved, again = other.run.movement, value.run.movement
    if other.head is None:
        # `giảm 30% số cuộc họp; đến năm 2030 giảm 80%`
        same = moved and again and sentence.words[moved[0]] == sentence.words[again[0]]
        return [moved, other.tail] if moved and same else None
    if not other.run.reached and not other.run.colon and is_rich(sentence, other):
        # `cấp tài khoản cho 100% công dân; đến tháng 6 đạt 85%`
        return [other.head, other.tail]
    if moved is None and again is None and _is_base(sentence, other.tail):
        return [other.head, other.tail]
    return None


def _is_base(sentence: Sentence, tail: Range) -> bool:
    """Whether a tail is what shares are taken of, and so belongs to a second share too: `20% GRDP ... và 30%`."""
    return sentence.at(tail[0], "whole", "planned") is not None and sentence.words[tail[0]] != "so"


def _behind_bracket(sentence: Sentence, value: Value) -> Range | None:
    """The predicate that goes on behind a bracketed value: `số hộ (100%) được tuyên truyền`."""
    words, depth = sentence.words, sentence.depth
    start = value.last
    while start < len(words) and depth[start] >= value.base:
        start += 1
    if start >= len(words) or sentence.at(start, "predicate") is None:
        return None
    for end in range(start, len(words)):
        if words[end] == "%":
            return None
        clause = (
            words[end] == "," and sentence.at(end + 1, "cut_after_comma", "opener", "movement", "reach") is not None
        )
        if clause or words[end] in (";", ".") or sentence.at(end, "cut"):
            return start, end
    return start, len(words)


def _counted_behind(sentence: Sentence, value: Value) -> Range | None:
    """What is counted behind a bracket that stands right after a count: `12/12 (100%) trường`, `toàn bộ (100%) xã`."""
    words = sentence.words
    if value.parent is None:
        return None
    if words[value.parent[1] - 1] != "<fraction>" and words[value.parent[1] - 2 : value.parent[1]] not in _ALL:
        return None
    start = value.limit + 1
    if words[value.limit : start] != [")"] or start >= len(words):
        return None
    end = next(
        (i for i in range(start, len(words)) if words[i] in (";", ".", ":") or sentence.at(i, "cut")), len(words)
    )
    comma = next((i for i in range(start, end) if words[i] == "," and sentence.at(i + 1, "cut_after_comma")), end)
    bound = sentence.before(value.parent[1] - 1, value.parent[0], "comparator")
    if bound is not None and value.comparator == "=":
        value.comparator = bound.value
    return (start, comma) if start < comma else None


def _uncounted(sentence: Sentence, part: Range) -> Range:
    """A noun phrase without the count before it: `có 28 trạm phát sóng`."""
    start, end = part
    while start < end - 1 and sentence.words[start] in ("<number>", "<fraction>", "có"):
        start += 1
    return start, end


def title_of(sentence: Sentence, value: Value, title: Range | None) -> Range | None:
    """The rate that names what a value's own head is a part of: `Tỷ lệ huy động trẻ ra lớp: nhà trẻ 25%, mẫu giáo 95%`.

    `title` is that of the value before, which goes on until a head names a rate or a clause of its own.
    """
    if value.head is None or value.base:
        return title if value.tail is None or value.scope_beside else None
    if value.scope_beside and value.scope is not None and sentence.words[value.scope[0] - 1] == ":":
        return value.head
    start = value.head[0]
    if sentence.at(start, "opener", "regard") or has_predicate(sentence, value.head) or value.run.effort:
        return None
    for colon in range(start - 1, value.zone - 1, -1):
        if sentence.words[colon] == ":":
            named = clause_before(sentence, value.zone, colon, value.base)
            noun = None if named is None else sentence.at(named[0], "opener")
            return named if noun is not None and noun.value == "rate" else None
    return title


def put_under_title(sentence: Sentence, value: Value, title: Range, follows: bool) -> None:
    """Set a title before a value's own words; a level or an area becomes its scope."""
    if value.head is None:
        return
    if is_area(sentence, value.head):
        value.scope, value.scope_beside = area_only(sentence, value.head), True
        value.subject = [title, *value.subject[1:]]
    else:
        value.subject = [title, *value.subject]
    value.carried = follows


def split_stem(sentence: Sentence, before: Value, value: Value) -> None:
    """Find the group that the first of two values holds for inside its own head, once the second names another.

    `tỷ lệ ... cấp tỉnh đạt 98%, cấp huyện 95%`; `tỷ lệ ... đối với dịch vụ toàn trình: 80%; đối với một phần: 60%`.
    """
    if not value.scope_beside or value.head is not None or before.scope is not None or before.head is None:
        return
    if before.carried or before.subject[:1] != [before.head]:
        return
    start, end = before.head
    for index in range(start + 1, end):
        cue = sentence.at(index, "regard")
        if cue is not None and cue.end < end and sentence.words[index] in ("đối", "riêng"):
            before.head, before.scope, before.scope_beside = (start, index), (cue.end, end), True
            before.subject[0] = before.head
            return
    for index in range(max(start + 2, end - _LONGEST_AREA), end):
        if is_area(sentence, (index, end)):
            area = area_only(sentence, (index, end))
            before.scope = area
            before.stem = (start, area[0] - (sentence.words[area[0] - 1] in (*IN, "của")))
            return


def name_owner(sentence: Sentence, earlier: list[Value], value: Value) -> bool:
    """`tỷ lệ ... của các sở là 98%; của cấp xã là 80%`: the second is the same of another owner.

    So it is in `kinh tế số đạt 15% GRDP, trong từng ngành tối thiểu 10%`.
    """
    if value.head is None or not earlier:
        return False
    opening = sentence.words[value.head[0] : value.head[0] + 2]
    if opening[0] not in OF and not (opening[0] == "trong" and _EACH.issuperset(opening[1:])):
        return False
    before = earlier[-1]
    named = before.subject[0] if before.subject else None
    if named is None or before.base != value.base:
        return False
    same = [index for index in range(named[0] + 1, named[1]) if sentence.words[index] == sentence.words[value.head[0]]]
    value.subject = [(named[0], same[-1]) if same else named, *value.subject]
    value.carried = True
    owner = (value.head[0] + 1, value.head[1])
    if is_area(sentence, owner):
        value.scope = owner
    return True


def name_again(sentence: Sentence, earlier: list[Value], value: Value) -> bool:
    """`..., trong đó tỷ lệ này ở cấp xã đạt 80%`: what was measured before, for a level or group of its own."""
    if value.head is None or "này" not in sentence.words[value.head[0] : value.head[0] + 3]:
        return False
    end = sentence.words.index("này", value.head[0])
    if " ".join(sentence.words[value.head[0] : end]) not in _RATES:
        return False
    rest = end + 1
    while rest < value.head[1] and (sentence.words[rest] in (*IN, "của", ",") or sentence.at(rest, "regard")):
        regard = sentence.at(rest, "regard")
        rest = rest + 1 if regard is None else regard.end
    if rest < value.head[1]:
        value.scope, value.scope_beside = (rest, value.head[1]), True
    named = next((other for other in reversed(earlier) if other.base == value.base and other.subject), None)
    own = [part for part in value.subject if part != value.head]
    value.again = named is None
    value.head = None
    value.subject = [*([] if named is None else named.subject), *own]
    value.carried = named is not None
    return True


def name_in_bracket(sentence: Sentence, earlier: list[Value], value: Value) -> bool:
    """`tỷ lệ ... đạt 92% (khối 10: 88%; khối 11: 93%)`: a bracket gives the parts of the value right before it."""
    if value.parent is None or value.head is None or not value.base:
        return False
    whole = next((o for o in reversed(earlier) if o.base < value.base and 0 <= value.parent[1] - o.last <= 1), None)
    size = value.head[1] - value.head[0]
    if whole is None or not whole.subject or size > _LONGEST_PART or has_predicate(sentence, value.head):
        return False
    if sentence.at(value.head[0], "opener", "planned", "movement", "comparator", "predicate", "aim") is not None:
        return False
    own = [part for part in value.subject if part != value.head]
    if is_area(sentence, value.head):
        value.scope, value.scope_beside = area_only(sentence, value.head), True
        value.subject = [*whole.subject, *own]
    else:
        value.subject = [*whole.subject, value.head, *own]
    value.carried = True
    return True


def name_kind(sentence: Sentence, earlier: list[Value], value: Value) -> bool:
    """`tỷ lệ hộ nghèo còn 3%, hộ cận nghèo còn 5%`: the second is the same of another kind or of other people."""
    before = earlier[-1] if earlier else None
    if before is None or before.head is None or value.head is None or before.base != value.base:
        return False
    noun = sentence.at(before.head[0], "opener")
    if sentence.at(value.head[0], "opener") or sentence.at(value.head[0], "movement"):
        return False
    words, (low, high) = sentence.words, before.subject[0] if before.carried and before.subject else before.head
    size = value.head[1] - value.head[0]
    kind = words[value.head[0] : value.head[0] + 2]
    rated = noun is not None and noun.value == "rate"
    first = noun.end if noun is not None and rated else low + 1
    place = next((i for i in range(first + 1, high - 1) if size > 1 and rated and words[i : i + 2] == kind), None)
    alike = value.segment == before.segment and 1 < size <= _LONGEST_KIND
    if place is None and alike and not has_predicate(sentence, value.head):
        if rated or (kind[0] in _KINDS and kind[1] != "lượng"):
            place = next((i for i in reversed(range(first, high)) if words[i] == kind[0]), None)
        if place is None and rated and tuple(kind) in _PEOPLE:
            place = next((i + 1 for i in reversed(range(first, high)) if words[i] == "của"), None)
            place = place if place is not None and high - place <= _LONGEST_KIND else None
    if place is None:
        return False
    said = predicate_start(sentence, (place, high))
    rest = [] if said is None or has_predicate(sentence, value.head) else [(said, high)]
    value.subject = [(low, place), value.subject[0], *rest, *value.subject[1:]]
    value.carried = True
    return True
