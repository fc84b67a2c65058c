"""What is no Vietnamese is refused, never published with empty fields; words that run into one another are parted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from extractors import extract
from extractors.errors import UnreadableError
from extractors.read.glued import parted
from extractors.read.layout import Token
from extractors.read.syllables import is_vietnamese
from tests.test_read_pdf import SENTENCE, pdf

ENGLISH = "This annotated page tests how a viewer draws transparent shading in an odd colour space. "

LANGUAGES = [
    ("Kế hoạch chuyển đổi số năm 2025 của xã", True),
    ("Kinh phí: 250 triệu đồng", True),
    ("Ke hoach chuyen doi so nam 2025 cua Uy ban nhan dan xa Hung Dao. " * 3, True),
    ("Digital transformation plan. " * 4 + "Ủy ban nhân dân xã Hưng Đạo ban hành kế hoạch.", True),
    (ENGLISH * 5, False),
    ("Le préfet a présenté la stratégie numérique de la région à l’assemblée. " * 3, False),
    ("Hello World", False),
    ("to an on", False),
    ("12.500 1.000 3 %", False),
    ("Chuyón ®æi sè “¢£¤", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "expected"), LANGUAGES)
def test_whether_a_text_is_vietnamese(text: str, expected: bool) -> None:
    assert is_vietnamese([text]) is expected


@pytest.mark.parametrize(
    "data", [pdf(ENGLISH * 5), pdf("7"), (ENGLISH * 5).encode()], ids=["English PDF", "a lone figure", "English text"]
)
def test_a_file_without_vietnamese_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError) as refused:
        extract(data)
    assert refused.value.code == "not_vietnamese"
    assert "print it to a new PDF" in refused.value.message


def test_a_plan_of_one_sentence_is_none_of_them() -> None:
    assert extract(pdf(SENTENCE)).targets


def letters(text: str, x: float, gaps: dict[int, float]) -> list[dict[str, Any]]:
    """The letters of a word as PyMuPDF tells them, 5 points wide, with gaps before some."""
    found: list[dict[str, Any]] = []
    for index, letter in enumerate(text):
        x += gaps.get(index, 0.0)
        found.append({"c": letter, "bbox": (x, 100.0, x + 5, 110.0)})
        x += 5
    return found


PARTED = [
    ("hệthống", {2: 2.4}, "hệ thống"),
    ("nộibộ", {3: 2.0}, "nội bộ"),
    ("hệthống", {}, None),
    ("hệthống", {4: 2.4}, None),
    ("thống", {2: 2.4}, None),
    ("Online", {2: 2.4}, None),
    ("đềán/UBND", {2: 2.4}, "đề án/UBND"),
    ("đềán/UBND", {4: 2.4}, None),
    ("vềchếđộ,", {2: 2.1, 5: 2.3}, "về chế độ,"),
    ("(Vềtiến", {3: 2.1}, "(Về tiến"),
    ("Chỉthịcủa", {3: 2.1, 6: 2.0}, "Chỉ thị của"),
    ("Chỉthịcủa", {3: 2.1}, None),
    ("thuếTNCN", {4: 2.1}, "thuế TNCN"),
    ("hệthống", {2: 2.4, 5: 1.5}, "hệ thống"),
    ("ĐắkLắk", {3: 2.4}, None),
    ("nghiêngngả", {7: 1.3}, "nghiêng ngả"),
]


@pytest.mark.parametrize(("text", "gaps", "expected"), PARTED)
def test_glued_words_are_parted_where_their_letters_leave_a_gap(
    text: str, gaps: dict[int, float], expected: str | None
) -> None:
    placed = letters(text, 50, gaps)
    page = SimpleNamespace(get_text=lambda _kind: {"blocks": [{"lines": [{"spans": [{"chars": placed}]}]}]})
    word = Token(50, 100, 55 + 5 * len(text) + sum(gaps.values()), 110, text)
    (found,) = parted(page, [word])
    assert (found.text, found.reading) == (text, expected)
