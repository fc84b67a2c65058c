"""Finding files: each once, whatever it is called, and nothing that is not a file."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from pipeline import sources
from pipeline.sources import Failure, Source, discover, find_files, shown


def write(folder: Path, *names: str, content: bytes | None = None) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode("utf-8", "surrogateescape") if content is None else content)


def test_files_come_in_the_order_of_names_with_uris_below_the_given_folder(tmp_path: Path) -> None:
    write(tmp_path / "in", "b.txt", "2024/a.txt", "Kế hoạch số 1.txt")
    found = [(source.name, source.uri) for source in find_files([str(tmp_path / "in")])]
    assert found == [
        ("Kế hoạch số 1.txt", "in/K%E1%BA%BF%20ho%E1%BA%A1ch%20s%E1%BB%91%201.txt"),
        ("a.txt", "in/2024/a.txt"),
        ("b.txt", "in/b.txt"),
    ]


def test_a_file_named_twice_is_found_once(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    paths = [str(tmp_path / "a.txt"), str(tmp_path), f"{tmp_path}/../{tmp_path.name}/a.txt"]
    assert [source.name for source in find_files(paths)] == ["a.txt"]


def test_hidden_files_are_left_out_unless_named(tmp_path: Path) -> None:
    write(tmp_path, ".hidden", ".git/config", "a.txt")
    assert [source.name for source in find_files([str(tmp_path)])] == ["a.txt"]
    assert [source.name for source in find_files([str(tmp_path / ".hidden")])] == [".hidden"]


HOSTILE = [
    (b"\xff\xfe\x80.txt", "\\xff\\xfe\\x80.txt"),
    (b"a\nb.txt", "a\\nb.txt"),
    (b"\x1b[31mred.txt", "\\x1b[31mred.txt"),
    ("\u202etxt.exe".encode(), "\\u202etxt.exe"),
    (b"%2e%2e%2fetc", "%2e%2e%2fetc"),
    (b"[bold]x[red].txt", "[bold]x[red].txt"),
    (b"-rf *;$(touch x)`'\".txt", "-rf *;$(touch x)`'\".txt"),
    (b"x" * 255, "x" * 255),
]


@pytest.mark.parametrize(("name", "expected"), HOSTILE)
def test_hostile_names_are_shown_in_print_and_found_again(tmp_path: Path, name: bytes, expected: str) -> None:
    (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    found = discover([str(tmp_path)])
    (source,) = found.documents.values()
    assert source.name == expected
    assert source.uri.isascii()
    assert source.uri.isprintable()
    assert Path(source.path).read_bytes() == b"x"


def test_the_same_content_is_one_document(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a.txt", "sub/a.txt", content=b"same")
    write(tmp_path, "c.txt", content=b"other")
    found = discover([str(tmp_path)])
    doc_id = hashlib.sha256(b"same").hexdigest()
    assert [source.name for source in found.documents.values()] == ["a.txt", "c.txt"]
    assert [(same, source.uri) for same, source in found.duplicates] == [
        (doc_id, f"{tmp_path.name}/sub/a.txt"),
        (doc_id, f"{tmp_path.name}/b.txt"),
    ]


def test_what_cannot_be_opened_has_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    write(tmp_path, "big", content=b"0123456789")
    monkeypatch.setattr(sources, "FILE_SIZE_LIMIT", 9)
    found = discover([str(tmp_path)])
    assert found.documents == {}
    reasons = {source.name: failure.code for source, failure in found.failures}
    assert reasons == {"pipe": "not_a_file", "dangling": "unopened", "big": "too_large"}


def test_a_file_that_is_gone_says_so() -> None:
    failure = sources.digest(Source("/nowhere/a.txt", "a.txt", "a.txt"))
    assert isinstance(failure, Failure)
    assert failure.code == "unopened"
    assert "No such file" in failure.message


def test_print_holds_no_control_characters() -> None:
    assert shown("a\x00\x1b\u2028\ud800z é") == "a\\x00\\x1b\\u2028\\ud800z é"
