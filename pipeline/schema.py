"""The data set's tables, declared once: columns, types, allowed values and meaning.

Everything else follows from these models: what a row must be to be published (`pipeline.checks`), the
Parquet schema (`arrow_schema`), and the data dictionary (`pipeline.dictionary`). A missing value is null.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Self, Union, get_args, get_origin

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(min_length=1)]
DocumentId = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
RecordId = Annotated[str, StringConstraints(pattern="^[0-9a-f]{24}$")]
DivisionCode = Annotated[str, StringConstraints(pattern="^[0-9]+$")]
Count = Annotated[int, Field(ge=0)]
Position = Annotated[int, Field(ge=1)]
Year = Annotated[int, Field(ge=1900, le=2100)]
Share = Annotated[float, Field(ge=0, le=1)]
Boxes = Annotated[list[Annotated[list[float], Field(min_length=4, max_length=4)]], Field(min_length=1)]
Flags = list[Text]
DivisionCodes = Annotated[list[DivisionCode], Field(min_length=2)]
GovernmentLevel = Literal["central", "province", "district", "commune"]
DeadlineKind = Literal["day", "month", "quarter", "year", "period", "continuous", "recurring"]
Severity = Literal["error", "warning", "note"]
Quarter = Annotated[int, Field(ge=1, le=4)]
ReviewStatus = Literal["auto", "confirmed", "corrected", "rejected", "added"]
ReviewAction = Literal["confirm", "edit", "reject", "add", "undo", "comment", "adjudicate"]
CorrectionState = Literal["applied", "agreed", "conflict", "superseded", "noted"]
ReviewedTable = Literal["documents", "citations", "targets", "budget_lines", "tasks"]
Relation = Literal["basis", "implements", "amends", "replaces", "mentions"]

_STATUS = (
    "auto as read; confirmed, corrected or added once a person has looked at it. What a person rejected is no data: "
    "it stands in rejected_records only, so that no count or sum needs to leave it out"
)
_ORIGINAL = "What the extractors read, for each column that a person has changed; empty where none is"


class Row(BaseModel):
    """A row of a table; types are strict and numbers finite, so that nothing is converted silently."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class Place(Row):
    """Where something was read: page, lines, the source's words, and boxes."""

    page: Position = Field(description="Page of the source where it begins, from 1; 1 in plain text")
    line_start: Position = Field(description="First line, from 1: of the file in plain text, of the page in a PDF")
    line_end: Position = Field(description="Last line, counted as line_start, on page_end")
    page_end: Position = Field(description="Page where it ends; the page itself for almost all")
    text_before: Text | None = Field(description="Text of the source before the quote, white space folded")
    quote: Text = Field(description="The source's own text, verbatim but for white space")
    text_after: Text | None = Field(description="Text of the source after the quote, white space folded")
    text_offset: Count = Field(
        description="Characters of the source before the quote, white space left out: the same however lines are broken"
    )
    bbox: Boxes | None = Field(
        description="One box a line, [x0, y0, x1, y1] in PDF points from the top left; null in plain text"
    )
    rule: Text = Field(description="Name of the pattern that found it (patterns/)")
    flags: Flags = Field(
        description="Codes of what a reader should know, explained under Flags, some with figures after a colon"
    )

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if (self.page_end, self.line_end) < (self.page, self.line_start):
            raise ValueError("page_end, line_end: the record ends before it starts")
        return self


class FieldValue(Row):
    """A column and a value of it as text: dates as ISO dates, numbers with a point as decimal mark."""

    field: Text = Field(description="Name of the column")
    value: Text | None = Field(description="The value; null where it had none")


class HeaderEvidence(Place):
    """What one field of a document's header was read from."""

    field: Text = Field(description="Column of documents that this is the evidence of")
    found_in: Text = Field(
        description="Part of the document: header, title, body, signature or symbol; review where a person placed it"
    )


