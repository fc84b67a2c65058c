"""Citations: phrasing → fields, slips, lists, and what is no citation; properties over generated mentions."""

from __future__ import annotations

import pytest

from extractors.citations import find_citations
from extractors.clean import CleanText, clean
from extractors.document import Span
from extractors.read import read
from extractors.records import Citation, HeaderField

NOTHING = Span(0, 0)
HEADER = (
    HeaderField("doc_number", "15/KH-UBND", "header", NOTHING, "test"),
    HeaderField("issued_on", "2025-01-20", "header", NOTHING, "test"),
)
# The header as other extractors hand it over; none of the texts below is that document.
CENTRAL = "Thủ tướng Chính phủ"


def cleaned(text: str) -> CleanText:
    return clean(read(text.encode()))


def citations(text: str, header: tuple[HeaderField, ...] = HEADER) -> tuple[Citation, ...]:
    return find_citations(cleaned(text), header)


def fields(citation: Citation) -> tuple[str, str | None, str | None, str | None]:
    """What the labels compare: type, number, ISO date, issuer."""
    issued = citation.issued_on.isoformat() if citation.issued_on is not None else None
    return citation.doc_type, citation.number, issued, citation.issuer


# Text → (type, number, date, issuer) of each mention in it, in order.
MENTIONS: list[tuple[str, list[tuple[str, str | None, str | None, str | None]]]] = [
    # Dates in every form, before and after the issuer.
    (
        "Quyết định số 31/QĐ-TTg ngày 27/9/2019 của Thủ tướng Chính phủ",
        [("Quyết định", "31/QĐ-TTg", "2019-09-27", CENTRAL)],
    ),
    (
        "Nghị quyết số 9-NQ/TW ngày 27 tháng 9 năm 2019 của Bộ Chính trị",
        [("Nghị quyết", "9-NQ/TW", "2019-09-27", "Bộ Chính trị")],
    ),
    ("Chỉ thị số 8/CT-TTg ngày 25.12.2001 của Thủ tướng Chính phủ", [("Chỉ thị", "8/CT-TTg", "2001-12-25", CENTRAL)]),
    (
        "Công văn số 8/UBND-VX ngày 21/2/2025 của UBND tỉnh An Bình V/v mở dữ liệu",
        [("Công văn", "8/UBND-VX", "2025-02-21", "UBND tỉnh An Bình")],
    ),
    (
        "Pháp lệnh số 4/2007/PL-UBTVQH11 ngày 20/4/2007",
        [("Pháp lệnh", "4/2007/PL-UBTVQH11", "2007-04-20", "Ủy ban Thường vụ Quốc hội")],
    ),
    (
        "Báo cáo thẩm tra số 7/BC-UBPLTP15 ngày 03/6/2025 của Ủy ban Pháp luật và Tư pháp",
        [("Báo cáo", "7/BC-UBPLTP15", "2025-06-03", "Ủy ban Pháp luật và Tư pháp")],
    ),
    # Laws by name: with all words up to the day, the day with and without `ngày`.
    ("Căn cứ Bộ Luật Dân sự ngày 28 tháng 10 năm 1995", [("Bộ luật", None, "1995-10-28", None)]),
    ("Căn cứ Luật Tổ chức HĐND và UBND (sửa đổi) ngày 21 tháng 6 năm 1994", [("Luật", None, "1994-06-21", None)]),
    ("Căn cứ Luật Doanh nghiệp Nhà nước ngày 20 tháng 4 năm 1995", [("Luật", None, "1995-04-20", None)]),
    ("Căn cứ Luật Trưng mua tài sản nhà nước 03/6/2008;", [("Luật", None, "2008-06-03", None)]),
    ("Căn cứ Pháp lệnh về quản lý giá, phí ngày 26/4/2002", [("Pháp lệnh", None, "2002-04-26", None)]),
    # No joint between the number and its symbol, an issuer between type and number, an issuer behind `bởi`.
    (
        "ý kiến của Ban Tổ chức Trung ương tại công văn số 136CV/TCTW ngày 27/12/1999",
        [("Công văn", "136CV/TCTW", "1999-12-27", "Ban Tổ chức Trung ương")],
    ),
    ("Quyết định số 9/2012QĐ-UBND ngày 1/2/2012", [("Quyết định", "9/2012QĐ-UBND", "2012-02-01", None)]),
    ("Chương trình hành động của Tỉnh ủy số 2-CTr/TU", [("Chương trình", "2-CTr/TU", None, "Tỉnh ủy")]),
    (
        "Nghị quyết số 2-NQ/TU ngày 08/6/2022 ban hành bởi Tỉnh ủy Kiên Giang",
        [("Nghị quyết", "2-NQ/TU", "2022-06-08", "Tỉnh ủy Kiên Giang")],
    ),
    # A symbol that a narrow table cell breaks before its hyphen.
    ("- Nghị định số 12/2015/NĐ\n-CP ngày 15/11/2015", [("Nghị định", "12/2015/NĐ-CP", "2015-11-15", "Chính phủ")]),
    ("- Nghị định số 12/2022/N\nĐ-CP ngày 21/12/2022", [("Nghị định", "12/2022/NĐ-CP", "2022-12-21", "Chính phủ")]),
    (
        "Thực hiện Nghị quyết số 3-NQ/TU ngày 06/9/2023\nCủa Ban Thường vụ Tỉnh ủy về dữ liệu",
        [("Nghị quyết", "3-NQ/TU", "2023-09-06", "Ban Thường vụ Tỉnh ủy")],
    ),
    ("Công văn số 8/UBND-VX ngày 21/2/25 của UBND tỉnh", [("Công văn", "8/UBND-VX", "2025-02-21", "UBND tỉnh")]),
    ("Kế hoạch số 8/KH-UBND ngày 12-IX-2024 của UBND tỉnh", [("Kế hoạch", "8/KH-UBND", "2024-09-12", "UBND tỉnh")]),
    (
        "Nghị định số 8/2025/NĐ-CP, ngày 05-3-2025 của Chính phủ",
        [("Nghị định", "8/2025/NĐ-CP", "2025-03-05", "Chính phủ")],
    ),
    (
        "Quyết định số 31/QĐ-TTg của Thủ tướng Chính phủ ngày 31/3/2022 phê duyệt",
        [("Quyết định", "31/QĐ-TTg", "2022-03-31", CENTRAL)],
    ),
    ("Quyết định số 31/QĐ-TTg ký ngày 31/3/2022", [("Quyết định", "31/QĐ-TTg", "2022-03-31", CENTRAL)]),
    (
        "Quyết định số 31/QĐ-TTg (ngày 31/3/2022) của Thủ tướng Chính phủ",
        [("Quyết định", "31/QĐ-TTg", "2022-03-31", CENTRAL)],
    ),
    (
        "Nghị quyết số 9-NQ/TW (khóa XII) ngày 25/10/2017 của Ban Chấp hành Trung ương",
        [("Nghị quyết", "9-NQ/TW", "2017-10-25", "Ban Chấp hành Trung ương")],
    ),
    (
        "Kế hoạch số 7/KH-UBND ngày 01/02/2024 của UBND tỉnh và Công văn số 9/UBND-VX cùng ngày",
        [("Kế hoạch", "7/KH-UBND", "2024-02-01", "UBND tỉnh"), ("Công văn", "9/UBND-VX", "2024-02-01", None)],
    ),
    ("Quyết định số 31/QĐ-TTg năm 2024", [("Quyết định", "31/QĐ-TTg", None, CENTRAL)]),
    # Numbers as they are typed.
    ("Chỉ thị số 14/CT- TTg ngày 01/6/2019", [("Chỉ thị", "14/CT-TTg", "2019-06-01", CENTRAL)]),
    ("Nghị quyết số 9- NQ/TW của Bộ Chính trị", [("Nghị quyết", "9-NQ/TW", None, "Bộ Chính trị")]),
    ("Nghị định số 12/2021/NĐ -CP ngày 01/8/2021", [("Nghị định", "12/2021/NĐ-CP", "2021-08-01", "Chính phủ")]),
    ("Nghị định số 12/2021/NĐ - CP ngày 01/8/2021", [("Nghị định", "12/2021/NĐ-CP", "2021-08-01", "Chính phủ")]),
    ("Công văn số 1234/UBND-\nKGVX ngày 31/3/2022", [("Công văn", "1234/UBND-KGVX", "2022-03-31", None)]),
    ("Công văn số 77/BNV-CTTN&BĐG ngày 03/10/2025", [("Công văn", "77/BNV-CTTN&BĐG", "2025-10-03", "Bộ Nội vụ")]),
    ("Nghị quyết 12/2024/QH15 của Quốc hội", [("Nghị quyết", "12/2024/QH15", None, "Quốc hội")]),
    (
        "Nghị quyết số 60/2024/UBTVQH15 ngày 24/12/2024",
        [("Nghị quyết", "60/2024/UBTVQH15", "2024-12-24", "Ủy ban Thường vụ Quốc hội")],
    ),
    ("NĐ 13/2023/NĐ-CP", [("Nghị định", "13/2023/NĐ-CP", None, "Chính phủ")]),
    (
        "nghị định số 5/2017/NĐCP ngày 07/8/2017 của Chính phủ",
        [("Nghị định", "5/2017/NĐCP", "2017-08-07", "Chính phủ")],
    ),
    (
        "CHỈ THỊ SỐ 27/CT-TTG NGÀY 15 THÁNG 8 NĂM 2024 CỦA THỦ TƯỚNG CHÍNH PHỦ VỀ CÔNG TÁC DÂN SỐ",
        [("Chỉ thị", "27/CT-TTG", "2024-08-15", CENTRAL)],
    ),
    (
        "KẾ HOẠCH SỐ 3/KH-UBND NGÀY 5/6/2024 CỦA UBND TỈNH AN BÌNH VỀ DỮ LIỆU",
        [("Kế hoạch", "3/KH-UBND", "2024-06-05", "UBND Tỉnh An Bình")],
    ),
    ("Quyết định 37–HĐBT ngày 16/2/1987", [("Quyết định", "37-HĐBT", "1987-02-16", "Hội đồng Bộ trưởng")]),
    ("Chỉ thị so 41-CT/TW ngày 26/12/2024 của Ban Bí thư", [("Chỉ thị", "41-CT/TW", "2024-12-26", "Ban Bí thư")]),
    ("Công văn số: 55/SNV-VP ngày 1/2/2023 của Sở Nội vụ", [("Công văn", "55/SNV-VP", "2023-02-01", "Sở Nội vụ")]),
    ("Kế hoạch số 02 của Trung ương", [("Kế hoạch", "02", None, "Trung ương")]),
    (
        "Công điện số 36 ngày 5/5/2024 của Ban Chỉ đạo Phòng thủ dân sự quốc gia",
        [("Công điện", "36", "2024-05-05", "Ban Chỉ đạo Phòng thủ dân sự quốc gia")],
    ),
    # Types that are two words and more.
    ("Kế hoạch hành động số 12-KH/TU ngày 24/4/2025 của Tỉnh ủy", [("Kế hoạch", "12-KH/TU", "2025-04-24", "Tỉnh ủy")]),
    (
        "Thông báo kết luận số 16-TB/TW ngày 16/3/2015 của Ban Bí thư",
        [("Thông báo", "16-TB/TW", "2015-03-16", "Ban Bí thư")],
    ),
    (
        "Thông tư liên tịch số 43/2015/TTLT-BTC-BNV ngày 23/11/2015",
        [("Thông tư liên tịch", "43/2015/TTLT-BTC-BNV", "2015-11-23", "Bộ Tài chính, Bộ Nội vụ")],
    ),
    ("Kết luận liên ngành Tư pháp Trung ương số 23/KL-LNTPTW", [("Kết luận", "23/KL-LNTPTW", None, None)]),
    ("Văn bản hợp nhất số 5/VBHN-BTP", [("Văn bản hợp nhất", "5/VBHN-BTP", None, "Bộ Tư pháp")]),
    ("Báo cáo thẩm tra số 64/BC-BPC của Ban Pháp chế", [("Báo cáo", "64/BC-BPC", None, "Ban Pháp chế")]),
    # Laws: the name stands between type and number.
    ("Luật Dữ liệu số 60/2024/QH15 ngày 30/11/2024", [("Luật", "60/2024/QH15", "2024-11-30", "Quốc hội")]),
    ("Luật Ban hành văn bản quy phạm pháp luật số 64/2025/QH15", [("Luật", "64/2025/QH15", None, "Quốc hội")]),
    ("Luật số 43/2024/QH15", [("Luật", "43/2024/QH15", None, "Quốc hội")]),
    ("theo quy định của Luật Căn cước;", [("Luật", None, None, None)]),
    ("Luật Tổ chức Chính quyền địa phương ngày 16 tháng 6 năm 2025;", [("Luật", None, "2025-06-16", None)]),
    ("Bộ luật Lao động năm 2019 và Luật Viên chức", [("Bộ luật", None, None, None), ("Luật", None, None, None)]),
    ("triển khai Đề án 06 trên địa bàn", [("Đề án", None, None, None)]),
    # Where an issuer's name ends.
    (
        "Kế hoạch số 8/KH-UBND ngày 1/2/2024 của Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu về",
        [("Kế hoạch", "8/KH-UBND", "2024-02-01", "UBND tỉnh Bà Rịa - Vũng Tàu")],
    ),
    (
        "Kế hoạch số 8/KH-UBND ngày 1/2/2024 của Uỷ ban nhân dân thành phố Cần Thơ về",
        [("Kế hoạch", "8/KH-UBND", "2024-02-01", "UBND thành phố Cần Thơ")],
    ),
    (
        "Kế hoạch số 8/KH-UBND ngày 1/2/2024 của UBND tỉnh Cao Bằng Ban hành",
        [("Kế hoạch", "8/KH-UBND", "2024-02-01", "UBND tỉnh Cao Bằng")],
    ),
    (
        "Kế hoạch số 8/KH-UBND ngày 1/2/2024 của UBND tỉnh Sửa đổi, bổ sung",
        [("Kế hoạch", "8/KH-UBND", "2024-02-01", "UBND tỉnh")],
    ),
    (
        "Kế hoạch số 8/KH-UBND ngày 1/2/2024 của Chủ tịch UBND quận 1 phê duyệt",
        [("Kế hoạch", "8/KH-UBND", "2024-02-01", "Chủ tịch UBND quận 1")],
    ),
    (
        "Kế hoạch số 8/KH-UBND của UBND xã Hòa Bình, huyện Từ Sơn triển khai",
        [("Kế hoạch", "8/KH-UBND", None, "UBND xã Hòa Bình, huyện Từ Sơn")],
    ),
    (
        "Kế hoạch số 8/KH-UBND ngày 1/2/2024 của tỉnh An Bình",
        [("Kế hoạch", "8/KH-UBND", "2024-02-01", "UBND tỉnh An Bình")],
    ),
    (
        "Nghị quyết số 8/NQ-HĐND ngày 1/2/2024 của Hội đồng nhân dân tỉnh An Bình về chủ trương",
        [("Nghị quyết", "8/NQ-HĐND", "2024-02-01", "HĐND tỉnh An Bình")],
    ),
    (
        "Nghị quyết số 8-NQ/TU ngày 1/2/2024 của Ban Thường vụ Tỉnh ủy về chuyển đổi số",
        [("Nghị quyết", "8-NQ/TU", "2024-02-01", "Ban Thường vụ Tỉnh ủy")],
    ),
    (
        "Nghị quyết số 8-NQ/TU ngày 1/2/2024 của Ban Chấp hành Đảng bộ tỉnh An Bình khóa XX",
        [("Nghị quyết", "8-NQ/TU", "2024-02-01", "Ban Chấp hành Đảng bộ tỉnh An Bình khóa XX")],
    ),
    (
        "Thông tri số 2-TT/TU ngày 1/2/2024 của Thành ủy Thành phố Hồ Chí Minh về lãnh đạo",
        [("Thông tri", "2-TT/TU", "2024-02-01", "Thành ủy Thành phố Hồ Chí Minh")],
    ),
    (
        (
            "Nghị quyết số 2-NQ/TW ngày 25/10/2017 của Hội nghị lần thứ sáu Ban Chấp hành Trung ương "
            "Đảng khóa XII về dân số"
        ),
        [("Nghị quyết", "2-NQ/TW", "2017-10-25", "Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XII")],
    ),
    (
        (
            "Kế hoạch số 1-KH/BCĐ ngày 1/2/2025 của Ban Chỉ đạo phát triển khoa học, công nghệ, cải "
            "cách hành chính và Đề án 06 về hành động"
        ),
        [
            (
                "Kế hoạch",
                "1-KH/BCĐ",
                "2025-02-01",
                "Ban Chỉ đạo phát triển khoa học, công nghệ, cải cách hành chính và Đề án 06",
            )
        ],
    ),
    (
        "Kế hoạch số 2-KH/BCĐTW ngày 19/6/2025 của Ban Chỉ đạo Trung ương thúc đẩy chuyển đổi số",
        [("Kế hoạch", "2-KH/BCĐTW", "2025-06-19", "Ban Chỉ đạo Trung ương")],
    ),
    (
        "Thông tư số 2/2017/TT-VPCP ngày 31/10/2017 của Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ hướng dẫn",
        [("Thông tư", "2/2017/TT-VPCP", "2017-10-31", "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ")],
    ),
    (
        "Thông tư số 1/2021/TT-BYT ngày 25/01/2021 của Bộ trưởng Bộ Y tế quy định",
        [("Thông tư", "1/2021/TT-BYT", "2021-01-25", "Bộ trưởng Bộ Y tế")],
    ),
    (
        "Quyết định số 3/QĐ-BVHTTDL ngày 1/2/2024 của Bộ Văn hóa, Thể thao và Du lịch về",
        [("Quyết định", "3/QĐ-BVHTTDL", "2024-02-01", "Bộ Văn hóa, Thể thao và Du lịch")],
    ),
    (
        "Văn bản số 26/BTTTT-QLDN ngày 21/7/2021 của Bộ TT&TT và Kế hoạch này",
        [("Văn bản", "26/BTTTT-QLDN", "2021-07-21", "Bộ Thông tin và Truyền thông")],
    ),
    (
        "Quyết định số 3/QĐ-BNN-KHCN ngày 4/12/2024 của Bộ NN&PTNT",
        [("Quyết định", "3/QĐ-BNN-KHCN", "2024-12-04", "Bộ Nông nghiệp và Phát triển nông thôn")],
    ),
    (
        "Công văn số 3/SKHCN-QLCN ngày 4/12/2024 của Sở KH&CN tỉnh An Bình về",
        [("Công văn", "3/SKHCN-QLCN", "2024-12-04", "Sở Khoa học và Công nghệ tỉnh An Bình")],
    ),
    (
        "Công văn số 3/SXD-VP ngày 4/12/2024 của Sở Xây dựng hướng dẫn",
        [("Công văn", "3/SXD-VP", "2024-12-04", "Sở Xây dựng")],
    ),
    (
        "Kế hoạch số 3/KH-CAT ngày 4/12/2024 của Công an tỉnh về",
        [("Kế hoạch", "3/KH-CAT", "2024-12-04", "Công an tỉnh")],
    ),
    # Where none is stated: what the symbol says, as the body was named then.
    ("Thông tư 6/2022/TT-BKHĐT", [("Thông tư", "6/2022/TT-BKHĐT", None, "Bộ Kế hoạch và Đầu tư")]),
    (
        "Quyết định số 3/QĐ-BTTTT ngày 13/12/2021",
        [("Quyết định", "3/QĐ-BTTTT", "2021-12-13", "Bộ Thông tin và Truyền thông")],
    ),
    ("Thông báo số 15/TB-VPCP ngày 1/4/2024", [("Thông báo", "15/TB-VPCP", "2024-04-01", "Văn phòng Chính phủ")]),
    ("Kế hoạch số 8/KH-UBND ngày 1/2/2024 về", [("Kế hoạch", "8/KH-UBND", "2024-02-01", None)]),
    ("Kết luận số 12-KL/TW", [("Kết luận", "12-KL/TW", None, None)]),
    # Stated before the document.
    ("UBND xã Hòa Bình ban hành Kế hoạch số 8/KH-UBND", [("Kế hoạch", "8/KH-UBND", None, "UBND xã Hòa Bình")]),
    ("Ngày 15/8/2025, UBND xã đã ban hành Kế hoạch số 8/KH-UBND", [("Kế hoạch", "8/KH-UBND", "2025-08-15", "UBND xã")]),
    (
        "Ngày 21/1/2008, Chính phủ Việt Nam ban hành Nghị định 8/2008/NĐ-CP",
        [("Nghị định", "8/2008/NĐ-CP", "2008-01-21", "Chính phủ")],
    ),
    (
        "theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 39/TTr-SNV ngày 1/2/2025",
        [("Tờ trình", "39/TTr-SNV", "2025-02-01", "Giám đốc Sở Nội vụ")],
    ),
    (
        "Quyết định của Thủ tướng Chính phủ số 74/QĐ-TTg ngày 3/6/2020",
        [("Quyết định", "74/QĐ-TTg", "2020-06-03", CENTRAL)],
    ),
    (
        "Kế hoạch số 8/KH-UBND được UBND huyện ban hành ngày 05/02/2024",
        [("Kế hoạch", "8/KH-UBND", "2024-02-05", "UBND huyện")],
    ),
    (
        "Thông tư liên tịch 1/2019/TTLT-BNV-BTC ngày 1/1/2019 của Bộ Nội vụ, Bộ Tài chính hướng dẫn",
        [("Thông tư liên tịch", "1/2019/TTLT-BNV-BTC", "2019-01-01", "Bộ Nội vụ, Bộ Tài chính")],
    ),
    (
        "Nghị quyết số 1-NQ/ĐH ngày 20/6/2025 của Đại hội Đảng bộ phường lần thứ I, nhiệm kỳ 2025 - 2030",
        [("Nghị quyết", "1-NQ/ĐH", "2025-06-20", "Đại hội Đảng bộ phường lần thứ I, nhiệm kỳ 2025 - 2030")],
    ),
    (
        "Kế hoạch số 84/KH-UBND.HC ngày 12/4/2022 của Ủy ban nhân dân Tỉnh;",
        [("Kế hoạch", "84/KH-UBND.HC", "2022-04-12", "UBND Tỉnh")],
    ),
    ("thực hiện Nghị quyết 57 của Bộ Chính trị", [("Nghị quyết", None, None, "Bộ Chính trị")]),
    # Blanks lost and blanks too many.
    (
        "Kế hoạch số 8/KH-UBNDngày 05/6/2023 của UBND tỉnh",
        [("Kế hoạch", "8/KH-UBND", "2023-06-05", "UBND tỉnh")],
    ),
    ("Quyết định số 8/QĐ-TTgngày 5/6/2023", [("Quyết định", "8/QĐ-TTg", "2023-06-05", CENTRAL)]),
    (
        "Công văn số 8/UBND-VXvề dữ liệu; Chương trình số 9-CTr/TUcủa Tỉnh ủy",
        [("Công văn", "8/UBND-VX", None, None), ("Chương trình", "9-CTr/TU", None, "Tỉnh ủy")],
    ),
    (
        "Quyết định số8/QĐ-UBND ngày5/6/2023củaUBND tỉnh",
        [("Quyết định", "8/QĐ-UBND", "2023-06-05", "UBND tỉnh")],
    ),
    (
        "Nghị định số 8 / 2023 / NĐ-CP ngày 5/6/2023 của Chính phủ",
        [("Nghị định", "8/2023/NĐ-CP", "2023-06-05", "Chính phủ")],
    ),
    ("Quyết định số: 8/QĐ-UBND, ngày: 5/6/2023", [("Quyết định", "8/QĐ-UBND", "2023-06-05", None)]),
    (
        "quyết định số 8/qđ-ubnd ngày 5/6/2023, nghị định 9/2023/nđ-cp",
        [("Quyết định", "8/qđ-ubnd", "2023-06-05", None), ("Nghị định", "9/2023/nđ-cp", None, "Chính phủ")],
    ),
    # The year in place of a date.
    (
        "Kế hoạch 8/KH-UBND năm 2024 của UBND tỉnh An Bình về dữ liệu",
        [("Kế hoạch", "8/KH-UBND", None, "UBND tỉnh An Bình")],
    ),
    ("TTLT số 1/2019/TTLT-BNV-BTC", [("Thông tư liên tịch", "1/2019/TTLT-BNV-BTC", None, "Bộ Nội vụ, Bộ Tài chính")]),
    # A body behind a comma issued the document, or is what the sentence goes on with.
    (
        "Thực hiện Kế hoạch số 8/KH-UBND ngày 5/6/2023, UBND xã ban hành kế hoạch như sau:",
        [("Kế hoạch", "8/KH-UBND", "2023-06-05", None)],
    ),
    (
        "Thực hiện Công văn số 8/UBND-VX ngày 5/6/2023, Ủy ban nhân dân xã An Bình báo cáo kết quả",
        [("Công văn", "8/UBND-VX", "2023-06-05", None)],
    ),
    (
        "Thực hiện Công văn số 8/UBND-VX ngày 5/6/2023 UBND xã báo cáo kết quả",
        [("Công văn", "8/UBND-VX", "2023-06-05", None)],
    ),
    (
        "theo Công văn 8/BTTTT-CĐS ngày 5/6/2023, UBND tỉnh yêu cầu các sở",
        [("Công văn", "8/BTTTT-CĐS", "2023-06-05", "Bộ Thông tin và Truyền thông")],
    ),
    (
        "theo Công văn số 8/UBND-VX ngày 5/6/2023, UBND tỉnh An Bình về dữ liệu",
        [("Công văn", "8/UBND-VX", "2023-06-05", "UBND tỉnh An Bình")],
    ),
    (
        "theo Kế hoạch số 8/KH-UBND ngày 5/6/2023 UBND tỉnh ban hành Quy chế",
        [("Kế hoạch", "8/KH-UBND", "2023-06-05", "UBND tỉnh")],
    ),
    # Departments of several fields, some of them words for documents.
    (
        "Công văn số 8/TCKH ngày 5/6/2023 của Phòng Tài chính - Kế hoạch về",
        [("Công văn", "8/TCKH", "2023-06-05", "Phòng Tài chính - Kế hoạch")],
    ),
    ("Công văn số 8 của Vụ Kế hoạch - Tài chính;", [("Công văn", "8", None, "Vụ Kế hoạch - Tài chính")]),
    (
        "Công văn số 8 của Phòng Văn hóa - Kế hoạch số 9/KH-UBND",
        [("Công văn", "8", None, "Phòng Văn hóa"), ("Kế hoạch", "9/KH-UBND", None, None)],
    ),
    (
        "Kết luận số 8-KL/TW ngày 5/6/2025 của Bộ Chính trị, Ban Bí thư;",
        [("Kết luận", "8-KL/TW", "2025-06-05", "Bộ Chính trị, Ban Bí thư")],
    ),
    # Lists.
    (
        "Căn cứ các Quyết định của UBND tỉnh: Số 79/QĐ-UBND ngày 1/2/2023; số 657/QĐ-UBND ngày 5/6/2023",
        [
            ("Quyết định", "79/QĐ-UBND", "2023-02-01", "UBND tỉnh"),
            ("Quyết định", "657/QĐ-UBND", "2023-06-05", "UBND tỉnh"),
        ],
    ),
    (
        "các Công văn: số 12/UBND-VX ngày 1/2/2023, số 13/UBND-VX ngày 3/2/2023",
        [("Công văn", "12/UBND-VX", "2023-02-01", None), ("Công văn", "13/UBND-VX", "2023-02-03", None)],
    ),
    (
        (
            "Quyết định số 10/QĐ-UBND ngày 21/7/2021 và Quyết định số 35/QĐ-BTTTT ngày 24/02/2022 của "
            "Bộ Thông tin và Truyền thông"
        ),
        [
            ("Quyết định", "10/QĐ-UBND", "2021-07-21", None),
            ("Quyết định", "35/QĐ-BTTTT", "2022-02-24", "Bộ Thông tin và Truyền thông"),
        ],
    ),
    (
        "(triển khai Quyết định số 74/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ)",
        [("Quyết định", "74/QĐ-TTg", "2020-06-03", CENTRAL)],
    ),
    (
        "Nghị quyết số 5/NQ-CP ngày 17/4/2020 của Chính phủ ban hành Chương trình thực hiện Nghị quyết số 9-NQ/TW;",
        [("Nghị quyết", "5/NQ-CP", "2020-04-17", "Chính phủ"), ("Nghị quyết", "9-NQ/TW", None, None)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), MENTIONS, ids=[text[:50] for text, _ in MENTIONS])
def test_mentions(text: str, expected: list[tuple[str, str | None, str | None, str | None]]) -> None:
    assert [fields(citation) for citation in citations(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Số: 15/KH-UBND",
        "(Kèm theo Kế hoạch số 15/KH-UBND ngày 20/01/2025 của UBND xã)",
        "Kế hoạch này (Kế hoạch số 15/KH-UBND) thay cho mọi kế hoạch trước",
        "nhà số 12/4 đường 30/4",
        "phủ sóng 4G/5G, nền tảng 5G/IoT, mô hình 3D/VR360",
        "giai đoạn 2021-2025 - Tầm nhìn 2030",
        "Quý IV/2025- Quý II/2026",
        "Quy chuẩn QCVN 102:2016/BTTTT và TCVN 7540:2013/BKHCN",
        "Mẫu số 01/BC-KTNS và Biểu mẫu số 2/KH-NS kèm theo",
        "Quyết định số      /QĐ-UBND ngày     tháng     năm 2025",
        "Quyết định số      /2025/QĐ-UBND; Số: /2020/TT-BTTTT",
        "vi phạm pháp luật, luật sư, Luật sư Nguyễn Văn A, Hội Luật gia tỉnh",
        "Tiểu dự án 3, Dự án 7, Mô hình số 12",
        "/tin-tuc/12-qd-ubnd/nd-cp 13/nd-cp.html",
        "năm 2025 UBND-HĐND; 12 TT-BTC",
        "bão số 12 và số 63 đường Lý Tự Trọng",
        "Lưu: VT (TC04/10).KT14/11.",
        "NO2--N, PO43--P, NH4+-N",
    ],
)
def test_what_is_no_citation(text: str) -> None:
    assert citations(text) == ()


def test_an_annex_of_an_unnumbered_plan_names_its_own_decision() -> None:
    assert citations("(Kèm theo Quyết định số 77/QĐ-UBND ngày 1/2/2025 của UBND xã)", ()) == ()
    assert len(citations("Phụ lục ban hành kèm theo Quyết định số 77/QĐ-UBND ngày 1/2/2025 của UBND xã")) == 1


def test_another_document_with_the_same_number_is_a_citation() -> None:
    found = citations("Kế hoạch số 15/KH-UBND ngày 04/5/2022 của UBND huyện")
    assert [citation.issuer for citation in found] == ["UBND huyện"]
