"""The columns of the report's tables, by the keys of their labels, and how a phone shows them.

On a phone a row becomes a card: its cells stand below each other, and each says itself what its column is.
"""

from __future__ import annotations

import json

from pipeline.report.words import LANGUAGES, plain_label

COLUMNS = {
    "document_list": (
        "place", "province", "type", "number", "date", "year", "layer", "targets", "citations", "budget_lines",
        "findings", "file",
    ),
    "distribution": ("indicator", "place_count", "least", "median", "most", "national", "reaching", "spread"),
    "budgets_by_source": ("budget_source", "sums", "without_unit", "million_dong"),
    "budgets_by_place": ("place", "budget_column", "budget_source", "kind", "amount", "unit", "million_dong", "file"),
    "task_list": ("place", "task", "deadline", "lead_body", "expected_result", "file"),
    "cited": ("cited_document", "date", "issuer", "citing", "mentions"),
    "kinds": ("severity", "code", "explanation", "findings", "documents"),
    "problems": ("severity", "message", "lines"),
}  # fmt: skip
#: Columns of numbers, which stand at the right.
NUMBERS = frozenset(
    ("targets", "citations", "budget_lines", "findings", "place_count", "least", "median", "most", "national",
     "reaching", "sums", "without_unit", "million_dong", "amount", "citing", "mentions", "documents")
)  # fmt: skip
#: Columns whose cells say by themselves what they are.
_PLAIN = frozenset(("place", "severity", "code", "explanation", "message", "lines", "spread", "task", "file"))


def card_style() -> str:
    """The rules that put before each cell of a card what its column is, in the language that the page shows."""
    rules = [
        f'  html[lang="{language}"] .{table} td:nth-child({position})::before '
        f"{{ content: {_string(plain_label(key, language))}; }}\n"
        for table, keys in COLUMNS.items()
        for position, key in enumerate(keys, start=1)
        if key not in _PLAIN
        for language in LANGUAGES
    ]
    return "@media (max-width: 40rem) {\n" + "".join(rules) + "}\n"


def _string(text: str) -> str:
    """A string of CSS, which escapes quotes and backslashes as JSON does."""
    return json.dumps(text, ensure_ascii=False)
