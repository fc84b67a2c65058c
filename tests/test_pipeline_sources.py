"""Finding files: each once, whatever it is called, and nothing that is not a file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline import sources
from pipeline.ledger import Known
from pipeline.sources import Failure, Source, find_files, location, look, shown


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
        ("b.txt", "in/b.txt"),
        ("a.txt", "in/2024/a.txt"),
    ]


def test_a_file_named_twice_is_found_once(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    paths = [str(tmp_path / "a.txt"), str(tmp_path), f"{tmp_path}/../{tmp_path.name}/a.txt"]
    assert {location(source) for source in find_files(paths)} == {(tmp_path / "a.txt").as_uri()}
    assert [source.name for source in find_files([str(tmp_path)])] == ["a.txt", "link.txt"]


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
    (source,) = find_files([str(tmp_path)])
    assert source.name == expected
    assert source.uri.isascii()
    assert source.uri.isprintable()
    assert Source.at(location(source), source.name, source.uri) == source
    assert location(source).isascii()
    assert Path(source.path).read_bytes() == b"x"


def test_a_file_at_rest_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.txt")
    os.utime(tmp_path / "a.txt", (1_700_000_000, 1_700_000_000))
    (source,) = find_files([str(tmp_path)])
    first = look(source, {})
    assert first.doc_id == hashlib.sha256(b"a.txt").hexdigest()
    known = {location(source): Known(first.doc_id, first.stamp, source.uri, "")}
    with monkeypatch.context() as context:
        context.setattr(sources, "digest", lambda _: pytest.fail("was read"))
        assert look(source, known) == first
    write(tmp_path, "a.txt", content=b"other")
    assert look(source, known).doc_id == hashlib.sha256(b"other").hexdigest()


def test_a_file_written_just_now_is_read_again_next_time(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    (source,) = find_files([str(tmp_path)])
    assert look(source, {}).stamp is None


def test_what_cannot_be_opened_has_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    write(tmp_path, "big", content=b"0123456789")
    monkeypatch.setattr(sources, "FILE_SIZE_LIMIT", 9)
    seen = [look(source, {}) for source in find_files([str(tmp_path)])]
    reasons = {one.source.name: one.failure.code for one in seen if one.failure}
    assert reasons == {"pipe": "not_a_file", "dangling": "unopened", "big": "too_large"}


def test_a_folder_that_cannot_be_listed_is_a_failure_and_not_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.txt", "closed/b.txt")
    walk = os.walk

    def closed(folder: str, onerror: Callable[[OSError], None]) -> Iterator[tuple[str, list[str], list[str]]]:
        for here, folders, files in walk(folder):
            if here.endswith("closed"):
                onerror(PermissionError(13, "Permission denied", here))
            else:
                yield here, folders, files

    monkeypatch.setattr(os, "walk", closed)
    seen = {one.source.name: one.failure for one in (look(s, {}) for s in find_files([str(tmp_path)]))}
    assert seen["a.txt"] is None
    assert seen["closed"]
    assert seen["closed"].code == "unopened"


def test_a_file_that_is_gone_says_so() -> None:
    failure = sources.digest(Source("/nowhere/a.txt", "a.txt", "a.txt"))
    assert isinstance(failure, Failure)
    assert failure.code == "unopened"
    assert "No such file" in failure.message


def test_print_holds_no_control_characters() -> None:
    assert shown("a\x00\x1b\u2028\ud800z é") == "a\\x00\\x1b\\u2028\\ud800z é"
