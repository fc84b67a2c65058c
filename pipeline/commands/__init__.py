"""The commands of `kehoach`, one module each, and what they share.

A module of this package is a command: it is called as the module is, and is the module's `command`. Its first
lines import click alone; everything else is imported inside the function, when the command runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

#: The argument of commands that read a data set.
dataset_argument = click.argument(
    "dataset", default="outputs", type=click.Path(exists=True, file_okay=False, path_type=Path)
)

#: The option of commands that work on a folder of releases.
out_option = click.option(
    "--out",
    type=click.Path(file_okay=False),
    help="Folder of the data set: releases/, current, quarantine/, and what is known of all files; "
    "or s3://bucket/prefix. [default: outputs]",
)


def echo_lines(lines: Iterable[str]) -> None:
    """Print lines as they come."""
    for line in lines:
        click.echo(line)
