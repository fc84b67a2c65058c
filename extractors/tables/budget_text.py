"""Amounts of money in running text: `kinh phí thực hiện là 1,2 tỷ đồng`.

Only planned, allocated, spent or estimated funds count: the sentence names a fund before the amount, and nothing
between the two makes it a price, a rate, a fine or a turnover.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from regex import Match

from extractors.clean import CleanText
from extractors.document import Span
from extractors.records import BudgetLine
from extractors.tables.figures import Style
from extractors.tables.grid import table_pattern
from extractors.tables.heads import single_year
from extractors.tables.money import dong

_CLAUSE = 250
# An amount with its unit has at most so many characters.
_LONGEST = 80
_STYLE = Style(",")


class _Stated(NamedTuple):
    """The amount last kept: where it ends, its block, and what its list or pair is of."""

    end: int
    block: int
    item: str


def budget_text(clean: CleanText) -> list[BudgetLine]:
    """The amounts of funds that the running text states, outside tables."""
    text = clean.matching
    lines = []
    before = 0
    stated: _Stated | None = None
    for match in _amounts(text):
        number = clean.block_index(match.start())
        block = clean.blocks[number]
        amount = _STYLE.read(match["amount"])
        after, before = before, match.end()
        if block.cell is not None or amount is None:
            continue
        begin = _clause_start(text, max(block.start, match.start() - _CLAUSE), match.start())
        fund = _fund_start(text, begin, match)
        listed = stated is not None and after == stated.end and _is_listed(clean, stated, number, match.start())
        if fund is None and not listed:
            continue
        label = clean.text[max(begin, after, block.start) : match.start()]
        item = _item(label)
        if listed and stated is not None and not table_pattern("item_word").search(item):
            item = stated.item
        source_start = fund if fund is not None else match.start() - len(label)
        source = table_pattern("fund_source").search(text, source_start, match.start())
        unit = " ".join(clean.text[match.start("unit") : match.end("unit")].split())
        lines.append(
            BudgetLine(
                span=Span(match.start(), match.end()),
                row_span=Span(begin, match.end()),
                table_no=None,
                row_path=None,
                row_kind="text",
                item=item or None,
                column=None,
                source=clean.text[source.start() : source.end()] if source else None,
                year=single_year(label) or single_year(clean.text[begin : match.start()]),
                amount=amount,
                unit=unit,
                amount_vnd=round(amount * dong(unit), 2),
                basis=None,
                rule="budget_text",
                confidence=0.8,
            )
        )
        stated = _Stated(match.end(), number, item if not listed or stated is None else stated.item)
    return lines


def _fund_start(text: str, begin: int, match: Match[str]) -> int | None:
    """Where the words begin that make an amount a fund; null where none do, or others speak against it."""
    if table_pattern("private_capital").search(text, begin, match.start()):
        return None
    funds = list(table_pattern("fund_lead").finditer(text, begin, match.start()))
    if funds:
        start = funds[-1].start()
        return None if table_pattern("no_fund").search(text, start, match.start()) else start
    grant = table_pattern("grant").search(text[begin : match.start()])
    granted = table_pattern("granted").match(text[match.end() : match.end() + _LONGEST])
    return begin + grant.start() if grant and granted else None


def _is_listed(clean: CleanText, stated: _Stated, number: int, start: int) -> bool:
    """Whether an amount is the next in a list: of the same paragraph, or of items that a colon or item announces."""
    text = clean.matching
    between = text[stated.end : start]
    if len(between) > _CLAUSE or table_pattern("no_fund").search(between):
        return False
    if between.strip() == "/":
        return True
    if number != stated.block:
        head, _, between = between.rpartition("\n")
        announced = head.rstrip().endswith((":", ";", ",")) or not head.strip(" .)")
        if number != stated.block + 1 or not announced or not between.rstrip().endswith(":"):
            return False
    return table_pattern("listed").match(between) is not None


def _item(label: str) -> str:
    """What an amount is for, without footnote marks and the words that only lead up to it."""
    label = label.strip(" -–+:,;()/")
    lead = table_pattern("item_lead").match(label)
    return label[lead.end() :].strip() if lead else label


def _amounts(text: str) -> Iterator[Match[str]]:
    """Each amount of money, looked for only before the word for đồng."""
    at = 0
    for word in table_pattern("money_word").finditer(text):
        match = table_pattern("money").search(text, max(at, word.start() - _LONGEST))
        if match is not None and match.end() == word.end():
            at = match.end()
            yield match


def _clause_start(text: str, begin: int, end: int) -> int:
    """Where the clause that leads up to an amount begins: behind the last full stop or semicolon before it."""
    for mark in (". ", "; "):
        found = text.rfind(mark, begin, end)
        if found >= 0:
            begin = found + len(mark)
    return begin