class Document(Row):
    """One row a document: what it is, who issued it, when and for whom."""

    doc_id: DocumentId = Field(description="SHA-256 of the file's bytes, in hex")
    source_name: Text = Field(
        description="The file's name when it was read; bytes that are no UTF-8 are shown as \\xNN"
    )
    source_uri: Text = Field(description="Where it came from: a URI, or the path below the folder that was given")
    media_type: Text = Field(description="What the file is by its content, never by its name")
    text_layer: Literal["text", "digital", "ocr", "mixed"] = Field(
        description="Plain text, a PDF's or DOCX's own text, recognised from images, or both of the last two"
    )
    page_count: Count = Field(description="Pages; 1 in plain text")
    line_count: Count = Field(description="Lines of all pages")
    character_count: Count = Field(description="Characters of all lines, white space left out")
    doc_type: Text | None = Field(description="Kế hoạch, Quyết định, Báo cáo, ...")
    doc_number: Text | None = Field(description="The document's own number (15/KH-UBND), never one that it cites")
    issued_on: date | None = Field(description="Date of the document itself")
    issued_place: Text | None = Field(description="Place before the date, as written")
    issuer: Text | None = Field(description="Issuing body with level and name, short as the header shows it")
    level: Text | None = Field(description="Level of the issuer: xã, phường, thị trấn, đặc khu, huyện, ..., tỉnh")
    commune: Text | None = Field(description="Name of the commune, without the word for its level")
    district: Text | None = Field(description="Name of the district; none since 1 July 2025")
    province: Text | None = Field(description="Name of the province or city under the central government")
    commune_code: DivisionCode | None = Field(description="Official code of the commune at the document's date")
    district_code: DivisionCode | None = Field(description="Official code of the district at the document's date")
    province_code: DivisionCode | None = Field(description="Official code of the province at the document's date")
    place_candidates: DivisionCodes | None = Field(
        description="Codes of the units that the name fits, where several do"
    )
    commune_today: Text | None = Field(description="Level and name of the commune that it is today, since 1 July 2025")
    commune_code_today: DivisionCode | None = Field(description="Official code of the commune that it is today")
    commune_candidates_today: DivisionCodes | None = Field(
        description="Codes of the communes of today among which it was divided, or that the name fits"
    )
    province_today: Text | None = Field(description="Level and name of the province that it is in today")
    province_code_today: DivisionCode | None = Field(description="Official code of the province that it is in today")
    issuer_body: Text | None = Field(description="The issuer in the one form that all documents share, written out")
    issuer_level: GovernmentLevel | None = Field(description="Level of government of the issuer")
    cited_id: Text | None = Field(description="The identity under which other documents cite it (citations.cited_id)")
    plan_year: Year | None = Field(description="Year that the plan is for; null for a period, a horizon, or no plan")
    title: Text | None = Field(description="Text under the document's type, without it")
    signer: Text | None = Field(description="Name under the signature")
    signer_title: Text | None = Field(description="Office of the signer, with KT. but without TM.")
    header_evidence: list[HeaderEvidence] = Field(description="One entry for each of the fields above that is filled")
    flags: Flags = Field(
        description="Codes of what a reader should know, explained under Flags, some with figures after a colon"
    )
    review_status: ReviewStatus = Field(description=_STATUS)
    original: list[FieldValue] = Field(description=_ORIGINAL)


class Record(Place):
    """What every record carries: its identity, where it was read, and how sure it is."""

    doc_id: DocumentId = Field(description="Document that it was read from")
    record_id: RecordId = Field(description="Identity; the same as long as the file and the reading are")
    confidence: Share = Field(description="From 0 to 1: how sure the reading is")
    review_status: ReviewStatus = Field(description=_STATUS)
    original: list[FieldValue] = Field(description=_ORIGINAL)


