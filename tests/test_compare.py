"""One indicator across communes, as a researcher asks for it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import regex
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.compare import compare
from pipeline.compare_show import as_png, value_text
from pipeline.dataset import open_dataset
from pipeline.errors import RequestError


def kehoach(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def compared(published: Path, *arguments: str) -> list[dict[str, str]]:
    result = kehoach("compare", "health-record", published, *arguments, "--format", "csv")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(result.stdout.removeprefix("\ufeff"))))


def test_the_best_value_comes_first_with_its_place_and_the_national_target(published_samples: Path) -> None:
    rows = compared(published_samples)
    assert [(row["place"], row["role"], row["year"], row["line_start"]) for row in rows] == [
        ("phường Ngọc Sơn, Thanh Hóa", "target", "2026", "288"),
        ("phường Ngọc Sơn, Thanh Hóa", "target", "2026", "1200"),
        ("xã Hưng Đạo, Tứ Kỳ, Hải Dương", "target", "2023", "115"),
        ("xã Phùng Minh, Ngọc Lặc, Thanh Hóa", "result", "2023", "163"),
        ("UBND huyện Ba Tơ, Quảng Ngãi", "target", "2023", "217"),
        ("xã Phùng Minh, Ngọc Lặc, Thanh Hóa", "result", "2023", "405"),
    ]
    assert [float(row["value"]) for row in rows] == [92, 92, 80, 75, 70, 50]
    assert {(row["national_target"], row["national_target_year"]) for row in rows} == {("90.0", "2025")}


@pytest.mark.parametrize(
    ("arguments", "values"),
    [
        (["--year", "2026"], [92, 92]),
        (["--year", "1999"], []),
        (["--province", "tỉnh Thanh Hoá"], [92, 92, 75, 50]),
        (["--province", "hải dương"], [80]),
        # The province of then and the city that it is part of today.
        (["--province", "Hải Phòng"], [80]),
        (["--province", "Thanh Hóa", "--year", "2023"], [75, 50]),
    ],
)
def test_years_and_provinces(published_samples: Path, arguments: list[str], values: list[float]) -> None:
    assert [float(row["value"]) for row in compared(published_samples, *arguments)] == values


def test_the_table_names_place_document_and_line(published_samples: Path) -> None:
    result = kehoach("compare", "health-record", published_samples)
    assert "Tỷ lệ dân số có hồ sơ sức khỏe điện tử (health-record) · national target ≥ 90 % (2025)" in result.stdout
    (line,) = (line for line in result.stdout.splitlines() if "Hưng Đạo" in line)
    assert line.split("  ")[1].strip() == "xã Hưng Đạo, Tứ Kỳ, Hải Dương"
    for cell in ("> 80 %", "target", "2023", "40/KH-UBND · 001_2d2fca842c8bf0cb.txt", "115"):
        assert cell in line


@pytest.mark.parametrize(
    ("asked", "suggested"),
    [
        ("health-recrod", "health-record"),
        ("Health-Record", "health-record"),
        ("sổ sức khỏe", "health-record"),
        ("người dân có hồ sơ sức khoẻ điện tử", "health-record"),
        ("bank", "bank-account"),
    ],
)
def test_close_indicators_are_suggested(published_samples: Path, asked: str, suggested: str) -> None:
    result = kehoach("compare", asked, published_samples)
    assert result.exit_code == 1
    found = regex.fullmatch(r"Error: There is no indicator '(.+)'\. Close to it: (.+)\. kehoach .+\n", result.stderr)
    assert found
    assert found[1] == asked
    assert suggested in found[2].split(", ")


def test_nothing_is_suggested_for_nonsense(published_samples: Path) -> None:
    with pytest.raises(RequestError, match=r"^There is no indicator '0000'\. kehoach indicators lists them all\.$"):
        compare(open_dataset(published_samples), "0000")


def test_an_unknown_province_is_named_with_those_there_are(published_samples: Path) -> None:
    result = kehoach("compare", "health-record", published_samples, "--province", "Cà Mau")
    assert result.exit_code == 1
    assert "no document of 'Cà Mau'. It has documents of: Hải Dương, Quảng Ngãi, Thanh Hóa." in result.stderr


def test_the_picture_is_a_png_and_the_same_each_time(published_samples: Path) -> None:
    found = compare(open_dataset(published_samples), "health-record")
    picture = as_png(found)
    assert picture.startswith(b"\x89PNG")
    assert picture == as_png(compare(open_dataset(published_samples), "health-record"))
    assert picture != as_png(compare(open_dataset(published_samples), "bank-account"))
    assert as_png(compare(open_dataset(published_samples), "health-record", year=1999)).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("value", "high", "comparator", "unit", "written", "shown"),
    [
        (90.0, None, ">=", "%", None, "≥ 90 %"),
        (60.0, 70.0, "=", "%", None, "60–70 %"),
        (0.2, None, "=", "người/1.000 dân", None, "0.2 người/1.000 dân"),
        (5.0, None, "~", None, None, "~ 5"),
        (None, None, "=", None, "Có", "Có"),
        (None, None, "=", None, None, "–"),
    ],
)
def test_values_are_read_as_they_are_bound(
    value: float | None, high: float | None, comparator: str, unit: str | None, written: str | None, shown: str
) -> None:
    row = {"value": value, "value_high": high, "comparator": comparator, "unit": unit, "value_text": written}
    assert value_text(row) == shown
