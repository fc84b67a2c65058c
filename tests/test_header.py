# ruff: noqa: E501 - feet and heads are quoted line by line
"""Header fields from heads and feet in the layouts in which such documents are really found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.clean import CleanText, clean
from extractors.header import find_header
from extractors.outline import outline
from extractors.read import read
from extractors.records import HeaderField


def cleaned(text: str) -> CleanText:
    return clean(read(text.encode()))


def fields(text: str) -> dict[str, HeaderField]:
    clean_text = cleaned(text)
    return {field.name: field for field in find_header(clean_text, outline(clean_text))}


def values(text: str) -> dict[str, str]:
    return {name: field.value for name, field in fields(text).items()}


BODY = """
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
- Nâng cao nhận thức của cán bộ, công chức và người dân về chuyển đổi số trên địa bàn.
II. TỔ CHỨC THỰC HIỆN
Các cơ quan, đơn vị nghiêm túc triển khai thực hiện./.
"""
SIGNED = """
Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH


Trần Văn Bình
"""

ONE_AFTER_THE_OTHER = """
ỦY BAN NHÂN DÂN
XÃ AN BÌNH

Số: 12/KH-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

An Bình, ngày 05 tháng 02 năm 2024

KẾ HOẠCH
Chuyển đổi số xã An Bình năm 2024

Thực hiện Kế hoạch số 35/KH-UBND ngày 10/01/2024 của UBND huyện Tân Hòa về chuyển đổi số năm 2024; Quyết định
số 3/QĐ-UBND ngày 02/01/2024 của UBND tỉnh Thái Bình, UBND xã An Bình xây dựng kế hoạch như sau:
"""
BESIDE_EACH_OTHER = """
UBND HUYỆN TÂN HÒA            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHÒNG VĂN HÓA VÀ THÔNG TIN    Độc lập - Tự do - Hạnh phúc
Số: 8 /BC-VHTT                Tân Hòa, ngày 3 tháng 6 năm 2024

BÁO CÁO
Kết quả chuyển đổi số 6 tháng đầu năm 2024
"""
IN_CELLS = """|
**ỦY BAN NHÂN
DÂN **
TỈNH QUẢNG BÌNH
**SỞ NÔNG NGHIỆP
VÀ MÔI TRƯỜNG**
-------
|
**CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM**
Độc lập - Tự do - Hạnh phúc
---------------
|
|
Số: 77/KH-SNNMT
|
*Quảng Bình, ngày 07
tháng 3 năm 2025*
|

**KẾ HOẠCH**

CHUYỂN ĐỔI SỐ CỦA SỞ NÔNG NGHIỆP VÀ
MÔI TRƯỜNG NĂM 2025

Căn cứ Quyết định số 1/QĐ-UBND ngày 02/01/2025 của UBND tỉnh;
"""
PARTY = """
ĐẢNG BỘ TỈNH HƯNG YÊN
ĐẢNG ỦY XÃ AN BÌNH
*
Số 12-KH/ĐU
ĐẢNG CỘNG SẢN VIỆT NAM

An Bình, ngày 20 tháng 8 năm 2025

KẾ HOẠCH
thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị
-----
Thực hiện Kế hoạch số 5-KH/TU ngày 01/8/2025 của Tỉnh ủy, Đảng ủy xã xây dựng kế hoạch như sau:
"""
PARTY_SIGNED = """
Nơi nhận:
- Thường trực Tỉnh ủy,
- Lưu Văn phòng Đảng ủy.
T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ THƯỜNG TRỰC

(Đã ký)

Lê Thị Hoa
"""
LETTER = """
ỦY BAN NHÂN DÂN
TỈNH LẠNG SƠN
Số: 345/UBND-KGVX
V/v đẩy mạnh chuyển đổi số
năm 2025
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Lạng Sơn, ngày 14 tháng 3 năm 2025

Kính gửi:
- Các sở, ban, ngành;
- UBND các huyện, thành phố.

Thực hiện Công văn số 12/BTTTT-CĐSQG ngày 01/3/2025 của Bộ Thông tin và Truyền thông, UBND tỉnh yêu cầu:
"""
LETTER_SIGNED = """
Nơi nhận:
- Như trên;
- Lưu: VT, KGVX.
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH


Thượng tá Vi Văn Sơn
"""
COUNCIL = """
HỘI ĐỒNG NHÂN DÂN
XÃ AN BÌNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 03/NQ-HĐND
An Bình, ngày 28 tháng 7 năm 2025

NGHỊ QUYẾT
Về nhiệm vụ phát triển kinh tế - xã hội 6 tháng cuối năm 2025

HỘI ĐỒNG NHÂN DÂN XÃ AN BÌNH
KHÓA I, KỲ HỌP THỨ 2

Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;
Theo đề nghị của Ủy ban nhân dân xã tại Tờ trình số 9/TTr-UBND ngày 20/7/2025 về trình UBND tỉnh Phú Thọ;
"""
COUNCIL_SIGNED = """
Nơi nhận:
- Thường trực HĐND tỉnh;
- Lưu: VT.
CHỦ TỊCH

Nguyễn Thị Mai
"""
CENTRAL = """
BỘ KHOA HỌC VÀ CÔNG NGHỆ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 912/QĐ-BKHCN
Hà Nội, ngày 18 tháng 5 năm 2025

QUYẾT ĐỊNH
Về việc ban hành Kế hoạch phát triển hạ tầng số

BỘ TRƯỞNG BỘ KHOA HỌC VÀ CÔNG NGHỆ

Căn cứ Luật Viễn thông ngày 24 tháng 11 năm 2023;
"""
CENTRAL_SIGNED = """
Nơi nhận:
- Như Điều 3;
- Lưu: VT, CĐS.
KT. BỘ TRƯỞNG
THỨ TRƯỞNG
Phạm Đức B
"""
NO_BLOCK = """
KẾ HOẠCH

Chuyển đổi số trên địa bàn thị trấn Hòa Lạc năm 2023

