"""What reviewers are told, in Vietnamese and English: labels, and messages with what fills them.

All words stand in `labels.yaml`; those of flags in `patterns/flags.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import patterns
from pipeline.errors import RequestError
from pipeline.rows import flag_code
from pipeline.sources import Failure

LANGUAGES = ("vi", "en")
#: What fills a message and has a label itself, by its name in the message.
_NAMED = {"field": "columns", "deed": "deeds", "choices": "choices"}


@cache
def labels() -> dict[str, dict[str, list[str]]]:
    """All groups of labels: a name, then its words in the order of `LANGUAGES`."""
    import yaml

    text = (files("pipeline.review") / "labels.yaml").read_text("utf-8")
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return found


def label(language: str, group: str, name: str) -> str:
    """A label in a language; the name itself where there is none."""
    words = labels()[group].get(name)
    return words[LANGUAGES.index(language)] if words is not None else name


@dataclass(frozen=True, slots=True)
class Words:
    """A message of `labels.yaml` and what fills it: texts, names of columns and actions, or other messages."""

    key: str
    values: Mapping[str, object]

    def said(self, language: str | None = None) -> str:
        """The message in a language of the pages; null is English with the names that the tables have."""
        filled = {name: self._filled(name, value, language) for name, value in self.values.items()}
        return label(language or "en", "messages", self.key).format(**filled)

    @staticmethod
    def _filled(name: str, value: object, language: str | None) -> str:
        if isinstance(value, Words):
            return value.said(language)
        if isinstance(value, Failure):
            return failure_words(value, language) if language is not None else value.message
        if isinstance(value, tuple):
            return ", ".join(Words._filled(name, one, language) for one in value)
        if name == "deed" or (language is not None and name in _NAMED):
            return label(language or "en", _NAMED[name], str(value))
        return str(value)


class ReviewError(RequestError):
    """What a reviewer asked for cannot be done; `key` names the message in `labels.yaml`, `values` fill it.

    `status` is that of the answer to a browser.
    """

    status = 400

    def __init__(self, key: str, **values: object) -> None:
        self.words = Words(key, values)
        super().__init__(self.words.said())


def in_words(error: RequestError, language: str) -> str:
    """An error as a page says it."""
    return error.words.said(language) if isinstance(error, ReviewError) else str(error)


def failure_words(failure: Failure, language: str) -> str:
    """Why a file cannot be shown, as a page says it."""
    return label(language, "failures", failure.code) if failure.code in labels()["failures"] else failure.message


def flag_words(flag: str, language: str) -> tuple[str, str]:
    """A flag's short name and its meaning, with what follows its code."""
    code = flag_code(flag)
    known = patterns.load("flags")
    name, meaning = code.replace("_", " "), known["flags"].get(code, "")
    if language == "vi":
        name, meaning = known["vietnamese"].get(code, (name, meaning))
    more = flag.partition(":")[2]
    return (f"{name}: {more}" if more else name), meaning
