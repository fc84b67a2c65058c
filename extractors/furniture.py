"""What stands on a page but is no text of the document: a portal's box, page numbers, links, repeated table heads.

Where a reader knows the geometry it has set such lines aside already; this is for what only the text shows.
"""

from __future__ import annotations

import patterns
from extractors.extent import find_extent
from extractors.lines import Atom, Kind

_LONGEST_PAGE_NUMBER = 12
_LONGEST_HEAD = 60
_MOST_HEADS = 100


def set_aside(atoms: list[Atom]) -> list[Atom]:
    """The atoms with a portal's lines, page numbers, link lines and repeated table heads marked as set aside."""
    marked = list(atoms)
    proper = _document_proper(marked)
    texts = [index for index in proper if atoms[index].cell is None]
    words = [atoms[index].text for index in texts]
    _page_furniture(marked, texts, words)
    _repeated_heads(marked, texts, words)
    return marked


def _document_proper(atoms: list[Atom]) -> list[int]:
    """The indexes of the visible atoms of the document proper; what a portal put around it is set aside."""
    text_kind, figures = Kind.TEXT, Kind.FIGURES
    texts = [index for index, atom in enumerate(atoms) if atom.kind is text_kind or atom.kind is figures]
    first, last = find_extent([atoms[index].text for index in texts])
    for index in (*texts[:first], *texts[last + 1 :]):
        _set_one_aside(atoms, index, "portal")
    return texts[first : last + 1]


def _page_furniture(atoms: list[Atom], texts: list[int], words: list[str]) -> None:
    """Set aside a lone number that stands inside a sentence or opens the file, and lines of nothing but a link.

    `texts` are the indexes of the lines that are looked at, `words` what they read.
    """
    page_number = patterns.rule("clean", "page_number").compile_simple()
    link = patterns.rule("clean", "link_line").compile_simple()
    for order, text in enumerate(words):
        if len(text) <= _LONGEST_PAGE_NUMBER and not text[-1].isalpha() and page_number.match(text):
            before = words[order - 1] if order else ""
            after = words[order + 1] if order + 1 < len(words) else ""
            inside = before[-1:].isalnum() and after[:1].islower()
            if order == 0 or inside:
                _set_one_aside(atoms, texts[order], "page_number")
        elif text[0] in "hmw" and link.match(text):
            _set_one_aside(atoms, texts[order], "link_line")


def _set_one_aside(atoms: list[Atom], index: int, reason: str) -> None:
    atoms[index] = atoms[index]._replace(kind=Kind.ASIDE, reason=reason)


def _repeated_heads(atoms: list[Atom], texts: list[int], words: list[str]) -> None:
    """Set aside every later copy of a table's head: three equal lines or more, from its number column on.

    A head ends where the first row's number stands, and is never longer than `_LONGEST_HEAD` lines, so that
    a table that stands in the text twice keeps its rows.
    """
    head = patterns.rule("clean", "table_head").compile_simple()
    row_number = patterns.rule("clean", "row_number").compile_simple()
    known: list[tuple[str, ...]] = []
    after = 0
    for order, text in enumerate(words):
        if text[0] not in "ST" or order < after or not head.match(text):
            continue
        lines = []
        for line in words[order : order + _LONGEST_HEAD]:
            if row_number.match(line):
                break
            lines.append(line)
        run = max((_common(lines, other) for other in known), default=0)
        if run >= 3:
            for index in texts[order : order + run]:
                _set_one_aside(atoms, index, "repeated_head")
            after = order + run
        elif len(known) < _MOST_HEADS:
            known.append(tuple(lines))


def _common(lines: list[str], other: tuple[str, ...]) -> int:
    """How many lines two heads have in common from their beginning."""
    for number, (one, two) in enumerate(zip(lines, other, strict=False)):
        if one != two:
            return number
    return min(len(lines), len(other))
