"""`kehoach review`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands import dataset_argument


@click.command()
@dataset_argument
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to serve on.")
@click.option(
    "--sources",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the files that were read; can be given several times. By default the "
    "files are looked for where the run found them, then in the current folder.",
)
@click.option("--reviewer", help="Your name in the log, on loopback without accounts. By default your user name.")
@click.option("--accounts", is_flag=True, help="Ask everybody to log in (see kehoach account).")
@click.option("--user-header", metavar="NAME", help="Header in which a reverse proxy says who is there.")
@click.option(
    "--name", "names", multiple=True, help="Name under which browsers ask for the pages; several are allowed."
)
def command(
    dataset: Path, host: str, port: int, sources: tuple[Path, ...], reviewer: str | None, accounts: bool,
    user_header: str | None, names: tuple[str, ...],
) -> None:  # fmt: skip
    """Serve the review pages: doubtful records beside their place in the source, corrected with single keys.

    DATASET is a folder of releases; the default is outputs. On loopback whoever uses this machine may review. On any
    other address people must log in, or come through a reverse proxy that knows them.
    """
    from pipeline.review.web.serve import serve

    serve(dataset, host, port, sources, reviewer, accounts, user_header, names)
