"""What the README promises is there: every quarantine code, every command, every file that it names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import regex
from click.testing import CliRunner

from pipeline.cli import main

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
