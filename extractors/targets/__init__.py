"""Targets: every percentage of a document with what it measures, how it is bound, for when, and in which role.

A cheap look finds the lines that hold a percentage; only their sentences are cut into syllables and shown to
spaCy (`sentences`), read clause by clause (`clauses`), and given subjects (`subjects`), years and roles
(`attributes`, `setting`). What the tables hold comes from `extractors.tables`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import regex

import patterns
from extractors.clean import CleanText
from extractors.document import Span
from extractors.outline import Outline
from extractors.records import HeaderField, Target
from extractors.tables import Tables
from extractors.targets.attributes import TARGET, Year, clause_years, is_of_what_is_measured, settle_role, settle_year
from extractors.targets.clauses import read_values
from extractors.targets.heads import last_phrase
from extractors.targets.listed import take_title
from extractors.targets.percentages import SPELLED, Percentage, find_percentages
from extractors.targets.sentences import Sentence, read_sentence, read_sentences
from extractors.targets.setting import Place, Setting, read_setting
from extractors.targets.subjects import is_bare, named_amount, settle_subjects
from extractors.targets.values import Range, Value

__all__ = ["find_targets"]

CARRIED, MISSING, FROM_PLAN, UNSURE = "subject_carried", "subject_missing", "year_from_plan", "role_unsure"
_DOUBT = {CARRIED: 0.1, MISSING: 0.4, FROM_PLAN: 0.05, UNSURE: 0.2}
_SURE = 0.95
_LONGEST_SENTENCE = 3000
# A percentage alone on its line belongs to the line above, a blank line between them at most.
_NEAR_LINES = 2
# A cell that names what is measured has so many words at least.
_FEWEST_WORDS = 3


def find_targets(
    clean: CleanText, outline: Outline, header: tuple[HeaderField, ...], tables: Tables
) -> tuple[Target, ...]:
    """Every percentage of the document, and the rows of its indicator tables, in the order of the text."""
    setting = read_setting(clean, outline, header)
    claimed = sorted(getattr(tables, "claimed", ()))
    targets = [_with_defaults(setting, target) for target in getattr(tables, "targets", ())]
    lines = []
    for start, end in _lines(clean.matching):
        if _claimed_until(claimed, start) >= end:
            continue
        percentages = find_percentages(clean.matching, start, end)
        found = [p for p in percentages if _claimed_until(claimed, p.span.start) <= p.span.start]
        if found:
            lines.append(_divided(clean.matching, start, end, found))
    sentences = read_sentences(clean.matching, [span for _, parts in lines for span, _ in parts])
    for start, parts in lines:
        targets += _read_line(setting, start, [(next(sentences), span, inside) for span, inside in parts])
    return tuple(sorted(targets, key=lambda target: target.value_span))


def _lines(matching: str) -> Iterator[Span]:
    """The lines of the clean text that hold a percentage, without their item marks."""
    at, sign, words = 0, -1, -1
    while True:
        sign = _next(matching, "%", sign, at)
        words = _next(matching, SPELLED, words, at)
        hit = min(sign, words)
        if hit == len(matching):
            return
        start = matching.rfind("\n", 0, hit) + 1
        end = matching.find("\n", start)
        end = len(matching) if end < 0 else end
        yield Span(start, end)
        at = end


def _next(matching: str, sign: str, known: int, at: int) -> int:
    """The next place of a sign from an offset on; the text's end where there is none. `known` is the last answer."""
    if known >= at:
        return known
    place = matching.find(sign, at)
    return len(matching) if place < 0 else place


def _claimed_until(claimed: list[Span], offset: int) -> int:
    """Where the range ends that a table already holds at an offset, or right before it; 0 where there is none."""
    place = bisect_right(claimed, (offset, 1 << 62)) - 1
    return claimed[place].end if place >= 0 else 0


@cache
def _sentence_end() -> regex.Pattern[str]:
    return patterns.rule("targets", "sentence_end").compile()


@cache
def _line_year() -> regex.Pattern[str]:
    return patterns.rule("targets", "line_year").compile()


@cache
def _item_mark() -> regex.Pattern[str]:
    return patterns.rule("targets", "item_mark").compile()


