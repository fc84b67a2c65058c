"""Every rule in `patterns/` does what its examples say, and every example needs its rule."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

import patterns
from patterns import PatternError, Rule


def groups() -> Iterator[tuple[str, str]]:
    """All groups of rules in all files: lists of mappings with a name and a pattern."""
    for name in patterns.names():
        for key, value in patterns.load(name).items():
            first = value[0] if isinstance(value, list) and value else None
            if isinstance(first, dict) and isinstance(first.get("pattern"), str):
                yield name, key


ALL_RULES = [(name, group, rule) for name, group in groups() for rule in patterns.rules(name, group)]
IDS = [f"{name}.{group}.{rule.name}" for name, group, rule in ALL_RULES]


@pytest.mark.parametrize(("name", "group", "rule"), ALL_RULES, ids=IDS)
def test_a_rule_matches_its_examples_and_no_counter_example(name: str, group: str, rule: Rule) -> None:
    pattern = rule.compile()
    assert rule.examples, f"{name}.{group}.{rule.name} has no example"
    assert rule.source.strip()
    for example in rule.examples:
        assert pattern.search(example), f"{rule.name} does not match its example {example!r}"
    for example in rule.counter_examples:
        assert not pattern.search(example), f"{rule.name} matches {example!r}"


@pytest.mark.parametrize(("name", "group", "rule"), ALL_RULES, ids=IDS)
def test_a_rule_is_needed_by_one_of_its_examples(name: str, group: str, rule: Rule) -> None:
    others = [other for other in patterns.rules(name, group) if other != rule]
    alone = [text for text in rule.examples if not any(other.compile().search(text) for other in others)]
    assert alone, f"every example of {name}.{group}.{rule.name} is matched by another rule too"


TRAPS = [piece * 20_000 for piece in ("1/", "1-", "(", "- ", "% ", "A", "số 1 ", "của ", "Điều 1 ", "a,", "1.")]


@pytest.mark.parametrize(("name", "group", "rule"), ALL_RULES, ids=IDS)
def test_a_rule_stays_quick_on_hostile_text(name: str, group: str, rule: Rule) -> None:
    pattern = rule.compile()
    for trap in TRAPS:
        began = time.process_time()
        for count, _ in enumerate(pattern.finditer(trap, timeout=5)):
            if count > 100_000:
                break
        assert time.process_time() - began < 2, f"{name}.{group}.{rule.name} takes too long on {trap[:8]!r}…"


# The rules that are tried on every line, in the standard library's engine.
SIMPLE = (
    "item",
    "figures",
    "ruling",
    "page_number",
    "link_line",
    "percentage",
    "row_number",
    "number_goes_on",
    "table_head",
)


@pytest.mark.parametrize("rule", [patterns.rule("clean", name) for name in SIMPLE], ids=SIMPLE)
def test_a_simple_rule_says_the_same_in_both_engines(rule: Rule) -> None:
    simple, pattern = rule.compile_simple(), rule.compile()
    lines = [text for _, _, other in ALL_RULES for text in (*other.examples, *other.counter_examples)]
    assert [line for line in lines if simple.match(line)] == [line for line in lines if pattern.match(line)]
    began = time.process_time()
    for trap in TRAPS:
        simple.match(trap)
    assert time.process_time() - began < 1


def test_rule_names_are_unique_in_their_file() -> None:
    for name in patterns.names():
        names = [rule.name for file, _, rule in ALL_RULES if file == name]
        assert len(names) == len(set(names)), f"patterns/{name}.yaml names a rule twice"


def test_a_missing_file_or_rule_is_named() -> None:
    with pytest.raises(PatternError, match=r"patterns/nowhere\.yaml"):
        patterns.load("nowhere")
    with pytest.raises(PatternError, match="has no rule 'nothing'"):
        patterns.rule("clean", "nothing")
    with pytest.raises(PatternError, match="no fragment"):
        patterns.expand("clean", "{{nothing}}")
