"""Subjects that stand elsewhere: in a title before a colon, in the line that opens a list, in the clause before."""

from __future__ import annotations

import pytest

from tests.test_targets import REPORT, header, targets_of

Row = tuple[float, str, str | None, str | None]

# One row a text: the text, then for each percentage (value, comparator, subject, scope).
CASES: list[tuple[str, list[Row]]] = [
    # a rate before a colon, its parts behind
    (
        "- Tỷ lệ huy động trẻ em ra lớp: Nhà trẻ đạt 30%, mẫu giáo đạt 96%; tiểu học đạt 99,5%.",
        [
            (30, "=", "Tỷ lệ huy động trẻ em ra lớp Nhà trẻ", None),
            (96, "=", "Tỷ lệ huy động trẻ em ra lớp mẫu giáo", None),
            (99.5, "=", "Tỷ lệ huy động trẻ em ra lớp tiểu học", None),
        ],
    ),
    (
        "- Tỷ lệ văn bản được ký số: các sở, ban, ngành: 100%; UBND cấp huyện: 95%; UBND cấp xã: trên 90%.",
        [
            (100, "=", "Tỷ lệ văn bản được ký số", "các sở, ban, ngành"),
            (95, "=", "Tỷ lệ văn bản được ký số", "UBND cấp huyện"),
            (90, ">", "Tỷ lệ văn bản được ký số", "UBND cấp xã"),
        ],
    ),
    (
        "- Cơ cấu kinh tế: Nông nghiệp: 35%; dịch vụ: 40%.",
        [(35, "=", "Nông nghiệp", None), (40, "=", "dịch vụ", None)],
    ),
    (
        "- Tỷ lệ hộ có nước sạch: 98%; tỷ lệ rác thải được thu gom: 90%; số xã có chợ đạt 80%.",
        [
            (98, "=", "Tỷ lệ hộ có nước sạch", None),
            (90, "=", "tỷ lệ rác thải được thu gom", None),
            (80, "=", "số xã có chợ", None),
        ],
    ),
    # groups joined by `đối với` or `riêng`
    (
        "- Tỷ lệ hồ sơ nộp trực tuyến đối với dịch vụ toàn trình: 80%; đối với dịch vụ một phần: 60%.",
        [
            (80, "=", "Tỷ lệ hồ sơ nộp trực tuyến", "dịch vụ toàn trình"),
            (60, "=", "Tỷ lệ hồ sơ nộp trực tuyến", "dịch vụ một phần"),
        ],
    ),
    (
        "- Tối thiểu 95% tổ chức, cá nhân hài lòng về giải quyết thủ tục; riêng lĩnh vực đất đai đạt trên 85%.",
        [
            (95, ">=", "tổ chức, cá nhân hài lòng về giải quyết thủ tục", None),
            (85, ">", "tổ chức, cá nhân hài lòng về giải quyết thủ tục", "lĩnh vực đất đai"),
        ],
    ),
    # levels beside the number, the first inside the noun phrase
    (
        "- Tỷ lệ máy tính trên cán bộ cấp tỉnh đạt 98%, cấp huyện 95%, cấp xã 87%.",
        [
            (98, "=", "Tỷ lệ máy tính trên cán bộ cấp tỉnh", "cấp tỉnh"),
            (95, "=", "Tỷ lệ máy tính trên cán bộ", "cấp huyện"),
            (87, "=", "Tỷ lệ máy tính trên cán bộ", "cấp xã"),
        ],
    ),
    (
        "- Tỷ lệ chứng thư số của các sở, ngành là 98%; của UBND cấp huyện là 96%; của UBND cấp xã là 80%.",
        [
            (98, "=", "Tỷ lệ chứng thư số của các sở, ngành", None),
            (96, "=", "Tỷ lệ chứng thư số của UBND cấp huyện", "UBND cấp huyện"),
            (80, "=", "Tỷ lệ chứng thư số của UBND cấp xã", "UBND cấp xã"),
        ],
    ),
    (
        "- Mạng 5G phủ sóng trên 50% dân số khu vực đô thị và 20% dân số khu vực nông thôn.",
        [
            (50, ">", "Mạng 5G phủ sóng dân số khu vực đô thị", "khu vực đô thị"),
            (20, "=", "Mạng 5G phủ sóng dân số khu vực nông thôn", "khu vực nông thôn"),
        ],
    ),
    (
        "- Mỗi năm tăng bình quân từ 1,5% đến 2% tỷ lệ đô thị hóa.",
        [(1.5, "=", "tăng bình quân tỷ lệ đô thị hóa", None)],
    ),
    # the whole of the clause before
    (
        "- Cấp tài khoản định danh cho 100% công dân đủ điều kiện; đến 30/6/2025 đạt 85%.",
        [
            (100, "=", "Cấp tài khoản định danh cho công dân đủ điều kiện", None),
            (85, "=", "Cấp tài khoản định danh cho công dân đủ điều kiện", None),
        ],
    ),
    (
        "- Giảm tối thiểu 30% số cuộc họp giấy; đến năm 2030 giảm 80%.",
        [(30, ">=", "Giảm số cuộc họp giấy", None), (80, "=", "Giảm số cuộc họp giấy", None)],
    ),
    (
        "- Kinh tế số chiếm 20% GRDP vào năm 2026 và 30% vào năm 2030.",
        [(20, "=", "Kinh tế số GRDP", None), (30, "=", "Kinh tế số GRDP", None)],
    ),
    (
        "- Hỗ trợ người dân tham gia bảo hiểm xã hội, đạt tỷ lệ 5% lực lượng lao động.",
        [(5, "=", "Hỗ trợ người dân tham gia bảo hiểm xã hội lực lượng lao động", None)],
    ),
    (
        "- Nâng tỷ lệ thanh toán trực tuyến lên tối thiểu 45% vào cuối quý II và 60% vào cuối năm.",
        [(45, ">=", "tỷ lệ thanh toán trực tuyến", None), (60, "=", "tỷ lệ thanh toán trực tuyến", None)],
    ),
    (
        "- Tốc độ tăng trưởng đạt 10,3%, cao hơn kế hoạch 0,8%.",
        [(10.3, "=", "Tốc độ tăng trưởng", None), (0.8, "=", "Tốc độ tăng trưởng cao hơn kế hoạch", None)],
    ),
    (
        "- Tỷ lệ hồ sơ toàn trình mới đạt 45%, chưa đạt mục tiêu đề ra là 50%.",
        [(45, "=", "Tỷ lệ hồ sơ toàn trình", None), (50, "=", "Tỷ lệ hồ sơ toàn trình", None)],
    ),
    # a list shared out
    (
        "- Tỷ lệ người dân có điện thoại thông minh, tài khoản định danh và chữ ký số lần lượt đạt 90%, 80% và 50%.",
        [
            (90, "=", "Tỷ lệ người dân có điện thoại thông minh", None),
            (80, "=", "Tỷ lệ người dân có tài khoản định danh", None),
            (50, "=", "Tỷ lệ người dân có chữ ký số", None),
        ],
    ),
    (
        "- Về hiệu quả, các tỷ lệ hồ sơ trực tuyến và hồ sơ số hóa chỉ đạt lần lượt 51% và 54%, mục tiêu 80% và 60%.",
        [
            (51, "=", "các tỷ lệ hồ sơ trực tuyến", None),
            (54, "=", "các tỷ lệ hồ sơ số hóa", None),
            (80, "=", "các tỷ lệ hồ sơ trực tuyến", None),
            (60, "=", "các tỷ lệ hồ sơ số hóa", None),
        ],
    ),
    (
        "- Về tỷ lệ hồ sơ trực tuyến và hồ sơ số hóa lần lượt đạt 51% và 54%.",
        [(51, "=", "tỷ lệ hồ sơ trực tuyến", None), (54, "=", "tỷ lệ hồ sơ số hóa", None)],
    ),
    # clauses of their own
    (
        "- 100% thủ tục được cung cấp trực tuyến, được tích hợp lên Cổng quốc gia và tỷ lệ hồ sơ đạt từ 70% trở lên.",
        [
            (100, "=", "thủ tục được cung cấp trực tuyến, được tích hợp lên Cổng quốc gia", None),
            (70, ">=", "tỷ lệ hồ sơ", None),
        ],
    ),
    (
        "- Cắt giảm ít nhất 20% số quy định và cắt giảm ít nhất 15% chi phí tuân thủ.",
        [(20, ">=", "Cắt giảm số quy định", None), (15, ">=", "cắt giảm chi phí tuân thủ", None)],
    ),
    (
        "- 100% thôn đạt chuẩn văn hóa, 88% gia đình văn hóa, 95% người dân tham gia bảo hiểm y tế.",
        [
            (100, "=", "thôn đạt chuẩn văn hóa", None),
            (88, "=", "gia đình văn hóa", None),
            (95, "=", "người dân tham gia bảo hiểm y tế", None),
        ],
    ),
    # a predicate behind a bracket
    (
        "- Số hộ dân (100%) được tuyên truyền về chuyển đổi số.",
        [(100, "=", "Số hộ dân được tuyên truyền về chuyển đổi số", None)],
    ),
    (
        "- Tỷ lệ cán bộ (90%) có tài khoản học trực tuyến; số lớp mở tăng 5%.",
        [(90, "=", "Tỷ lệ cán bộ có tài khoản học trực tuyến", None), (5, "=", "số lớp mở tăng", None)],
    ),
    # what is done for one group and for another
    (
        "- Hỗ trợ 100% kinh phí mua máy cho hộ nghèo, 50% cho hộ cận nghèo.",
        [
            (100, "=", "Hỗ trợ kinh phí mua máy cho hộ nghèo", None),
            (50, "=", "Hỗ trợ kinh phí mua máy cho hộ cận nghèo", None),
        ],
    ),
    (
        "- Hồ sơ nộp trực tuyến: UBND cấp xã: 70%; đơn vị sự nghiệp: 60%.",
        [(70, "=", "Hồ sơ nộp trực tuyến UBND cấp xã", None), (60, "=", "Hồ sơ nộp trực tuyến đơn vị sự nghiệp", None)],
    ),
    (
        "- Tỷ lệ số hóa hồ sơ còn hiệu lực thuộc thẩm quyền của cấp tỉnh đạt 100%, cấp xã đạt 75%.",
        [
            (100, "=", "Tỷ lệ số hóa hồ sơ còn hiệu lực thuộc thẩm quyền của cấp tỉnh", "cấp tỉnh"),
            (75, "=", "Tỷ lệ số hóa hồ sơ còn hiệu lực thuộc thẩm quyền", "cấp xã"),
        ],
    ),
    # the same of another kind
    (
        "- Tỷ lệ xã đạt chuẩn nông thôn mới nâng cao: 40%, nông thôn mới kiểu mẫu: 20%.",
        [
            (40, "=", "Tỷ lệ xã đạt chuẩn nông thôn mới nâng cao", None),
            (20, "=", "Tỷ lệ xã đạt chuẩn nông thôn mới kiểu mẫu", None),
        ],
    ),
    (
        "- 30% huyện nghèo, 30% xã bãi ngang thoát khỏi tình trạng khó khăn, không còn nhà tạm.",
        [
            (30, "=", "huyện nghèo thoát khỏi tình trạng khó khăn", None),
            (30, "=", "xã bãi ngang thoát khỏi tình trạng khó khăn", None),
        ],
    ),
    # clauses joined by a comma or by `và`
    (
        "- Thôn được công nhận và giữ vững danh hiệu Thôn văn hóa đạt 65%.",
        [(65, "=", "Thôn được công nhận và giữ vững danh hiệu Thôn văn hóa", None)],
    ),
    ("- Có 80% xã không có ma túy, không có tội phạm.", [(80, "=", "xã không có ma túy, không có tội phạm", None)]),
    (
        "- Việc cấp thẻ đã hoàn thành 100% đối với người đủ điều kiện và đã cấp trên 48 triệu tài khoản.",
        [(100, "=", "Việc cấp thẻ đối với người đủ điều kiện", None)],
    ),
    (
        "- Vốn đầu tư toàn xã hội: từ 3,1 đến 3,2 tỷ đồng (theo giá hiện hành, tăng từ 12,5 đến 13,5%/năm).",
        [(12.5, "=", "Vốn đầu tư toàn xã hội tăng", None)],
    ),
    (
        "- Công tác đảng vượt chỉ tiêu đề ra, kết nạp 32 đảng viên, đạt 106% kế hoạch.",
        [(106, "=", "kết nạp 32 đảng viên kế hoạch", None)],
    ),
    (
        "- Tổng vốn thực hiện là 75.000 tỷ đồng, trong đó vốn ngân sách trung ương bố trí 64%.",
        [(64, "=", "vốn ngân sách trung ương", None)],
    ),
    # a verb that stands only behind the last of several
    (
        "- 90% hồ sơ tại cấp tỉnh; 80% tại cấp huyện và 60% tại cấp xã được xử lý trên mạng.",
        [
            (90, "=", "hồ sơ tại cấp tỉnh được xử lý trên mạng", "cấp tỉnh"),
            (80, "=", "hồ sơ được xử lý trên mạng", "cấp huyện"),
            (60, "=", "hồ sơ tại cấp xã được xử lý trên mạng", "cấp xã"),
        ],
    ),
    # words that announce an aim
    (
        "- Mục tiêu cơ bản đến năm 2030 là phát triển chính quyền số với 80% thủ tục trực tuyến.",
        [(80, "=", "thủ tục trực tuyến", None)],
    ),
    ("- Mục tiêu đến năm 2030 là kinh tế số chiếm 20% GRDP.", [(20, "=", "kinh tế số GRDP", None)]),
    ("- Tổng thu ngân sách đạt 100% chỉ tiêu trở lên.", [(100, ">=", "Tổng thu ngân sách chỉ tiêu", None)]),
    # places that only say where things are counted
    ("- Đến nay, cả nước có khoảng 78% số xã có chợ.", [(78, "~", "số xã có chợ", None)]),
    (
        "- Cả nước có 6.009 xã (tỷ lệ 73,06%) đạt chuẩn, tăng 4,8% so với cuối năm 2021.",
        [(73.06, "=", "xã đạt chuẩn", None), (4.8, "=", "xã đạt chuẩn tăng so với cuối năm 2021", None)],
    ),
    (
        "- Về kinh tế số, huyện phấn đấu đạt tỷ trọng kinh tế số tối thiểu 5% GRDP.",
        [(5, ">=", "tỷ trọng kinh tế số GRDP", None)],
    ),
    (
        "- Ít nhất 10% số xã đạt chuẩn kiểu mẫu và không còn xã dưới 15 tiêu chí.",
        [(10, ">=", "số xã đạt chuẩn kiểu mẫu", None)],
    ),
    # words around a number that name nothing
    ("- Tỷ lệ nữ trong ban lãnh đạo, hướng tới tối thiểu đạt 25%.", [(25, ">=", "Tỷ lệ nữ trong ban lãnh đạo", None)]),
    (
        "- Huy động trẻ ra lớp: trung học phổ thông và tương đương đạt 75%.",
        [(75, "=", "trung học phổ thông và tương đương", None)],
    ),
    ("- Các xã còn lại đạt tỷ lệ dưới 50%.", [(50, "<", "Các xã còn lại", None)]),
    (
        "- Giá trị sản xuất công nghiệp, xây dựng ước thực hiện được 785 tỷ đồng, đạt 46,8% kế hoạch.",
        [(46.8, "=", "Giá trị sản xuất công nghiệp, xây dựng kế hoạch", None)],
    ),
    (
        "- Tiếp nhận hơn 4,3 triệu hồ sơ, trong đó có trên 3,2 triệu hồ sơ được nộp trực tuyến, chiếm 75,7%.",
        [(75.7, "=", "hồ sơ được nộp trực tuyến", None)],
    ),
    ("- 100% thôn có tổ công nghệ, mỗi tổ có từ 5 - 7 người.", [(100, "=", "thôn có tổ công nghệ", None)]),
    ("- Tỷ lệ thất nghiệp thành thị giữ ở mức dưới 3%.", [(3, "<", "Tỷ lệ thất nghiệp thành thị", None)]),
    ("- Tỷ lệ chi trả qua tài khoản còn thấp (32%).", [(32, "=", "Tỷ lệ chi trả qua tài khoản", None)]),
    ("- Kết nạp đảng viên mới: trên 4%.", [(4, ">", "Kết nạp đảng viên mới", None)]),
    ("- Theo kết quả khảo sát, có tới 65% hộ chưa dùng mạng.", [(65, "=", "hộ chưa dùng mạng", None)]),
    ("- Hiện nay tỷ lệ hộ có Internet đạt 85%.", [(85, "=", "tỷ lệ hộ có Internet", None)]),
    ("- Tính đến nay tỷ lệ hộ có Internet đạt bình quân 85%.", [(85, "=", "tỷ lệ hộ có Internet", None)]),
    ("- Đến thời điểm báo cáo tỷ lệ hộ có Internet đạt 85%.", [(85, "=", "tỷ lệ hộ có Internet", None)]),
    ("- Cho đến nay 60% hộ chấp nhận thanh toán số.", [(60, "=", "hộ chấp nhận thanh toán số", None)]),
    (
        "- Khám phá các loại án đạt 85%, trong đó án nghiêm trọng, đặc biệt nghiêm trọng đạt trên 95%.",
        [(85, "=", "Khám phá các loại án", None), (95, ">", "án nghiêm trọng, đặc biệt nghiêm trọng", None)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:60] for text, _ in CASES])
