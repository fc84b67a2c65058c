"""The data dictionary: what every table, column and flag means, for programs and for people.

`datapackage.json` follows the Data Package standard, version 2 (https://datapackage.org/standard/data-package/).
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

import patterns
from pipeline.findings.catalogue import kinds
from pipeline.parts import PartFile
from pipeline.schema import KEYS, TABLES, Row, columns, plain_type

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_DATA_PACKAGE_TYPES = {str: "string", int: "integer", float: "number", date: "date"}
#: Tables that others refer to, each by a column of the same name.
_REFERENCES = {"documents": "doc_id", "indicators": "indicator_id"}
_TITLE = "Published Vietnamese plans: documents, citations, targets, budget lines and tasks"

_FILES = """A missing value is null. `manifest.json` says by which code this was made, and which checks held;
`inputs.jsonl` names every file that was seen, with its SHA-256, its state, and the reason where it was not read."""
_PARTS = """A table is a folder of Parquet files, one for each province and year, of the same names in every table:
`targets.parquet/48-2025.parquet` has the targets of province 48 (`documents.province_code`) for 2025
(`documents.plan_year`); `00` and `0000` stand for one that is not known. Programs read the folder as one table; one
province is `targets.parquet/48-*.parquet`, one year `targets.parquet/*-2025*.parquet`. Within a file documents are
ordered by name, and records as they stand in their document."""


def flag_meanings() -> dict[str, str]:
    """The meaning of every flag, by its code."""
    return dict(sorted(patterns.load("flags")["flags"].items()))


def finding_meanings() -> dict[str, dict[str, str]]:
    """The severity and meaning of every kind of finding, by its code; the meaning in English and Vietnamese."""
    return {
        code: {"severity": kind.severity, "meaning": kind.explanation.en, "meaning_vi": kind.explanation.vi}
        for code, kind in sorted(kinds().items())
    }


def unexplained_flags(codes: Iterable[str]) -> list[str]:
    """Codes of flags that the dictionary does not know."""
    return sorted(set(codes) - flag_meanings().keys())


def datapackage(files: Mapping[str, Mapping[str, PartFile]]) -> dict[str, Any]:
    """The descriptor of a release; `files` gives each table's files by part (see `Draft`)."""
    return {
        "$schema": _PROFILE,
        "name": "kehoach",
        "title": _TITLE,
        "resources": [_resource(table, files[table]) for table in TABLES],
        "flags": flag_meanings(),
        "findings": finding_meanings(),
    }


def _resource(table: str, files: Mapping[str, PartFile]) -> dict[str, Any]:
    model = TABLES[table]
    schema: dict[str, Any] = {"fields": [_field(model, name) for name in columns(model)], "primaryKey": [KEYS[table]]}
    references = [
        {"fields": [column], "reference": {"resource": other, "fields": [column]}}
        for other, column in _REFERENCES.items()
        if other != table and column in model.model_fields
    ]
    if references:
        schema["foreignKeys"] = references
    return {
        "name": table,
        "description": inspect.getdoc(model),
        **_paths(table, files),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": schema,
    }


def _paths(table: str, files: Mapping[str, PartFile]) -> dict[str, Any]:
    """Where a table is. A hash is that of one file; those of parts stand in the manifest."""
    if "" in files:
        return {"path": f"{table}.parquet", "bytes": files[""].bytes, "hash": f"sha256:{files[''].sha256}"}
    paths = [f"{table}.parquet/{part}.parquet" for part in sorted(files)]
    return {"path": paths, "bytes": sum(file.bytes for file in files.values())}


def _field(model: type[Row], name: str) -> dict[str, Any]:
    info = model.model_fields[name]
    kind, nullable = plain_type(info.annotation)
    constraints: dict[str, Any] = {} if nullable else {"required": True}
    if get_origin(kind) is Literal:
        constraints["enum"] = list(get_args(kind))
    for part in _limits(info):
        for limit, word in (("ge", "minimum"), ("le", "maximum"), ("pattern", "pattern")):
            if getattr(part, limit, None) is not None:
                constraints[word] = getattr(part, limit)
    field: dict[str, Any] = {
        "name": name,
        "type": _type(kind),
        "description": info.description,
        "constraints": constraints,
    }
    if isinstance(kind, type) or get_origin(kind) is not list:
        return field
    item, _ = plain_type(get_args(kind)[0])
    if isinstance(item, type) and issubclass(item, Row):
        field["items"] = [_field(item, inner) for inner in columns(item)]
    return field


def _limits(info: FieldInfo) -> Iterator[Any]:
    """A column's constraints, those of the type in `Type | None` too, which the column itself does not carry."""
    yield from info.metadata
    for option in get_args(info.annotation):
        for part in getattr(option, "__metadata__", ()):
            yield from part.metadata if isinstance(part, FieldInfo) else [part]


def _type(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return "string"
    if get_origin(kind) is list:
        return "array"
    return _DATA_PACKAGE_TYPES[kind]


def readme(counts: dict[str, int]) -> str:
    """The dictionary as Markdown; `counts` gives the rows of each table."""
    parts = [
        f"# {_TITLE}",
        _FILES,
        _PARTS,
    ]
    for table, model in TABLES.items():
        parts += [f"## {table}.parquet", f"{inspect.getdoc(model)} {counts[table]} rows.", _columns_table(model)]
        for name in columns(model):
            kind, _ = plain_type(model.model_fields[name].annotation)
            inner = plain_type(get_args(kind)[0])[0] if get_origin(kind) is list else None
            if isinstance(inner, type) and issubclass(inner, Row):
                parts += [f"Each entry of `{name}`: {inspect.getdoc(inner)}", _columns_table(inner)]
    parts += ["## Findings", _table(("code", "severity", "meaning", "in Vietnamese"), list(_finding_lines()))]
    parts += ["## Flags", _table(("flag", "meaning"), [(f"`{code}`", text) for code, text in flag_meanings().items()])]
    return "\n\n".join(parts) + "\n"


def _finding_lines() -> Iterator[tuple[str, ...]]:
    for code, kind in finding_meanings().items():
        yield f"`{code}`", kind["severity"], kind["meaning"], kind["meaning_vi"]


def _columns_table(model: type[Row]) -> str:
    return _table(("column", "type", "may be null", "meaning"), [_column_line(model, name) for name in columns(model)])


def _column_line(model: type[Row], name: str) -> tuple[str, ...]:
    field = _field(model, name)
    kind, nullable = plain_type(model.model_fields[name].annotation)
    inner = (
        f" of {_type(plain_type(get_args(kind)[0])[0])}" if get_origin(kind) is list and "items" not in field else ""
    )
    meaning = field["description"]
    if "enum" in field["constraints"]:
        meaning += ". One of " + ", ".join(f"`{value}`" for value in field["constraints"]["enum"])
    return f"`{name}`", field["type"] + inner, "yes" if nullable else "no", meaning


def _table(head: tuple[str, ...], lines: list[tuple[str, ...]]) -> str:
    cells = [head, tuple("---" for _ in head), *lines]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in cells)
