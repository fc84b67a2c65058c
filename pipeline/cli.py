"""The command line. Imports are made where they are needed: `--help` loads nothing but click."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.sources import Failure

#: Exit status where nothing was published; 3 where some files were quarantined; 0 where all is published.
NOTHING_PUBLISHED = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kehoach")
def main() -> None:
    """Published Vietnamese plans in, one traceable data set out."""


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True), metavar="PATH...")
@click.option(
    "--out",
    default="outputs",
    show_default=True,
    type=click.Path(file_okay=False),
    help="Folder of the data set: releases/, current and quarantine/.",
)
def run(paths: tuple[str, ...], out: str) -> None:
    """Read files and folders and publish what they hold as a new release.

    Exit status: 0 if every file is published, 3 if some are quarantined, 1 if nothing could be published.
    """
    from pipeline.terminal import run_and_show

    sys.exit(run_and_show(paths, out))


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="All columns of the data set, as JSON.")
def extract(file: str, as_json: bool) -> None:
    """Print what one file holds, without publishing it."""
    from pathlib import Path

    from pipeline.show import as_text, to_json
    from pipeline.sources import Failure, digest, find_files
    from pipeline.work import read_source

    (source,) = find_files([file])
    doc_id = digest(source)
    outcome = doc_id if isinstance(doc_id, Failure) else read_source((doc_id, source))
    if isinstance(outcome, Failure):
        raise click.ClickException(_in_words(Path(file).name, outcome))
    # Names and quotes may hold what the terminal's encoding has not.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    click.echo(to_json(outcome) if as_json else as_text(outcome))


@main.command()
@click.argument("dataset", default="outputs", type=click.Path(exists=True, file_okay=False))
@click.option(
    "--format",
    "form",
    default="graphml",
    show_default=True,
    type=click.Choice(["graphml", "dot"]),
    help="What to write.",
)
def graph(dataset: str, form: str) -> None:
    """Print the graph of citations: plan → district → province → national.

    DATASET is a folder of releases (its current one is read) or one release; the default is outputs.
    """
    from pathlib import Path

    from pipeline.dataset import NoDataSetError
    from pipeline.graph import FORMATS, read_graph

    try:
        found = read_graph(Path(dataset))
    except NoDataSetError as error:
        raise click.ClickException(str(error)) from error
    # Both languages of graphs are UTF-8, whatever the terminal is.
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for line in FORMATS[form](found):
        click.echo(line)


@main.group(invoke_without_command=True)
@click.pass_context
def indicators(context: click.Context) -> None:
    """List the catalogue of indicators."""
    if context.invoked_subcommand is None:
        from pipeline.indicators_cli import catalogue_lines

        _echo_lines(catalogue_lines())


@indicators.command()
@click.argument("dataset", default="outputs", type=click.Path(exists=True, file_okay=False))
def unmapped(dataset: str) -> None:
    """List what no indicator of the catalogue measures, the most frequent first.

    DATASET is a folder of releases (its current one is read) or one release; the default is outputs.
    """
    from pathlib import Path

    from pipeline.dataset import NoDataSetError
    from pipeline.indicators_cli import unmapped_lines

    try:
        _echo_lines(unmapped_lines(Path(dataset)))
    except NoDataSetError as error:
        raise click.ClickException(str(error)) from error


def _echo_lines(lines: Iterable[str]) -> None:
    # Names and quotes may hold what the terminal's encoding has not.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    for line in lines:
        click.echo(line)


def _in_words(name: str, failure: Failure) -> str:
    from pipeline.sources import shown

    return f"{shown(name)}: {failure.code}: {failure.message}" + (f"\n{failure.detail}" if failure.detail else "")


if __name__ == "__main__":
    main()
