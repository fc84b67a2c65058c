"""The year that a plan is for, from its title or another wording that names it."""

from __future__ import annotations

import patterns
from extractors.document import Span
from extractors.header.pieces import Found


def plan_year(words: str, start: int) -> Found | None:
    """The one year that a title names for its plan; `start` is the title's offset in clean text.

    Years of cited documents, periods (`giai đoạn 2026 - 2030`) and horizons (`đến năm 2030`) are none of it; two
    different years leave it open.
    """
    masked = words
    for rule in patterns.rules("header", "not_years"):
        masked = rule.compile().sub(lambda match: " " * len(match[0]), masked)
    named = list(patterns.rule("header", "named_year", "years").compile().finditer(masked))
    if not named or len({match["year"] for match in named}) > 1:
        return None
    return Found(named[0]["year"], Span(start + named[0].start("year"), start + named[0].end("year")))


def names_a_time(words: str) -> bool:
    """Whether a title names any year at all, be it a plan's, a period's or a horizon's."""
    masked = words
    for name in ("cited_date", "cited_law"):
        masked = patterns.rule("header", name, "not_years").compile().sub(" ", masked)
    rules = (*patterns.rules("header", "years"), *patterns.rules("header", "not_years"))
    return any(rule.compile().search(masked) for rule in rules)
