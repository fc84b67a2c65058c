"""Tasks: deadlines, bodies, and the tables and lists that assign work."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import extract
from extractors.deadlines import read_deadline
from extractors.records import Task
from extractors.tables.bodies import bodies_in, lead_and_others
from extractors.tables.taskhead import task_columns

DEADLINES: list[tuple[str, str | None, str | None, str | None]] = [
    ("Quý II/2024", "quarter", "2024-04-01", "2024-06-30"),
    ("Quý III Năm 2026", "quarter", "2026-07-01", "2026-09-30"),
    ("Quý 4/2025", "quarter", "2025-10-01", "2025-12-31"),
    ("Quý II, III/2025", "period", "2025-04-01", "2025-09-30"),
    ("Quý I và quý II/2024", "period", "2024-01-01", "2024-06-30"),
    ("Quý IV/2025- Quý II/2026", "period", "2025-10-01", "2026-06-30"),
    ("Tháng 6/2025", "month", "2025-06-01", "2025-06-30"),
    ("Tháng 3-6/2025", "period", "2025-03-01", "2025-06-30"),
    ("Từ tháng 01 đến tháng 12/2025", "period", "2025-01-01", "2025-12-31"),
    ("12/2025", "month", "2025-12-01", "2025-12-31"),
    ("trước 30/6/2024", "day", None, "2024-06-30"),
    ("Ngày 15 tháng 3 năm 2025", "day", "2025-03-15", "2025-03-15"),
    ("Từ 01/01/2025 đến 31/12/2025", "period", "2025-01-01", "2025-12-31"),
    ("Trước tháng 6/2025", "month", None, "2025-05-31"),
    ("6 tháng đầu năm 2025", "period", "2025-01-01", "2025-06-30"),
    ("năm 2024-2025", "period", "2024-01-01", "2025-12-31"),
    ("2026 - 2030", "period", "2026-01-01", "2030-12-31"),
    ("Trong năm 2025", "year", "2025-01-01", "2025-12-31"),
    ("Đến năm 2030", "year", None, "2030-12-31"),
    ("Từ năm 2025", "year", "2025-01-01", None),
    ("Thường xuyên", "continuous", None, None),
    ("Thường xuyên năm 2026", "continuous", "2026-01-01", "2026-12-31"),
    ("Hằng năm", "recurring", None, None),
    ("01 lần/quý", "recurring", None, None),
    ("Theo chỉ đạo của Sở", None, None, None),
    ("", None, None, None),
]


@pytest.mark.parametrize(("text", "kind", "first", "last"), DEADLINES, ids=[case[0] or "nothing" for case in DEADLINES])
def test_a_deadline_becomes_days(text: str, kind: str | None, first: str | None, last: str | None) -> None:
    read = read_deadline(text, 2027)
    shown = (read.first.isoformat() if read.first else None, read.last.isoformat() if read.last else None)
    assert (read.kind, *shown) == (kind, first, last)
    assert read.flags == ()
    assert (read.quarter is not None) == (kind == "quarter")


@pytest.mark.parametrize(("text", "last"), [("Quý III", date(2026, 9, 30)), ("trước ngày 20/11", date(2026, 11, 20))])
def test_a_deadline_without_a_year_takes_the_plans_and_says_so(text: str, last: date) -> None:
    assert read_deadline(text, 2026).last == last
    assert read_deadline(text, 2026).flags == ("deadline_year_from_plan",)
    assert read_deadline(text, None).last is None


def test_a_day_that_no_calendar_has_is_no_deadline() -> None:
    read = read_deadline("trước ngày 31/02/2025", 2025)
    assert (read.last, read.flags) == (None, ("deadline_impossible",))


@given(st.text(alphabet="0123456789/-., quýthángnămIVtrướcđếntừ", max_size=60))
def test_any_deadline_is_read_and_its_days_are_in_order(text: str) -> None:
    read = read_deadline(text, 2026)
    assert read.first is None or read.last is None or read.first <= read.last


BODIES = [
    ("Các sở, ban, ngành; UBND các phường, xã", ("Các sở, ban, ngành", "UBND các phường, xã")),
    ("Sở Văn hóa, Thể thao và Du lịch", ("Sở Văn hóa, Thể thao và Du lịch",)),
    ("Sở Tài chính, Công an tỉnh và Sở Nội vụ", ("Sở Tài chính", "Công an tỉnh", "Sở Nội vụ")),
    ("Sở Khoa học và Công nghệ Sở Công Thương; UBND xã", ("Sở Khoa học và Công nghệ", "Sở Công Thương", "UBND xã")),
    ("Trung tâm học tập cộng đồng, TDP", ("Trung tâm học tập cộng đồng", "TDP")),
    ("Văn phòng Sở Nội vụ", ("Văn phòng Sở Nội vụ",)),
    ("Sở Tài chính; Sở Sở Công Thương", ("Sở Tài chính", "Sở Công Thương")),
    ("Sở Y tế và các sở, ban, ngành", ("Sở Y tế", "các sở, ban, ngành")),
    ("Bộ Khoa học và Công nghệ; các bộ, ngành liên quan", ("Bộ Khoa học và Công nghệ", "các bộ, ngành liên quan")),
    ("", ()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "bodies"), BODIES)
def test_a_list_of_bodies_is_divided_at_bodies_only(text: str, bodies: tuple[str, ...]) -> None:
    assert bodies_in(text) == bodies


@pytest.mark.parametrize(
    ("lead", "read"),
    [
        ("Sở Nội vụ chủ trì, phối hợp với các thôn; Công an xã", ("Sở Nội vụ", ("các thôn", "Công an xã"))),
        ("Chủ trì: Sở Y tế; Phối hợp: Công an xã", ("Sở Y tế", ("Công an xã",))),
        ("Sở Y tế", ("Sở Y tế", ())),
    ],
)
def test_one_cell_may_name_who_leads_and_who_helps(lead: str, read: tuple[str, tuple[str, ...]]) -> None:
    assert lead_and_others(lead, None) == read


HEADS = [
    (["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"], True),
    (["STT", "Nội dung công việc", "Sản phẩm", "Tiến độ"], True),
    (["STT", "Nội dung", "Đơn vị thực hiện", "Kinh phí"], True),
    (["TT", "Nhiệm vụ được phân công", "Phụ trách", "Thời hạn"], True),
    (["TT", "Họ và tên", "Chức vụ", "Nhiệm vụ được phân công"], False),
    (["STT", "Nội dung", "Năm 2025", "Năm 2026"], False),
    (["STT", "Tên thủ tục hành chính", "Thời hạn giải quyết", "Cơ quan thực hiện"], False),
    (["STT", "Chỉ tiêu", "Đơn vị tính", "Đơn vị chủ trì"], False),
    (["TT", "Tên công trình", "Chủ công trình/Đơn vị quản lý vận hành"], False),
]


@pytest.mark.parametrize(("headings", "assigns"), HEADS)
def test_a_table_of_tasks_is_told_by_its_headings(headings: list[str], *, assigns: bool) -> None:
    assert bool(task_columns([(heading,) for heading in headings])) == assigns


def tasks_of(text: str) -> tuple[Task, ...]:
    return extract(f"KẾ HOẠCH\nChuyển đổi số năm 2026\n\n{text}\n".encode()).tasks


def piped(*rows: str) -> str:
    return "DANH MỤC PHÂN CÔNG NHIỆM VỤ\n\n" + "\n".join(rows)


def test_rows_become_tasks_and_groups_go_with_them() -> None:
    first, second, third = tasks_of(
        piped(
            "| TT | Nhiệm vụ | Sản phẩm | Thời gian | Chủ trì | Phối hợp | Kinh phí (triệu đồng) |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            "| I | Hạ tầng số | | | | | |",
            "| 1 | Lắp wifi nhà văn hóa | 08 điểm | Quý II/2026 | Phòng Kinh tế | Các thôn; VNPT | 120 |",
            "| 2 | Nâng cấp mạng LAN | Mạng LAN | 30/9/2026 | Văn phòng HĐND và UBND | | |",
            "| II | Nhân lực | | | | | |",
            "| 1 | Tập huấn Tổ công nghệ số | 02 lớp | Hằng năm | Phòng Văn hóa - Xã hội | | 15,5 |",
        )
    )
    assert (first.row_path, first.group, first.task) == ("I.1", "Hạ tầng số", "Lắp wifi nhà văn hóa")
    assert (first.expected_result, first.lead_body) == ("08 điểm", "Phòng Kinh tế")
    assert first.coordinating_bodies == ("Các thôn", "VNPT")
    assert (first.deadline_kind, first.deadline_quarter, first.deadline_to) == ("quarter", 2, date(2026, 6, 30))
    assert (first.budget, first.budget_vnd) == ("120", 120e6)
    assert (second.group, second.budget_vnd, second.deadline_to) == ("Hạ tầng số", None, date(2026, 9, 30))
    assert (third.row_path, third.group, third.deadline_kind, third.budget_vnd) == (
        "II.1", "Nhân lực", "recurring", 15.5e6,
    )  # fmt: skip


def test_rows_under_a_task_that_name_nobody_take_its_lead() -> None:
    parent, child = tasks_of(
        piped(
            "| TT | Nhiệm vụ | Chủ trì | Thời gian |",
            "| 1 | Xây dựng nền tảng | Sở Y tế | Năm 2026 |",
            "| 1.1 | Khảo sát hiện trạng | | |",
        )
    )
    assert (parent.lead_body, child.lead_body, child.deadline_to) == ("Sở Y tế", "Sở Y tế", date(2026, 12, 31))
    assert (parent.flags, child.flags) == ((), ("carried_down",))


def test_two_tasks_with_one_number_are_flagged() -> None:
    flags = [
        task.flags
        for task in tasks_of(
            piped("| TT | Nhiệm vụ | Chủ trì |", "| 1 | Một | Sở A |", "| 2 | Hai | Sở B |", "| 2 | Ba | Sở C |")
        )
    ]
    assert flags == [(), ("row_number_repeated:2",), ("row_number_repeated:2",)]


def test_two_groups_with_one_number_are_flagged_at_the_first_task_of_each() -> None:
    found = [
        (task.row_path, task.flags)
        for task in tasks_of(
            piped(
                "| TT | Nhiệm vụ | Chủ trì |",
                "| I | Hạ tầng | |", "| 1 | Một | Sở A |",
                "| II | Dữ liệu | |", "| 2 | Hai | Sở B |", "| 3 | Ba | Sở B |",
                "| II | Nhân lực | |", "| 4 | Bốn | Sở C |", "| 5 | Năm | Sở C |",
            )
        )
    ]  # fmt: skip
    flagged = ("row_number_repeated:II",)
    assert found == [("I.1", ()), ("II.2", flagged), ("II.3", ()), ("II.4", flagged), ("II.5", ())]


FLATTENED = """Phụ lục: DANH MỤC PHÂN CÔNG NHIỆM VỤ

