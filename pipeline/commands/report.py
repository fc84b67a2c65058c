"""`kehoach report`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands import dataset_argument


@click.command()
@dataset_argument
@click.option(
    "--out",
    default="report.html",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write.",
)
@click.option(
    "--lang",
    "language",
    default="vi",
    show_default=True,
    type=click.Choice(["vi", "en"]),
    help="Language that is shown first; the page holds both.",
)
@click.option("--link", help="Address of a review application, to whose pages records shall lead.")
def command(dataset: Path, out: Path, language: str, link: str | None) -> None:
    """Write a report on a data set: one HTML file that opens in any browser, offline.

    DATASET is a folder of releases (its current one is read) or one release; the default is outputs.
    """
    from pipeline.errors import RequestError
    from pipeline.report import write_report
    from pipeline.sources import shown

    if link and not link.startswith(("http://", "https://")):
        raise RequestError(f"--link is {link!r}. Give an address that begins with http:// or https://.")
    write_report(dataset, out, language, link)
    click.echo(shown(str(out)))
