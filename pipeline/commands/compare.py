"""`kehoach compare`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.commands import dataset_argument


@click.command()
@click.argument("indicator")
@dataset_argument
@click.option("--year", type=int, help="Only values for this year.")
@click.option("--province", help="Only documents of this province, by its name of then or of today.")
@click.option(
    "--format",
    "form",
    default="table",
    show_default=True,
    type=click.Choice(["table", "csv", "png"]),
    help="What to write to standard output.",
)
def command(indicator: str, dataset: Path, year: int | None, province: str | None, form: str) -> None:
    """Compare one INDICATOR across places: aims and results, the best first, and the national target.

    INDICATOR is an identity that `kehoach indicators` lists. DATASET is a folder of releases (its current one is
    read) or one release; the default is outputs.
    """
    from pipeline import compare_show
    from pipeline.compare import compare
    from pipeline.dataset import open_dataset
    from pipeline.errors import RequestError

    if form == "png" and sys.stdout.isatty():
        raise RequestError("A picture is no text for a terminal. Send it to a file: --format png > comparison.png")
    found = compare(open_dataset(dataset), indicator, year, province)
    if form == "csv":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        click.echo("".join(compare_show.as_csv(found)), nl=False)
    elif form == "png":
        sys.stdout.buffer.write(compare_show.as_png(found))
    else:
        from rich.console import Console

        # A file or a pipe has no width to ask for.
        Console(highlight=False, width=None if sys.stdout.isatty() else 160).print(compare_show.as_table(found))
