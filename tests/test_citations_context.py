"""What stands around a mention: slips and their repair, relation, subject, pinpoint, and where the mention ends."""

from __future__ import annotations

import pytest

from extractors.citations import find_citations
from tests.test_citations import citations, cleaned, fields


@pytest.mark.parametrize(
    ("text", "number", "issued_on", "flags"),
    [
        (
            "Nghị định số 85/20216/NĐ-CP ngày 01/7/2016 của Chính phủ",
            "85/2016/NĐ-CP",
            "2016-07-01",
            ("number_repaired",),
        ),
        ("Nghị định số 42/2202/NĐ-CP ngày 24/6/2022", "42/2022/NĐ-CP", "2022-06-24", ("number_repaired",)),
        ("Nghị định số 42/202/NĐ-CP ngày 24/6/2022", "42/2022/NĐ-CP", "2022-06-24", ("number_repaired",)),
        ("Nghị định số 85/20216/NĐ-CP của Chính phủ", "85/20216/NĐ-CP", None, ("number_impossible",)),
        ("Quyết định số 41/QĐ-TTg ngày 31 tháng 3 tháng 2022", "41/QĐ-TTg", "2022-03-31", ("date_repaired",)),
        ("Quyết định số 41/QĐ-TTg ngày 31/6/2022", "41/QĐ-TTg", None, ("date_impossible",)),
        ("Nghị quyết số 16/2024/QH15 ngày 27/11/2025", "16/2024/QH15", "2025-11-27", ("number_year_differs",)),
        (
            "Nghị định số 45/2020/NĐ-CP ngày 08/4/2020 của Thủ tướng Chính phủ",
            "45/2020/NĐ-CP",
            "2020-04-08",
            ("issuer_differs",),
        ),
        ("Công văn số 78/HD-BNV ngày 14/9/2025 của Bộ Nội vụ", "78/HD-BNV", "2025-09-14", ("type_differs",)),
        ("Quy định số 41-QĐ/TW ngày 3/11/2021 của Bộ Chính trị", "41-QĐ/TW", "2021-11-03", ()),
        ("Kế hoạch số 9/KH-UBND cùng ngày", "9/KH-UBND", None, ("date_unread",)),
        ("Kế hoạch số 9/KH-UBND cùng ngày 12/3/2025", "9/KH-UBND", "2025-03-12", ()),
        ("Nghị quyết số 8\nNQ/TW ngày 27/9/2019", "8-NQ/TW", "2019-09-27", ("number_joined",)),
        ("Nghị quyết 8 NQ/TW ngày 27/9/2019", "8-NQ/TW", "2019-09-27", ("number_joined",)),
        ("Quyết định số 8 QĐ-TTg ngày 27/9/2019", "8/QĐ-TTg", "2019-09-27", ("number_joined",)),
        ("Nghị định số 8/2019 NĐ-CP ngày 27/9/2019", "8/2019/NĐ-CP", "2019-09-27", ("number_joined",)),
        ("Nghị định số 8/2019/NĐ CP ngày 27/9/2019", "8/2019/NĐ-CP", "2019-09-27", ("number_joined",)),
        ("Nghị quyết số 8-NQ TW ngày 27/9/2019", "8-NQ/TW", "2019-09-27", ("number_joined",)),
        ("Quyết định số 8/QĐ UBND tỉnh", "8/QĐ", None, ()),
        ("Kế hoạch số 8 NQ-CP", "8", None, ()),
        ("Thông tư liên tịch số 1/2019/TTLT-BNV-BTC của liên Bộ Nội vụ - Tài chính", "1/2019/TTLT-BNV-BTC", None, ()),
    ],
)
def test_slips_and_findings(text: str, number: str, issued_on: str | None, flags: tuple[str, ...]) -> None:
    (found,) = citations(text)
    assert (found.number, found.issued_on and found.issued_on.isoformat(), found.flags) == (number, issued_on, flags)


@pytest.mark.parametrize(
    ("text", "shared", "others"),
    [
        ("Quyết định số 8, 9/QĐ-UBND ngày 1/2/2024", ["8/QĐ-UBND"], ["9/QĐ-UBND"]),
        ("các Nghị quyết số 7, 8 và 9-NQ/TW", ["7-NQ/TW", "8-NQ/TW"], ["9-NQ/TW"]),
        ("Thông tư 8, số 9/2020/TT-BTC", ["8/2020/TT-BTC"], ["9/2020/TT-BTC"]),
        ("Quyết định số 7/QĐ-UBND, 8/QĐ-UBND", [], ["7/QĐ-UBND", "8/QĐ-UBND"]),
        ("Công văn số 8, 9/QĐ-UBND", [], ["8", "9/QĐ-UBND"]),
        ("khoản 7, 8 và 9/QĐ-UBND", [], ["9/QĐ-UBND"]),
    ],
)
def test_figures_in_a_row_share_the_symbol_of_the_last(text: str, shared: list[str], others: list[str]) -> None:
    found = citations(text)
    assert [citation.number for citation in found] == [*shared, *others]
    assert [citation.number for citation in found if "symbol_from_list" in citation.flags] == shared