class Citation(Record):
    """One row a mention of a legal or administrative document, each time that it stands in the text."""

    doc_type: Text = Field(description="Type of the cited document as written (Quyết định, Nghị định, Luật, ...)")
    number: Text | None = Field(description="Its symbol without blanks, repaired only on proof; null if it has none")
    issued_on: date | None = Field(description="Its date where stated")
    issuer: Text | None = Field(description="Body that issued it, as stated or else as its symbol proves")
    subject: Text | None = Field(description="What it is about, as stated")
    pinpoint: Text | None = Field(description="điểm, khoản and điều that are meant, as written")
    relation: Relation = Field(description="What the citing document does with it")
    cited_id: Text | None = Field(
        description="One identity for one cited document across all documents: type, number, year and, where the "
        "number does not say it, issuer; null where one of them is nowhere to be known"
    )
    issuer_body: Text | None = Field(description="The issuer as stated, in the one form that all documents share")
    cited_name: Text | None = Field(description="Type and number of the document that cited_id names, or a law's name")
    cited_level: GovernmentLevel | None = Field(description="Level of government of the cited document's issuer")
    cited_issued_on: date | None = Field(
        description="Its date by the registry, else as stated here or elsewhere in the document"
    )
    cited_issuer: Text | None = Field(description="Its issuer by the registry, else by its symbol, else as stated")
    cited_title: Text | None = Field(description="Its title, where the registry knows it")


class Target(Record):
    """One row a percentage, or a row of an indicator table."""

    value: float | None = Field(description="The number in unit; the lower end of a range")
    value_high: float | None = Field(description="The upper end of a range")
    value_text: Text | None = Field(description="What the source writes where it is no number")
    unit: Text | None = Field(description="%, điểm %, or the unit of the indicator table")
    comparator: Literal["=", ">=", ">", "<=", "<", "~"] = Field(description="How the value is bound")
    role: Literal["target", "result", "other"] = Field(description="Committed to, reached, or neither")
    year: Year | None = Field(description="Year that the value is for")
    subject: Text | None = Field(description="What is measured, in the source's words")
    scope: Text | None = Field(description="Level or area that one value among several is for")
    section: Text | None = Field(description="Headings above it, from the outermost")
    indicator_id: Text | None = Field(description="One identity for all records that measure the same")
    indicator: Text | None = Field(description="Name of that indicator")


class BudgetLine(Record):
    """One row an amount of money: a filled cell of a budget table, or an amount in running text."""

    table_no: Position | None = Field(description="Number of the budget table in the document, from 1; null in text")
    row_path: str | None = Field(
        description="The row's number under its parents (A.II.1); the empty path for rows without a number "
        "and the grand total; null in running text"
    )
    row_kind: Literal["total", "subtotal", "item", "norm", "text"] = Field(
        description="Grand total, sum of the rows below it, single item, rate or norm, or running text"
    )
    item: Text | None = Field(description="The row's text")
    column: Text | None = Field(description="Top heading of the amount's column")
    source: Text | None = Field(description="Lowest sub-heading of the amount's column, where it has one")
    year: Year | None = Field(description="Year that the amount is for")
    amount: float = Field(description="The number as the table reads it, in unit")
    unit: Text | None = Field(description="Unit as stated in the table, its caption or a heading")
    amount_vnd: float | None = Field(description="The amount in đồng; null where no unit is stated")
    basis: Text | None = Field(description="Basis of the amount, as stated")


class Task(Record):
    """One row a task: a row of a table or an item of a list that assigns work."""

    table_no: Position | None = Field(
        description="Number of the table in the document, counted with all others from 1; null for an item of a list"
    )
    row_path: Text | None = Field(description="The task's number under those of its groups (A.II.1)")
    group: Text | None = Field(description="Headings of the groups of rows that it stands in, from the outermost")
    task: Text = Field(description="What is to be done, in the source's words")
    expected_result: Text | None = Field(description="What is to come of it: product, result, requirement")
    deadline: Text | None = Field(description="When, as written")
    deadline_kind: DeadlineKind | None = Field(
        description="What the deadline names: a day, a month, a quarter, a year, a period between any of these, "
        "continuous work, or work that comes back; null where it is none of these"
    )
    deadline_from: date | None = Field(description="First day of that time; null where only its end is named")
    deadline_to: date | None = Field(description="Last day of that time")
    deadline_quarter: Quarter | None = Field(description="Quarter of the year, where the deadline is one")
    lead_body: Text | None = Field(description="Who is responsible, as written")
    lead_body_name: Text | None = Field(
        description="The one body that is responsible, in the form that all documents share; null for several"
    )
    coordinating_bodies: list[Text] = Field(description="Who works with it, one entry each, as written")
    budget: Text | None = Field(description="Money for it, as written")
    budget_vnd: float | None = Field(description="That money in đồng, where the source states the unit")
    section: Text | None = Field(description="Headings above it, from the outermost")


