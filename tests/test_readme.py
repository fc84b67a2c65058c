"""What the README promises is there: every quarantine code, every command, every file that it names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import regex
from click.testing import CliRunner

from extractors import extract
from pipeline.cli import main
from pipeline.normalise import normalise
from pipeline.releases import publish
from pipeline.rows import document_tables

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def raised_codes() -> Iterator[str]:
    """The codes of all failures that readers raise and workers report, from the code itself."""
    for folder in ("extractors", "pipeline"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                called, code = node.func, node.args[0]
                raises = isinstance(called, ast.Name) and called.id in ("UnreadableError", "Failure")
                if raises and isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value


LISTED = set(regex.findall(r"^\| `(\w+)` \|", README, regex.MULTILINE))


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


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose `outputs` holds a release of the samples, published without a run."""
    folder = tmp_path_factory.mktemp("readme")
    documents = [
        document_tables(extract(path.read_bytes()), path.name, f"samples/{path.name}")
        for path in sorted((ROOT / "corpus" / "samples").glob("*.txt"))
    ]
    publish(folder / "outputs", normalise(documents), {})
    return folder


def test_the_python_examples_run(
    published: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(published)
    names: dict[str, object] = {}
    for example in regex.findall(r"```python\n(.*?)```", README, regex.DOTALL):
        exec(example, names)
    shown = capsys.readouterr().out
    assert "rows x 5 columns" in shown
    assert "samples/000_" in shown


@pytest.mark.parametrize("query", regex.findall(r"```sql\n(.*?)```", README, regex.DOTALL))
def test_the_queries_find_something(published: Path, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    monkeypatch.chdir(published)
    with duckdb.connect() as connection:
        assert connection.execute(query).fetchall()
