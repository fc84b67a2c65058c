"""`kehoach diff`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.commands import echo_lines

#: Exit statuses as those of diff(1).
SAME, DIFFERENT, TROUBLE = 0, 1, 2
_release = click.Path(exists=True, file_okay=False, path_type=Path)


class TroubleError(click.ClickException):
    """A release cannot be read; an error would else end with the status of a difference."""

    exit_code = TROUBLE


@click.command()
@click.argument("old", metavar="RELEASE", type=_release)
@click.argument("new", metavar="RELEASE", type=_release)
@click.option("--json", "as_json", is_flag=True, help="Whole rows and all changed columns, as JSON.")
def command(old: Path, new: Path, as_json: bool) -> None:
    """List the records that were added, removed and changed between two releases.

    A RELEASE is its folder, or a folder of releases for its current one. Records are the same by their identity, else
    by document, place and words. Exit status: 0 if both hold the same, 1 if they differ, 2 if one cannot be read.
    """
    import json
    from datetime import date

    from pipeline.dataset import open_dataset
    from pipeline.diff import as_lines, diff, to_json
    from pipeline.errors import RequestError

    try:
        before, after = open_dataset(old), open_dataset(new)
        differences = diff(before, after)
        lines = list(as_lines(before, after, differences))
    except RequestError as error:
        raise TroubleError(str(error)) from error
    if as_json:
        found = {"old": before.name, "new": after.name, "tables": to_json(differences)}
        lines = [json.dumps(found, ensure_ascii=False, indent=1, default=date.isoformat)]
    echo_lines(lines)
    sys.exit(DIFFERENT if differences else SAME)
