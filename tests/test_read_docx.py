"""DOCX files: paragraphs, list numbers, tables with merged cells, and files that are none."""

from __future__ import annotations

import io
import zipfile

import pytest

from extractors.clean import clean
from extractors.document import Document
from extractors.errors import UnreadableError
from extractors.read import read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
BORDERS = '<w:tblPr><w:tblBorders><w:top w:val="single"/></w:tblBorders></w:tblPr>'


def docx(body: str, **parts: str) -> bytes:
    """A DOCX with the given body and further parts (`numbering`, `styles`, `footnotes`)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {W}>{content}</w:{name}>")
    return packed.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def cell_texts(document: Document) -> dict[tuple[int, int], str]:
    (table,) = document.tables
    return {(cell.row, cell.column): document.source[cell.source.start : cell.source.end] for cell in table.cells}


def test_each_paragraph_is_a_line_of_its_own() -> None:
    document = read(docx(paragraph("I. MỤC TIÊU") + paragraph("Phấn đấu đạt") + paragraph("100% hồ sơ trực tuyến")))
    assert document.text_layer == "digital"
    assert [line.text for line in document.lines] == ["I. MỤC TIÊU", "Phấn đấu đạt", "100% hồ sơ trực tuyến"]
    assert clean(document).text.splitlines()[0] == "I. MỤC TIÊU"


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("<w:t>1446/UBND</w:t><w:noBreakHyphen/><w:t>KGVX</w:t>", "1446/UBND-KGVX"),
        ("<w:t>a</w:t><w:tab/><w:t>b</w:t>", "a b"),
        ("<w:instrText>PAGE</w:instrText><w:t>số</w:t>", "số"),
    ],
)
def test_what_a_run_shows(run: str, expected: str) -> None:
    assert read(docx(f"<w:p><w:r>{run}</w:r></w:p>")).source == expected


def test_deleted_text_is_gone_and_inserted_text_there() -> None:
    body = "<w:p><w:del><w:r><w:delText>40%</w:delText></w:r></w:del><w:ins><w:r><w:t>50%</w:t></w:r></w:ins></w:p>"
    assert read(docx(body)).source == "50%"


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('Trong khung')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Trước</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert read(docx(body)).source.split("\n") == ["Trước", "Trong khung"]


def test_list_numbers_are_counted_as_word_shows_them() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, form, text in (
            (0, "upperRoman", "%1."),
            (1, "decimal", "%2."),
            (2, "lowerLetter", "%3)"),
            (3, "bullet", ""),
        )
    )
    link = '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    numbering = f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>{link}'
    depths = [0, 1, 1, 2, 3, 0, 1]
    body = "".join(
        paragraph(f"mục {index}", f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr>')
        for index, depth in enumerate(depths)
    )
    marks = [line.text.split(" mục")[0] for line in read(docx(body, numbering=numbering)).lines]
    assert marks == ["I.", "1.", "2.", "a)", "-", "II.", "1."]


def test_merged_cells_keep_their_spans() -> None:
    body = (
        f"<w:tbl>{BORDERS}<w:tblGrid><w:gridCol/><w:gridCol/><w:gridCol/></w:tblGrid>"
        + "".join(
            (
                row(
                    '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + paragraph("STT"),
                    '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + paragraph("Kinh phí"),
                ),
                row("<w:tcPr><w:vMerge/></w:tcPr>" + paragraph(""), paragraph("Tổng"), paragraph("NS xã")),
                row(paragraph("1"), paragraph("250"), paragraph("")),
            )
        )
        + "</w:tbl>"
    )
    document = read(docx(body))
    (table,) = document.tables
    assert (table.rows, table.columns) == (3, 3)
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in table.cells}
    assert spans[0, 0] == (2, 1)
    assert spans[0, 1] == (1, 2)
    assert cell_texts(document) == {
        (0, 0): "STT", (0, 1): "Kinh phí", (1, 1): "Tổng", (1, 2): "NS xã", (2, 0): "1", (2, 1): "250", (2, 2): "",
    }  # fmt: skip


def test_a_borderless_table_of_two_columns_is_layout() -> None:
    body = (
        "<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>"
        + row(
            paragraph("ỦY BAN NHÂN DÂN") + paragraph("Số: 12/KH-UBND"), paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        )
        + "</w:tbl>"
    )
    document = read(docx(body))
    assert document.tables == ()
    assert [line.text for line in document.lines] == [
        "ỦY BAN NHÂN DÂN", "Số: 12/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ]  # fmt: skip


def test_footnotes_come_last() -> None:
    note = f'<w:footnote w:id="1">{paragraph("Quyết định số 749/QĐ-TTg")}</w:footnote>'
    notes = f'<w:footnote w:type="separator">{paragraph("")}</w:footnote>{note}'
    assert read(docx(paragraph("Nội dung"), footnotes=notes)).source == "Nội dung\nQuyết định số 749/QĐ-TTg"


def test_entities_are_not_expanded() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        bomb = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>'
        archive.writestr(
            "word/document.xml", f"{bomb}<w:document {W}><w:body>{paragraph('trước &c; sau')}</w:body></w:document>"
        )
    assert "ha" not in read(packed.getvalue()).source


WHOLE = docx(paragraph("Nội dung") * 50)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (WHOLE[: len(WHOLE) // 2], "damaged"),
        (docx("<w:p>"), "damaged"),
        (docx(paragraph(" ")), "no_text"),
    ],
)
def test_a_bad_file_is_refused_with_its_code(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(data)
    assert refused.value.code == code
