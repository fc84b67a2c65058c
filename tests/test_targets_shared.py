"""Words that values share or point back to: kinds, people, levels, endings, brackets, `tỷ lệ này`."""

from __future__ import annotations

import pytest

from tests.test_targets import REPORT, header, targets_of

# One row a percentage: value, subject, scope.
Row = tuple[float, str, str | None]

CASES: list[tuple[str, list[Row]]] = [
    # another kind, other people
    (
        "- Tỷ lệ hộ nghèo còn 3%, hộ cận nghèo còn 5%.",
        [(3, "Tỷ lệ hộ nghèo", None), (5, "Tỷ lệ hộ cận nghèo", None)],
    ),
    (
        "- Tỷ lệ cán bộ xã có chứng chỉ tin học đạt 90%, cán bộ thôn đạt 50%.",
        [
            (90, "Tỷ lệ cán bộ xã có chứng chỉ tin học", None),
            (50, "Tỷ lệ cán bộ thôn có chứng chỉ tin học", None),
        ],
    ),
    (
        "- Học bạ số khối 1, 2 đạt 100%, khối 4, 5 đạt 70%.",
        [(100, "Học bạ số khối 1, 2", None), (70, "Học bạ số khối 4, 5", None)],
    ),
    (
        "- Mức độ hài lòng của người dân đạt 95%, doanh nghiệp đạt 90%.",
        [(95, "Mức độ hài lòng của người dân", None), (90, "Mức độ hài lòng của doanh nghiệp", None)],
    ),
    (
        "- Tỷ lệ dân số dùng nước hợp vệ sinh đạt 98%, trong đó nước sạch 65%.",
        [(98, "Tỷ lệ dân số dùng nước hợp vệ sinh", None), (65, "Tỷ lệ dân số dùng nước sạch", None)],
    ),
    ("- Tỷ lệ hộ khá đạt 40%; hộ nghèo 1%.", [(40, "Tỷ lệ hộ khá", None), (1, "hộ nghèo", None)]),
    # what was measured before
    (
        "- Tỷ lệ hồ sơ nộp trực tuyến đạt 95%, trong đó tỷ lệ này ở lĩnh vực đất đai đạt 80%.",
        [(95, "Tỷ lệ hồ sơ nộp trực tuyến", None), (80, "Tỷ lệ hồ sơ nộp trực tuyến", "lĩnh vực đất đai")],
    ),
    (
        "- Tỷ lệ văn bản ký số đạt 90%. Tỷ lệ này ở cấp xã đạt 60%.",
        [(90, "Tỷ lệ văn bản ký số", None), (60, "Tỷ lệ văn bản ký số", "cấp xã")],
    ),
    (
        "- 90% người dân biết đến dịch vụ công; trong đó có 70% sử dụng thành thạo.",
        [(90, "người dân biết đến dịch vụ công", None), (70, "người dân sử dụng thành thạo", None)],
    ),
    (
        "- Tỷ lệ hộ nghèo giảm 3%, bình quân mỗi năm giảm 1%.",
        [(3, "Tỷ lệ hộ nghèo giảm", None), (1, "Tỷ lệ hộ nghèo giảm", None)],
    ),
    # levels joined by strokes, areas, those that are measured themselves
    (
        "- Tối thiểu 80%/60% hồ sơ công việc tại cấp huyện/xã được xử lý trên mạng.",
        [
            (80, "hồ sơ công việc tại cấp huyện/xã được xử lý trên mạng", "cấp huyện"),
            (60, "hồ sơ công việc tại cấp huyện/xã được xử lý trên mạng", "xã"),
        ],
    ),
    (
        "- Tỷ lệ hồ sơ điện tử đạt tương ứng các cấp là 80%/60% (trừ hồ sơ mật).",
        [(80, "Tỷ lệ hồ sơ điện tử (trừ hồ sơ mật)", None), (60, "Tỷ lệ hồ sơ điện tử (trừ hồ sơ mật)", None)],
    ),
    (
        "- Khu vực nông thôn chiếm 90%, khu vực thành thị chiếm 10%.",
        [(90, "Khu vực nông thôn", None), (10, "khu vực thành thị", None)],
    ),
    (
        "- Tỷ lệ hồ sơ trực tuyến của toàn xã đạt 80%, trong đó khối Đảng đạt 90% và khối chính quyền là 75%.",
        [
            (80, "Tỷ lệ hồ sơ trực tuyến của toàn xã", "toàn xã"),
            (90, "Tỷ lệ hồ sơ trực tuyến", "khối Đảng"),
            (75, "Tỷ lệ hồ sơ trực tuyến", "khối chính quyền"),
        ],
    ),
    (
        "- Bệnh viện tuyến trung ương: 100% thu viện phí qua thẻ; tuyến tỉnh: 80%.",
        [(100, "thu viện phí qua thẻ", None), (80, "thu viện phí qua thẻ", "tuyến tỉnh")],
    ),
    (
        "- Tối thiểu 80% hồ sơ cấp huyện và 60% hồ sơ cấp xã (trừ hồ sơ mật) được xử lý trên mạng.",
        [
            (80, "hồ sơ cấp huyện được xử lý trên mạng", "cấp huyện"),
            (60, "hồ sơ cấp xã (trừ hồ sơ mật) được xử lý trên mạng", "cấp xã"),
        ],
    ),
    (
        "- Tỷ lệ hồ sơ trực tuyến 03 nhóm dịch vụ: đăng ký khai sinh 99%, đăng ký khai tử 95%.",
        [
            (99, "Tỷ lệ hồ sơ trực tuyến 03 nhóm dịch vụ đăng ký khai sinh", None),
            (95, "Tỷ lệ hồ sơ trực tuyến 03 nhóm dịch vụ đăng ký khai tử", None),
        ],
    ),
    # endings
    (
        "- Trên 85% hồ sơ đăng ký thường trú và 100% hồ sơ thông báo lưu trú nộp trực tuyến.",
        [
            (85, "hồ sơ đăng ký thường trú nộp trực tuyến", None),
            (100, "hồ sơ thông báo lưu trú nộp trực tuyến", None),
        ],
    ),
    (
        "- Cắt giảm ít nhất 30% thời gian và 20% điều kiện không cần thiết.",
        [(30, "Cắt giảm thời gian", None), (20, "Cắt giảm điều kiện không cần thiết", None)],
    ),
    (
        "- 100% cán bộ xã và 70% người hoạt động không chuyên trách ở thôn sử dụng chữ ký số.",
        [
            (100, "cán bộ xã sử dụng chữ ký số", None),
            (70, "người hoạt động không chuyên trách ở thôn sử dụng chữ ký số", None),
        ],
    ),
    (
        "- Bố trí ít nhất 3% tổng chi ngân sách cho chuyển đổi số và tiếp tục tăng lên 4% GRDP.",
        [(3, "tổng chi ngân sách cho chuyển đổi số", None), (4, "tăng lên GRDP", None)],
    ),
    (
        "- Có 90% tổ chức đảng hoàn thành tốt nhiệm vụ, trong đó hoàn thành xuất sắc nhiệm vụ không quá 20%.",
        [
            (90, "tổ chức đảng hoàn thành tốt nhiệm vụ", None),
            (20, "tổ chức đảng hoàn thành xuất sắc nhiệm vụ", None),
        ],
    ),
    (
        "- Nông nghiệp chiếm 35%, công nghiệp chiếm 25% và dịch vụ chiếm 40% trong GRDP.",
        [(35, "Nông nghiệp trong GRDP", None), (25, "công nghiệp trong GRDP", None), (40, "dịch vụ trong GRDP", None)],
    ),
    (
        "- Phấn đấu 100% điểm sử dụng trái phép chất cấm và 100% diện tích có cây cấm được phát hiện.",
        [
            (100, "điểm sử dụng trái phép chất cấm được phát hiện", None),
            (100, "diện tích có cây cấm được phát hiện", None),
        ],
    ),
    (
        "- Tuyên truyền cho người học tại 100% nhà trường và trên 70% người lao động tại khu công nghiệp.",
        [
            (100, "Tuyên truyền cho người học tại nhà trường", None),
            (70, "Tuyên truyền cho người lao động tại khu công nghiệp", None),
        ],
    ),
    # brackets
    (
        "- Tiếp nhận trực tuyến 900 hồ sơ, đạt 94% (tăng 5%); đã giải quyết 800, trong đó trước hạn 500 hồ sơ (62%).",
        [
            (94, "Tiếp nhận trực tuyến 900 hồ sơ", None),
            (5, "Tiếp nhận trực tuyến 900 hồ sơ tăng", None),
            (62, "trước hạn 500 hồ sơ", None),
        ],
    ),
    (
        "- Tỷ lệ người dân được phổ cập kỹ năng số: đạt 80% (nam), 75% (nữ).",
        [
            (80, "Tỷ lệ người dân được phổ cập kỹ năng số (nam)", None),
            (75, "Tỷ lệ người dân được phổ cập kỹ năng số (nữ)", None),
        ],
    ),
    (
        "- Giải quyết 99 hồ sơ đúng hạn (99%), quá hạn 01 hồ sơ (1%).",
        [(99, "Giải quyết 99 hồ sơ đúng hạn", None), (1, "quá hạn 01 hồ sơ", None)],
    ),
    (
        "- Hồ sơ nộp trực tuyến đạt 85% (kế hoạch 80%).",
        [(85, "Hồ sơ nộp trực tuyến", None), (80, "Hồ sơ nộp trực tuyến", None)],
    ),
    ("- Trường chuẩn quốc gia: 5/6 trường (83,3%).", [(83.3, "Trường chuẩn quốc gia", None)]),
    (
        "- Tỉ lệ học sinh có thiết bị đạt 92% (khối 10: 88%; khối 11: 93%).",
        [
            (92, "Tỉ lệ học sinh có thiết bị", None),
            (88, "Tỉ lệ học sinh có thiết bị khối 10", None),
            (93, "Tỉ lệ học sinh có thiết bị khối 11", None),
        ],
    ),
    (
        "- Tỷ lệ hồ sơ trực tuyến đạt 80% (cấp huyện 90%, cấp xã 70%).",
        [
            (80, "Tỷ lệ hồ sơ trực tuyến", None),
            (90, "Tỷ lệ hồ sơ trực tuyến", "cấp huyện"),
            (70, "Tỷ lệ hồ sơ trực tuyến", "cấp xã"),
        ],
    ),
    (
        "- Kinh tế số chiếm 40% GRDP (trong đó kinh tế số ICT đóng góp 15%).",
        [(40, "Kinh tế số GRDP", None), (15, "kinh tế số ICT đóng góp", None)],
    ),
    (
        "- Số hộ kinh doanh 1.250 hộ (80% sử dụng hóa đơn điện tử).",
        [(80, "Số hộ kinh doanh 1.250 hộ sử dụng hóa đơn điện tử", None)],
    ),
    (
        "- Tổng số giáo viên: 82 người, 100% có trình độ đạt chuẩn.",
        [(100, "Tổng số giáo viên có trình độ đạt chuẩn", None)],
    ),
    ("- Thôn thông minh: phấn đấu 2/9 thôn (22%).", [(22, "Thôn thông minh", None)]),
    ("- 12/12 (100%) trường đạt chuẩn quốc gia.", [(100, "trường đạt chuẩn quốc gia", None)]),
    ("- Toàn bộ (100%) xã kết nối mạng chuyên dùng.", [(100, "xã kết nối mạng chuyên dùng", None)]),
    ("- Phấn đấu ít nhất 9/10 (90%) thủ tục làm được ở mọi nơi.", [(90, "thủ tục làm được ở mọi nơi", None)]),
    (
        "- Chi trả trợ cấp qua tài khoản: 45/52 đối tượng (86%), tăng 20% so với năm 2023.",
        [(86, "Chi trả trợ cấp qua tài khoản", None), (20, "Chi trả trợ cấp qua tài khoản tăng so với năm 2023", None)],
    ),
    (
        "- Trường học: 100% (5/5 trường) triển khai học bạ số.",
        [(100, "Trường học (5/5 trường) triển khai học bạ số", None)],
    ),
    ("- Bảo đảm: (i) hồ sơ toàn trình 90%; (ii) ký số 85%.", [(90, "hồ sơ toàn trình", None), (85, "ký số", None)]),
    # the whole of which stages are shares, sectors of a share, a part that says more than its whole
    (
        "- Kinh tế số chiếm khoảng 20%, đến năm 2030 chiếm khoảng 30% GRDP.",
        [(20, "Kinh tế số GRDP", None), (30, "Kinh tế số GRDP", None)],
    ),
    (
        "- Kinh tế số đạt 15% GRDP, trong từng ngành, lĩnh vực tối thiểu 10%.",
        [(15, "Kinh tế số GRDP", None), (10, "Kinh tế số trong từng ngành, lĩnh vực", None)],
    ),
    (
        "- Duy trì 100% dịch vụ công mức độ 4, trong đó 80% dịch vụ công được cung cấp trên thiết bị di động.",
        [(100, "dịch vụ công mức độ 4", None), (80, "dịch vụ công được cung cấp trên thiết bị di động", None)],
    ),
    (
        "- Số lượng giao dịch thanh toán không dùng tiền mặt tăng 58% (mục tiêu là 20%).",
        [
            (58, "Số lượng giao dịch thanh toán không dùng tiền mặt tăng", None),
            (20, "Số lượng giao dịch thanh toán không dùng tiền mặt tăng", None),
        ],
    ),
    (
        "- Tỷ lệ hồ sơ trực tuyến tăng 5% (mục tiêu đạt 90%).",
        [(5, "Tỷ lệ hồ sơ trực tuyến tăng", None), (90, "Tỷ lệ hồ sơ trực tuyến", None)],
    ),
    (
        "- Giao dịch không dùng tiền mặt tăng 58% về số lượng và 36% về giá trị.",
        [
            (58, "Giao dịch không dùng tiền mặt tăng về số lượng", None),
            (36, "Giao dịch không dùng tiền mặt tăng về giá trị", None),
        ],
    ),
    # the level of the first is no part of what the second measures
    (
        "- 90% hồ sơ công việc cấp tỉnh, 60% cấp xã được xử lý trên mạng.",
        [
            (90, "hồ sơ công việc cấp tỉnh được xử lý trên mạng", "cấp tỉnh"),
            (60, "hồ sơ công việc cấp xã được xử lý trên mạng", "cấp xã"),
        ],
    ),
    # a mark of an item inside a line, a comparison behind a comma
    (
        "• Dịch vụ: 85% hồ sơ xử lý trực tuyến. • Kinh tế: 75% hộ kinh doanh có mã QR; • Du lịch: 90% điểm có bản đồ.",
        [
            (85, "hồ sơ xử lý trực tuyến", None),
            (75, "hộ kinh doanh có mã QR", None),
            (90, "điểm có bản đồ", None),
        ],
    ),
    ("- Kinh tế số đạt 14% GRDP, gấp 1,64 lần năm 2020.", [(14, "Kinh tế số GRDP", None)]),
    # whose aim it is
    (
        "- Mục tiêu của tỉnh đến năm 2025 là kinh tế số chiếm 20% GRDP.",
        [(20, "kinh tế số GRDP", None)],
    ),
    (
        "- Tỷ lệ hồ sơ trực tuyến cấp xã đạt 42% (năm 2023 là 17%); lĩnh vực đất đai đạt 61% (năm 2023 là 38%).",
        [
            (42, "Tỷ lệ hồ sơ trực tuyến cấp xã", "cấp xã"),
            (17, "Tỷ lệ hồ sơ trực tuyến cấp xã", None),
            (61, "Tỷ lệ hồ sơ trực tuyến", "lĩnh vực đất đai"),
            (38, "Tỷ lệ hồ sơ trực tuyến", "lĩnh vực đất đai"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:60] for text, _ in CASES])
def test_what_values_share(text: str, expected: list[Row]) -> None:
    assert [(t.value, t.subject, t.scope) for t in targets_of(text)] == expected


@pytest.mark.parametrize(
    ("text", "comparators"),
    [
        ("- Có 95% hộ dân trở lên dùng nước sạch.", [">="]),
        ("- 80% học sinh khá trở lên; 100% công chức cấp xã trở lên được tập huấn.", ["=", "="]),
        ("- 100% sản phẩm 3 sao trở lên được đưa lên sàn.", ["="]),
        ("- Kinh tế số chiếm từ 20% GRDP của tỉnh.", [">="]),
        ("- Tỷ lệ hồ sơ trễ hạn phải dưới mức 2,5%.", ["<"]),
        ("- Tỷ lệ hồ sơ trực tuyến trên mức 80%.", [">"]),
        ("- Tỷ lệ hộ dùng Internet từ 60% đến 70%.", ["="]),
        ("- Từ 01/7/2025, 100% doanh nghiệp khai thuế qua mạng.", ["="]),
        ("- Nâng tỷ lệ hộ dùng Internet từ 60% lên 70%.", ["=", "="]),
        ("- Tỷ lệ hồ sơ nộp trực tuyến vượt 80%.", [">"]),
        ("- Tỷ lệ hồ sơ nộp trực tuyến vượt 8% so với kế hoạch.", ["="]),
        ("- Thu ngân sách 200 triệu đồng, vượt 21,3% kế hoạch.", ["="]),
    ],
)
def test_bounds_that_stand_apart_or_are_not_spelled_out(text: str, comparators: list[str]) -> None:
    assert [t.comparator for t in targets_of(text)] == comparators


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("- Đảng bộ xã có 43 chi bộ, trong đó đảng viên cao tuổi chiếm 11%.", ["other"]),
        ("- Dân số toàn huyện 88.500 người, gồm 20 dân tộc trong đó dân tộc thiểu số chiếm 66%.", ["other"]),
        ("- Các đơn vị có tỷ lệ hồ sơ trễ hạn trên 2% không được xét thi đua.", ["other"]),
        ("- Thôn thông minh: phấn đấu 2/9 thôn (22%).", ["target"]),
        ("- Tỷ lệ hồ sơ trực tuyến mới đạt 52,3%/70% kế hoạch.", ["result", "target"]),
        ("- Tỷ lệ lương hưu qua tài khoản đạt từ 65% hiện nay lên 80% vào cuối năm.", ["other", "target"]),
        ("- Số hóa 100% hồ sơ giai đoạn 2015-2021; năm 2026 hoàn thành 50%.", ["target", "target"]),
        ("- Xử lý trách nhiệm đối với đơn vị không đạt 80% chỉ tiêu.", ["other"]),
        ("Qua theo dõi, tỷ lệ thanh toán trực tuyến đạt 31%, thấp hơn bình quân của tỉnh 12%.", ["result", "result"]),
        ("- Số hóa tài liệu giai đoạn 2020 - 2024 đạt tối thiểu 70%.", ["target"]),
        # `đã` tells what was done, unless it only says of which things something shall be done
        ("Xã đã trang bị máy tính cho 100% thôn.", ["result"]),
        ("- 100% thôn đã có cáp quang.", ["result"]),
        ("- 100% thôn đã được phủ sóng.", ["result"]),
        ("- 100% hồ sơ đã tiếp nhận được xử lý đúng hạn.", ["target"]),
        ("- Phấn đấu 100% thôn đã có cáp quang được nâng cấp.", ["target"]),
        ("- Duy trì các hệ thống đã triển khai cho 100% thôn.", ["target"]),
        ("II. MỤC TIÊU\n\n- 100% thôn đã có cáp quang.", ["target"]),
        ("Kết quả 11 tháng năm 2024:\n\n- 90% thôn có cáp quang.", ["result"]),
        ("Kết quả cần đạt:\n\n- 90% thôn có cáp quang.", ["target"]),
    ],
)
def test_roles_by_the_clause(text: str, roles: list[str]) -> None:
    assert [t.role for t in targets_of(text)] == roles


