"""`kehoach account`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("name")
@click.option(
    "--role", default="reviewer", show_default=True, type=click.Choice(["reader", "reviewer"]), help="What it may do."
)
@click.option("--no-password", is_flag=True, help="For people whom a reverse proxy lets in.")
@click.option(
    "--dataset",
    "outputs",
    default="outputs",
    show_default=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of releases.",
)
def command(name: str, role: str, no_password: bool, outputs: Path) -> None:
    """Make an account for the review pages, or give it another role or password, which is asked for."""
    from typing import cast

    from pipeline.review.web.accounts import Role, accounts_path, add_account

    password = None if no_password else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    add_account(accounts_path(outputs), name, cast("Role", role), password)
    click.echo(f"{name}: {role}")
