"""Prefect's server for the time of one run, where none is configured.

Prefect can start one itself, but only after importing all of the server into the client as well, which
takes twice as long. Here the server boots in a process of its own while the client is still importing.
Its database is that of `prefect server start` with the same PREFECT_HOME, so that the run, its log and
its artifact can be looked at in Prefect's UI later.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO
from urllib.request import urlopen

from pipeline.limits import SERVER_START_LIMIT
from pipeline.prefect_environment import client_environment, server_environment

#: How often a server that dies is started anew.
_RESTARTS = 5


class ServerError(Exception):
    """Prefect's server could not be started; the message holds what it said."""


class PrefectServer:
    """A server that boots in the background; `wait` returns once it answers."""

    def __init__(self, listener: socket.socket, log: IO[bytes]) -> None:
        self._listener = listener
        self._log = log
        self._environment = server_environment()
        self._answered = self._ended = False
        self._process = self._start()
        self.api_url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
        threading.Thread(target=self._stand_by, daemon=True).start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "pipeline.prefect_server", str(self._listener.fileno())],
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=self._log,
            env=self._environment,
            pass_fds=[self._listener.fileno()],
        )

    def _stand_by(self) -> None:
        """Start it anew where it dies: who asks meanwhile waits at the socket, which stays open."""
        for _ in range(_RESTARTS):
            self._process.wait()
            if self._ended or not self._answered:
                return
            self._process = self._start()

    def stop(self) -> None:
        """Have the server write what it holds and stop, by the end of its input."""
        self._ended = True
        if not self._answered:
            # It still boots, and does not hear the end of its input yet.
            self._process.kill()
        self._process.communicate()

    def wait(self) -> None:
        """Wait until the server answers; raises `ServerError` where it ends or takes too long."""
        deadline = time.monotonic() + SERVER_START_LIMIT
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                self._log.seek(0)
                said = self._log.read().decode(errors="replace").strip()
                raise ServerError(f"Prefect's server ended with status {self._process.returncode}:\n{said}")
            try:
                with urlopen(f"{self.api_url}/health", timeout=5) as answer:  # noqa: S310 (always http)
                    if answer.status == 200:
                        self._answered = True
                        return
            except OSError:
                # Not listening yet, or not answering yet: refused, reset, or out of time.
                time.sleep(0.05)
        raise ServerError(f"Prefect's server did not answer within {SERVER_START_LIMIT:.0f} seconds")


@contextmanager
def prefect_server() -> Iterator[PrefectServer | None]:
    """Boot a server and point Prefect at it; yields None where PREFECT_API_URL names one already."""
    if os.environ.get("PREFECT_API_URL"):
        yield None
        return
    # The listening socket is made here and inherited, so no other program can take the port in between.
    with TemporaryFile() as log, socket.create_server(("127.0.0.1", 0)) as listener:
        server = PrefectServer(listener, log)
        before = dict(os.environ)
        os.environ.update(client_environment(server.api_url))
        try:
            yield server
        finally:
            for name in client_environment(server.api_url):
                del os.environ[name]
            os.environ.update(before)
            server.stop()


def serve(descriptor: int) -> None:
    """Run Prefect's API on an inherited socket until standard input ends, as it does when the parent is gone."""
    import uvicorn
    from prefect.server.api.server import create_app

    server = uvicorn.Server(uvicorn.Config(create_app(), fd=descriptor, log_level="critical", access_log=False))

    def stop_at_end_of_input() -> None:
        sys.stdin.buffer.read()
        server.should_exit = True

    threading.Thread(target=stop_at_end_of_input, daemon=True).start()
    server.run()
    # All is written; taking the interpreter down in order would cost another second.
    os._exit(0)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
