"""Inputs and outputs on object storage, against a real S3 server in a program of its own."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import fsspec
import pytest

from pipeline import sources, storage
from pipeline.ledger import Known
from pipeline.storage import StorageError
from tests.cluster import BIN, free_port
from tests.faults.world import KEHOACH, plan
from tests.test_cli import kehoach

BUCKET = "plans"
#: Names that objects may have and files hardly.
NAMES = ("a.txt", "b c.txt", "đô thị.txt", "2024/c.txt", "..txt", "x?y#z%2e.txt", "[a-z]*.txt")


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    """The environment that leads to an S3 server with an empty bucket."""
    port = free_port()
    environment = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key",
        "AWS_DEFAULT_REGION": "us-east-1",
    }  # fmt: skip
    with subprocess.Popen(
        [BIN / "moto_server", "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as program:
        try:
            deadline = time.monotonic() + 60
            while True:
                try:
                    urlopen(environment["AWS_ENDPOINT_URL"], timeout=5).close()
                    break
                except OSError:
                    assert time.monotonic() < deadline
                    time.sleep(0.1)
            os.environ.update(environment)
            files().mkdir(BUCKET)
            yield environment
        finally:
            for name in environment:
                os.environ.pop(name, None)
            program.kill()


def files() -> Any:
    return fsspec.filesystem("s3", skip_instance_cache=True)


def put(prefix: str, **content: str) -> None:
    for name, text in content.items():
        files().pipe_file(f"{BUCKET}/{prefix}/{name.replace('_txt', '.txt')}", text.encode())


def current(base: str) -> str:
    """The release that a reader of `base` takes, as a path of fsspec."""
    named = json.loads(files().cat_file(f"{base}/current.json"))
    return f"{base}/releases/{named['release']}"


def half(release: str) -> str | None:
    """What a reader finds wrong with a release."""
    held = files()
    manifest = json.loads(held.cat_file(f"{release}/manifest.json"))
    for table, entry in manifest["tables"].items():
        for part, file in entry["files"].items():
            path = f"{release}/{table}.parquet" + (f"/{part}.parquet" if part else "")
            if hashlib.sha256(held.cat_file(path)).hexdigest() != file["sha256"]:
                return path
    return None


@pytest.mark.usefixtures("server")
def test_objects_of_any_name_are_found_and_read() -> None:
    for name in NAMES:
        files().pipe_file(f"{BUCKET}/names/{name}", name.encode())
    files().pipe_file(f"{BUCKET}/names/.hidden/d.txt", b"d")
    files().pipe_file(f"{BUCKET}/names/folder/", b"")
    found = list(sources.find_files([f"s3://{BUCKET}/names/"]))
    assert sorted(source.uri for source in found) == sorted(f"names/{sources.quoted(n)}" for n in NAMES if n[0] != ".")
    for source in found:
        place = sources.location(source)
        assert place.isascii()
        again = sources.Source.at(place, source.name, source.uri)
        seen = sources.look(source, {})
        assert seen.doc_id == hashlib.sha256(sources.read_bytes(again)).hexdigest()
        assert sources.read_bytes(again).decode() in source.path
    (one,) = sources.find_files([f"s3://{BUCKET}/names/b c.txt"])
    assert (one.name, one.uri) == ("b c.txt", "b%20c.txt")


@pytest.mark.usefixtures("server")
def test_an_object_is_read_again_when_it_has_changed() -> None:
    put("tags", a_txt="one")
    (source,) = sources.find_files([f"s3://{BUCKET}/tags"])
    first = sources.look(source, {})
    known = {sources.location(source): Known(first.doc_id, first.stamp, source.uri, "")}
    files().rm(f"{BUCKET}/tags/a.txt")
    # Not read: it is not even there.
    assert sources.look(source, known) == first
    put("tags", a_txt="two")
    (source,) = sources.find_files([f"s3://{BUCKET}/tags"])
    assert sources.look(source, known).doc_id == hashlib.sha256(b"two").hexdigest()


@pytest.mark.usefixtures("server")
def test_a_storage_that_cannot_be_used_is_named() -> None:
    with pytest.raises(StorageError, match="s3://nobody/in cannot be used"):
        list(storage.find("s3://nobody/in"))
    with pytest.raises(StorageError, match="nonsense://x cannot be opened"):
        storage.exists("nonsense://x")


def test_a_run_from_bucket_to_bucket_is_that_from_folder_to_folder(
    server: dict[str, str], prefect_api: str, tmp_path: Path
) -> None:
    environment = {**server, "PREFECT_API_URL": prefect_api, "KEHOACH_STATE": str(tmp_path / "state")}
    texts = {"a_txt": plan(1), "b_txt": plan(2), "twice_txt": plan(1), "empty_txt": ""}
    put("inbox", **texts)
    local = tmp_path / "inbox"
    local.mkdir()
    for name, text in texts.items():
        (local / name.replace("_txt", ".txt")).write_text(text, encoding="utf-8")
    base = f"{BUCKET}/outputs"
    run = ("run", f"s3://{BUCKET}/inbox", "--out", f"s3://{base}")
    done = kehoach(*run, **environment)
    assert done.returncode == 3, done.stderr
    assert f"s3://{base}/current.json" in done.stdout
    assert kehoach("run", local, "--out", tmp_path / "out", **environment).returncode == 3

    release, held = current(base), files()
    expected = (tmp_path / "out" / "current").resolve()
    there = {name.removeprefix(f"{release}/"): held.cat_file(name) for name in held.find(release)}
    assert there == {p.relative_to(expected).as_posix(): p.read_bytes() for p in expected.rglob("*") if p.is_file()}
    index = json.loads(held.cat_file(f"{base}/quarantine/index.json"))
    assert list(index) == [path.name for path in (tmp_path / "out" / "quarantine").iterdir()]
    (doc_id,) = index
    assert json.loads(held.cat_file(f"{base}/quarantine/{doc_id}/reason.json"))["code"] == "empty"

    # A file that was mended leaves the quarantine.
    put("inbox", empty_txt=plan(3))
    files().rm(f"{BUCKET}/inbox/b.txt")
    done = kehoach(*run, **environment)
    assert (done.returncode, "3 documents published" in done.stdout) == (0, True), done.stderr
    assert current(base) != release
    assert half(current(base)) is None
    assert files().find(f"{base}/quarantine") == [f"{base}/quarantine/index.json"]


def test_a_reader_never_meets_half_a_release(server: dict[str, str], prefect_api: str, tmp_path: Path) -> None:
    environment = {**server, "PREFECT_API_URL": prefect_api, "KEHOACH_STATE": str(tmp_path / "state")}
    base = f"{BUCKET}/killed"
    run: list[str | Path] = [KEHOACH, "run", f"s3://{BUCKET}/many", "--out", f"s3://{base}"]
    put("many", a_txt=plan(1))
    assert subprocess.run(run, env={**os.environ, **environment}, check=False).returncode == 0
    first = current(base)
    looks: list[str | None] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.01):
            looks.append(half(current(base)))

    reader = threading.Thread(target=look)
    reader.start()
    try:
        for number in range(2, 12):
            put("many", **{f"{number}_txt": plan(number)})
            release = killed_on_release(run, {**os.environ, **environment}, tmp_path / "state")
            if current(base) == first:
                break
            # The kill came too late: that release is there, and the next one is tried.
            first = current(base)
        else:
            pytest.fail("each kill came too late")
        # Cut off in the middle: half of its files are there.
        paths = sorted(path for path in release.rglob("*") if path.is_file())[::2]
        for path in paths:
            files().put_file(str(path), f"{base}/releases/{release.name}/{path.relative_to(release).as_posix()}")
        assert current(base) == first
        # The release is made here but not there: the next run brings it there.
        done = subprocess.run(run, env={**os.environ, **environment}, check=False)
        assert done.returncode == 0
    finally:
        ended.set()
        reader.join()
    assert current(base) == f"{base}/releases/{release.name}"
    assert len(looks) > 2
    assert set(looks) == {None}


def killed_on_release(run: list[str | Path], environment: dict[str, str], state: Path) -> Path:
    """The release that a run has made here when it is killed at once."""
    before = made(state)
    with subprocess.Popen(run, env=environment) as process:
        while process.poll() is None and made(state) == before:
            time.sleep(0.001)
        process.kill()
    (release,) = made(state)[len(before) :]
    return release


def made(state: Path) -> list[Path]:
    """The releases of a folder that are whole, the newest last."""
    return sorted(path for path in (state / "releases").iterdir() if not path.name.startswith("."))


def test_outputs_there_need_a_folder_here(server: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(plan(1), encoding="utf-8")
    done = kehoach("run", tmp_path / "a.txt", "--out", f"s3://{BUCKET}/x", **server)
    assert (done.returncode, "state" in done.stderr) == (2, True)
