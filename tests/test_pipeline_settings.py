"""Limits of one file: by its size, or as the environment sets them."""

from __future__ import annotations

import pytest

from pipeline.settings import SettingError, memory_limit, time_limit


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KEHOACH_TIME_LIMIT", raising=False)
    monkeypatch.delenv("KEHOACH_MEMORY_LIMIT", raising=False)


def test_a_larger_file_has_more_time() -> None:
    assert time_limit(0) == 120
    assert time_limit(10 * 2**20) == 720


def test_the_environment_sets_one_limit_for_all_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_TIME_LIMIT", "7.5")
    monkeypatch.setenv("KEHOACH_MEMORY_LIMIT", "1024")
    assert time_limit(0) == time_limit(10 * 2**20) == 7.5
    assert memory_limit() == 2**30


@pytest.mark.parametrize("written", ["many", "0", "-1", "nan", "inf"])
def test_a_limit_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("KEHOACH_TIME_LIMIT", written)
    with pytest.raises(SettingError, match="KEHOACH_TIME_LIMIT"):
        time_limit(0)
