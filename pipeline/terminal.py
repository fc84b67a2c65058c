"""A run at the terminal: progress while it works, then what came of it."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from pipeline import storage
from pipeline.errors import RequestError
from pipeline.hands import check_server, hands_ahead
from pipeline.prefect_environment import configure_prefect
from pipeline.prefect_server import ServerError, prefect_server
from pipeline.quarantine import entry_name
from pipeline.settings import output_folder
from pipeline.sources import shown
from pipeline.summary import COUNTS, HEADS, Listed, RunResult, file_lines, flag_line

if TYPE_CHECKING:
    from pipeline.ledger import Entry

#: Columns of output that goes to a file or a pipe, where there is no terminal to ask.
_PIPE_WIDTH = 160
_STOPPED = "Stopped. Nothing is lost, and what was published stays. Run again: it goes on from here."
#: The exit status of programs that were stopped at the keyboard (128 and the number of SIGINT).
_INTERRUPTED = 130


def run_and_show(paths: Sequence[str], out: str, *, since: str | None = None, wait: bool = False) -> int:
    """Run the flow with a server and workers of its own; prints the outcome and returns the exit status."""
    started = time.monotonic()
    configure_prefect()
    console = Console(stderr=True)
    with _listening() as heard:
        try:
            result = _run(paths, out, console, since=since, wait=wait)
        except (Exception, KeyboardInterrupt) as error:
            if heard or isinstance(error, KeyboardInterrupt):
                console.print(_STOPPED, soft_wrap=True)
                return _INTERRUPTED
            if not isinstance(error, (ServerError, RequestError, OSError)):
                raise
            console.print(Text(f"Nothing is published.\n{error}"), soft_wrap=True)
            return 1
    _show(result, out, time.monotonic() - started)
    return result.exit_status


@contextmanager
def _listening() -> Iterator[list[int]]:
    """Whether Ctrl-C was heard: what is interrupted may end with an error of its own, as pydantic's serialisers do."""
    heard: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    # Where SIGINT is ignored, as in the background of a shell, it stays so; only the main thread may ask for it.
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        yield heard
        return

    def hear(number: int, frame: Any) -> None:
        heard.append(number)
        before(number, frame)

    signal.signal(signal.SIGINT, hear)
    try:
        yield heard
    finally:
        signal.signal(signal.SIGINT, before)


def _run(paths: Sequence[str], out: str, console: Console, *, since: str | None, wait: bool) -> RunResult:
    check_server()
    with _progress(console) as bar, prefect_server() as server, hands_ahead() as hands:
        line = bar.add_task("starting Prefect", total=None)
        # Prefect takes seconds to import; its server and the workers start meanwhile, in processes of their own.
        from pipeline import flows

        if server:
            server.wait()

        def progress(step: str, done: int, total: int) -> None:
            bar.update(line, description=step, completed=done, total=total)

        try:
            return flows.run_once(paths, out, flows.Surroundings(hands, progress), since=since, wait=wait)
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


def _show(result: RunResult, out: str, seconds: float) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_PIPE_WIDTH)
    lines = list(file_lines(result.documents.first))
    if lines:
        console.print(_table(lines))
    for text in _below_the_table(result, out, seconds):
        console.print(Text(text), soft_wrap=True)


def _below_the_table(result: RunResult, out: str, seconds: float) -> Iterator[str]:
    yield from _more(result.documents, "documents")
    if flags := flag_line(result.flags):
        yield f"Flags: {flags}"
    for entry in result.duplicates.first:
        yield f"{shown(entry.name)}: the same as document {str(entry.doc_id)[:12]}, not read again"
    yield from _more(result.duplicates, "duplicates")
    for entry in result.quarantined.first:
        yield _quarantined(entry, output_folder(out))
    yield from _more(result.quarantined, "files in quarantine")
    yield _closing(result, out, seconds)


def _more(listed: Listed, what: str) -> Iterator[str]:
    if rest := listed.count - len(listed.first):
        yield f"and {rest} more {what}"


def _table(lines: Sequence[tuple[str, ...]]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    for head in HEADS:
        table.add_column(head, justify="right" if head in COUNTS else "left", overflow="fold")
    for line in lines:
        # As `Text`, what stands in files is never read as mark-up.
        table.add_row(*(Text(cell) for cell in line))
    return table


def _quarantined(entry: Entry, out: Path) -> str:
    from pipeline.batch import quarantined

    unread = quarantined(entry)
    folder = out / "quarantine" / entry_name(unread)
    return f"{entry.name}: {unread.failure.code}: {unread.failure.message}\n  {shown(str(folder))}"


def _closing(result: RunResult, out: str, seconds: float) -> str:
    took = f"{seconds:.1f} s"
    left_out = f", {result.quarantined.count} quarantined" if result.quarantined.count else ""
    if result.release is None:
        return f"Nothing is published{left_out}, in {took}."
    current = f"{out.rstrip('/')}/{storage.CURRENT}" if storage.is_url(out) else str(Path(out) / "current")
    state = "" if result.release.new else " (unchanged)"
    return (
        f"{result.rows.get('documents', 0)} documents published{left_out}, in {took}.\n"
        f"Data set: {shown(current)} → {shown(result.release.folder.name)}{state}"
    )
