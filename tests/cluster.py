"""A Dask cluster as an operator starts it: scheduler, two workers and Prefect's server, each a program of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import distributed
import psutil

from pipeline.limits import SERVER_START_LIMIT
from tests.faults.world import World

#: Programs of the same environment as this one.
BIN = Path(sys.executable).parent
WORKERS = 2


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@dataclass
class Cluster:
    """The programs of a cluster; what they say goes to files in `folder`."""

    folder: Path
    port: int = field(default_factory=free_port)
    api_port: int = field(default_factory=free_port)
    programs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What a run needs to work here."""
        return {
            "PREFECT_API_URL": f"http://127.0.0.1:{self.api_port}/api",
            "PREFECT_HOME": str(self.folder / "prefect"),
            "KEHOACH_RUNNER": "dask",
            "KEHOACH_SCHEDULER": f"tcp://127.0.0.1:{self.port}",
        }

    def start_server(self) -> None:
        """Start Prefect's server."""
        self._start("server", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(self.api_port))

    def start_scheduler(self) -> None:
        """Start the scheduler."""
        port = str(self.port)
        self._start("scheduler", "dask", "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")

    def start_workers(self) -> None:
        """Start the workers, each with one thread; a worker that dies is started anew by its nanny."""
        address = self.environment["KEHOACH_SCHEDULER"]
        count = ("--nworkers", str(WORKERS), "--nthreads", "1")
        self._start("workers", "dask", "worker", address, *count, "--no-dashboard")

    def wait(self) -> None:
        """Wait until the server answers and the workers have come."""
        deadline = time.monotonic() + SERVER_START_LIMIT
        while True:
            try:
                with urlopen(self.environment["PREFECT_API_URL"] + "/health", timeout=5):
                    break
            except OSError:
                assert time.monotonic() < deadline, (self.folder / "server.log").read_text()
                time.sleep(0.2)
        self.wait_for_workers()

    def wait_for_workers(self) -> None:
        """Wait until the workers have come."""
        with distributed.Client(self.environment["KEHOACH_SCHEDULER"], set_as_default=False) as client:
            client.wait_for_workers(WORKERS, timeout=60)

    def workers(self) -> Sequence[psutil.Process]:
        """The processes of the workers themselves, below their nannies."""
        below = psutil.Process(self.programs["workers"].pid).children()
        return [process for process in below if "spawn_main" in " ".join(process.cmdline())]

    def stop(self, name: str) -> None:
        """Kill a program and all below it."""
        program = self.programs.pop(name)
        try:
            family = psutil.Process(program.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            family = []
        program.kill()
        program.wait()
        for process in family:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue

    def _start(self, name: str, program: str, *arguments: str) -> None:
        settings = {
            "DASK_DISTRIBUTED__WORKER__DAEMON": "False",
            "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
            "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        }
        with (self.folder / f"{name}.log").open("ab") as log:
            self.programs[name] = subprocess.Popen(
                [BIN / program, *arguments],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={**os.environ, **settings, "PREFECT_HOME": self.environment["PREFECT_HOME"]},
            )


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster that is ready for work."""
    folder.mkdir()
    started = Cluster(folder)
    try:
        started.start_server()
        started.start_scheduler()
        started.start_workers()
        started.wait()
        yield started
    finally:
        for name in list(started.programs):
            started.stop(name)


def world_on(cluster: Cluster, folder: Path, **size: int) -> World:
    """Files, and what an undisturbed run on this machine makes of them; runs from now on work on the cluster."""
    local: Mapping[str, str] = {"PREFECT_API_URL": cluster.environment["PREFECT_API_URL"]}
    world = World(folder, local, **size)
    assert world.undisturbed
    world.environment = cluster.environment
    return world
