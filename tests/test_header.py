# ruff: noqa: E501 - feet and heads are quoted line by line
"""Header fields, one after the other: how each may be written, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.header import find_header
from extractors.outline import outline
from tests.headers import BODY, ONE_AFTER_THE_OTHER, SIGNED, cleaned, fields, head, values


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
        ("CHUYỂN ĐỔI SỐ NĂM 2024.\n\nCĂN CỨ LẬP KẾ HOẠCH.\n", "CHUYỂN ĐỔI SỐ NĂM 2024"),
        ("Chuyển đổi số trên địa bàn\n\nXã An Bình năm 2024\n", "Chuyển đổi số trên địa bàn Xã An Bình năm 2024"),
    ],
)
def test_a_title_is_joined_from_its_lines(lines: str, title: str) -> None:
    text = head("UBND XÃ AN BÌNH", rest="Căn cứ Nghị quyết số 3/NQ-HĐND của Hội đồng nhân dân xã;")
    assert values(text.replace("Chuyển đổi số\n", f"{lines}\n"))["title"] == title


def test_a_title_that_ends_in_a_following_time_ends_there() -> None:
    title = "Chuyển đổi số năm 2025 và những năm tiếp theo"
    text = head("UBND XÃ AN BÌNH").replace("Chuyển đổi số\n", f"{title}\n\nCăn cứ Luật Dữ liệu\n")
    assert values(text)["title"] == title


def test_a_title_may_stand_on_the_headings_own_line() -> None:
    text = head("UBND XÃ AN BÌNH").replace("KẾ HOẠCH\nChuyển đổi số\n", "KẾ HOẠCH CHUYỂN ĐỔI SỐ\nXÃ AN BÌNH NĂM 2025\n")
    found = values(text)
    assert (found["doc_type"], found["title"], found["plan_year"]) == (
        "Kế hoạch",
        "CHUYỂN ĐỔI SỐ XÃ AN BÌNH NĂM 2025",
        "2025",
    )


LETTER = """
UBND TỈNH LÀO CAI                        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ Y TẾ                                     Độc lập - Tự do - Hạnh phúc
Số: 90/SYT-NVY                           Lào Cai, ngày 4 tháng 5 năm 2025
V/v triển khai bệnh án điện tử

Kính gửi: Các đơn vị trực thuộc
"""


def test_a_letters_subject_may_stand_beside_the_date() -> None:
    found = values(LETTER + BODY)
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
        ("Nơi nhận:\n- Lưu: VT.\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nKẾ HOẠCH\nTriển khai nền tảng số", None, None),
    ],
)
def test_the_signature_block(foot: str, signer: str | None, capacity: str | None) -> None:
    found = values(head("UBND XÃ AN BÌNH") + "\n" + foot)
    assert (found.get("signer"), found.get("signer_title")) == (signer, capacity)


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
