"""Amounts of money in running text: `kinh phí thực hiện là 1,2 tỷ đồng`.

Only planned, allocated, spent or estimated funds count: the sentence names a fund before the amount, and nothing
between the two makes it a price, a rate, a fine or a turnover.
"""

from __future__ import annotations

from collections.abc import Iterator

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


def budget_text(clean: CleanText) -> list[BudgetLine]:
    """The amounts of funds that the running text states, outside tables."""
    text = clean.matching
    lines = []
    before = 0
    for match in _amounts(text):
        block = clean.blocks[clean.block_index(match.start())]
        amount = _STYLE.read(match["amount"])
        after, before = before, match.end()
        if block.cell is not None or amount is None:
            continue
        begin = _clause_start(text, max(block.start, match.start() - _CLAUSE), match.start())
        funds = list(table_pattern("fund_lead").finditer(text, begin, match.start()))
        if not funds or table_pattern("no_fund").search(text, funds[-1].start(), match.start()):
            continue
        unit = " ".join(clean.text[match.start("unit") : match.end("unit")].split())
        source = table_pattern("fund_source").search(text, funds[-1].start(), match.start())
        item = clean.text[max(begin, after) : match.start()].strip(" -–+:,;()")
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
                year=single_year(clean.text[begin : match.start()]),
                amount=amount,
                unit=unit,
                amount_vnd=round(amount * dong(unit), 2),
                basis=None,
                rule="budget_text",
                confidence=0.8,
            )
        )
    return lines


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