TT Tên nhiệm vụ
Sản phẩm
Thời gian thực hiện
Cơ quan chủ trì
Cơ quan phối hợp
1
Tổ chức tập huấn kỹ năng số cho
cán bộ thôn
- 02 lớp tập huấn
Quý III/2026 Phòng Văn hóa - Xã hội
Các thôn,
đoàn thể
2
Rà soát, bổ sung trạm phát sóng
Báo cáo rà soát
Thường xuyên
Phòng Kinh tế
Công an xã
3
Phát sóng tin bài về chuyển đổi số 01 lần/tuần Hằng tuần Trung tâm
Văn hóa
"""


def test_cells_of_flattened_rows_are_told_by_their_words() -> None:
    first, second, third = tasks_of(FLATTENED)
    assert (first.task, first.expected_result) == (
        "Tổ chức tập huấn kỹ năng số cho cán bộ thôn", "- 02 lớp tập huấn",
    )  # fmt: skip
    assert (first.deadline, first.lead_body) == ("Quý III/2026", "Phòng Văn hóa - Xã hội")
    assert first.coordinating_bodies == ("Các thôn, đoàn thể",)
    assert (second.expected_result, second.lead_body) == ("Báo cáo rà soát", "Phòng Kinh tế")
    assert second.coordinating_bodies == ("Công an xã",)
    assert (third.task, third.expected_result, third.lead_body) == (
        "Phát sóng tin bài về chuyển đổi số", "01 lần/tuần", "Trung tâm Văn hóa",
    )  # fmt: skip
    assert {task.flags for task in (first, second, third)} == {("cells_unsure",)}


def test_an_item_that_ends_in_brackets_is_a_task() -> None:
    (task,) = tasks_of(
        "1. Kiện toàn Tổ công nghệ số cộng đồng (Chủ trì: Phòng Văn hóa - Xã hội; phối hợp: các thôn; "
        "thời gian: Quý I/2026)."
    )
    assert (task.row_path, task.task) == ("1", "Kiện toàn Tổ công nghệ số cộng đồng")
    assert (task.lead_body, task.coordinating_bodies) == ("Phòng Văn hóa - Xã hội", ("các thôn",))
    assert task.deadline_to == date(2026, 3, 31)


def test_labels_on_lines_of_their_own_make_a_task() -> None:
    first, second = tasks_of(
        "1. Dữ liệu\na) Nhiệm vụ: Chuẩn hóa dữ liệu hộ tịch.\nb) Cơ quan thực hiện:\n- Đơn vị chủ trì: Công an xã.\n"
        "- Đơn vị phối hợp: Các thôn.\nc) Thời gian thực hiện: Hoàn thành trong năm 2026.\n\n"
        "2. Mua sắm máy trạm cho bộ phận một cửa\n- Đơn vị chủ trì: Văn phòng UBND xã\n- Thời gian: Quý II/2026\n"
    )
    assert (first.task, first.lead_body) == ("Chuẩn hóa dữ liệu hộ tịch", "Công an xã")
    assert (first.deadline_kind, first.deadline_to) == ("year", date(2026, 12, 31))
    assert (second.task, second.lead_body) == ("Mua sắm máy trạm cho bộ phận một cửa", "Văn phòng UBND xã")


def test_values_of_a_label_may_follow_it_as_a_list() -> None:
    first, second = tasks_of(
        "a) Hoạt động 1\n- Nội dung: Tuyên truyền trực quan (từ ngày 15/11).\n- Cơ quan thực hiện:\n"
        "+ Sở Văn hóa và Thể thao chủ trì, phối hợp với các sở, ban, ngành; Công an xã.\n"
        "+ Sở Xây dựng đăng tải thông điệp trên bảng quang báo.\n"
        "b) Hoạt động 2\n- Nội dung: Tập huấn cho Tổ công nghệ số\n- Đơn vị chủ trì: Phòng Kinh tế\n"
        "- Đơn vị phối hợp:\n+ Công an xã;\n+ Các thôn.\n- Thời gian: Quý II/2026\n"
    )
    assert (first.task, first.lead_body) == ("Tuyên truyền trực quan (từ ngày 15/11)", "Sở Văn hóa và Thể thao")
    assert first.coordinating_bodies == ("các sở, ban, ngành", "Công an xã")
    assert (second.lead_body, second.coordinating_bodies) == ("Phòng Kinh tế", ("Công an xã", "Các thôn"))
    assert second.deadline_to == date(2026, 6, 30)


NO_TASKS = [
    "Chủ trì, phối hợp với các phòng, ban triển khai kế hoạch này.",
    "Thời gian: 8 giờ ngày 12/5/2026. Địa điểm: Hội trường UBND xã.",
    piped("| STT | Nội dung | Năm 2025 | Năm 2026 |", "| 1 | Mua máy | 5 | 6 |", "| 2 | Mua bàn | 1 | 2 |"),
]


@pytest.mark.parametrize("text", NO_TASKS)
def test_what_assigns_nothing_is_no_task(text: str) -> None:
    assert tasks_of(text) == ()


@pytest.mark.parametrize(
    ("last", "tasks"),
    [
        ("Chấm điểm", 0),
        ("Hệ số quy đổi", 0),
        ("Điểm", 0),
        ("Địa điểm", 2),
        ("Ghi chú", 2),
        ("Điểm | Cơ quan chủ trì", 2),
        ("Điểm | Thời hạn hoàn thành", 2),
    ],
)
def test_a_table_that_only_says_what_a_product_scores_assigns_no_work(last: str, tasks: int) -> None:
    head = f"TT | Nhiệm vụ | Sản phẩm đầu ra | {last}"
    cells = " | ".join("20" if column == 0 else "Quý II/2026" for column, _ in enumerate(last.split(" | ")))
    rows = [f"1 | Soạn thảo văn bản | Văn bản | {cells}", f"2 | Tập huấn kỹ năng số | Tài liệu | {cells}"]
    assert len(tasks_of("\n".join(f"| {row} |" for row in (head, *rows)))) == tasks