def test_a_slip_is_repaired_from_the_same_document_elsewhere() -> None:
    text = "Nghị định số 85/20216/NĐ-CP của Chính phủ.\n\nTheo Nghị định số 85/2016/NĐ-CP ngày 01/7/2016 của Chính phủ."
    first, second = citations(text)
    assert first.number == second.number == "85/2016/NĐ-CP"
    assert "number_repaired" in first.flags
    assert first.issued_on is None
    assert first.confidence < second.confidence


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        ("Căn cứ Nghị định số 1/2020/NĐ-CP ngày 1/2/2020 của Chính phủ về thuế;", ["basis"]),
        ("Thực hiện Kế hoạch số 2/KH-UBND; Công văn số 3/UBND-VX và Chỉ thị số 4/CT-UBND", ["implements"] * 3),
        ("Tiếp tục triển khai có hiệu quả các nhiệm vụ tại Quyết định số 5/QĐ-TTg", ["implements"]),
        ("Kế hoạch này thay thế Kế hoạch số 6/KH-UBND", ["replaces"]),
        ("sửa đổi, bổ sung một số điều của Nghị định số 7/2020/NĐ-CP", ["amends"]),
        ("vốn được giao bổ sung tại Nghị quyết số 8/NQ-CP", ["mentions"]),
        ("theo quy định tại Thông tư số 9/2020/TT-BTC", ["mentions"]),
        ("Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 39/TTr-SNV", ["basis"]),
        ("Trên cơ sở đề nghị của Sở Nội vụ tại Tờ trình số 39/TTr-SNV", ["basis"]),
        ("I. CĂN CỨ PHÁP LÝ\n- Quyết định số 5/QĐ-TTg;\n- Chỉ thị số 4/CT-TTg.", ["basis", "basis"]),
        ("I. CƠ SỞ XÂY DỰNG ĐỀ ÁN\n- Quyết định số 5/QĐ-TTg;\n- Chỉ thị số 4/CT-TTg.", ["basis", "basis"]),
        ("Thực hiện Nghị quyết Đại hội Đảng bộ tỉnh; Chỉ thị số 4-CT/TU", ["implements"]),
        ("Kế hoạch số 2/KH-UBND ngày 1/2/2024 về triển khai Quyết định số 5/QĐ-TTg", ["mentions", "implements"]),
        # `theo` right before `quy định` leads to what is only followed.
        ("Việc chi trả thực hiện theo quy định tại Thông tư số 9/2020/TT-BTC", ["mentions"]),
        ("tổ chức thực hiện theo Kế hoạch số 2/KH-UBND", ["implements"]),
        ("Cụ thể hóa nhiệm vụ, giải pháp chủ yếu đề ra tại Nghị quyết số 5-NQ/TW", ["implements"]),
        ("Thực hiện ý kiến chỉ đạo của Chủ tịch UBND tỉnh tại Công văn số 3/UBND-VX, xã báo cáo", ["implements"]),
        (
            "Thực hiện Thông tri số 2-TT/TU ngày 3/10/2024 và hướng dẫn của Sở Nội vụ tại Công văn số 3/SNV-TH",
            ["implements", "implements"],
        ),
        ("Căn cứ các văn bản: Nghị quyết số 5-NQ/TW; Quyết định số 5/QĐ-TTg và Kế hoạch 2/KH-UBND", ["basis"] * 3),
        ("Căn cứ Kế hoạch số 2/KH-UBND về dữ liệu; chỉ đạo của Bộ Y tế tại Công văn số 3/BYT-VP", ["basis"] * 2),
        # A colon announces the list that a paragraph's first words say how to use.
        ("Căn cứ các văn bản của UBND tỉnh: Kế hoạch số 2/KH-UBND; Công văn số 3/UBND-VX", ["basis"] * 2),
        ("Ghi chú về hai văn bản của UBND tỉnh: Kế hoạch số 2/KH-UBND; Công văn số 3/UBND-VX", ["mentions"] * 2),
        (
            "Theo đề nghị của Trưởng phòng Nội vụ tại Tờ trình số 5/TTr-NV và Chánh Văn phòng tại Công văn số 3/VP-TH",
            ["basis"] * 2,
        ),
        (
            "Theo đề nghị của Sở Nội vụ tại Tờ trình số 5/TTr-NV và UBND tỉnh ban hành tại Công văn số 3/UBND-TH",
            ["basis", "mentions"],
        ),
        # `và` joins to what stands nearest, a semicolon to the list's head, a short name in brackets to nothing.
        (
            "Kế hoạch số 2/KH-UBND về thực hiện Nghị quyết số 5/NQ-CP ngày 1/2/2018 và Chương trình số 7-CTr/TU",
            ["mentions", "implements", "implements"],
        ),
        (
            "Thực hiện Nghị quyết số 5/NQ-CP thi hành Luật Dữ liệu (Nghị quyết số 5/NQ-CP) và Quyết định số 6/QĐ-TTg",
            ["implements", "implements", "mentions", "implements"],
        ),
        (
            "Căn cứ Nghị định số 1/2020/NĐ-CP quy định chi tiết Luật Dữ liệu và Nghị định số 2/2024/NĐ-CP",
            ["basis", "mentions", "basis"],
        ),
        (
            "Triển khai phương án phù hợp với quy hoạch đã duyệt tại Quyết định số 5/QĐ-TTg; Quyết định số 6/QĐ-TTg",
            ["mentions", "mentions"],
        ),
        (
            "Căn cứ Nghị định số 1/2020/NĐ-CP. Thực hiện Kế hoạch số 2/KH-UBND ngày 1/2/2024; Công văn số 3/UBND-VX",
            ["basis", "implements", "implements"],
        ),
        ("I. CĂN CỨ XÂY DỰNG\nKẾ HOẠCH\n1. Quyết định số 5/QĐ-TTg;\n2. Chỉ thị số 4/CT-TTg.", ["basis", "basis"]),
        ("I. CĂN CỨ LẬP KẾ HOẠCH - Quyết định số 5/QĐ-TTg; - Chỉ thị số 4/CT-TTg.", ["basis", "basis"]),
    ],
)
def test_relations(text: str, relations: list[str]) -> None:
    assert [citation.relation for citation in citations(text)] == relations


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Quyết định số 5/QĐ-TTg ngày 1/2/2024 của Thủ tướng Chính phủ về Ngày Dữ liệu; và", "Ngày Dữ liệu"),
        ("Quyết định số 5/QĐ-UBND ngày 1/2/2024 về việc ban hành Bộ chỉ số đánh giá.", "ban hành Bộ chỉ số đánh giá"),
        (
            "Nghị định số 3/2020/NĐ-CP ngày 5/3/2020 về công tác văn thư và các văn bản hướng dẫn có liên quan;",
            "công tác văn thư",
        ),
        (
            "Kế hoạch số 3/KH-UBND ngày 1/2/2024 về chuyển đổi số năm 2024 và các Chương trình, kế hoạch khác, các cấp",
            "chuyển đổi số năm 2024",
        ),
        (
            "Kế hoạch số 3/KH-UBND ngày 1/2/2024 về xây dựng các quy định và các quy định về an toàn thông tin;",
            "xây dựng các quy định và các quy định về an toàn thông tin",
        ),
        (
            "Quyết định số 5/QĐ-UBND ngày 1/2/2024 phê duyệt Đề án “Lưu trữ điện tử” (sau đây gọi tắt là Đề án).",
            "phê duyệt Đề án “Lưu trữ điện tử”",
        ),
        ("Chỉ thị số 5/CT-TTg ngày 1/2/2024 “về bảo vệ bí mật nhà nước”, UBND xã ban hành", "bảo vệ bí mật nhà nước"),
        (
            "Kế hoạch số 5/KH-UBND ngày 1/2/2024 về thực hiện Nghị quyết số 9-NQ/TW ngày 3/4/2024",
            "thực hiện Nghị quyết số 9-NQ/TW",
        ),
        ("Kế hoạch số 5/KH-UBND ngày 1/2/2024 về dữ liệu mở và Kế hoạch số 6/KH-UBND", "dữ liệu mở"),
        ("Thông tư số 5/2018/TT-BTC ngày 1/2/2018 của Bộ Tài chính (nay là Bộ khác) về phí", "phí"),
        ("“... tại Kế hoạch số 5/KH-UBND ngày 1/2/2024 về dữ liệu mở”. Xem thêm", "dữ liệu mở"),
        ('"Thực hiện Kế hoạch số 5/KH-UBND ngày 1/2/2024 về dữ liệu mở".Xem thêm', "dữ liệu mở"),
        ('Kế hoạch số 5/KH-UBND ngày 1/2/2024 về phong trào "Tổ số" năm 2024;', 'phong trào "Tổ số" năm 2024'),
        ("Nghị định số 5/2024/NĐ-CP của Chính phủ về dữ liệu, được sửa đổi, bổ sung bởi Nghị định số 6", "dữ liệu"),
        ("Kế hoạch số 5/KH-UBND ngày 1/2/2024 về dữ liệu, trên cơ sở báo cáo của Sở Y tế", "dữ liệu"),
        ("Nghị quyết số 16/2024/QH15 đảm bảo thiết thực", None),
        # A law without a number is a part of what the document is about; so are words that follow it.
        (
            "Nghị định số 5/2024/NĐ-CP của Chính phủ quy định chi tiết một số điều của Luật Đấu thầu về nhà thầu;",
            "quy định chi tiết một số điều của Luật Đấu thầu về nhà thầu",
        ),
        (
            "Nghị định số 5/2024/NĐ-CP của Chính phủ hướng dẫn thi hành Luật Hộ tịch và Quyết định số 6/QĐ-TTg",
            "hướng dẫn thi hành Luật Hộ tịch",
        ),
        (
            "Quyết định số 5/QĐ-UBND ngày 1/2/2024 công bố thủ tục được sửa đổi, bổ sung trong lĩnh vực hộ tịch;",
            "công bố thủ tục được sửa đổi, bổ sung trong lĩnh vực hộ tịch",
        ),
        (
            "Quyết định số 5/QĐ-BTP ngày 1/2/2024 công bố thủ tục được sửa đổi trong lĩnh vực hộ tịch tại cơ quan",
            "công bố thủ tục được sửa đổi trong lĩnh vực hộ tịch tại cơ quan",
        ),
        ("Nghị định số 5/2024/NĐ-CP[11] về việc điều chỉnh địa giới;", "điều chỉnh địa giới"),
        (
            "Thông báo số 5-TB/TW ngày 1/2/2024 của Ban Chấp hành Trung ương Đảng Cộng sản Việt Nam về dữ liệu;",
            "dữ liệu",
        ),
        ("Nghị định số 5/2024/NĐ-CP của Chính phủ về dữ liệu được sửa đổi theo Nghị định số 6/2025/NĐ-CP", "dữ liệu"),
        (
            "Chỉ thị số 5-CT/TU ngày 1/2/2024 về công tác phụ nữ và hướng dẫn của Sở Nội vụ tại Công văn số 6/SNV-TH",
            "công tác phụ nữ",
        ),
        (
            "Chỉ thị số 5/CT-TTg ngày 1/2/2024 về dữ liệu mở và Bộ Tài chính đã ban hành Công văn số 6/BTC-NSNN",
            "dữ liệu mở",
        ),
        ("Kế hoạch số 5/KH-UBND ngày 1/2/2024 về dữ liệu mở, các cơ quan, đơn vị đã triển khai", "dữ liệu mở"),
        ("Nghị định số 5/2024/NĐ-CP của Chính phủ về lương, sau khi có ý kiến của Bộ Nội vụ", "lương"),
        ("Kế hoạch số 5/KH-UBND ngày 1/2/2024 về dữ liệu mở, phấn đấu đạt mục tiêu", "dữ liệu mở"),
        ("Công văn số 5/UBND-VX ngày 1/2/2024 về dữ liệu mở, Sở Y tế hướng dẫn như sau", "dữ liệu mở"),
        ("Quyết định số 5/QĐ-TTg của Thủ tướng Chính phủ vềphê duyệt Đề án dữ liệu;", "phê duyệt Đề án dữ liệu"),
        ("Công văn số 5/UBND-VX ngày 1/2/2024 của UBND tỉnh An Bình V/v mở dữ liệu.", "mở dữ liệu"),
        ("Quyết định số 5/QĐ-UBND ngày 1/2/2024.", None),
        ("Luật Phòng, chống ma túy;", "Phòng, chống ma túy"),
        (
            "Chỉ thị số 5-CT/TU ngày 1/2/2023 về tăng cường thực hiện các nhiệm vụ Đề án 06 trên địa bàn tỉnh;",
            "tăng cường thực hiện các nhiệm vụ Đề án 06 trên địa bàn tỉnh",
        ),
        ("Kế hoạch số 5/KH-UBND ngày 1/2/2023 về dữ liệu, Đề án 06 của Chính phủ", "dữ liệu"),
        (
            "Kế hoạch số 5/KH-UBND ngày 1/2/2023 về kiểm tra trên địa bàn huyện UBND xã An Bình báo cáo kết quả",
            "kiểm tra trên địa bàn huyện",
        ),
        # A law's own name stands before its number.
        ("Căn cứ Luật Tổ chức chính quyền địa phương số 5/2025/QH15;", "Tổ chức chính quyền địa phương"),
        ("Luật Khám bệnh, chữa bệnh ngày 1/2/2023 số 5/2023/QH15 quy định", "Khám bệnh, chữa bệnh"),
        ("Bộ luật Lao động năm 2019 (số 5/2019/QH14);", "Lao động"),
        ("Luật Bảo hiểm y tế (sửa đổi) số 5/2024/QH15;", "Bảo hiểm y tế"),
        (
            "Luật sửa đổi, bổ sung một số điều của Luật Viên chức và Luật Giá số 5/2019/QH14 ngày 1/2/2019;",
            "sửa đổi, bổ sung một số điều của Luật Viên chức và Luật Giá",
        ),
        ("Luật số 5/2019/QH14 ngày 1/2/2019 về giá;", "giá"),
        ("thực hiện Đề án 06 của Chính phủ", "06"),
    ],
)
def test_subjects(text: str, subject: str | None) -> None:
    assert citations(text)[0].subject == subject


