"""Values that contradict each other or cannot be right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from math import inf

from regex import Pattern

import patterns
from extractors.fold import fold, squash
from pipeline.findings.catalogue import Words, finding, record_place
from pipeline.normalise.indicators import catalogue, wording
from pipeline.rows import Row, Tables

#: Syllables that tell what a subject without an indicator measures.
_TELLING = 4
_UPWARD, _DOWNWARD = (">=", ">"), ("<=", "<")


def value_findings(tables: Tables) -> Iterator[Row]:
    """Impossible shares, contradictions, targets that fall behind what is reached or nationally asked for."""
    (document,) = tables["documents"]
    doc_id, targets = document["doc_id"], tables["targets"]
    shares = [row for row in targets if row["unit"] == "%" and row["value"] is not None and row["role"] != "other"]
    yield from _above_hundred(doc_id, shares)
    yield from _contradictions(doc_id, shares)
    yield from _below_reached(doc_id, shares)
    yield from _below_national(doc_id, shares)


def _shown(row: Row) -> Words:
    """A value with its comparator and unit, as messages show it."""
    high = f"–{row['value_high']:g}" if row["value_high"] is not None else ""
    sign = "" if row["comparator"] == "=" else f"{row['comparator']} "
    english = f"{sign}{row['value']:g}{high} %"
    return Words(english, english.replace(".", ","))


def _above_hundred(doc_id: str, shares: list[Row]) -> Iterator[Row]:
    for row in shares:
        highest = max(row["value"], row["value_high"] or 0.0)
        subject = row["subject"] or ""
        if highest > 100 and not _may_exceed().search(fold(f"{subject} {row['quote']}")):
            yield finding("share_above_hundred", doc_id, [record_place("targets", row)], subject=subject, value=highest)


@cache
def _may_exceed() -> Pattern[str]:
    return patterns.rule("findings", "may_exceed").compile()


def _contradictions(doc_id: str, shares: list[Row]) -> Iterator[Row]:
    groups: defaultdict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in shares:
        if row["year"] is not None and (measured := _measured(row)) is not None:
            groups[measured, row["year"], row["role"], _scope(row), _level(row)].append(row)
    for rows in groups.values():
        # Rows of one table are different things to whoever made it; so are two values in one sentence.
        in_text = [row for row in rows if row["rule"] != "indicator_table"]
        if len({(row["value"], row["value_high"]) for row in rows}) > 1 and len({row["quote"] for row in rows}) > 1:
            signs = {row["comparator"] for row in rows}
            bounds = not signs.isdisjoint(_UPWARD) and not signs.isdisjoint(_DOWNWARD)
            if in_text and not bounds:
                yield _contradiction(doc_id, rows)


def _contradiction(doc_id: str, rows: list[Row]) -> Row:
    places = [record_place("targets", row) for row in rows]
    figures = {"indicator": rows[0]["indicator"] or rows[0]["subject"], "year": rows[0]["year"]}
    annex = [row for row in rows if _in_annex(row)]
    body = [row for row in rows if not _in_annex(row)]
    if annex and body and not {row["value"] for row in annex} <= {row["value"] for row in body}:
        return finding("body_annex_differ", doc_id, places, **figures, body=_values(body), annex=_values(annex))
    lowest = [_interval(row)[0] for row in rows]
    highest = [_interval(row)[1] for row in rows]
    code = "values_differ" if max(lowest) <= min(highest) else "values_contradict"
    return finding(code, doc_id, places, **figures, values=_values(rows))


def _interval(row: Row) -> tuple[float, float]:
    """The values that a row allows: `trên 50%` and `100%` may both hold, 50 % and 75 % may not."""
    value, high = row["value"], row["value_high"]
    if row["comparator"] in _UPWARD:
        return value, inf
    if row["comparator"] in _DOWNWARD:
        return -inf, value if high is None else high
    return value, value if high is None else high


def _values(rows: list[Row]) -> tuple[Words, ...]:
    return tuple(dict.fromkeys(_shown(row) for row in rows))


def _measured(row: Row) -> object:
    """What a row measures: its indicator, else the words of its subject; null where these are too few to tell."""
    if row["indicator_id"] or not row["subject"]:
        return row["indicator_id"]
    words = wording(row["subject"])
    return words if len(words) >= _TELLING and not _may_exceed().search(fold(row["subject"])) else None


def _scope(row: Row) -> str:
    return squash(row["scope"] or "")


@cache
def _levels() -> Pattern[str]:
    return patterns.rule("findings", "level").compile()


def _level(row: Row) -> frozenset[str]:
    """The levels and areas that subject and scope name."""
    return _levels_in(f"{row['subject']} {row['scope'] or ''}")


@lru_cache(maxsize=8192)
def _levels_in(words: str) -> frozenset[str]:
    """The same of words: each row is asked several times, within its document and for those of its unit."""
    return frozenset(squash(match.group()) for match in _levels().finditer(fold(words)))


def _in_annex(row: Row) -> bool:
    return row["rule"] == "indicator_table" or bool(
        row["section"] and patterns.rule("findings", "annex").compile().search(fold(row["section"]))
    )


def _below_reached(doc_id: str, shares: list[Row]) -> Iterator[Row]:
    """Targets that fall behind a result of the same document, of the same year or an earlier one."""
    results: defaultdict[object, list[Row]] = defaultdict(list)
    for row in shares:
        if row["role"] == "result" and row["indicator_id"] and row["year"] is not None:
            results[base_of(row)].append(row)
    groups: defaultdict[tuple[object, ...], list[Row]] = defaultdict(list)
    for target in shares:
        if target["role"] != "target" or target["indicator_id"] is None or target["year"] is None:
            continue
        reached_before = (row for row in results.get(base_of(target), ()) if row["year"] <= target["year"])
        found = next((row for row in reached_before if behind(target, row)), None)
        if found is not None:
            groups[target["indicator"], target["year"], target["value"], found["value"]] += [target, found]
    for (indicator, year, value, reached), rows in groups.items():
        places = [record_place("targets", row) for row in rows]
        yield finding(
            "target_below_reached", doc_id, places, target=value, year=year, reached=reached, indicator=indicator
        )


def base_of(row: Row) -> object:
    """What a value is about: targets and results of one indicator, scope and level may be held against each other."""
    return row["indicator_id"], _scope(row), _level(row)


def behind(target: Row, result: Row) -> bool:
    """Whether a target asks for less than a result gave, in the direction in which the indicator is better."""
    aimed = target["value_high"] if target["value_high"] is not None else target["value"]
    reached: float = result["value"]
    if catalogue().indicators[target["indicator_id"]].direction == "up":
        return bool(aimed < reached)
    return bool(target["value"] > reached)


def _below_national(doc_id: str, shares: list[Row]) -> Iterator[Row]:
    """Targets of the year of the national target, or of a later one, that are lower; one row a target, all mentions."""
    groups: defaultdict[tuple[str, int, float], list[Row]] = defaultdict(list)
    for row in shares:
        if row["role"] != "target" or row["indicator_id"] is None or row["year"] is None:
            continue
        indicator = catalogue().indicators[row["indicator_id"]]
        national, year = indicator.national_target, indicator.national_target_year
        if national is None or year is None or row["year"] < year or indicator.unit != "%":
            continue
        aimed = row["value_high"] if row["value_high"] is not None else row["value"]
        if aimed < national if indicator.direction == "up" else row["value"] > national:
            groups[indicator.id, row["year"], aimed].append(row)
    for (identity, year, aimed), rows in groups.items():
        indicator = catalogue().indicators[identity]
        places = [record_place("targets", row) for row in rows]
        yield finding(
            "target_below_national",
            doc_id,
            places,
            target=aimed,
            year=year,
            national=indicator.national_target,
            source=f"{indicator.source}, {indicator.national_target_year}",
            indicator=indicator.name,
        )
