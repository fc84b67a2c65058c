"""A run that is stopped at the keyboard says what that means, and goes on later."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest

from pipeline import terminal
from tests.conftest import SAMPLES
from tests.faults.world import KEHOACH
from tests.synthetic import documents
from tests.test_cli import kehoach


def test_a_run_that_is_stopped_at_the_keyboard_goes_on_later(prefect_api: str, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for document in documents(60):
        (folder / document.name).write_text(document.text, encoding="utf-8")
    command = [str(KEHOACH), "run", str(folder), "--out", str(out)]
    environment = {**os.environ, "PREFECT_API_URL": prefect_api, "KEHOACH_WORKERS": "1"}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
        # Where the tests run in the background of a shell, their children would ignore the keyboard.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
    ) as process:
        # In the midst of reading: its log has begun, and it imports nothing, which is no good time to stop a program.
        while process.poll() is None and not any((out / "cache" / "read").rglob("*")):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Nothing is lost" in said
    assert "Traceback" not in said
    assert not (out / "current").exists()
    assert json.loads((out / "log.jsonl").read_text("utf-8").splitlines()[-1])["event"] == "run_failed"
    again = kehoach("run", folder, "--out", out, PREFECT_API_URL=prefect_api)
    assert "60 documents published" in again.stdout


@pytest.mark.parametrize("seconds", [0.7, 1.0, 1.4, 2.0])
def test_a_run_that_is_stopped_while_it_starts_says_nothing_else(tmp_path: Path, seconds: float) -> None:
    with subprocess.Popen(
        [str(KEHOACH), "run", str(SAMPLES), "--out", str(tmp_path / "out")],
        stderr=subprocess.PIPE,
        text=True,
        # As in a terminal, where Ctrl-C reaches all that the run has started.
        start_new_session=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
    ) as process:
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Nothing is lost" in said
    assert "Traceback" not in said


def wrapped(*_: object, **__: object) -> None:
    """Is interrupted, and ends with an error of its own."""
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt as interrupted:
        raise ValueError("could not be serialised") from interrupted


def broken(*_: object, **__: object) -> None:
    raise ValueError("broken")


def test_an_error_that_an_interruption_became_is_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        monkeypatch.setattr(terminal, "_run", wrapped)
        assert terminal.run_and_show([], str(tmp_path / "out")) == 130
        assert "Nothing is lost" in capsys.readouterr().err
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        monkeypatch.setattr(terminal, "_run", broken)
        with pytest.raises(ValueError, match="broken"):
            terminal.run_and_show([], str(tmp_path / "out"))
    finally:
        signal.signal(signal.SIGINT, before)
