"""Numbers that share the symbol of the last among them: `Quyết định số 10, 11 và 12/QĐ-UBND`."""

from __future__ import annotations

from dataclasses import replace

import regex

from extractors.citations.grammar import grammar
from extractors.citations.mentions import Mention
from extractors.citations.symbols import read_symbol

_REACH = 120
_FIGURES = regex.compile(r"(?:(?P<figures>[0-9]{1,6})(?:,|[ ]và)[ ](?:số[ ]?)?)+", regex.REVERSE)
_SYMBOL = regex.compile(r"^[0-9]+[a-z]?(?P<rest>[-/](?:(?P<year>[0-9]{4})/)?(?P<symbol>\p{L}.*))")


def with_shared_symbols(mentions: list[Mention], text: str) -> list[Mention]:
    """The mentions in order, with one for each bare figure in front of a number whose symbol it shares."""
    found: list[Mention] = []
    for mention in mentions:
        sharing = _sharing(mention, text)
        while sharing and found and found[-1].number_start >= sharing[0].number_start:
            found.pop()
        found += sharing
        found.append(mention)
    return found


def _sharing(mention: Mention, text: str) -> list[Mention]:
    """A mention for each figure that stands in a row before a number, behind a word for the number's own type."""
    before = text[mention.number_start - 5 : mention.number_start]
    if mention.rule != "symbol" or not ("," in before or " và" in before):
        return []
    list_match = _FIGURES.match(text, max(0, mention.number_start - _REACH), mention.number_start)
    whole = _SYMBOL.match(mention.number or "")
    if list_match is None or whole is None:
        return []
    known = grammar()
    first = list_match.start()
    word = known.type_right_before.match(text, max(0, first - _REACH), first)
    if word is None or known.types[(word["type"] or word["named"] or word["short"]).casefold()] != mention.doc_type:
        return []
    year = whole["year"]
    issuer = read_symbol(whole["symbol"], int(year) if year else None).issuer
    places = sorted(list_match.spans("figures"))
    return [
        replace(
            mention,
            start=word.start() if start == first else start,
            end=end,
            number_start=start,
            number_end=end,
            number=text[start:end] + whole["rest"],
            issued_on=None,
            issuer=issuer,
            flags=["symbol_from_list"],
            confidence=0.8,
        )
        for start, end in places
    ]
