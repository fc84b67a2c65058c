"""What can be corrected: the columns that a person may change, and their values as text and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from pipeline.review.words import ReviewError, Words
from pipeline.rows import HEADER_COLUMNS, Row
from pipeline.schema import TABLES, plain_type

#: The columns of each table that a person may change, the most important first.
REVIEWED: dict[str, tuple[str, ...]] = {
    "documents": tuple(HEADER_COLUMNS),
    "citations": ("doc_type", "number", "issued_on", "issuer", "subject", "pinpoint", "relation"),
    "targets": ("value", "value_high", "value_text", "unit", "comparator", "role", "year", "subject", "scope"),
    "budget_lines": ("amount", "unit", "row_kind", "item", "column", "source", "year", "row_path", "table_no", "basis"),
    "tasks": ("task", "lead_body", "deadline", "deadline_from", "deadline_to", "expected_result", "budget", "row_path"),
}
#: What tells that a record is the same reading; the other columns say more about it.
IDENTITY: dict[str, tuple[str, ...]] = {
    "citations": ("doc_type", "number"),
    "targets": ("value", "value_high", "value_text"),
    "budget_lines": ("amount", "column", "source"),
    "tasks": ("row_path", "task"),
}
#: A column that no table has: the place in the text that a record was read from.
EVIDENCE = "evidence"

Values = dict[str, Any]
#: One point and three figures after it: in Vietnamese thousands, elsewhere decimals.
_TWO_WAYS = re.compile(r"[-−]?(?!0)\d{1,3}\.\d{3}")


class ColumnValueError(ReviewError):
    """A value that a column cannot hold; the message says what it takes."""

    status = 422


def _refused(table: str, field: str, value: Any) -> ColumnValueError:
    if value is None:
        return ColumnValueError("column_empty", field=field, takes=takes(table, field))
    return ColumnValueError("column_value", field=field, value=value, takes=takes(table, field))


def key_of(table: str, row: Row) -> str:
    """The identity under which a row is reviewed: a header's is that of its document."""
    return str(row["doc_id"] if table == "documents" else row["record_id"])


def values_of(table: str, row: Mapping[str, Any]) -> Values:
    """The reviewable columns of a row, as JSON can hold them."""
    return {field: as_json(row[field]) for field in REVIEWED[table]}


def as_json(value: Any) -> Any:
    """A value as JSON can hold it: dates as ISO dates."""
    return value.isoformat() if isinstance(value, date) else value


def as_column(table: str, field: str, value: Any) -> Any:
    """A value from JSON as its column holds it; raises `ColumnValueError` where it cannot."""
    if value is None and plain_type(TABLES[table].model_fields[field].annotation)[1]:
        return None
    kind = _kind(table, field)
    try:
        if kind is date and isinstance(value, str):
            value = date.fromisoformat(value)
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        return _adapter(table, field).validate_python(value, strict=True)
    except (ValidationError, ValueError) as error:
        raise _refused(table, field, value) from error


def from_text(table: str, field: str, text: str) -> Any:
    """A value as a person types it, as JSON can hold it; nothing typed is null. Raises `ColumnValueError`."""
    typed = " ".join(text.split())
    if not typed:
        as_column(table, field, None)
        return None
    kind = _kind(table, field)
    value: Any = typed
    try:
        if kind is float:
            value = _number(typed)
        elif kind is int:
            value = int(typed)
        elif kind is date:
            value = _day(typed)
    except ValueError as error:
        raise _refused(table, field, text) from error
    return as_json(as_column(table, field, value))


def typed(table: str, field: str, text: str) -> Any:
    """The same for what a person types anew: `1.250`, which can be read in two ways, is refused."""
    bare = text.strip()
    if _kind(table, field) is float and _TWO_WAYS.fullmatch(bare):
        whole, part = bare.replace(".", ""), bare.replace(".", ",")
        raise ColumnValueError("number_two_ways", field=field, value=bare, whole=whole, part=part)
    return from_text(table, field, text)


def shown(table: str, field: str, value: Any, language: str) -> str:
    """A value as a page shows it, and as it may be typed: in Vietnamese with decimal comma and the day first."""
    text = to_text(value)
    if language == "vi" and value is not None:
        kind = _kind(table, field)
        if kind is float:
            return text.replace(".", ",")
        if kind is date:
            return "/".join(reversed(text.split("-")))
    return text


def to_text(value: Any) -> str:
    """A value as a person types it; null is nothing."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(as_json(value))


def choices(table: str, field: str) -> tuple[str, ...]:
    """The values that a column allows, empty where it takes any text or number."""
    kind = _kind(table, field)
    return tuple(get_args(kind)) if get_origin(kind) is Literal else ()


def required(table: str, field: str) -> bool:
    """Whether a column must have a value."""
    return not plain_type(TABLES[table].model_fields[field].annotation)[1]


def takes(table: str, field: str) -> Words:
    """What a column takes, in words."""
    kind = _kind(table, field)
    if get_origin(kind) is Literal:
        return Words("takes_choice", {"choices": get_args(kind)})
    keys = {float: "takes_number", int: "takes_whole", date: "takes_date"}
    key = "takes_year" if field in ("year", "plan_year") else keys.get(kind, "takes_text")
    return Words(key, {}) if required(table, field) else Words("or_nothing", {"takes": Words(key, {})})


def dumps(value: Any) -> str:
    """JSON as the log and the tables hold it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)


def _kind(table: str, field: str) -> Any:
    return plain_type(TABLES[table].model_fields[field].annotation)[0]


@cache
def _adapter(table: str, field: str) -> TypeAdapter[Any]:
    info = TABLES[table].model_fields[field]
    column: Any = Annotated[info.annotation, info]
    return TypeAdapter(column, config={"allow_inf_nan": False, "strict": True})


def _number(text: str) -> float:
    """A number as people here write it: a comma is the decimal mark, points between groups of three are none."""
    groups = text.replace(" ", "")
    if groups.count(".") > 1:
        groups = groups.replace(".", "")
    return float(groups.replace(",", "."))


def _day(text: str) -> date:
    """A date as `2025-02-28` or `28/02/2025`."""
    if "/" in text:
        day, month, year = text.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(text)
