"""The offset map between clean text and source: piecewise, exact, and cheap to build.

A segment says that `clean_length` characters of clean text came from `source_length` characters of the
source. Where both are equal the segment is verbatim and maps character by character; where they differ
(a letter composed from several) it maps as a whole. Characters that cleaning put in, such as the blank
between two joined lines, belong to no segment.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import NamedTuple

from extractors.document import Span


class Segment(NamedTuple):
    """A run of clean text and the run of the source that it came from."""

    clean_start: int
    clean_length: int
    source_start: int
    source_length: int

    def source_of(self, span: Span) -> Span:
        """The part of the segment's source that a range of clean text touches."""
        if self.clean_length != self.source_length:
            return Span(self.source_start, self.source_start + self.source_length)
        first = max(0, span.start - self.clean_start)
        last = min(self.clean_length, span.end - self.clean_start)
        return Span(self.source_start + first, self.source_start + last)


class OffsetMap:
    """Segments in the order of the clean text; the source order may differ where cleaning moved text.

    `segments` are (clean start, clean length, source start, source length), by rising clean start.
    """

    def __init__(self, segments: list[tuple[int, int, int, int]]) -> None:
        self._segments = segments

    @cached_property
    def _clean_starts(self) -> list[int]:
        return [segment[0] for segment in self._segments]

    @cached_property
    def _by_source(self) -> list[tuple[int, int]]:
        """Source start and index of each segment, by source start."""
        return sorted((segment[2], index) for index, segment in enumerate(self._segments))

    @cached_property
    def _source_starts(self) -> list[int]:
        return [start for start, _ in self._by_source]

    def segments(self, span: Span) -> list[Segment]:
        """The segments that a range of clean text touches, in clean order."""
        index = bisect_right(self._clean_starts, span.start) - 1
        if index < 0 or self._segments[index][0] + self._segments[index][1] <= span.start:
            index += 1
        end = bisect_left(self._clean_starts, span.end)
        return [Segment(*segment) for segment in self._segments[index:end]]

    def parts(self, span: Span) -> list[Span]:
        """The ranges of the source that a range of clean text came from, one a segment, in clean order."""
        return [segment.source_of(span) for segment in self.segments(span)]

    def to_source(self, span: Span) -> Span:
        """The smallest range of the source that holds all that a range of clean text came from.

        An empty range, or one that holds only characters that cleaning put in, maps to an empty range at
        the end of the source of what stands before it.
        """
        found = self.parts(span)
        if found:
            return Span(min(part.start for part in found), max(part.end for part in found))
        before = bisect_right(self._clean_starts, span.start) - 1
        if before < 0:
            return Span(0, 0)
        segment = Segment(*self._segments[before])
        if segment.clean_start + segment.clean_length > span.start:
            here = segment.source_of(Span(span.start, span.start)).start
        else:
            here = segment.source_start + segment.source_length
        return Span(here, here)

    def to_clean(self, offset: int) -> int | None:
        """The clean offset of a source character; null where it was set aside."""
        place = bisect_right(self._source_starts, offset) - 1
        if place < 0:
            return None
        segment = Segment(*self._segments[self._by_source[place][1]])
        if offset >= segment.source_start + segment.source_length:
            return None
        if segment.clean_length != segment.source_length:
            return segment.clean_start
        return segment.clean_start + offset - segment.source_start