def test_a_subject_that_its_clause_does_not_name(text: str, expected: list[Row]) -> None:
    assert [(t.value, t.comparator, t.subject, t.scope) for t in targets_of(text)] == expected


LISTS: list[tuple[str, list[tuple[str | None, str | None]]]] = [
    (
        "- Tỷ lệ hồ sơ xử lý trên mạng:\n\n+ Cấp tỉnh: 90%;\n\n+ UBND cấp xã: 60%.",
        [("Tỷ lệ hồ sơ xử lý trên mạng", "Cấp tỉnh"), ("Tỷ lệ hồ sơ xử lý trên mạng", "UBND cấp xã")],
    ),
    (
        "a) Phấn đấu tỷ lệ văn bản ký số đạt:\n\n- Đối với cấp tỉnh: 95%\n\n- Đối với cấp xã: 80%",
        [("tỷ lệ văn bản ký số", "cấp tỉnh"), ("tỷ lệ văn bản ký số", "cấp xã")],
    ),
    (
        "1. Tỷ lệ trẻ em đến trường:\n\n- Nhà trẻ: 30%\n\n- Mẫu giáo: 96%",
        [("Tỷ lệ trẻ em đến trường Nhà trẻ", None), ("Tỷ lệ trẻ em đến trường Mẫu giáo", None)],
    ),
    (
        "- Tỷ lệ người dân có chữ ký số:\n\n+ Năm 2025: 30%\n\n+ Năm 2026: 50%",
        [("Tỷ lệ người dân có chữ ký số", None), ("Tỷ lệ người dân có chữ ký số", None)],
    ),
    # no rate in the opening line; a line that names what it measures; another list
    ("Phấn đấu đạt các chỉ tiêu sau:\n\n- Cấp xã: 60%", [("Cấp xã", None)]),
    ("- Tỷ lệ văn bản ký số:\n\n+ Hộ có nước sạch đạt 90%", [("Hộ có nước sạch", None)]),
    (
        "- Tỷ lệ văn bản ký số:\n\n+ Tỷ lệ gia đình văn hóa: 90%\n\nCác thôn làm tốt việc này.\n\n+ Cấp xã: 60%",
        [("Tỷ lệ gia đình văn hóa", None), ("Cấp xã", None)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_a_line_that_says_only_for_whom_or_when(text: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert [(t.subject, t.scope) for t in targets_of(text)] == expected


def test_the_years_of_such_lines_are_their_own() -> None:
    text = "- Tỷ lệ người dân có chữ ký số:\n\n+ Năm 2025: 30%\n\n+ Đến năm 2027 đạt 50%"
    assert [(t.year, t.subject) for t in targets_of(text)] == [
        (2025, "Tỷ lệ người dân có chữ ký số"), (2027, "Tỷ lệ người dân có chữ ký số"),
    ]  # fmt: skip


def test_a_cell_that_holds_only_its_value_is_named_by_its_row() -> None:
    text = (
        "| 5 | Tỷ lệ lớp học có mạng | ≥90% | Đào tạo và thi |\n\n"
        "| A-01 | Tỷ lệ lớp học có sách số | Đào tạo và bảo đảm chất lượng | số đạt trên tổng số | % | ≥59% |\n\n"
        "| 7 | Lớp | 70% |\n\n"
        "Ngoài bảng còn lại 5%\n"
    )
    found = [(t.value, t.subject) for t in targets_of(text)]
    assert found[:2] == [(90, "Tỷ lệ lớp học có mạng"), (59, "Tỷ lệ lớp học có sách số")]
    assert found[2] == (70, None)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("- An sinh xã hội bảo đảm: 100% thôn đạt chuẩn văn hóa.", "result"),
        ("- Triển khai 100% phần mềm dùng chung.", "result"),
        ("- Duy trì 100% trạm y tế có bác sĩ.", "result"),
        ("- Vận động để 95% hộ dân tham gia.", "result"),
        ("- Phấn đấu 95% hộ dân tham gia.", "target"),
    ],
)
def test_in_a_report_what_was_kept_or_done_is_a_result(text: str, role: str) -> None:
    assert [t.role for t in targets_of(REPORT + text)] == [role]


def test_a_report_part_stays_one_under_a_line_that_names_targets() -> None:
    text = "- Các chỉ tiêu phát triển: tổng giá trị sản xuất đạt 53%, tăng 23,7%."
    assert [t.role for t in targets_of(REPORT + text)] == ["result", "result"]


def test_the_shares_of_one_bracket_describe() -> None:
    text = "- Dân số 7.300 người, gồm 25 dân tộc (trong đó dân tộc Kinh chiếm 37%, Tày 15%, các dân tộc khác 3%)."
    assert {t.role for t in targets_of(text)} == {"other"}


def test_an_aim_for_a_year_that_has_passed_stays_one() -> None:
    text = "- Chương trình đặt mục tiêu đến năm 2022, tỷ lệ hộ có mạng đạt 80%."
    assert [(t.role, t.year) for t in targets_of(text)] == [("target", 2022)]


def test_a_result_does_not_take_the_period_of_a_plan() -> None:
    text = "I. KẾT QUẢ THỰC HIỆN\n\n- Tỷ lệ sinh con thứ ba giảm còn 11,9%."
    fields = header(doc_type="Kế hoạch", title="Hành động giai đoạn 2026 - 2030")
    assert [(t.role, t.year) for t in targets_of(text, fields)] == [("result", None)]


def test_what_was_counted_before_a_bracket_is_a_result() -> None:
    text = "- Xã có 12/15 thôn (đạt 80%) có nhà văn hóa; phấn đấu năm 2026 đạt 100%."
    assert [(t.value, t.role, t.year) for t in targets_of(text)] == [(80, "result", None), (100, "target", 2026)]


def test_a_table_with_points_holds_thresholds() -> None:
    text = "| Tiêu chí |\n| Điểm tối đa |\n| Đạt từ 95% trở lên |\n| 5 |\n| Đạt dưới 95% |\n| 2 |\n"
    assert [t.role for t in targets_of(text)] == ["other", "other"]


def test_years_of_titles_terms_and_prices() -> None:
    assert [t.year for t in targets_of("- Cơ cấu năm 2030: Nông nghiệp: 20%; dịch vụ: 40%.")] == [2030, 2030]
    text = "- Thu hút 50% số hộ, tiến tới đạt 80% vào năm 2027 và 100% vào năm 2030."
    assert [t.year for t in targets_of(text)] == [2025, 2027, 2030]
    assert [t.year for t in targets_of("- Giá trị sản xuất (giá so sánh năm 2010) tăng 16%.")] == [2025]


def test_a_text_without_header_or_numbered_headings_may_still_set_aims() -> None:
    text = "Các chỉ tiêu chủ yếu (nhiệm kỳ 2025-2030)\n\n(1) Tỷ lệ hộ có nước sạch: 98%."
    assert [(t.role, t.year) for t in targets_of(text, ())] == [("target", 2030)]


def test_a_baseline_has_no_year_but_its_own() -> None:
    text = "I. MỤC TIÊU ĐẾN NĂM 2027\n\n- Nâng tỷ lệ hộ khá từ mức 35% hiện nay lên trên 70%."
    found = [(t.value, t.role, t.year) for t in targets_of(text, header(doc_type="Kế hoạch"))]
    assert found == [(35, "other", None), (70, "target", 2027)]
