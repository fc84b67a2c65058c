"""What the plans assign: tasks by commune, by the year of their deadline and by lead body, and some one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.report import strips
from pipeline.report.words import alphabetical
from pipeline.rows import Row

#: Lines of each count, and tasks that the page lists.
SHOWN_LINES = 30
SHOWN_TASKS = 300

# A deadline without a day counts as what it is: continuous or recurring work, else not known (null).
_GROUPS = {
    "tasks_by_place": "place.place",
    "tasks_by_deadline": """coalesce(
        year(task.deadline_to)::VARCHAR, CASE WHEN deadline_kind IN ('continuous', 'recurring') THEN deadline_kind END
    )""",
    "tasks_by_body": "coalesce(task.lead_body_name, regexp_replace(trim(task.lead_body), '\\s+', ' ', 'g'))",
}
_COUNTS = """
    SELECT {what} AS value, count(*) AS tasks, first(task.record_id ORDER BY source_name, page, line_start, record_id)
    FROM tasks AS task JOIN places AS place USING (doc_id) GROUP BY value
"""
# Of every document some: each one's first tasks come before any one's later ones.
_TASKS = """
    SELECT
        task.record_id, task.doc_id, task.task, task.deadline, task.lead_body, task.expected_result, place.place,
        place.province, source_name
    FROM (
        SELECT *, row_number() OVER (PARTITION BY doc_id ORDER BY page, line_start, record_id) AS turn FROM tasks
    ) AS task
    JOIN places AS place USING (doc_id)
    QUALIFY row_number() OVER (ORDER BY turn, doc_id) <= ?
    ORDER BY source_name, doc_id, page, line_start, record_id
"""


@dataclass(frozen=True)
class Count:
    """Tasks by one thing: its values (null: not known), each with its count, its first task and a bar."""

    name: str
    lines: list[tuple[str | None, int, str, Markup]]
    line_count: int


@dataclass(frozen=True)
class Tasks:
    """Counts of the tasks, and those that the page lists."""

    counts: list[Count]
    tasks: list[Row]
    task_count: int

    @property
    def record_ids(self) -> list[str]:
        """The records that its numbers lead to."""
        firsts = [record_id for count in self.counts for _, _, record_id, _ in count.lines]
        return [*firsts, *(row["record_id"] for row in self.tasks)]


def count_tasks(connection: Any) -> Tasks:
    """The tasks of a data set; places and bodies with most of them come first, years in their order."""
    counts = [_count(connection, name, what) for name, what in _GROUPS.items()]
    rows = connection.execute(_TASKS, [SHOWN_TASKS]).to_arrow_table().to_pylist()
    rows.sort(key=lambda row: (alphabetical(row["province"]), alphabetical(row["place"])))
    (task_count,) = connection.execute("SELECT count(*) FROM tasks").fetchone()
    return Tasks(counts, rows, task_count)


def _count(connection: Any, name: str, what: str) -> Count:
    found = connection.execute(_COUNTS.format(what=what)).fetchall()
    if name == "tasks_by_deadline":
        found.sort(key=lambda line: (line[0] is None, line[0]))
    else:
        found.sort(key=lambda line: (line[0] is None, -line[1], alphabetical(line[0])))
    shown = found[:SHOWN_LINES]
    most = max((count for _, count, _ in shown), default=1)
    bars = strips.draw([strips.bar(count / most) for _, count, _ in shown])
    return Count(name, [(*line, bar) for line, bar in zip(shown, bars, strict=True)], len(found))
