"""`kehoach trace`."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands import echo_lines


@click.command()
@click.argument("record_id", required=False, metavar="[RECORD_ID]")
@click.option("--value", help="Find records that hold this number, or these words in their number or quote.")
@click.option("--commune", help="Find records of this commune's plans; case and tone marks do not matter.")
@click.option(
    "--png", type=click.Path(dir_okay=False, path_type=Path), help="Write a picture of the page, the place marked."
)
@click.option(
    "--dataset",
    "place",
    default="outputs",
    show_default=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of releases (its current one is read) or one release.",
)
@click.option(
    "--sources",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the files that were read; can be given several times. By default the "
    "files are looked for where the run found them, then in the current folder.",
)
def command(
    record_id: str | None,
    value: str | None,
    commune: str | None,
    png: Path | None,
    place: Path,
    sources: tuple[Path, ...],
) -> None:
    """Show where a value comes from: document, page, line, quote, rule, flags and history.

    RECORD_ID is a record's record_id or a document's doc_id, or how one of them begins. Without it, --value and
    --commune find records.

    Exit status: 0 if the file is there, unchanged; 3 if it changed or is gone; 1 if there is no such record.
    """
    from pipeline.dataset import open_dataset
    from pipeline.errors import RequestError
    from pipeline.trace.records import MOST_FOUND, search
    from pipeline.trace.show import trace
    from pipeline.trace.words import found_lines

    dataset = open_dataset(place)
    if record_id is None:
        if value is None and commune is None:
            raise click.UsageError("Give a RECORD_ID, or find records with --value and --commune.")
        found = search(dataset, value, commune)
        if not found:
            raise RequestError("No record holds that. Try fewer words, or the number alone.")
        echo_lines(found_lines(found))
        if len(found) == MOST_FOUND:
            click.echo(f"Only the first {MOST_FOUND} are shown; give --commune too.", err=True)
        return
    shown = trace(dataset, record_id, sources, png)
    echo_lines(shown.lines)
    if shown.state != "found":
        raise SystemExit(3)
