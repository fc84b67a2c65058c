"""Hostile texts for a pattern, and whether the time that it takes grows with them no worse than in proportion.

A pattern is tried on texts that are made of its own pieces: its examples and literal words over and over, and each
character and word of them over and over in its place with what follows cut off, so that the engine goes on hoping
for as long as it can. Time is CPU time, the best of a few runs; what takes next to no time is not judged.
"""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterable
from functools import partial
from types import FrameType
from typing import Any

import regex

Pattern = re.Pattern[str] | regex.Pattern[str]
Maker = Callable[[int], str]

#: Characters of the shorter text, and how many times as long the longer one is.
SIZE, TIMES = 3_000, 4
#: CPU seconds for the shorter text below which nothing is judged; after which a run is stopped.
FLOOR, LIMIT = 0.004, 2.0
#: How many times as long the longer text may take: twice what is in proportion, half of what is its square.
MOST = 2 * TIMES

_PLAIN = "1|a|A|Đ| |\n|\t|1 |a |A |Aa |1.|1,|1/|1-|- |% |(|)|“|;|, |. |: |I|a) |số 1 |của |Điều 1 |năm 2025 |100% "
_BEHIND = (" ", "1", "a", "A", "a ", "A ", ", ", "- ", "\n")
_MOST_WORDS = 8
_NO_LITERAL = re.compile(r"\\p\{\w+\}|\\.|\(\?P?<?\w*[>:=!]")
_LITERAL = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
# The first of the same kind of characters in a row; a word and the blank behind it.
_CHARACTER = re.compile(r"(?<!\d)\d|(?<![^\W\d])[^\W\d]|\W")
_WORD = re.compile(r"\S+\s?")


class TooSlowError(Exception):
    """A run was stopped at its limit."""


def traps(pattern: str, examples: Iterable[str] = ()) -> list[Maker]:
    """Makers of hostile texts of about a given number of characters, no two alike."""
    words = sorted({*_LITERAL.findall(_NO_LITERAL.sub(" ", pattern))}, key=lambda word: (-len(word), word))
    known = [example for example in (*examples, *words[:_MOST_WORDS]) if example]
    # What a match must hold stands at the end: an engine that misses it does not even begin.
    end = "\x01" + max(known, key=len, default="")
    plain = (*_PLAIN.split("|"), "|")
    makers: list[Maker] = [partial(_repeated, piece) for piece in plain]
    makers += [partial(_pumped, "", piece, end) for piece in plain]
    for example in known:
        makers += [partial(_repeated, piece) for piece in (example, f"{example} ", f"{example[:-1]} ")]
        makers += [partial(_pumped, example, piece, end) for piece in _BEHIND]
        for piece in (*_CHARACTER.finditer(example), *_WORD.finditer(example)):
            makers.append(partial(_pumped, example[: piece.start()], piece.group(), end))
    return list({make(60): make for make in makers}.values())


def _repeated(piece: str, size: int) -> str:
    return piece * (size // len(piece) + 1)


def _pumped(before: str, piece: str, end: str, size: int) -> str:
    """Words with a piece over and over behind them, and then a character that no pattern hopes for."""
    return f"{before}{_repeated(piece, size)}{end}"


def scan(pattern: Pattern) -> Callable[[str], object]:
    """Looks for all matches of a pattern in a text.

    One that reads backwards or matches nothing at all can only be tried at a place that something else has found.
    """
    if pattern.flags & regex.REVERSE or pattern.match(""):
        return lambda text: pattern.match(text)

    def work(text: str) -> None:
        # `regex` heeds no signal while it searches; the standard library has no limit of its own.
        found = pattern.finditer(text) if isinstance(pattern, re.Pattern) else pattern.finditer(text, timeout=LIMIT)
        for _ in found:
            pass

    return work


def growth(
    work: Callable[[Any], Any],
    make: Callable[[int], Any],
    size: int = SIZE,
    floor: float = FLOOR,
    limit: float = LIMIT,
    runs: int = 2,
) -> float | None:
    """How many times as long a text takes that is `TIMES` as long; null where the shorter one takes next to no time.

    Infinite where a run had to be stopped. A growth that is too great is measured again: other work may have
    slowed it, but nothing makes a slow pattern quick. The best of `runs` counts; one is enough for long texts.
    """
    try:
        short = make(size)
        if any(_seconds(work, short, tries, limit) < floor for tries in (1, 3)[:runs]):
            return None
        long, least = make(size * TIMES), float("inf")
        for _ in range(3):
            spent = [(_seconds(work, short, runs, limit), _seconds(work, long, runs, limit)) for _ in range(runs)]
            least = min(least, min(one for _, one in spent) / max(min(one for one, _ in spent), floor / 2))
            if least <= MOST:
                break
    except (TooSlowError, TimeoutError):
        return float("inf")
    return least


def _seconds(work: Callable[[Any], Any], text: Any, runs: int, limit: float) -> float:
    """CPU seconds of the best of some runs; `TooSlowError` where one takes longer than the limit.

    The clock tells when to look: a timer of CPU time would make that time coarse. Where the machine had other work to
    do, there is time left then.
    """
    best = began = float("inf")

    def stop(_: int, __: FrameType | None) -> None:
        left = limit - (time.process_time() - began)
        if left <= 0:
            raise TooSlowError
        signal.setitimer(signal.ITIMER_REAL, max(left, limit / 10))

    before = signal.signal(signal.SIGALRM, stop)
    try:
        for _ in range(runs):
            began = time.process_time()
            signal.setitimer(signal.ITIMER_REAL, limit)
            work(text)
            best = min(best, time.process_time() - began)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return best
