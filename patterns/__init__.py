"""Rules and vocabularies as data: every YAML file beside this one, loaded once and compiled on first use.

A file holds any of three things (see `patterns/README.md`):

* `rules`: named patterns, each with the source it rests on, examples and counter-examples;
* `fragments`: pieces of pattern that rules name as `{{piece}}`;
* vocabularies: any other key, plain lists and mappings; rules name a list of words as `{{list}}` too.

The tests check every rule against its examples, so a rule can be added or changed without reading code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import regex

_PIECE = regex.compile(r"\{\{(\w+)\}\}")


class PatternError(ValueError):
    """A pattern file that cannot be used; the message names file, rule and fault."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern.

    `source` says what the rule rests on (a decree, a style guide); `examples` are texts in which the
    rule must match, `counter_examples` texts in which it must not. `value` is what a match stands for
    where the rule maps wording to a value (a comparator, a role).
    """

    name: str
    source: str
    pattern: str
    value: Any
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    ignore_case: bool

    def compile(self) -> regex.Pattern[str]:
        """The compiled pattern (`regex` syntax, Unicode)."""
        return _compile(self.pattern, self.ignore_case)

    def compile_simple(self) -> re.Pattern[str]:
        """The pattern in the standard library's engine: twice as quick to say no, for what is tried on every line.

        Only for patterns without what `regex` alone understands, such as classes of letters; else raises `re.error`.
        """
        return _compile_simple(self.pattern, self.ignore_case)


@cache
def _compile(pattern: str, ignore_case: bool) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.IGNORECASE if ignore_case else 0)


@cache
def _compile_simple(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE if ignore_case else 0)


def names() -> list[str]:
    """The pattern files there are, without their ending, sorted."""
    return sorted(entry.name[:-5] for entry in files(__name__).iterdir() if entry.name.endswith(".yaml"))


@cache
def load(name: str) -> Mapping[str, Any]:
    """The content of one pattern file; raises `PatternError` where it is missing or no mapping."""
    import yaml

    entry = files(__name__) / f"{name}.yaml"
    try:
        text = entry.read_text("utf-8")
    except OSError as error:
        raise PatternError(f"patterns/{name}.yaml cannot be read: {error}") from error
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        raise PatternError(f"patterns/{name}.yaml is no valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise PatternError(f"patterns/{name}.yaml must hold a mapping at its top level")
    return content


def expand(name: str, pattern: str) -> str:
    """A pattern of a file with its `{{pieces}}` put in: a fragment (which may name others) or a vocabulary's words."""
    fragments = load(name).get("fragments") or {}

    def piece(match: regex.Match[str]) -> str:
        key = match.group(1)
        if key in fragments:
            return f"(?:{fragments[key]})"
        if isinstance(load(name).get(key), list):
            return alternation(name, key)
        raise PatternError(f"patterns/{name}.yaml: no fragment {key}")

    for _ in range(10):
        if "{{" not in pattern:
            return pattern
        pattern = _PIECE.sub(piece, pattern)
    raise PatternError(f"patterns/{name}.yaml: fragments of {pattern[:60]!r} name each other in a circle")


@cache
def rules(name: str, group: str = "rules") -> tuple[Rule, ...]:
    """The rules of one group of a file, in the order in which they are tried."""
    found = []
    for entry in load(name).get(group) or ():
        where = f"patterns/{name}.yaml: rule {entry.get('name')!r}"
        for key in ("name", "source", "pattern"):
            if not isinstance(entry.get(key), str):
                raise PatternError(f"{where} needs a text under {key!r}")
        found.append(
            Rule(
                name=entry["name"],
                source=entry["source"],
                pattern=expand(name, entry["pattern"]),
                value=entry.get("value"),
                examples=tuple(entry.get("examples") or ()),
                counter_examples=tuple(entry.get("counter_examples") or ()),
                ignore_case=bool(entry.get("ignore_case", False)),
            )
        )
    return tuple(found)


@cache
def rule(name: str, rule_name: str, group: str = "rules") -> Rule:
    """One rule by its name; raises `PatternError` where there is none."""
    for candidate in rules(name, group):
        if candidate.name == rule_name:
            return candidate
    raise PatternError(f"patterns/{name}.yaml has no rule {rule_name!r} in {group!r}")


@cache
def words(name: str, key: str) -> tuple[str, ...]:
    """A vocabulary: the list of words under a key of a file."""
    content = load(name).get(key)
    if not isinstance(content, list) or not all(isinstance(word, str) for word in content):
        raise PatternError(f"patterns/{name}.yaml: {key!r} must be a list of words")
    return tuple(content)


@cache
def alternation(name: str, key: str) -> str:
    """A vocabulary as one pattern group, longest words first so that none hides behind its own beginning."""
    choices = sorted(words(name, key), key=len, reverse=True)
    return "(?:" + "|".join(regex.escape(word, literal_spaces=True).replace(" ", r"\s+") for word in choices) + ")"
