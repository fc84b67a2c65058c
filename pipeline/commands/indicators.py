"""`kehoach indicators`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands import dataset_argument, echo_lines


@click.group(invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """List the catalogue of indicators."""
    if context.invoked_subcommand is None:
        from pipeline.indicators_cli import catalogue_lines

        echo_lines(catalogue_lines())


@command.command()
@dataset_argument
def unmapped(dataset: Path) -> None:
    """List what no indicator of the catalogue measures, the most frequent first.

    DATASET is a folder of releases (its current one is read) or one release; the default is outputs.
    """
    from pipeline.indicators_cli import unmapped_lines

    echo_lines(unmapped_lines(dataset))