def test_a_bracket_behind_an_aim_that_was_exceeded() -> None:
    text = REPORT + "- Thu học phí qua thẻ đạt 97%, vượt 7% so với chỉ tiêu Sở giao (90%)."
    assert [(t.value, t.role) for t in targets_of(text)] == [(97, "result"), (7, "result"), (90, "target")]


def test_a_school_year_that_others_are_compared_with() -> None:
    text = "- Tỉ lệ phụ huynh cài ứng dụng đạt 95%, tăng 5% so với năm học 2022-2023."
    assert [(t.role, t.year) for t in targets_of(text)] == [("target", 2025)] * 2


def test_an_aim_in_a_bracket_of_a_report() -> None:
    text = REPORT + "- Hồ sơ thanh toán trực tuyến đạt 79% (chỉ tiêu giao 60%)."
    assert [(t.value, t.role) for t in targets_of(text)] == [(79, "result"), (60, "target")]


def test_what_lies_ahead_of_a_report() -> None:
    text = (
        "Phần thứ nhất\nKẾT QUẢ THỰC HIỆN\n\n- Thanh toán trực tuyến đạt 60%.\n\n"
        "Phần thứ hai\nPHƯƠNG HƯỚNG, NHIỆM VỤ\n\n- Thanh toán trực tuyến đạt 70%."
    )
    assert [t.role for t in targets_of(text, header(doc_type="Báo cáo"))] == ["result", "target"]


