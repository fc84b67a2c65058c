"""A comparison for people: as a table at a terminal, and as a picture."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.compare import COLUMNS, Comparison
from pipeline.exports.cells import csv_lines
from pipeline.rows import Row
from pipeline.sources import shown

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Values that one picture still shows legibly; a comparison with more is drawn with the first of them.
DRAWN_VALUES = 60
_COLOURS = {"target": "#1f5fa8", "result": "#7f8c9b"}
_NATIONAL_COLOUR = "#b3261e"


def as_table(comparison: Comparison) -> RenderableType:
    """The comparison for a terminal."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, title=Text(_heading(comparison)), title_justify="left", title_style="bold")
    for head in ("place", "value", "role", "year", "scope", "document", "line"):
        table.add_column(head, justify="right" if head in ("value", "line") else "left", overflow="fold")
    for row in comparison.rows:
        document = " · ".join(filter(None, [row["doc_number"], row["source_name"]]))
        place = f"{row['page']}:{row['line_start']}" if row["page"] > 1 else str(row["line_start"])
        year = "" if row["year"] is None else str(row["year"])
        cells = (row["place"], value_text(row), row["role"], year, row["scope"] or "", document, place)
        table.add_row(*(Text(shown(cell)) for cell in cells))
    return table


def as_csv(comparison: Comparison) -> Iterator[str]:
    """The comparison as lines of CSV."""
    return csv_lines(COLUMNS, ([row[name] for name in COLUMNS] for row in comparison.rows))


def as_png(comparison: Comparison) -> bytes:
    """The comparison as a bar chart: one bar a value, the national target as a line."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    rows = [row for row in comparison.rows if row["value"] is not None][:DRAWN_VALUES]
    with rc_context({"font.family": "DejaVu Sans", "text.parse_math": False}):
        figure = Figure(figsize=(9, 1.6 + 0.32 * max(len(rows), 3)), dpi=150, layout="constrained")
        axes = figure.subplots()
        positions = range(len(rows))
        bars = axes.barh(positions, [row["value"] for row in rows], color=[_COLOURS[row["role"]] for row in rows])
        axes.bar_label(bars, [value_text(row) for row in rows], padding=3, fontsize=8)
        axes.set_yticks(positions, [_bar_name(row) for row in rows], fontsize=8)
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlabel(shown(comparison.indicator["unit"]))
        if comparison.national_target:
            axes.axvline(comparison.indicator["national_target"], color=_NATIONAL_COLOUR, linestyle="--", linewidth=1)
        axes.set_title("\n".join(textwrap.wrap(_heading(comparison), 80)), fontsize=10, loc="left")
        picture = BytesIO()
        figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


def _bar_name(row: Row) -> str:
    year = "" if row["year"] is None else f" {row['year']}"
    role = "" if row["role"] == "target" else f" ({row['role']})"
    return textwrap.shorten(shown(row["place"]), 48, placeholder="…") + year + role


def _heading(comparison: Comparison) -> str:
    asked = f" · national target {comparison.national_target}" if comparison.national_target else ""
    return f"{comparison.indicator['name']} ({comparison.indicator['indicator_id']}){asked}"


def value_text(row: Row) -> str:
    """A value as it is read: its bound, its number or range, its unit; what the source writes where it is no number."""
    if row["value"] is None:
        return row["value_text"] or "–"
    bound = {"=": "", ">=": "≥ ", "<=": "≤ "}.get(row["comparator"], f"{row['comparator']} ")
    high = "" if row["value_high"] is None else f"–{row['value_high']:g}"
    return f"{bound}{row['value']:g}{high} {row['unit'] or ''}".rstrip()
