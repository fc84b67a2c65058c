"""Dates in all the forms that documents use."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.dates import calendar_date, date_at, find_dates
from extractors.numbers import to_roman

FORMS = [
    "{d}/{m}/{y}",
    "{d:02}/{m:02}/{y}",
    "{d}-{m}-{y}",
    "{d}.{m}.{y}",
    "{d}-{r}-{y}",
    "{d}/ {m}/{y}",
    "ngày {d} tháng {m} năm {y}",
    "ngày {d:02} tháng {m:02} năm {y}",
    "NGÀY {d} THÁNG {m} NĂM {y}",
    "{d} tháng {m}, năm {y}",
]


@given(st.dates(date(1945, 1, 1), date(2100, 12, 31)), st.sampled_from(FORMS))
def test_every_date_reads_back_in_every_form(value: date, form: str) -> None:
    text = form.format(d=value.day, m=value.month, y=value.year, r=to_roman(value.month))
    reading = date_at(text, 0)
    assert reading is not None
    assert reading.value == value
    assert reading.flags == ()
    assert [found.value for found in find_dates(f"ký {text}, có hiệu lực")] == [value]


@pytest.mark.parametrize(
    ("text", "value", "flags"),
    [
        ("21/2/25", date(2025, 2, 21), ()),
        ("30/4/75", date(1975, 4, 30), ()),
        ("12-IX-2024", date(2024, 9, 12), ()),
        ("ngày 31 tháng 3 tháng 2022", date(2022, 3, 31), ("date_repaired",)),
        ("31/6/2022", None, ("date_impossible",)),
        ("29/02/2023", None, ("date_impossible",)),
        ("12/13/2022", None, ("date_impossible",)),
        ("12-IIII-2022", None, ("date_impossible",)),
        ("5/5/1890", None, ("date_impossible",)),
    ],
)
def test_short_odd_and_impossible_dates(text: str, value: date | None, flags: tuple[str, ...]) -> None:
    reading = date_at(text, 0)
    assert reading is not None
    assert (reading.value, reading.flags) == (value, flags)
    assert text[reading.span.start : reading.span.end].startswith(text.removeprefix("ngày ")[:2])


@pytest.mark.parametrize(
    "text", ["ngày   tháng   năm 2024", "12/2024", "45/2017/NĐ-CP", "1.250.000", "quý II/2025", ""]
)
def test_what_is_no_full_date(text: str) -> None:
    assert date_at(text, 0) is None
    assert find_dates(text) == []


def test_a_date_inside_a_longer_figure_is_none() -> None:
    assert find_dates("số 123/12/5/2022") == []


def test_figures_of_a_date() -> None:
    assert calendar_date("1", "1", "45") == date(1945, 1, 1)
    assert calendar_date("1", "1", "44") == date(2044, 1, 1)
    assert calendar_date("31", "4", "2024") is None


@given(st.text(alphabet="0123456789/.- tháng năm IVX", max_size=80))
def test_any_text_is_read(text: str) -> None:
    for reading in find_dates(text):
        assert 0 <= reading.span.start < reading.span.end <= len(text)
