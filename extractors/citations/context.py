"""What the words around a mention say: how it is used, which part of it is meant, what it is about."""

from __future__ import annotations

from functools import cache

import regex

import patterns
from extractors.citations.grammar import any_of

_BEFORE = 110
_LONGEST_SUBJECT = 600
_ABOUT = regex.compile(r"[ ]?,?[ ]?(?P<quote>[“\"]?)(?P<about>(?i:về việc|về|v/v)[ ])?")
_CUT = regex.compile(
    r"[;\n]|[.](?=[ ]\p{Lu}|[ ]?$|\n|/|[”\"])|[ ]?\((?i:sau đây|gọi tắt|viết tắt|nay là|dưới đây)|,[ ](?i:sau đây)"
)
_CLOSING = {")": "(", "”": "“", "]": "["}
_STRIP = " ,:.-–/"


def pinpoint_before(text: str, floor: int, start: int) -> tuple[str, int] | None:
    """The part of a document named before it (`điểm b khoản 2 Điều 45`) and where that begins."""
    match = _patterns().pin_before.search(text, max(floor, start - 90), start)
    return None if match is None else (match.group("pin"), match.start())


def pinpoint_after(text: str, end: int) -> str | None:
    """The part of a document named after it: `(khoản 2 Điều 5)`."""
    match = _patterns().pin_after.match(text, end, end + 80)
    return None if match is None else match.group("pin")


def relation(text: str, floor: int, start: int) -> str | None:
    """How a document is used, from the words right before it; null where they do not say."""
    window = text[max(floor, start - _BEFORE) : start].rstrip(' "“(')
    for value, pattern in _patterns().relations:
        if pattern.search(window):
            return value
    return None


def subject(text: str, written: str, end: int, limit: int) -> str | None:
    """What a document is about, from the words that follow it up to the next mention (at `limit`) or a full stop."""
    known = _patterns()
    opening = _ABOUT.match(text, end)
    if opening is None:
        return None
    start = opening.end()
    if opening.group("about") is None and not known.opening.match(text, start):
        return None
    limit = min(limit, start + _LONGEST_SUBJECT)
    cut = _CUT.search(text, start, limit)
    stop = limit if cut is None else cut.start()
    words = written[start:stop].rstrip(_STRIP)
    if cut is None:
        words = _without_hanging(words)
    if opening.group("quote") and words.endswith(("”", '"')):
        words = words[:-1]
    return _balanced(words).strip(_STRIP) or None


def _without_hanging(words: str) -> str:
    """A subject cut by the next mention, without the words that only lead to it: `..., thực hiện`."""
    known = _patterns()
    while True:
        shorter = known.hanging.sub("", words.rstrip(_STRIP + '(“"'))
        if shorter == words:
            return words
        words = shorter


def _balanced(words: str) -> str:
    """The words up to a bracket or quote that is closed but not opened among them, or opened but not closed."""
    opened: list[tuple[str, int]] = []
    for place, letter in enumerate(words):
        if letter in "(“[":
            opened.append((letter, place))
        elif letter in _CLOSING:
            if opened and opened[-1][0] == _CLOSING[letter]:
                opened.pop()
            elif letter != "”":
                return words[:place]
    brackets = [place for letter, place in opened if letter != "“"]
    return words[: brackets[0]] if brackets else words


class _Patterns:
    """The compiled rules for surroundings."""

    def __init__(self) -> None:
        self.pin_before = patterns.rule("citations", "pinpoint_before", "pinpoints").compile()
        self.pin_after = patterns.rule("citations", "pinpoint_after", "pinpoints_after").compile()
        self.relations = [(rule.value, rule.compile()) for rule in patterns.rules("citations", "relations")]
        self.opening = regex.compile(rf"(?i:{any_of(patterns.words('citations', 'subject_openings'))})(?![\p{{L}}])")
        self.hanging = regex.compile(rf"(?i)(?:^|[ ,(“\"])+{any_of(patterns.words('citations', 'hanging'))}$")


@cache
def _patterns() -> _Patterns:
    return _Patterns()
