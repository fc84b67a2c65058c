"""The command line: each module of `pipeline.commands` is one command, of the same name.

A command's module is loaded when it is called, and imports what it needs when it runs: `--help` loads nothing but
click.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import click

from pipeline import commands
from pipeline.errors import RequestError


class Commands(click.Group):
    """The commands that `pipeline.commands` holds; turns errors that a person can mend into words."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click gives it)
        """The names of all commands."""
        return sorted(module.name for module in iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name: what its module calls `command`."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{commands.__name__}.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Carry out a command."""
        # Names and quotes may hold what the terminal's encoding has not.
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        try:
            return super().invoke(ctx)
        except RequestError as error:
            in_words = click.UsageError if error.wrong_use else click.ClickException
            raise in_words(str(error)) from error


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kehoach")
@click.option("--config", type=click.Path(dir_okay=False), help="File of settings; kehoach.toml by default.")
def main(config: str | None) -> None:
    """Published Vietnamese plans in, one traceable data set out."""
    if config is not None:
        # Processes that this one starts shall read the same file.
        os.environ["KEHOACH_CONFIG"] = config


if __name__ == "__main__":
    main()
