"""Places: official codes at a document's date, the unit of today, and null where a name fits several."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from extractors import extract
from pipeline.normalise.documents import complete
from pipeline.normalise.gazetteer import changes, key, loose_key, units_before, units_since
from pipeline.normalise.places import Named, Resolved, resolve, resolve_document
from pipeline.rows import HEADER_COLUMNS, Row, document_tables
from tests.conftest import SAMPLES

LEVELS = ("thị trấn", "thị xã", "thành phố", "đặc khu", "phường", "huyện", "quận", "xã")
BEFORE, SINCE, UNKNOWN = True, False, None


def named(text: str) -> Named:
    """`xã Hòa Bình` as a name with its level."""
    level = next((level for level in LEVELS if text.lower().startswith(f"{level} ")), None)
    return Named(text[len(level) :].strip(), level) if level else Named(text)


def codes(found: Resolved) -> tuple[str | None, ...]:
    """Commune, district, province, and commune and province of today."""
    units = (found.commune, found.district, found.province, found.commune_today, found.province_today)
    return tuple(unit.code if unit else None for unit in units)


# Codes: Tổng cục Thống kê (Quyết định 124/2004/QĐ-TTg, 19/2025/QĐ-TTg); mergers: the resolutions of the Standing
# Committee of the National Assembly of 16 June 2025 on the communes of each province.
CERTAIN = [
    # Merged in 2025, into a unit of the old name, of another name, or risen to a special zone.
    (BEFORE, "phường Bến Nghé", "quận 1", "Hồ Chí Minh", "26740 760 79 26740 79"),
    (BEFORE, "phường Phúc Xá", "quận Ba Đình", "Hà Nội", "00001 001 01 00097 01"),
    (BEFORE, "thị trấn Mường Khương", "huyện Mường Khương", "Lào Cai", "02761 083 10 02761 15"),
    (BEFORE, "phường Sa Pa", "thị xã Sa Pa", "Lào Cai", "03001 088 10 03006 15"),
    (BEFORE, "xã Tam Thanh", "thành phố Tam Kỳ", "Quảng Nam", "20359 502 49 20356 48"),
    (BEFORE, "phường 1", "thành phố Vũng Tàu", "Bà Rịa - Vũng Tàu", "26506 747 77 26506 79"),
    (BEFORE, "phường Hưng Trí", "thị xã Kỳ Anh", "Hà Tĩnh", "18754 449 42 18754 42"),
    (BEFORE, "phường An Cựu", "quận Thuận Hóa", "Huế", "19801 474 46 19815 46"),
    (BEFORE, "xã Bảo Lý", "huyện Phú Bình", "Thái Nguyên", "05929 173 19 05908 19"),
    (BEFORE, "thị trấn Trường Sa", "huyện Trường Sa", "Khánh Hòa", "22736 576 56 22736 56"),
    (BEFORE, "xã Thổ Châu", "thành phố Phú Quốc", "Kiên Giang", "31105 911 91 31105 91"),
    (BEFORE, "thị trấn Cát Bà", "huyện Cát Hải", "Hải Phòng", "11914 317 31 11914 31"),
    # One name in several districts.
    (BEFORE, "xã Tân Lập", "huyện Bắc Quang", "Hà Giang", "01159 034 02 01171 08"),
    (BEFORE, "xã Tân Lập", "huyện Chợ Đồn", "Bắc Kạn", "02032 064 06 02038 19"),
    (BEFORE, "xã Hòa Bình", "huyện Thường Tín", "Hà Nội", "10198 279 01 10183 01"),
    (BEFORE, "xã Hòa Bình", "", "Thái Nguyên", "05671 169 19 05665 19"),
    (BEFORE, "", "huyện Châu Thành", "Trà Vinh", "- 847 84 - 86"),
    (BEFORE, "", "huyện Châu Thành", "Bến Tre", "- 831 83 - 86"),
    (BEFORE, "", "huyện Phú Tân", "Cà Mau", "- 972 96 - 96"),
    (BEFORE, "", "huyện Tam Nông", "Phú Thọ", "- 236 25 - 25"),
    # One name at two levels.
    (BEFORE, "thị trấn Yên Viên", "huyện Gia Lâm", "Hà Nội", "00526 018 01 00541 01"),
    (BEFORE, "xã Yên Viên", "huyện Gia Lâm", "Hà Nội", "00532 018 01 00541 01"),
    (BEFORE, "", "huyện Kỳ Anh", "Hà Tĩnh", "- 447 42 - 42"),
    (BEFORE, "", "huyện Cao Lãnh", "Đồng Tháp", "- 873 87 - 82"),
    (BEFORE, "", "thành phố Cao Lãnh", "Đồng Tháp", "- 866 87 - 82"),
    # The district says which province it is; an island district is one commune today.
    (BEFORE, "", "huyện Gia Lâm", "", "- 018 01 - 01"),
    (BEFORE, "phường Hưng Trí", "Kỳ Anh", "Hà Tĩnh", "18754 449 42 18754 42"),
    (BEFORE, "", "huyện Côn Đảo", "Bà Rịa - Vũng Tàu", "- 755 77 26732 79"),
    (BEFORE, "", "", "Hải Dương", "- - 30 - 31"),
    # Spelling: tone placement, capitals, apostrophes, leading zeros, hyphens, abbreviations.
    (BEFORE, "xã Tân Hoà", "huyện Vũ Thư", "Thái Bình", "13216 344 34 13225 33"),
    (BEFORE, "XÃ EA KIẾT", "HUYỆN CƯ M’GAR", "ĐẮK LẮK", "24265 648 66 24265 66"),
    (BEFORE, "phường 01", "thành phố Đà Lạt", "Lâm Đồng", "24784 672 68 24781 68"),
    (BEFORE, "phường Võ Thị Sáu", "Quận 3", "TP. Hồ Chí Minh", "27139 770 79 27139 79"),
    # Since July 2025.
    (SINCE, "phường Hoàn Kiếm", "", "Hà Nội", "00070 - 01 00070 01"),
    (SINCE, "phường Sài Gòn", "", "TP Hồ Chí Minh", "26740 - 79 26740 79"),
    (SINCE, "phường Bến Cát", "", "Hồ Chí Minh", "25813 - 79 25813 79"),
    (SINCE, "xã Diễn Châu", "", "Nghệ An", "17464 - 40 17464 40"),
    (SINCE, "phường Tam Kỳ", "", "Đà Nẵng", "20341 - 48 20341 48"),
    (SINCE, "đặc khu Phú Quốc", "", "An Giang", "31078 - 91 31078 91"),
    (SINCE, "đặc khu Côn Đảo", "", "Hồ Chí Minh", "26732 - 79 26732 79"),
    (SINCE, "xã Tân Lập", "", "Quảng Trị", "19462 - 44 19462 44"),
    (SINCE, "phường Hòa Bình", "", "Phú Thọ", "04795 - 25 04795 25"),
    (SINCE, "phường Xuân Hương – Đà Lạt", "", "Lâm Đồng", "24781 - 68 24781 68"),
    (SINCE, "xã Sơn Hạ", "", "Quảng Ngãi", "21292 - 51 21292 51"),
    (SINCE, "xã Sơn Hà", "", "Quảng Ngãi", "21289 - 51 21289 51"),
    (SINCE, "phường Thuận Hóa", "", "Huế", "19789 - 46 19789 46"),
    # No date: the name is found in one period only.
    (UNKNOWN, "phường Ninh Kiều", "", "Cần Thơ", "31135 - 92 31135 92"),
    (UNKNOWN, "xã Tân Lập", "huyện Chợ Đồn", "Bắc Kạn", "02032 064 06 02038 19"),
]


@pytest.mark.parametrize(("before", "commune", "district", "province", "expected"), CERTAIN)
def test_a_name_has_its_code_then_and_its_unit_now(
    before: bool | None, commune: str, district: str, province: str, expected: str
) -> None:
    found = resolve(named(commune), named(district), Named(province), before=before)
    assert codes(found) == tuple(None if code == "-" else code for code in expected.split())
    assert not found.flags


# Names that are not the whole truth: what stays null, and the flag that says why.
DOUBTFUL = [
    # Several communes or districts fit.
    (BEFORE, "xã Hòa Bình", "", "", "- - - - -", "commune_ambiguous"),
    (BEFORE, "phường Quang Trung", "", "Hà Nội", "- - 01 - 01", "commune_ambiguous"),
    (BEFORE, "", "huyện Châu Thành", "", "- - - - -", "district_ambiguous"),
    (BEFORE, "", "Kỳ Anh", "Hà Tĩnh", "- - 42 - 42", "district_ambiguous"),
    (SINCE, "xã Tân Lập", "", "", "- - - - -", "commune_ambiguous"),
    (UNKNOWN, "phường Sa Pa", "", "Lào Cai", "- - 10 - 15", "commune_ambiguous"),
    # Divided in 2025.
    (BEFORE, "xã Hòa Liên", "huyện Hòa Vang", "Đà Nẵng", "20296 497 48 - 48", "commune_divided"),
    (BEFORE, "phường Quang Trung", "quận Đống Đa", "Hà Nội", "00214 006 01 - 01", "commune_divided"),
    # Gone before 2025: the code of the time is not in the lists.
    (BEFORE, "xã Diễn Hải", "huyện Diễn Châu", "Nghệ An", "- 425 40 17419 40", "commune_merged_before"),
    (BEFORE, "phường Thủ Thiêm", "quận 2", "Hồ Chí Minh", "27118 - 79 27094 79", "district_merged_before"),
    (BEFORE, "phường Phú Hội", "thành phố Huế", "Thừa Thiên Huế", "19786 - 46 19789 46", "district_unknown"),
    # There is none of that name, in that place or at that time.
    (BEFORE, "xã Hòn Non Bộ", "huyện Gia Lâm", "Hà Nội", "- 018 01 - 01", "commune_unknown"),
    (BEFORE, "phường Sài Gòn", "quận 1", "Hồ Chí Minh", "- 760 79 - 79", "commune_unknown"),
    (SINCE, "phường Hải Dương", "", "Hải Dương", "10525 - 31 10525 31", "province_unknown"),
    # Recognised, but spelt or ranked otherwise.
    (BEFORE, "thị trấn Đăk Tô", "huyện Đăk Tô", "Kon Tum", "23401 612 62 23401 51", "place_spelling"),
    (BEFORE, "xã Sa Pa", "thị xã Sa Pa", "Lào Cai", "03001 088 10 03006 15", "commune_level_differs"),
]


@pytest.mark.parametrize(("before", "commune", "district", "province", "expected", "flag"), DOUBTFUL)
def test_what_a_name_leaves_open_stays_null_and_is_flagged(
    before: bool | None, commune: str, district: str, province: str, expected: str, flag: str
) -> None:
    found = resolve(named(commune), named(district), Named(province), before=before)
    assert codes(found) == tuple(None if code == "-" else code for code in expected.split())
    assert flag in found.flags
    if flag.endswith("ambiguous"):
        assert len(found.candidates) > 1
    if flag == "commune_divided":
        assert len(found.candidates_today) > 1


def document(**fields: Any) -> Row:
    """A row of documents with a header and nothing else."""
    return {**dict.fromkeys(HEADER_COLUMNS), "header_evidence": [], "flags": [], **fields}


@pytest.mark.parametrize(
    ("fields", "cited", "expected"),
    [
        ({"issued_on": date(2025, 6, 30)}, None, "02761"),
        ({"issued_on": date(2025, 7, 1)}, None, None),
        ({"plan_year": 2023}, None, "02761"),
        ({"plan_year": 2026}, None, None),
        ({}, date(2025, 8, 1), None),
        ({"district": "Mường Khương"}, date(2025, 8, 1), "02761"),
    ],
)
def test_the_date_decides_whose_codes_hold(fields: Row, cited: date | None, expected: str | None) -> None:
    row = document(commune="Mường Khương", level="thị trấn", province="Lào Cai", **fields)
    found = resolve_document(row, cited)
    # Since July 2025 it is a commune of another level and province, with the same code.
    levels = {"02761": "thị trấn", None: "xã"}
    assert found.commune is not None
    assert (found.commune.code, found.commune.level) == ("02761", levels[expected])


def test_the_level_of_a_district_is_read_where_its_name_was_found() -> None:
    evidence = [{"field": "district", "quote": "UBND Thị xã\n Kỳ Anh"}]
    row = document(district="Kỳ Anh", province="Hà Tĩnh", level="xã", header_evidence=evidence)
    assert codes(resolve_document(row, None))[1] == "449"


# Commune, district, province, and province of today of each sample.
SAMPLE_CODES = {
    "000": ("15109", "389", "38", "38"),
    "001": ("11086", "298", "30", "31"),
    "002": ("16576", None, "38", "38"),
    "003": (None, "390", "38", "38"),
    "004": (None, "535", "51", "51"),
}


@pytest.mark.parametrize("sample", SAMPLE_CODES)
def test_places_of_the_samples(sample: str) -> None:
    (path,) = SAMPLES.glob(f"{sample}*")
    (row,) = complete(document_tables(extract(path.read_bytes()), path.name, path.name))["documents"]
    got = tuple(row[name] for name in ("commune_code", "district_code", "province_code", "province_code_today"))
    assert got == SAMPLE_CODES[sample]


def test_the_lists_are_whole() -> None:
    before, since = units_before(), units_since()
    assert [len(before.provinces), len(before.districts), len(before.communes)] == [63, 696, 10_035]
    assert [len(since.provinces), len(since.communes)] == [34, 3321]
    assert sum(len(codes) > 1 for codes in changes().communes.values()) == 471


def test_every_unit_of_the_past_has_its_units_of_today() -> None:
    before, since, changed = units_before(), units_since(), changes()
    assert changed.communes.keys() == before.communes.keys()
    assert changed.provinces.keys() == before.provinces.keys()
    # Five island districts had no communes; they are one special zone each.
    successors = {code for codes in (*changed.communes.values(), *changed.districts.values()) for code in codes}
    assert successors == since.communes.keys()
    assert set(changed.provinces.values()) == since.provinces.keys()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Thanh Hoá", "THANH HÓA", True),
        ("Bà Rịa – Vũng Tàu", "Bà Rịa-Vũng Tàu", True),
        ("Phường 01", "phường 1", True),
        ("Cư M’gar", "Cư M'gar", True),
        ("Sơn Hà", "Sơn Hạ", False),
        ("Quận 1", "Quận 10", False),
    ],
)
def test_keys_of_names(one: str, other: str, same: bool) -> None:
    assert (key(one) == key(other)) is same


def test_loose_keys_forget_marks_only() -> None:
    assert loose_key("Đắc Lắc") == loose_key("Đăk Lăk") == "dak lak"
    assert loose_key("Phú Quí") == loose_key("Phú Quý")
    assert loose_key("Sơn Hà") != loose_key("Sơn Hải")
