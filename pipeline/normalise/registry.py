"""The registry of national documents (`patterns/registry.yaml`): which one a mention means, and what it should say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

import patterns
from extractors.fold import squash
from pipeline.normalise.numbers import read_number, slug

#: Share of the shorter title's words that two titles of one document have in common.
_SAME_TITLE = 0.6
_OTHER_TITLE = 0.3
#: Plans rarely go back further; an older document of the same number is then as likely another one.
_REMEMBERED = timedelta(days=6 * 366)


@dataclass(frozen=True, slots=True)
class Registered:
    """A national document as promulgated; `key` is its number's (see `Number.key`)."""

    doc_type: str
    number: str
    key: str
    issued_on: date
    issuer: str
    title: str
    also: tuple[str, ...] = ()


@cache
def _documents() -> tuple[Registered, ...]:
    found = []
    for entry in patterns.load("registry")["documents"]:
        number = read_number(entry["number"], entry["type"], entry["date"].year)
        if number is None:
            raise patterns.PatternError(f"patterns/registry.yaml: {entry['number']!r} is no number")
        rest = (entry["date"], entry["issuer"], entry["title"], tuple(entry.get("also", ())))
        found.append(Registered(entry["type"], entry["number"], number.key, *rest))
    return tuple(found)


@cache
def _index() -> dict[str, tuple[Registered, ...]]:
    """Documents by their number's key, by the key of a law's name, and by other names."""
    found: dict[str, tuple[Registered, ...]] = {}
    for document in _documents():
        keys = [document.key]
        if document.doc_type == "Luật":
            keys.append(name_key(document.doc_type, document.title))
        keys += [squash(name) for name in document.also]
        for key in keys:
            found[key] = (*found.get(key, ()), document)
    return found


def name_key(doc_type: str, name: str) -> str:
    """The key of a document cited by type and name."""
    return squash(f"{doc_type} {name}").removesuffix(" (sửa đổi)")


def registered(
    key: str, issued_on: date | None, year: int | None, subject: str | None, before: date | None
) -> Registered | None:
    """The registered document that a mention means; null where there is none, or it may be another of that number.

    `key` is a number's or a name's; `year` what is known of the date beside `issued_on`; `before` the day of the citing
    document. Numbers begin anew every year: the year tells, or else day and month, or the title.
    """
    candidates = _index().get(key, ())
    year = issued_on.year if issued_on is not None else year
    if year is not None:
        same = [document for document in candidates if document.issued_on.year == year]
        exact = [document for document in same if document.issued_on == issued_on]
        if same:
            return (exact or same)[0] if exact or len(same) == 1 else None
    if issued_on is not None:
        for document in candidates:
            same_day = (document.issued_on.day, document.issued_on.month) == (issued_on.day, issued_on.month)
            if same_day or (subject and likeness(subject, document.title) >= _SAME_TITLE):
                return document
        return None
    if year is not None:
        return None
    fitting = [d for d in candidates if before is None or before - _REMEMBERED <= d.issued_on <= before]
    if subject:
        fitting = [d for d in fitting if likeness(subject, d.title) >= _OTHER_TITLE]
    return fitting[0] if len(fitting) == 1 else None


def by_nickname(name: str, before: date | None) -> Registered | None:
    """The document that is known by a nickname on a day."""
    found = _index().get(squash(name), ())
    return found[0] if found and (before is None or found[0].issued_on <= before) else None


def by_exact_number(key: str, doc_type: str) -> Registered | None:
    """The document whose number holds its year, and so can be no other of its type."""
    return next((document for document in _index().get(key, ()) if document.doc_type == doc_type), None)


def likeness(one: str, other: str) -> float:
    """How many of the shorter title's words the other has, from 0 to 1; short words do not count."""
    first, second = _words(one), _words(other)
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


@lru_cache(maxsize=8192)
def _words(title: str) -> frozenset[str]:
    return frozenset(word for word in slug(title).split("-") if len(word) > 1)
