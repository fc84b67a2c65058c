"""Several numbers joined by strokes, one for each level: `80%/60% hồ sơ tại cấp huyện/xã`."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from extractors.targets.sentences import Sentence
from extractors.targets.values import Value


def join_levels(sentence: Sentence, values: list[Value]) -> list[list[Value]]:
    """`tối thiểu 80%/60% hồ sơ tại cấp huyện/xã`: numbers joined by strokes share head and tail; those that do."""
    words = sentence.words
    groups: list[list[Value]] = []
    for before, value in pairwise(values):
        if value.first - before.last <= 1 and words[value.first - 1] == "/":
            if groups and groups[-1][-1] is before:
                groups[-1].append(value)
            else:
                groups.append([before, value])
    for group in groups:
        first, last = group[0], group[-1]
        if last.tail is not None and sentence.at(last.tail[0], "planned"):
            # `đạt 52,3%/70% kế hoạch`: what was reached, and what was planned
            last.head, last.tail, last.run = first.head, None, replace(last.run, aim=True, reached=True)
            first.tail = None
            continue
        for value in group:
            value.head, value.comparator, value.run = first.head, first.comparator, first.run
            value.tail, value.limit = last.tail, last.limit
    return groups


def level_scopes(sentence: Sentence, group: list[Value]) -> None:
    """Give each of the numbers `80%/60%` its own level of `cấp huyện/xã`."""
    words = sentence.words
    for low, high in group[0].subject:
        for start in range(low, high):
            last = start + 2 * len(group) - 2
            if last < high and all(words[index] == "/" for index in range(start + 1, last, 2)):
                for place, value in enumerate(group):
                    here = start + 2 * place
                    value.scope = (here - (place == 0 and words[here - 1] == "cấp"), here + 1)
                return
