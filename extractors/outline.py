"""Headings → sections: where each block stands, and whether in a report part or in the plan.

The bố cục follows Nghị định 30/2020/NĐ-CP, Phụ lục I, II.1: phần, chương, mục, then I., 1., 1.1, a), -, +.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import regex

import patterns
from extractors.clean import Block, CleanText
from extractors.document import Span


class Section(NamedTuple):
    """A heading and what stands under it, up to the next heading of its level or above.

    `mark` is the heading's number as written (`II`, `2.1`, `a`), `title` its words, `level` its depth
    (0 is the document itself), `path` the titles from the top down, `part` is plan, report or annex;
    `start` and `end` are offsets in clean text.
    """

    mark: str
    title: str
    level: int
    path: tuple[str, ...]
    part: str
    start: int
    end: int


@dataclass(frozen=True)
class Outline:
    """The sections of a document, in order of their beginning."""

    sections: tuple[Section, ...]
    _starts: tuple[int, ...]

    def at(self, offset: int) -> Section:
        """The innermost section that an offset of the clean text stands in."""
        return self.sections[max(0, bisect_right(self._starts, offset) - 1)]

    def path(self, span: Span) -> str | None:
        """The section path of a record as text, parts joined by ` › `; null at the top."""
        path = self.at(span.start).path
        return " › ".join(path) or None

    def part(self, span: Span) -> str:
        """`report`, `plan` or `annex`."""
        return self.at(span.start).part


def outline(clean: CleanText) -> Outline:
    """Find the headings of a document."""
    report = patterns.rule("outline", "report_title").compile()
    plan = patterns.rule("outline", "plan_title").compile()
    text = clean.text
    found: list[Section] = [Section("", "", 0, (), "plan", 0, len(text))]
    # Indexes of the sections that the next heading stands in; one that it closes ends where it begins.
    around = [0]
    # The last capital letter that marked a heading, and its level.
    letters: tuple[str, int] | None = None
    for index, block in enumerate(clean.blocks):
        start, end, kind_of_block, _, _, cell = block
        if cell is not None or (
            kind_of_block != "item" and (end - start > _LONGEST_MARK or not _stands_alone(clean, index, block))
        ):
            continue
        heading = _heading(clean, index, block)
        if heading is None:
            continue
        mark, title, level, kind = heading
        if kind == "roman" and mark == "C" and letters is not None and letters[0] == "B":
            # The third capital letter, not the Roman hundred.
            kind, level = "letter_capital", letters[1]
        if kind == "letter_capital":
            if letters is None or mark == "A":
                under = any(found[index].level == _ROMAN_LEVEL for index in around)
                letters = mark, _ROMAN_LEVEL + 1 if under else level
            letters = mark, letters[1]
            level = letters[1]
        while found[around[-1]].level >= level:
            closed = around.pop()
            found[closed] = found[closed]._replace(end=block.start)
        parent = found[around[-1]]
        part = "annex" if kind == "annex" else _part(title, kind in _UPPER, parent.part, report, plan)
        around.append(len(found))
        path = (*parent.path, _label(mark, title))
        found.append(Section(mark, title, level, path, part, block.start, len(text)))
    return Outline(tuple(found), tuple([section.start for section in found]))


_TOP_LEVEL, _ROMAN_LEVEL = 1, 3
_UPPER = frozenset(("annex", "part", "letter_capital", "roman"))
_LONGEST_TITLE = 250
_LONGEST_MARK = 6
_ROMAN = frozenset("IVXLC")
_LONGEST_SENTENCE_TITLE = 100


@cache
def _marks() -> tuple[regex.Pattern[str], dict[str, int]]:
    """The marks of all levels as one pattern, each mark in a group of its rule's name, and the level of each rule.

    One pattern instead of nine: most items are no headings and fail them all.
    """
    levels = patterns.rules("outline", "levels")
    pattern = "|".join([rule.pattern.replace("(?P<mark>", f"(?P<{rule.name}>") for rule in levels])
    return regex.compile(pattern), {rule.name: rule.value for rule in levels}


def _heading(clean: CleanText, index: int, block: Block) -> tuple[str, str, int, str] | None:
    """Mark, title, level and kind of a block that is a heading; null for running text."""
    # Every mark begins with a letter or a digit, most items with a dash.
    if not clean.text[block.start : block.start + 1].isalnum():
        return None
    text = clean.text[block.start : block.end]
    marks, levels = _marks()
    match = marks.match(text)
    if match is None:
        return None
    kind = match.lastgroup or ""
    level = levels[kind]
    mark = match[kind].strip()
    title = text[match.end() :].strip(" .:-–")
    if not title and _stands_alone(clean, index, block):
        follower = clean.blocks[index + 1]
        title = clean.text[follower.start : follower.end].strip(" .:-–")
        text = title
    if level > _TOP_LEVEL and not _is_title(title, text):
        return None
    if not title and index + 1 < len(clean.blocks):
        # `Phần I` stands alone; its title is the next block.
        follower = clean.blocks[index + 1]
        title = clean.text[follower.start : follower.end].strip()
    if level <= _TOP_LEVEL:
        mark = text[: match.end()].strip(" .:-–")
    return mark, title[:_LONGEST_TITLE], level, kind


def _stands_alone(clean: CleanText, index: int, block: Block) -> bool:
    """Whether a block is only a roman number whose title, in capitals, is the next block."""
    if block.end - block.start > _LONGEST_MARK or index + 1 >= len(clean.blocks):
        return False
    mark = clean.text[block.start : block.end]
    if not mark.endswith(".") or not set(mark[:-1]) <= _ROMAN:
        return False
    follower = clean.blocks[index + 1]
    return follower.cell is None and clean.text[follower.start : follower.end].isupper()


def _is_title(title: str, text: str) -> bool:
    """Whether the words after a mark are a title rather than a sentence of a numbered list."""
    if not title or len(title) > _LONGEST_TITLE or "%" in title:
        return False
    last = text.rstrip()[-1]
    return last not in ";," and not (last == "." and len(title) > _LONGEST_SENTENCE_TITLE)


def _part(title: str, upper: bool, inherited: str, report: regex.Pattern[str], plan: regex.Pattern[str]) -> str:
    """The part that a section belongs to: its own title decides at the upper levels, else its parent's part."""
    if upper or inherited == "plan":
        if report.search(title):
            return "report"
        if upper and plan.search(title):
            return "plan"
    return inherited


def _label(mark: str, title: str) -> str:
    return f"{mark}. {title}" if mark and title and not mark[0].islower() else f"{mark}) {title}" if mark else title