def _sentences(matching: str, start: int, end: int, found: list[Percentage]) -> Iterator[tuple[Span, list[Percentage]]]:
    """The sentences of a line that hold percentages; one too long to be a sentence is cut at a mark or a blank."""
    cuts = [match.end() for match in _sentence_end().finditer(matching, start, end)]
    place = 0
    for first, last in zip([start, *cuts], [*cuts, end], strict=True):
        while first < last:
            stop = last
            if last - first > _LONGEST_SENTENCE:
                stop = _cut(matching, first, first + _LONGEST_SENTENCE)
            inside = []
            while place < len(found) and found[place].span.start < stop:
                stop = max(stop, found[place].span.end)
                inside.append(found[place])
                place += 1
            if inside:
                yield Span(first, stop), inside
            first = stop


def _cut(matching: str, first: int, limit: int) -> int:
    """The best place to cut an overlong sentence: after a semicolon, a comma or a blank of its second half."""
    half = (first + limit) // 2
    for mark in ("; ", ", ", " "):
        place = matching.rfind(mark, half, limit)
        if place >= 0:
            return place + len(mark)
    return limit


def _divided(
    matching: str, start: int, end: int, found: list[Percentage]
) -> tuple[int, list[tuple[Span, list[Percentage]]]]:
    """Where a line's text begins behind its item mark, and its sentences with their percentages."""
    mark = _item_mark().match(matching, start, min(end, found[0].span.start))
    if mark is not None and mark.end() <= found[0].span.start:
        start = mark.end()
    return start, list(_sentences(matching, start, end, found))


def _read_line(setting: Setting, start: int, parts: list[tuple[Sentence, Span, list[Percentage]]]) -> Iterator[Target]:
    """The targets of one line of clean text, from its sentences."""
    clean = setting.clean
    place = setting.place(start)
    before = Year(None, None)
    last: str | None = None
    for sentence, span, inside in parts:
        if span.start > start and before.value is None:
            before = Year(_opening_year(clean.matching, start, span.start), "line")
        values = settle_subjects(sentence, read_values(sentence, inside))
        if span.start == start:
            take_title(clean, sentence, values)
        years = clause_years(sentence, clean.matching, values)
        aim: Value | None = None
        for value, own in zip(values, years, strict=True):
            here = own if own.value is not None else before
            if value.again and last is not None:
                value.named = last
            goes_on = aim is not None and (aim.segment, aim.base) == (value.segment, value.base)
            target = _target(setting, place, sentence, value, here, goes_on)
            last = target.subject
            aim = value if target.role == TARGET else None
            yield target
        if years[0].found_in in ("clause", "sentence") and years[0].value is not None:
            before = Year(years[0].value, "line")


def _opening_year(matching: str, start: int, end: int) -> int | None:
    """The year that opens a line whose first sentence holds no percentage: `Năm 2024, xã đã hoàn thành ...`."""
    opening = _line_year().match(matching, start, end)
    return None if opening is None else int(opening["year"])


def _target(setting: Setting, place: Place, sentence: Sentence, value: Value, own: Year, goes_on: bool) -> Target:
    """The record of one value; `goes_on` says that the one before it in its clause is an aim."""
    role, unsure = settle_role(setting, place, sentence, value, own, goes_on)
    if role == TARGET and is_of_what_is_measured(setting, sentence, value, own):
        own = Year(None, None)
    year = own if value.baseline else settle_year(setting, place, own, role, sentence.starts[value.first])
    subject = _text(setting.clean.text, sentence, value.subject)
    named = value.named
    if named is None and is_bare(sentence, value):
        named = _amount_named_before(setting, sentence)
    if subject is None and named is None and len(sentence.words) == value.last - value.first:
        named = _line_broken_before(setting, sentence)
    if subject is None and named is None:
        named = _named_in_row(setting, sentence)
    if named is not None:
        subject = f"{named} {subject}" if subject else named
    flags = []
    if value.carried or named is not None:
        flags.append(CARRIED)
    if subject is None:
        flags.append(MISSING)
    if year.found_in == "plan":
        flags.append(FROM_PLAN)
    if unsure:
        flags.append(UNSURE)
    percentage = value.percentage
    high = percentage.value_high if value.high is None else value.high.value
    ends = percentage.span.end if value.high is None else value.high.span.end
    return Target(
        _span(sentence, value),
        Span(percentage.span.start, ends),
        percentage.value,
        high,
        None,
        percentage.unit,
        value.comparator,
        role,
        year.value,
        subject,
        None if value.scope is None else _text(setting.clean.text, sentence, [value.scope]),
        percentage.rule,
        tuple(flags),
        round(_SURE - sum(_DOUBT[flag] for flag in flags), 2),
    )


