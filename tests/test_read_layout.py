"""Words with boxes become lines in reading order; rulings become grids; geometry tells which lines belong together."""

from __future__ import annotations

import pytest

from extractors.clean import clean
from extractors.document import Document, Joint, Span
from extractors.header import find_header
from extractors.outline import outline
from extractors.read.assemble import Draft, assemble
from extractors.read.furniture import set_aside_furniture
from extractors.read.grids import Grid, Ruling, grids_of, rulings_of
from extractors.read.joints import joints_of
from extractors.read.layout import Strip, Token, rows_of, strips_of

WIDTH, HEIGHT = 595.0, 842.0
LETTER = 6.0


def words(x: float, y: float, text: str, gap: float = 4.0) -> list[Token]:
    """The words of a text from a place on, every letter as wide as any other."""
    tokens = []
    for word in text.split():
        tokens.append(Token(x, y, x + LETTER * len(word), y + 14, word))
        x += LETTER * len(word) + gap
    return tokens


def lines(*parts: tuple[float, float, str]) -> list[Token]:
    return [token for part in parts for token in words(*part)]


def texts(strips: list[Strip]) -> list[str]:
    return [strip.text for strip in strips]


def document(*pages: list[Token], grids: tuple[tuple[Grid, ...], ...] = ()) -> Document:
    drafts = []
    for index, tokens in enumerate(pages):
        here = grids[index] if grids else ()
        drafts.append(Draft(index + 1, WIDTH, HEIGHT, tuple(strips_of(tokens, here, WIDTH)), here))
    return assemble(drafts, "0" * 64, "application/pdf", "digital")


