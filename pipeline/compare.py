"""One indicator across places: what each aims at or has reached, beside the national target."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from extractors.fold import fold
from pipeline.dataset import DataSet
from pipeline.errors import RequestError
from pipeline.normalise.indicators import catalogue
from pipeline.rows import Row
from pipeline.views import connect_with_views

#: Columns of a comparison, in their order.
COLUMNS = (
    "place",
    "province",
    "comparator",
    "value",
    "value_high",
    "value_text",
    "unit",
    "role",
    "year",
    "scope",
    "national_target",
    "national_target_year",
    "doc_number",
    "source_name",
    "page",
    "line_start",
    "quote",
    "doc_id",
    "record_id",
)
_SUGGESTED = 5
_NAMES = ("indicator_id", "name", "name_en")


@dataclass(frozen=True)
class Comparison:
    """An indicator (a row of `indicators`) and its values (rows with `COLUMNS`), the best first."""

    indicator: Row
    rows: list[Row]

    @cached_property
    def national_target(self) -> str:
        """What the indicator's source asks of the country, in words; empty where it asks for nothing."""
        asked, year = self.indicator["national_target"], self.indicator["national_target_year"]
        if asked is None:
            return ""
        bound = "≤" if self.indicator["direction"] == "down" else "≥"
        return f"{bound} {asked:g} {self.indicator['unit']}" + (f" ({year})" if year else "")


def compare(dataset: DataSet, indicator_id: str, year: int | None = None, province: str | None = None) -> Comparison:
    """The values of an indicator, of one year or one province where these are given.

    A province is named as it was at the document's date or as it is today, with or without its level. Raises
    `RequestError` where the catalogue has no such indicator or the data set no such province.
    """
    indicator = _indicator(dataset.rows("indicators"), indicator_id)
    with connect_with_views(dataset) as connection:
        found = connection.execute("FROM indicator_values WHERE indicator_id = ?", [indicator_id]).to_arrow_table()
        rows: list[Row] = found.to_pylist()
    if province is not None:
        rows = _of_province(rows, _named_province(dataset, province))
    if year is not None:
        rows = [row for row in rows if row["year"] == year]
    best_first = 1 if indicator["direction"] == "down" else -1
    return Comparison(indicator, sorted(rows, key=lambda row: _order(row, best_first)))


def _order(row: Row, best_first: int) -> tuple[Any, ...]:
    value = row["value"]
    position = (value is None, best_first * (value or 0.0))
    return (*position, row["place"], row["source_name"], row["page"], row["line_start"], row["record_id"])


def _indicator(listed: list[Row], indicator_id: str) -> Row:
    for row in listed:
        if row["indicator_id"] == indicator_id:
            return row
    close = _close(listed, indicator_id)
    hint = f" Close to it: {', '.join(close)}." if close else ""
    raise RequestError(f"There is no indicator {indicator_id!r}.{hint} kehoach indicators lists them all.")


def _close(listed: list[Row], asked: str) -> list[str]:
    """Indicators that these words would measure in a plan, that are spelled alike, or that share most words."""
    measured = catalogue().match(asked, None).indicator
    alike = [measured.id] if measured else []
    alike += difflib.get_close_matches(asked, [row["indicator_id"] for row in listed], _SUGGESTED)
    words = _words(asked)
    shared = {row["indicator_id"]: len(words & _words(" ".join(row[name] for name in _NAMES))) for row in listed}
    alike += [name for name, count in sorted(shared.items(), key=lambda item: -item[1]) if 2 * count > len(words)]
    return list(dict.fromkeys(alike))[:_SUGGESTED]


def _words(text: str) -> set[str]:
    return set(fold(text).casefold().replace("-", " ").split())


def _of_province(rows: list[Row], province: str) -> list[Row]:
    return [row for row in rows if province in {_bare(row["province"] or ""), _bare(row["province_today"] or "")}]


def _named_province(dataset: DataSet, province: str) -> str:
    documents = dataset.rows("documents", ["province", "province_today"])
    known = {row[column] for row in documents for column in row if row[column]}
    asked = _bare(province)
    if asked not in {_bare(name) for name in known}:
        names = ", ".join(sorted({row["province"] for row in documents if row["province"]}))
        raise RequestError(f"The data set has no document of {province!r}. It has documents of: {names or 'none'}.")
    return asked


def _bare(province: str) -> str:
    """The name of a province for matching: without its level, case and habits of spelling."""
    name = " ".join(fold(province).casefold().split())
    return name.removeprefix("tỉnh ").removeprefix("thành phố ").removeprefix("tp. ")
