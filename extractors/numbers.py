"""Vietnamese numbers, in figures and in words: once, for every extractor.

In figures a point groups thousands and a comma marks decimals (`1.250,5`; Quy tắc viết số, Thông tư
01/2011/TT-BNV and school usage), but typed tables often hold the English habit (`7,100`). A single
separator before exactly three digits can be read both ways; `readings` gives both and leaves the choice
to whoever has the table's own arithmetic.
"""

from __future__ import annotations

import re

# Grouped thousands with a decimal part of the other mark, plain figures with one decimal mark, or plain figures.
_POINTS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_BLANKS = re.compile(r"\d{1,3}(?: \d{3})+(?:,\d+)?")
_DECIMAL = re.compile(r"(?<!\d)\d++[.,]\d+")
_PLAIN = re.compile(r"\d+")
_LONGEST = 40


def readings(written: str) -> tuple[float, ...]:
    """The values that figures can stand for, the Vietnamese reading first; empty where they are no number.

    `1.250` gives (1250.0, 1.25), `7,100` gives (7.1, 7100.0), `1.250,5` gives (1250.5,), `2200` gives
    (2200.0,). A group of thousands never begins with a bare zero, so `0,350` is only 0.35.
    """
    text = written.strip()
    if not text or len(text) > _LONGEST or not text.isascii():
        return ()
    found: list[float] = []
    if _PLAIN.fullmatch(text):
        found.append(float(text))
    grouped = not text.startswith("0") or len(text) == 1
    if grouped and _POINTS.fullmatch(text):
        found.append(float(text.replace(".", "").replace(",", ".")))
    if _DECIMAL.fullmatch(text):
        found.append(float(text.replace(",", ".")))
    if grouped and _COMMAS.fullmatch(text):
        found.append(float(text.replace(",", "")))
    if grouped and _BLANKS.fullmatch(text):
        found.append(float(text.replace(" ", "").replace(",", ".")))
    return tuple(dict.fromkeys(found))


def is_ambiguous(written: str) -> bool:
    """Whether figures have two readings: `7,100` is 7.1 or 7100."""
    return len(readings(written)) > 1


def decimal(written: str) -> float | None:
    """The value where a single separator is a decimal mark, as in a percentage: `99,5`, `99.5`, `12,345`.

    Null where the figures are no number.
    """
    values = readings(written)
    return min(values) if values else None


def whole(written: str) -> float | None:
    """The value where a single separator before three digits groups thousands: `1.250`, `7,100`.

    Null where the figures are no number.
    """
    values = readings(written)
    return max(values) if values else None


_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_UNSPOKEN = frozenset(("lẻ", "linh"))


def spelled(words: str) -> int | None:
    """The whole number that Vietnamese words spell: `một trăm` is 100, `hai mươi lăm` is 25, `ba nghìn` is 3000.

    Null where any word is no part of a number. Case does not matter.
    """
    total, group, digit, seen = 0, 0, None, False
    for word in words.casefold().split():
        if word in _UNSPOKEN and seen:
            continue
        seen = True
        if word in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[word]
        elif word == "mười":
            if digit is not None:
                return None
            group += 10
        elif word in ("mươi", "chục", "trăm"):
            # `mươi` and `chục` need a digit before them; a bare `trăm` is one hundred.
            if digit is None and word != "trăm":
                return None
            group += (1 if digit is None else digit) * (100 if word == "trăm" else 10)
            digit = None
        elif word in _SCALES:
            group += digit or 0
            total += (group or 1) * _SCALES[word]
            group, digit = 0, None
        else:
            return None
    return total + group + (digit or 0) if seen else None


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman(figures: str) -> int | None:
    """The value of Roman figures in capitals, as months and parts are numbered: `IX` is 9.

    Null where they are not in their one proper form (`IIII`, `VX`).
    """
    if not figures or len(figures) > 15 or any(letter not in _ROMAN for letter in figures):
        return None
    values = [_ROMAN[letter] for letter in figures]
    total = sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
    return total if to_roman(total) == figures else None


def to_roman(number: int) -> str:
    """Roman figures of a whole number from 1 to 3999; raises ValueError outside."""
    if not 1 <= number <= 3999:
        raise ValueError(f"no Roman figures for {number}")
    parts = []
    for value, figures in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        count, number = divmod(number, value)
        parts.append(figures * count)
    return "".join(parts)
