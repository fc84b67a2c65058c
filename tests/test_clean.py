"""Cleaning and re-flow: lines become sentences again, and every character knows where it came from."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.clean import clean
from extractors.document import Span
from extractors.fold import fold
from extractors.read import read


def blocks_of(text: str) -> list[str]:
    """The clean text's blocks."""
    cleaned = clean(read(text.encode()))
    return [cleaned.text[block.start : block.end] for block in cleaned.blocks]


# Long lines with blank lines inside a sentence, as a PDF's text has them: they show the width of a full line.
FILLER = (
    "\n\nCác cơ quan, đơn vị căn cứ chức năng, nhiệm vụ được giao tổ chức triển khai thực hiện kế \n\nhoạch này.\n" * 4
)

JOINTS = [
    # Rows that open with the next number below a table's head, and its total.
    (
        "STT Nội dung Kinh phí Ghi chú\n1 Mua máy 10.000 Ngân sách xã\n2 Tập huấn 5.000 Ngân sách xã\nTổng 15.000",
        [
            "STT Nội dung Kinh phí Ghi chú",
            "1 Mua máy 10.000 Ngân sách xã",
            "2 Tập huấn 5.000 Ngân sách xã",
            "Tổng 15.000",
        ],
    ),
    # Tags and escapes of web pages are no text.
    ("Căn cứ Luật Dữ liệu và các văn <br />\nbản hướng dẫn<br />", ["Căn cứ Luật Dữ liệu và các văn bản hướng dẫn"]),
    ("1\\. Mục tiêu\\", ["1. Mục tiêu"]),
    ("tỷ lệ < 5% và \\u0041", ["tỷ lệ < 5% và \\u0041"]),
    # A sentence over several lines, with and without blank lines between them.
    ("Các đơn vị có trách nhiệm triển\nkhai kế hoạch này.", ["Các đơn vị có trách nhiệm triển khai kế hoạch này."]),
    ("Các đơn vị có trách nhiệm triển\n\nkhai kế hoạch này.", ["Các đơn vị có trách nhiệm triển khai kế hoạch này."]),
    # A number split over lines keeps its hyphen and gains no blank.
    ("theo Công văn số 1446/UBND-\nKGVX ngày", ["theo Công văn số 1446/UBND-KGVX ngày"]),
    ("Nghị định số 42/2022/NĐ-\n\nCP ngày 24/6/2022", ["Nghị định số 42/2022/NĐ-CP ngày 24/6/2022"]),
    ("Nghị quyết số 57-NQ/\nTW của Bộ Chính trị", ["Nghị quyết số 57-NQ/TW của Bộ Chính trị"]),
    ("giai đoạn 2021\n– 2025”; các đơn vị", ["giai đoạn 2021 – 2025”; các đơn vị"]),
    # A dash between phrases is no split number.
    ("phát triển kinh tế -\nxã hội", ["phát triển kinh tế - xã hội"]),
    # A phrase that is not finished goes on, whatever follows.
    ("Thực hiện Kế hoạch của\nUBND huyện", ["Thực hiện Kế hoạch của UBND huyện"]),
    ("Quyết định số\n749/QĐ-TTg", ["Quyết định số 749/QĐ-TTg"]),
    ("trong những năm tiếp theo\n\nCăn cứ Luật Dữ liệu" + FILLER, ["trong những năm tiếp theo", "Căn cứ Luật Dữ liệu"]),
    # A short bracket that is open at the end of a line is closed on the next.
    ("dịch vụ công trực tuyến (DVC\nTT) mức độ 4", ["dịch vụ công trực tuyến (DVC TT) mức độ 4"]),
    ("Các trụ cột (gồm\na) Chính quyền số", ["Các trụ cột (gồm", "a) Chính quyền số"]),
    # The name of an issuer goes on where its level or office ends the line and the title's verb follows.
    ("Kế hoạch của UBND tỉnh\n\nAn Bình về dữ liệu", ["Kế hoạch của UBND tỉnh An Bình về dữ liệu"]),
    ("Chỉ thị của Thủ tướng\n\nChính phủ về dữ liệu", ["Chỉ thị của Thủ tướng Chính phủ về dữ liệu"]),
    ("Kế hoạch của UBND tỉnh\n\nSở Y tế thực hiện", ["Kế hoạch của UBND tỉnh", "Sở Y tế thực hiện"]),
    ("đến năm\n2030 trên địa bàn", ["đến năm 2030 trên địa bàn"]),
    # List items, clauses and headings begin anew.
    ("- Tổ chức quán triệt\n- Hoàn thiện cơ sở dữ liệu", ["- Tổ chức quán triệt", "- Hoàn thiện cơ sở dữ liệu"]),
    ("a) Chính quyền số\nb) Kinh tế số", ["a) Chính quyền số", "b) Kinh tế số"]),
    ("II. MỤC TIÊU\n1. Mục tiêu chung", ["II. MỤC TIÊU", "1. Mục tiêu chung"]),
    ("b) Đến năm 2030\n- 100% thủ tục", ["b) Đến năm 2030", "- 100% thủ tục"]),
    # A heading that ends in `số` does not swallow the percentage after it.
    (
        "2.1. Phát triển chính quyền số\n60% hồ sơ được xử lý trên môi trường mạng." + FILLER,
        ["2.1. Phát triển chính quyền số", "60% hồ sơ được xử lý trên môi trường mạng."],
    ),
    # Where lines are not wrapped, so does a line that opens with an aim; a word that a number must follow holds it.
    (
        "Rà soát các vùng chưa phủ cáp quang phục vụ chuyển đổi số\n100% thôn có cáp quang\nLàm sạch dữ liệu hộ tịch",
        ["Rà soát các vùng chưa phủ cáp quang phục vụ chuyển đổi số", "100% thôn có cáp quang"],
    ),
    ("Làm sạch dữ liệu hộ tịch\nTối thiểu 98% dữ liệu", ["Làm sạch dữ liệu hộ tịch", "Tối thiểu 98% dữ liệu"]),
    ("Triển khai hồ sơ trên mạng\nTỷ lệ hồ sơ đạt 98%", ["Triển khai hồ sơ trên mạng", "Tỷ lệ hồ sơ đạt 98%"]),
    ("Mỗi đơn vị trong xã phấn đấu\n100% thôn có cáp quang", ["Mỗi đơn vị trong xã phấn đấu 100% thôn có cáp quang"]),
    # Names of document types stand alone.
    ("KẾ HOẠCH\nCHUYỂN ĐỔI SỐ NĂM 2026", ["KẾ HOẠCH", "CHUYỂN ĐỔI SỐ NĂM 2026"]),
    ("KẾ HOẠCH\nChuyển đổi số năm 2026", ["KẾ HOẠCH", "Chuyển đổi số năm 2026"]),
    # A short line that is finished by its looks ends its paragraph.
    ("CHỦ TỊCH\nNguyễn Văn A", ["CHỦ TỊCH", "Nguyễn Văn A"]),
    # Marks of pasted web text go.
    ("**Căn cứ** Luật *Giao dịch điện tử*;", ["Căn cứ Luật Giao dịch điện tử;"]),
    ("*(NSNN) *năm 2025", ["(NSNN) năm 2025"]),
    ("Tỷ lệ thanh toán trực tuyến (*) đạt 80%", ["Tỷ lệ thanh toán trực tuyến (*) đạt 80%"]),
    ("|\nSở Tài chính\n|\nThường xuyên\n|", ["Sở Tài chính", "Thường xuyên"]),
    ("| Sở Tài chính | Thường xuyên |", ["Sở Tài chính", "Thường xuyên"]),
    # Odd blanks and invisible characters.
    ("Ủy\u00a0ban  nhân\u200b dân", ["Ủy ban nhân dân"]),
]


