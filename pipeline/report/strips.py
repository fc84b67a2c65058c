"""Small pictures for rows of tables: matplotlib draws them all in one figure, which is cut into one SVG a row.

A figure a row would take a hundred times as long. Colours come from the page's style, by the class of each mark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

import regex
from markupsafe import Markup

#: A line through points (x from 0 to 100, y from 0 at the bottom to 1 at the top of the strip).
Line = Sequence[tuple[float, float]]
#: What a strip shows: lines by the class that styles them, painted in this order.
Strip = Mapping[str, Sequence[Line]]

_WIDTH, _HEIGHT = 160, 18
_MARGIN = 4.0
_SVG = "{http://www.w3.org/2000/svg}"
_FIGURE = regex.compile(r"-?\d+(?:\.\d+)?")


def draw(strips: Sequence[Strip]) -> list[Markup]:
    """The strips as SVG elements, in their order."""
    if not strips:
        return []
    # What is drawn stands in the figure from the top: strip 0 first.
    paths: list[list[Markup]] = [[] for _ in strips]
    for name, path in _drawn(strips):
        position, _, kind = name.partition(" ")
        paths[int(position)].append(Markup('<path class="{}" d="{}"/>').format(kind, path))
    return [_svg(position, marks) for position, marks in enumerate(paths)]


def _svg(position: int, marks: Sequence[Markup]) -> Markup:
    box = f"0 {position * _HEIGHT} {_WIDTH} {_HEIGHT}"
    return Markup('<svg class="strip" viewBox="{}" aria-hidden="true">{}</svg>').format(box, Markup("").join(marks))


def _drawn(strips: Sequence[Strip]) -> list[tuple[str, str]]:
    """The outlines of all marks, each with its strip's number and its class."""
    from lxml import etree
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    with rc_context({"svg.hashsalt": "kehoach", "path.simplify": False}):
        figure = Figure(figsize=(_WIDTH / 72, len(strips) * _HEIGHT / 72))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(-_MARGIN, 100 + _MARGIN)
        axes.set_ylim(len(strips), 0)
        for position, strip in enumerate(strips):
            for kind, lines in strip.items():
                x, y = _joined(lines, position)
                axes.add_artist(Line2D(x, y, gid=f"{position} {kind}", clip_on=False))
        drawing = BytesIO()
        figure.savefig(drawing, format="svg", metadata={"Date": None})
    root = etree.fromstring(drawing.getvalue(), etree.XMLParser(resolve_entities=False, huge_tree=True))
    groups = root.iterfind(f".//{_SVG}g[@id]")
    return [
        (group.get("id"), _short(group.find(f"{_SVG}path").get("d")))
        for group in groups
        if group.get("id")[0].isdigit() and group.find(f"{_SVG}path") is not None
    ]


def _joined(lines: Sequence[Line], position: int) -> tuple[list[float], list[float]]:
    """Lines as one, with gaps between them."""
    x: list[float] = []
    y: list[float] = []
    for line in lines:
        x += [point[0] for point in line] + [float("nan")]
        y += [position + 1 - point[1] for point in line] + [float("nan")]
    return x, y


def _short(path: str) -> str:
    """An outline with tenths of a point, which is all that can be seen."""
    return _FIGURE.sub(lambda figure: f"{float(figure[0]):.1f}".removesuffix(".0"), " ".join(path.split()))


def bar(share: float) -> Strip:
    """A bar from the left; `share` from 0 to 1."""
    return {"bar": [[(0, 0.5), (100 * share, 0.5)]]}


def spread(values: Sequence[float], national: float | None) -> Strip:
    """Percentages, in rising order: each as a tick, their middle half, their median, and the national target."""
    count = len(values)
    marks: dict[str, Sequence[Line]] = {
        "scale": [[(0, 0.05), (100, 0.05)]],
        "range": [[(values[0], 0.5), (values[-1], 0.5)]],
    }
    if count > 3:
        marks["middle"] = [[(values[count // 4], 0.5), (values[(3 * count - 1) // 4], 0.5)]]
    marks["values"] = [[(value, 0.3), (value, 0.7)] for value in sorted({float(round(value)) for value in values})]
    middle = values[(count - 1) // 2]
    marks["median"] = [[(middle, 0.15), (middle, 0.85)]]
    if national is not None:
        diamond = ((-2.2, 0.5), (0, 0.85), (2.2, 0.5), (0, 0.15), (-2.2, 0.5))
        marks["national"] = [[(national + right, height) for right, height in diamond]]
    return marks