@pytest.mark.parametrize(
    ("text", "pinpoint"),
    [
        ("theo điểm b khoản 2 Điều 45 Luật Dữ liệu", "điểm b khoản 2 Điều 45"),
        ("khoản 1, khoản 2 và khoản 3 Điều 43 của Luật Viên chức", "khoản 1, khoản 2 và khoản 3 Điều 43"),
        ("tại Điều 5 Nghị định số 1/2020/NĐ-CP", "Điều 5"),
        ("Phụ lục II Nghị quyết số 1/NQ-CP", "Phụ lục II"),
        ("mục 1, Phần III Công văn số 78/BNV-TCCB", "mục 1, Phần III"),
        ("Nghị định số 1/2020/NĐ-CP (khoản 2 Điều 5)", "khoản 2 Điều 5"),
        ("theo quy định tại Nghị định số 1/2020/NĐ-CP", None),
    ],
)
def test_pinpoints(text: str, pinpoint: str | None) -> None:
    assert citations(text)[0].pinpoint == pinpoint


def test_the_span_runs_from_the_type_to_the_last_of_number_date_and_issuer() -> None:
    text = cleaned("Căn cứ điểm a Điều 5 Nghị định số 1/2020/NĐ-CP ngày 1/2/2020 của Chính phủ về thuế;")
    (found,) = find_citations(text, ())
    assert text.text[found.span.start : found.span.end] == "Nghị định số 1/2020/NĐ-CP ngày 1/2/2020 của Chính phủ"


