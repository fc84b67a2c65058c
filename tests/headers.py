"""Header fields of a text, and what every document of the tests has: a body and a foot."""

from __future__ import annotations

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


def head(issuer: str, number: str = "Số: 5/KH-UBND", day: str = "A, ngày 1 tháng 2 năm 2024", rest: str = "") -> str:
    lines = [issuer, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", number, day, ""]
    return "\n".join([*lines, "KẾ HOẠCH", "Chuyển đổi số", "", rest, BODY])
