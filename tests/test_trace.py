"""From a value back to its line: records found, files verified, places marked on pages, in words and in pictures."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from click.testing import CliRunner, Result

from extractors import extract
from pipeline.cli import main
from pipeline.dataset import open_dataset
from pipeline.ledger import open_ledger
from pipeline.normalise import normalise
from pipeline.rows import Row, document_tables
from pipeline.sources import Failure, Seen, Source
from pipeline.trace.files import SourceFolders
from pipeline.trace.pages import LONGEST_SIDE, Look, Pages, boxes_on, turned
from pipeline.trace.records import find_record, search
from tests.conftest import SAMPLES
from tests.publishing import publish

SENTENCE = "Phấn đấu 90% hồ sơ được xử lý trực tuyến."


def data_set(folder: Path, **files: bytes) -> Path:
    """Files in `folder/in` and a release of them in `folder/out`, made without a run."""
    (folder / "in").mkdir()
    documents = []
    for name, data in files.items():
        name = name.replace("_", ".")
        (folder / "in" / name).write_bytes(data)
        documents.append(document_tables(extract(data), name, f"in/{name}"))
    publish(folder / "out", normalise(documents), {"versions": {"kehoach": "0.1.0", "extractors": "abcdef" * 8}})
    return folder / "out"


def plan_pdf(rotation: int = 0, width: float = 595, height: float = 842) -> bytes:
    with pymupdf.open() as book:
        book.new_page()
        page = book.new_page(width=width, height=height)
        page.insert_htmlbox(pymupdf.Rect(85, 80, 520, 700), f"<p style='font-size:13pt'>KẾ HOẠCH</p><p>{SENTENCE}</p>")
        page.set_rotation(rotation)
        return bytes(book.tobytes())


def two_page_plan() -> bytes:
    """A plan whose only target begins at the foot of one page and ends at the head of the next."""
    filling = "<p>Các đơn vị báo cáo kết quả theo quy định của pháp luật hiện hành.</p>" * 22
    first = f"<p>KẾ HOẠCH</p><p>Chuyển đổi số năm 2025</p>{filling}<p>Tỷ lệ hồ sơ được xử lý hoàn toàn trên mạng"
    with pymupdf.open() as book:
        for text in (first, "<p>đạt 90% vào năm 2025.</p><p>Tổ chức thực hiện</p>"):
            book.new_page().insert_htmlbox(pymupdf.Rect(85, 80, 520, 790), f"<div style='font-size:13pt'>{text}</div>")
        return bytes(book.tobytes())


def kehoach_trace(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["trace", *map(str, arguments)])


def only_target(out: Path) -> Row:
    (row,) = open_dataset(out).rows("targets")
    return row


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trace")
    documents = [document_tables(extract(p.read_bytes()), p.name, f"samples/{p.name}") for p in SAMPLES.glob("001*")]
    publish(folder, normalise(documents))
    return folder


@pytest.mark.parametrize("value", ["95", "95%", "95,0", "dịch vụ công trực tuyến trên 95%", "DICH VU CONG"])
@pytest.mark.parametrize("commune", ["Hưng Đạo", "hung dao", None])
def test_values_are_found_as_a_person_types_them(samples: Path, value: str, commune: str | None) -> None:
    found = search(open_dataset(samples), value, commune)
    quotes = [traced.record["quote"] for traced in found]
    assert any("dịch vụ công" in quote for quote in quotes)
    assert not search(open_dataset(samples), value, "Hưng Thịnh")


def test_the_command_finds_records_and_shows_one(samples: Path) -> None:
    found = kehoach_trace("--value", "95", "--commune", "Hưng Đạo", "--dataset", samples)
    line = next(line for line in found.stdout.splitlines() if "dịch vụ công" in line)
    shown = kehoach_trace(line.split()[0], "--dataset", samples, "--sources", SAMPLES.parent)
    assert shown.exit_code == 0, shown.output
    for words in ("line 110", "unchanged", "UBND xã Hưng Đạo", "percentage", "extracted", "review       auto"):
        assert words in shown.stdout
    lines = (SAMPLES / "001_2d2fca842c8bf0cb.txt").read_text("utf-8").splitlines()
    assert f">   110 | {lines[109]}" in shown.stdout
    assert "108 |" in shown.stdout


def test_a_document_shows_where_each_field_of_its_header_was_read(samples: Path) -> None:
    (document,) = open_dataset(samples).rows("documents")
    shown = kehoach_trace(document["doc_id"][:16], "--dataset", samples, "--sources", SAMPLES)
    assert shown.exit_code == 0, shown.output
    assert "[40/KH-UBND]" in shown.stdout


@pytest.mark.parametrize(
    ("identity", "says"),
    [("abc", "at least 6"), ("zzzzzzzz", "no record_id"), ("' OR 1=1 --", "no record_id"), ("0" * 24, "No record of")],
)
def test_what_names_no_record_is_refused_in_words(samples: Path, identity: str, says: str) -> None:
    shown = kehoach_trace(identity, "--dataset", samples)
    assert shown.exit_code == 1
    assert says in shown.output


def test_hostile_words_of_a_search_are_only_words(samples: Path) -> None:
    for words in ("' OR 1=1 --", "%", "_", "'; DROP TABLE targets; --", "\\"):
        assert search(open_dataset(samples), words, "nowhere'; --") == []


def test_a_file_is_found_by_place_by_name_and_by_contents(tmp_path: Path) -> None:
    out = data_set(tmp_path, plan_txt=SENTENCE.encode())
    (document,) = open_dataset(out).rows("documents")
    source = tmp_path / "in" / "plan.txt"
    assert SourceFolders((tmp_path,)).find(document).path == source
    assert SourceFolders((tmp_path / "in",)).find(document).path == source
    moved = tmp_path / "elsewhere" / "deep" / "renamed.bin"
    moved.parent.mkdir(parents=True)
    source.rename(moved)
    assert SourceFolders((tmp_path / "elsewhere",)).find(document).path == moved
    assert SourceFolders((tmp_path / "in",)).find(document).state == "gone"
    source.write_text("another text", encoding="utf-8")
    changed = SourceFolders((tmp_path / "in",)).find(document)
    assert (changed.state, changed.path) == ("changed", source)


def test_without_folders_a_file_is_found_where_a_run_saw_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = data_set(tmp_path, plan_txt=SENTENCE.encode())
    target = only_target(out)
    source = tmp_path / "far" / "tệp 1.txt"
    source.parent.mkdir()
    (tmp_path / "in" / "plan.txt").rename(source)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert kehoach_trace(target["record_id"], "--dataset", out).exit_code == 3
    with open_ledger(out) as ledger:
        seen = Seen(Source(str(source), "plan.txt", "in/plan.txt"), target["doc_id"], "stamp")
        ledger.record([seen], "2026-01-01T00:00:00")
    before = (out / "ledger.sqlite").read_bytes()
    traced = kehoach_trace(target["record_id"], "--dataset", out)
    assert (traced.exit_code, SENTENCE[:20] in traced.output) == (0, True)
    assert (out / "ledger.sqlite").read_bytes() == before
    source.write_text("another text", encoding="utf-8")
    assert "CHANGED" in kehoach_trace(target["record_id"], "--dataset", out).output
    (out / "ledger.sqlite").write_bytes(b"damaged " * 1000)
    damaged = kehoach_trace(target["record_id"], "--dataset", out)
    assert (damaged.exit_code, "NOT FOUND" in damaged.output) == (3, True)


def test_a_place_never_leads_out_of_the_folders(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "link.txt").symlink_to(secret)
    doc_id = hashlib.sha256(b"secret").hexdigest()
    for uri in ("../secret.txt", "x/../../secret.txt", str(secret), secret.as_uri(), "%2e%2e/secret.txt"):
        document = {"doc_id": doc_id, "source_name": "x", "source_uri": uri}
        assert SourceFolders((tmp_path / "given" / "sub",)).find(document).state == "gone", uri


def test_a_changed_or_missing_file_is_told_and_no_picture_is_made(tmp_path: Path) -> None:
    out = data_set(tmp_path, plan_txt=SENTENCE.encode())
    identity = only_target(out)["record_id"]
    source = tmp_path / "in" / "plan.txt"
    source.write_text("another text", encoding="utf-8")
    changed = kehoach_trace(identity, "--dataset", out, "--sources", tmp_path)
    assert (changed.exit_code, "CHANGED" in changed.output, SENTENCE[:20] in changed.output) == (3, True, True)
    picture = kehoach_trace(identity, "--dataset", out, "--sources", tmp_path, "--png", tmp_path / "p.png")
    assert (picture.exit_code, (tmp_path / "p.png").exists()) == (1, False)
    source.unlink()
    gone = kehoach_trace(identity, "--dataset", out, "--sources", tmp_path)
    assert (gone.exit_code, "NOT FOUND" in gone.output) == (3, True)


def marked_and_ink(png: bytes) -> tuple[tuple[int, int, int, int], float]:
    """The corners of what is marked in a picture, and the share of its ink that is marked."""
    pixmap = pymupdf.Pixmap(png)
    pixels = (
        np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width, pixmap.n)[:, :, :3].astype(int)
    )
    yellow = (pixels[:, :, 0] - pixels[:, :, 2]) > 40
    ys, xs = np.nonzero(yellow)
    corners = int(xs.min()), int(ys.min()), int(xs.max()), int(ys.max())
    ink = pixels.max(axis=2) < 150
    inside = ink[corners[1] : corners[3] + 1, corners[0] : corners[2] + 1]
    return corners, float(inside.sum() / ink.sum())


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_mark_lies_on_the_words_however_the_page_is_turned(tmp_path: Path, rotation: int) -> None:
    out = data_set(tmp_path, plan_pdf=plan_pdf(rotation))
    row = only_target(out)
    assert row["page"] == 2
    shown = kehoach_trace(row["record_id"], "--dataset", out, "--sources", tmp_path, "--png", tmp_path / "p.png")
    assert shown.exit_code == 0, shown.output
    corners, share = marked_and_ink((tmp_path / "p.png").read_bytes())
    assert share > 0.7, "the sentence is most of the page's ink"
    upright = (corners[2] - corners[0]) > (corners[3] - corners[1])
    assert upright == (rotation in (0, 180))


def test_a_record_on_two_pages_is_shown_with_both(tmp_path: Path) -> None:
    out = data_set(tmp_path, plan_pdf=two_page_plan())
    row = only_target(out)
    assert (row["page"], row["page_end"]) == (1, 2)
    shown = kehoach_trace(row["record_id"], "--dataset", out, "--sources", tmp_path, "--png", tmp_path / "p.png")
    assert shown.exit_code == 0, shown.output
    assert "to page 2, line 1" in shown.output
    picture = pymupdf.Pixmap((tmp_path / "p.png").read_bytes())
    assert picture.height > 2 * picture.width, "two pages, one below the other"
    pixels = np.frombuffer(picture.samples, np.uint8).reshape(picture.height, picture.width, picture.n).astype(int)
    yellow = np.nonzero((pixels[:, :, 0] - pixels[:, :, 2] > 40).any(axis=1))[0]
    assert yellow.min() < picture.height / 2 < yellow.max(), "a mark on each"


def test_words_of_turned_pages_lie_where_they_are_shown(tmp_path: Path, pages: Pages) -> None:
    data = plan_pdf(90)
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    text = pages.text(str(path), hashlib.sha256(data).hexdigest())
    assert not isinstance(text, Failure)
    (line,) = (line for line in text[1].lines if "90%" in line.text)
    assert line.box is not None
    box = turned(line.box, text[1].turn)
    assert box[3] - box[1] > box[2] - box[0], "the line runs down the page"
    assert [line.text[start:end] for start, end, _ in line.words][:3] == ["Phấn", "đấu", "90%"]


def test_plain_text_is_drawn_as_numbered_lines_with_the_record_marked(tmp_path: Path) -> None:
    text = "\n".join([*(f"Dòng <b>{n}</b> &amp; <script>" for n in range(400)), SENTENCE, "Hết"])
    out = data_set(tmp_path, plan_txt=text.encode())
    identity = only_target(out)["record_id"]
    shown = kehoach_trace(identity, "--dataset", out, "--sources", tmp_path, "--png", tmp_path / "p.png")
    assert shown.exit_code == 0, shown.output
    _, share = marked_and_ink((tmp_path / "p.png").read_bytes())
    assert 0.02 < share < 0.5


def test_pictures_are_bounded_whatever_the_page_says(tmp_path: Path, pages: Pages) -> None:
    data = plan_pdf(width=14400, height=900)
    path = tmp_path / "wide.pdf"
    path.write_bytes(data)
    picture = pages.picture(Look("picture", str(path), hashlib.sha256(data).hexdigest(), 2))
    assert not isinstance(picture, Failure)
    pixmap = pymupdf.Pixmap(picture.png)
    assert max(pixmap.width, pixmap.height) <= LONGEST_SIDE + 1
    assert (picture.width, picture.height) == (14400, 900)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 broken", bytes(range(256)) * 40])
def test_a_file_that_cannot_be_shown_gives_a_reason(tmp_path: Path, pages: Pages, data: bytes) -> None:
    path = tmp_path / "bad"
    path.write_bytes(data)
    doc_id = hashlib.sha256(data).hexdigest()
    assert isinstance(pages.picture(Look("picture", str(path), doc_id, 7)), Failure)
    assert isinstance(pages.text(str(path), doc_id), Failure)
    other = pages.picture(Look("picture", str(path), "0" * 64))
    assert isinstance(other, Failure)
    assert other.code == "changed"


def test_boxes_of_a_record_that_runs_over_two_pages_are_told_apart() -> None:
    record = {"page": 3, "page_end": 4, "bbox": [[70, 700, 500, 712], [70, 715, 500, 727], [70, 60, 400, 72]]}
    assert boxes_on(record, 3) == ((70, 700, 500, 712), (70, 715, 500, 727))
    assert boxes_on(record, 4) == ((70, 60, 400, 72),)
    assert boxes_on(record, 5) == ()


def test_a_record_is_found_by_the_beginning_of_its_identity(samples: Path) -> None:
    dataset = open_dataset(samples)
    row = dataset.rows("citations")[0]
    assert find_record(dataset, row["record_id"][:10].upper()).record == row