def _amount_named_before(setting: Setting, sentence: Sentence) -> str | None:
    """What an earlier sentence gives an amount of (`tổng thu ngân sách 10.367 tỷ đồng. Ước thực hiện ...`).

    Looked for in the line's own earlier sentences, the nearest first, then in the line before.
    """
    clean = setting.clean
    here = clean.block_index(sentence.starts[0])
    for index in (here, here - 1):
        if index < 0:
            break
        start, end = clean.blocks[index].start, min(clean.blocks[index].end, sentence.starts[0])
        if end - start > _LONGEST_SENTENCE:
            continue
        cuts = [match.end() for match in _sentence_end().finditer(clean.matching, start, end)]
        parts = list(zip([start, *cuts], [*cuts, end], strict=True))
        for first, last in reversed(parts) if index == here else parts:
            earlier = read_sentence(clean.matching, first, last)
            part = named_amount(earlier)
            if part is not None:
                return _text(clean.text, earlier, [part])
    return None


def _line_broken_before(setting: Setting, sentence: Sentence) -> str | None:
    """What the line right above a lone percentage measures, as where a narrow column breaks before the number."""
    clean = setting.clean
    index = clean.block_index(sentence.starts[0])
    if index == 0:
        return None
    before, here = clean.blocks[index - 1], clean.blocks[index]
    apart = here.first_line - before.last_line
    if before.kind == "figures" or before.cell != here.cell or not 0 < apart <= _NEAR_LINES:
        return None
    if before.end - before.start > _LONGEST_SENTENCE:
        return None
    above = read_sentence(clean.matching, before.start, before.end)
    part = last_phrase(above)
    return None if part is None else _text(clean.text, above, [part])


def _named_in_row(setting: Setting, sentence: Sentence) -> str | None:
    """What a cell to the left names, for a cell that holds only its value: `| Tỷ lệ ... | ≥ 80% |`.

    Of several cells with words the one that opens with a rate, else the nearest.
    """
    clean = setting.clean
    index = clean.block_index(sentence.starts[0])
    cell, nearest = clean.blocks[index].cell, None
    while cell is not None and index > 0:
        before = clean.blocks[index - 1]
        if before.cell is None or cell - before.cell > 1:
            # Rows are numbered apart.
            break
        index, cell = index - 1, before.cell
        written = clean.text[before.start : before.end].strip(" ,;:.-–")
        if len(written.split()) >= _FEWEST_WORDS and "%" not in written:
            opening = read_sentence(clean.matching, before.start, before.end).at(0, "opener")
            if opening is not None and opening.value == "rate":
                return written
            nearest = nearest or written
    return nearest


def _span(sentence: Sentence, value: Value) -> Span:
    """The value's own clause: from the first of its own words to the last."""
    first, last = value.run.start, value.last
    for start, end in value.subject:
        if value.zone <= start and end <= value.limit:
            first, last = min(first, start), max(last, end)
    while first < value.first and not sentence.words[first][0].isalnum():
        first += 1
    return Span(sentence.starts[min(first, value.first)], sentence.ends[last - 1])


def _text(text: str, sentence: Sentence, parts: list[Range]) -> str | None:
    """The source's own words of some ranges of tokens, joined by blanks."""
    pieces: list[list[int]] = []
    for start, end in parts:
        if pieces and pieces[-1][1] == start:
            pieces[-1][1] = end
        else:
            pieces.append([start, end])
    written = [text[sentence.starts[start] : sentence.ends[end - 1]] for start, end in pieces]
    return " ".join([piece for piece in written if not piece.isdecimal()]).strip(" ,;:.-–") or None


def _with_defaults(setting: Setting, target: Target) -> Target:
    """A table row's target with the year of its headings or of the plan where the table names none."""
    if target.year is not None:
        return target
    year = settle_year(
        setting, setting.place(target.span.start), Year(None, None), target.role or TARGET, target.span.start
    )
    return target if year.value is None else replace(target, year=year.value)
