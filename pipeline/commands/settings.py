"""`kehoach settings`."""

from __future__ import annotations

import click

from pipeline.commands import echo_lines


@click.command()
def command() -> None:
    """Print the settings in effect, as a file of settings with their meaning."""
    from pipeline.settings import lines

    echo_lines(lines())
