"""A share in brackets between a count and what is counted."""

from __future__ import annotations

from extractors.targets.sentences import Sentence
from extractors.targets.values import Value

_COUNTS = frozenset(("<number>", "<fraction>"))
_CLAUSE_ENDS = frozenset((",", ";", ":", ".", "(", ")", "<number>"))
_SHORTEST = 2


def name_behind_bracket(sentence: Sentence, value: Value) -> bool:
    """`12 (80%) xã đạt chuẩn`: the share stands between the count and what is counted."""
    words = sentence.words
    start = value.last + 1
    if value.parent is None or words[value.parent[1] - 1] not in _COUNTS or words[value.last : start] != [")"]:
        return False
    end = start
    while end < len(words) and words[end] not in _CLAUSE_ENDS and not sentence.at(end, "cut", "time"):
        end += 1
    if (reach := sentence.before(end, start, "reach")) is not None:
        end = reach.start
    if end - start < _SHORTEST and not sentence.at(start, "opener"):
        return False
    if sentence.at(start, "base", "planned", "predicate", "lead", "movement", "preposition"):
        return False
    value.subject = [(start, end)]
    return True