class CitationEdge(Row):
    """One row a document, a document that it cites, and how it uses it: the graph of citations."""

    doc_id: DocumentId = Field(description="Document that cites")
    record_id: RecordId = Field(description="Identity of the row; the same as long as the three that it joins are")
    cited_id: Text = Field(description="Document that is cited (citations.cited_id)")
    cited_doc_id: DocumentId | None = Field(description="The cited document in this data set, where it is in it")
    cited_level: GovernmentLevel | None = Field(description="Level of government of the cited document's issuer")
    relation: Relation = Field(description="What the citing document does with it")
    count: Position = Field(description="Mentions that say so")


class FindingPlace(Row):
    """Where one of the records of a finding stands."""

    doc_id: DocumentId = Field(description="Document that the record was read from")
    table_name: Text = Field(description="Table of the record; documents for a field of the header")
    record_id: RecordId | None = Field(description="The record; null for a field of the header")
    field: Text | None = Field(description="Column of documents, for a field of the header")
    page: Position = Field(description="Page, as in the record")
    line_start: Position = Field(description="First line, as in the record")
    line_end: Position = Field(description="Last line, as in the record")
    page_end: Position = Field(description="Page of the last line, as in the record")
    quote: Text = Field(description="The source's own text")


class Finding(Row):
    """One row a problem: something in a document that is missing, repaired, doubtful or does not agree."""

    doc_id: DocumentId = Field(description="Document that has the problem")
    finding_id: RecordId = Field(description="Identity; the same as long as the problem and its records are")
    severity: Severity = Field(
        description="error where the source contradicts itself or cannot be right, warning where it may be wrong or "
        "comparing needs care, note for what a reader should know"
    )
    code: Text = Field(description="Kind of problem, explained under Findings")
    message: Text = Field(description="What is wrong, with the figures, in English")
    message_vi: Text = Field(description="The same in Vietnamese")
    record_ids: list[RecordId] = Field(description="The records concerned; empty where it is about the document itself")
    page: Position | None = Field(description="Page of the first place; null where something is nowhere to be found")
    line_start: Position | None = Field(description="First line of the first place")
    line_end: Position | None = Field(description="Last line of the first place")
    page_end: Position | None = Field(description="Page of the last line of the first place")
    quote: Text | None = Field(description="The source's own text at the first place")
    places: list[FindingPlace] = Field(description="Where each of the records stands, the first one too")


class Indicator(Row):
    """One row an indicator of the catalogue, whether a target measures it or not."""

    indicator_id: Text = Field(description="Identity, as in targets")
    pillar: Text = Field(description="Part of digital transformation that it belongs to; general for the others")
    name: Text = Field(description="Name in Vietnamese")
    name_en: Text = Field(description="Name in English")
    definition: Text = Field(description="What is counted, by which test, over which base")
    direction: Literal["up", "down"] = Field(description="Whether more is better, or less")
    unit: Text = Field(description="Unit of its values")
    source: Text = Field(description="Official document of its field; the one that sets national_target, if any")
    national_target: float | None = Field(description="Least value that the source asks for, in unit; null if none")
    national_target_year: Year | None = Field(description="Year by which it asks for it; null where it sets no year")


