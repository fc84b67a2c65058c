"""Every flag that an extractor may set is explained in patterns/flags.yaml, and so in the data dictionary."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors import extract
from pipeline.dictionary import flag_meanings, unexplained_flags
from pipeline.rows import document_tables, flag_code
from tests.conftest import SAMPLES

EXTRACTORS = Path(__file__).parents[1] / "extractors"
# A code; one that ends in a colon is followed by figures, one that ends in an underscore by one of several words.
CODE = re.compile(r"[a-z]+(?:_[a-z]+)*[:_]?")


def strings(node: ast.AST) -> Iterator[str]:
    """Constant strings that a value may be made of; what it is only compared with or looked up by is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*strings(node.body), *strings(node.orelse))
    elif not isinstance(node, ast.Compare | ast.Subscript | ast.Call):
        for child in ast.iter_child_nodes(node):
            yield from strings(child)


def values_of_flags(tree: ast.AST) -> Iterator[ast.expr]:
    """Whatever is given to an argument, variable or list with `flag` in its name."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg=str(name), value=value) if "flag" in name:
                yield value
            case ast.Assign(targets=[target], value=value) if "flag" in ast.unparse(target).lower():
                if not isinstance(target, ast.Tuple):
                    yield value
            case ast.Call(func=ast.Attribute(value=owner, attr="append"), args=[value]) if "flag" in ast.unparse(owner):
                yield value


def codes(source: str) -> set[str]:
    """The flags that a module may set."""
    found = (text for value in values_of_flags(ast.parse(source)) for text in strings(value))
    return {text for text in found if CODE.fullmatch(text)}


EXAMPLE = """
flags = ("one_word",) if found["no_flag"] == "none" else ()
mention.flags.append("two" if x else "three")
line = replace(cell, flags=(*flags, f"total_differs:{a}"))
other = "four"
"""


def test_flags_are_found_in_code() -> None:
    assert codes(EXAMPLE) == {"one_word", "two", "three", "total_differs:"}


@pytest.mark.parametrize("path", sorted(EXTRACTORS.rglob("*.py")), ids=lambda path: str(path.relative_to(EXTRACTORS)))
def test_every_flag_in_the_code_is_explained(path: Path) -> None:
    known = flag_meanings()
    unknown = [
        code
        for code in sorted(codes(path.read_text("utf-8")))
        if code.rstrip(":") not in known and not (code.endswith("_") and any(name.startswith(code) for name in known))
    ]
    assert unknown == []


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.name)
def test_every_flag_of_a_sample_is_explained(path: Path) -> None:
    tables = document_tables(extract(path.read_bytes()), "a", "a")
    used = {flag_code(flag) for rows in tables.values() for row in rows for flag in row["flags"]}
    assert used
    assert unexplained_flags(used) == []