@pytest.mark.parametrize(("text", "expected"), JOINTS, ids=[case[0][:40] for case in JOINTS])
def test_lines_become_blocks(text: str, expected: list[str]) -> None:
    assert blocks_of(text)[: len(expected)] == expected


ASIDE = [
    ("Kế hoạch của Ủy ban nhân dân tỉnh về\n3\nchuyển đổi số", "page_number"),
    ("văn bản của cấp trên\nhttps://example.gov.vn/van-ban?id=1\nvề chuyển đổi số", "link_line"),
    ("BẢNG\n-------\nHạng mục", "ruling"),
]


@pytest.mark.parametrize(("text", "reason"), ASIDE)
def test_what_is_no_text_is_set_aside(text: str, reason: str) -> None:
    cleaned = clean(read(text.encode()))
    assert [(aside.line, aside.reason) for aside in cleaned.aside] == [(1, reason)]
    assert text.split("\n")[1] not in cleaned.text


def test_a_sentence_reads_on_over_a_page_number() -> None:
    text = "Kế hoạch của Ủy ban nhân dân tỉnh về việc đẩy mạnh\n\n3\n\nchuyển đổi số năm 2026."
    assert blocks_of(text) == ["Kế hoạch của Ủy ban nhân dân tỉnh về việc đẩy mạnh chuyển đổi số năm 2026."]


HEAD = "STT\nTên nhiệm vụ\nĐơn vị chủ trì\nThời gian\n"


