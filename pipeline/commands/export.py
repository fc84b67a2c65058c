"""`kehoach export`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands import dataset_argument


@click.command()
@dataset_argument
@click.option(
    "--format",
    "form",
    required=True,
    type=click.Choice(["xlsx", "csv", "duckdb"]),
    help="Excel workbook, CSV files, or DuckDB file with views.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File to write; for CSV a folder.")
def command(dataset: Path, form: str, out: Path) -> None:
    """Write all tables for another program. What stands at that place is replaced.

    No cell begins like a formula: CSV puts an apostrophe before a text that does, the workbook holds texts only as
    texts. DATASET is a folder of releases (its current one is read) or one release; the default is outputs.
    """
    from pipeline.dataset import open_dataset
    from pipeline.exports import export
    from pipeline.sources import shown

    for message in export(open_dataset(dataset), form, out):
        click.echo(message, err=True)
    click.echo(shown(str(out)))
