"""Properties of citations over generated mentions, and bounds of time over hostile text."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.citations import find_citations
from extractors.errors import UnreadableError
from tests.test_citations import CENTRAL, citations, cleaned, fields

TYPES = {"QĐ": "Quyết định", "NQ": "Nghị quyết", "KH": "Kế hoạch", "CT": "Chỉ thị", "TB": "Thông báo"}
ISSUERS = {
    "TTg": CENTRAL,
    "UBND": "UBND tỉnh Bà Rịa - Vũng Tàu",
    "HĐND": "HĐND huyện Cao Bằng",
    "BTC": "Bộ trưởng Bộ Tài chính",
    "SNV": "Giám đốc Sở Nội vụ",
    "BCĐ": "Ban Chỉ đạo chuyển đổi số",
}
DATES = ["{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d} tháng {m} năm {y}", "{d}.{m}.{y}", "{d}-{m}-{y}"]
JOINTS = [" ", "\n"]


@given(
    code=st.sampled_from(sorted(TYPES)),
    body=st.sampled_from(sorted(ISSUERS)),
    figures=st.integers(1, 99999),
    issued=st.dates(date(1990, 1, 1), date(2030, 12, 31)),
    form=st.sampled_from(DATES),
    year=st.booleans(),
    marked=st.sampled_from(["số ", "số: ", ""]),
    breaks=st.lists(st.sampled_from(JOINTS), min_size=2, max_size=2),
    tail=st.sampled_from([" về dữ liệu.", " phê duyệt Đề án;", " ban hành Quy chế.", "."]),
)
def test_every_regular_mention_is_found_exactly(
    code: str, body: str, figures: int, issued: date, form: str, year: bool, marked: str, breaks: list[str], tail: str
) -> None:
    number = f"{figures}/{issued.year}/{code}-{body}" if year else f"{figures}/{code}-{body}"
    day = form.format(d=issued.day, m=issued.month, y=issued.year)
    before_date, before_issuer = breaks
    text = f"Thực hiện {TYPES[code]} {marked}{number}{before_date}ngày {day}{before_issuer}của {ISSUERS[body]}{tail}"
    (found,) = citations(text, ())
    assert fields(found) == (TYPES[code], number, issued.isoformat(), ISSUERS[body])
    assert found.flags == ()
    assert found.relation == "implements"


PIECES = [
    "Quyết định",
    "Luật ",
    "số ",
    "12",
    "/",
    "-",
    "QĐ",
    "TTg",
    "NQ-CP",
    "2024",
    " ngày ",
    "31/3/2022",
    "cùng ngày",
    " của ",
    "UBND",
    " tỉnh ",
    "An Bình",
    "Bộ ",
    "TW",
    ";",
    ",",
    " và ",
    "(",
    ")",
    "“",
    "\n",
    " ",
    "về ",
    "thực hiện ",
    "Điều 5 ",
    ":",
    "Đề án 06",
    "sửa đổi, bổ sung ",
    "Số: ",
    "kèm theo ",
    "%",
    "ỷ",
    "\u0301",
    "tháng",
    "năm",
    "Ban Chỉ đạo ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_text_is_read_and_every_span_stands_in_it(text: str) -> None:
    try:
        document = cleaned(text)
    except UnreadableError:
        return
    last = -1
    for citation in find_citations(document, ()):
        assert 0 <= citation.span.start < citation.span.end <= len(document.text)
        assert citation.span.start >= last
        last = citation.span.start
        assert citation.number != ""
        assert 0 < citation.confidence <= 1
        assert citation.relation in {"basis", "implements", "amends", "replaces", "mentions"}


HOSTILE: dict[str, Any] = {
    "figures and slashes": "1/" * 100_000,
    "figures and hyphens": "1-" * 100_000,
    "symbols in one line": "1/A-" * 50_000,
    "broken symbols": "số 1/QĐ-" * 25_000,
    "mentions in one line": "Quyết định số 1/QĐ-UBND của UBND tỉnh An Bình và " * 4_000,
    "types without numbers": "Quyết định " * 20_000,
    "laws without names": "Luật " * 40_000,
    "open brackets": "(" * 100_000 + "1/QĐ-TTg",
    "pinpoints": "khoản 1, " * 20_000 + "Luật Dữ liệu",
    "words that lead on": "của " * 40_000,
    "lost joints": "Nghị quyết 1 NQ/" * 10_000,
    "figures in a row": "Nghị quyết số " + "1, " * 60_000 + "2-NQ/TW",
    "lists of two": "Quyết định số 1, 2/QĐ-UBND " * 4_000,
    "a symbol without end": "1/" + "AaB1" * 50_000,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_text_takes_time_in_proportion_to_its_length(name: str) -> None:
    document = cleaned(HOSTILE[name])
    _ = document.matching
    began = time.process_time()
    find_citations(document, ())
    assert time.process_time() - began < 4
