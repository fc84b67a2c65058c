"""Header fields: what a document says of itself, each with its evidence.

The header block is read first, the signature block at the foot next; what neither states is taken from the text
(`found_in` body) where it is certain, and flagged as such. Layout after Nghị định 30/2020/NĐ-CP, Phụ lục I, and
Hướng dẫn 36-HD/VPTW for party documents.
"""

from __future__ import annotations

from dataclasses import replace

from extractors.clean import CleanText
from extractors.header.assemble import assemble
from extractors.header.head import read_head
from extractors.header.mentions import Prose
from extractors.header.signature import read_signature
from extractors.outline import Outline
from extractors.records import HeaderField

__all__ = ["find_header"]

# Words recognised with less confidence than this are wrong more often than not.
_SURE = 0.6


def find_header(clean: CleanText, outline: Outline) -> tuple[HeaderField, ...]:
    """The header fields that the document states, at most one of a name; none for a text that is no document."""
    head = read_head(clean)
    signature = read_signature(clean, head.end)
    prose = Prose(clean, head.title.span.start if head.title else head.end)
    return tuple(_judged(clean, field) for field in assemble(clean, outline, head, signature, prose))


def _judged(clean: CleanText, field: HeaderField) -> HeaderField:
    """The field, flagged where it stands on words that a reader recognised with little confidence."""
    if all(clean.document.confidence(span) >= _SURE for span in clean.source_spans(field.span)):
        return field
    return replace(field, flags=(*field.flags, "ocr_unsure"))
