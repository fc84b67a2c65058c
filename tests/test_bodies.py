"""Bodies: one form for one issuer, completed from the document's own place."""

from __future__ import annotations

from datetime import date

import pytest

import patterns
from pipeline.normalise.bodies import normalise_body
from pipeline.normalise.offices import office_name
from pipeline.normalise.places import Named, Resolved, resolve

Home = tuple[Resolved, tuple[str, str, str]]


def home(commune: str = "", district: str = "", province: str = "", before: bool = True) -> Home:
    """The units and names of a document; `district` with its level."""
    level, _, name = district.rpartition(": ")
    found = resolve(Named(commune), Named(name, level or None), Named(province), before=before)
    return found, (commune, name, province)


COMMUNE = home("Bát Tràng", "huyện: Gia Lâm", "Hà Nội")
MOUNTAIN = home("Tân Lập", "huyện: Chợ Đồn", "Bắc Kạn")
CITY = home("", "thành phố: Đà Lạt", "Lâm Đồng")
PROVINCE = home("", "", "Nghệ An", before=False)
CENTRAL_CITY = home("", "", "Hồ Chí Minh", before=False)
NEW_WARD = home("Sài Gòn", "", "Hồ Chí Minh", before=False)
NOWHERE = home()

CASES = [
    # The document's own place completes what is named by level only.
    (MOUNTAIN, "UBND xã", "Ủy ban nhân dân xã Tân Lập, huyện Chợ Đồn, tỉnh Bắc Kạn", "commune"),
    (MOUNTAIN, "UBND huyện", "Ủy ban nhân dân huyện Chợ Đồn, tỉnh Bắc Kạn", "district"),
    (MOUNTAIN, "UBND tỉnh", "Ủy ban nhân dân tỉnh Bắc Kạn", "province"),
    (MOUNTAIN, "HĐND tỉnh khóa XVIII", "Hội đồng nhân dân tỉnh Bắc Kạn", "province"),
    (MOUNTAIN, "Tỉnh ủy", "Tỉnh ủy Bắc Kạn", "province"),
    (MOUNTAIN, "Huyện ủy", "Huyện ủy Chợ Đồn, tỉnh Bắc Kạn", "district"),
    (MOUNTAIN, "Ban Thường vụ Huyện ủy", "Ban Thường vụ Huyện ủy Chợ Đồn, tỉnh Bắc Kạn", "district"),
    (MOUNTAIN, "Ban chấp hành Đảng bộ xã", "Đảng ủy xã Tân Lập, huyện Chợ Đồn, tỉnh Bắc Kạn", "commune"),
    (MOUNTAIN, "Giám đốc Sở Thông tin và Truyền thông", "Sở Thông tin và Truyền thông tỉnh Bắc Kạn", "province"),
    (MOUNTAIN, "Công an tỉnh", "Công an tỉnh Bắc Kạn", "province"),
    (MOUNTAIN, "Phòng Văn hóa và Thông tin huyện",
     "Phòng Văn hóa và Thông tin huyện Chợ Đồn, tỉnh Bắc Kạn", "district"),
    (COMMUNE, "UBND Thành phố", "Ủy ban nhân dân thành phố Hà Nội", "province"),
    (COMMUNE, "Thành ủy", "Thành ủy Hà Nội", "province"),
    (CITY, "UBND thành phố", "Ủy ban nhân dân thành phố Đà Lạt, tỉnh Lâm Đồng", "district"),
    (CITY, "Thành ủy", "Thành ủy Đà Lạt, tỉnh Lâm Đồng", "district"),
    (CITY, "UBND phường 1", "Ủy ban nhân dân phường 1, thành phố Đà Lạt, tỉnh Lâm Đồng", "commune"),
    (CENTRAL_CITY, "UBND Thành phố", "Ủy ban nhân dân Thành phố Hồ Chí Minh", "province"),
    (NEW_WARD, "UBND phường", "Ủy ban nhân dân phường Sài Gòn, Thành phố Hồ Chí Minh", "commune"),
    (NEW_WARD, "Văn phòng UBND Thành phố", "Văn phòng Ủy ban nhân dân Thành phố Hồ Chí Minh", "province"),
    # One body, whoever signs and however it is written.
    (PROVINCE, "Uỷ ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh Nghệ An", "province"),
    (PROVINCE, "Ủy ban nhân dân Tỉnh Nghệ An", "Ủy ban nhân dân tỉnh Nghệ An", "province"),
    (PROVINCE, "Chủ tịch UBND tỉnh Nghệ An", "Ủy ban nhân dân tỉnh Nghệ An", "province"),
    (PROVINCE, "Ban Chấp hành Đảng bộ tỉnh Nghệ An", "Tỉnh ủy Nghệ An", "province"),
    (PROVINCE, "Thường trực HĐND tỉnh", "Thường trực Hội đồng nhân dân tỉnh Nghệ An", "province"),
    (PROVINCE, "Sở Quy hoạch - Kiến trúc Hà Nội", "Sở Quy hoạch - Kiến trúc thành phố Hà Nội", "province"),
    (PROVINCE, "UBND TP. Hồ Chí Minh", "Ủy ban nhân dân Thành phố Hồ Chí Minh", "province"),
    (PROVINCE, "Ban Thường vụ Tỉnh ủy Hậu Giang", "Ban Thường vụ Tỉnh ủy Hậu Giang", "province"),
    # Another unit than the document's own.
    (COMMUNE, "UBND xã Đa Tốn", "Ủy ban nhân dân xã Đa Tốn, huyện Gia Lâm, thành phố Hà Nội", "commune"),
    (COMMUNE, "UBND huyện Đông Anh", "Ủy ban nhân dân huyện Đông Anh, thành phố Hà Nội", "district"),
    (NOWHERE, "UBND huyện Chợ Đồn", "Ủy ban nhân dân huyện Chợ Đồn, tỉnh Bắc Kạn", "district"),
    (NOWHERE, "UBND thành phố Hải Dương", "Ủy ban nhân dân thành phố Hải Dương, tỉnh Hải Dương", "district"),
    (NOWHERE, "UBND xã Tân Lập, huyện Chợ Đồn, tỉnh Bắc Kạn",
     "Ủy ban nhân dân xã Tân Lập, huyện Chợ Đồn, tỉnh Bắc Kạn", "commune"),
    (NOWHERE, "UBND phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh",
     "Ủy ban nhân dân phường Bến Nghé, quận 1, Thành phố Hồ Chí Minh", "commune"),
    # The centre.
    (NOWHERE, "Thủ tướng", "Thủ tướng Chính phủ", "central"),
    (NOWHERE, "Phó Thủ tướng Chính phủ", "Thủ tướng Chính phủ", "central"),
    (NOWHERE, "Bộ trưởng Bộ Tư pháp", "Bộ Tư pháp", "central"),
    (NOWHERE, "Bộ TT&TT", "Bộ Thông tin và Truyền thông", "central"),
    (NOWHERE, "Bộ NN và PTNT", "Bộ Nông nghiệp và Phát triển nông thôn", "central"),
    (NOWHERE, "Bộ Nông nghiệp & PTNT", "Bộ Nông nghiệp và Phát triển nông thôn", "central"),
    (NOWHERE, "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ", "Văn phòng Chính phủ", "central"),
    (NOWHERE, "Thống đốc Ngân hàng Nhà nước", "Ngân hàng Nhà nước Việt Nam", "central"),
    (NOWHERE, "Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XII",
     "Ban Chấp hành Trung ương Đảng", "central"),
    (NOWHERE, "BCH Trung ương khóa XIII", "Ban Chấp hành Trung ương Đảng", "central"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "stated", "expected", "level"), CASES)
