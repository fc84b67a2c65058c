"""Amounts of money in running text: `kinh phí thực hiện là 1,2 tỷ đồng`.

Only planned, allocated, spent or estimated funds count: the sentence or the section names a fund before the amount,
and nothing between the two makes it a price, a rate, a fine or a turnover.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from regex import Match

from extractors.clean import CleanText
from extractors.document import Span
from extractors.fold import fold
from extractors.outline import Outline
from extractors.records import BudgetLine
from extractors.tables.figures import Style
from extractors.tables.grid import table_pattern
from extractors.tables.heads import single_year
from extractors.tables.money import dong

_CLAUSE = 250
# An amount with its unit has at most so many characters.
_LONGEST = 80
_STYLE = Style(",")
_TIMES = ("x", "×", "*")


class _Stated(NamedTuple):
    """The amount last kept: where it ends, its block, what its list or pair is of, what its paragraph opened with.

    `opened` is true within a list that `trong đó` or `gồm` has opened in the same paragraph.
    """

    end: int
    block: int
    item: str
    head: str
    opened: bool = False


def budget_text(clean: CleanText, outline: Outline) -> list[BudgetLine]:
    """The amounts of funds that the running text states, outside tables."""
    text = clean.matching
    lines: list[BudgetLine] = []
    before = named_until = 0
    stated: _Stated | None = None
    for match in _amounts(text):
        number = clean.block_index(match.start())
        block = clean.blocks[number]
        if block.cell is not None or _is_factor(text, match):
            continue
        after, before = before, match.end()
        follows = stated is not None and after == stated.end
        aside = table_pattern("aside").match(text, after, match.start())
        label_start = max(after if aside is None else aside.end(), min(named_until, match.start()))
        if text[after : match.start()].strip() == "=":
            # `5 máy x 15 triệu đồng = 75 triệu đồng`
            label_start = block.start
        begin = _clause_start(text, max(block.start, match.start() - _CLAUSE), match.start())
        fund = _fund_start(text, begin, match, outline)
        carried = stated is not None and follows and _is_carried(text, stated, number, match.start())
        listed = stated is not None and follows and _is_listed(clean, stated, number, label_start, match.start())
        compared = follows and table_pattern("compared").search(text, after, match.start()) is not None
        if fund is None and not (carried or listed or compared):
            continue
        label = clean.text[max(begin, label_start, block.start) : match.start()]
        item = _item(label)
        behind = None
        if not item:
            # `gồm 100 tỷ đồng vốn đầu tư công và 50 tỷ đồng vốn sự nghiệp`: what it is for follows the amount.
            behind = table_pattern("item_behind").match(text, match.end())
            item = clean.text[behind.start("item") : behind.end("item")] if behind else item
        bare = carried or (listed and not table_pattern("item_word").search(item))
        if compared:
            item = (lines[-1].item or "") if lines else ""
        elif bare and stated is not None:
            item = stated.head if carried else stated.item
        unit = " ".join(clean.text[match.start("unit") : match.end("unit")].split())
        year = single_year(label) or single_year(clean.text[begin : match.start()])
        source = None if behind else _source(clean, match, fund if fund is not None else match.start() - len(label))
        if behind:
            source = _named_source(clean, *behind.span("item"))
        for group in ("pair", "amount"):
            amount = _STYLE.read(match[group]) if match[group] else None
            if amount is None:
                continue
            lines.append(
                BudgetLine(
                    span=Span(match.start(group), match.end()),
                    row_span=Span(begin, match.end()),
                    table_no=None,
                    row_path=None,
                    row_kind="text",
                    item=item or None,
                    column=None,
                    source=source,
                    year=year,
                    amount=amount,
                    unit=unit,
                    amount_vnd=round(amount * dong(unit), 2),
                    basis=None,
                    rule="budget_text",
                    confidence=0.8,
                )
            )
        named_until = match.end() if behind is None else behind.end()
        same = stated is not None and number == stated.block
        head = stated.head if stated is not None and (listed or carried or same) else item
        whole = stated.item if stated is not None and (listed or compared) else item
        opened = table_pattern("list_opened").search(text, max(begin, label_start), match.start()) is not None
        opened = opened or (same and follows and stated is not None and stated.opened)
        stated = _Stated(match.end(), number, whole, head, opened)
    return lines


def _is_factor(text: str, match: Match[str]) -> bool:
    """Whether an amount is what one of many costs: `15 bộ x 18.000.000 đồng = 270.000.000 đồng`."""
    before = text[max(0, match.start() - 3) : match.start()].rstrip()
    behind = text[match.end() : match.end() + 3].lstrip()
    return before[-1:] in _TIMES or (behind[:1] in _TIMES and behind[1:2] in (" ", ""))


def _source(clean: CleanText, match: Match[str], start: int) -> str | None:
    """The source of a fund, named before the amount or right behind it."""
    named = _named_source(clean, start, match.start())
    if named is not None:
        return named
    behind = clean.matching[match.end() : match.end() + _LONGEST * 2]
    after = table_pattern("source_after").match(behind)
    if after is None:
        return None
    return clean.text[match.end() + after.start("source") : match.end() + after.end("source")]


def _named_source(clean: CleanText, start: int, end: int) -> str | None:
    """The source of a fund that a range of clean text names; of several the last, which stands nearest its amount."""
    found = [match.span() for match in table_pattern("fund_source").finditer(clean.matching, start, end)]
    return clean.text[slice(*found[-1])] if found else None


def _fund_start(text: str, begin: int, match: Match[str], outline: Outline) -> int | None:
    """Where the words begin that make an amount a fund; null where none do, or others speak against it."""
    if table_pattern("private_capital").search(text, begin, match.start()):
        return None
    funds = list(table_pattern("fund_lead").finditer(text, begin, match.start()))
    if funds:
        start = funds[-1].start()
        return None if table_pattern("no_fund").search(text, start, match.start()) else start
    if table_pattern("no_fund").search(text, begin, match.start()):
        return None
    if any(table_pattern("fund_heading").search(fold(title)) for title in outline.at(match.start()).path):
        return begin if table_pattern("labelled").search(text[begin : match.start()]) else None
    grant = table_pattern("grant").search(text[begin : match.start()])
    granted = table_pattern("granted").match(text[match.end() : match.end() + _LONGEST])
    return begin + grant.start() if grant and granted else None


def _is_listed(clean: CleanText, stated: _Stated, number: int, label: int, start: int) -> bool:
    """Whether an amount is the next in a list: of the same paragraph, or of items that a colon or item announces."""
    text = clean.matching
    between = text[label:start]
    if len(between) > _CLAUSE or table_pattern("no_fund").search(between):
        return False
    if between.rstrip().endswith("/") and not any(letter.isalpha() for letter in between):
        return True
    if number != stated.block:
        head, _, between = between.rpartition("\n")
        announced = head.rstrip().endswith((":", ";", ",")) or not head.strip(" .)")
        if number != stated.block + 1 or not announced or not between.rstrip().endswith(":"):
            return False
    elif stated.opened and table_pattern("list_item").match(between):
        return True
    return table_pattern("listed").match(between) is not None


def _is_carried(text: str, stated: _Stated, number: int, start: int) -> bool:
    """Whether an amount goes on with the fund before it: `Dự toán ... Ước thực hiện cả năm là ...`."""
    between = text[stated.end : start]
    if len(between) > _CLAUSE or number > stated.block + 1 or table_pattern("no_fund").search(between):
        return False
    return table_pattern("carried").search(between) is not None


def _item(label: str) -> str:
    """What an amount is for, without footnote marks and the words that only lead up to it."""
    lead = table_pattern("item_lead").match(label.lstrip(" -–+:,;)/"))
    label = label.lstrip(" -–+:,;)/")[lead.end() if lead else 0 :]
    label = label.strip(" -–+:,;()/")
    while tail := table_pattern("item_tail").search(label):
        label = label[: tail.start()].strip(" -–+:,;()/")
    if label.count("(") > label.count(")"):
        # `(9 thôn x 25 triệu đồng/thôn)` right before the amount
        label = label[: label.rindex("(")].rstrip(" -–+:,;")
    return label


def _amounts(text: str) -> Iterator[Match[str]]:
    """Each amount of money, looked for only before the word for đồng."""
    at = 0
    money = table_pattern("money")
    # Two scans, each for what it can find fast.
    words = [match.end() for name in ("money_word", "short_money_word") for match in table_pattern(name).finditer(text)]
    for end in sorted(words):
        # What stands far behind the word says nothing of the amount before it.
        match = money.search(text, max(at, end - _LONGEST), end + _LONGEST)
        if match is not None and match.end() == end:
            at = match.end()
            yield match


def _clause_start(text: str, begin: int, end: int) -> int:
    """Where the clause that leads up to an amount begins: behind the last full stop or semicolon before it."""
    for mark in (". ", "; "):
        found = text.rfind(mark, begin, end)
        if found >= 0:
            begin = found + len(mark)
    return begin
