"""What is kept of a document is given back whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.store import Store

DOC = "ab" * 32


def test_what_was_saved_under_a_key_comes_back_under_it_alone(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    assert store.load(DOC, "k1") is None
    store.save(DOC, "k1", b"rows" * 100)
    assert store.load(DOC, "k1") == b"rows" * 100
    assert store.load(DOC, "k2") is None
    store.save(DOC, "k2", b"")
    assert (store.load(DOC, "k1"), store.load(DOC, "k2")) == (None, b"")
    store.drop(DOC)
    store.drop(DOC)
    assert store.load(DOC, "k2") is None


@pytest.mark.parametrize("keep", [0, 1, 30, -1])
def test_a_damaged_entry_is_none(tmp_path: Path, keep: int) -> None:
    store = Store(str(tmp_path))
    store.save(DOC, "k1", b"rows" * 100)
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:keep])
    assert store.load(DOC, "k1") is None


def test_a_changed_byte_is_seen(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.save(DOC, "k1", b"rows" * 100)
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    content = path.read_bytes()
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert store.load(DOC, "k1") is None
