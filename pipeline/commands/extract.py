"""`kehoach extract`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="All columns of the data set, as JSON.")
def command(file: str, as_json: bool) -> None:
    """Print what one file holds, without publishing it."""
    from pipeline.errors import RequestError
    from pipeline.show import as_text, to_json
    from pipeline.sources import Failure, digest, find_files, shown
    from pipeline.work import read_source

    source = next(find_files([file]))
    doc_id = digest(source)
    outcome = doc_id if isinstance(doc_id, Failure) else read_source(doc_id, source)
    if isinstance(outcome, Failure):
        detail = f"\n{outcome.detail}" if outcome.detail else ""
        raise RequestError(f"{shown(Path(file).name)}: {outcome.code}: {outcome.message}{detail}")
    click.echo(to_json(outcome) if as_json else as_text(outcome))
