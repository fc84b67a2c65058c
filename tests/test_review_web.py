"""The review pages against those who should not get in, and against everything that documents and forms may hold."""

from __future__ import annotations

import random
import sqlite3
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import lxml.html
import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings

from pipeline.errors import RequestError
from pipeline.review.web.accounts import accounts_path, add_account
from pipeline.review.web.queue import FACETS, Filter, Item, Queue
from pipeline.review.web.security import Access
from pipeline.review.web.serve import access_of
from pipeline.review.web.sessions import COOKIE
from pipeline.trace.pages import Pages
from tests.review_pages import HOSTS, Desks, token
from tests.test_review_apply import TEXT

HOSTILE = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{ 7*7 }}{% raw %}", "'; DROP TABLE entries; --",
    "' OR '1'='1", "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "file:///etc/passwd", "\x00\x1b[31m",
    "\u202e\u2066",
    "x" * 5000, "%s%n{0}", "javascript:alert(1)", "=cmd|' /C calc'!A0",
)  # fmt: skip


@pytest.fixture
def client(desks: Desks) -> TestClient:
    return TestClient(desks.app(), follow_redirects=False)


def form_of(client: TestClient, desks: Desks, value: float = 90, **fields: str) -> tuple[str, dict[str, str]]:
    """The address of a record, and the fields that its form sends."""
    address = f"/record/targets/{desks.target(value)['record_id']}"
    return address, {"token": token(client.get(address).text), "version": "0", **fields}


def test_a_correction_is_stored_and_the_next_record_comes(client: TestClient, desks: Desks) -> None:
    address, form = form_of(client, desks, value=90)
    answer = client.post(f"{address}/save", data={**form, "value": "95", "reason": "see line 7"})
    assert (answer.status_code, answer.headers["location"][:16]) == (303, "/record/targets/")
    edit, confirm = desks.log().entries()
    assert (edit.reviewer, edit.field, edit.old, edit.new, edit.reason) == ("lan", "value", 90.0, 95.0, "see line 7")
    assert confirm.action == "confirm"
    again = client.get(address).text
    assert "Đã sửa" in again
    assert "Giá trị: 90 → 95" in again
    desks.run()
    assert desks.target(95)["review_status"] == "corrected"
    assert "Đã sửa" in client.get(address).text, "the pages follow the current release"


def test_reject_undo_and_comment(client: TestClient, desks: Desks) -> None:
    address, form = form_of(client, desks)
    assert client.post(f"{address}/reject", data=form).status_code == 303
    assert "Đã loại" in client.get(address).text
    version = str(desks.log().last())
    assert client.post(f"{address}/undo", data={**form, "version": version}).status_code == 303
    assert "Chưa xem" in client.get(address).text
    assert client.post(f"{address}/comment", data={**form, "reason": "why?"}).status_code == 303
    assert "why?" in client.get(address).text
    assert [entry.action for entry in desks.log().entries()] == ["reject", "undo", "comment"]
    nothing = client.post(f"{address}/undo", data={**form, "version": str(desks.log().last())})
    assert (nothing.status_code, "Không có gì để hoàn tác" in nothing.text) == (400, True)


def test_the_second_of_two_is_told_and_keeps_what_was_typed(client: TestClient, desks: Desks) -> None:
    address, form = form_of(client, desks)
    client.post(f"{address}/save", data={**form, "value": "95"})
    second = client.post(f"{address}/save", data={**form, "value": "96"})
    assert second.status_code == 409
    assert "lan vừa xác nhận bản ghi này lúc" in second.text
    assert 'name="value" value="96"' in second.text
    assert len(desks.log().entries()) == 2


def test_what_cannot_be_is_refused_in_words(client: TestClient, desks: Desks) -> None:
    address, form = form_of(client, desks)
    for field, value, says in (
        ("value", "many", "Giá trị không thể là “many”: cần một số, hoặc để trống."),
        ("value", "1.250", "“1.250” có thể hiểu là 1250 hoặc 1,250"),
        ("year", "99999", "Năm không thể là “99999”: cần một năm từ 1900 đến 2100"),
        ("role", "aim", "chọn một trong: Mục tiêu đề ra, Kết quả đã đạt"),
        ("comparator", "", "Mức không thể để trống"),
    ):
        answer = client.post(f"{address}/save", data={**form, field: value})
        assert answer.status_code == 422
        assert says in answer.text
    for mark in ("1,2", "1,99999,0,1,1,5", "a,b,c,d,e,f", "1,1,0,1,1,0", "1,7,0,2,1,1"):
        assert client.post(f"{address}/save", data={**form, "mark": mark}).status_code == 400
    assert desks.log().entries() == []