def test_a_report_part_named_by_its_result_alone() -> None:
    text = "A. KẾT QUẢ NĂM 2024\n\n- Hồ sơ ký số đạt 60%.\n\nB. MỤC TIÊU NĂM 2025\n\n- Hồ sơ ký số đạt 70%."
    assert [(t.role, t.year) for t in targets_of(text)] == [("result", 2024), ("target", 2025)]


def test_exceeding_an_aim_is_a_result() -> None:
    assert [t.role for t in targets_of(REPORT + "- Thu ngân sách đều vượt chỉ tiêu, đạt 246% kế hoạch.")] == ["result"]


def test_a_year_goes_on_behind_a_bracket() -> None:
    assert [t.year for t in targets_of("- Chỉnh lý 1.200 hồ sơ (đạt 60%) trong quý I/2027.")] == [2027]


def test_a_plan_for_a_period_sets_no_aim_for_the_years_before_it() -> None:
    plan = header(doc_type="Kế hoạch", issued_on="2022-04-05", title="Chuyển đổi số đến năm 2025")
    text = "- Số hóa 100% hồ sơ, tài liệu giai đoạn 2015-2021."
    assert [(t.role, t.year) for t in targets_of(text, plan)] == [("target", 2025)]


def test_the_years_of_what_is_measured_are_not_the_aims() -> None:
    assert [t.year for t in targets_of("- Số hóa tài liệu giai đoạn 2020 - 2024 đạt tối thiểu 70%.")] == [2025]


OPENINGS = ("Cụ thể, đến năm 2026", "Theo đó, phấn đấu đến năm 2026", "Trên cơ sở đó, năm 2026")


@pytest.mark.parametrize("opening", OPENINGS)
def test_a_year_behind_a_short_lead_in_holds_for_the_clauses_that_follow(opening: str) -> None:
    text = f"{opening} tỷ lệ hộ có cáp quang đạt 72%; hợp tác xã dùng hóa đơn số đạt trên 64%."
    assert [t.year for t in targets_of(text, header(plan_year="2030", doc_type="Kế hoạch"))] == [2026, 2026]
