"""The head of a table that assigns work: which column is what (`patterns/tasks.yaml`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import patterns
from extractors.fold import fold
from extractors.tables.grid import PATH_MARK

#: Kinds of columns of which a table of tasks has at least one.
SUPPORT = ("lead", "coordination", "deadline", "result")


def task_columns(headings: Sequence[tuple[str, ...]]) -> dict[str, int]:
    """The column of each kind; empty where the table assigns no work.

    A list of procedures assigns none, nor does a table that only says what a product of work scores.
    """
    kinds: dict[str, int] = {}
    for column, path in enumerate(headings):
        kinds.setdefault(_kind(path), column)
    if "procedure" in kinds:
        return {}
    support = [kind for kind in SUPPORT if kind in kinds]
    if "score" in kinds and support == ["result"]:
        return {}
    assigns = "lead" in kinds or "coordination" in kinds
    if "task" not in kinds and "content" in kinds and assigns and len(support) + ("budget" in kinds) > 1:
        kinds["task"] = kinds["content"]
    return kinds if "task" in kinds and support else {}


@lru_cache(maxsize=4096)
def _kind(path: tuple[str, ...]) -> str:
    heading = fold(PATH_MARK.join(path))
    return next(
        (str(rule.value) for rule in patterns.rules("tasks", "columns") if rule.compile().search(heading)), "other"
    )


def assigning_head(pieces: Sequence[str]) -> dict[str, str]:
    """Kind → heading of a flattened head, in the order of the columns; empty where it assigns no work.

    The cells of a row can be told apart only where it says who or when.
    """
    columns = task_columns([(piece,) for piece in pieces])
    if "lead" not in columns and "deadline" not in columns:
        return {}
    return {
        kind: pieces[column] for kind, column in sorted(columns.items(), key=lambda one: one[1]) if kind != "content"
    }
