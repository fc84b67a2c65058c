"""Units of money as stated: `triệu đồng`, `1.000 đồng`, and how many đồng one of them is."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.fold import fold
from extractors.tables.figures import Style, is_figure
from extractors.tables.grid import table_pattern

_SCALES = (
    (re.compile(r"nghìn|ngàn"), 1_000),
    (re.compile(r"triệu|tr(?![a-zà-ỹ])|trđ"), 1_000_000),
    (re.compile(r"tỷ|tỉ"), 1_000_000_000),
)
_LEADING_NUMBER = re.compile(r"\d+(?:[.,]\d{3})*")


def unit_in(text: str, rule_name: str = "unit_line") -> str | None:
    """The unit of money that a caption, heading or cell states, as written; null where it states none."""
    match = table_pattern(rule_name).search(fold(text))
    return " ".join(text[match.start("unit") : match.end("unit")].split()) if match else None


@lru_cache(maxsize=200)
def dong(unit: str) -> int:
    """How many đồng one of a unit is: `triệu đồng` is 1000000, `1.000đ` 1000."""
    folded = fold(unit).casefold()
    factor = 1
    for pattern, scale in _SCALES:
        if pattern.search(folded):
            factor *= scale
    number = _LEADING_NUMBER.match(folded)
    return factor * int(re.sub(r"[.,]", "", number.group())) if number else factor


def scaled_amount(text: str, style: Style) -> tuple[float, str, bool] | None:
    """Amount, unit and whether it is a rate (`/người`) of a cell that states its own unit; null for any other."""
    text = text.strip()
    if not text[:1].isdecimal() or is_figure(text):
        return None
    match = table_pattern("scaled_amount").match(fold(text))
    amount = style.read(match["amount"]) if match else None
    if match is None or amount is None:
        return None
    return amount, " ".join(match["unit"].split()), match["rate"] is not None
