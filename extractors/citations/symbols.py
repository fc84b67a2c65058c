"""What a document's number says by itself: its type, who issued it, and whether its year can be right.

A number is `12/2022/TT-BTTTT`: figures, sometimes the year, and a symbol whose parts name type, issuer
and drafting unit (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.3; for official letters issuer and unit only).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import regex

from extractors.citations.grammar import grammar
from extractors.dates import EARLIEST, LATEST_YEAR

_PARTS = regex.compile(r"[-/]")
_TERM = regex.compile(r"(?<=QH)[0-9]{1,2}$")


class Symbol(NamedTuple):
    """A symbol read: the type of document and the issuer that it stands for, null where it does not say.

    `body` is the part that names the issuer, in capitals (`UBND`, `TU`, `TTG`), whether it names one body or a kind.
    """

    doc_type: str | None
    issuer: str | None
    body: str | None


@lru_cache(maxsize=4096)
def read_symbol(symbol: str, year: int | None) -> Symbol:
    """Read a symbol without blanks, `TT-BTTTT`; `year` settles which body held a code that changed hands."""
    known = grammar()
    parts = [part.upper() for part in _PARTS.split(symbol) if part]
    if not parts:
        return Symbol(None, None, None)
    doc_type = known.type_codes.get(parts[0])
    rest = parts[1:] if doc_type is not None else parts
    if not rest:
        return Symbol(doc_type, None, None)
    if parts[0] in known.joint_codes:
        names = [name for part in rest if (name := _holder(part, year)) is not None]
        return Symbol(doc_type, ", ".join(names) if len(names) == len(rest) else None, rest[0])
    return Symbol(doc_type, _holder(rest[0], year), rest[0])


@lru_cache(maxsize=4096)
def is_joint(symbol: str) -> bool:
    """Whether several bodies issued a document together, by its symbol: `TTLT-BTC-BNV`."""
    return _PARTS.split(symbol, maxsplit=1)[0].upper() in grammar().joint_codes


@lru_cache(maxsize=4096)
def other_type(doc_type: str, symbol: str) -> bool:
    """Whether a symbol stands for another type than the one written before it: `Công văn số 12/HD-BNV`."""
    known = grammar()
    first = _PARTS.split(symbol, maxsplit=1)[0].upper()
    # `Hướng dẫn liên ngành` is a `Hướng dẫn`; any document is a `Văn bản`.
    if known.type_codes.get(first, doc_type).startswith(doc_type) or doc_type == "Văn bản":
        return False
    allowed = known.codes_of_type.get(doc_type)
    return allowed is not None and first not in allowed


@lru_cache(maxsize=4096)
def other_issuer(stated: str, coded: str) -> bool:
    """Whether a symbol names another body than the one stated: `Nghị định số 12/2020/NĐ-CP của Thủ tướng Chính phủ`."""
    if "Chính phủ" in (stated, coded):
        return stated != coded
    if stated.casefold().startswith("liên "):
        return False
    core = coded.removesuffix(" Việt Nam")
    return core not in stated and not coded.startswith(stated)


def _holder(part: str, year: int | None) -> str | None:
    """The body that a symbol's part stands for in a year; the last to hold it where the year does not settle it."""
    holders = grammar().bodies.get(_TERM.sub("", part), ())
    for body in holders:
        if year is not None and body.first_year <= year <= body.last_year:
            return body.name
    return holders[-1].name if holders else None


def possible_year(year: str) -> bool:
    """Whether figures can be the year in a number."""
    return len(year) == 4 and EARLIEST.year <= int(year) <= LATEST_YEAR


def slip_of(written: str, right: str) -> bool:
    """Whether one slip makes `written` from `right`: a figure too many, too few or wrong, or two swapped."""
    if written == right:
        return False
    if len(written) == len(right):
        places = [place for place, (one, other) in enumerate(zip(written, right, strict=True)) if one != other]
        if len(places) == 2 and places[1] == places[0] + 1:
            first, second = places
            return written[first] == right[second] and written[second] == right[first]
        return len(places) == 1
    longer, shorter = (written, right) if len(written) > len(right) else (right, written)
    if len(longer) != len(shorter) + 1:
        return False
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
