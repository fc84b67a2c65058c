"""Numbers in figures, in words and in Roman figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.numbers import decimal, is_ambiguous, readings, roman, spelled, to_roman, whole


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("12", (12.0,)),
        ("007", (7.0,)),
        ("12,5", (12.5,)),
        ("99.5", (99.5,)),
        ("1.250", (1250.0, 1.25)),
        ("7,100", (7.1, 7100.0)),
        ("1.250,5", (1250.5,)),
        ("10.367,700", (10367.7,)),
        ("1,250.5", (1250.5,)),
        ("1.250.000", (1250000.0,)),
        ("1,250,000", (1250000.0,)),
        ("1 250 000", (1250000.0,)),
        ("1250.000", (1250.0,)),
        ("0,350", (0.35,)),
        ("0", (0.0,)),
        (" 5 ", (5.0,)),
        ("1.25.000", ()),
        ("1,2,3", ()),
        ("12a", ()),
        ("", ()),
        ("٣", ()),
        ("9" * 500, ()),
    ],
)
def test_readings_of_figures(written: str, values: tuple[float, ...]) -> None:
    assert readings(written) == values


def test_the_two_ways_to_settle_a_single_separator() -> None:
    assert decimal("12,345") == 12.345
    assert whole("12,345") == 12345
    assert decimal("1.250,5") == whole("1.250,5") == 1250.5
    assert is_ambiguous("7,100")
    assert not is_ambiguous("7,1000")
    assert decimal("x") is None
    assert whole("") is None


@given(st.integers(0, 10**12))
def test_grouped_thousands_read_back(number: int) -> None:
    assert number in readings(f"{number:,}")
    assert number in readings(f"{number:,}".replace(",", "."))
    assert whole(f"{number:,}") == number


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("một trăm", 100),
        ("trăm", 100),
        ("Năm mươi", 50),
        ("hai mươi lăm", 25),
        ("hai mươi mốt", 21),
        ("mười lăm", 15),
        ("mười", 10),
        ("tám", 8),
        ("một trăm linh năm", 105),
        ("ba trăm chín mươi chín", 399),
        ("một nghìn hai trăm", 1200),
        ("hai mươi nghìn", 20000),
        ("một triệu năm trăm nghìn", 1500000),
        ("năm tỷ", 5 * 10**9),
        ("không", 0),
        ("một trăm phần trăm", None),
        ("hai ba", None),
        ("mươi", None),
        ("xã", None),
        ("", None),
    ],
)
def test_spelled_numbers(words: str, value: int | None) -> None:
    assert spelled(words) == value


@given(st.integers(1, 3999))
def test_roman_figures_read_back(number: int) -> None:
    assert roman(to_roman(number)) == number


@pytest.mark.parametrize("figures", ["IIII", "VX", "IC", "", "A", "ix"])
def test_improper_roman_figures_are_none(figures: str) -> None:
    assert roman(figures) is None


@pytest.mark.parametrize("number", [0, 4000])
def test_no_roman_figures_outside_their_range(number: int) -> None:
    with pytest.raises(ValueError, match="no Roman figures"):
        to_roman(number)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert all(value >= 0 for value in readings(text))
    value = spelled(text)
    assert value is None or value >= 0
