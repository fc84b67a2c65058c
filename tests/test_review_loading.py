"""While a release is read the pages say so, or go on with the one before; nothing that is said meanwhile is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from pipeline.review.log import CorrectionLog, log_path
from pipeline.review.say import entry_about
from pipeline.review.web.app import create_app
from pipeline.review.web.desk import Desk
from pipeline.review.web.release import ReviewedRelease
from pipeline.review.web.security import Access
from pipeline.rows import Row
from tests.review_pages import HOSTS, Desks, token

NEWER = "Có bản dữ liệu mới"


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Releases are read only as far as their first rows until it is set."""
    opened = threading.Event()
    batches = ReviewedRelease._batches

    def slow(self: ReviewedRelease, told: Callable[[int, int], None]) -> Iterator[tuple[str, list[Row]]]:
        for part in batches(self, told):
            yield part
            assert opened.wait(60)

    monkeypatch.setattr(ReviewedRelease, "_batches", slow)
    return opened


def impatient(desks: Desks) -> TestClient:
    desk = Desk(desks.out, [desks.folder], desks.pages, patience=0.01)
    return TestClient(create_app(desk, Access(HOSTS, local_user="lan")), follow_redirects=False)


def until(client: TestClient, address: str, holds: Callable[[Any], bool]) -> Any:
    """The first answer of which something holds."""
    for _ in range(600):
        answer = client.get(address)
        if holds(answer):
            return answer
        time.sleep(0.05)
    raise AssertionError(answer.text)


def test_while_the_first_release_is_read_every_page_says_how_far_it_is(desks: Desks, gate: threading.Event) -> None:
    client = impatient(desks)
    for address in (
        "/",
        f"/record/targets/{desks.target(90)['record_id']}",
        f"/document/{desks.target(90)['doc_id']}/1",
    ):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert "Đang chuẩn bị danh sách" in answer.text
        assert 'http-equiv="refresh"' in answer.text
    assert "/ 6 bản ghi" in until(client, "/", lambda answer: "/ 6 bản ghi" in answer.text).text
    gate.set()
    assert "Bắt đầu" in until(client, "/", lambda answer: answer.status_code == 200).text


def test_a_new_release_is_read_while_the_one_before_is_used_and_nothing_is_lost(
    desks: Desks, gate: threading.Event
) -> None:
    gate.set()
    client = impatient(desks)
    until(client, "/", lambda answer: answer.status_code == 200)
    gate.clear()
    desks.run(change=lambda tables: {**tables, "citations": []})
    assert NEWER in client.get("/").text
    address = f"/record/targets/{desks.target(90)['record_id']}"
    form = {"token": token(client.get(address).text), "version": "0", "value": "95"}
    assert client.post(f"{address}/save", data=form).status_code == 303
    assert "Đã xem 1 / 6" in client.get("/").text
    gate.set()
    page = until(client, "/?status=", lambda answer: NEWER not in answer.text).text
    assert "Đã xem 1 / 5" in page
    assert "Đã sửa" in client.get(address).text


def test_what_other_programs_say_is_seen_at_once(desks: Desks) -> None:
    client = TestClient(desks.app())
    assert "Đã xem 0 / 6" in client.get("/").text
    row, (document,) = desks.target(90), desks.dataset().rows("documents")
    with CorrectionLog(log_path(desks.out)) as log:
        log.append([entry_about("targets", row, document, desks.targets(), "minh", "reject")])
    assert "Đã xem 1 / 6" in client.get("/").text
    assert "Đã loại" in client.get("/?status=rejected").text


def test_a_release_that_cannot_be_read_is_told_and_tried_again(desks: Desks) -> None:
    table = (desks.out / "current").resolve() / "targets.parquet"
    aside = table.rename(table.with_name("aside"))
    table.write_bytes(b"no parquet")
    client = TestClient(desks.app())
    broken = client.get("/")
    assert (broken.status_code, "cannot be read" in broken.text) == (400, True)
    table.unlink()
    aside.rename(table)
    assert client.get("/").status_code == 200
