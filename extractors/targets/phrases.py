"""The phrases that make cues, in spaCy's PhraseMatcher over a blank vocabulary.

Only words that stand in a phrase have an entry in the vocabulary; every other word is one and the same entry, so
that the vocabulary never grows with the texts read.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import product
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

import patterns

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_OTHER_WORD = "<word>"
_PART = re.compile(r"\[([^\]]*)\]|\(([^)]*)\)|(\S+)")


class Phrases(NamedTuple):
    """All phrases: spaCy's document type, the vocabulary, its entries by word and that of all other words, the matcher.

    `rules` gives kind, value and name of a rule by the key that the matcher returns.
    """

    make_document: Callable[..., Doc]
    vocabulary: Vocab
    entries: dict[str, int]
    other: int
    matcher: PhraseMatcher
    rules: dict[int, tuple[str, Any, str]]


@cache
def phrases() -> Phrases:
    """The phrases of `patterns/targets.yaml`, made ready on first use."""
    with _without_command_line():
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc
        from spacy.vocab import Vocab

    vocabulary = Vocab()
    strings = vocabulary.strings
    matcher = PhraseMatcher(vocabulary)
    entries: dict[str, int] = {}
    rules = {}
    for rule in patterns.load("targets")["cues"]:
        written = sorted({phrase for pattern in rule["phrases"] for phrase in expand(pattern)})
        for phrase in written:
            entries.update((word, strings.add(word)) for word in phrase)
        matcher.add(rule["name"], [Doc(vocabulary, words=list(phrase)) for phrase in written])
        rules[strings[rule["name"]]] = (rule["kind"], rule.get("value"), rule["name"])
    return Phrases(Doc, vocabulary, entries, strings.add(_OTHER_WORD), matcher, rules)


def expand(written: str) -> list[tuple[str, ...]]:
    """All phrases that a written pattern stands for: `[a|b]` may be absent, `(a|b)` is one of them."""
    choices: list[list[tuple[str, ...]]] = []
    for optional, required, word in _PART.findall(written):
        if word:
            choices.append([(word,)])
        else:
            chosen = [tuple(choice.split()) for choice in (optional or required).split("|")]
            choices.append([(), *chosen] if optional else chosen)
    return [tuple(word for piece in pieces for word in piece) for pieces in product(*choices) if any(pieces)]


@contextmanager
def _without_command_line() -> Iterator[None]:
    """Import spaCy without its command line, which it loads only to offer `spacy.info`: a third of its import.

    Stand-ins take the place of `spacy.cli` while spaCy is imported and are gone afterwards: `import spacy.cli`
    then finds the real one, and so does `spacy.info()`. Nothing is done where spaCy is there already.
    """
    if "spacy" in sys.modules:
        yield
        return
    stand_ins = {"spacy.cli": ModuleType("spacy.cli"), "spacy.cli.info": ModuleType("spacy.cli.info")}
    stand_ins["spacy.cli.info"].info = _info  # type: ignore[attr-defined]
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]


def _info(*arguments: Any, **options: Any) -> Any:
    """What `spacy.info` does, its command line imported when it is asked for."""
    from spacy.cli.info import info

    return info(*arguments, **options)