def test_a_repeated_table_head_is_set_aside_but_its_rows_stay() -> None:
    text = HEAD + "1\nMua sắm máy tính\nVăn phòng\nQuý I\n" + HEAD + "2\nĐào tạo\nVăn phòng\nQuý II\n"
    cleaned = clean(read(text.encode()))
    assert [aside.line for aside in cleaned.aside] == [8, 9, 10, 11]
    assert cleaned.text.count("STT") == 1
    assert "Đào tạo" in cleaned.text


def test_a_table_that_stands_twice_keeps_its_rows() -> None:
    table = HEAD + "1\nMua sắm máy tính\nVăn phòng\nQuý I\n"
    cleaned = clean(read((table + table).encode()))
    assert cleaned.text.count("Mua sắm máy tính") == 2


def test_a_cell_reads_on_behind_the_row_of_figures() -> None:
    """As PDFs give a row that breaks over a page: the cell's text, the row's amounts, the rest of the cell."""
    text = "1\nAn toàn thông tin\nNghị định số 85/2016/NĐ-CP ngày 01 tháng 7 năm 2016 của\n400  400 400\nChính phủ\n2\n"
    blocks = blocks_of(text)
    assert "Nghị định số 85/2016/NĐ-CP ngày 01 tháng 7 năm 2016 của Chính phủ" in blocks
    assert blocks.index("400  400 400") > 1


def test_quotes_and_lines_come_from_the_source() -> None:
    text = "Thực hiện Công văn số 1446/UBND-\n\nKGVX ngày 31/3/2022."
    cleaned = clean(read(text.encode()))
    start = cleaned.text.index("1446/UBND-KGVX")
    provenance = cleaned.provenance(Span(start, start + len("1446/UBND-KGVX")))
    assert (provenance.line_start, provenance.line_end) == (1, 3)
    assert provenance.quote == "1446/UBND-\n\nKGVX"


SYLLABLES = st.sampled_from(
    (
        "kế",
        "hoạch",
        "Ủy",
        "ban",
        "số",
        "749/QĐ-",
        "TTg",
        "80,5%",
        "**",
        "*",
        "|",
        "-",
        "2.",
        "a)",
        "(*)",
        "\u00a0",
        "  ",
    ),
)
DOCUMENTS = st.lists(st.lists(SYLLABLES, max_size=8).map(" ".join), min_size=1, max_size=30).map("\n".join)


@given(DOCUMENTS, st.sampled_from(("NFC", "NFD")))
def test_every_clean_character_leads_back_to_its_source(text: str, form: Literal["NFC", "NFD"]) -> None:
    source = unicodedata.normalize(form, "Kế hoạch\n" + text)
    cleaned = clean(read(source.encode()))
    for offset, character in enumerate(cleaned.text):
        here = cleaned.offsets.to_source(Span(offset, offset + 1))
        assert 0 <= here.start <= here.end <= len(source)
        if here.start == here.end:
            assert character in " \n"
            continue
        original = unicodedata.normalize("NFC", source[here.start : here.end])
        assert original == character or (original.isspace() and character == " ")
        assert cleaned.offsets.to_clean(here.start) == offset


@given(DOCUMENTS, st.integers(0, 400), st.integers(0, 400))
def test_every_span_has_a_quote_within_its_lines(text: str, one: int, two: int) -> None:
    cleaned = clean(read(("Kế hoạch\n" + text).encode()))
    span = Span(min(one, two, len(cleaned.text)), min(max(one, two), len(cleaned.text)))
    provenance = cleaned.provenance(span)
    lines = cleaned.document.source.split("\n")
    assert 1 <= provenance.line_start <= provenance.line_end <= len(lines)
    assert provenance.quote in "\n".join(lines[provenance.line_start - 1 : provenance.line_end])


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.just("\n"), max_size=300))
def test_no_text_breaks_cleaning(text: str) -> None:
    cleaned = clean(read(("x" + text).encode()))
    assert "".join(cleaned.text[block.start : block.end] + "\n" for block in cleaned.blocks) == cleaned.text


FOLDED = [
    ("hoá", "hóa"),
    ("khoẻ mạnh", "khỏe mạnh"),
    ("UỶ BAN", "ỦY BAN"),
    ("hoàn toàn", "hoàn toàn"),
    ("quý", "quý"),
    ("Ðồng Tháp", "Đồng Tháp"),
    ("749/ỌĐ-TTg của ƯBND xã", "749/QĐ-TTg của UBND xã"),
    ("2021 – 2025", "2021 - 2025"),
]


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_spellings_of_one_word_fold_to_one(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text(max_size=200))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(unicodedata.normalize("NFC", text))) == len(unicodedata.normalize("NFC", text))
