"""Documents cited by name without a number: laws (`Luật Căn cước`) and projects by nickname (`Đề án 06`)."""

from __future__ import annotations

import re
from functools import cache

import regex

import patterns
from extractors.citations.bodies import body_at
from extractors.citations.grammar import any_of
from extractors.citations.mentions import Mention
from extractors.dates import date_at

# What every named document begins with, or the rarer end of its first word: the rules are tried only there.
_OPENINGS = (
    (re.compile("uật "), 1),
    (re.compile("Pháp lệnh "), 0),
    (re.compile("Hiến pháp"), 0),
    (re.compile("Đề án [0-9]"), 0),
    (re.compile("Nghị quyết [0-9]"), 0),
)
_DATE_LEAD = regex.compile(
    r",?[ ](?:\((?i:sửa đổi)\)[ ])?(?i:ban hành[ ])?"
    r"(?:(?i:ngày)[ ]?(?=[0-9])|(?=[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}))"
)
_OF = regex.compile(r"[ ]của[ ]")


def named_mentions(text: str) -> list[Mention]:
    """Every law and project named in folded text, in order; those named within a longer name are mentions too."""
    found: list[Mention] = []
    covered = 0
    for start in _starts(text):
        mention = _named_at(text, start)
        if mention is None:
            continue
        found.append(mention)
        if mention.end > covered:
            covered = mention.end
            _read_after(mention, text)
    return found


def _starts(text: str) -> list[int]:
    """Where a named document may begin, in order."""
    starts = []
    # One scan for each word is faster than one for all: a scan for a fixed word skips ahead.
    for opening, back in _OPENINGS:
        for match in opening.finditer(text):
            start = match.start() - back
            if back and text[max(0, start - 3) : start] == "Bộ ":
                start -= 3
            if text[start].isupper():
                starts.append(start)
    return sorted(starts)


def _named_at(text: str, start: int) -> Mention | None:
    """The named document whose type word begins at an offset."""
    for name, pattern in _rules():
        match = pattern.match(text, start)
        if match is not None:
            if _no_law().search(text, max(0, start - 12), start):
                return None
            title = match.group("name")
            return Mention(
                start=start,
                end=match.end(),
                number_start=match.start("name"),
                number_end=match.end(),
                doc_type=match.group("type").capitalize(),
                number=None,
                issued_on=None,
                issuer=None,
                flags=[],
                rule=name,
                confidence=0.9,
                title=" ".join(title.split()) or None,
            )
    return None


def _read_after(mention: Mention, text: str) -> None:
    lead = _DATE_LEAD.match(text, mention.end)
    reading = None if lead is None else date_at(text, lead.end())
    if reading is not None:
        mention.issued_on, mention.end = reading.value, reading.span.end
        mention.flags.extend(reading.flags)
    of = _OF.match(text, mention.end)
    body = None if of is None else body_at(text, of.end())
    # Only a central body: `Luật Đất đai của tỉnh` would be a slip, `Đề án 06 của UBND xã` is the commune's part of it.
    if body is not None and body.rule == "central":
        mention.issuer, mention.end = body.name, body.end


@cache
def _rules() -> tuple[tuple[str, regex.Pattern[str]], ...]:
    return tuple((rule.name, rule.compile()) for rule in patterns.rules("citations", "named"))


@cache
def _no_law() -> regex.Pattern[str]:
    return regex.compile(rf"(?<![\p{{L}}])(?i:{any_of(patterns.words('citations', 'no_laws'))})[ ]$")
