"""What an operator sets: in a file or the environment, refused with its name where it cannot be used."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline import settings as module
from pipeline.settings import SettingError, input_paths, lines, memory_limit, output_folder, settings, time_limit


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [*module.Settings.model_fields, "config"]:
        monkeypatch.delenv(f"KEHOACH_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def write(text: str) -> None:
    Path("kehoach.toml").write_text(text, encoding="utf-8")


def test_a_larger_file_has_more_time() -> None:
    assert time_limit(0) == 120
    assert time_limit(10 * 2**20) == 720


def test_the_environment_counts_more_than_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write('inbox = ["in"]\nout = "data"\ntime_limit = 9\nmemory_limit = 512\n')
    assert (settings().inbox, output_folder(None), memory_limit()) == (("in",), Path("data"), 512 * 2**20)
    monkeypatch.setenv("KEHOACH_TIME_LIMIT", "7.5")
    monkeypatch.setenv("KEHOACH_MEMORY_LIMIT", "1024")
    monkeypatch.setenv("KEHOACH_INBOX", '["a", "b"]')
    assert time_limit(0) == time_limit(10 * 2**20) == 7.5
    assert memory_limit() == 2**30
    assert settings().inbox == ("a", "b")
    assert output_folder("named") == Path("named")


def test_another_file_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("other.toml").write_text("workers = 3\n")
    monkeypatch.setenv("KEHOACH_CONFIG", "other.toml")
    assert settings().workers == 3
    monkeypatch.setenv("KEHOACH_CONFIG", "nowhere.toml")
    with pytest.raises(SettingError, match=r"no file of settings nowhere\.toml"):
        settings()


@pytest.mark.parametrize("written", ["many", "0", "-1", "nan", "inf"])
def test_a_limit_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("KEHOACH_TIME_LIMIT", written)
    with pytest.raises(SettingError, match="KEHOACH_TIME_LIMIT"):
        time_limit(0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("time_limit = -1", "kehoach.toml: time_limit is -1"),
        ('webhook = "nowhere"', "kehoach.toml: webhook is 'nowhere'"),
        ("workers = 0", "kehoach.toml: workers is 0"),
        ("inboxes = []", "kehoach.toml: there is no setting 'inboxes'. The settings are: inbox, out, "),
        ("inbox = 7", "kehoach.toml: inbox is 7"),
        ("out = ", "kehoach.toml cannot be read"),
    ],
)
def test_the_message_names_file_and_key(text: str, says: str) -> None:
    write(text)
    with pytest.raises(SettingError) as refused:
        settings()
    assert says in str(refused.value)


def test_what_is_printed_sets_the_same() -> None:
    write('inbox = ["a \\"b\\" \\\\c"]\nworkers = 2\nwebhook = "http://127.0.0.1:9/hook"\n')
    before = settings()
    printed = "\n".join(lines())
    assert set(tomllib.loads(printed)) >= {"inbox", "out", "workers", "webhook"}
    write(printed)
    assert settings() == before
    assert all(info.description in printed for info in module.Settings.model_fields.values() if info.description)


def test_an_inbox_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingError, match="Name files or folders"):
        input_paths([])
    monkeypatch.setenv("KEHOACH_INBOX", "nowhere")
    with pytest.raises(SettingError, match="no file or folder nowhere"):
        input_paths([])
