"""`kehoach serve`."""

from __future__ import annotations

import click

from pipeline.commands import out_option


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@out_option
@click.option("--cron", metavar="TEXT", help='When to run, as in cron: "0 2 * * *" is every night at two.')
@click.option("--watch", is_flag=True, help="Run also when files arrive.")
@click.option("--port", default=4200, show_default=True, help="Port of Prefect's server and UI on this machine.")
def command(paths: tuple[str, ...], out: str | None, cron: str | None, watch: bool, port: int) -> None:
    """Stay, and run by a schedule or whenever files arrive.

    Where PREFECT_API_URL names no Prefect server, one is started here, with its UI.
    """
    from pipeline.errors import RequestError
    from pipeline.serve import serve
    from pipeline.settings import input_paths, output

    if cron is None and not watch:
        raise RequestError('Say when to run: --cron "0 2 * * *", --watch, or both.')
    serve(input_paths(paths), output(out), cron, watch=watch, port=port)
