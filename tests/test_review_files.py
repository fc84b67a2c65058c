"""The review pages on what becomes of files: changed ones, digital PDFs, and records that a report leads to."""

from __future__ import annotations

import random
import time
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import pymupdf
import pytest
from fastapi.testclient import TestClient

from extractors import extract
from pipeline.dataset import DataSet, open_dataset
from pipeline.normalise import normalise
from pipeline.report import report
from pipeline.review.log import CorrectionLog, log_path
from pipeline.review.web.app import create_app
from pipeline.review.web.desk import Desk
from pipeline.review.web.places import ranges_of
from pipeline.review.web.queue import Filter
from pipeline.review.web.security import Access
from pipeline.rows import document_tables
from pipeline.trace.pages import Pages, TextLine
from tests.conftest import SAMPLES
from tests.publishing import publish
from tests.review_pages import HOSTS, Desks, app_over, token
from tests.synthetic import documents
from tests.test_review_apply import TEXT
from tests.test_trace import data_set, plan_pdf, two_page_plan

OFFERED = "Bản trước của tệp này đã được sửa ở đây"


def client_of(desks: Desks, reviewer: str = "lan") -> TestClient:
    return TestClient(desks.app(Access(HOSTS, local_user=reviewer)), follow_redirects=False)


def over(out: Path, folder: Path, pages: Pages) -> TestClient:
    """The pages over a data set that is there already."""
    return TestClient(app_over(out, [folder], pages), follow_redirects=False)


def say(desks: Desks, reviewer: str, about: float, deed: str, **fields: str) -> None:
    """What a reviewer does to a record of the current release on its page."""
    client, address = client_of(desks, reviewer), f"/record/targets/{desks.target(about)['record_id']}"
    form = {"token": token(client.get(address).text), "version": str(desks.log().last()), **fields}
    assert client.post(f"{address}/{deed}", data=form).status_code == 303


@pytest.mark.parametrize(
    ("change", "offered"),
    [
        (("12/KH-UBND", "13/KH-UBND"), True),
        (("Phấn đấu 80%", "Dòng mới.\nPhấn đấu 80%"), True),
        (("90% hồ sơ", "91% hồ sơ"), False),
        (("Phấn đấu 90%", "Bảo đảm 90%"), False),
    ],
)
def test_after_a_changed_file_corrections_are_offered_and_not_applied(
    desks: Desks, change: tuple[str, str], offered: bool
) -> None:
    say(desks, "lan", 90, "save", value="95")
    desks.run()
    assert desks.target(95)["review_status"] == "corrected"
    desks.run(TEXT.replace(*change))
    assert {row["review_status"] for row in desks.targets()} == {"auto"}, "a changed file starts unreviewed"
    client = client_of(desks, "minh")
    row = next(row for row in desks.targets() if row["value"] in (90, 91))
    page = client.get(f"/record/targets/{row['record_id']}").text
    assert (OFFERED in page, "(lan, " in page) == (offered, offered)


def test_an_offer_is_taken_over_by_one_button(desks: Desks) -> None:
    say(desks, "lan", 90, "save", value="95")
    desks.run(TEXT.replace("12/KH-UBND", "13/KH-UBND"))
    client, address = client_of(desks, "minh"), f"/record/targets/{desks.target(90)['record_id']}"
    page = lxml.html.document_fromstring(client.get(address).text)
    (form,) = [form for form in page.forms if OFFERED in form.text_content()]
    assert client.post(form.action, data=dict(form.form_values())).status_code == 303
    desks.run(TEXT.replace("12/KH-UBND", "13/KH-UBND"))
    taken = desks.target(95)
    assert (taken["review_status"], taken["original"]) == ("corrected", [{"field": "value", "value": "90"}])
    assert [entry.reviewer for entry in desks.log().entries()] == ["lan", "lan", "minh", "minh"]
    assert OFFERED not in client.get(address).text, "what was taken over is no offer any more"


def test_rejections_are_not_offered(desks: Desks) -> None:
    say(desks, "lan", 90, "reject")
    desks.run(TEXT.replace("12/KH-UBND", "13/KH-UBND"))
    row = desks.target(90)
    assert OFFERED not in client_of(desks).get(f"/record/targets/{row['record_id']}").text


def test_a_third_reviewer_settles_what_two_do_not_agree_on(desks: Desks) -> None:
    say(desks, "lan", 90, "save", value="95")
    say(desks, "minh", 90, "save", value="96")
    say(desks, "hoa", 90, "save", value="95", reason="line 7")
    assert [(entry.reviewer, entry.action) for entry in desks.log().entries() if entry.action != "edit"] == [
        ("lan", "confirm"), ("minh", "confirm"), ("hoa", "adjudicate"),
    ]  # fmt: skip
    address = f"/record/targets/{desks.target(90)['record_id']}"
    assert "phân xử" in client_of(desks).get(address).text
    desks.run()
    assert desks.target(95)["review_status"] == "corrected"


