"""Numbers of documents in one form, so that two ways of writing one number are equal."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache

import regex

import patterns
from extractors.citations.grammar import grammar
from extractors.citations.symbols import possible_year, read_symbol

_NUMBER = regex.compile(r"0*(?P<figures>[0-9]+)(?P<letter>[a-zđ])?(?:/(?P<year>[0-9]{4}))?(?:[/-](?P<symbol>.+))?")
_PARTS = regex.compile(r"[-/]+")
_TERM = regex.compile(r"QH[0-9]+$")
_NO_SLUG = regex.compile(r"[^a-z0-9]+")
#: The only body that issues a type of document, for symbols that leave it out (`123/2015/NĐ`).
_SOLE_ISSUER = {"Nghị định": "CP"}


@dataclass(frozen=True, slots=True)
class Number:
    """A document's number read: figures without leading zeros, the year if it holds one, and its symbol's parts.

    `doc_type` and `issuer` are what the symbol says, null where it does not; `body` the part that names the issuer
    (`UBND`, `TU`, `BTTTT`). `key` is the same for every way of writing the number: `749-qd-ttg`, `73-2019-nd-cp`.
    """

    figures: str
    year: int | None
    symbol: tuple[str, ...]
    doc_type: str | None
    issuer: str | None
    body: str | None
    key: str = field(compare=False)

    @property
    def begins_anew(self) -> bool:
        """Whether the same number may be given again next year: it holds no year and no term (`UBTVQH15`)."""
        return self.year is None and not any(_TERM.search(part) for part in self.symbol)


@lru_cache(maxsize=16384)
def slug(text: str) -> str:
    """Small letters without marks and figures, joined by hyphens."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return _NO_SLUG.sub("-", "".join(letter for letter in plain if not unicodedata.combining(letter))).strip("-")


@lru_cache(maxsize=16384)
def read_number(written: str, doc_type: str, day_year: int | None) -> Number | None:
    """Read a number as the data writes it (`27/CT-TTg`); `day_year` is the year of the document's date, if known."""
    match = _NUMBER.fullmatch(written)
    if match is None:
        return None
    year = int(match["year"]) if match["year"] and possible_year(match["year"]) else None
    parts = [part.upper() for part in _PARTS.split(match["symbol"] or "") if part]
    if len(parts) == 1:
        parts = _taken_apart(parts[0])
    if len(parts) == 1 and doc_type in _SOLE_ISSUER and grammar().type_codes.get(parts[0]) == doc_type:
        parts.append(_SOLE_ISSUER[doc_type])
    read = read_symbol("-".join(parts), year or day_year)
    figures = match["figures"] + (match["letter"] or "")
    if match["year"] and year is None:
        figures += f"-{match['year']}"
    key = slug("-".join(filter(None, (figures, str(year or ""), *parts))))
    return Number(figures, year, tuple(parts), read.doc_type, read.issuer, read.body, key)


def _taken_apart(part: str) -> list[str]:
    """A symbol whose hyphen is missing (`NĐCP`) as its parts."""
    known = grammar()
    if part in known.type_codes or part in known.bodies:
        return [part]
    for code in _codes_by_length():
        if part.startswith(code) and part[len(code) :] in known.bodies:
            return [code, part[len(code) :]]
    return [part]


@cache
def _codes_by_length() -> tuple[str, ...]:
    return tuple(sorted(grammar().type_codes, key=len, reverse=True))


def is_central(number: Number) -> bool:
    """Whether a number can only be that of a central body, and so needs no other name of its issuer."""
    return number.issuer is not None or number.body in patterns.words("issuers", "central_codes")
