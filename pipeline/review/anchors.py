"""Finding a record again: by its words, the text around them and how much text stands before, never by lines alone.

An anchor remembers where a record stood when a person looked at it. New rules may begin its quote earlier, end it
later, or find another record in the same words; a new reader may count lines anew, or see text that the old one passed
over. White space is left out of all comparisons: it is what readers change first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Self

from pipeline.rows import Row

#: The columns of a row that say where it was read.
PLACE = (
    "page", "line_start", "line_end", "page_end", "text_before", "quote", "text_after", "text_offset", "bbox",
)  # fmt: skip
#: The least text that two places must share to be compared at all; shorter where a document is.
_LEAST = 12


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a record stood in the text of its document (`place`, columns of a row), and what stood there beside it.

    `siblings` are the records of its table that overlapped its text or had the same quote; they are other records,
    whatever becomes of this one. `twins` tells that one of them could not be told from it by the text around.
    `characters` is the document's `character_count`: while it stays, so do all places.
    """

    source_name: str
    source_uri: str
    characters: int
    place: Row
    siblings: tuple[str, ...] = ()
    twins: bool = False

    def to_json(self) -> dict[str, Any]:
        """The anchor as JSON holds it."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The anchor from JSON."""
        return cls(**{**value, "siblings": tuple(value["siblings"])})

    @property
    def quote(self) -> str:
        """The source's words."""
        return str(self.place["quote"])


def place_of(row: Row) -> Row:
    """The columns of a row (or of a header field's evidence) that say where it was read."""
    return {name: row[name] for name in PLACE}


def anchor_of(row: Row, document: Row, others: Iterable[Row] = (), own: str = "") -> Anchor:
    """The anchor of a row (or of a header field's evidence) among the other rows of its table and document.

    `own` is the row's own `record_id`.
    """
    window = Window.of(row)
    siblings, twins = [], False
    for other in others:
        if other["record_id"] == own:
            continue
        beside = Window.of(other)
        if other["quote"] == row["quote"] or window.shared(beside, beside.offset - window.offset) > 0:
            siblings.append(other["record_id"])
            twins = twins or beside.text == window.text
    return Anchor(
        document["source_name"],
        document["source_uri"],
        document["character_count"],
        place_of(row),
        tuple(sorted(siblings)),
        twins,
    )


@dataclass(frozen=True, slots=True)
class Window:
    """A quote with the text around it, all white space left out.

    The quote is `text[start:end]`; `offset` counts the characters of the document before the window.
    """

    text: str
    start: int
    end: int
    offset: int

    @classmethod
    def of(cls, place: Row) -> Window:
        """The window of a row."""
        before, quote, after = (_squeezed(place[name]) for name in ("text_before", "quote", "text_after"))
        start, end = len(before), len(before) + len(quote)
        return cls(before + quote + after, start, end, place["text_offset"] - start)

    def shared(self, other: Window, shift: int) -> int:
        """Characters that both quotes hold if the other window begins `shift` after this; 0 where texts differ."""
        first, last = max(0, shift), min(len(self.text), shift + len(other.text))
        if last - first < min(_LEAST, len(self.text), len(other.text)):
            return 0
        if self.text[first:last] != other.text[first - shift : last - shift]:
            return 0
        return max(0, min(self.end, other.end + shift) - max(self.start, other.start + shift))


@dataclass(frozen=True, slots=True)
class Match:
    """A row that stands where an anchor points.

    `same` tells that it is the whole quote and nothing else; `unmoved` that as much text stands before it as did, or as
    the document's growth explains; `shared` counts the characters that both quotes hold.
    """

    row: Row
    same: bool
    unmoved: bool
    shared: int

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """How well it fits; the higher the better."""
        return self.unmoved, self.same, self.shared


def matches(anchor: Anchor, rows: Iterable[tuple[Row, Window]], characters: int) -> list[Match]:
    """The rows that stand where the anchor points, the likeliest first; its siblings are none of them.

    `characters` is the document's count now. A row is elsewhere if more text came or went before it than in all of
    the document; one with a twin is elsewhere if any did that the document's growth as a whole does not explain.
    """
    own = Window.of(anchor.place)
    grown = characters - anchor.characters
    found = []
    for row, other in rows:
        if row["record_id"] in anchor.siblings:
            continue
        for moved in _moves(own, other, grown, elsewhere=not anchor.twins):
            shared = own.shared(other, other.offset - own.offset - moved)
            if shared:
                same = shared == own.end - own.start == other.end - other.start
                found.append(Match(row, same, moved in (0, grown), shared))
                break
    return sorted(found, key=lambda match: match.rank, reverse=True)


def stands_there(anchor: Anchor, row: Row, characters: int) -> bool:
    """Whether a row can be the record that the anchor points at."""
    if characters == anchor.characters and all(row[name] == anchor.place[name] for name in _SAME):
        return True
    return bool(matches(anchor, [(row, Window.of(row))], characters))


#: What must agree for a place to be the same without a closer look.
_SAME = ("text_offset", "quote", "text_before", "text_after")


def _moves(own: Window, other: Window, grown: int, *, elsewhere: bool) -> list[int]:
    """By how much text the place can have moved: not at all, with all that the document grew, or with part of it."""
    moves = [0, grown] if grown else [0]
    if elsewhere and grown:
        quote = other.text[other.start : other.end]
        at = own.text.find(quote)
        while at >= 0:
            moved = other.offset + other.start - own.offset - at
            if min(0, grown) < moved < max(0, grown):
                moves.append(moved)
            at = own.text.find(quote, at + 1)
    return moves


def _squeezed(text: str | None) -> str:
    return "".join(text.split()) if text else ""