def test_a_third_reviewer_of_two_who_agree_settles_nothing(desks: Desks) -> None:
    for reviewer in ("lan", "minh", "hoa"):
        say(desks, reviewer, 90, "save", value="95")
    assert {entry.action for entry in desks.log().entries()} == {"edit", "confirm"}


def test_pages_of_a_digital_pdf_mark_its_words(tmp_path: Path, pages: Pages) -> None:
    out = data_set(tmp_path, plan_pdf=plan_pdf())
    (row,) = open_dataset(out).rows("targets")
    client = over(out, tmp_path, pages)
    assert row["page"] == 2
    for address in (
        f"/record/targets/{row['record_id']}",
        f"/trace/{row['record_id']}",
        f"/document/{row['doc_id']}/2",
    ):
        page = lxml.html.document_fromstring(client.get(address).text)
        (image,) = page.xpath("//svg/image/@href")
        marks = page.xpath("//svg//rect[contains(@class, 'mark')]")
        assert marks, address
        picture = pymupdf.Pixmap(client.get(image).content)
        assert picture.width > 500
        width, height = (float(side) for side in page.xpath("//svg/@viewbox")[0].split()[2:])
        for mark in marks:
            left, top, wide, high = (float(mark.get(side)) for side in ("x", "y", "width", "height"))
            assert 0 <= left < left + wide <= width
            assert 0 <= top < top + high <= height
    lines = client.get(f"/words/{row['doc_id']}/2").json()["lines"]
    assert any("90% hồ sơ" in line["text"] and line["words"] for line in lines)
    assert client.get(f"/document/{row['doc_id']}/1").status_code == 200
    assert client.get(f"/document/{row['doc_id']}/3").status_code == 404


def test_both_pages_of_a_record_are_shown_and_marked(tmp_path: Path, pages: Pages) -> None:
    out = data_set(tmp_path, plan_pdf=two_page_plan())
    (row,) = open_dataset(out).rows("targets")
    client = over(out, tmp_path, pages)
    for address in (f"/record/targets/{row['record_id']}", f"/trace/{row['record_id']}"):
        page = lxml.html.document_fromstring(client.get(address).text)
        assert "trang 1, dòng" in page.text_content()
        first, second = page.xpath("//svg")
        assert [sheet.get("data-number") for sheet in (first, second)] == ["1", "2"]
        (high,) = second.xpath(".//rect[contains(@class, 'own')]")
        assert float(first.xpath(".//rect[contains(@class, 'own')]")[-1].get("y")) > 600
        assert float(high.get("y")) < 120
    second_page = lxml.html.document_fromstring(client.get(f"/document/{row['doc_id']}/2").text)
    assert len(second_page.xpath("//svg//rect[contains(@class, 'mark')]")) == 1, "it is marked where it goes on, too"


def test_a_place_may_be_marked_over_two_pages(tmp_path: Path, pages: Pages) -> None:
    out = data_set(tmp_path, plan_pdf=two_page_plan())
    (row,) = open_dataset(out).rows("targets")
    client, address = over(out, tmp_path, pages), f"/record/targets/{row['record_id']}"
    line = client.get(f"/words/{row['doc_id']}/1").json()["lines"][row["line_start"] - 1]
    start = line["text"].index("xử lý")
    form = {"token": token(client.get(address).text), "version": "0",
            "mark": f"1,{line['number']},{start},2,1,{len('đạt 90%')}"}  # fmt: skip
    assert client.post(f"{address}/save", data=form).status_code == 303
    (moved,) = [entry for entry in CorrectionLog(log_path(out)).entries() if entry.field == "evidence"]
    assert (moved.new["page"], moved.new["page_end"], moved.new["line_end"]) == (1, 2, 1)
    assert moved.new["quote"].split() == [*line["text"][start:].split(), "đạt", "90%"]
    assert len(moved.new["bbox"]) == 2


def test_the_very_words_of_a_record_are_marked_in_plain_text(desks: Desks) -> None:
    text = TEXT.replace("Phấn đấu 80%", "Phấn đấu 80%\n\n").replace("Phấn đấu 90%", "Phấn đấu 90% và 90%. Phấn đấu 90%")
    desks.run(text)
    client = client_of(desks)
    for row in desks.targets():
        page = lxml.html.document_fromstring(client.get(f"/record/targets/{row['record_id']}").text)
        marked = page.xpath("//li[contains(@class, 'own')]//mark")
        assert "".join("".join(mark.text_content() for mark in marked).split()) == "".join(row["quote"].split())
        assert len(page.xpath("//blockquote/mark")) == 1
    assert len(desks.targets()) >= 4
    document = lxml.html.document_fromstring(client.get(f"/record/documents/{desks.target(80)['doc_id']}").text)
    assert "12/KH-UBND" in [mark.text_content() for mark in document.xpath("//li//mark")]


