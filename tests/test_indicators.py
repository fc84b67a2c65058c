"""The catalogue of indicators: each entry finds its own wordings, tells them from those of others, and is complete."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import patterns
from extractors import extract
from extractors.fold import fold
from patterns import PatternError
from pipeline.dataset import NoDataSetError
from pipeline.indicators_cli import catalogue_lines, unmapped_lines
from pipeline.normalise import indicators, normalise
from pipeline.normalise.indicators import AMBIGUOUS, REPLACED, Indicator, catalogue, with_indicators
from pipeline.rows import Row, Tables, document_tables
from tests.conftest import SAMPLES
from tests.publishing import publish
from tests.test_cli import kehoach

CATALOGUE = catalogue()
ENTRIES = list(CATALOGUE.indicators.values())
IDS = [indicator.id for indicator in ENTRIES]


def measured(subject: str, unit: str | None = "%") -> str | None:
    found = CATALOGUE.match(subject, unit).indicator
    return found.id if found else None


@pytest.mark.parametrize("indicator", ENTRIES, ids=IDS)
def test_an_indicator_has_its_name_and_examples_to_itself(indicator: Indicator) -> None:
    assert len(indicator.examples) >= 2
    assert {text: measured(text, indicator.unit) for text in (indicator.name, *indicator.examples)} == dict.fromkeys(
        (indicator.name, *indicator.examples), indicator.id
    )


@pytest.mark.parametrize("indicator", ENTRIES, ids=IDS)
def test_an_indicator_has_no_counter_example(indicator: Indicator) -> None:
    for text in indicator.counter_examples:
        assert measured(text, indicator.unit) != indicator.id, text


@pytest.mark.parametrize("indicator", ENTRIES, ids=IDS)
def test_every_rule_fits_one_of_the_examples(indicator: Indicator) -> None:
    texts = [CATALOGUE.concepts(fold(text)) for text in (indicator.name, *indicator.examples)]
    for condition in indicator.conditions:
        assert any(condition.fits(sum(concepts)) for concepts in texts), condition


@pytest.mark.parametrize(
    ("subject", "unit", "expected"),
    [
        ("Quy mô kinh tế số", "% GDP", "digital-economy-share"),
        ("Quy mô kinh tế số", "%", None),
        ("Phủ sóng 5G cho người dân", "% dân số", "5g-coverage"),
        ("Năng suất lao động tăng", "%/năm", "labour-productivity-growth"),
        ("Năng suất lao động tăng", "điểm %", None),
    ],
)
def test_a_unit_that_names_its_whole_is_read_with_the_subject(subject: str, unit: str, expected: str | None) -> None:
    found = indicators.measured(subject, unit).indicator
    assert (found.id if found else None) == expected


def test_the_catalogue_covers_every_pillar() -> None:
    assert len(ENTRIES) >= 80
    counts = {pillar: [e.pillar for e in ENTRIES].count(pillar) for pillar in patterns.load("indicators")["pillars"]}
    assert min(counts.values()) >= 6
    assert sum(counts.values()) == len(ENTRIES)


def test_entries_are_complete_and_distinct() -> None:
    sources = set(patterns.load("indicators")["sources"].values())
    for indicator in ENTRIES:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", indicator.id)
        assert indicator.source in sources
        assert indicator.direction in {"up", "down"}
        assert indicator.name.strip()
        assert indicator.definition.strip()
        if indicator.national_target_year is not None:
            assert indicator.national_target is not None
            assert 2020 <= indicator.national_target_year <= 2030
        if indicator.national_target is not None and indicator.unit == "%":
            assert 0 < indicator.national_target <= 100
    for names in ([e.name for e in ENTRIES], [e.name_en for e in ENTRIES]):
        assert len(set(names)) == len(names)


def test_every_source_and_concept_is_used() -> None:
    text = "".join(Path(patterns.__file__).with_name(f"indicators_{p}.yaml").read_text("utf-8") for p in _pillars())
    content = patterns.load("indicators")
    for group in ("sources", "concepts", "bases"):
        for name in content[group]:
            # A base that no rule names still bars a rule from what is counted there.
            assert group == "bases" or re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text), name


def _pillars() -> list[str]:
    return list(patterns.load("indicators")["pillars"])


SAME = {
    "health-record": [
        "Tỷ lệ dân số có hồ sơ sức khỏe điện tử",
        "dân số có sổ sức khỏe điện tử",
        "người dân có Sổ sức khoẻ điện tử",
        "TỶ LỆ NGƯỜI DÂN CÓ HỒ SƠ SỨC KHỎE ĐIỆN TỬ",
    ],
    "bank-account": [
        "người dân từ 15 tuổi trở lên có tài khoản tại ngân hàng",
        "người trưởng thành có tài khoản ngân hàng",
        "dân số từ 15 tuổi trở lên có tài khoản thanh toán tại ngân hàng hoặc tổ chức hợp pháp",
    ],
    "e-payment-account": ["dân số có tài khoản thanh toán điện tử", "người dân có tài khoản thanh toán điện tử"],
    "satisfaction": [
        "mức hài lòng của người dân, doanh nghiệp",
        "tổ chức, cá nhân hài lòng về giải quyết thủ tục hành chính",
        "tỷ lệ hài lòng của người dân khi sử dụng dịch vụ công trực tuyến",
    ],
    "sme-digital-platforms": ["SME sử dụng nền tảng số", "doanh nghiệp vừa và nhỏ sử dụng các nền tảng số"],
    "fibre-subscriptions": [
        "hộ gia đình có Internet cáp quang",
        "hộ gia đình có truy nhập Internet băng rộng cáp quang",
        "hộ gia đình có thuê bao cáp quang",
    ],
    "work-dossiers-online": [
        "hồ sơ công việc cấp xã được xử lý trên môi trường mạng (trừ hồ sơ mật)",
        "văn bản, hồ sơ công việc được xử lý hoàn toàn trên môi trường điện tử",
    ],
    "staff-computers": [
        "cán bộ, công chức xã được cấp máy tính có kết nối mạng",
        "cán bộ, công chức được trang bị máy vi tính để xử lý công việc trên môi trường mạng",
    ],
    "people-service-training": [
        "người dân trong độ tuổi lao động biết đến dịch vụ công trực tuyến và dịch vụ số về y tế, giáo dục",
        "người dân được hướng dẫn sử dụng dịch vụ công trực tuyến",
    ],
    "dossiers-submitted-online": [
        "tỷ lệ hồ sơ tiếp nhận trực tuyến",
        "hồ sơ TTHC nộp bằng hình thức trực tuyến",
    ],
    "procedures-processed-online": [
        "hồ sơ trực tuyến toàn trình trên tổng số hồ sơ thủ tục hành chính",
        "hồ sơ thủ tục hành chính được xử lý trên môi trường mạng",
    ],
    "e-identity-account": [
        "người trưởng thành kích hoạt tài khoản định danh điện tử mức độ 2",
        "dân số được cấp định danh điện tử",
        "công dân có tài khoản VNeID",
    ],
    "smartphone-of-mobile": [
        "thuê bao sử dụng điện thoại thông minh/tổng thuê bao điện thoại di động",
        "thuê bao điện thoại di động sử dụng điện thoại thông minh",
    ],
    "local-products-on-e-commerce": [
        "sản phẩm thuộc chương trình Mỗi xã một sản phẩm (OCOP) có trên sàn thương mại điện tử",
        "nông sản chủ lực được đưa lên sàn TMĐT",
    ],
}


@pytest.mark.parametrize(("expected", "wordings"), SAME.items(), ids=SAME)
def test_wordings_of_one_indicator(expected: str, wordings: list[str]) -> None:
    assert {text: measured(text) for text in wordings} == dict.fromkeys(wordings, expected)


DISTINCT: list[tuple[str, str]] = [
    ("dân số có tài khoản thanh toán điện tử", "dân số từ 15 tuổi trở lên có tài khoản giao dịch tại ngân hàng"),
    ("kết quả giải quyết TTHC được số hóa", "kết quả giải quyết TTHC được trả bản điện tử"),
    ("thủ tục hành chính đủ điều kiện cung cấp trực tuyến toàn trình", "hồ sơ thủ tục hành chính nộp trực tuyến"),
    ("hộ gia đình được phủ cáp quang", "hộ gia đình có thuê bao cáp quang"),
    ("doanh nghiệp nhỏ và vừa sử dụng hóa đơn điện tử", "doanh nghiệp sử dụng hóa đơn điện tử"),
    ("hệ thống thông tin được phê duyệt cấp độ", "hệ thống thông tin đáp ứng yêu cầu an toàn thông tin theo cấp độ"),
    ("văn bản được tạo lập, xử lý trên môi trường mạng", "văn bản được tạo lập, xử lý, ký số trên môi trường mạng"),
    ("cán bộ, công chức có chữ ký số", "người dân có chữ ký số"),
    ("kinh tế số trong GRDP", "kinh tế số trong từng ngành, lĩnh vực"),
    ("TTHC có nghĩa vụ tài chính được thanh toán trực tuyến", "hồ sơ TTHC có nghĩa vụ tài chính thanh toán trực tuyến"),
]


@pytest.mark.parametrize(("one", "other"), DISTINCT)
def test_another_test_or_base_is_another_indicator(one: str, other: str) -> None:
    assert None not in (measured(one), measured(other))
    assert measured(one) != measured(other)


UNMAPPED = [
    "hộ nghèo có tài khoản ngân hàng",
    "học sinh có hồ sơ sức khỏe điện tử",
    "nhà máy trong khu công nghiệp ứng dụng mạng 5G riêng",
    "hồ sơ thủ tục hành chính nộp trực tuyến vượt so với chỉ tiêu được giao",
    "số hóa hồ sơ thủ tục hành chính kế hoạch tỉnh giao",
    "hồ sơ nộp trực tuyến so với cùng kỳ",
    "chỉ tiêu cấp tài khoản định danh điện tử cho người dân",
    "hộ gia đình được phủ sóng 4G và cáp quang",
    "người bệnh hài lòng với dịch vụ của bệnh viện",
    "cán bộ, công chức hoàn thành tốt nhiệm vụ",
    "trẻ em dưới 1 tuổi được tiêm chủng đầy đủ",
    "đường giao thông nông thôn được bê tông hóa",
    "gia đình đạt danh hiệu gia đình văn hóa",
    "hồ sơ mời thầu được phát hành qua mạng",
    "người nghiện ma túy được quản lý",
    "phương tiện giao thông vi phạm được xử lý",
    "dân số",
    "",
    "2",
]


@pytest.mark.parametrize("subject", UNMAPPED)
def test_what_the_catalogue_lacks_stays_null(subject: str) -> None:
    assert measured(subject) is None


def test_the_unit_is_part_of_the_measure() -> None:
    subject = "Tỷ lệ doanh nghiệp công nghệ số"
    assert measured(subject, "doanh nghiệp/1.000 dân") == "digital-enterprises-per-population"
    assert measured(subject, "%") is None
    assert measured("dân số có hồ sơ sức khỏe điện tử", "người") is None
    assert measured("dân số có hồ sơ sức khỏe điện tử", "điểm %") is None


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("người hưởng trợ cấp phường hội được chi trả qua tài khoản", "welfare-cashless"),
        ("hợp tác thị trấn nông nghiệp ứng dụng công nghệ số", "cooperatives-digital"),
        ("nhiệm vụ phát triển kinh tế - phường hội", None),
    ],
)
def test_a_word_that_search_and_replace_spoilt_is_understood_and_flagged(subject: str, expected: str | None) -> None:
    found = CATALOGUE.match(subject, "%")
    assert found.flags == (REPLACED,)
    assert (found.indicator and found.indicator.id) == expected


@pytest.mark.parametrize("subject", ["người hưởng trợ cấp xã hội được chi trả qua tài khoản", "hội nghị của phường"])
def test_right_words_are_not_flagged(subject: str) -> None:
    assert CATALOGUE.match(subject, "%").flags == ()


@pytest.mark.parametrize(
    "subject",
    ["dân số có hồ sơ sức khõe điện tử", "tỉ lệ người dân có hồ sơ sưc khoẻ điện tử", "NGƯỜI DÂN CÓ HỔ SƠ SỨC KHỎE"],
)
def test_slips_of_tone_marks_do_no_harm(subject: str) -> None:
    assert measured(subject) == "health-record"


def test_a_tie_is_null_and_flagged(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {
        "name": "a",
        "name_en": "a",
        "definition": "a",
        "source": "s",
        "rules": [{"needs": ["x"]}],
        "examples": ["b"],
    }
    files = {
        "indicators": {
            "pillars": {"p": "P"}, "sources": {"s": "S"}, "bases": {"who": ["ai"]}, "concepts": {"x": ["một hai"]},
            "bodies": [],
        },
        "indicators_p": {"indicators": [{**entry, "id": "one"}, {**entry, "id": "two"}]},
    }  # fmt: skip
    monkeypatch.setattr(patterns, "load", files.__getitem__)
    monkeypatch.setattr(patterns, "rules", lambda *_: ())
    assert indicators.Catalogue().match("một hai", "%") == indicators.Match(None, (AMBIGUOUS,))
    assert indicators.Catalogue().match("ai một hai", "%") == indicators.Match(None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source": "nowhere"}, "no source 'nowhere'"),
        ({"rules": [{"needs": ["nothing"]}]}, "no concept 'nothing'"),
        ({"id": "one"}, "share an id"),
    ],
)
def test_a_wrong_entry_is_named(monkeypatch: pytest.MonkeyPatch, change: Row, message: str) -> None:
    entry = {
        "name": "a",
        "name_en": "a",
        "definition": "a",
        "source": "s",
        "rules": [{"needs": ["x"]}],
        "examples": ["b"],
    }
    files: dict[str, Row] = {
        "indicators": {
            "pillars": {"p": "P"},
            "sources": {"s": "S"},
            "bases": {},
            "concepts": {"x": ["một hai"]},
            "bodies": [],
        },
        "indicators_p": {"indicators": [{**entry, "id": "one"}, {**entry, "id": "two", **change}]},
    }
    monkeypatch.setattr(patterns, "load", files.__getitem__)
    monkeypatch.setattr(patterns, "rules", lambda *_: ())
    with pytest.raises(PatternError, match=message):
        indicators.Catalogue()


@given(st.text(max_size=300))
def test_any_text_has_an_answer_and_its_case_does_not_matter(text: str) -> None:
    found = CATALOGUE.match(text, "%")
    assert found.indicator is None or not found.flags or found.flags == (REPLACED,)


@given(
    st.sampled_from([text for e in ENTRIES for text in e.examples if e.unit == "%"]),
    st.sampled_from(["", " ", ";", "…"]),
)
def test_case_and_margins_do_not_matter(text: str, margin: str) -> None:
    assert measured(margin + text.upper() + margin) == measured(text)


def test_matching_is_quick() -> None:
    subjects = [text for indicator in ENTRIES for text in indicator.examples]

    def microseconds() -> float:
        before = time.process_time()
        for subject in subjects:
            CATALOGUE.match(subject, "%")
        return (time.process_time() - before) / len(subjects) * 1e6

    assert min(microseconds() for _ in range(8)) < 150


def test_a_long_hostile_subject_takes_no_longer_than_its_length() -> None:
    before = time.process_time()
    CATALOGUE.match("hồ sơ sức khỏe điện " * 2_000, "%")
    assert time.process_time() - before < 2


def sample_tables() -> Tables:
    extractions = [(path.name, extract(path.read_bytes())) for path in sorted(SAMPLES.glob("*.txt"))]
    return normalise(document_tables(extraction, name, name) for name, extraction in extractions)


def test_rows_of_targets_get_identity_name_and_flags() -> None:
    rows: list[Row] = [
        {"subject": "người hưởng trợ cấp phường hội nhận tiền qua tài khoản", "unit": "%", "flags": ["year_from_plan"]},
        {"subject": None, "unit": "%", "flags": []},
    ]
    one, two = with_indicators(rows)
    assert (one["indicator_id"], one["indicator"]) == (
        "welfare-cashless", CATALOGUE.indicators["welfare-cashless"].name
    )  # fmt: skip
    assert one["flags"] == [REPLACED, "year_from_plan"]
    assert (two["indicator_id"], two["indicator"], two["flags"]) == (None, None, [])
    assert "indicator_id" not in rows[0]


def test_most_aims_of_the_samples_are_mapped_and_known() -> None:
    tables = sample_tables()
    aims = [row for row in tables["targets"] if row["role"] == "target"]
    assert sum(row["indicator_id"] is not None for row in aims) / len(aims) >= 0.85
    known = {row["indicator_id"]: row["name"] for row in tables["indicators"]}
    for row in aims:
        if row["indicator_id"] is not None:
            assert known[row["indicator_id"]] == row["indicator"]


def test_the_list_shows_every_indicator_under_its_pillar() -> None:
    lines = list(catalogue_lines())
    assert [line for line in lines if line and not line.startswith(" ")] == _pillars()
    assert [line.split()[0] for line in lines if line.startswith(" ")] == IDS
    assert any("100 % (2025)" in line for line in lines)


PLAN = """KẾ HOẠCH
Chuyển đổi số năm 2025
1. Phấn đấu 90% dân số có hồ sơ sức khỏe điện tử.
2. {0}
3. Phấn đấu 80% hộ gia đình có tủ sách riêng.
"""


def test_what_the_catalogue_lacks_is_listed_by_frequency_with_a_place(tmp_path: Path) -> None:
    texts = {
        "a.txt": PLAN.format("Phấn đấu 70% số thôn có sân bóng đá."),
        "b.txt": PLAN.format("Phấn đấu 60% trâu bò được đeo thẻ tai."),
    }
    tables = normalise(document_tables(extract(text.encode()), name, name) for name, text in texts.items())
    publish(tmp_path, tables)
    head, *lines = unmapped_lines(tmp_path)
    assert head == "4 of 6 targets and results have no indicator."
    assert [line.split()[0] for line in lines] == ["2", "1", "1"]
    assert lines[0].endswith("hộ gia đình có tủ sách riêng · a.txt, l. 5")
    run = kehoach("indicators", "unmapped", tmp_path)
    assert (run.returncode, run.stdout.splitlines()) == (0, [head, *lines])


def test_a_folder_without_a_data_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoDataSetError, match="holds no data set"):
        list(unmapped_lines(tmp_path))
    run = kehoach("indicators", "unmapped", tmp_path)
    assert run.returncode == 1
    assert "holds no data set" in run.stderr


def test_the_command_lists_the_catalogue() -> None:
    run = kehoach("indicators")
    assert (run.returncode, run.stdout.splitlines()) == (0, list(catalogue_lines()))
