"""Blanks of the header that were filled in by hand: `Số:     /KH-UBND`, `ngày     tháng     năm`.

Tesseract knows print, not handwriting, and guesses: what stands in such a blank counts only where it is read surely
at once, or the same in several sizes. A wrong number is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import patterns
from extractors.document import Box
from extractors.read.image import Image, Part, part_of, sheet_of
from extractors.read.layout import Row, Token, rows_of
from extractors.read.tesseract import LINE, recognised

# Print is read with this confidence; handwriting must be read alike in all these sizes, and so surely on average.
_PRINTED, _SURE = 0.95, 0.9
_SIZES = (1.0, 1.5, 2.0, 3.0)
# The header stands in the upper part of its page: so much of the height.
_HEADER = 0.45
# A blank is this wide at most, in points, and reaches so far above and below the words beside it.
_WIDEST, _ABOVE = 120.0, 4.0


def with_blanks(image: Image, tokens: Sequence[Token], flags: list[str]) -> tuple[list[Token], list[Token]]:
    """The words with what is written in blanks read again, and the words there that cannot be trusted.

    Flags `unread_number` and `unread_date` say that something stands there which could not be read.
    """
    kept, unread = list(tokens), []
    for row in rows_of(token for token in tokens if token.y1 < _HEADER * image.upright.height):
        for flag, first, last in _blanks(row):
            held = list(row.tokens[first + 1 : last])
            if len(held) == 1 and held[0].text.isdigit() and held[0].confidence >= _PRINTED:
                continue
            before, after = row.tokens[first], row.tokens[last]
            top, bottom = min(before.y0, after.y0) - _ABOVE, max(before.y1, after.y1) + _ABOVE
            part = part_of(image, Box(before.x1 - 1, top, after.x0 + 1, bottom))
            if part is None:
                continue
            kept = [token for token in kept if token not in held]
            figure = _figure(part)
            if figure is None:
                flags.append(flag)
                unread += held
            else:
                kept.append(figure._replace(level=(before.y0 + before.y1) / 2))
    return kept, unread


def _blanks(row: Row) -> Iterator[tuple[str, int, int]]:
    """The blanks of a row: the flag for each, and the indexes of the words before and after it."""
    for name, flag in (("number", "unread_number"), ("day", "unread_date"), ("month", "unread_date")):
        before = patterns.rule("layout", f"before_{name}", "blanks").compile()
        after = patterns.rule("layout", f"after_{name}", "blanks").compile()
        for first in range(len(row.tokens)):
            # The rule may look at the word before too: a date of the header follows the place and a comma.
            if not before.search(" ".join(token.text for token in row.tokens[max(0, first - 3) : first + 1])):
                continue
            for last in range(first + 1, min(first + 4, len(row.tokens))):
                if row.tokens[last].x0 - row.tokens[first].x1 > _WIDEST:
                    break
                if after.match(row.tokens[last].text):
                    yield flag, first, last
                    break


def _figure(part: Part) -> Token | None:
    """The figure written in a part of an image, where every size of it is read alike and surely; else null."""
    readings = [recognised(sheet_of([part], size), LINE, "0123456789") for size in _SIZES]
    if any(len(words) != 1 for words in readings) or len({words[0].text for words in readings}) > 1:
        return None
    confidences = [words[0].confidence for words in readings]
    if sum(confidences) < _SURE * len(confidences):
        return None
    return Token(*part.box, readings[0][0].text, min(confidences))
