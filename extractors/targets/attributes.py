"""Role and year of a percentage, from its own clause outwards: sentence, list, heading, document."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.targets.runs import is_fixed
from extractors.targets.sentences import Cue, Sentence
from extractors.targets.setting import Place, Setting
from extractors.targets.told import is_done, is_past, times_of
from extractors.targets.values import Value

_YEAR = re.compile(r"(?:19|20)\d{2}")
TARGET, RESULT, OTHER = "target", "result", "other"
_AIM_NOUNS = frozenset(("mục", "chỉ"))
_FORMULA = frozenset(("x", "×", "*"))
_DONE = frozenset(("mới", "chỉ", "đã"))
_SHARES = frozenset(("chiếm", "bằng"))
# A year apart from the number yields to one that closes its clause, a vision to any other.
_ELSEWHERE, _FAR = 60, 10_000
# Words of a lead-in with its comma: `Theo đó,`, `Cụ thể,`, `Trên cơ sở đó,`.
_LEAD_IN = 5


class Year(NamedTuple):
    """A year and where it was found: clause, sentence, list, heading, plan; null where nothing names one."""

    value: int | None
    found_in: str | None


_NO_YEAR = Year(None, None)


def _year(sentence: Sentence, text: str, cue: Cue) -> int | None:
    years = _YEAR.findall(text, sentence.starts[cue.start], sentence.ends[cue.end - 1])
    return int(years[-1]) if years else None


def clause_years(sentence: Sentence, text: str, values: list[Value]) -> list[Year]:
    """The year beside each value, or shared by the clause or sentence; unset where the sentence names none."""
    times = [(cue, year) for cue in times_of(sentence) if (year := _year(sentence, text, cue)) is not None]
    if not times:
        return [_NO_YEAR] * len(values)
    inner = [value for value in values if value.base]
    years = [_nearest(_visible(times, value, inner), value) for value in values]
    for order in range(len(values) - 2, -1, -1):
        # A year at the end of a clause holds for all its values.
        value, after = values[order], values[order + 1]
        shared = after.segment == value.segment and not (after.run.strives and after.run.joint)
        if years[order].value is None and shared and years[order + 1].found_in == "behind":
            years[order] = Year(years[order + 1].value, "behind")
    for order, value in enumerate(values):
        if years[order].value is None and value.base:
            years[order] = _behind_bracket(times, value)
        if years[order].value is None:
            years[order] = _leading(sentence, times, value, values[0].first)
        if years[order].value is None and order and _is_part(sentence, values[order - 1], value):
            # `tháng 7/2025 đạt 80%, trong đó cấp xã đạt 70%`: a part is of the time of its whole.
            years[order] = years[order - 1]
    return [Year(year.value, "clause" if year.found_in == "behind" else year.found_in) for year in years]


def _is_part(sentence: Sentence, before: Value, value: Value) -> bool:
    """Whether a value tells of what the value before measures, for a part of it, and names no time of its own."""
    if not value.carried or value.segment != before.segment or value.base != before.base:
        return False
    return not sentence.within(value.zone, value.first, "time", "not_time")


def _visible(times: list[tuple[Cue, int]], value: Value, inner: list[Value]) -> list[tuple[Cue, int]]:
    """The times that can be a value's: not those of another value's bracket."""
    brackets = [(other.zone, other.limit) for other in inner if other.base > value.base]
    if not brackets:
        return times
    return [item for item in times if not any(low <= item[0].start < high for low, high in brackets)]


def _nearest(times: list[tuple[Cue, int]], value: Value) -> Year:
    """The year nearest to the number inside its own zone; a vision only where nothing else is stated."""
    best: int | None = None
    place: str | None = None
    distance = _FAR * 2.0
    for cue, year in times:
        if cue.start < value.zone or cue.end > max(value.limit, value.last):
            continue
        behind = cue.start >= value.first
        gap: float = cue.start - value.last if behind else value.first - cue.end
        if cue.end <= value.run.start:
            gap += _ELSEWHERE
        elif not behind:
            gap = gap / _FAR
        gap += _FAR if cue.value == "vision" else 0
        if gap < distance:
            best, distance, place = year, gap, "behind" if behind else "clause"
    return Year(best, place)


def _behind_bracket(times: list[tuple[Cue, int]], value: Value) -> Year:
    """The year that goes on right behind a bracket: `chỉnh lý 1.200 hồ sơ (đạt 60%) trong quý I/2026`."""
    found = next((year for cue, year in times if cue.start == value.limit + 1 and cue.value != "vision"), None)
    return Year(found, None if found is None else "clause")


def _leading(sentence: Sentence, times: list[tuple[Cue, int]], value: Value, number: int) -> Year:
    """A year that opens the sentence, or a clause before the value's own, holds until another is named.

    So does one that closes an opening before the first number: `Theo đó, xã phấn đấu đến năm 2030, 100% ...; 80% ...`.
    """
    found = Year(None, None)
    for cue, year in times:
        if cue.start >= value.first:
            break
        before = sentence.words[cue.start - 1] if cue.start else ";"
        titles = sentence.words[cue.end : cue.end + 1] == [":"]
        titles = titles or (cue.end < number and sentence.words[cue.end] == ",")
        opens = titles or before in (";", ":", ".", "-") or cue.start <= 2
        # `Cụ thể, đến năm 2030 tỷ trọng ...; ...`: a short lead-in stands before the opening year.
        opens = opens or (before == "," and cue.start <= _LEAD_IN and cue.end < number)
        opens = opens or sentence.before(cue.start, 0, "effort", "aim") is not None
        if opens and cue.value != "vision":
            found = Year(year, "sentence")
    return found


def settle_year(setting: Setting, place: Place, own: Year, role: str, offset: int) -> Year:
    """The value's year: its clause's, else the list's, the heading's, the horizon of all aims, the plan's.

    In pages of prose the year that was announced for the aims that follow.
    """
    if own.value is not None:
        return own
    if place.list_year is not None:
        return Year(place.list_year, "list")
    if place.heading_year is not None:
        return Year(place.heading_year, "heading")
    if role == TARGET:
        year = setting.horizon() or setting.plan_year
        if year is not None:
            return Year(year, "plan")
        said = setting.announced(offset)
        if said is not None and said.aims:
            return Year(said.year, None if said.year is None else "list")
    if role == RESULT and setting.title and setting.doc_type == "Báo cáo":
        return Year(setting.year_of(setting.title), "plan")
    return Year(None, None)


def settle_role(
    setting: Setting, place: Place, sentence: Sentence, value: Value, year: Year, goes_on: bool = False
) -> tuple[str, bool]:
    """The value's role, and whether only a weak sign decides it.

    `goes_on` says that the value before it in its clause is an aim.
    """
    if value.baseline:
        return OTHER, False
    if _is_neither(sentence, value, place, setting.doc_type):
        return OTHER, False
    if place.scored or sentence.within(0, len(sentence.words), "scoring"):
        # Thresholds and points of an assessment.
        return OTHER, False
    if _commits(sentence, value, place.reported):
        return TARGET, False
    if place.reported:
        aimed = goes_on or _led_by_aim(setting, sentence, value, year)
        return (TARGET if aimed and not _is_reached(sentence, value) else RESULT), False
    if not place.aimed and _beside_aim(sentence, value):
        return RESULT, True
    if value.parent is not None and "<fraction>" in sentence.words[value.parent[0] : value.parent[1]]:
        # `12/15 thôn (đạt 80%)`: counted already, unless `phấn đấu` stands before
        strives = any(cue.value == "strives" for cue in sentence.within(*value.parent, "effort"))
        return (TARGET, False) if strives else (RESULT, True)
    now = setting.plan_year or setting.issued_year
    past = year.value is not None and year.found_in == "clause" and now is not None and year.value < now
    if past and not _names_aim(sentence, value) and not _measures_past(sentence, value):
        return RESULT, True
    reached = [
        cue
        for cue in sentence.within(value.zone, value.first, "reached")
        if not value.raised and not is_fixed(sentence, cue.start, cue.start + 1, value.zone)
    ]
    done = bool(reached)
    if (
        any(sentence.words[cue.start] in _DONE for cue in reached)
        and not place.aimed
        and value.comparator in ("=", "~")
    ):
        return RESULT, True
    compared = sentence.within(value.last, value.limit, "same_period")
    if value.comparator in ("=", "~") and (done or compared) and not place.aimed:
        ahead = year.value is not None and now is not None and year.value >= now
        return (TARGET if ahead else RESULT), True
    may_tell = not place.aimed and value.comparator in ("=", "~")
    if may_tell and (is_done(sentence, value) or is_past(setting, sentence, value)):
        return RESULT, True
    if not place.ahead and not setting.commits():
        planned = value.tail is not None and sentence.at(value.tail[0], "planned") is not None
        said = None if planned else setting.announced(sentence.starts[value.first])
        if said is not None and (said.aims or not _describes(sentence, value)):
            return (TARGET if said.aims else RESULT), True
        return (RESULT if value.run.movement or value.run.reached else OTHER), True
    return TARGET, False


def _is_neither(sentence: Sentence, value: Value, place: Place, doc_type: str | None) -> bool:
    """Descriptions, rates of a law, conditions, caps and factors of a formula."""
    words, first, last = sentence.words, value.first, value.last
    if (first and words[first - 1] in _FORMULA) or (last < len(words) and words[last] in _FORMULA):
        return True
    after = value.last
    while after < len(words) and (cue := sentence.at(after, "comparator_after")) is not None:
        after = cue.end
    if words[after : after + 1] == [":"] and words[after + 1 : after + 2] == ["<number>"]:
        # A row of a scoring table: `từ 95% trở lên: 2,5`.
        return True
    said = [cue for cue in sentence.within(value.zone, first, "neither") if sentence.depth[cue.start] <= value.base]
    if said or sentence.at(last, "may"):
        return True
    if value.comparator in ("<=", "<") and sentence.within(value.zone, value.limit, "grant"):
        return True
    if _commits(sentence, value, place.reported):
        return False
    if value.comparator in ("<=", "<") and not place.aimed and sentence.within(value.zone, first, "condition"):
        return True
    share = _SHARES.intersection(words[value.run.start : first])
    if value.parent is not None and "chiếm" in words[value.parent[1] : first]:
        # `(dân tộc Kinh chiếm 37%, Tày 15%)`
        share |= {"chiếm"}
    if "chiếm" in share and sentence.at(0, "describes"):
        return True
    if value.parent is None or (doc_type == "Báo cáo" and place.reported and share):
        return False
    tail = value.tail
    return bool(share) and not (tail is not None and sentence.at(tail[0], "planned"))


def _commits(sentence: Sentence, value: Value, reported: bool) -> bool:
    """Whether the words before the number say that it is an aim; in a report what was kept or done says nothing."""
    run = value.run
    if (run.strives or (run.aim and not run.purpose)) if reported else (run.effort or run.aim):
        return True
    return _strives(sentence, value, ("strives",) if reported else ("strives", "keeps"))


def _led_by_aim(setting: Setting, sentence: Sentence, value: Value, year: Year) -> bool:
    """Whether words of an aim and its year open the list that a value stands in.

    `Xã phấn đấu đến năm 2030, 100% hộ ...; 80% trường ...`: the year that a value takes from there brings its aim.
    """
    if year.found_in != "sentence":
        return False
    led = [cue for cue in times_of(sentence) if cue.end <= value.first and _is_aimed(sentence, cue)]
    return any(_year(sentence, setting.clean.matching, cue) == year.value for cue in led)


def _is_reached(sentence: Sentence, value: Value) -> bool:
    """Whether the words before a number say that it was reached, or by how much something moved."""
    said = value.run.reached or value.run.movement is not None
    return said or bool(sentence.within(value.zone, value.first, "reached"))


def _is_aimed(sentence: Sentence, time: Cue) -> bool:
    """Whether words that strive for something or name an aim stand right before a time or open it."""
    found = sentence.before(time.start, 0, "effort", "aim") or sentence.at(time.start, "effort")
    if found is None:
        return False
    return found.value == "strives" or bool(_AIM_NOUNS.intersection(sentence.words[found.start : found.end]))


def _beside_aim(sentence: Sentence, value: Value) -> bool:
    """Whether brackets give the aim that the value is held against: `đạt 63% (mục tiêu 70%)`."""
    words, inside = sentence.words, value.last + 1
    if words[value.last : inside] != ["("] or inside >= len(words):
        return False
    cue = sentence.at(inside, "aim", "planned")
    said = cue is not None and (cue.kind == "planned" or bool(_AIM_NOUNS.intersection(words[cue.start : cue.end])))
    return said and "%" in words[inside : words.index(")", inside) if ")" in words[inside:] else len(words)]


def _describes(sentence: Sentence, value: Value) -> bool:
    """Whether a share says what something is, not what was done: `35% dân số là đồng bào dân tộc thiểu số`."""
    return value.tail is not None and "là" in sentence.words[slice(*value.tail)]


def _names_aim(sentence: Sentence, value: Value) -> bool:
    """Whether the sentence announces an aim before the number: `mục tiêu đến năm 2025 là ...`."""
    return any(
        _AIM_NOUNS.intersection(sentence.words[cue.start : cue.end]) for cue in sentence.within(0, value.first, "aim")
    )


def is_of_what_is_measured(setting: Setting, sentence: Sentence, value: Value, year: Year) -> bool:
    """Whether a year gone by is not that of a plan's aim: `số hóa tối thiểu 70% tài liệu giai đoạn 2020 - 2024`."""
    now = setting.plan_year or setting.issued_year
    past = year.value is not None and now is not None and year.value < now
    return past and _measures_past(sentence, value) and not _names_aim(sentence, value)


def _measures_past(sentence: Sentence, value: Value) -> bool:
    """Whether an aim is for things of the past: `tối thiểu 70%`, or `số hóa 100% tài liệu giai đoạn 2015 - 2021`."""
    if value.comparator == ">=":
        return True
    times = sentence.within(value.last, value.limit, "time")
    return not value.run.reached and any(sentence.words[cue.start] == "giai" for cue in times)


def _strives(sentence: Sentence, value: Value, verbs: tuple[str, ...]) -> bool:
    """Whether a verb of effort opens the clause or the list: `phấn đấu tăng trưởng đạt 8%`, `Xã phấn đấu: ...; ...`."""
    return any(
        cue.value in verbs and (cue.start >= value.zone or sentence.words[cue.end] == ":")
        for cue in sentence.within(0, value.first, "effort")
    )
