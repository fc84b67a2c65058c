"""Header fields: what a document says of itself, each with its evidence.

The header block is read first, the signature block at the foot next; what neither states is taken from the text
(`found_in` body) where it is certain, and flagged as such. Layout after Nghị định 30/2020/NĐ-CP, Phụ lục I, and
Hướng dẫn 36-HD/VPTW for party documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import patterns
from extractors.clean import CleanText
from extractors.fold import fold
from extractors.header.assemble import assemble
from extractors.header.head import read_head
from extractors.header.mentions import Prose
from extractors.header.places import province, without_level
from extractors.header.signature import read_signature
from extractors.outline import Outline
from extractors.records import HeaderField

__all__ = ["find_header"]

# Words recognised with less confidence than this are wrong more often than not.
_SURE = 0.6
# The fields that hold a unit's name, and the bodies that always belong to a unit.
_PLACES, _COMMITTEES = ("issued_place", "commune", "district", "province"), ("UBND", "HĐND")


def find_header(clean: CleanText, outline: Outline) -> tuple[HeaderField, ...]:
    """The header fields that the document states, at most one of a name; none for a text that is no document."""
    head = read_head(clean)
    signature = read_signature(clean, head.end)
    prose = Prose(clean, head.title.span.start if head.title else head.end)
    return _judged(clean, assemble(clean, outline, head, signature, prose))


def _judged(clean: CleanText, fields: Sequence[HeaderField]) -> tuple[HeaderField, ...]:
    """The fields, flagged where a reader recognised their words with little confidence, or a place that is none."""
    if clean.document.text_layer == "text":
        # Nothing in it was recognised.
        return tuple(fields)
    places = [field for field in fields if field.name in _PLACES]
    doubtful = [field for field in places if _confidence(clean, field) < 1 and not _is_known(clean, field, places)]
    lost = {rule.name for rule in patterns.rules("header", "bodies") if rule.value in _COMMITTEES}
    lost = lost if all(field.name == "issued_place" for field in places) else set()

    def unsure(field: HeaderField) -> bool:
        confidence = _confidence(clean, field)
        if confidence < _SURE or field in doubtful:
            return True
        named = field.rule in lost or any(field.value.endswith(place.value) for place in doubtful)
        return field.name == "issuer" and confidence < 1 and named

    return tuple(replace(field, flags=(*field.flags, "ocr_unsure")) if unsure(field) else field for field in fields)


def _confidence(clean: CleanText, field: HeaderField) -> float:
    return min((clean.document.confidence(span) for span in clean.source_spans(field.span)), default=1.0)


def _is_known(clean: CleanText, field: HeaderField, places: Sequence[HeaderField]) -> bool:
    """Whether a place is a province, or stands in the document again: one misreading is seldom made twice."""
    name = without_level(field.value)
    if province(name, None) is not None:
        return True
    if any(without_level(other.value) == name and other.span != field.span for other in places):
        return True
    text, name = clean.matching.lower(), fold(name).lower()
    return text.count(name) > text.count(name, field.span.start, field.span.end)
