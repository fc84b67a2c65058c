"""Each indicator's values over all places, against the national target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.report import strips
from pipeline.rows import Row

_VALUES = """
    SELECT
        indicator_id,
        list(value ORDER BY value, record_id) AS measured,
        list(record_id ORDER BY value, record_id) AS record_ids
    FROM targets_by_commune AS aim JOIN indicators AS indicator USING (indicator_id)
    WHERE aim.unit = indicator.unit
    GROUP BY indicator_id
"""


@dataclass(frozen=True)
class Distribution:
    """One indicator: how many places, the least, median and greatest value (each with its record), and a strip.

    The median of an even number of values is the lower of the two in the middle, so that it is one that stands in a
    document. `reaching` counts the places at the national target or beyond; null where there is none.
    """

    indicator: Row
    places: int
    marks: list[tuple[float, str]]
    reaching: int | None
    strip: Markup | None


def distributions(connection: Any, catalogue: dict[str, Row]) -> list[Distribution]:
    """The indicators that any place measures, in the order of the catalogue."""
    found = {row["indicator_id"]: row for row in connection.execute(_VALUES).to_arrow_table().to_pylist()}
    measured = [(indicator, found[name]) for name, indicator in catalogue.items() if name in found]
    percentages = [(indicator, row) for indicator, row in measured if indicator["unit"] == "%"]
    drawn = strips.draw(
        [
            strips.spread([min(max(value, 0.0), 100.0) for value in row["measured"]], indicator["national_target"])
            for indicator, row in percentages
        ]
    )
    strip_of = {row["indicator_id"]: strip for (_, row), strip in zip(percentages, drawn, strict=True)}
    return [_distribution(indicator, row, strip_of.get(row["indicator_id"])) for indicator, row in measured]


def _distribution(indicator: Row, row: Row, strip: Markup | None) -> Distribution:
    values, national = row["measured"], indicator["national_target"]
    positions = (0, (len(values) - 1) // 2, -1)
    reaching = None
    if national is not None:
        up = indicator["direction"] == "up"
        reaching = sum(value >= national if up else value <= national for value in values)
    marks = [(values[position], row["record_ids"][position]) for position in positions]
    return Distribution(indicator, len(values), marks, reaching, strip)
