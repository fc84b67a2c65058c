"""`kehoach status`."""

from __future__ import annotations

import click

from pipeline.commands import echo_lines, out_option


@click.command()
@click.argument("file", required=False)
@out_option
def command(file: str | None, out: str | None) -> None:
    """Say what became of all files ever seen, or of one.

    FILE is a path, a file's name, or the beginning of its SHA-256.
    """
    from pipeline.settings import output_folder
    from pipeline.status import file_lines, overview_lines

    folder = output_folder(out)
    echo_lines(overview_lines(folder) if file is None else file_lines(folder, file))
