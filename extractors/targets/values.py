"""What is known of a percentage as its clause is read: the words around it, as ranges of tokens."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.targets.percentages import Percentage

Range = tuple[int, int]

# Signs that never are words of a subject's end, and words that join two clauses or two members of a list.
SOFT = frozenset(",:-.+/%;“”\"'…x")
JOINERS = frozenset((",", "và", "hoặc", "còn", "nên"))
# Words before a level or an area (`ở cấp xã`), before whose or where something is, before for whom.
IN = frozenset(("ở", "tại", "cho", "trong", "thuộc"))
OF = frozenset(("của", "tại", "ở"))
TO = frozenset(("cho", "với", "của", "tại", "ở", "trong"))
QUOTES = frozenset('“”"')
_OPENING, _CLOSING = {"“": "”", '"': '"'}, {"”": "“", '"': '"'}


def opens_nothing(words: list[str], low: int, high: int) -> bool:
    """Whether the first token of a range is a sign to be dropped: a quote that the range closes stays."""
    word = words[low]
    partner = _OPENING.get(word)
    return word in SOFT and (partner is None or partner not in words[low + 1 : high])


def closes_nothing(words: list[str], low: int, high: int) -> bool:
    """Whether the last token of a range is a sign to be dropped: a quote that the range opens stays."""
    word = words[high - 1]
    partner = _CLOSING.get(word)
    return word in SOFT and (partner is None or partner not in words[low : high - 1])


@dataclass(slots=True)
class Run:
    """The words peeled off before a number: where they begin, and what they said."""

    start: int
    comparator: str | None = None
    movement: Range | None = None
    difference: Range | None = None
    reached: bool = False
    effort: bool = False
    strives: bool = False
    aim: bool = False
    purpose: bool = False
    listed: bool = False
    colon: bool = False
    joint: bool = False
    timed: bool = False
    first_joint: int | None = None
    from_word: bool = False


@dataclass(slots=True)
class Value:
    """A percentage with its surroundings, as ranges of tokens; `subject` is filled in by `subjects`.

    `again` is set where the clause points back (`tỷ lệ này`) to what an earlier sentence measures, `raised`
    where the number is what a baseline before it shall become.
    """

    percentage: Percentage
    first: int
    last: int
    zone: int
    limit: int
    base: int
    run: Run
    segment: int
    head: Range | None = None
    dropped: Range | None = None
    tail: Range | None = None
    comparator: str = "="
    scope: Range | None = None
    scope_beside: bool = False
    stem: Range | None = None
    parent: Range | None = None
    subject: list[Range] = field(default_factory=list)
    named: str | None = None
    again: bool = False
    raised: bool = False
    carried: bool = False
    baseline: bool = False
    high: Percentage | None = None
    holes: list[Range] = field(default_factory=list)