Thực hiện Kế hoạch số 31/KH-UBND ngày 05/02/2023 của Ủy ban nhân dân huyện Tân Hòa; Công văn số 8/STTTT-CĐS ngày
06/02/2023 của Sở Thông tin và Truyền thông tỉnh Bắc Giang, Uỷ ban nhân dân thị trấn Hòa Lạc ban hành Kế hoạch
chuyển đổi số năm 2023 như sau:
"""

CASES: list[tuple[str, str, dict[str, str]]] = [
    (
        "columns one after the other",
        ONE_AFTER_THE_OTHER + BODY + SIGNED,
        {
            "doc_type": "Kế hoạch",
            "doc_number": "12/KH-UBND",
            "issued_on": "2024-02-05",
            "issued_place": "An Bình",
            "issuer": "UBND xã An Bình",
            "level": "xã",
            "commune": "An Bình",
            "district": "Tân Hòa",
            "province": "Thái Bình",
            "plan_year": "2024",
            "title": "Chuyển đổi số xã An Bình năm 2024",
            "signer": "Trần Văn Bình",
            "signer_title": "CHỦ TỊCH",
        },
    ),
    (
        "columns beside each other, an office of a district",
        BESIDE_EACH_OTHER + BODY.replace("trên địa bàn", "trên địa bàn tỉnh Hà Nam"),
        {
            "doc_type": "Báo cáo",
            "doc_number": "8/BC-VHTT",
            "issued_on": "2024-06-03",
            "issued_place": "Tân Hòa",
            "issuer": "Phòng Văn hóa và Thông tin huyện Tân Hòa",
            "level": "huyện",
            "district": "Tân Hòa",
            "province": "Hà Nam",
            "title": "Kết quả chuyển đổi số 6 tháng đầu năm 2024",
        },
    ),
    (
        "cells of pasted web text, a department of a province",
        IN_CELLS + BODY,
        {
            "doc_type": "Kế hoạch",
            "doc_number": "77/KH-SNNMT",
            "issued_on": "2025-03-07",
            "issued_place": "Quảng Bình",
            "issuer": "Sở Nông nghiệp và Môi trường tỉnh Quảng Bình",
            "level": "tỉnh",
            "province": "Quảng Bình",
            "plan_year": "2025",
            "title": "CHUYỂN ĐỔI SỐ CỦA SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG NĂM 2025",
        },
    ),
    (
        "a party committee",
        PARTY + BODY + PARTY_SIGNED,
        {
            "doc_type": "Kế hoạch",
            "doc_number": "12-KH/ĐU",
            "issued_on": "2025-08-20",
            "issued_place": "An Bình",
            "issuer": "Đảng ủy xã An Bình",
            "level": "xã",
            "commune": "An Bình",
            "province": "Hưng Yên",
            "title": "thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị",
            "signer": "Lê Thị Hoa",
            "signer_title": "PHÓ BÍ THƯ THƯỜNG TRỰC",
        },
    ),
    (
        "an official letter",
        LETTER + BODY + LETTER_SIGNED,
        {
            "doc_type": "Công văn",
            "doc_number": "345/UBND-KGVX",
            "issued_on": "2025-03-14",
            "issued_place": "Lạng Sơn",
            "issuer": "UBND tỉnh Lạng Sơn",
            "level": "tỉnh",
            "province": "Lạng Sơn",
            "title": "đẩy mạnh chuyển đổi số năm 2025",
            "signer": "Vi Văn Sơn",
            "signer_title": "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        },
    ),
    (
        "a people's council, after the district level was given up",
        COUNCIL + BODY + COUNCIL_SIGNED,
        {
            "doc_type": "Nghị quyết",
            "doc_number": "03/NQ-HĐND",
            "issued_on": "2025-07-28",
            "issued_place": "An Bình",
            "issuer": "HĐND xã An Bình",
            "level": "xã",
            "commune": "An Bình",
            "province": "Phú Thọ",
            "title": "Về nhiệm vụ phát triển kinh tế - xã hội 6 tháng cuối năm 2025",
            "signer": "Nguyễn Thị Mai",
            "signer_title": "CHỦ TỊCH",
        },
    ),
    (
        "a ministry",
        CENTRAL + BODY + CENTRAL_SIGNED,
        {
            "doc_type": "Quyết định",
            "doc_number": "912/QĐ-BKHCN",
            "issued_on": "2025-05-18",
            "issued_place": "Hà Nội",
            "issuer": "Bộ Khoa học và Công nghệ",
            "title": "Về việc ban hành Kế hoạch phát triển hạ tầng số",
            "signer": "Phạm Đức B",
            "signer_title": "KT. BỘ TRƯỞNG THỨ TRƯỞNG",
        },
    ),
    (
        "no header block",
        NO_BLOCK + BODY + SIGNED,
        {
            "doc_type": "Kế hoạch",
            "issuer": "UBND thị trấn Hòa Lạc",
            "level": "thị trấn",
            "commune": "Hòa Lạc",
            "district": "Tân Hòa",
            "province": "Bắc Giang",
            "plan_year": "2023",
            "title": "Chuyển đổi số trên địa bàn thị trấn Hòa Lạc năm 2023",
            "signer": "Trần Văn Bình",
            "signer_title": "CHỦ TỊCH",
        },
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_layout_is_read(text: str, expected: dict[str, str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize("text", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_line_ends_and_blank_lines_make_no_difference(text: str) -> None:
    assert values(text.replace("\n", "\r\n")) == values(text)
    if "|" not in text:
        assert values(text.replace("\n", "\n\n")) == values(text)


def head(issuer: str, number: str = "Số: 5/KH-UBND", day: str = "A, ngày 1 tháng 2 năm 2024", rest: str = "") -> str:
    lines = [issuer, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", number, day, ""]
    return "\n".join([*lines, "KẾ HOẠCH", "Chuyển đổi số", "", rest, BODY])


@pytest.mark.parametrize(
    ("lines", "issuer", "level", "place"),
    [
        ("UBND PHƯỜNG 5", "UBND phường 5", "phường", {"commune": "5"}),
        ("ỦY BAN NHÂN DÂN\nXÃ EA H'LEO", "UBND xã Ea H'leo", "xã", {"commune": "Ea H'leo"}),
        ("Uỷ ban nhân dân xã Hoà An", "UBND xã Hoà An", "xã", {"commune": "Hoà An"}),
        ("ỦY BAN NHÂN DÂN\nĐẶC KHU CÔ TÔ", "UBND đặc khu Cô Tô", "đặc khu", {"commune": "Cô Tô"}),
        ("ỦY BAN NHÂN DÂN\nQUẬN 1", "UBND quận 1", "quận", {"district": "1"}),
        ("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ TÂN HÒA", "UBND thành phố Tân Hòa", "thành phố", {"district": "Tân Hòa"}),
        ("UBND TP. ĐÀ NẴNG", "UBND thành phố Đà Nẵng", "thành phố", {"province": "Đà Nẵng"}),
        ("UBND TỈNH BÀ RỊA - VŨNG TÀU", "UBND tỉnh Bà Rịa - Vũng Tàu", "tỉnh", {"province": "Bà Rịa - Vũng Tàu"}),
        ("UBND THÀNH PHỐ HỒ CHÍ MINH", "UBND Thành phố Hồ Chí Minh", "thành phố", {"province": "Hồ Chí Minh"}),
        (
            "ỦY BAN NHÂN DÂN\nXÃ AN BÌNH\nHUYỆN TÂN HÒA - TỈNH HÀ NAM",
            "UBND xã An Bình",
            "xã",
            {"commune": "An Bình", "district": "Tân Hòa", "province": "Hà Nam"},
        ),
        (
            "HUYỆN TÂN HÒA\nỦY BAN NHÂN DÂN\nXÃ AN BÌNH",
            "UBND xã An Bình",
            "xã",
            {"commune": "An Bình", "district": "Tân Hòa"},
        ),
        ("UBND TỈNH LÀO CAI\nSỞ Y TẾ", "Sở Y tế tỉnh Lào Cai", "tỉnh", {"province": "Lào Cai"}),
        (
            "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI\nSỞ KẾ HOẠCH VÀ ĐẦU TƯ",
            "Sở Kế hoạch và Đầu tư thành phố Hà Nội",
            "thành phố",
            {"province": "Hà Nội"},
        ),
        ("UBND XÃ AN BÌNH\nPHÒNG VĂN HÓA - XÃ HỘI", "Phòng Văn hóa - Xã hội xã An Bình", "xã", {"commune": "An Bình"}),
        ("BỘ CÔNG AN\nCÔNG AN TỈNH LÀO CAI", "Công an tỉnh Lào Cai", "tỉnh", {"province": "Lào Cai"}),
        ("TỈNH ỦY LÀO CAI", "Tỉnh ủy Lào Cai", "tỉnh", {"province": "Lào Cai"}),
        ("ĐẢNG BỘ TỈNH LÀO CAI\nTỈNH ỦY", "Tỉnh ủy Lào Cai", "tỉnh", {"province": "Lào Cai"}),
        ("THÀNH ỦY CẦN THƠ", "Thành ủy Cần Thơ", "thành phố", {"province": "Cần Thơ"}),
        ("TỈNH ỦY LÀO CAI\nBAN TUYÊN GIÁO", "Ban Tuyên giáo Tỉnh ủy Lào Cai", "tỉnh", {"province": "Lào Cai"}),
        (
            "TỈNH ỦY LÀO CAI\nHUYỆN ỦY TÂN HÒA",
            "Huyện ủy Tân Hòa",
            "huyện",
            {"district": "Tân Hòa", "province": "Lào Cai"},
        ),
        ("ĐẢNG ỦY\nỦY BAN NHÂN DÂN TỈNH LÀO CAI", "Đảng ủy UBND tỉnh Lào Cai", "tỉnh", {"province": "Lào Cai"}),
        (
            "ĐẢNG ỦY CÁC CƠ QUAN ĐẢNG\nTỈNH LÀO CAI",
            "Đảng ủy các cơ quan Đảng tỉnh Lào Cai",
            "tỉnh",
            {"province": "Lào Cai"},
        ),
        ("VĂN PHÒNG ỦY BAN NHÂN DÂN\nTỈNH LÀO CAI", "Văn phòng UBND tỉnh Lào Cai", "tỉnh", {"province": "Lào Cai"}),
        ("TỔNG CỤC THUẾ\nCỤC THUẾ TỈNH LÀO CAI", "Cục Thuế tỉnh Lào Cai", "tỉnh", {"province": "Lào Cai"}),
        ("BỘ CÔNG THƯƠNG\nCỤC CÔNG NGHIỆP", "Cục Công nghiệp", None, {}),
        ("BỘ KHOA HỌC VÀ CÔNG NGHỆ\nCỤC CHUYỂN ĐỔI SỐ QUỐC GIA", "Cục Chuyển đổi số quốc gia", None, {}),
        (
            "UBND TỈNH LÀO CAI\nSỞ NỘI VỤ - SỞ TÀI CHÍNH",
            "Sở Nội vụ - Sở Tài chính tỉnh Lào Cai",
            "tỉnh",
            {"province": "Lào Cai"},
        ),
        ("TỈNH ỦY LÀO CAI\nĐẢNG ỦY UBND TỈNH", "Đảng ủy UBND tỉnh Lào Cai", "tỉnh", {"province": "Lào Cai"}),
        (
            "UBND HUYỆN BẮC HÀ\nTRƯỜNG TIỂU HỌC SỐ 1 BẢO NHAI",
            "Trường Tiểu học số 1 Bảo Nhai",
            "huyện",
            {"district": "Bắc Hà"},
        ),
        ("CHÍNH PHỦ", "Chính phủ", None, {}),
        ("VĂN PHÒNG CHÍNH PHỦ", "Văn phòng Chính phủ", None, {}),
        ("BỘ Y TẾ", "Bộ Y tế", None, {}),
        ("ỦY BAN QUỐC GIA\nVỀ CHUYỂN ĐỔI SỐ", "Ủy ban quốc gia về chuyển đổi số", None, {}),
        ("ỦY BAN NHÂN DÂN XÃ", "UBND xã A", "xã", {"commune": "A"}),
    ],
)
def test_an_issuer_is_named_from_its_lines(lines: str, issuer: str, level: str | None, place: dict[str, str]) -> None:
    found = values(head(lines))
    assert found["issuer"] == issuer
    assert found.get("level") == level
    assert {name: found[name] for name in ("commune", "district", "province") if name in found} == place


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Số: 0204/KH-UBND", "0204/KH-UBND"),
        ("Số: 15 /KH- UBND", "15/KH-UBND"),
        ("Số: 05/2025/QĐ-UBND", "05/2025/QĐ-UBND"),
        ("Số 328-KH/TU", "328-KH/TU"),
        ("Số: 12a/KH-SYT", "12a/KH-SYT"),
        ("SỐ: 9/KH–UBND", "9/KH-UBND"),
        ("Số:      /KH-UBND", None),
        ("Số: ........./KH-UBND", None),
        ("Số: 1234", None),
        ("Số: 31/SY-UBND", None),
    ],
)
def test_a_number_is_the_documents_own_or_none(line: str, number: str | None) -> None:
    assert values(head("UBND XÃ AN BÌNH", line)).get("doc_number") == number


@pytest.mark.parametrize(
    ("line", "day", "place"),
    [
        ("An Bình, ngày 08 tháng 8 năm 2023", "2023-08-08", "An Bình"),
        ("TP. Cao Lãnh, ngày 8 tháng 11 năm 2023", "2023-11-08", "TP. Cao Lãnh"),
        ("Ea H'leo, ngày 08/8/2023", "2023-08-08", "Ea H'leo"),
        ("An Bình ngày 08 tháng 8 năm 2023", "2023-08-08", "An Bình"),
        ("An Bình, ngày     tháng     năm 2023", None, "An Bình"),
        ("An Bình, ngày ... tháng 8 năm 2023", None, "An Bình"),
        ("An Bình, ngày 31 tháng 02 năm 2023", None, "An Bình"),
        ("An Bình, ngày &@ tháng 1] năm 2023", None, "An Bình"),
        ("Phường 1, ngày 17 tháng 3 năm 2025", "2025-03-17", "Phường 1"),
        ("", None, None),
    ],
)
def test_place_and_day_of_issue(line: str, day: str | None, place: str | None) -> None:
    found = values(head("UBND XÃ AN BÌNH", day=line))
    assert (found.get("issued_on"), found.get("issued_place")) == (day, place)


@pytest.mark.parametrize(
    ("day", "flag"),
    [
        ("An Bình, ngày 31 tháng 02 năm 2023", "impossible_date"),
        ("An Bình, ngày &@ tháng 1] năm 2023", "unread_date"),
    ],
)
def test_a_day_that_is_none_is_flagged(day: str, flag: str) -> None:
    assert fields(head("UBND XÃ AN BÌNH", day=day))["issued_place"].flags == (flag,)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("Chuyển đổi số xã An Bình\nnăm 2024", "Chuyển đổi số xã An Bình năm 2024"),
        ("CHUYỂN ĐỔI SỐ XÃ AN BÌNH\nNăm 2024", "CHUYỂN ĐỔI SỐ XÃ AN BÌNH Năm 2024"),
        (
            "Thực hiện Nghị quyết số 1/NQ-CP ngày 1/2/2024\ncủa Chính phủ",
            "Thực hiện Nghị quyết số 1/NQ-CP ngày 1/2/2024 của Chính phủ",
        ),
        ("Về chuyển đổi số\n(Kèm theo Quyết định số 1/QĐ-UBND)", "Về chuyển đổi số"),
        ("Chuyển đổi số trên địa bàn\n\nXã An Bình năm 2024\n", "Chuyển đổi số trên địa bàn Xã An Bình năm 2024"),
    ],
)
def test_a_title_is_joined_from_its_lines(lines: str, title: str) -> None:
    text = head("UBND XÃ AN BÌNH", rest="Căn cứ Nghị quyết số 3/NQ-HĐND của Hội đồng nhân dân xã;")
    assert values(text.replace("Chuyển đổi số\n", f"{lines}\n"))["title"] == title


def test_a_title_may_stand_on_the_headings_own_line() -> None:
    text = head("UBND XÃ AN BÌNH").replace("KẾ HOẠCH\nChuyển đổi số\n", "KẾ HOẠCH CHUYỂN ĐỔI SỐ\nXÃ AN BÌNH NĂM 2025\n")
    found = values(text)
    assert (found["doc_type"], found["title"], found["plan_year"]) == (
        "Kế hoạch",
        "CHUYỂN ĐỔI SỐ XÃ AN BÌNH NĂM 2025",
        "2025",
    )


def test_a_letters_subject_may_stand_beside_the_date() -> None:
    text = """
