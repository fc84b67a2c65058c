"""Header fields of whole heads and feet, in the layouts in which such documents are really found."""

from __future__ import annotations

import pytest

from tests.headers import BODY, ONE_AFTER_THE_OTHER, PARTY, SIGNED, values

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


def test_the_signature_is_the_documents_own_and_not_an_annexs() -> None:
    annex = "\nPHỤ LỤC\nMẫu số 1\nNơi nhận:\n- Lưu: VT.\nGIÁM ĐỐC\n\nHoàng Văn Mẫu\n"
    assert values(ONE_AFTER_THE_OTHER + BODY + SIGNED + annex)["signer"] == "Trần Văn Bình"


def test_stamps_and_signing_lines_are_not_the_documents_own() -> None:
    stamps = (
        "CÔNG VĂN ĐẾN\nSố: 456\nNgày 09/02/2024\nSAO Y; UBND xã An Hòa; 10/02/2024\nKý bởi: Ủy ban nhân dân xã An Hòa\n"
    )
    assert values(stamps + ONE_AFTER_THE_OTHER + BODY + SIGNED) == CASES[0][2]
