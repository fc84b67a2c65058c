"""A change of code or patterns has done again what depends on it, and no more."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import patterns
from pipeline import versions

ROOT = Path(__file__).parents[1]
LATER = [name for name in patterns.names() if versions.is_later(Path("patterns") / f"{name}.yaml")]
#: Functions of `patterns` whose first argument names a file.
READERS = {f"patterns.{name}" for name in ("load", "expand", "rules", "rule", "words", "alternation")}


def pattern_files(path: Path) -> Iterator[str]:
    """The pattern files that a module reads by a call of `patterns`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in READERS:
            name = node.args[0]
            assert isinstance(name, ast.Constant), f"{path}: a pattern file must be named in the call itself"
            yield str(name.value)


@pytest.mark.parametrize("path", sorted((ROOT / "extractors").rglob("*.py")), ids=lambda path: path.name)
def test_extractors_read_no_pattern_that_counts_for_normalising_alone(path: Path) -> None:
    assert set(pattern_files(path)) & set(LATER) == set()


def test_every_extractor_file_together_reads_the_patterns_of_reading() -> None:
    read = {name for path in (ROOT / "extractors").rglob("*.py") for name in pattern_files(path)}
    assert {"targets", "citations", "tables", "header"} <= read
    assert {"registry", "indicators", "issuers"} <= set(LATER)


@pytest.mark.parametrize(
    ("changed", "reads_again"),
    [
        ("extractors/dates.py", True),
        ("patterns/targets.yaml", True),
        ("pipeline/rows.py", True),
        ("patterns/indicators_data.yaml", False),
        ("patterns/registry.yaml", False),
        ("pipeline/normalise/bodies.py", False),
        ("README.md", None),
    ],
)
def test_what_a_change_has_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str, reads_again: bool | None
) -> None:
    for folder in ("extractors", "patterns", "pipeline"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".yaml"}:
                copy = tmp_path / path.relative_to(ROOT)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(path.read_bytes())
    monkeypatch.setattr(versions, "_ROOT", tmp_path)

    def now() -> tuple[str, str]:
        return versions.reading_version.__wrapped__(), versions.later_version.__wrapped__()

    reading, later = now()
    with (tmp_path / changed).open("a") as file:
        file.write("\n# changed\n")
    assert (now()[0] != reading) == (reads_again is True)
    assert (now() != (reading, later)) == (reads_again is not None)
