"""`kehoach evaluate`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands import dataset_argument, echo_lines


@click.command()
@dataset_argument
@click.option(
    "--sources",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the files that were read; can be given several times. By default the "
    "files are looked for where the run found them, then in the current folder.",
)
def command(dataset: Path, sources: tuple[Path, ...]) -> None:
    """Score the rules of today against all reviewed records, and show what they gained and lost, by rule.

    DATASET is a folder of releases; what its current release had read is what is compared with.
    """
    from pipeline.dataset import open_dataset
    from pipeline.errors import RequestError
    from pipeline.review.evaluate import evaluate, lines
    from pipeline.review.log import log_path

    if not log_path(dataset).exists():
        raise RequestError(f"Nobody has reviewed anything in {dataset} yet. Start with kehoach review {dataset}.")
    echo_lines(lines(evaluate(open_dataset(dataset), dataset, sources)))