@pytest.mark.parametrize(
    ("quote", "offset", "expected"),
    [
        ("350", 4, {1: (5, 8)}),
        ("350 b", 7, {1: (9, 12), 3: (1, 2)}),
        ("351", 4, {}),
        ("b", 10, {3: (1, 2)}),
        ("c", 11, {}),
    ],
)
def test_words_are_found_by_how_much_text_stands_before(
    quote: str, offset: int, expected: dict[int, tuple[int, int]]
) -> None:
    lines = [TextLine(number, text, None) for number, text in enumerate(["aaaa 350 350", "", "\tb"], start=1)]
    assert ranges_of(lines, {"quote": quote, "text_offset": offset}) == expected


def test_a_record_is_moved_on_a_digital_pdf(tmp_path: Path, pages: Pages) -> None:
    out = data_set(tmp_path, plan_pdf=plan_pdf())
    (row,) = open_dataset(out).rows("targets")
    client, address = over(out, tmp_path, pages), f"/record/targets/{row['record_id']}"
    line = next(line for line in client.get(f"/words/{row['doc_id']}/2").json()["lines"] if "90%" in line["text"])
    start = line["text"].index("90%")
    at = f"2,{line['number']}"
    mark = f"{at},{start},{at},{start + len('90% hồ sơ')}"
    form = {"token": token(client.get(address).text), "version": "0", "mark": mark}
    assert client.post(f"{address}/save", data=form).status_code == 303
    assert "<mark>90% hồ sơ</mark>" in client.get(address).text


def test_the_links_of_a_report_lead_to_their_records(published_samples: Path, pages: Pages) -> None:
    dataset = open_dataset(published_samples)
    client = over(published_samples, SAMPLES.parent, pages)
    page = lxml.html.document_fromstring(report(dataset, "vi", "http://127.0.0.1:8765/"))
    rows = page.xpath("//table[@class='evidence']//tr[td/a]")
    for row in random.Random(1).sample(rows, 12):
        (link,) = row.xpath("td/a/@href")
        answer = client.get(urlsplit(link).path)
        assert answer.status_code == 200
        traced = lxml.html.document_fromstring(answer.text)
        quote = " ".join(traced.xpath("//dd/blockquote/mark")[0].text_content().split())
        assert quote.startswith(" ".join(row[1].text_content().rstrip("…").split())), link
        assert "Tệp còn nguyên" in traced.text_content()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set of as many parts as documents."""
    folder = tmp_path_factory.mktemp("many")
    (folder / "in").mkdir()
    read = []
    for document in documents(24):
        (folder / "in" / document.name).write_text(document.text, encoding="utf-8", newline="")
        data = (folder / "in" / document.name).read_bytes()
        read.append(document_tables(extract(data), document.name, f"in/{document.name}"))
    tables = normalise(read)
    for number, row in enumerate(tables["documents"]):
        row["plan_year"] = 2000 + number
    publish(folder / "out", tables)
    return folder


def test_a_page_reads_the_parts_of_its_document_alone(
    many: Path, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = over(many / "out", many, pages)
    assert client.get("/").status_code == 200
    opened: list[str] = []
    read = DataSet._read

    def counted(self: DataSet, path: Path, *more: object) -> object:
        opened.append(path.name)
        return read(self, path, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(DataSet, "_read", counted)
    row = open_dataset(many / "out").rows("targets")[0]
    opened.clear()
    for address in (f"/document/{row['doc_id']}/1", f"/record/targets/{row['record_id']}"):
        began = time.process_time()
        assert client.get(address).status_code == 200
        assert time.process_time() - began < 1
    assert opened
    assert {name.count("-") for name in opened} == {1}, "a whole table was read"
    assert len(set(opened)) == 1
    assert len(opened) <= 5, "each table of the document is read once"


def test_a_document_has_the_same_rows_by_its_parts_and_by_all(many: Path) -> None:
    dataset = open_dataset(many / "out")
    for document in dataset.rows("documents"):
        for table in ("documents", "targets", "citations"):
            expected = [row for row in dataset.rows(table) if row["doc_id"] == document["doc_id"]]
            assert dataset.document_rows(table, document) == expected


def test_the_next_record_of_the_queue_is_drawn_ahead(tmp_path: Path, pages: Pages) -> None:
    desk = Desk(data_set(tmp_path, a_pdf=two_page_plan(), b_pdf=plan_pdf()), [tmp_path], pages, patience=60)
    client = TestClient(create_app(desk, Access(HOSTS, local_user="lan")), follow_redirects=False)
    queue = desk.release().queue.page(Filter(), 1)
    now, following = next(pair for pair in pairwise(queue) if pair[0].doc_id != pair[1].doc_id)
    assert desk._pictures.get((following.doc_id, following.page)) is None
    assert client.get(f"/record/{now.table_name}/{now.record_id}").status_code == 200
    desk._ahead.submit(lambda: None).result()
    assert desk._pictures.get((following.doc_id, following.page)) is not None
