"""`kehoach run`."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from pipeline.commands import out_option


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@out_option
@click.option(
    "--only-new", "mode", flag_value="new", default=True, help="Read what is new or has changed. The default."
)
@click.option("--all", "mode", flag_value="all", help="Read all files again.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Read again what was first seen on this day or later.")
@click.option("--wait", is_flag=True, help="Where another run is at work on the same folder, wait for its end.")
@click.option(
    "--runner",
    type=click.Choice(["local", "dask"]),
    help="Read files in processes of this machine, or on a Dask cluster. By default what the settings say, else local.",
)
@click.option("--scheduler", metavar="ADDRESS", help="The Dask scheduler, such as tcp://10.0.0.5:8786.")
def command(
    paths: tuple[str, ...],
    out: str | None,
    mode: str,
    since: datetime | None,
    wait: bool,
    runner: str | None,
    scheduler: str | None,
) -> None:
    """Read files and folders and publish what they hold, with all that was published before, as a new release.

    Without PATH those are read that the settings name as inbox. PATH and --out may be s3://bucket/prefix.

    Exit status: 0 if every file of PATH is published, 3 if some are quarantined, 1 if nothing could be published.
    """
    from pipeline.settings import input_paths, output, output_folder, override
    from pipeline.terminal import run_and_show

    override(runner=runner, scheduler=scheduler)
    output_folder(out)
    again = "" if mode == "all" else None
    again = again if since is None else since.date().isoformat()
    sys.exit(run_and_show(input_paths(paths), output(out), since=again, wait=wait))