HEADER = lines(
    (110, 57, "ỦY BAN NHÂN DÂN"),
    (266, 57, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (105, 72, "XÃ AN BÌNH ĐÔNG"),
    (311, 73, "Độc lập - Tự do - Hạnh phúc"),
    (111, 100, "Số: 12/KH-UBND"),
    (300, 98, "An Bình, ngày 10 tháng 6 năm 2025"),
    (260, 140, "KẾ HOẠCH"),
)


def test_the_header_block_is_read_column_by_column() -> None:
    assert texts(strips_of(HEADER, (), WIDTH)) == [
        "ỦY BAN NHÂN DÂN",
        "XÃ AN BÌNH ĐÔNG",
        "Số: 12/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "An Bình, ngày 10 tháng 6 năm 2025",
        "KẾ HOẠCH",
    ]


def test_the_recipients_and_the_signature_are_two_blocks_though_their_lines_are_not_level() -> None:
    tokens = lines(
        (85, 300, "Nơi nhận:"),
        (383, 300, "KT. CHỦ TỊCH"),
        (90, 314, "- Thường trực Đảng ủy, HĐND xã;"),
        (380, 318, "PHÓ CHỦ TỊCH"),
        (90, 327, "- Lưu: VT."),
    )
    assert texts(strips_of(tokens, (), WIDTH)) == [
        "Nơi nhận:",
        "- Thường trực Đảng ủy, HĐND xã;",
        "- Lưu: VT.",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
    ]


def test_values_set_apart_are_read_with_their_line() -> None:
    tokens = lines(
        (121, 600, "- Tỷ lệ tăng dân số:"),
        (480, 600, "10,6 ‰"),
        (121, 620, "- Tỷ lệ phụ nữ sinh đủ hai con:"),
        (493, 620, "≥ 55 %"),
        (121, 640, "- Tỷ lệ sàng lọc sơ sinh:"),
        (508, 640, "85%"),
    )
    assert texts(strips_of(tokens, (), WIDTH)) == [
        "- Tỷ lệ tăng dân số: 10,6 ‰",
        "- Tỷ lệ phụ nữ sinh đủ hai con: ≥ 55 %",
        "- Tỷ lệ sàng lọc sơ sinh: 85%",
    ]


def test_list_marks_before_a_tab_make_no_column() -> None:
    tokens = lines((85, 100, "1."), (121, 100, "Chính quyền số"), (85, 120, "2."), (121, 120, "Kinh tế số"))
    assert texts(strips_of(tokens, (), WIDTH)) == ["1. Chính quyền số", "2. Kinh tế số"]


def test_a_raised_mark_stays_in_its_row() -> None:
    row = [*words(85, 100, "Tổng diện tích"), Token(172, 97, 176, 104, "1")]
    assert [[token.text for token in found.tokens] for found in rows_of(row)] == [["Tổng", "diện", "tích", "1"]]


FULL = "Thực hiện kế hoạch chuyển đổi số trên địa bàn xã, các phòng ban liên quan tập"
JOINTS = [
    pytest.param(
        (121, FULL), (85, "trung hoàn thành các chỉ tiêu"), Joint.JOINED, id="full line, text goes on at the margin"
    ),
    pytest.param((121, FULL), (121, "Giao công chức văn hóa tham mưu"), Joint.APART, id="indent after a short line"),
    pytest.param(
        (121, "II. MỤC TIÊU"), (121, "Phấn đấu đạt các chỉ tiêu"), Joint.APART, id="there was room for the next word"
    ),
]


@pytest.mark.parametrize(("one", "two", "expected"), JOINTS)
def test_the_room_at_a_line_s_end_ties_lines(one: tuple[float, str], two: tuple[float, str], expected: Joint) -> None:
    body = [(121.0, FULL), (85.0, FULL + " sâu"), (85.0, "kết thúc đoạn này.")] * 4
    parts = [*body, one, two] if expected is not Joint.APART or one[1] != FULL else [*body, two]
    tokens = [token for index, (x, text) in enumerate(parts) for token in words(x, 60 + 16 * index, text)]
    strips = strips_of(tokens, (), WIDTH)
    assert joints_of([(WIDTH, strips)])[0][-1] is expected


def test_page_numbers_and_running_heads_are_set_aside() -> None:
    pages = [
        strips_of(lines((85, 30, f"CÔNG BÁO/Số {number}"), (85, 90, text), (300, 800, str(number))), (), WIDTH)
        for number, text in enumerate(["Phần một của kế hoạch", "Phần hai của kế hoạch", "2025"], 16)
    ]
    marked = set_aside_furniture([(HEIGHT, page) for page in pages])
    assert [[strip.aside for strip in page] for page in marked] == [["running_head", None, "page_number"]] * 3


@pytest.mark.parametrize(
    ("doubted", "confidence", "flagged"),
    [
        ("", 0.4, set()),
        ("12/KH-UBND", 0.61, set()),
        ("12/KH-UBND", 0.59, {"doc_number"}),
        ("tháng", 0.4, {"issued_on"}),
        # A commune's name that stands nowhere else is doubted where it was not read for certain.
        ("ĐÔNG", 0.95, {"commune", "issuer"}),
        ("ĐÔNG", 0.4, {"commune", "issuer", "level"}),
    ],
)
def test_a_field_of_doubtful_words_is_flagged(doubted: str, confidence: float, flagged: set[str]) -> None:
    tokens = [word._replace(confidence=confidence) if word.text == doubted else word for word in HEADER]
    draft = Draft(1, WIDTH, HEIGHT, tuple(strips_of(tokens, (), WIDTH)), ())
    text = clean(assemble([draft], "0" * 64, "application/pdf", "ocr"))
    fields = find_header(text, outline(text))
    assert {field.name for field in fields} >= {"doc_number", "issued_on", "issuer", "commune"}
    assert {field.name for field in fields if "ocr_unsure" in field.flags} == flagged


def test_a_page_number_and_a_running_head_are_no_part_of_what_runs_over_the_page() -> None:
    body = "Căn cứ Quyết định số 1604/QĐ-CDC ngày 18/7/2024 của Cục Dân số về giám sát"
    first, second = body.split(" của ")
    pages = [
        lines((85, 30, f"CÔNG BÁO/Số {number}"), (85, y, text), (300, 800, str(number)))
        for number, y, text in ((16, 770, first), (17, 60, f"của {second}"), (18, 60, "Điều 1. Phạm vi"))
    ]
    text = clean(document(*pages))
    start = text.text.index("Quyết định")
    provenance = text.provenance(Span(start, text.text.index(" về giám sát")))
    assert provenance.quote == "Quyết định số 1604/QĐ-CDC ngày 18/7/2024\ncủa Cục Dân số"
    assert (provenance.page, provenance.page_end, len(provenance.boxes)) == (1, 2, 2)


def rectangle(xs: list[float], ys: list[float]) -> tuple[list[Ruling], list[Ruling]]:
    return [Ruling(y, xs[0], xs[-1]) for y in ys], [Ruling(x, ys[0], ys[-1]) for x in xs]


def test_pieces_of_a_ruling_and_double_rulings_are_one() -> None:
    across, down = rectangle([0, 100, 200], [0, 20, 40])
    pieces = [Ruling(20, 0, 50), Ruling(20.4, 51, 130), Ruling(21.8, 129, 200)]
    (grid,) = grids_of([across[0], *pieces, across[2]], down)
    assert (grid.rows, grid.columns, len(grid.cells)) == (2, 2, 4)
    assert grid.ys[1] == pytest.approx(20.7, abs=0.1)


def test_fields_without_a_ruling_between_them_are_one_cell() -> None:
    across, down = rectangle([0, 100, 200, 300], [0, 20, 40])
    # The upper border between the second and the third column is missing: a merged head.
    down = [ruling for ruling in down if ruling.at != 200] + [Ruling(200, 20, 40)]
    (grid,) = grids_of(across, down)
    assert [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells] == [
        (0, 0, 1, 1),
        (0, 1, 1, 2),
        (1, 0, 1, 1),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
    ]


@pytest.mark.parametrize(
    ("across", "down", "why"),
    [
        (*rectangle([0, 500], [0, 300]), "a frame around text"),
        ([Ruling(100, 0, 80), Ruling(130, 0, 80)], [], "underlines"),
        ([], [], "nothing"),
    ],
)
def test_what_is_no_table(across: list[Ruling], down: list[Ruling], why: str) -> None:
    assert grids_of(across, down) == [], why


def test_outer_borders_that_are_not_drawn_are_where_the_rulings_end() -> None:
    across, down = rectangle([0, 100, 200], [0, 20, 40])
    (grid,) = grids_of(across, [ruling for ruling in down if ruling.at == 100])
    assert (grid.xs, grid.columns) == ((0, 100, 200), 2)


def test_drawn_borders_of_word_are_rulings_and_white_ones_none() -> None:
    drawings = [
        {"type": "f", "fill": (0, 0, 0), "items": [("re", (10, 10, 200, 10.5), 1)]},
        {"type": "f", "fill": (1, 1, 1), "items": [("re", (10, 30, 200, 30.5), 1)]},
        {"type": "s", "color": (0, 0, 0), "items": [("l", (10, 10), (10, 60))]},
    ]
    assert rulings_of(drawings) == ([Ruling(10.25, 10, 200)], [Ruling(10, 10, 60)])


def table_page(rows: list[list[str]], top: float) -> tuple[list[Token], tuple[Grid, ...]]:
    """A ruled table of three columns with rows of 30 points."""
    xs = [85.0, 125.0, 400.0, 520.0]
    across, down = rectangle(xs, [top + 30 * number for number in range(len(rows) + 1)])
    tokens = [
        token
        for number, row in enumerate(rows)
        for x, text in zip(xs, row, strict=False)
        for token in words(x + 4, top + 30 * number + 6, text)
    ]
    return tokens, tuple(grids_of(across, down))


def test_a_table_over_two_pages_is_one_and_its_cut_row_whole() -> None:
    head = ["STT", "Nội dung", "Kinh phí"]
    first, above = table_page([head, ["1", "Đào tạo", "250"], ["2", "Duy trì cổng thông tin", "1.250"]], 700)
    second, below = table_page([head, ["", "điện tử của xã", ""], ["3", "An toàn thông tin", "800"]], 60)
    found = document(first, second, grids=(above, below))
    (table,) = found.tables
    assert (table.page, table.rows, table.columns) == (1, 4, 3)
    assert [line.layout.aside for line in found.pages[1].lines[:3] if line.layout] == ["repeated_head"] * 3
    text = clean(found)
    assert "Duy trì cổng thông tin điện tử của xã" in text.text
    start = text.text.index("Duy trì")
    provenance = text.provenance(type(text.blocks[0].span)(start, start + len("Duy trì cổng thông tin điện tử")))
    assert provenance.quote == "Duy trì cổng thông tin\nđiện tử"
    assert (provenance.page, provenance.page_end, len(provenance.boxes)) == (1, 2, 2)


def test_tables_with_other_columns_stay_apart() -> None:
    first, above = table_page([["STT", "Nội dung", "Kinh phí"], ["1", "Đào tạo", "250"]], 700)
    across, down = rectangle([85, 300, 520], [60, 90, 120])
    found = document(first, words(90, 70, "Chỉ tiêu"), grids=(above, tuple(grids_of(across, down))))
    assert len(found.tables) == 2


def test_a_number_cut_by_a_narrow_cell_is_one() -> None:
    across, down = rectangle([85, 120, 300], [100, 140])
    tokens = lines((87, 104, "1.00"), (87, 120, "0"), (130, 104, "doanh nghiệp"))
    found = document(tokens, grids=(tuple(grids_of(across, down)),))
    assert clean(found).text.splitlines() == ["1.000", "doanh nghiệp"]
