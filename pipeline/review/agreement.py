"""How well reviewers agree: Cohen's kappa for each column, over the records that two of them judged.

Source: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.review.decisions import by_record, standing
from pipeline.review.entries import Entry
from pipeline.review.fields import dumps

#: The column under which it is judged whether a record is one at all.
IS_RECORD = "is a record"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two reviewers' judgements of one column: how many, the share that agrees, and kappa.

    `kappa` is null where all judgements are the same, and chance alone would agree on everything.
    """

    table: str
    field: str
    reviewers: tuple[str, str]
    judged: int
    agreed: float
    kappa: float | None


def agreements(entries: Iterable[Entry]) -> list[Agreement]:
    """Every pair of reviewers, for every column that both judged on some record; adjudications are no judgements."""
    pairs: dict[tuple[str, str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for (table, _), chain in by_record(entries).items():
        judged = _judgements(standing(chain))
        for one, other in combinations(sorted(judged), 2):
            for field in sorted(judged[one].keys() & judged[other].keys()):
                pairs[table, field, one, other].append((judged[one][field], judged[other][field]))
    return [
        Agreement(table, field, (one, other), len(both), _share(both), kappa(both))
        for (table, field, one, other), both in sorted(pairs.items())
    ]


def kappa(both: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of two raters' labels; null where chance alone gives full agreement."""
    firsts, seconds = (Counter(labels) for labels in zip(*both, strict=True))
    chance = sum(firsts[label] * seconds[label] for label in firsts) / len(both) ** 2
    return None if chance == 1 else (_share(both) - chance) / (1 - chance)


def lines(found: Iterable[Agreement]) -> Iterator[str]:
    """One line a pair and column, with a head."""
    yield f"{'table':13}{'column':16}{'reviewers':28}{'judged':>7}{'agreed':>8}{'kappa':>8}"
    for one in found:
        shown = "–" if one.kappa is None else f"{one.kappa:.2f}"
        who = " / ".join(one.reviewers)
        yield f"{one.table:13}{one.field:16}{who:28}{one.judged:7}{one.agreed:8.0%}{shown:>8}"


def _share(both: Sequence[tuple[str, str]]) -> float:
    return sum(one == other for one, other in both) / len(both)


def _judgements(chain: Sequence[Entry]) -> dict[str, dict[str, str]]:
    """What each reviewer last said of each column of one record."""
    judged: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in chain:
        if entry.action in ("confirm", "add"):
            judged[entry.reviewer] |= {name: dumps(value) for name, value in dict(entry.new).items()}
        elif entry.action == "edit" and entry.field is not None:
            judged[entry.reviewer][entry.field] = dumps(entry.new)
        if entry.action in ("confirm", "add", "edit", "reject"):
            judged[entry.reviewer][IS_RECORD] = dumps(entry.action != "reject")
    return judged
