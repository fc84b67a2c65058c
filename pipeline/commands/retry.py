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
        count, reasons = ledger.retry(reason), ledger.reasons()
    click.echo(f"{count} documents will be read again by the next kehoach run.")
    if reason is not None and reason not in reasons:
        there = ", ".join(f"{code} ({number})" for code, number in reasons.items()) or "none"
        click.echo(f"No file in quarantine has the reason {reason}. Reasons there: {there}.", err=True)