def test_a_locked_log_is_told_and_nothing_typed_is_lost(
    client: TestClient, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.review.log._PATIENCE", 0.1)
    client = TestClient(desks.app(), follow_redirects=False)
    address, form = form_of(client, desks)
    other = sqlite3.connect(desks.log().path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = client.post(f"{address}/save", data={**form, "value": "95"})
    other.execute("ROLLBACK")
    assert answer.status_code == 503
    assert "Chưa lưu gì cả" in answer.text
    assert 'name="value" value="95"' in answer.text


@pytest.mark.parametrize("kind", ["missing", "forged", "of another session", "cookie without session"])
def test_a_form_without_its_own_token_changes_nothing(client: TestClient, desks: Desks, kind: str) -> None:
    address, form = form_of(client, desks)
    if kind == "missing":
        del form["token"]
    elif kind == "forged":
        form["token"] = "x" * 43
    elif kind == "of another session":
        other = TestClient(client.app)
        form["token"] = token(other.get(address).text)
    else:
        client.cookies.set(COOKIE, "y" * 43)
    for deed in ("save", "reject", "undo", "comment"):
        assert client.post(f"{address}/{deed}", data={**form, "reason": "x"}).status_code == 403
    add = f"/add/targets/{desks.target(90)['doc_id']}"
    assert client.post(add, data={**form, "mark": "1,7,0,1,7,5"}).status_code == 403
    assert desks.log().entries() == []


def test_forms_from_other_sites_and_under_other_names_are_refused(client: TestClient, desks: Desks) -> None:
    address, form = form_of(client, desks)
    evil = client.post(f"{address}/save", data=form, headers={"Origin": "https://evil.example"})
    assert evil.status_code == 403
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.post(f"{address}/save", data={**form, "reason": "x" * 300_000}).status_code == 413
    assert desks.log().entries() == []


def test_every_answer_carries_the_headers_that_keep_it_harmless(client: TestClient, desks: Desks) -> None:
    address, _ = form_of(client, desks)
    for path in ("/", address, "/static/review.js", "/nowhere", "/record/targets/xyz"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    page = client.get(address).text
    assert "<style" not in page
    assert " style=" not in page
    assert page.count("<script") == 1
    cookie = client.get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


class Guarded:
    """Pages with accounts, and a browser on them."""

    def __init__(self, desks: Desks) -> None:
        add_account(accounts_path(desks.out), "doc", "reader", "only reading 1")
        add_account(accounts_path(desks.out), "minh", "reviewer", "may review 22")
        self.desks = desks
        self.app = desks.app(Access(HOSTS, accounts=accounts_path(desks.out), secure=True))
        self.browser = self.new()

    def new(self) -> TestClient:
        return TestClient(self.app, base_url="https://testserver", follow_redirects=False)

    def log_in(self, name: str, password: str) -> Any:
        form = {"token": token(self.browser.get("/login").text), "name": name, "password": password}
        return self.browser.post("/login", data=form)


@pytest.fixture
def guarded(desks: Desks) -> Guarded:
    return Guarded(desks)


def test_nobody_sees_anything_without_logging_in(guarded: Guarded) -> None:
    row = guarded.desks.target(90)
    key, doc_id = row["record_id"], row["doc_id"]
    paths = ("/", f"/record/targets/{key}", f"/document/{doc_id}/1", f"/trace/{key}", f"/words/{doc_id}/1",
             f"/picture/{doc_id}/1.png", "/next")  # fmt: skip
    for path in paths:
        answer = guarded.browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    form = {"token": token(guarded.browser.get("/login").text), "version": "0"}
    assert guarded.browser.post(f"/record/targets/{key}/save", data=form).status_code == 401


def test_a_reader_reads_and_changes_nothing(guarded: Guarded) -> None:
    assert guarded.log_in("doc", "only reading 1").status_code == 303
    address, form = form_of(guarded.browser, guarded.desks)
    assert "chỉ được xem" in guarded.browser.get(address).text
    for deed in ("save", "reject", "undo", "comment"):
        assert guarded.browser.post(f"{address}/{deed}", data={**form, "reason": "x"}).status_code == 403
    assert guarded.desks.log().entries() == []


def test_a_session_that_has_ended_cannot_be_replayed(guarded: Guarded) -> None:
    before = guarded.browser.get("/login").cookies.get(COOKIE)
    assert guarded.log_in("minh", "may review 22").status_code == 303
    stolen = guarded.browser.cookies.get(COOKIE)
    assert stolen != before, "a log-in gets a new session"
    address, form = form_of(guarded.browser, guarded.desks)
    assert guarded.browser.post(f"{address}/save", data={**form, "value": "95"}).status_code == 303
    assert guarded.desks.log().entries()[0].reviewer == "minh"
    assert guarded.browser.post("/logout", data=form).status_code == 303
    thief = guarded.new()
    thief.cookies.set(COOKIE, str(stolen))
    assert thief.get("/").status_code == 303
    assert thief.post(f"{address}/reject", data={**form, "version": "2"}).status_code == 403
    assert len(guarded.desks.log().entries()) == 2


def test_guessing_passwords_is_slowed_down(guarded: Guarded) -> None:
    answers = [guarded.log_in("minh", f"wrong {number}").status_code for number in range(7)]
    assert answers == [401] * 5 + [429] * 2
    assert guarded.log_in("minh", "may review 22").status_code == 429, "also for the right one, for a while"


def test_passwords_are_kept_as_hashes_and_weak_ones_refused(guarded: Guarded) -> None:
    path = accounts_path(guarded.desks.out)
    assert "may review" not in path.read_text("utf-8")
    assert "$argon2id$" in path.read_text("utf-8")
    assert path.stat().st_mode & 0o077 == 0
    for name, password in (("minh", "short"), ("../x", "long enough 1"), ("<b>", "long enough 1")):
        with pytest.raises(RequestError):
            add_account(path, name, "reviewer", password)


def test_a_reverse_proxy_says_who_is_there(desks: Desks) -> None:
    add_account(accounts_path(desks.out), "minh", "reviewer", None)
    access = Access(HOSTS, accounts=accounts_path(desks.out), user_header="X-User")
    browser = TestClient(desks.app(access), follow_redirects=False)
    assert browser.get("/").status_code == 303
    assert browser.get("/", headers={"X-User": "a b<c>"}).status_code == 303
    browser.headers["X-User"] = "hoa"
    address, form = form_of(browser, desks)
    assert browser.post(f"{address}/save", data=form).status_code == 403, "unknown people read"
    browser.headers["X-User"] = "minh"
    address, form = form_of(browser, desks)
    assert browser.post(f"{address}/save", data=form).status_code == 303


def test_only_loopback_is_open_to_everybody(desks: Desks) -> None:
    assert access_of(desks.out, "127.0.0.1", "lan", False, None, ()).local_user == "lan"
    with pytest.raises(RequestError, match="kehoach account"):
        access_of(desks.out, "0.0.0.0", None, False, None, ())
    add_account(accounts_path(desks.out), "minh", "reviewer", "may review 22")
    access = access_of(desks.out, "0.0.0.0", None, False, None, ("plans.example",))
    assert (access.local_user, access.secure, "plans.example" in access.hosts, "0.0.0.0" in access.hosts) == (
        None, True, True, False,
    )  # fmt: skip


@pytest.mark.parametrize("evil", [*HOSTILE[:8], *HOSTILE[9:]], ids=range(len(HOSTILE) - 1))
def test_hostile_words_on_every_line_of_a_document_are_only_words(tmp_path: Path, pages: Pages, evil: str) -> None:
    desks = Desks(tmp_path, pages)
    desks.run("".join(f"{line} {evil}\n" for line in TEXT.splitlines()), name=f"{evil[:200]}.txt")
    client = TestClient(desks.app(), follow_redirects=False)
    records = [(table, row[key]) for table, key in (("documents", "doc_id"), ("targets", "record_id"),
               ("citations", "record_id")) for row in desks.dataset().rows(table)]  # fmt: skip
    assert len(records) >= 2
    (document,) = desks.dataset().rows("documents")
    doc_id = document["doc_id"]
    paths = ["/", "/?status=", f"/document/{doc_id}/1", f"/add/targets/{doc_id}?mark=1,7,0,1,7,9"]
    paths += [f"/record/{table}/{key}" for table, key in records] + [f"/trace/{key}" for _, key in records]
    for path in paths:
        page = client.get(path)
        assert page.status_code == 200, path
        bare = lxml.html.document_fromstring(page.text)
        assert len(bare.xpath("//script")) == 1
        assert not bare.xpath("//img | //*[@onerror] | //*[starts-with(@href, 'javascript')]")
        assert "49" not in bare.xpath("string(//h1)")
        assert not [link for link in bare.xpath("//@href | //@src | //@action") if not link.startswith("/")]
        shown = "".join(bare.text_content().split())
        assert "".join(evil.split()) in shown or "/document/" not in path, "the words are there, as words"


@pytest.mark.parametrize("every", [HOSTILE[:3], pytest.param(HOSTILE, marks=pytest.mark.long)], ids=["some", "all"])
def test_hostile_words_of_forms_and_addresses_are_only_words(
    client: TestClient, desks: Desks, every: tuple[str, ...]
) -> None:
    address, form = form_of(client, desks)
    doc_id = desks.target(90)["doc_id"]
    asked = 0
    for words in every:
        for name in (
            "value",
            "subject",
            "unit",
            "year",
            "role",
            "scope",
            "reason",
            "mark",
            "version",
            "token",
            words[:50],
        ):
            for deed in ("save", "comment"):
                form["version"] = str(desks.log().last())
                answer = client.post(f"{address}/{deed}", data={**form, name: words})
                assert answer.status_code < 500
                assert "<script>alert" not in answer.text
                asked += 1
        for name in ("document", "table", "province", "indicator", "flag", "status", "page", "lang", "mark"):
            for path in ("/", "/next", address, f"/add/targets/{doc_id}"):
                answer = client.get(path, params={name: words})
                assert answer.status_code < 500
                assert "<script>alert" not in answer.text
                asked += 1
        for path in (
            "/record/targets/{}",
            "/document/{}/1",
            "/trace/{}",
            "/picture/{}/1.png",
            "/words/{}/1",
            "/static/{}",
        ):
            answer = client.get(path.format(quote(words[:200], safe="")))
            assert answer.status_code in (404, 405, 422, 400), (path, words)
            asked += 1
    page = client.get(address).text
    assert "<script>alert" not in page
    desks.run()
    assert len(desks.targets()) == 4
    assert asked > 50 * len(every)


@pytest.mark.parametrize("examples", [10, pytest.param(300, marks=pytest.mark.long)])
def test_no_route_fails_whatever_it_is_asked(desks: Desks, examples: int) -> None:
    """Every route, with what its schema allows and with what it does not, by a signed-in reviewer and by nobody."""
    app = desks.app()
    app.add_api_route("/openapi.json", lambda: app.openapi(), include_in_schema=False)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers={"Host": "127.0.0.1"})
    client = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
    form = {"token": token(client.get(f"/record/targets/{desks.target(90)['record_id']}").text)}
    asked: list[int] = []

    for result in schema.get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr]

        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def check(case: Any) -> None:
            body = {str(k): str(v) for k, v in case.body.items()} if isinstance(case.body, dict) else {}
            answer = client.request(
                case.method, case.formatted_path, params=case.query or None,
                data={**body, **form} if case.method == "POST" else None,
            )  # fmt: skip
            asked.append(answer.status_code)
            assert answer.status_code < 500, (case.method, case.formatted_path, answer.text[:300])

        check()
    assert len(asked) > 10 * examples
    assert len(set(asked)) >= 4


def test_a_queue_of_a_hundred_thousand_records_answers_at_once() -> None:
    chance = random.Random(1)
    queue = Queue(
        Item(
            chance.choice(["targets", "citations", "budget_lines"]), f"{number:024x}", f"{number % 2000:064x}",
            f"{number % 2000}.txt", "UBND xã", f"Tỉnh {number % 34}", f"indicator-{number % 150}",
            "year_from_plan subject_carried" if number % 3 else "", "auto", 1, number % 900, "= 90 % 2025 hồ sơ",
            round(chance.random() * 5, 4),
        )
        for number in range(100_000)
    )  # fmt: skip
    for wanted, number in (
        (Filter(), 1), (Filter(), 2000), (Filter(province="Tỉnh 7"), 3), (Filter(flag="subject_carried"), 500),
        (Filter(table="targets", indicator="indicator-9", status=""), 1), (Filter(document=f"{7:064x}"), 1),
    ):  # fmt: skip
        began = time.process_time()
        found = queue.page(wanted, number)
        queue.count(wanted)
        queue.progress()
        for column in FACETS:
            queue.facet(column)
        spent = time.process_time() - began
        assert found
        assert spent < 0.2, (wanted, spent)
        item = found[-1]
        began = time.process_time()
        assert queue.following(wanted, item)
        assert time.process_time() - began < 0.2
