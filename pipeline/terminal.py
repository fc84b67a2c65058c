"""A run at the terminal: progress while it works, then what came of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from pipeline.prefect_server import ServerError, prefect_server
from pipeline.quarantine import Quarantined, entry_name
from pipeline.settings import SettingError, configure_prefect, memory_limit, time_limit
from pipeline.sources import shown
from pipeline.summary import COUNTS, HEADS, RunResult, file_lines, flag_line
from pipeline.work import readers

#: Columns of output that goes to a file or a pipe, where there is no terminal to ask.
_PIPE_WIDTH = 160
#: Lines of a summary that a person still reads; every file is in the data set and in Prefect's artifact.
_SHOWN_FILES = 100


def run_and_show(paths: Sequence[str], out: str) -> int:
    """Run the flow with a server and workers of its own; prints the outcome and returns the exit status."""
    from pipeline.checks import ChecksFailedError
    from pipeline.releases import PublishError

    started = time.monotonic()
    configure_prefect()
    console = Console(stderr=True)
    try:
        # A setting that cannot be used is refused before anything starts.
        time_limit(0)
        memory_limit()
        result = _run(paths, out, console)
    except (SettingError, ServerError, ChecksFailedError, PublishError, OSError) as error:
        console.print(Text(f"Nothing is published.\n{error}"), soft_wrap=True)
        return 1
    _show(result, Path(out), time.monotonic() - started)
    return result.exit_status


def _run(paths: Sequence[str], out: str, console: Console) -> RunResult:
    with _progress(console) as bar, prefect_server() as server, readers() as workers:
        line = bar.add_task("starting Prefect", total=None)
        # Prefect takes seconds to import; its server and the workers start meanwhile, in processes of their own.
        from pipeline import flows

        if server:
            server.wait()

        def progress(done: int, total: int) -> None:
            bar.update(line, description="reading", completed=done, total=total)

        try:
            return flows.run_once(paths, out, flows.Surroundings(workers, progress))
        except flows.NothingToPublishError as nothing:
            return nothing.result


def _progress(console: Console) -> Progress:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True)


def _show(result: RunResult, out: Path, seconds: float) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_PIPE_WIDTH)
    lines = list(file_lines(result.tables))
    if lines:
        console.print(_table(lines[:_SHOWN_FILES]))
    if len(lines) > _SHOWN_FILES:
        console.print(f"and {len(lines) - _SHOWN_FILES} more documents")
    if flags := flag_line(result.tables):
        console.print(Text(f"Flags: {flags}"), soft_wrap=True)
    for doc_id, source in result.duplicates:
        console.print(Text(f"{source.name}: the same as document {doc_id[:12]}, not read again"), soft_wrap=True)
    for entry in result.quarantined:
        console.print(Text(_quarantined(entry, out)), soft_wrap=True)
    console.print(Text(_closing(result, out, seconds)), soft_wrap=True)


def _table(lines: Sequence[tuple[str, ...]]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    for head in HEADS:
        table.add_column(head, justify="right" if head in COUNTS else "left", overflow="fold")
    for line in lines:
        # As `Text`, what stands in files is never read as mark-up.
        table.add_row(*(Text(cell) for cell in line))
    return table


def _quarantined(entry: Quarantined, out: Path) -> str:
    folder = out / "quarantine" / entry_name(entry)
    return f"{entry.source.name}: {entry.failure.code}: {entry.failure.message}\n  {shown(str(folder))}"


def _closing(result: RunResult, out: Path, seconds: float) -> str:
    took = f"{seconds:.1f} s"
    left_out = f", {len(result.quarantined)} quarantined" if result.quarantined else ""
    if result.release is None:
        return f"Nothing is published{left_out}, in {took}."
    state = "" if result.release.new else " (unchanged)"
    return (
        f"{len(result.tables['documents'])} documents published{left_out}, in {took}.\n"
        f"Data set: {shown(str(out / 'current'))} → {shown(result.release.folder.name)}{state}"
    )
