"""Lists of bodies in cells and labels: who works with whom."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import zip_longest

from regex import Pattern

import patterns
from extractors.fold import fold


@cache
def _divider() -> Pattern[str]:
    return patterns.rule("tasks", "next_body", "lists").compile()


@lru_cache(maxsize=4096)
def bodies_in(text: str) -> tuple[str, ...]:
    """The bodies of a list, as written: `Sở Y tế, Công an tỉnh; các sở, ban, ngành` names three."""
    parts = [part.strip(" ,.;-+•") for part in _divider().split(fold(text))]
    found, at = [], 0
    folded = fold(text)
    for part, after in zip_longest(parts, parts[1:], fillvalue=""):
        # `Sở Sở Tài chính`: a word that was written twice is no body.
        if not part or after.startswith(f"{part} "):
            continue
        start = folded.index(part, at)
        at = start + len(part)
        found.append(text[start:at])
    return tuple(found)


def lead_and_others(lead: str | None, coordination: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Who leads and who works with it; one text may name both (`Sở Y tế chủ trì, phối hợp với Công an xã`)."""
    others = bodies_in(coordination or "")
    match = patterns.rule("tasks", "lead_and_others", "lists").compile().match(fold(lead or ""))
    if lead is None or match is None:
        return lead, others
    found = bodies_in(lead[match.start("others") : match.end("others")])
    return lead[match.start("lead") : match.end("lead")], tuple(dict.fromkeys((*found, *others)))
