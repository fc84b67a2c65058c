"""`kehoach run`."""

from __future__ import annotations

import sys

import click


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True), metavar="PATH...")
@click.option(
    "--out",
    default="outputs",
    show_default=True,
    type=click.Path(file_okay=False),
    help="Folder of the data set: releases/, current and quarantine/.",
)
def command(paths: tuple[str, ...], out: str) -> None:
    """Read files and folders and publish what they hold as a new release.

    Exit status: 0 if every file is published, 3 if some are quarantined, 1 if nothing could be published.
    """
    from pipeline.terminal import run_and_show

    sys.exit(run_and_show(paths, out))
