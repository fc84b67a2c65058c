"""What a web server hears of runs."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipeline.checks import ChecksFailedError
from tests.flow_runs import (
    PLAN,
    Run,
    folder_with,
    latest_run,
)


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[list[dict[str, Any]], list[int]]]:
    """What a web server was told, and the status that it answers with."""
    told: list[dict[str, Any]] = []
    status = [200]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status[0])
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("KEHOACH_WEBHOOK", f"http://127.0.0.1:{server.server_port}/hook")
        yield told, status
        server.shutdown()


def test_a_webhook_hears_once_of_each_file_in_quarantine(
    run: Run, tmp_path: Path, webhook: tuple[list[dict[str, Any]], list[int]]
) -> None:
    told, status = webhook
    folder = folder_with(tmp_path / "in", good_txt=PLAN, empty_txt=b"", binary_txt=bytes(range(256)) * 64)
    assert run([folder], tmp_path / "out").exit_status == 3
    (message,) = told
    assert (message["event"], message["count"]) == ("files_quarantined", 2)
    codes = {file["source_name"]: file["code"] for file in message["files"]}
    assert codes == {"binary.txt": "undecodable", "empty.txt": "empty"}
    assert "2 files newly in quarantine" in message["text"]
    assert "Phấn đấu" not in json.dumps(message, ensure_ascii=False)

    run([folder], tmp_path / "out")
    assert len(told) == 1

    # One that does not take the message fails nothing.
    status[0] = 500
    (folder / "empty2.txt").write_bytes(b" ")
    assert run([folder], tmp_path / "out").exit_status == 3
    assert told[1]["count"] == 1
    assert latest_run().state_type.value == "COMPLETED"


def test_a_webhook_hears_of_a_run_that_failed(
    run: Run, tmp_path: Path, webhook: tuple[list[dict[str, Any]], list[int]]
) -> None:
    told, _ = webhook
    with pytest.raises(ChecksFailedError):
        run([folder_with(tmp_path / "in", spoilt_txt=PLAN)], tmp_path / "out")
    (message,) = told
    assert message["event"] == "run_failed"
    assert "page_count" in message["reason"]
