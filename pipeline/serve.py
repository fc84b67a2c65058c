"""A process that stays: Prefect's server where there is none, the schedule, and a watch on the inbox."""

from __future__ import annotations

import logging
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from pipeline import storage
from pipeline.errors import RequestError
from pipeline.limits import SERVER_START_LIMIT
from pipeline.prefect_environment import configure_prefect
from pipeline.settings import output_folder

DEPLOYMENT = "batch"
#: Milliseconds without a change after which files are taken to have arrived whole, and the most that is waited.
_QUIET, _LONGEST = 3_000, 60_000
#: Seconds between two looks at a run that the watch started.
_POLL = 2
#: Seconds that a run at work, or the server, may take to stop.
_STOP_LIMIT = 5


def serve(paths: Sequence[str], out: str, cron: str | None, *, watch: bool, port: int) -> None:
    """Run by a schedule and, if asked, when files arrive, until the process is stopped."""
    output_folder(out)
    if watch and any(map(storage.is_url, paths)):
        raise RequestError("Object storage cannot be watched. Leave out --watch and look often: --cron '*/5 * * * *'.")
    configure_prefect()
    # Whoever looks at this process sees what it does; the runs log to Prefect.
    os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "INFO"
    with _server(port):
        from pipeline.flows import FLOW_NAME, path_parameter, run

        if watch:
            threading.Thread(target=_watch, args=(paths, f"{FLOW_NAME}/{DEPLOYMENT}"), daemon=True).start()
        try:
            run.serve(
                name=DEPLOYMENT,
                cron=cron,
                tags=[FLOW_NAME],
                parameters={
                    "paths": [path_parameter(_absolute(path)) for path in paths],
                    "out": path_parameter(_absolute(out)),
                    "wait": True,
                },
                # One at a time: runs on one folder wait for each other anyway. What is due meanwhile comes after it.
                limit=1,
                print_starting_message=True,
            )
        finally:
            _cut_off_runs()


def _cut_off_runs() -> None:
    """End runs at work: Prefect would wait for them, without a word. The next run goes on where they stopped."""
    runs = multiprocessing.active_children()
    for one in runs:
        one.terminate()
    for one in runs:
        one.join(_STOP_LIMIT)
        if one.exitcode is None:
            one.kill()


def _absolute(path: str) -> str:
    return path if storage.is_url(path) else str(Path(path).absolute())


@contextmanager
def _server(port: int) -> Iterator[None]:
    """A Prefect server with its UI for as long as this process stays; none where one is named already."""
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    address = f"http://127.0.0.1:{port}/api"
    # Without it the pages of the UI would ask the server at Prefect's usual port, whichever this one has.
    environment = {
        **os.environ,
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",
        "PREFECT_SERVER_UI_API_URL": address,
    }
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    os.environ["PREFECT_API_URL"] = address
    try:
        _wait(process, address)
        yield
    finally:
        process.terminate()
        try:
            process.wait(_STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], api_url: str) -> None:
    deadline = time.monotonic() + SERVER_START_LIMIT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RequestError(
                f"Prefect's server ended at once. Is its port taken? Choose another with --port ({api_url})"
            )
        try:
            with urlopen(f"{api_url}/health", timeout=5) as answer:  # noqa: S310 (always http)
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RequestError(f"Prefect's server did not answer at {api_url} within {SERVER_START_LIMIT:.0f} seconds.")


def _watch(paths: Sequence[str], deployment: str) -> None:
    """Have the deployment run whenever files below the paths were added, changed or removed, once they are at rest."""
    from prefect.deployments import run_deployment
    from watchfiles import watch

    for changes in watch(*paths, debounce=_LONGEST, step=_QUIET, recursive=True):
        try:
            # Waits for the run's end: what changes meanwhile is one more run, however long the first one takes.
            run_deployment(deployment, poll_interval=_POLL, tags=["inbox"])
        except Exception:
            # The server may be away for a moment; what arrived is read by the next run all the same.
            logging.getLogger("kehoach").exception("%d changes in the inbox started no run", len(changes))
