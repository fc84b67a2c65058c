"""What becomes of each file of the shared test corpus, where it lies beside the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors import extract
from extractors.clean import clean
from extractors.errors import UnreadableError
from extractors.read import read

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not part of the project")

BROKEN = [
    ("blank_page.pdf", "no_text"),
    ("damaged_xref.pdf", ("application/pdf", ("repaired",))),
    ("docx_named.pdf", ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ())),
    ("duplicate_of_001.pdf", ("application/pdf", ())),
    ("html_error_page.pdf", "web_page"),
    ("owner_password_only.pdf", ("application/pdf", ())),
    ("pages_3000_empty.pdf", "no_text"),
    ("random_bytes.txt", "undecodable"),
    ("single_line_5mb.txt", ("text/plain", ())),
    ("text_named.pdf", ("text/plain", ())),
    ("truncated.pdf", "truncated"),
    ("user_password.pdf", "encrypted"),
    ("zero_bytes.pdf", "empty"),
]


@pytest.mark.parametrize(("name", "expected"), BROKEN)
def test_a_broken_file_has_its_outcome(name: str, expected: str | tuple[str, tuple[str, ...]]) -> None:
    data = (CORPUS / "broken" / name).read_bytes()
    if isinstance(expected, str):
        with pytest.raises(UnreadableError) as refused:
            read(data)
        assert refused.value.code == expected
    else:
        document = read(data)
        assert (document.media_type, document.flags) == expected


def blocks(path: str) -> list[str]:
    (file,) = CORPUS.glob(path)
    text = clean(read(file.read_bytes()))
    return [" ".join(text.text[block.start : block.end].split()) for block in text.blocks]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("001_*.pdf", "docx/001_*.docx"),
        ("004_*.pdf", "legacy/004_*_nfd.pdf"),
        ("legacy/001_*_tcvn3.pdf", "legacy/001_*_vni.pdf"),
        ("legacy/001_*_tcvn3.pdf", "legacy/001_*_tcvn3_no_tounicode.pdf"),
    ],
)
def test_two_forms_of_one_document_read_the_same(one: str, two: str) -> None:
    assert blocks(one) == blocks(two)


STAMPED = [
    ("r01_*.pdf", "Số: 2144/KH-UBND", "ngày 18 tháng 3 năm 2025"),
    ("r03_*.pdf", "Số: 66/QĐ-UBND", "ngày 17 tháng 3 năm 2025"),
    ("r04_*.pdf", "Số: 2858/QĐ-UBND", "ngày 10 tháng 6 năm 2025"),
    ("r08_*.pdf", "Số: 1178/ĐCK-CTT", "ngày 09 tháng 7 năm 2025"),
    ("r10_*.pdf", "Số: 8544/SNNMT-TNN", "ngày 31 tháng 7 năm 2026"),
]


@pytest.mark.parametrize(("path", "number", "date"), STAMPED)
def test_stamped_numbers_and_dates_stand_in_the_header(path: str, number: str, date: str) -> None:
    head = blocks(f"real/{path}")[:14]
    assert number in head
    assert any(block.endswith(date) for block in head)


def test_no_hostile_file_ends_in_another_error(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without Tesseract, whose minutes over odd images say nothing here.
    monkeypatch.setenv("PATH", "")
    outcomes = [outcome(file.read_bytes()) for file in sorted((CORPUS / "hostile").glob("*.pdf"))]
    assert len(outcomes) == 240
    # None of them is a plan, and none is published as one.
    assert set(outcomes) <= {"not_vietnamese", "no_text", "needs_ocr", "encrypted", "damaged", "truncated"}


def outcome(data: bytes) -> str:
    """`read`, or the code with which a file is refused."""
    try:
        extract(data)
    except UnreadableError as refused:
        return refused.code
    return "read"
