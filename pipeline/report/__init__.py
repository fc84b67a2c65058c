"""The report: one HTML file that shows a data set, opens offline and asks nobody for anything.

Every number that was read somewhere leads to its line. The same data set gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.dataset import DataSet, open_dataset
from pipeline.errors import RequestError
from pipeline.exports.place import replacing
from pipeline.report.budgets import sum_budgets
from pipeline.report.coverage import count_documents
from pipeline.report.distribution import distributions
from pipeline.report.evidence import gather_evidence
from pipeline.report.heatmap import heat_map
from pipeline.report.held import hold
from pipeline.report.page import render
from pipeline.report.problems import list_findings
from pipeline.report.tasks import count_tasks
from pipeline.views import connect_with_views

#: Cited documents that the report lists.
SHOWN_CITED = 40


def write_report(place: Path, out: Path, language: str, link: str | None) -> None:
    """Write the report on the data set at `place`.

    `language` (vi, en) is the one that is shown first. `link` is the address of a review application; records lead to
    their pages there. Raises `RequestError` where `out` cannot be written.
    """
    text = report(open_dataset(place), language, link)
    try:
        with replacing(out) as beside:
            beside.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RequestError(f"{out} cannot be written: {error.strerror}. Name another file.") from error


def report(dataset: DataSet, language: str, link: str | None = None) -> str:
    """The report as HTML."""
    catalogue = {row["indicator_id"]: row for row in dataset.rows("indicators")}
    with connect_with_views(dataset) as connection:
        hold(connection)
        held = count_documents(dataset, connection)
        found = heat_map(connection, catalogue)
        spreads = distributions(connection, catalogue)
        money = sum_budgets(connection)
        work = count_tasks(connection)
        cited = connection.execute("FROM most_cited LIMIT ?", [SHOWN_CITED]).to_arrow_table().to_pylist()
        wrong = list_findings(connection)
        records = [*found.record_ids, *money.record_ids, *work.record_ids, *wrong.record_ids]
        records += [record_id for spread in spreads for _, record_id in spread.marks]
        records += [row["record_id"] for row in cited]
        return render(
            language,
            release=dataset.name,
            link=link.rstrip("/") if link else None,
            coverage=held,
            heatmap=found,
            distributions=spreads,
            budgets=money,
            work=work,
            cited=cited,
            problems=wrong,
            evidence=gather_evidence(connection, records),
        )
