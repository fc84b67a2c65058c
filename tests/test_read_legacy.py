"""Legacy encodings and wrong letters: what is written stays, what is read is Unicode."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.clean import clean
from extractors.read import read
from extractors.read.legacy import converted, encoding_of, encoding_of_font, reading_of, repaired
from extractors.read.syllables import is_syllable, share

SENTENCE = "ủy ban nhân dân xã ban hành kế hoạch chuyển đổi số, bảo đảm tiết kiệm và hiệu quả trong quý này"
CASES = [
    ("ChuyÓn ®æi sè quèc gia", "tcvn3", False, "Chuyển đổi số quốc gia"),
    ("n\u00adíc, ng\u00adêi, ®\u00adîc", "tcvn3", False, "nước, người, được"),
    ("KÕ HO¹CH", "tcvn3", True, "KẾ HOẠCH"),
    ("ñY BAN NH©N D©N", "tcvn3", True, "ỦY BAN NHÂN DÂN"),
    ("Chuyeån ñoåi soá quoác gia", "vni", False, "Chuyển đổi số quốc gia"),
    ("KEÁ HOAÏCH, NGHÓA VUÏ", "vni", False, "KẾ HOẠCH, NGHĨA VỤ"),
    ("nöôùc, ngöôøi, ñöôïc, kyõ, tyû", "vni", False, "nước, người, được, kỹ, tỷ"),
    ("naêm, baèng, gaëp, saün", "vni", False, "năm, bằng, gặp, sẵn"),
]


@pytest.mark.parametrize(("text", "encoding", "capitals", "expected"), CASES)
def test_legacy_letters_are_read(text: str, encoding: str, capitals: bool, expected: str) -> None:
    assert converted(text, encoding, capitals) == expected


def written(text: str, encoding: str) -> str:
    """A text in a legacy encoding, small letters only, by searching what reads as each letter."""
    from extractors.read.legacy import _tables

    letters = {letter: code for code, letter in _tables()[encoding].items()}
    return "".join(letters.get(letter, letter) for letter in text)


@given(
    st.text(
        alphabet="abcdđeghiklmnopqrstuvxyăâêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ ",
        max_size=60,
    )
)
@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_every_letter_has_a_code_and_reads_back(encoding: str, text: str) -> None:
    assert converted(written(text, encoding), encoding) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SENTENCE, None),
        (unicodedata.normalize("NFD", SENTENCE), None),
        ("The quick brown fox jumps over the lazy dog while the committee meets again", None),
        (written(SENTENCE, "tcvn3"), "tcvn3"),
        (written(SENTENCE, "vni"), "vni"),
    ],
)
def test_the_encoding_is_told_by_its_letters(text: str, expected: str | None) -> None:
    assert encoding_of(text.split()) == expected


@pytest.mark.parametrize(
    ("font", "expected"),
    [
        (".VnTime", ("tcvn3", False)),
        ("ABCDEF+.VnTimeH,Bold", ("tcvn3", True)),
        ("VNI-Times", ("vni", False)),
        ("TimesNewRomanPSMT", (None, False)),
    ],
)
def test_a_font_tells_its_encoding(font: str, expected: tuple[str | None, bool]) -> None:
    assert encoding_of_font(font) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hƣớng dẫn của Bộ Công Thƣơng", "hướng dẫn của Bộ Công Thương"),
        ("CỘNG HÕA XÃ HỘI", "CỘNG HÒA XÃ HỘI"),
        ("ông VÕ VĂN RÕ", "ông VÕ VĂN RÕ"),
    ],
)
def test_wrong_letters_are_repaired(text: str, expected: str) -> None:
    assert repaired(text) == expected


@pytest.mark.parametrize(
    ("data", "flag"),
    [
        (written(SENTENCE, "tcvn3").encode("latin-1"), "legacy_tcvn3"),
        (written(SENTENCE, "vni").encode("cp1252"), "legacy_vni"),
        (written(SENTENCE, "tcvn3").encode(), "legacy_tcvn3"),
        (SENTENCE.replace("ư", "ƣ").replace("tiết kiệm", "hƣớng tới").encode(), "wrong_letters"),
    ],
)
def test_plain_text_is_cleaned_to_unicode_and_quoted_as_it_stands(data: bytes, flag: str) -> None:
    document = read(data)
    text = clean(document)
    assert flag in document.flags
    assert (
        text.text.strip().casefold()
        == SENTENCE.replace("tiết kiệm", "hướng tới" if flag[0] == "w" else "tiết kiệm").casefold()
    )
    provenance = text.provenance(text.blocks[0].span)
    assert provenance.quote == document.source.strip()


def test_a_reading_covers_its_line() -> None:
    assert reading_of("ab cd ef", [(3, 5, "XYZ")]) == (("ab ", 0, 3), ("XYZ", 3, 2), (" ef", 5, 3))


@pytest.mark.parametrize("word", ["nghiệp", "quyết", "giữa", "Khoẻ", "khỏe", "tuyên", "ƯƠNG", "oanh", "gì"])
def test_a_syllable(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["ChuyÓn", "tvtrNu", "blockchain", "cãp", "ngcq", "åi"])
def test_no_syllable(word: str) -> None:
    assert not is_syllable(word)


def test_the_share_of_syllables_leaves_abbreviations_and_numbers_out() -> None:
    assert share(["UBND", "xã", "2025,", "kế", "(hoạch)", "xq1"]) == (1.0, 3)
