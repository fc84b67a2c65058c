"""A sentence as syllables with the cues that spaCy finds in it.

spaCy's own Vietnamese tokenizer splits on blanks only when no word segmenter is installed (`100%;` is one
token), so the tokens are ours: syllables, numbers, codes, and every other sign alone. Numbers, years and
dates enter spaCy as classes (`<number>`, `<year>`). Offsets are kept here, never asked from spaCy.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from operator import itemgetter
from typing import Any, NamedTuple

from extractors.document import Span
from extractors.targets.phrases import phrases

_TOKEN = re.compile(r"[^\W\d_]+|[0-9]+(?:[.,][0-9]+)*(?:/[0-9]+(?:[.,][0-9]+)*)*(?:[/-][^\W\d_][\w/-]*)?|\S")
_DIGITS = frozenset("0123456789")
_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}")
_MONTH = re.compile(r"\d{1,2}/\d{4}")
_FRACTION = re.compile(r"(?<![\d.,])[\d.,]++/[\d.,]+")
# Sentences that spaCy is shown at once: enough of them to be fast, few enough to bound the memory.
_TOGETHER = 100


class Cue(NamedTuple):
    """A phrase found: tokens `start` to `end`, the rule's kind and value, and the rule's name."""

    start: int
    end: int
    kind: str
    value: Any
    rule: str


_BY_START = itemgetter(1)
_SPAN = re.Match.span


@dataclass(slots=True)
class Sentence:
    """Tokens of a range of clean text, and the phrases found among them.

    `words` are folded to lower case and classes; `starts` and `ends` are offsets in clean text; `depth` counts
    the brackets around each token. `kinds` are those of the phrases; `beginning` and `ending` hold, by token and kind,
    the longest phrase there.
    """

    words: list[str]
    starts: list[int]
    ends: list[int]
    depth: list[int]
    cues: list[Cue] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    beginning: dict[int, dict[str, Cue]] = field(default_factory=dict)
    ending: dict[int, dict[str, Cue]] = field(default_factory=dict)

    def at(self, index: int, *kinds: str) -> Cue | None:
        """The longest cue of any of these kinds that begins at a token."""
        here = self.beginning.get(index)
        if here is None:
            return None
        best = None
        for kind in kinds:
            cue = here.get(kind)
            if cue is not None and (best is None or cue.end > best.end):
                best = cue
        return best

    def openings(self, start: int, end: int, kind: str) -> list[int]:
        """The tokens of a range at which a cue of a kind begins."""
        if kind not in self.kinds:
            return []
        return [index for index in range(start, end) if kind in self.beginning.get(index, ())]

    def before(self, index: int, low: int, *kinds: str) -> Cue | None:
        """The longest cue of any of these kinds that ends right before a token and begins no earlier than `low`."""
        here = self.ending.get(index)
        if here is None:
            return None
        best = None
        for kind in kinds:
            cue = here.get(kind)
            if cue is not None and cue.start >= low and (best is None or cue.start < best.start):
                best = cue
        return best

    def within(self, start: int, end: int, *kinds: str) -> list[Cue]:
        """All cues of these kinds inside a range of tokens, in order."""
        found: list[Cue] = []
        if self.kinds.isdisjoint(kinds):
            return found
        cues = self.cues
        for place in range(bisect_left(cues, start, key=_START), len(cues)):
            cue = cues[place]
            if cue.start >= end:
                break
            if cue.kind in kinds and cue.end <= end:
                found.append(cue)
        return found

    def longest(self, cue: Cue) -> bool:
        """Whether no longer cue of its kind begins or ends where a cue does."""
        return self.beginning[cue.start][cue.kind].end == cue.end and self.ending[cue.end][cue.kind].start == cue.start


_START = itemgetter(0)


def token_class(token: str) -> str:
    """The class of a token that begins with a digit: number, year, date, month, fraction or code."""
    if token.isdigit():
        return "<year>" if len(token) == 4 and 1900 <= int(token) <= 2100 else "<number>"
    if "/" not in token:
        return "<number>" if token[-1].isdigit() else "<code>"
    if _DATE.fullmatch(token):
        return "<date>"
    if _MONTH.fullmatch(token):
        return "<month>"
    return "<fraction>" if _FRACTION.fullmatch(token) else "<code>"


def read_sentence(matching: str, start: int, end: int) -> Sentence:
    """Tokens and cues of a range of folded clean text."""
    return next(read_sentences(matching, [Span(start, end)]))


def read_sentences(matching: str, spans: Sequence[Span]) -> Iterator[Sentence]:
    """Tokens and cues of some ranges of folded clean text, in order; spaCy is shown many of them at once."""
    for first in range(0, len(spans), _TOGETHER):
        sentences = [_tokens_of(matching, start, end) for start, end in spans[first : first + _TOGETHER]]
        _find_cues(sentences)
        yield from sentences


def _tokens_of(matching: str, start: int, end: int) -> Sentence:
    """The tokens of a range of folded clean text."""
    lower = matching[start:end].lower()
    if len(lower) != end - start:
        # A few foreign capitals have longer lower-case forms; such text keeps its capitals.
        lower = matching[start:end]
    spans = list(map(_SPAN, _TOKEN.finditer(lower)))
    words = [lower[first:last] for first, last in spans]
    words = [token_class(word) if word[0] in _DIGITS else word for word in words]
    starts = [start + first for first, _ in spans]
    ends = [start + last for _, last in spans]
    return Sentence(words, starts, ends, _depths(words) if "(" in words else [0] * len(words))


def _depths(words: list[str]) -> list[int]:
    """The depth of round brackets at each token, brackets included; one that has no partner counts for nothing."""
    depth = [0] * len(words)
    open_at: list[int] = []
    pairs: list[tuple[int, int]] = []
    for index, word in enumerate(words):
        if word == "(":
            open_at.append(index)
        elif word == ")" and open_at:
            pairs.append((open_at.pop(), index))
    if len(pairs) > 200:
        return depth
    for first, last in pairs:
        for index in range(first, last + 1):
            depth[index] += 1
    return depth


def _find_cues(sentences: list[Sentence]) -> None:
    """Run the matcher over the tokens of sentences.

    One document for all of them, since making one takes longer than matching; between two sentences stands a word
    that is in no phrase.
    """
    make_document, vocabulary, entries, other, matcher, rules = phrases()
    # Entries instead of words: spaCy looks up a number twice as fast as a string.
    tokens: list[int] = []
    for sentence in sentences:
        tokens += map(entries.get, sentence.words, repeat(other))
        tokens.append(other)
    matches = matcher(make_document(vocabulary, tokens))
    matches.sort(key=_BY_START)
    offset = place = 0
    for sentence in sentences:
        after = offset + len(sentence.words)
        first, place = place, bisect_left(matches, after, place, key=_BY_START)
        _keep_cues(sentence, matches[first:place], offset, rules)
        offset = after + 1


def _keep_cues(
    sentence: Sentence, matches: list[tuple[int, int, int]], offset: int, rules: dict[int, tuple[str, Any, str]]
) -> None:
    """Keep the matches of a sentence, whose first token has a number, and the longest of each kind at each place."""
    new = tuple.__new__  # a named tuple's own constructor takes twice as long
    beginning, ending, found, kinds = sentence.beginning, sentence.ending, sentence.cues, sentence.kinds
    for key, start, end in matches:
        start -= offset
        end -= offset
        kind, value, rule = rules[key]
        cue = new(Cue, (start, end, kind, value, rule))
        found.append(cue)
        kinds.add(kind)
        if start not in beginning:
            beginning[start] = {kind: cue}
        else:
            here = beginning[start]
            if kind not in here or end > here[kind].end:
                here[kind] = cue
        if end not in ending:
            ending[end] = {kind: cue}
        elif kind not in ending[end]:
            ending[end][kind] = cue
