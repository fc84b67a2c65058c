"""Places by indicators: what each aims at, darker the nearer it is to the best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.report.words import alphabetical
from pipeline.rows import Row

#: Columns and rows of the map, so that it can be read and the page stays small.
SHOWN_INDICATORS = 40
SHOWN_PLACES = 80
#: Steps of colour.
STEPS = 10

_INDICATORS = """
    SELECT indicator_id, any_value(indicator) AS name, count(*) AS places
    FROM targets_by_commune GROUP BY indicator_id
"""
_PLACES = """
    SELECT place_id, min(place) AS place, min(province) AS province, count(*) AS indicators
    FROM targets_by_commune WHERE list_contains(?, indicator_id) GROUP BY place_id
    ORDER BY indicators DESC, place, place_id LIMIT ?
"""
_CELLS = """
    SELECT place_id, indicator_id, value, value_high, comparator, unit, role, direction, national_target, record_id
    FROM targets_by_commune WHERE list_contains(?, indicator_id) AND list_contains(?, place_id)
"""


@dataclass(frozen=True)
class HeatMap:
    """The map: `indicators` are its columns (rows of the catalogue), each place has a cell or null for each."""

    indicators: list[Row]
    places: list[tuple[Row, list[Row | None]]]
    indicator_count: int
    place_count: int

    @property
    def record_ids(self) -> list[str]:
        """The records that its cells show."""
        return [cell["record_id"] for _, cells in self.places for cell in cells if cell]


def heat_map(connection: Any, catalogue: dict[str, Row]) -> HeatMap:
    """The indicators that most places have, by the places that have most of these."""
    order = {name: position for position, name in enumerate(catalogue)}
    measured = connection.execute(_INDICATORS).to_arrow_table().to_pylist()
    measured.sort(key=lambda row: (-row["places"], order[row["indicator_id"]]))
    # Within the map they stand as in the catalogue, pillar by pillar.
    columns = sorted((row["indicator_id"] for row in measured[:SHOWN_INDICATORS]), key=order.__getitem__)
    rows = connection.execute(_PLACES, [columns, SHOWN_PLACES]).to_arrow_table().to_pylist()
    rows.sort(key=lambda row: (alphabetical(row["province"]), alphabetical(row["place"]), row["place_id"]))
    found = connection.execute(_CELLS, [columns, [row["place_id"] for row in rows]]).to_arrow_table().to_pylist()
    cells = {(cell["place_id"], cell["indicator_id"]): _with_step(cell) for cell in found}
    (place_count,) = connection.execute("SELECT count(DISTINCT place_id) FROM targets_by_commune").fetchone()
    return HeatMap(
        [catalogue[name] for name in columns],
        [(row, [cells.get((row["place_id"], name)) for name in columns]) for row in rows],
        len(measured),
        place_count,
    )


def _with_step(cell: Row) -> Row:
    """The cell with its step of colour (null: no percentage), and whether it is short of the national target."""
    value, up, national = cell["value"], cell["direction"] == "up", cell["national_target"]
    good = min(max(value if up else 100 - value, 0), 100)
    short = national is not None and cell["unit"] == "%" and (value < national if up else value > national)
    return {**cell, "step": int(good * (STEPS - 1) / 100 + 0.5) if cell["unit"] == "%" else None, "short": short}
