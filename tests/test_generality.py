"""No rule is made for a sample: neither code nor patterns name a sample's own places and people."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scoring import labels

ROOT = Path(__file__).parents[1]
RULES = sorted(
    path
    for folder in ("extractors", "patterns", "pipeline")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".yaml", ".yml", ".html", ".js", ".toml", ".md"}
)
# Provinces are a closed vocabulary of the whole country; communes, districts and signers are a sample's own.
NAMES = sorted({label[field] for label in labels("documents") for field in ("commune", "district", "signer")} - {""})


def test_the_samples_have_names_to_look_for() -> None:
    assert len(NAMES) >= 10


@pytest.mark.parametrize("path", RULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_rule_names_a_sample(path: Path) -> None:
    text = path.read_text("utf-8").casefold()
    assert [name for name in NAMES if name.casefold() in text] == []


NUMBERS = sorted({label["doc_number"] for label in labels("documents")} - {""})


@pytest.mark.parametrize("path", RULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_rule_names_a_samples_own_number(path: Path) -> None:
    text = path.read_text("utf-8")
    assert [number for number in NUMBERS if number in text] == []
