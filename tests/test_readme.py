"""What the README promises is there: every quarantine code, every command, every file that it names."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import regex
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.dataset import open_dataset
from pipeline.exports import export

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def raised_codes() -> Iterator[str]:
    """The codes of all failures that readers raise and workers report, from the code itself.

    What review and trace cannot show is not in quarantine for it.
    """
    for folder in ("extractors", "pipeline"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path.relative_to(ROOT).parts[1] in ("review", "trace"):
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                called, code = node.func, node.args[0]
                raises = isinstance(called, ast.Name) and called.id in ("UnreadableError", "Failure")
                if raises and isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value


_CODES = README.partition("### What a quarantine code asks for")[2].partition("\n## ")[0]
LISTED = set(regex.findall(r"^\| `(\w+)` \|", _CODES, regex.MULTILINE))


def test_the_code_raises_codes() -> None:
    assert len(set(raised_codes())) >= 12


@pytest.mark.parametrize("code", sorted(set(raised_codes())))
def test_every_quarantine_code_is_explained(code: str) -> None:
    assert code in LISTED


@pytest.mark.parametrize("code", sorted(LISTED))
def test_no_code_is_listed_that_nothing_raises(code: str) -> None:
    assert code in set(raised_codes())


@pytest.mark.parametrize("command", sorted(set(regex.findall(r"\.venv/bin/kehoach (\w+)", README))))
def test_every_command_that_is_shown_exists(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("target", sorted(set(regex.findall(r"`?make (\w+)`?", README))))
def test_every_make_target_that_is_shown_exists(target: str) -> None:
    assert regex.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), regex.MULTILINE)


def test_the_python_examples_run(
    published_samples: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    export(open_dataset(published_samples), "duckdb", published_samples.parent / "plans.duckdb")
    monkeypatch.chdir(published_samples.parent)
    names: dict[str, object] = {}
    for example in regex.findall(r"```python\n(.*?)```", README, regex.DOTALL):
        exec(example, names)
    shown = capsys.readouterr().out
    assert "rows x 5 columns" in shown
    assert "samples/001_" in shown
    assert regex.search(r"phường Ngọc Sơn, Thanh Hóa +85.0", shown)


@pytest.mark.parametrize("example", regex.findall(r"```r\n(.*?)```", README, regex.DOTALL))
def test_the_r_examples_run(example: str, published_samples: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed: its examples in the README are not run here")
    for package in regex.findall(r"library\((\w+)\)", example):
        if subprocess.run(["Rscript", "-e", f"library({package})"], capture_output=True, check=False).returncode:
            pytest.skip(f"R has no package {package} here: its example in the README is not run")
    folder = published_samples.parent
    export(open_dataset(published_samples), "csv", folder / "plans-csv")
    run = subprocess.run(
        ["Rscript", "-e", f"print({{{example}}})"],
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert regex.search(r"749/QĐ-TTg|health-record +86", run.stdout)


def test_the_comparison_that_is_shown_is_the_real_one(published_samples: Path) -> None:
    shown = next(text for text in regex.findall(r"```text\n(.*?)```", README, regex.DOTALL) if "health-record" in text)
    real = CliRunner().invoke(main, ["compare", "health-record", str(published_samples)]).stdout
    assert {line.rstrip() for line in shown.splitlines()} <= {line.rstrip() for line in real.splitlines()}


@pytest.mark.parametrize("query", regex.findall(r"```sql\n(.*?)```", README, regex.DOTALL))
def test_the_queries_find_something(published_samples: Path, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    monkeypatch.chdir(published_samples.parent)
    with duckdb.connect() as connection:
        assert connection.execute(query).fetchall()