@pytest.mark.parametrize("title", ["CỦA\nUBND TỈNH AN BÌNH", "\nCỦA UBND TỈNH AN BÌNH"])
def test_a_title_in_capitals_breaks_anywhere(title: str) -> None:
    text = f"KẾ HOẠCH\nTHỰC HIỆN QUYẾT ĐỊNH SỐ 12/QĐ-UBND\nNGÀY 02 THÁNG 3 NĂM 2024 {title}\nVỀ DỮ LIỆU MỞ\n"
    (found,) = citations(text)
    assert fields(found) == ("Quyết định", "12/QĐ-UBND", "2024-03-02", "UBND Tỉnh An Bình")


def test_a_mention_broken_over_lines_is_traced_to_all_of_them() -> None:
    text = cleaned(
        "Thực hiện Quyết\nđịnh số 1234/UBND-\nKGVX ngày 02\ntháng 3 năm 2024 của UBND\ntỉnh An Bình về dữ liệu."
    )
    (found,) = find_citations(text, ())
    assert fields(found) == ("Quyết định", "1234/UBND-KGVX", "2024-03-02", "UBND tỉnh An Bình")
    place = text.provenance(found.span)
    assert (place.line_start, place.line_end) == (1, 5)


def test_a_law_amended_by_another_is_a_mention_too() -> None:
    text = "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Cán bộ, công chức và Luật Viên chức số 52/2019/QH14;"
    found = citations(text)
    assert (found[0].number, found[0].relation) == ("52/2019/QH14", "basis")
    assert [citation.subject for citation in found[1:]] == ["Cán bộ, công chức", "Viên chức"]
