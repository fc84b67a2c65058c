"""Random budget tables read back: exactly where sums determine them, flagged where they do not."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.outline import outline
from extractors.tables import find_tables
from tests.test_tables import cleaned, piped

Amounts = tuple[int, int, int]
HEAD = ["STT", "Nội dung chi", "Nhu cầu vốn", "Tổng\ncộng", "Trong đó", "NS\nxã", "Nguồn\nkhác"]

sources = st.tuples(st.integers(0, 40), st.integers(0, 40)).filter(any)
sections = st.lists(st.lists(sources, min_size=1, max_size=4), min_size=1, max_size=3).filter(
    lambda drawn: all(any(one[place] for items in drawn for one in items) for place in (0, 1))
)


def rows_of(drawn: list[list[tuple[int, int]]]) -> list[tuple[str, str, Amounts]]:
    """Number, text and amounts of each row: a grand total, sections, items; each sums up those under it."""
    rows: list[tuple[str, str, Amounts]] = []
    for section, items in enumerate(drawn):
        held = [(250 * a, 250 * b) for a, b in items]
        rows.append((("I", "II", "III")[section], "Nhóm việc", _with_total(held)))
        rows += [(str(number), "Việc cần làm", _with_total([one])) for number, one in enumerate(held, start=1)]
    tops = [amounts for number, _, amounts in rows if number.startswith("I")]
    return [("", "Tổng cộng", _with_total([(b, c) for _, b, c in tops])), *rows]


def _with_total(held: list[tuple[int, int]]) -> Amounts:
    first, second = sum(a for a, _ in held), sum(b for _, b in held)
    return first + second, first, second


def written(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") if amount else ""


def flattened(rows: list[tuple[str, str, Amounts]], breaks: set[int], blanks: bool) -> str:
    """The rows as a PDF's text gives them, with the head again where a page breaks."""
    head = "\n".join(HEAD)
    lines = ["DỰ TOÁN KINH PHÍ", "Đơn vị: đồng", head]
    for index, (number, text, amounts) in enumerate(rows):
        if index in breaks:
            lines.append(head)
        cells = [written(amount) for amount in amounts]
        shown = " ".join(cell for cell in cells if cell or blanks) + (" " if blanks else "")
        lines += [number, text, shown] if number else [f"{text}  {shown}"]
    return "\n".join(lines)


def truth(rows: list[tuple[str, str, Amounts]]) -> list[tuple[str | None, str, float]]:
    found: list[tuple[str | None, str, float]] = []
    section = ""
    for number, _, amounts in rows:
        section = number if number.startswith("I") else section
        path = None if not number else number if number == section else f"{section}.{number}"
        named = zip(("Tổng cộng", "NS xã", "Nguồn khác"), amounts, strict=True)
        found += [(path, source, float(amount)) for source, amount in named if amount]
    return found


@settings(max_examples=150, deadline=None)
@given(sections, st.sets(st.integers(1, 12), max_size=2), st.booleans())
def test_a_flattened_table_reads_back_or_is_flagged(
    drawn: list[list[tuple[int, int]]], breaks: set[int], blanks: bool
) -> None:
    rows = rows_of(drawn)
    read = cleaned(flattened(rows, breaks, blanks))
    lines = find_tables(read, outline(read)).budget_lines
    expected = truth(rows)
    assert [(b.row_path, b.amount) for b in lines] == [(path, amount) for path, _, amount in expected]
    for line, (_, source, _) in zip(lines, expected, strict=True):
        if not {"column_unsure", "head_unsure"} & set(line.flags):
            assert line.source == source


@settings(max_examples=100, deadline=None)
@given(sections)
def test_a_pasted_table_reads_back(drawn: list[list[tuple[int, int]]]) -> None:
    rows = rows_of(drawn)
    body = [[number, text, *(written(amount) for amount in amounts)] for number, text, amounts in rows]
    head = [["STT", "Nội dung", "Nhu cầu vốn"], ["Tổng cộng", "NS xã", "Nguồn khác"]]
    read = cleaned(piped(*head, *body, caption="DỰ TOÁN KINH PHÍ"))
    lines = find_tables(read, outline(read)).budget_lines
    assert [(b.row_path, b.source, b.amount) for b in lines] == truth(rows)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="|STT1I.,-–%đồng \n2350", max_size=400))
def test_no_text_breaks_the_finders(text: str) -> None:
    read = cleaned(text)
    tables = find_tables(read, outline(read))
    for span in [*(line.span for line in tables.budget_lines), *tables.claimed]:
        assert 0 <= span.start < span.end <= len(read.text)


def test_plain_prose_costs_next_to_nothing() -> None:
    read = cleaned("Ủy ban nhân dân xã tổ chức thực hiện các nhiệm vụ năm 2026 theo kế hoạch đã đề ra.\n" * 12_000)
    sections = outline(read)
    began = time.process_time()
    assert not find_tables(read, sections).budget_lines
    assert time.process_time() - began < 0.3
