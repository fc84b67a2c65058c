"""`kehoach serve`: a schedule and a watch with a Prefect server of their own, met as an operator meets them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psutil
import pytest

from tests.cluster import free_port
from tests.faults.world import KEHOACH, plan

#: Seconds until a server is there, and until a run that a file started has ended.
PATIENCE = 120.0
#: Seconds that stopping may take: less than the 90 after which systemd kills.
STOP = 30.0


class Served:
    """A process of `kehoach serve` on an inbox, with Prefect's pages on `port`."""

    def __init__(self, folder: Path) -> None:
        self.inbox, self.out, self.port = folder / "inbox", folder / "out", free_port()
        self.inbox.mkdir(parents=True)
        self.log = folder / "serve.log"
        environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    KEHOACH,
                    "serve",
                    "--out",
                    self.out,
                    "--watch",
                    "--cron",
                    "0 2 * * *",
                    "--port",
                    str(self.port),
                    "inbox",
                ],
                cwd=folder,
                env={**environment, "PREFECT_HOME": str(folder / "prefect")},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def asked(self, path: str, body: Any = None) -> Any:
        """What the server answers to a GET, or to a POST of some JSON."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"http://127.0.0.1:{self.port}{path}", data, {"Content-Type": "application/json"})
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def wait(self, what: Callable[[], bool]) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if what():
                    return
            except OSError:
                pass  # the server is not there yet, or what is looked for is not
            time.sleep(0.3)
        raise AssertionError(self.log.read_text()[-4000:])

    def stop(self) -> None:
        """Stop it as the system does: it ends at once and in peace, and so do the processes that it started."""
        kin = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(STOP) == 0, self.log.read_text()[-4000:]
        psutil.wait_procs(kin, STOP)
        assert not [process for process in kin if process.is_running()]

    def published(self) -> int:
        """How many documents the current release holds."""
        manifest = json.loads((self.out / "current" / "manifest.json").read_text("utf-8"))
        return int(manifest["tables"]["documents"]["rows"])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    started = Served(tmp_path / "place")
    started.wait(lambda: "polling for scheduled runs" in started.log.read_text())
    kin = psutil.Process(started.process.pid).children(recursive=True)
    yield started
    for process in [*kin, psutil.Process(started.process.pid)] if started.process.poll() is None else kin:
        if process.is_running():
            process.kill()
    started.process.wait()


def test_what_arrives_is_read_and_stopping_leaves_nothing_behind(served: Served) -> None:
    (deployment,) = served.asked("/api/deployments/filter", {})
    assert [one["schedule"]["cron"] for one in deployment["schedules"]] == ["0 2 * * *"]
    # The pages ask this server, not the one at Prefect's usual port.
    assert served.asked("/ui-settings")["api_url"] == f"http://127.0.0.1:{served.port}/api"
    (served.inbox / "a.txt").write_text(plan(1), encoding="utf-8")
    served.wait(lambda: served.published() == 1)
    (served.inbox / "b.txt").write_text(plan(2), encoding="utf-8")
    (served.inbox / "empty.txt").write_text("")
    served.wait(lambda: served.published() == 2)
    served.wait(lambda: len(list((served.out / "quarantine").glob("*/reason.json"))) == 1)
    served.stop()


def test_stopping_cuts_off_a_run_at_work(served: Served) -> None:
    for number in range(300):
        (served.inbox / f"{number}.txt").write_text(plan(number) + f"2. Có {number} máy.\n", encoding="utf-8")
    served.wait(lambda: len(list((served.out / "cache").rglob("*"))) > 20)
    served.stop()
    assert not (served.out / "current").exists()