class RejectedRecord(Record):
    """One row a record that the extractors read and a person rejected. It is in no other table."""

    table_name: ReviewedTable = Field(description="Table that it would stand in")
    reading: list[FieldValue] = Field(description="What the extractors read, by column")


class Correction(Row):
    """One row an entry of the review log about a document of this release: who decided what, when and why."""

    correction_id: Position = Field(description="Number of the entry in the log; later entries have higher ones")
    doc_id: DocumentId = Field(description="Document that it is about")
    record_id: Text = Field(description="Record that it is about; doc_id for the header of a document")
    table_name: ReviewedTable = Field(description="Table of the record")
    action: ReviewAction = Field(description="What the reviewer did")
    field: Text | None = Field(
        description="Column that an edit changed; evidence where the place in the text was moved"
    )
    old_value: Text | None = Field(description="Value before it, as JSON")
    new_value: Text | None = Field(description="Value after it, as JSON")
    reviewer: Text = Field(description="Who did it")
    made_at: Text = Field(description="When, in UTC (ISO 8601)")
    reason: Text | None = Field(description="Why, in the reviewer's words; the text of a comment")
    state: CorrectionState = Field(
        description="applied: it gives the published value; agreed: the extractors now read the same; conflict: they "
        "read something else than before, or nothing, and a person has to look again; superseded: a later entry "
        "counts; noted: it changes no value"
    )


#: Every table with its model, in the order in which they are published.
TABLES: dict[str, type[Row]] = {
    "documents": Document,
    "citations": Citation,
    "targets": Target,
    "budget_lines": BudgetLine,
    "tasks": Task,
    "citation_edges": CitationEdge,
    "indicators": Indicator,
    "rejected_records": RejectedRecord,
    "corrections": Correction,
    "findings": Finding,
}

#: The tables whose rows belong to a document; the others are the same for all documents.
DOCUMENT_TABLES = tuple(table for table, model in TABLES.items() if "doc_id" in model.model_fields)

#: The column that names a row of each table.
KEYS = {
    **dict.fromkeys(TABLES, "record_id"),
    "documents": "doc_id",
    "indicators": "indicator_id",
    "corrections": "correction_id",
    "findings": "finding_id",
}

_LEADING = ("doc_id", "record_id", "finding_id")
_TRAILING = (*Place.model_fields, "confidence", "review_status", "original")


def columns(model: type[Row]) -> list[str]:
    """Columns of a table in their published order: identity, own columns, then where it was read."""
    names = list(model.model_fields)
    own = [name for name in names if name not in (*_LEADING, *_TRAILING)]
    return [n for n in _LEADING if n in names] + own + [n for n in _TRAILING if n in names]


@cache
def date_columns(model: type[Row]) -> tuple[str, ...]:
    """Columns of a table that hold dates."""
    return tuple(name for name in columns(model) if plain_type(model.model_fields[name].annotation)[0] is date)


def plain_type(annotation: Any) -> tuple[Any, bool]:
    """A column's type without its constraints, and whether it may be null."""
    if get_origin(annotation) is Annotated:
        return plain_type(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        (inner,) = (a for a in get_args(annotation) if a is not NoneType)
        return plain_type(inner)[0], True
    return annotation, False


def arrow_type(annotation: Any) -> pa.DataType:
    """The Arrow type of a column."""
    kind, _ = plain_type(annotation)
    if get_origin(kind) is Literal:
        return pa.string()
    if get_origin(kind) is list:
        return pa.list_(arrow_type(get_args(kind)[0]))
    if isinstance(kind, type) and issubclass(kind, Row):
        return pa.struct([pa.field(name, arrow_type(kind.model_fields[name].annotation)) for name in columns(kind)])
    return {str: pa.string(), int: pa.int32(), float: pa.float64(), date: pa.date32()}[kind]


@cache
def arrow_schema(table: str) -> pa.Schema:
    """The Parquet schema of a table."""
    model = TABLES[table]
    return pa.schema([pa.field(name, arrow_type(model.model_fields[name].annotation)) for name in columns(model)])
