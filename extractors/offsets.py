"""The offset map between clean text and source: piecewise, exact, and cheap to build.

A segment says that `clean_length` characters of clean text came from `source_length` characters of the
source. Where both are equal the segment is verbatim and maps character by character; where they differ
(a letter composed from several) it maps as a whole. Characters that cleaning put in, such as the blank
between two joined lines, belong to no segment.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from extractors.document import Span


@dataclass(slots=True)
class OffsetMap:
    """Segments in the order of the clean text; the source order may differ where cleaning moved text."""

    clean_starts: list[int] = field(default_factory=list)
    clean_lengths: list[int] = field(default_factory=list)
    source_starts: list[int] = field(default_factory=list)
    source_lengths: list[int] = field(default_factory=list)
    _by_source: list[tuple[int, int]] | None = None

    def add(self, clean_start: int, clean_length: int, source_start: int, source_length: int) -> None:
        """Append a segment; callers add them by rising `clean_start`."""
        self.clean_starts.append(clean_start)
        self.clean_lengths.append(clean_length)
        self.source_starts.append(source_start)
        self.source_lengths.append(source_length)

    def to_source(self, span: Span) -> Span:
        """The smallest range of the source that holds all that a range of clean text came from.

        An empty range, or one that holds only characters that cleaning put in, maps to an empty range at
        the nearest source character before it.
        """
        index = bisect_right(self.clean_starts, span.start) - 1
        if index < 0 or self.clean_starts[index] + self.clean_lengths[index] <= span.start:
            index += 1
        start, end = None, None
        while index < len(self.clean_starts) and self.clean_starts[index] < span.end:
            first, last = self._segment(index, span)
            start = first if start is None else min(start, first)
            end = last if end is None else max(end, last)
            index += 1
        if start is None or end is None:
            before = max(0, min(index, len(self.clean_starts)) - 1)
            here = self.source_starts[before] + self.source_lengths[before] if self.clean_starts else 0
            return Span(here, here)
        return Span(start, end)

    def parts(self, span: Span) -> list[Span]:
        """The ranges of the source that a range of clean text came from, one a segment, in the clean text's order."""
        index = max(0, bisect_right(self.clean_starts, span.start) - 1)
        found = []
        while index < len(self.clean_starts) and self.clean_starts[index] < span.end:
            if self.clean_starts[index] + self.clean_lengths[index] > span.start:
                found.append(Span(*self._segment(index, span)))
            index += 1
        return found

    def _segment(self, index: int, span: Span) -> tuple[int, int]:
        """The part of one segment's source that a clean range touches."""
        clean_start, clean_length = self.clean_starts[index], self.clean_lengths[index]
        source_start, source_length = self.source_starts[index], self.source_lengths[index]
        if clean_length != source_length:
            return source_start, source_start + source_length
        first = max(0, span.start - clean_start)
        last = min(clean_length, span.end - clean_start)
        return source_start + first, source_start + last

    def to_clean(self, offset: int) -> int | None:
        """The clean offset of a source character; null where it was set aside."""
        if self._by_source is None:
            self._by_source = sorted((start, index) for index, start in enumerate(self.source_starts))
        place = bisect_left(self._by_source, (offset + 1, -1)) - 1
        if place < 0:
            return None
        start, index = self._by_source[place]
        if offset >= start + self.source_lengths[index]:
            return None
        if self.clean_lengths[index] != self.source_lengths[index]:
            return self.clean_starts[index]
        return self.clean_starts[index] + offset - start
