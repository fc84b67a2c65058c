"""What comes out: headers, citations, targets, budget lines, tasks, each with its evidence.

Extractors return these with `span` in clean text; `extractors.provenance` turns the span into page,
lines, quote and boxes. Field meanings follow the labelling rules in `tests/gold/README.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extractors.document import Box, Span


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a record was read.

    Page and lines (1-based; lines count on their page), the source's own words, verbatim, and one box a
    line (empty in plain text). `page_end` is the page on which `line_end` counts. `before` and `after` are the
    source's text on both sides of the quote, `offset` the characters before it, white space left out: the place can be
    told from others with the same words, and found again however lines are broken.
    """

    page: int
    line_start: int
    line_end: int
    page_end: int
    quote: str
    boxes: tuple[Box, ...] = ()
    before: str = ""
    after: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class HeaderField:
    """One field of the header with its evidence.

    `name` is a column of `documents` (doc_type, doc_number, issued_on, issued_place, issuer, level,
    commune, district, province, plan_year, title, signer, signer_title); `value` a string (an ISO date
    for issued_on, digits for plan_year); `found_in` one of header, title, body, signature, symbol.
    """

    name: str
    value: str
    found_in: str
    span: Span
    rule: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A mention of a legal or administrative document.

    `number` is its symbol without blanks, repaired only on proof, null for a law or project named
    without one. `issued_on` may be null. `relation` is one of basis, implements, amends, replaces,
    mentions. `span` runs from the document type word to the last of type, number, date and issuer.
    """

    span: Span
    doc_type: str
    number: str | None
    issued_on: date | None
    issuer: str | None
    subject: str | None
    pinpoint: str | None
    relation: str
    rule: str
    flags: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Target:
    """A percentage, or a row of an indicator table.

    `value` in `unit` (`%`, `điểm %`, or the table's own unit); `value_text` what the source wrote where
    it is no number. `comparator` one of = >= > <= < ~; `role` one of target, result, other; `span`
    covers the clause, `value_span` the number itself.
    """

    span: Span
    value_span: Span
    value: float | None
    value_high: float | None
    value_text: str | None
    unit: str | None
    comparator: str
    role: str
    year: int | None
    subject: str | None
    scope: str | None
    rule: str
    flags: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One amount of money: a filled cell of an amount column, or an amount stated in running text.

    `amount` is the number as the table reads it, in the table's own unit; `amount_vnd` is set only where
    the source states that unit. `row_path` is the row's number under its parents (`A.II.1`); `row_kind`
    one of total, subtotal, item, norm, text. `span` is the cell, `row_span` its whole row.
    """

    span: Span
    row_span: Span
    table_no: int | None
    row_path: str | None
    row_kind: str
    item: str | None
    column: str | None
    source: str | None
    year: int | None
    amount: float
    unit: str | None
    amount_vnd: float | None
    basis: str | None
    rule: str
    flags: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work that a table or a list assigns.

    `row_path` is its number under those of its groups (`A.II.1`), `group` their texts. `deadline` is as
    written; `deadline_kind` one of day, month, quarter, year, period, continuous, recurring, null where the
    words are none of these, with the first and last day of that time. `lead_body` is as written, a cell that
    spans several rows is carried down. `span` is the whole row or item.
    """

    span: Span
    table_no: int | None
    row_path: str | None
    group: str | None
    task: str
    expected_result: str | None
    deadline: str | None
    deadline_kind: str | None
    deadline_from: date | None
    deadline_to: date | None
    deadline_quarter: int | None
    lead_body: str | None
    coordinating_bodies: tuple[str, ...]
    budget: str | None
    budget_vnd: float | None
    rule: str
    flags: tuple[str, ...] = ()
    confidence: float = 1.0
