"""Headings → sections: where each block stands, and whether in a report part or in the plan.

The bố cục follows Nghị định 30/2020/NĐ-CP, Phụ lục I, II.1: phần, chương, mục, then I., 1., 1.1, a), -, +.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import regex

import patterns
from extractors.clean import Block, CleanText
from extractors.document import Span


@dataclass(frozen=True, slots=True)
class Section:
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
    levels = patterns.rules("outline", "levels")
    report = patterns.rule("outline", "report_title").compile()
    plan = patterns.rule("outline", "plan_title").compile()
    text = clean.text
    open_sections: list[tuple[str, str, int, str]] = []
    found: list[Section] = [Section("", "", 0, (), "plan", 0, len(text))]
    for index, block in enumerate(clean.blocks):
        if block.kind != "item" or block.cell is not None:
            continue
        heading = _heading(clean, index, block, levels)
        if heading is None:
            continue
        mark, title, level, kind = heading
        while open_sections and open_sections[-1][2] >= level:
            open_sections.pop()
        inherited = open_sections[-1][3] if open_sections else "plan"
        part = "annex" if kind == "annex" else _part(title, level, inherited, report, plan)
        open_sections.append((mark, title, level, part))
        path = tuple(_label(mark, title) for mark, title, _, _ in open_sections)
        found.append(Section(mark, title, level, path, part, block.start, len(text)))
    return Outline(_with_ends(found, len(text)), tuple(section.start for section in found))


_TOP_LEVEL = 1
_LONGEST_TITLE = 250
_LONGEST_SENTENCE_TITLE = 100


def _heading(
    clean: CleanText, index: int, block: Block, levels: tuple[patterns.Rule, ...]
) -> tuple[str, str, int, str] | None:
    """Mark, title, level and kind of a block that is a heading; null for running text."""
    text = clean.text[block.start : block.end]
    for rule in levels:
        match = rule.compile().match(text)
        if match is None:
            continue
        mark = match.group("mark").strip()
        title = text[match.end() :].strip(" .:-–")
        if rule.value > _TOP_LEVEL and not _is_title(title, text):
            return None
        if not title and index + 1 < len(clean.blocks):
            # `Phần I` stands alone; its title is the next block.
            follower = clean.blocks[index + 1]
            title = clean.text[follower.start : follower.end].strip()
        if rule.value <= _TOP_LEVEL:
            mark = text[: match.end()].strip(" .:-–")
        return mark, title[:_LONGEST_TITLE], rule.value, rule.name
    return None


def _is_title(title: str, text: str) -> bool:
    """Whether the words after a mark are a title rather than a sentence of a numbered list."""
    if not title or len(title) > _LONGEST_TITLE or "%" in title:
        return False
    last = text.rstrip()[-1]
    return last not in ";," and not (last == "." and len(title) > _LONGEST_SENTENCE_TITLE)


def _part(title: str, level: int, inherited: str, report: regex.Pattern[str], plan: regex.Pattern[str]) -> str:
    """The part that a section belongs to: its own title decides at the upper levels, else its parent's part."""
    if level <= 2 or inherited == "plan":
        if report.search(title):
            return "report"
        if level <= 2 and plan.search(title):
            return "plan"
    return inherited


def _label(mark: str, title: str) -> str:
    return f"{mark}. {title}" if mark and title and not mark[0].islower() else f"{mark}) {title}" if mark else title


def _with_ends(sections: list[Section], length: int) -> tuple[Section, ...]:
    """The sections with their ends: where the next of the same level or above begins."""
    ended = []
    for index, section in enumerate(sections):
        end = length
        for later in sections[index + 1 :]:
            if later.level <= section.level:
                end = later.start
                break
        ended.append(
            Section(section.mark, section.title, section.level, section.path, section.part, section.start, end)
        )
    return tuple(ended)