def test_one_form_for_one_issuer(where: Home, stated: str, expected: str, level: str) -> None:
    found, names = where
    body = normalise_body(stated, found, names, date(2024, 3, 1) if where is not NEW_WARD else date(2025, 9, 1))
    assert (body.name, body.level, body.whole) == (expected, level, True)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("UBND tỉnh", "Ủy ban nhân dân tỉnh"),
        ("Tỉnh ủy", "Tỉnh ủy"),
        ("UBND", "Ủy ban nhân dân"),
        ("Sở Y tế", "Sở Y tế tỉnh"),
        ("UBND xã Tân Lập", "Ủy ban nhân dân xã Tân Lập"),
    ],
)
def test_a_body_whose_unit_is_nowhere_named_stays_open(stated: str, expected: str) -> None:
    body = normalise_body(stated, *NOWHERE, None)
    assert (body.name, body.unit, body.whole) == (expected, None, False)


OFFICES = [
    # Since the districts went a commune has offices of its own; before, they were the district's.
    (NEW_WARD, "Phòng VH&XH", "Phòng Văn hóa - Xã hội phường Sài Gòn, Thành phố Hồ Chí Minh"),
    (NEW_WARD, "Phòng Văn hóa và Xã hội", "Phòng Văn hóa - Xã hội phường Sài Gòn, Thành phố Hồ Chí Minh"),
    (NEW_WARD, "Trung tâm phục vụ HCC",
     "Trung tâm Phục vụ hành chính công phường Sài Gòn, Thành phố Hồ Chí Minh"),
    (NEW_WARD, "Văn phòng HĐND-UBND",
     "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân phường Sài Gòn, Thành phố Hồ Chí Minh"),
    (NEW_WARD, "Công an", "Công an phường Sài Gòn, Thành phố Hồ Chí Minh"),
    (MOUNTAIN, "Phòng Tài chính-Kế hoạch", "Phòng Tài chính - Kế hoạch huyện Chợ Đồn, tỉnh Bắc Kạn"),
    (MOUNTAIN, "Ban CHQS", "Ban Chỉ huy Quân sự xã Tân Lập, huyện Chợ Đồn, tỉnh Bắc Kạn"),
    (CITY, "Phòng VHTT", "Phòng Văn hóa và Thông tin thành phố Đà Lạt, tỉnh Lâm Đồng"),
    (PROVINCE, "Sở Tài Chính", "Sở Tài chính tỉnh Nghệ An"),
    (PROVINCE, "Sở TT&TT", "Sở Thông tin và Truyền thông tỉnh Nghệ An"),
    (PROVINCE, "Sở Văn hoá Thể thao và Du lịch", "Sở Văn hóa, Thể thao và Du lịch tỉnh Nghệ An"),
    (PROVINCE, "Ban Quản lý các khu công nghiệp", "Ban Quản lý các khu công nghiệp tỉnh Nghệ An"),
    (PROVINCE, "Thuế Nghệ An", "Thuế tỉnh Nghệ An"),
    (COMMUNE, "Công an Hà Nội", "Công an thành phố Hà Nội"),
    (PROVINCE, "Tập đoàn Bưu chính Viễn thông", "Tập đoàn Bưu chính Viễn thông"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "stated", "expected"), OFFICES)
