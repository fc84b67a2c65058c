"""`kehoach corrections`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands import echo_lines

if TYPE_CHECKING:
    from pipeline.review.log import CorrectionLog

_outputs = click.option(
    "--dataset",
    "outputs",
    default="outputs",
    show_default=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of releases; the log is beside them.",
)
_format = click.option(
    "--format", "form", default="csv", show_default=True, type=click.Choice(["csv", "jsonl"]), help="CSV or JSON Lines."
)


@click.group()
def command() -> None:
    """What reviewers said about records: list it, exchange it with spreadsheets, and copy it."""


@command.command()
@_outputs
@_format
def export(outputs: Path, form: str) -> None:
    """Print the whole log."""
    from pipeline.review.exchange import to_csv, to_json_lines

    with _open(outputs) as log:
        for line in (to_csv if form == "csv" else to_json_lines)(log.entries()):
            click.echo(line, nl=False)


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--reviewer", required=True, help="Who says this, for lines that name nobody.")
@_outputs
@_format
def import_(file: Path, reviewer: str, outputs: Path, form: str) -> None:
    """Store what a file says about records of the current release, all of it or nothing.

    The columns are those of an export; a line needs action (confirm, edit, reject or comment), table_name, record_id,
    and for an edit field and new. Lines without an action are passed over.
    """
    from pipeline.dataset import open_dataset
    from pipeline.errors import RequestError
    from pipeline.review.exchange import import_lines, read_csv, read_json_lines

    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RequestError(
            f"{file} is no text in UTF-8. Save it as CSV UTF-8 (or JSON Lines) and try again."
        ) from error
    lines = read_csv(text) if form == "csv" else read_json_lines(text)
    dataset = open_dataset(outputs)
    with _open(outputs) as log:
        stored = import_lines(log, dataset, lines, reviewer)
    click.echo(f"{len(stored)} entries stored. They count from the next kehoach run on.")


@command.command("log")
@click.argument("record_id")
@_outputs
def log_(record_id: str, outputs: Path) -> None:
    """Print what was said about one record, the oldest first."""
    from pipeline.errors import RequestError
    from pipeline.review.show import entry_lines

    with _open(outputs) as log:
        entries = [entry for entry in log.entries() if entry.record_id.startswith(record_id.strip().lower())]
    if not entries:
        raise RequestError(f"Nobody has said anything about {record_id}.")
    echo_lines(entry_lines(entries))


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_outputs
def backup(file: Path, outputs: Path) -> None:
    """Copy the log to a file, while it is in use or not; the copy is checked."""
    with _open(outputs) as log:
        count = log.backup(file)
    click.echo(f"{file}: {count} entries")


@command.command()
@_outputs
def agreement(outputs: Path) -> None:
    """Print how well reviewers agree: Cohen's kappa for each column that two of them judged."""
    from pipeline.review.agreement import agreements, lines

    with _open(outputs) as log:
        echo_lines(lines(agreements(log.entries())))


def _open(outputs: Path) -> CorrectionLog:
    """The log of a folder of releases; raises `RequestError` where there is none yet."""
    from pipeline.errors import RequestError
    from pipeline.review.log import CorrectionLog, log_path

    if not (outputs / "releases").is_dir():
        raise RequestError(f"{outputs} is no folder of releases. Corrections are kept beside them, in review/.")
    return CorrectionLog(log_path(outputs))
