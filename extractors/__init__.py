"""The front door: bytes in, records out.

    from extractors import extract
    extraction = extract(Path("plan.txt").read_bytes())
    for target in extraction.targets:
        print(target.subject, target.value, extraction.provenance(target.span).line_start)

Pure: nothing here does I/O, keeps state between calls, or knows about runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.errors import UnreadableError

if TYPE_CHECKING:
    from extractors.clean import CleanText
    from extractors.document import Document, Span
    from extractors.outline import Outline
    from extractors.records import BudgetLine, Citation, HeaderField, Provenance, Target, Task

__all__ = ["Extraction", "UnreadableError", "extract"]


@dataclass(frozen=True)
class Extraction:
    """All that was read from one file; every record's span is a range of `clean.text`."""

    document: Document
    clean: CleanText
    outline: Outline
    header: tuple[HeaderField, ...]
    citations: tuple[Citation, ...]
    targets: tuple[Target, ...]
    budget_lines: tuple[BudgetLine, ...]
    tasks: tuple[Task, ...] = ()

    @property
    def flags(self) -> tuple[str, ...]:
        """Short codes of what is odd about the whole file, sorted."""
        return tuple(sorted({*self.document.flags, *(flag for field in self.header for flag in field.flags)}))

    def provenance(self, span: Span) -> Provenance:
        """Page, lines, verbatim quote and boxes of a record's span."""
        return self.clean.provenance(span)

    def confidence(self, span: Span) -> float:
        """How sure the reader is of the words of a range of clean text: 1 but where they were recognised."""
        return min(self.document.confidence(part) for part in self.clean.source_spans(span))

    def section(self, span: Span) -> str | None:
        """The path of headings over a record, null where there is none."""
        return self.outline.path(span)


def extract(data: bytes) -> Extraction:
    """Read a file's bytes and find its records; raises `UnreadableError` for a file that cannot be read."""
    from extractors.citations import find_citations
    from extractors.clean import clean
    from extractors.header import find_header
    from extractors.outline import outline
    from extractors.read import read, refuse_foreign
    from extractors.tables import find_tables
    from extractors.targets import find_targets

    document = read(data)
    refuse_foreign(document)
    text = clean(document)
    sections = outline(text)
    header = find_header(text, sections)
    citations = find_citations(text, header)
    year = next((int(field.value) for field in header if field.name == "plan_year"), None)
    tables = find_tables(text, sections, year)
    targets = find_targets(text, sections, header, tables)
    return Extraction(document, text, sections, header, citations, targets, tables.budget_lines, tables.tasks)
