"""PDFs: what is read from a good one, what becomes of a bad one, and what signing adds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pymupdf
import pytest

from extractors.clean import clean
from extractors.document import Document
from extractors.errors import UnreadableError
from extractors.read import read
from extractors.read.grids import Ruling, grids_of
from extractors.read.layout import Token
from extractors.read.stamps import with_stamps, without_incoming_stamps

HTML = "<p style='font-size:12pt'>{}</p>"


def pdf(*pages: str, **saving: Any) -> bytes:
    """A PDF with a text on each page."""
    with pymupdf.open() as book:
        for text in pages:
            page = book.new_page(width=595, height=842)
            if text:
                page.insert_htmlbox(pymupdf.Rect(85, 60, 540, 780), HTML.format(text))
        return bytes(book.tobytes(**saving))


def table_pdf(rows: list[list[str]]) -> bytes:
    """A PDF with a ruled table."""
    with pymupdf.open() as book:
        page = book.new_page(width=595, height=842)
        xs = [85, 125, 400, 520]
        for number, row in enumerate(rows):
            for x, right, text in zip(xs, xs[1:], row, strict=False):
                box = pymupdf.Rect(x, 100 + 40 * number, right, 140 + 40 * number)
                page.draw_rect(box)
                page.insert_htmlbox(pymupdf.Rect(box.x0 + 3, box.y0 + 3, box.x1 - 3, box.y1 - 3), HTML.format(text))
        return bytes(book.tobytes())


SENTENCE = "Phấn đấu đến hết năm 2025, 100% cán bộ, công chức của xã sử dụng chữ ký số trong xử lý công việc."


def text_of(document: Document) -> str:
    return clean(document).text


def test_a_page_of_text_is_read_with_boxes() -> None:
    document = read(pdf(SENTENCE))
    assert (document.media_type, document.text_layer, document.flags) == ("application/pdf", "digital", ())
    assert text_of(document).split() == SENTENCE.split()
    for line in document.lines:
        assert line.box is not None
        assert [line.text[word.start : word.end] for word in line.words] == line.text.split()
        assert all(0 <= word.box.x0 < word.box.x1 <= 595 for word in line.words)


def test_a_sentence_goes_on_over_a_page_break() -> None:
    long = " ".join([SENTENCE] * 40)
    with pymupdf.open() as book:
        book.new_page(width=595, height=842).insert_htmlbox(pymupdf.Rect(85, 60, 540, 780), HTML.format(long))
        words = long.split()
        book.new_page(width=595, height=842).insert_htmlbox(
            pymupdf.Rect(85, 60, 540, 780), HTML.format("tiếp tục đoạn văn của trang trước")
        )
        document = read(bytes(book.tobytes()))
    assert "tiếp tục đoạn văn" in text_of(document)
    assert len(document.pages) == 2
    assert len(words) > 100


def test_a_ruled_table_is_delivered_with_cells() -> None:
    document = read(
        table_pdf([["STT", "Nội dung", "Kinh phí"], ["1", "Đào tạo, bồi dưỡng", "250"], ["2", "", "1.250"]])
    )
    (table,) = document.tables
    assert (table.rows, table.columns) == (3, 3)
    texts = {(cell.row, cell.column): document.source[cell.source.start : cell.source.end] for cell in table.cells}
    assert texts[1, 1] == "Đào tạo, bồi dưỡng"
    assert texts[2, 1] == ""
    assert texts[2, 2] == "1.250"
    assert all(cell.box is not None for cell in table.cells)


WHOLE = pdf(SENTENCE)
PAGELESS = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R/Size 3>>\nstartxref\n9\n%%EOF\n"
)
BAD = [
    pytest.param(
        pdf(SENTENCE, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="a", owner_pw="b"), "encrypted", id="password"
    ),
    pytest.param(WHOLE[: len(WHOLE) * 6 // 10], "truncated", id="cut off"),
    pytest.param(pdf(""), "no_text", id="blank page"),
    pytest.param(pdf(*[""] * 300), "no_text", id="many blank pages"),
    pytest.param(PAGELESS, "damaged", id="no pages"),
    pytest.param(b"%PDF-1.7\n%%EOF\n", "damaged", id="nothing but a head"),
    pytest.param(b"", "empty", id="empty"),
    pytest.param(b"<!DOCTYPE html><html><body>404</body></html>", "web_page", id="web page"),
    pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "unsupported", id="old Word"),
    pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(64), "unsupported", id="image"),
    pytest.param(bytes(range(256)) * 64, "undecodable", id="binary"),
]


@pytest.mark.parametrize(("data", "code"), BAD)
def test_a_bad_file_is_refused_with_its_code(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(data)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


def test_a_file_that_opens_without_a_password_is_read() -> None:
    data = pdf(SENTENCE, encryption=pymupdf.PDF_ENCRYPT_AES_128, user_pw="", owner_pw="b")
    assert text_of(read(data)).split() == SENTENCE.split()


def test_a_wrong_table_of_contents_is_repaired_and_flagged() -> None:
    at = WHOLE.rindex(b"startxref")
    document = read(WHOLE[:at] + b"startxref\n17\n%%EOF\n")
    assert document.flags == ("repaired",)
    assert text_of(document).split() == SENTENCE.split()


def test_text_before_the_head_is_no_matter() -> None:
    assert read(b"\n\n" + WHOLE).media_type == "application/pdf"


def page_with_stamps(*stamps: list[tuple[float, float, float, float, str]]) -> Any:
    """A page of which only the signature widgets matter."""
    widgets = [
        SimpleNamespace(
            field_type_string="Signature",
            _annot=SimpleNamespace(get_text=lambda _kind, words=words: [(*word, 0, 0, 0) for word in words]),
        )
        for words in stamps
    ]
    return SimpleNamespace(widgets=lambda: iter(widgets))


NUMBER = [Token(110, 100, 128, 115, "Số:"), Token(166, 100, 230, 115, "/QĐ-UBND")]


def test_a_stamped_number_fills_its_blank() -> None:
    flags: list[str] = []
    stamp = (132.0, 102.0, 158.0, 115.0, "2858")
    tokens, aside = with_stamps(page_with_stamps([stamp]), [*NUMBER, Token(*stamp)], flags)
    assert [(token.text, token.stamp) for token in sorted(tokens)] == [
        ("Số:", False),
        ("2858", True),
        ("/QĐ-UBND", False),
    ]
    assert (aside, flags) == ([], ["stamped"])


def test_a_stamp_between_two_lines_fills_the_one_that_has_the_blank() -> None:
    full = [Token(x, 94, x + 40, 109, "chữ") for x in range(85, 500, 42)]
    stamp = (132.0, 103.0, 158.0, 117.0, "2858")
    lower = [token._replace(y0=111, y1=126) for token in NUMBER]
    tokens, _ = with_stamps(page_with_stamps([stamp]), [*full, *lower, Token(*stamp)], [])
    (filled,) = [token for token in tokens if token.stamp]
    assert filled.level == pytest.approx(118.5)


def test_a_stamped_figure_replaces_the_printed_one_below_it_and_is_flagged() -> None:
    flags: list[str] = []
    printed = Token(133, 100, 140, 115, "7")
    stamp = (132.0, 101.0, 141.0, 115.0, "9")
    tokens, aside = with_stamps(page_with_stamps([stamp]), [*NUMBER, printed, Token(*stamp)], flags)
    assert "7" not in [token.text for token in tokens]
    assert [(strip.text, strip.aside) for strip in aside] == [("7", "overprinted")]
    assert flags == ["stamp_overprint", "stamped"]


def test_a_signature_note_is_no_text_of_the_document() -> None:
    note = [(400.0, 10.0, 420.0, 20.0, "Số:"), (422.0, 10.0, 470.0, 20.0, "2061/QĐ-UBND")]
    tokens, aside = with_stamps(page_with_stamps(note), [*NUMBER, *[Token(*word) for word in note]], [])
    assert [token.text for token in tokens] == ["Số:", "/QĐ-UBND"]
    assert [strip.aside for strip in aside] == ["stamp"]


def test_the_stamp_of_incoming_mail_is_no_text_of_the_document() -> None:
    across = [Ruling(y, 0, 120) for y in (150, 200)]
    down = [Ruling(x, 150, 200) for x in (0, 40, 120)]
    frame = grids_of(across, down)
    stamp = [Token(5, 160, 30, 172, "ĐẾN"), Token(50, 160, 70, 172, "Số:"), Token(75, 160, 100, 172, "2770")]
    flags: list[str] = []
    kept, tables, aside = without_incoming_stamps([*NUMBER, *stamp], frame, 595, flags)
    assert (kept, tables, flags) == (NUMBER, [], ["incoming_stamp"])
    assert [strip.text for strip in aside] == ["ĐẾN Số: 2770"]


def test_a_table_that_is_as_wide_as_the_page_is_no_stamp() -> None:
    table = grids_of([Ruling(y, 60, 540) for y in (150, 200)], [Ruling(x, 150, 200) for x in (60, 300, 540)])
    words = [Token(80, 160, 110, 172, "ĐẾN")]
    assert without_incoming_stamps(words, table, 595, []) == (words, table, [])
