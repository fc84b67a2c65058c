"""Roles and years from headings, lists and the plan; numbers; phrases; properties over any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import patterns
from extractors.clean import clean
from extractors.fold import fold
from extractors.outline import outline
from extractors.read import read
from extractors.records import HeaderField
from extractors.tables import Tables
from extractors.targets import find_targets
from extractors.targets.percentages import find_percentages
from extractors.targets.phrases import expand
from extractors.targets.sentences import read_sentence
from tests.test_targets import PLAN_2025, header, targets_of

REPORT_2024 = header(doc_type="Báo cáo", title="Kết quả chuyển đổi số năm 2024", issued_on="2024-12-20")
NOVEMBER = header(doc_type="Kế hoạch", issued_on="2025-11-28", plan_year="2025")
DIRECTIVE = header(doc_type="Chỉ thị", issued_on="2024-05-04")


@pytest.mark.parametrize(
    ("text", "fields", "role", "year"),
    [
        ("II. KẾT QUẢ\n\n- 90% xã có trang thông tin.", REPORT_2024, "result", 2024),
        ("3. Nhiệm vụ năm 2025\n\n- 90% xã có trang thông tin.", REPORT_2024, "target", 2025),
        ("- Tính đến cuối tháng 4-2023, tỷ lệ hồ sơ trực tuyến đạt 84%.", REPORT_2024, "result", 2023),
        ("- Phương hướng: đến hết năm 2025 tỷ lệ hồ sơ trực tuyến đạt 70%.", REPORT_2024, "target", 2025),
        ("- Nhiệm vụ đã thực hiện: tỷ lệ hồ sơ trực tuyến đạt 70%.", REPORT_2024, "result", 2024),
        ("Tỷ lệ hồ sơ trực tuyến của các sở mới đạt 30%.", DIRECTIVE, "result", None),
        ("Năm 2023, huyện đã hoàn thành 9/12 chỉ tiêu. Cụ thể: tỷ lệ che phủ rừng 41%.", DIRECTIVE, "result", 2023),
        ("Năm 2025, huyện phấn đấu: giá trị sản xuất tăng 9%; tỷ lệ hộ nghèo giảm còn 3%.", (), "target", 2025),
        ("Khen thưởng không quá 20% số tập thể tham gia.", DIRECTIVE, "other", None),
        ("Yêu cầu các đơn vị có tỷ lệ giải ngân dưới 60% giải trình.", DIRECTIVE, "other", None),
        ("Huyện có 4.100 hộ, trong đó hộ nghèo chiếm 12%.", DIRECTIVE, "other", None),
        ("Các tập thể đạt các tiêu chuẩn sau:\n\n- Có 80% đoàn viên tham gia.", DIRECTIVE, "other", None),
        ("Số hóa 100% sổ hộ tịch từ năm 1990 đến nay.", DIRECTIVE, "target", None),
        ("Tỷ lệ đô thị hóa của vùng là 40%.", (), "result", None),
        # what a plan of November tells of the months before it, and asks of those to come
        ("Đến tháng 10/2025, tỷ lệ hồ sơ trực tuyến đạt 70%.", NOVEMBER, "result", 2025),
        ("9 tháng đầu năm 2025, tỷ lệ hồ sơ trực tuyến đạt 70%.", NOVEMBER, "result", 2025),
        ("Tính đến 15/10/2025, 70% hộ dân có mạng.", NOVEMBER, "result", 2025),
        ("Đến tháng 12/2025, tỷ lệ hồ sơ trực tuyến đạt 70%.", NOVEMBER, "target", 2025),
        ("Hết tháng 10/2025 phấn đấu đạt tối thiểu 70% hộ dân có mạng.", NOVEMBER, "target", 2025),
        ("Độ phủ mạng di động hiện đạt 99%.", NOVEMBER, "result", None),
        ("Hơn 17 nghìn dân đã cài ứng dụng, chiếm 92% dân số.", NOVEMBER, "result", None),
    ],
)
def test_a_role_follows_from_heading_line_and_words(
    text: str, fields: tuple[HeaderField, ...], role: str, year: int | None
) -> None:
    assert {(t.role, t.year) for t in targets_of(text, fields)} == {(role, year)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Số hóa đạt 91% (vượt mục tiêu ít nhất 85%).", [(91, "=", "result"), (85, ">=", "target")]),
        ("Số hóa đạt 91%, vượt chỉ tiêu đặt ra là 85%.", [(91, "=", "result"), (85, "=", "target")]),
        ("Các xã đều vượt chỉ tiêu, đạt 146%.", [(146, "=", "result")]),
    ],
)
def test_an_aim_that_was_exceeded_is_still_an_aim(text: str, found: list[tuple[float, str, str]]) -> None:
    targets = targets_of(f"II. KẾT QUẢ\n\n- {text}", REPORT_2024)
    assert [(target.value, target.comparator, target.role) for target in targets] == found


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Xã phấn đấu đến năm 2027, 100% hộ có điện; 80% trường có mạng, 70% thôn có loa.", ["target"] * 3),
        ("Đề án đặt mục tiêu đến năm 2027 có 90% hồ sơ cấp huyện, 60% hồ sơ cấp xã được số hóa.", ["target"] * 2),
        ("Xã phấn đấu đến năm 2027, 100% hộ có điện; đến nay tỷ lệ hộ có mạng đã đạt 80%.", ["target", "result"]),
        ("Đến năm 2023, 100% hộ có điện; 80% trường có mạng.", ["result"] * 2),
        ("Tỷ lệ hồ sơ trực tuyến mới đạt 51%, so với mục tiêu phải đạt 80%.", ["result", "target"]),
        ("Xã phấn đấu 80% hộ và 60% thôn có loa; đã có 70% hộ và 50% thôn.", ["target", "target", "result", "result"]),
        ("Phấn đấu 80% hộ có điện; 60% thôn có loa.", ["target", "result"]),
    ],
)
def test_an_aim_of_a_report_holds_for_its_clause_and_with_its_year_for_the_list(text: str, roles: list[str]) -> None:
    assert [target.role for target in targets_of(text, REPORT_2024)] == roles


@pytest.mark.parametrize(
    ("text", "value", "high", "unit"),
    [
        ("tăng 60 - 70% số hộ", 60, 70, "%"),
        ("giảm hằng năm 1%-1,5%", 1, 1.5, "%"),
        ("đạt khoảng từ 10 - 10,5%/năm", 10, 10.5, "%"),
        ("có từ 30% đến 40% số xã", 30, 40, "%"),
        ("tăng 102,70%", 102.7, None, "%"),
        ("tăng 03%", 3, None, "%"),
        ("tăng 32,2 %", 32.2, None, "%"),
        ("giảm 1,5 điểm % so với năm trước", 1.5, None, "điểm %"),
        ("giảm 2 điểm phần trăm", 2, None, "điểm %"),
        ("đều tăng từ 4% đến 6%", 4, 6, "%"),
        ("tăng hai phẩy năm phần trăm", 2.5, None, "%"),
        ("tăng 25 phần trăm", 25, None, "%"),
        ("từ năm 2025-100% số xã", 100, None, "%"),
    ],
)
def test_a_number(text: str, value: float, high: float | None, unit: str) -> None:
    found = targets_of(f"- Tỷ lệ hộ dân {text}")
    assert [(t.value, t.value_high, t.unit) for t in found] == [(value, high, unit)]


@pytest.mark.parametrize("text", ["Đơn vị tính: %", "So sánh 2025/2024 (%)", "tỷ suất 0,54 ‰", "tỷ suất 5 %o", "%"])
def test_no_percentage(text: str) -> None:
    assert targets_of(f"- {text}") == []


def test_a_year_comes_from_clause_then_list_then_heading_then_plan() -> None:
    text = (
        "I. MỤC TIÊU ĐẾN NĂM 2030\n\n- 50% hộ dân có vườn mẫu.\n\n- 60% hộ dân có nước sạch vào năm 2028.\n\n"
        "II. NHIỆM VỤ\n\nĐến hết năm 2026:\n\n- 70% hộ dân có hố rác.\n\n"
        "III. TỔ CHỨC THỰC HIỆN\n\n- 80% hộ dân cam kết.\n"
    )
    assert [t.year for t in targets_of(text)] == [2030, 2028, 2026, 2030]
    assert [t.year for t in targets_of("- 80% hộ dân cam kết.", header(doc_type="Kế hoạch"))] == [None]


def test_a_year_without_its_word_and_one_that_is_only_compared_with() -> None:
    assert [t.year for t in targets_of("- Cuối 2028, 70% hộ dân có nước sạch.")] == [2028]
    assert [t.year for t in targets_of("- Đến 2030, 70% hộ dân có nước sạch.")] == [2030]
    assert [t.year for t in targets_of("- Kinh tế số đạt 14% GRDP, gấp 1,64 lần năm 2020.")] == [2025]


def test_a_heading_whose_number_stands_alone_ends_the_year_above() -> None:
    text = "II. MỤC TIÊU\n\n1. Đến năm 2045\n\n- 50% xã có chợ.\n\n**III.\nNHIỆM VỤ CHỦ YẾU**\n\n- 60% xã có bến."
    assert [t.year for t in targets_of(text)] == [2045, 2025]


def test_a_line_of_aims_without_a_number_names_the_year_where_no_heading_does() -> None:
    text = "Mục tiêu đến năm 2027\n\nKế hoạch nêu hai mục tiêu: 50% hộ dân có vườn mẫu; 60% hộ dân có nước sạch."
    assert [t.year for t in targets_of(text, header(doc_type="Kế hoạch"))] == [2027, 2027]


def test_a_term_of_office_is_no_horizon() -> None:
    text = "1. Tổ chức bầu cử nhiệm kỳ 2026 - 2031\n\n- 100% thôn có tổ bầu cử."
    assert [t.year for t in targets_of(text)] == [2025]


def test_a_heading_of_an_assessment_makes_thresholds() -> None:
    text = "I. TIÊU CHÍ XẾP LOẠI CHẤT LƯỢNG\n\n- Có ít nhất 70% đơn vị hoàn thành nhiệm vụ."
    assert [(t.role, t.year) for t in targets_of(text)] == [("other", None)]


def test_what_a_table_claims_is_not_read_again() -> None:
    text = "- 50% hộ dân có vườn mẫu.\n\n- 60% hộ dân có nước sạch."
    cleaned = clean(read(text.encode()))
    row = cleaned.blocks[0].span
    held = targets_of(text)[0]
    tables = Tables(targets=(held,), claimed=(row,))
    found = targets_of(text, tables=tables)
    assert [t.value for t in found] == [50, 60]
    assert found[0] is held


def test_offsets_are_those_of_the_clean_text() -> None:
    text = "I. MỤC TIÊU\n\n- Tỷ lệ hộ dân có nước\nsạch đạt trên 95%; 80 - 90% số xã có chợ."
    cleaned = clean(read(text.encode()))
    found = find_targets(cleaned, outline(cleaned), PLAN_2025, Tables())
    quoted = [cleaned.text[t.value_span.start : t.value_span.end] for t in found]
    assert quoted == ["95%", "80 - 90%"]
    assert cleaned.provenance(found[0].span).quote.startswith("Tỷ lệ hộ dân có nước\nsạch đạt trên 95%")


def test_tokens_are_syllables_numbers_and_signs() -> None:
    text = "đạt 100%; tăng 80,5% theo 749/QĐ-TTg; ngày 22/8/2025, năm 2030"
    sentence = read_sentence(text, 0, len(text))
    spelled = [text[start:end] for start, end in zip(sentence.starts, sentence.ends, strict=True)]
    assert spelled[:6] == ["đạt", "100", "%", ";", "tăng", "80,5"]
    assert "749/QĐ-TTg" in spelled
    assert [word for word in sentence.words if word.startswith("<")] == [
        "<number>", "<number>", "<code>", "<date>", "<year>",
    ]  # fmt: skip


CUES = patterns.load("targets")["cues"]


@pytest.mark.parametrize("cue", CUES, ids=[cue["name"] for cue in CUES])
def test_a_phrase_rule_matches_its_examples_and_is_needed(cue: dict[str, object]) -> None:
    kinds = {entry["name"]: entry["kind"] for entry in CUES}
    alone = False
    examples = cue["examples"]
    assert cue["source"]
    assert isinstance(examples, list)
    assert examples
    for example in examples:
        folded = fold(example)
        found = read_sentence(folded, 0, len(folded)).cues
        own = [c for c in found if c.rule == cue["name"]]
        assert own, f"{cue['name']} does not match its example {example!r}"
        longest = max(c.end - c.start for c in own)
        others = [c for c in found if c.rule != cue["name"] and kinds[c.rule] == cue["kind"]]
        alone |= all(c.end - c.start < longest for c in others)
    assert alone, f"every example of {cue['name']} is matched by another rule of its kind too"


def test_a_written_phrase_stands_for_all_its_forms() -> None:
    assert expand("[đến|đến hết] năm <year>") == [
        ("năm", "<year>"), ("đến", "năm", "<year>"), ("đến", "hết", "năm", "<year>"),
    ]  # fmt: skip
    assert expand("(trên|hơn)") == [("trên",), ("hơn",)]


PIECES = st.sampled_from(
    ["đạt", "tối thiểu", "trên", "100", "%", "50%", "7,5 %", "60 - 70%", "và", ",", ";", ":", "(", ")", ".", "từ",
     "lên", "hộ dân", "được", "có", "tỷ lệ", "phấn đấu", "năm 2030", "giai đoạn 2026 - 2030", "cấp xã", "đối với",
     "-", "\n\n", "tăng", "so với cùng kỳ", "kế hoạch", "1.250", "x", "“", "”", "điểm", "phần trăm", "một trăm",
     "İ", "‰", "|"]
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(PIECES, max_size=60).map(" ".join))
def test_every_percentage_is_found_once_and_where_it_stands(text: str) -> None:
    cleaned = clean(read(f"- Kế hoạch: {text}".encode()))
    found = find_targets(cleaned, outline(cleaned), (), Tables())
    places = [t.value_span for t in found]
    assert places == sorted(set(places))
    covered = {index for span in places for index in range(*span)}
    for block in cleaned.blocks:
        for match in find_percentages(cleaned.matching, block.start, block.end):
            assert set(range(*match.span)) <= covered
    for target in found:
        assert target.span.start <= target.value_span.start < target.value_span.end <= len(cleaned.text)
        assert target.value_span.end <= max(target.span.end, target.value_span.end)
        assert target.subject is None or target.subject.strip()
        assert 0 <= target.confidence <= 1


@pytest.mark.parametrize(
    "piece",
    ["100% ", "100%, ", "đạt 50% và ", "(5% ", "(((", "từ 4% lên 5% ", "cấp xã 5%, ", "hộ dân, ", "%% ",
     "đến năm 2030 ", "tăng 5% so với cùng kỳ, ", "một ", "phần trăm "],
)  # fmt: skip
def test_a_hostile_line_takes_no_longer_than_its_length_asks(piece: str) -> None:
    def seconds(size: int) -> float:
        text = "5% " + piece * (size // len(piece))
        cleaned = clean(read(text.encode()))
        began = time.process_time()
        find_targets(cleaned, outline(cleaned), (), Tables())
        return time.process_time() - began

    seconds(1_000)
    assert seconds(200_000) < 12 * seconds(50_000) + 0.5
