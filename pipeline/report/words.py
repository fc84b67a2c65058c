"""What the report says and how it writes numbers, in Vietnamese and English at once.

Both languages are in the page; its style shows one of them (`.vi`, `.en`).
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

LANGUAGES = ("vi", "en")


@cache
def _labels() -> dict[str, dict[str, str]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (files("pipeline.report") / "labels.yaml").read_text("utf-8")
    labels: dict[str, dict[str, str]] = yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    return labels


def label(key: str) -> Markup:
    """A label in both languages; raises `KeyError` where there is none."""
    return both(**_labels()[key])


def plain_label(key: str, language: str) -> str:
    """A label in one language, for where there is no mark-up."""
    return _labels()[key][language]


@cache
def both(vi: str, en: str) -> Markup:
    """Two texts, of which the page shows one; the text itself where they are the same."""
    if vi == en:
        return Markup.escape(vi)
    return Markup('<span class="vi" lang="vi">{}</span><span class="en" lang="en">{}</span>').format(vi, en)


def number(value: float) -> Markup:
    """A number with all decimals that it was read with: 7.100,5 in Vietnamese, 7,100.5 in English."""
    # Documents have three decimals (10.052,700 tỷ); what comes after six is left over from adding.
    english = f"{value:,.6f}".rstrip("0").rstrip(".")
    return both(english.translate(_SWAPPED), english)


def dated(day: date | None) -> Markup | None:
    """A day as Vietnamese writes it, 3/6/2020, and as the data does, 2020-06-03."""
    return None if day is None else both(f"{day.day}/{day.month}/{day.year}", day.isoformat())


_SWAPPED = str.maketrans({",": ".", ".": ","})
_BOUNDS = {"=": "", ">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "~": "≈ "}


def bounded(row: dict[str, Any]) -> Markup:
    """A target's value with its bound: ≥ 90, 60–70; without its unit."""
    high = "" if row["value_high"] is None else "–" + number(row["value_high"])
    return Markup.escape(_BOUNDS[row["comparator"]]) + number(row["value"]) + high


@cache
def alphabetical(text: str | None) -> tuple[str, str]:
    """What Vietnamese names are sorted by: letters without marks first, then with them; nothing comes last."""
    import unicodedata

    if text is None:
        return ("\U0010ffff", "")
    folded = unicodedata.normalize("NFD", text.casefold().replace("đ", "d~"))
    return "".join(letter for letter in folded if not unicodedata.combining(letter)), text
