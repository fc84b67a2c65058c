"""`kehoach graph`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.commands import dataset_argument, echo_lines


@click.command()
@dataset_argument
@click.option(
    "--format",
    "form",
    default="graphml",
    show_default=True,
    type=click.Choice(["graphml", "dot"]),
    help="What to write.",
)
def command(dataset: Path, form: str) -> None:
    """Print the graph of citations: plan → district → province → national.

    DATASET is a folder of releases (its current one is read) or one release; the default is outputs.
    """
    from pipeline.graph import FORMATS, read_graph

    found = read_graph(dataset)
    # Both languages of graphs are UTF-8, whatever the terminal is.
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    echo_lines(FORMATS[form](found))