UBND TỈNH LÀO CAI                        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ Y TẾ                                     Độc lập - Tự do - Hạnh phúc
Số: 90/SYT-NVY                           Lào Cai, ngày 4 tháng 5 năm 2025
V/v triển khai bệnh án điện tử

Kính gửi: Các đơn vị trực thuộc
"""
    found = values(text + BODY)
    assert found["doc_type"] == "Công văn"
    assert found["doc_number"] == "90/SYT-NVY"
    assert found["issued_on"] == "2025-05-04"
    assert found["issuer"] == "Sở Y tế tỉnh Lào Cai"
    assert found["title"] == "triển khai bệnh án điện tử"


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Chuyển đổi số năm 2024", "2024"),
        ("Triển khai nhiệm vụ quý IV năm 2025", "2025"),
        ("Chuyển đổi số năm 2025, định hướng đến năm 2030", "2025"),
        ("Thực hiện Chương trình giai đoạn 2021-2025 trong năm 2024", "2024"),
        ("Chuyển đổi số giai đoạn 2026 - 2030", None),
        ("Phát triển hạ tầng số đến năm 2035", None),
        ("Tài chính 03 năm 2026 - 2028", None),
        ("Thực hiện Chỉ thị số 27/CT-TTg ngày 15 tháng 8 năm 2024", None),
        ("Triển khai thi hành Luật Đất đai năm 2024", None),
        ("Năm học 2024 - 2025", None),
        ("Nhiệm vụ năm 2024 và năm 2025", None),
        ("Nhiệm kỳ 2026 - 2031", None),
    ],
)
def test_a_plans_year_is_the_one_that_its_title_names(title: str, year: str | None) -> None:
    assert values(head("UBND XÃ AN BÌNH").replace("Chuyển đổi số\n", f"{title}\n")).get("plan_year") == year


def test_a_decision_has_no_plan_year() -> None:
    text = head("UBND XÃ AN BÌNH").replace("KẾ HOẠCH\nChuyển đổi số\n", "QUYẾT ĐỊNH\nBan hành Kế hoạch năm 2024\n")
    assert "plan_year" not in values(text)
    assert values(text)["title"] == "Ban hành Kế hoạch năm 2024"


def test_a_year_that_only_the_issuing_sentence_names_is_flagged() -> None:
    year = fields(head("UBND XÃ AN BÌNH", rest="UBND xã xây dựng Kế hoạch chuyển đổi số năm 2024 như sau:"))[
        "plan_year"
    ]
    assert (year.value, year.found_in, year.flags) == ("2024", "body", ("year_from_body",))


@pytest.mark.parametrize(
    ("foot", "signer", "capacity"),
    [
        (
            "Nơi nhận:\n- Lưu: VT.\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n(Đã ký)\nLê Văn An",
            "Lê Văn An",
            "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        ),
        # Emphasis that ends and begins inside a word of pasted web text.
        (
            "|\nNơi nhận:\n- Lưu: VT.\n|\n**KT. CH****Ủ TỊCH **\nPHÓ CHỦ TỊCH\nLê Văn An\n|",
            "Lê Văn An",
            "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        ),
        ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nLê Văn An\nNơi nhận:\n- Như trên;\n- Lưu: VT.", "Lê Văn An", "CHỦ TỊCH"),
        (
            "Nơi nhận: TM. ỦY BAN NHÂN DÂN\n- Như trên; CHỦ TỊCH\n- UBND tỉnh;\n- Lưu: VT. Lê Văn An",
            "Lê Văn An",
            "CHỦ TỊCH",
        ),
        (
            "Nơi nhận:\n- Lưu: VT.\nTL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG\nNGUYỄN VĂN AN",
            "Nguyễn Văn An",
            "TL. CHỦ TỊCH CHÁNH VĂN PHÒNG",
        ),
        (
            "Nơi nhận:\n- Lưu: VT.\nGIÁM ĐỐC\nKý bởi: Sở Y tế\nThời gian ký: 01/02/2024\nBS. Y Thông Niê",
            "Y Thông Niê",
            "GIÁM ĐỐC",
        ),
        ("T/M BAN CHẤP HÀNH\nBÍ THƯ\n\nĐinh Văn K'", "Đinh Văn K'", "BÍ THƯ"),
        ("Nơi nhận:\n- Lưu: VT.\nCHỦ TỊCH", None, None),
    ],
)
def test_the_signature_block(foot: str, signer: str | None, capacity: str | None) -> None:
    found = values(head("UBND XÃ AN BÌNH") + "\n" + foot)
    assert (found.get("signer"), found.get("signer_title")) == (signer, capacity)


def test_the_signature_is_the_documents_own_and_not_an_annexs() -> None:
    annex = "\nPHỤ LỤC\nMẫu số 1\nNơi nhận:\n- Lưu: VT.\nGIÁM ĐỐC\n\nHoàng Văn Mẫu\n"
    assert values(ONE_AFTER_THE_OTHER + BODY + SIGNED + annex)["signer"] == "Trần Văn Bình"


def test_stamps_and_signing_lines_are_not_the_documents_own() -> None:
    stamps = (
        "CÔNG VĂN ĐẾN\nSố: 456\nNgày 09/02/2024\nSAO Y; UBND xã An Hòa; 10/02/2024\nKý bởi: Ủy ban nhân dân xã An Hòa\n"
    )
    assert values(stamps + ONE_AFTER_THE_OTHER + BODY + SIGNED) == CASES[0][2]


def test_an_annex_gives_no_number() -> None:
    text = (
        "KẾ HOẠCH\nChuyển đổi số năm 2024\n(Kèm theo Quyết định số 12/QĐ-UBND ngày 02/02/2024 của UBND xã An Bình)\n"
        + BODY
    )
    found = values(text)
    assert "doc_number" not in found
    assert "issued_on" not in found
    assert found["title"] == "Chuyển đổi số năm 2024"


def test_the_authority_line_is_no_title_and_a_contradiction_is_flagged() -> None:
    text = head("UBND XÃ AN BÌNH").replace(
        "KẾ HOẠCH\nChuyển đổi số\n", "QUYẾT ĐỊNH\nVề việc ban hành quy chế\nCHỦ TỊCH ỦY BAN NHÂN DÂN XÃ {}\n"
    )
    same, other = fields(text.format("AN BÌNH")), fields(text.format("AN HÒA"))
    assert same["title"].value == other["title"].value == "Về việc ban hành quy chế"
    assert same["issuer"].flags == ()
    assert other["issuer"].flags == ("authority_differs",)
    assert other["issuer"].value == "UBND xã An Bình"


def test_a_type_that_no_heading_names_comes_from_the_text() -> None:
    text = "Phần I\nĐÁNH GIÁ KẾT QUẢ\n" + BODY + "Trên đây là Kế hoạch chuyển đổi số năm 2024 của xã.\n" + SIGNED
    found = fields(text)
    assert (found["doc_type"].value, found["doc_type"].found_in) == ("Kế hoạch", "body")
    assert found["plan_year"].value == "2024"
    assert "title" not in found


@pytest.mark.parametrize("name", ["Giao Yến", "Chỉ Đạo", "Công Bình", "An Bình"])
def test_a_place_may_begin_like_the_words_that_follow_places(name: str) -> None:
    found = values(f"UBND xã\n{name} ban hành Kế hoạch chuyển đổi số năm 2024 như sau:\n" + BODY + SIGNED)
    assert (found["issuer"], found["commune"]) == (f"UBND xã {name}", name)


def test_what_follows_a_place_is_no_name() -> None:
    found = values("UBND xã Kế hoạch hóa, ban hành Kế hoạch chuyển đổi số năm 2024 như sau:\n" + BODY + SIGNED)
    assert found.get("commune") is None
    assert all(found.values()), "what was not found is left out, never empty"


def test_a_title_in_capitals_names_the_unit_that_the_text_leaves_out() -> None:
    text = "KẾ HOẠCH\nCHUYỂN ĐỔI SỐ TRÊN ĐỊA BÀN XÃ AN BÌNH NĂM 2024\nUBND xã xây dựng kế hoạch như sau:\n"
    found = values(text + BODY + SIGNED)
    assert (found["issuer"], found["commune"]) == ("UBND xã An Bình", "An Bình")
    unnamed = values(text.replace("XÃ AN BÌNH", "XÃ") + BODY + SIGNED)
    assert unnamed["issuer"] == "UBND xã"
    assert "commune" not in unnamed


def test_since_july_2025_there_is_no_district() -> None:
    before, after = (ONE_AFTER_THE_OTHER.replace("năm 2024\n\nKẾ", f"năm {year}\n\nKẾ") for year in (2024, 2026))
    assert values(before + BODY)["district"] == "Tân Hòa"
    assert "district" not in values(after + BODY)


@pytest.mark.parametrize(
    "text",
    [
        "# Lào Cai\n\nLào Cai là một tỉnh thuộc vùng Tây Bắc, Việt Nam.\n\n## Lịch sử\n\nNgày 12 tháng 7 năm 1907, tỉnh được lập.\n",
        "Sáng 5/2, UBND xã An Bình đã ban hành Kế hoạch chuyển đổi số năm 2024.\nÔng Lê Văn An cho biết kế hoạch này là cần thiết.\n",
        "1\n2\n3\n",
    ],
)
def test_a_text_that_is_no_document_has_no_fields(text: str) -> None:
    assert values(text) == {}


MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
BASIS = "Căn cứ Nghị quyết số 3/NQ-HĐND của Hội đồng nhân dân;"
WRITTEN_HEADS: list[tuple[str, str, dict[str, str | None]]] = [
    (
        "a head whose type heading was lost in copying, a title and an authority line",
        (
            f"ỦY BAN NHÂN DÂN | {MOTTO.replace(chr(10), ' ')} |\nSố: 6/2019/QĐ-UBND | Hà Giang, ngày 5 tháng 2 năm 2019 |\n"
            "BAN HÀNH QUY ĐỊNH CHẾ ĐỘ BÁO CÁO\nỦY BAN NHÂN DÂN TỈNH HÀ GIANG\nLuật Dữ liệu ngày 22 tháng 6 năm 2015;\n"
            "QUYẾT ĐỊNH:\nĐiều 2. Quyết định này có hiệu lực từ ngày ký."
        ),
        {
            "doc_type": "Quyết định",
            "doc_number": "6/2019/QĐ-UBND",
            "issued_on": "2019-02-05",
            "issuer": "UBND tỉnh Hà Giang",
            "title": "BAN HÀNH QUY ĐỊNH CHẾ ĐỘ BÁO CÁO",
        },
    ),
    (
        "a web page whose title stands for the heading",
        (
            "Trang thông tin điện tử\nThứ hai - 11/11/2024 04:09\nKế hoạch chuyển đổi số xã An Bình năm 2025\n"
            "I. CĂN CỨ LẬP KẾ HOẠCH\n- Quyết định số 749/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ;"
        ),
        {"doc_type": "Kế hoạch", "title": "chuyển đổi số xã An Bình năm 2025", "plan_year": "2025", "doc_number": None},
    ),
    (
        "a plan of several bodies",
        (
            f"UBND TỈNH HÀ GIANG\nSỞ NỘI VỤ - SỞ TÀI CHÍNH\nSố: 6/HDLN-SNV-STC\n{MOTTO}\n"
            f"Hà Giang, ngày 5 tháng 2 năm 2024\nHƯỚNG DẪN LIÊN NGÀNH\nVề chi trả chế độ\n{BASIS}"
        ),
        {"doc_type": "Hướng dẫn", "title": "Về chi trả chế độ"},
    ),
    (
        "a head whose type heading and title were lost in copying",
        (
            "HỘI ĐỒNG NHÂN DÂN |\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\nSố: 6/2016/NQ-HĐND |\n"
            "Hà Giang, ngày 5 tháng 2 năm 2016 |\nHỘI ĐỒNG NHÂN DÂN TỈNH HÀ GIANG\nKHÓA IX, KỲ HỌP THỨ BA\n"
            f"{BASIS}\nQUYẾT NGHỊ:\nĐiều 1. Ban hành quy định"
        ),
        {"doc_type": "Nghị quyết", "issuer": "HĐND tỉnh Hà Giang", "province": "Hà Giang", "title": None},
    ),
    (
        "a lost heading, a title that opens with the name of a type",
        (
            "HỘI ĐỒNG NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\nSố: 6/2017/NQ-HĐND | Hà Giang, ngày 8 tháng 12 năm 2017 |\n"
            f"QUY ĐỊNH CHẾ ĐỘ CÔNG TÁC PHÍ\nHỘI ĐỒNG NHÂN DÂN TỈNH HÀ GIANG\nKHÓA IX, KỲ HỌP THỨ 6\n{BASIS}"
        ),
        {"doc_type": "Nghị quyết", "issuer": "HĐND tỉnh Hà Giang", "title": "QUY ĐỊNH CHẾ ĐỘ CÔNG TÁC PHÍ"},
    ),
    (
        "a lost heading, a place of issue with a figure",
        (
            f"ỦY BAN NHÂN DÂN |\n{MOTTO} |\nSố: 6/2007/QĐ-UBND |\nQuận 3, ngày 9 tháng 3 năm 2007 |\n"
            f"BAN HÀNH QUY CHẾ HỌP CỦA ỦY BAN NHÂN DÂN QUẬN 3\nỦY BAN NHÂN DÂN QUẬN 3\n{BASIS}"
        ),
        {
            "issuer": "UBND quận 3",
            "level": "quận",
            "district": "3",
            "title": "BAN HÀNH QUY CHẾ HỌP CỦA ỦY BAN NHÂN DÂN QUẬN 3",
        },
    ),
    (
        "a head whose columns are each on one line, with their rulings",
        (
            "UBND TỈNH HÀ GIANG ------------- Số: 6/2018/QĐ-UBND | CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - "
            "Hạnh phúc ----------------------- Hà Giang, ngày 05 tháng 9 năm 2018 |\nQUYẾT ĐỊNH\nBan hành Quy định\n"
            f"-----------------------\nUỶ BAN NHÂN DÂN TỈNH HÀ GIANG\n{BASIS}"
        ),
        {"doc_number": "6/2018/QĐ-UBND", "issued_on": "2018-09-05", "issued_place": "Hà Giang"},
    ),
    (
        "a number under its word, lines broken anywhere",
        (
            "ỦY\nBAN NHÂN DÂN\nXÃ AN BÌNH\n|\nCỘNG\nHÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n|\nSố:\n6/2001/QĐ-UB\n|\nAn\nBình, ngày 05 "
            f"tháng 03 năm 2001\n|\nQUYẾT ĐỊNH\nBAN HÀNH QUY ĐỊNH\nỦY BAN NHÂN DÂN XÃ AN BÌNH\n- {BASIS}"
        ),
        {"doc_number": "6/2001/QĐ-UB", "issued_place": "An Bình", "issuer": "UBND xã An Bình"},
    ),
    (
        "a number behind its type, a body on two lines",
        (
            f"ỦY BAN THƯỜNG VỤ\nQUỐC HỘI\n--------\n{MOTTO}\nNghị quyết số: 6/2019/UBTVQH14\n"
            "Hà Nội, ngày 12 tháng 3 năm 2019\nNGHỊ QUYẾT\nVỀ SẮP XẾP ĐƠN VỊ HÀNH CHÍNH NĂM\n2019\n"
            f"ỦY BAN THƯỜNG VỤ QUỐC HỘI\n{BASIS}"
        ),
        {
            "doc_number": "6/2019/UBTVQH14",
            "issuer": "Ủy ban Thường vụ Quốc hội",
            "title": "VỀ SẮP XẾP ĐƠN VỊ HÀNH CHÍNH NĂM 2019",
        },
    ),
    (
        "a head written in Markdown with escapes",
        (
            "    **UBND XÃ AN BÌNH\\        **CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\\\n"
            "     \\-\\-\\-\\-\\--**       Độc lập - Tự do - Hạnh phúc**\n\n   Số: 6/KH-UBND         *An Bình, ngày 16 tháng 6 năm 2025*\n\n"
            f"**KẾ HOẠCH**\n\nChuyển đổi số\n\n{BASIS}"
        ),
        {"issuer": "UBND xã An Bình", "doc_number": "6/KH-UBND", "issued_on": "2025-06-16", "title": "Chuyển đổi số"},
    ),
    (
        "a title whose lines begin with capitals, an issuer's and a body's among them",
        (
            f"UBND TỈNH HÀ GIANG\n{MOTTO}\nSố: 6/KH-UBND\nHà Giang, ngày 5 tháng 2 năm 2024\nKẾ HOẠCH\n"
            "Triển khai Nghị quyết số 9-NQ/TU ngày 06/9/2023\nCủa Ban Thường vụ Tỉnh ủy về chuyển đổi số thuộc phạm vi của\n"
            f"Sở Nội vụ tỉnh Hà Giang\n{BASIS}"
        ),
        {
            "title": (
                "Triển khai Nghị quyết số 9-NQ/TU ngày 06/9/2023 Của Ban Thường vụ Tỉnh ủy về chuyển đổi số thuộc phạm vi "
                "của Sở Nội vụ tỉnh Hà Giang"
            )
        },
    ),
    (
        "a nameless head, the name in the title in capitals",
        (
            f"ỦY BAN NHÂN DÂN |\n{MOTTO} |\nSố: 6/KH-UBND |\nHà Giang, ngày 5 tháng 2 năm 2024 |\nKẾ HOẠCH\n"
            f"CHUYỂN ĐỔI SỐ TỈNH HÀ GIANG NĂM 2024\n{BASIS}\nỦy ban nhân dân tỉnh ban hành Kế hoạch như sau:"
        ),
        {"issuer": "UBND tỉnh Hà Giang", "level": "tỉnh", "province": "Hà Giang"},
    ),
    (
        "a nameless head, the name in the authority line",
        (
            f"HỘI ĐỒNG NHÂN DÂN |\n{MOTTO} |\nSố: 6/NQ-HĐND |\nAn Bình, ngày 5 tháng 2 năm 2024 |\nNGHỊ QUYẾT\n"
            f"VỀ PHÁT TRIỂN KINH TẾ - XÃ HỘI, QUỐC PHÒNG NĂM 2024\nHỘI ĐỒNG NHÂN DÂN XÃ AN HÒA\nKHÓA X, KỲ HỌP THỨ BA\n{BASIS}\n"
            "Theo báo cáo của Ban Kinh tế - Xã hội Hội đồng nhân dân xã;"
        ),
        {"issuer": "HĐND xã An Hòa", "level": "xã", "commune": "An Hòa"},
    ),
    (
        "a nameless head, a chairman's decision",
        (
            f"ỦY BAN NHÂN DÂN\n{MOTTO}\nSố: 6/QĐ-UBND\nTân Sơn, ngày 5 tháng 2 năm 2024\nQUYẾT ĐỊNH\nVề việc phê duyệt kinh phí\n"
            f"CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN TÂN HÒA\n{BASIS}"
        ),
        {"issuer": "UBND huyện Tân Hòa", "level": "huyện", "district": "Tân Hòa"},
    ),
    (
        "a head whose level alone is named, the place of issue",
        f"UBND TỈNH\n{MOTTO}\nSố: 6/KH-UBND\nKon Tum, ngày 5 tháng 2 năm 2024\nKẾ HOẠCH\nChuyển đổi số\n{BASIS}",
        {"issuer": "UBND tỉnh Kon Tum", "province": "Kon Tum"},
    ),
    (
        "a place of issue that is of another level names nobody",
        f"UBND HUYỆN\n{MOTTO}\nSố: 6/KH-UBND\nThị trấn An Bình, ngày 5 tháng 2 năm 2024\nKẾ HOẠCH\nChuyển đổi số\n{BASIS}",
        {"issuer": "UBND huyện", "level": "huyện", "district": None},
    ),
    (
        "a title about another unit names nobody",
        (
            f"ỦY BAN NHÂN DÂN\n{MOTTO}\nSố: 6/KH-UBND\nKon Tum, ngày 5 tháng 2 năm 2024\nKẾ HOẠCH\n"
            f"Hỗ trợ chuyển đổi số trên địa bàn huyện Tân Hòa\n{BASIS}"
        ),
        {"issuer": "UBND", "level": None, "district": None},
    ),
    (
        "a heading broken in two",
        f"UBND XÃ AN BÌNH\n{MOTTO}\nSố: 6/CT-UBND\nAn Bình, ngày 5 tháng 2 năm 2024\nCHỈ\nTHỊ\nVỀ AN TOÀN THÔNG TIN\n{BASIS}",
        {"doc_type": "Chỉ thị", "title": "VỀ AN TOÀN THÔNG TIN"},
    ),
    (
        "a heading broken in two under a department of the same words",
        f"UBND TỈNH LÀO CAI\nSỞ\nKẾ HOẠCH VÀ ĐẦU TƯ\n{MOTTO}\nSố: 6/KH-SKHĐT\nKẾ\nHOẠCH\nChuyển đổi số\n{BASIS}",
        {"doc_type": "Kế hoạch", "title": "Chuyển đổi số", "issuer": "Sở Kế hoạch và Đầu tư tỉnh Lào Cai"},
    ),
    (
        "a heading in spaced letters",
        f"UBND XÃ AN BÌNH\n{MOTTO}\nSố: 6/KH-UBND\nK Ế  H O Ạ C H\nChuyển đổi số năm 2024\n{BASIS}",
        {"doc_type": "Kế hoạch", "title": "Chuyển đổi số năm 2024", "plan_year": "2024"},
    ),
    (
        "images and links",
        f"![](/anh/quoc-huy.png)\nUBND XÃ AN BÌNH\n{MOTTO}\nSố: 6/KH-UBND\nKẾ HOẠCH\n[Chuyển đổi số](https://a.vn/1)\n![]()\n{BASIS}",
        {"issuer": "UBND xã An Bình", "title": "Chuyển đổi số"},
    ),
    (
        "a page pasted as one line",
        f"UBND XÃ AN BÌNH {MOTTO} Số: 6/KH-UBND An Bình, ngày 5 tháng 2 năm 2024 KẾ HOẠCH Chuyển đổi số xã An Bình năm 2024"
        " Thực hiện Kế hoạch số 7/KH-UBND ngày 03/01/2024 của UBND huyện Tân Hòa, tỉnh Bến Tre, UBND xã xây dựng kế hoạch như"
        " sau: I. MỤC TIÊU 1. 100% hồ sơ được số hóa. 2. Trên 60% hộ có mạng. Nơi nhận: - UBND huyện; - Lưu: VT."
        " TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Lê Văn An".replace("\n", " "),
        {
            "doc_number": "6/KH-UBND",
            "issued_on": "2024-02-05",
            "title": "Chuyển đổi số xã An Bình năm 2024",
            "district": "Tân Hòa",
            "province": "Bến Tre",
            "signer": "Lê Văn An",
            "signer_title": "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        },
    ),
    (
        "a plan without a heading",
        "UBND xã An Bình ban hành Kế hoạch cải cách hành chính năm 2025, cụ thể như sau:\n2. Chỉ tiêu\n- 100% hồ sơ.",
        {"doc_type": "Kế hoạch", "issuer": "UBND xã An Bình", "commune": "An Bình", "plan_year": "2025", "title": None},
    ),
    (
        "a board that issues",
        (
            "KẾ HOẠCH\nHoạt động năm 2023\nTriển khai Quyết định số 6/QĐ-UBND ngày 13/01/2023 của Ủy ban nhân dân tỉnh Đắk Nông, Ban"
            " Chỉ đạo chuyển đổi số huyện Tân Hòa ban hành Kế hoạch như sau:"
        ),
        {"issuer": "Ban Chỉ đạo chuyển đổi số huyện Tân Hòa", "level": "huyện", "province": "Đắk Nông"},
    ),
    (
        "a board whose place the title names",
        (
            "KẾ HOẠCH\nHoạt động của Ban Chỉ đạo chuyển đổi số xã An Bình năm 2023\nCăn cứ Luật Giao dịch điện tử;\n"
            "Ban Chỉ đạo chuyển đổi số xã xây dựng Kế hoạch như sau:"
        ),
        {"issuer": "Ban Chỉ đạo chuyển đổi số xã An Bình", "commune": "An Bình"},
    ),
    (
        "a province in a party committee's name",
        PARTY.replace("ĐẢNG BỘ TỈNH HƯNG YÊN", "ĐẢNG BỘ HUYỆN TÂN HÒA").replace("của Tỉnh ủy", "của Tỉnh ủy Nghệ An"),
        {"commune": "An Bình", "province": "Nghệ An"},
    ),
    (
        "a school named like a province",
        f"PHÒNG GD&ĐT HUYỆN TÂN HÒA\nTRƯỜNG TIỂU HỌC LẠNG SƠN\n{MOTTO}\nSố: 6/KH-TH\nKẾ HOẠCH\nChuyển đổi số\n{BASIS}",
        {"issuer": "Trường Tiểu học Lạng Sơn", "level": "huyện", "district": "Tân Hòa", "province": None},
    ),
    (
        "a front's own board",
        f"ỦY BAN MTTQ VIỆT NAM TỈNH NINH BÌNH\nBAN THƯỜNG TRỰC\n{MOTTO}\nSố: 6/KH-MTTQ\nKẾ HOẠCH\nChuyển đổi số\n{BASIS}",
        {"issuer": "Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh Ninh Bình", "province": "Ninh Bình"},
    ),
    (
        "a youth union",
        f"TỈNH ĐOÀN LẠNG SƠN\nBAN THƯỜNG VỤ\n{MOTTO}\nSố: 6-KH/TĐTN\nKẾ HOẠCH\nChuyển đổi số\n{BASIS}",
        {"issuer": "Ban Thường vụ Tỉnh đoàn Lạng Sơn", "level": "tỉnh", "province": "Lạng Sơn"},
    ),
    (
        "a working group named after a project",
        f"UBND PHƯỜNG AN BÌNH\nTỔ CÔNG TÁC ĐỀ ÁN 06\n{MOTTO}\nSố: 6/KH-TCT\nKẾ HOẠCH\nChuyển đổi số\n{BASIS}",
        {"issuer": "Tổ công tác Đề án 06 phường An Bình"},
    ),
    (
        "signed by order, with the lines of a digital signature",
        head("UBND XÃ AN BÌNH")
        + "\nNơi nhận:\n- Lưu: VT.\nTUQ. CHỦ TỊCH\nTRƯỞNG PHÒNG VĂN HÓA - XÃ HỘI\nNgười ký: Lê Văn An\nNgày ký: 12-09-2025 08:11\nLê Văn An",
        {"signer": "Lê Văn An", "signer_title": "TUQ. CHỦ TỊCH TRƯỞNG PHÒNG VĂN HÓA - XÃ HỘI"},
    ),
    (
        "an acting director, columns set with tabs",
        (
            "UBND TỈNH LÀO CAI\t\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ Y TẾ\t\tĐộc lập - Tự do - Hạnh phúc\nSố:\t/KH-SYT\t\tLào Cai, ngày\ttháng 01"
            f" năm 2025\nKẾ HOẠCH\nChuyển đổi số\n\n{BASIS}\nNơi nhận:\t\tQ. GIÁM ĐỐC\n- UBND tỉnh;\n- Lưu: VT.\n\t\tLê Văn An"
        ),
        {
            "issuer": "Sở Y tế tỉnh Lào Cai",
            "issued_place": "Lào Cai",
            "doc_number": None,
            "signer": "Lê Văn An",
            "signer_title": "Q. GIÁM ĐỐC",
        },
    ),
    (
        "a city within a city",
        (
            f"UỶ BAN NHÂN DÂN\nTHÀNH PHỐ TÂN HÒA\n{MOTTO}\nSố: 6/KH-UBND\nKẾ HOẠCH\nChuyển đổi số\nCăn cứ Quyết định số 5/QĐ-UBND ngày 03/01/2023 của"
            " Ủy ban nhân dân Thành phố Hồ Chí Minh;"
        ),
        {"issuer": "UBND thành phố Tân Hòa", "level": "thành phố", "district": "Tân Hòa", "province": "Hồ Chí Minh"},
    ),
    (
        "a portal's foot below a page of one line",
        (
            "Trang tin xã An Bình\nKẾ HOẠCH CHUYỂN ĐỔI SỐ NĂM 2025 I. CĂN CỨ - Kế hoạch số 7/KH-UBND ngày 10/01/2025 của UBND huyện về chuyển đổi số."
            " UBND xã An Bình ban hành kế hoạch như sau: II. MỤC TIÊU 1. Chính quyền số - 100% hồ sơ được tiếp nhận trên hệ thống; - Tối thiểu 80% hồ"
            " sơ nộp trực tuyến; - 100% cán bộ, công chức được tập huấn.\nLượt xem: 132"
        ),
        {"doc_type": "Kế hoạch", "issuer": "UBND xã An Bình", "title": "CHUYỂN ĐỔI SỐ NĂM 2025", "plan_year": "2025"},
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"), [case[1:] for case in WRITTEN_HEADS], ids=[case[0] for case in WRITTEN_HEADS]
)
def test_a_head_or_foot_as_portals_and_offices_write_it(text: str, expected: dict[str, str | None]) -> None:
    found = values(text)
    assert {name: found.get(name) for name in expected} == expected


def test_a_name_that_the_head_leaves_out_is_flagged() -> None:
    named, unnamed = fields(head("UBND XÃ AN BÌNH")), fields(head("UBND XÃ", day="An Bình, ngày 1 tháng 2 năm 2024"))
    assert named["issuer"].value == unnamed["issuer"].value == "UBND xã An Bình"
    assert (named["issuer"].flags, unnamed["issuer"].flags) == ((), ("place_from_body",))


FRAGMENTS = [
    "ỦY BAN NHÂN DÂN", "XÃ", "TỈNH LÀO CAI", "Số:", "12/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", ", ngày", "tháng",
    "năm 2024", "KẾ HOẠCH", "V/v", "Kính gửi:", "|", "Nơi nhận:", "TM.", "CHỦ TỊCH", "KT.", "Lê Văn An", "-", "\n", "\n\n",
    "của UBND huyện", "Tân Hòa", "I.", "(", "*", "Trên đây là Kế hoạch",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(st.characters(exclude_categories=("Cc", "Cs"))),
        st.lists(st.sampled_from(FRAGMENTS), max_size=60).map(" ".join),
    )
)
def test_any_text_is_read_without_an_error_and_with_evidence(text: str) -> None:
    clean_text = cleaned(text + "\nVăn bản")
    found = find_header(clean_text, outline(clean_text))
    assert len({field.name for field in found}) == len(found)
    for field in found:
        assert field.value == field.value.strip() != ""
        assert 0 <= field.span.start < field.span.end <= len(clean_text.text)
        assert field.found_in in {"header", "title", "body", "signature", "symbol"}
