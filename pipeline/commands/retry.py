"""`kehoach retry`."""

from __future__ import annotations

import click

from pipeline.commands import out_option


@click.command()
@click.option("--reason", metavar="CODE", help="Only files that were quarantined for this reason.")
@out_option
def command(reason: str | None, out: str | None) -> None:
    """Have the next run read again what is in quarantine."""
    from pipeline.settings import output_folder
    from pipeline.status import existing_ledger

    with existing_ledger(output_folder(out)) as ledger:
        count = ledger.retry(reason)
    click.echo(f"{count} documents will be read again by the next kehoach run.")
