# ruff: noqa: E501 - feet and heads are quoted line by line
"""Heads and feet as portals and offices write them: copied, shortened, out of order."""

from __future__ import annotations

import pytest

from tests.headers import PARTY, fields, head, values

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
