"""What signing puts on a page after it was written: numbers and dates stamped into blanks, signature notes.

Since Nghị định 30/2020/NĐ-CP (Điều 12, Phụ lục I) number and date of a digitally signed document are
stamped by the registry in signature widgets; they stand over the blanks of the header, not in its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import patterns
from extractors.read.grids import Grid
from extractors.read.layout import Strip, Token, rows_of

_OVERPRINT = 0.5
# A stamp of incoming mail is narrower than this share of the page.
_STAMP_WIDTH = 0.45


def with_stamps(page: Any, tokens: list[Token], flags: list[str]) -> tuple[list[Token], list[Strip]]:
    """The words of a page with stamped figures in their blanks, and what else was stamped, set aside.

    A stamped figure that lies on a printed one replaces it; both are kept, and the document is flagged.
    """
    stamped = _stamped(page)
    if not stamped:
        return tokens, []
    fills = patterns.rule("layout", "stamped_figure").compile()
    places = {(round(token.x0), round(token.y0), token.text) for words in stamped for token in words}
    printed = [token for token in tokens if (round(token.x0), round(token.y0), token.text) not in places]
    aside: list[Strip] = []
    for words in stamped:
        if not all(fills.match(token.text) for token in words):
            aside.extend(set_aside(words, "stamp"))
            continue
        for token in words:
            covered = [other for other in printed if _covers(token, other)]
            if covered:
                flags.append("stamp_overprint")
                printed = [other for other in printed if other not in covered]
                aside.extend(set_aside(covered, "overprinted"))
            printed.append(_levelled(token._replace(stamp=True), printed))
        flags.append("stamped")
    return printed, aside


def without_incoming_stamps(
    tokens: Sequence[Token], grids: Sequence[Grid], width: float, flags: list[str]
) -> tuple[list[Token], list[Grid], list[Strip]]:
    """Words and tables of a scan without the framed stamp of incoming mail, whose number is the receiver's."""
    mark = patterns.rule("layout", "incoming_stamp").compile()
    kept, tables, aside = list(tokens), [], []
    for grid in grids:
        box = grid.box
        inside = [
            token
            for token in kept
            if box.x0 < (token.x0 + token.x1) / 2 < box.x1 and box.y0 < (token.y0 + token.y1) / 2 < box.y1
        ]
        if box.x1 - box.x0 < _STAMP_WIDTH * width and any(mark.match(token.text) for token in inside):
            aside.extend(set_aside(inside, "stamp"))
            kept = [token for token in kept if token not in inside]
            flags.append("incoming_stamp")
        else:
            tables.append(grid)
    return kept, tables, aside


def _stamped(page: Any) -> list[list[Token]]:
    """The words of each signature widget of a page."""
    found = []
    for widget in page.widgets():
        if widget.field_type_string == "Signature":
            words = [Token(*word[:5]) for word in widget._annot.get_text("words")]
            if words:
                found.append(words)
    return found


def set_aside(words: Sequence[Token], reason: str) -> list[Strip]:
    """Words as lines that are no text of the document."""
    return [Strip(tuple(row.tokens), row.tokens[0].x0, row.tokens[-1].x1, -2, aside=reason) for row in rows_of(words)]


def _covers(stamp: Token, other: Token) -> bool:
    """Whether a stamped word lies over most of a printed figure."""
    if not any(character.isdigit() for character in other.text):
        return False
    across = min(stamp.x1, other.x1) - max(stamp.x0, other.x0)
    down = min(stamp.y1, other.y1) - max(stamp.y0, other.y0)
    return across > _OVERPRINT * min(stamp.x1 - stamp.x0, other.x1 - other.x0) and down > _OVERPRINT * min(
        stamp.y1 - stamp.y0, other.y1 - other.y0
    )


def _levelled(stamp: Token, printed: list[Token]) -> Token:
    """A stamped word as it stands, its row told by the printed words beside it.

    Stamps are placed by hand and may sit between two lines: the line counts that overlaps most in height
    and leaves a blank there.
    """
    best: tuple[float, Token] | None = None
    for token in printed:
        down = min(stamp.y1, token.y1) - max(stamp.y0, token.y0)
        if down <= 0 or token.stamp:
            continue
        beside = max(token.x0 - stamp.x1, stamp.x0 - token.x1)
        if beside < -0.3 * (stamp.x1 - stamp.x0):
            continue
        # Nearness in height counts first; of words on the same line the nearest tells its place.
        score = down - 0.01 * beside
        if best is None or score > best[0]:
            best = (score, token)
    if best is None:
        return stamp
    return stamp._replace(level=(best[1].y0 + best[1].y1) / 2)