def test_an_office_without_a_place_is_that_of_the_document_s_unit(where: Home, stated: str, expected: str) -> None:
    found, names = where
    body = normalise_body(
        stated, found, names, date(2024, 3, 1) if where not in (NEW_WARD, PROVINCE) else date(2025, 9, 1)
    )
    assert (body.name, body.whole) == (expected, True)


@pytest.mark.parametrize(
    ("where", "stated"),
    [
        (NEW_WARD, "Các Sở, ban, ngành"),
        (NEW_WARD, "Các phòng, ban chuyên môn phường"),
        (NEW_WARD, "UBND các xã, phường"),
        (NEW_WARD, "Cơ quan, đơn vị liên quan"),
        (NEW_WARD, "Bảo hiểm xã hội"),
        (PROVINCE, "Phòng Kinh tế"),
        (NEW_WARD, "Đoàn TNCS Hồ Chí Minh"),
        (PROVINCE, "Sở, ban, ngành"),
        (NOWHERE, "Công an"),
    ],
)
def test_many_bodies_and_offices_of_no_one_unit_are_no_body(where: Home, stated: str) -> None:
    assert not normalise_body(stated, *where, date(2025, 9, 1)).whole


def test_offices_inside_another_body_are_not_the_unit_s() -> None:
    """In a department's own plan `Văn phòng` is the department's, the other departments are the province's."""
    office = normalise_body("Văn phòng", *PROVINCE, date(2025, 9, 1), of_unit=False)
    department = normalise_body("Sở Tài chính", *PROVINCE, date(2025, 9, 1), of_unit=False)
    assert (office.name, office.whole) == ("Văn phòng", False)
    assert (department.name, department.whole) == ("Sở Tài chính tỉnh Nghệ An", True)


def test_every_way_of_writing_an_office_leads_to_one_name() -> None:
    ways: dict[str, str] = {}
    for entry in patterns.load("offices")["names"]:
        for written in (entry["name"], *entry.get("also", ())):
            assert office_name(written.upper()) == entry["name"]
            assert ways.setdefault(written, entry["name"]) == entry["name"]


def test_a_unit_without_a_code_is_named_as_the_document_names_it() -> None:
    where = home("Hòn Non Bộ", "huyện: Chợ Đồn", "Bắc Kạn")
    body = normalise_body("UBND xã", *where, date(2023, 1, 1))
    assert (body.unit, body.whole) == (None, True)
    assert body.name == "Ủy ban nhân dân xã Hòn Non Bộ, huyện Chợ Đồn, tỉnh Bắc Kạn"
