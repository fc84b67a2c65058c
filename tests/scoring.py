"""Score records against hand-made labels (`tests/gold`, rules in `tests/gold/README.md`).

`found`: a record stands at the label's line with its key value. `strict`: every labelled attribute is
right as well. Both as F1 over all labelled documents.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import regex

GOLD = Path(__file__).parent / "gold"
# A record may begin one line off its label, and a subject counts as the same from this share of common words on.
LINE_SLACK = 1
SAME_WORDS = 0.75

Label = Mapping[str, str]
Row = Mapping[str, Any]


def labels(table: str) -> list[dict[str, str]]:
    """The labels of one table."""
    with (GOLD / f"{table}.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def words(text: object) -> list[str]:
    """The words of a text without case, tone marks (their place varies) and punctuation."""
    decomposed = unicodedata.normalize("NFD", "" if text is None else str(text).casefold())
    toneless = regex.sub("[\u0300\u0301\u0303\u0309\u0323]", "", decomposed)
    return regex.findall(r"\w+", unicodedata.normalize("NFC", toneless))


def overlap(one: object, two: object) -> float:
    """F1 of the words that two texts have in common."""
    left, right = Counter(words(one)), Counter(words(two))
    if not left or not right:
        return float(left == right)
    return 2 * (left & right).total() / (left.total() + right.total())


def same(one: object, two: object) -> bool:
    """Whether two texts have the same words in the same order."""
    return words(one) == words(two)


def same_body(gold: str, got: object) -> bool:
    """Whether two bodies are one; the label may name it without what stands around it."""
    short = {"uỷ ban nhân dân": "ubnd", "ủy ban nhân dân": "ubnd", "hội đồng nhân dân": "hđnd"}

    def squashed(text: object) -> str:
        folded = "" if text is None else str(text).casefold()
        for long, abbreviation in short.items():
            folded = folded.replace(long, abbreviation)
        return f" {' '.join(words(folded))} "

    return squashed(gold) in squashed(got)


def agrees(gold: str, got: object, compare: Callable[[str, object], bool]) -> bool:
    """Compare with a label: `?` at its end makes it optional, `-` asks for null, an empty one asks nothing."""
    if gold == "-":
        return got is None
    optional, gold = gold.endswith("?"), gold.rstrip("?")
    return gold == "" or (optional and got is None) or compare(gold, got)


@dataclass
class Tally:
    """Counts of one table; `misses` tells what went wrong, a line each."""

    gold: int = 0
    predicted: int = 0
    found_count: int = 0
    strict_count: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def found(self) -> float:
        """F1 of records found."""
        return self._f1(self.found_count)

    @property
    def strict(self) -> float:
        """F1 of records found with every labelled attribute right."""
        return self._f1(self.strict_count)

    def _f1(self, hits: int) -> float:
        return 2 * hits / (self.gold + self.predicted) if self.gold + self.predicted else 1.0


def tally(
    doc: str,
    gold: Iterable[Label],
    rows: Sequence[Row],
    key: Callable[[Label, Row], bool],
    marks: Callable[[Label, Row], Mapping[str, bool]],
    text: tuple[str, str],
    into: Tally,
) -> None:
    """Pair the labels of one document with its records and count; `text` names the label's and the record's text."""
    gold = sorted(gold, key=lambda label: int(label["line"]))
    into.gold += len(gold)
    into.predicted += len(rows)
    free = dict(enumerate(rows))
    for label in gold:
        line = int(label["line"])
        near = [
            (-overlap(label.get(text[0], ""), row.get(text[1]) or ""), abs(row["line_start"] - line), number)
            for number, row in free.items()
            if row["line_start"] - LINE_SLACK <= line <= row["line_end"] + LINE_SLACK and key(label, row)
        ]
        if not near:
            into.misses.append(f"{doc}:{line} not found: {dict(label)}")
            continue
        row = free.pop(min(near)[2])
        wrong = [name for name, right in marks(label, row).items() if not right]
        into.found_count += 1
        into.strict_count += not wrong
        if wrong:
            into.misses.append(f"{doc}:{line} {', '.join(wrong)} wrong: {dict(label)} got {dict(row)}")
    into.misses += [f"{doc}:{row['line_start']} not labelled: {dict(row)}" for row in free.values()]
