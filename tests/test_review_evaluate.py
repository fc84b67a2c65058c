"""Reviewed records as test data: what today's rules gain and lose against the last release, by rule."""

from __future__ import annotations

from click.testing import CliRunner

from pipeline.cli import main
from pipeline.review.fields import REVIEWED
from pipeline.review.log import CorrectionLog, log_path
from pipeline.review.say import changes, entry_about
from pipeline.rows import Row, Tables
from tests.review_pages import Desks


def say(desks: Desks, row: Row, **values: object) -> None:
    (document,) = desks.dataset().rows("documents")
    entries = changes("targets", row, document, desks.targets(), "lan", dict(values))
    desks.log().append(entries)


def evaluated(desks: Desks) -> str:
    run = CliRunner().invoke(main, ["evaluate", str(desks.out), "--sources", str(desks.folder)])
    assert run.exit_code == 0, run.output
    return run.output


def test_where_nothing_was_reviewed_that_is_said(desks: Desks) -> None:
    run = CliRunner().invoke(main, ["evaluate", str(desks.out)])
    assert (run.exit_code, "kehoach review" in run.output) == (1, True)


def test_gains_and_losses_are_told_by_rule(desks: Desks) -> None:
    """The last release's rules misread one target that today's read; and read one as people say that today's do not."""

    def older_rules(tables: Tables) -> Tables:
        rows = [{**row, "value": {90.0: 9.0, 80.0: 81.0}.get(row["value"], row["value"])} for row in tables["targets"]]
        return {**tables, "targets": rows}

    desks.run(change=older_rules)
    say(desks, desks.target(9), value=90.0)
    say(desks, desks.target(81))
    found = evaluated(desks)
    assert "targets" in found
    assert f"gained 1: rule {desks.target(9)['rule']}, value ({desks.target(9)['record_id']})" in found
    assert f"lost 1: rule {desks.target(81)['rule']}, value" in found


def test_rejected_and_unchanged_records_count(desks: Desks) -> None:
    row = desks.target(45)
    (document,) = desks.dataset().rows("documents")
    with CorrectionLog(log_path(desks.out)) as log:
        log.append([entry_about("targets", row, document, desks.targets(), "lan", "reject")])
    say(desks, desks.target(90))
    found = evaluated(desks)
    judged = len(REVIEWED["targets"]) + 2
    assert f"targets       {judged:8}{(judged - 1) / judged:12.1%}{(judged - 1) / judged:14.1%}" in found
    assert "Nothing is gained or lost" in found
    desks.run()
    assert f"{(judged - 1) / judged:12.1%}" in evaluated(desks), "a release without it is judged by what was read"


def test_missing_files_are_named(desks: Desks) -> None:
    say(desks, desks.target(90))
    (desks.folder / "in" / "a.txt").unlink()
    assert "not judged: a.txt" in evaluated(desks)
