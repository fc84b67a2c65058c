"""A small world of documents whose readings change from run to run, for the tests of corrections.

Each fact of a document is one record; `rule` of its row says which, so that a test can see which record a
correction really reached. A reading may change the value, begin the quote elsewhere, pass the fact over, read it
twice, or count all lines anew. The texts are full of traps: the same sentence at several places, two facts in one
sentence, facts whose neighbours read alike.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass

from pipeline.rows import Row, Tables, _identified, folded
from pipeline.schema import TABLES, columns

SUBJECTS = (
    "hồ sơ được xử lý trực tuyến", "người dân có tài khoản", "hộ gia đình có cáp quang", "văn bản được ký số",
    "cán bộ được tập huấn", "doanh nghiệp dùng nền tảng số",
)  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A number in a text: where it and its sentence stand, and what it is."""

    number: int
    start: int
    end: int
    value: float


@dataclass(frozen=True)
class Plan:
    """A text with its facts."""

    doc_id: str
    text: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Reading:
    """How one version of the rules reads a fact: other value, quote longer or shorter, not at all, twice."""

    value: float | None = None
    wider: int = 0
    dropped: bool = False
    doubled: bool = False


def plan(number: int, facts: int) -> Plan:
    """A text of that many facts; every second one is a trap of some kind."""
    chance = random.Random(number)
    parts: list[str] = [f"KẾ HOẠCH {number}\n"]
    found: list[Fact] = []
    length = len(parts[0])
    repeated = f"Phấn đấu đạt 90% {chance.choice(SUBJECTS)}.\n" + "Các đơn vị báo cáo kết quả theo quy định.\n" * 4
    while len(found) < facts:
        kind = chance.random()
        if kind < 0.3:
            sentence, values = repeated, ["90%"]
        elif kind < 0.5:
            one, other = chance.sample(range(10, 99), 2)
            sentence, values = f"{chance.choice(SUBJECTS)} từ {one}% lên {other}%.\n", [f"{one}%", f"{other}%"]
        else:
            value = chance.randrange(10, 99)
            sentence = f"{len(found)}. Tỷ lệ {chance.choice(SUBJECTS)}\nđạt {value}% vào cuối năm.\n"
            values = [f"{value}%"]
        for value_text in values:
            # As extractors do, both facts of one sentence quote the sentence.
            start = length
            end = length + sentence.index("\n", sentence.index(value_text))
            found.append(Fact(len(found), start, end, float(value_text[:-1])))
        parts.append(sentence)
        length += len(sentence)
    return Plan(hashlib.sha256(f"{number}".encode()).hexdigest(), "".join(parts), tuple(found))


def tables_of(document: Plan, readings: dict[int, Reading], shift: int = 0, grown: int = 0) -> Tables:
    """The rows that a version of the rules makes of a text.

    `shift` blank lines are counted before it, and `grown` characters of text are seen there.
    """
    rows = []
    for fact in document.facts:
        reading = readings.get(fact.number, Reading())
        if reading.dropped:
            continue
        start, end = max(0, fact.start - max(0, reading.wider)), fact.end + min(0, reading.wider)
        row: Row = {
            **dict.fromkeys(columns(TABLES["targets"])[2:]),
            "value": fact.value if reading.value is None else reading.value,
            "unit": "%", "comparator": "=", "role": "target",
            "page": 1, "page_end": 1,
            "line_start": document.text.count("\n", 0, start) + 1 + shift,
            "line_end": document.text.count("\n", 0, end) + 1 + shift,
            "text_before": folded(document.text[max(0, start - 100) : start]) or None,
            "quote": document.text[start:end].strip(),
            "text_after": folded(document.text[end : end + 100]) or None,
            "text_offset": len("".join(document.text[:start].split())) + grown,
            "rule": f"fact {fact.number}", "flags": [], "confidence": 0.9, "review_status": "auto", "original": [],
        }  # fmt: skip
        rows += [row, dict(row)] if reading.doubled else [row]
    header: Row = {
        **dict.fromkeys(columns(TABLES["documents"])),
        "doc_id": document.doc_id, "source_name": f"{document.doc_id[:6]}.txt",
        "source_uri": f"in/{document.doc_id[:6]}.txt",
        "media_type": "text/plain", "text_layer": "text", "page_count": 1,
        "line_count": document.text.count("\n") + 1 + shift,
        "character_count": len("".join(document.text.split())) + grown, "header_evidence": [], "flags": [],
        "review_status": "auto", "original": [],
    }  # fmt: skip
    identified = _identified(document.doc_id, "targets", rows)
    return {"documents": [header], "citations": [], "targets": identified, "budget_lines": []}
