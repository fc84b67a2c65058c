"""Where a percentage stands: part and headings, the list's opening line, the plan's year and horizon."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple

import patterns
from extractors.clean import CleanText
from extractors.fold import fold
from extractors.outline import Outline, Section
from extractors.records import HeaderField
from extractors.targets.announced import Announcement, Announcements
from extractors.targets.parts import is_compared
from extractors.targets.sentences import Sentence, read_sentence

_YEAR = re.compile(r"(?:19|20)\d{2}")
_LONGEST_OPENING = 400
_LOOK_BACK = 60
# Cells above a percentage among which a table's headings are looked for, and the longest heading of points.
_LONGEST_TABLE = 400
_LONGEST_HEADING = 30
# How long a line may be that announces aims, and how near its beginning it says so.
_LONGEST_TITLE, _OPENING = 120, 24


class Place(NamedTuple):
    """What stands over the percentages of one block.

    In a report part; under headings that announce aims; headings or opening line are those of an assessment; under
    words that turn to what is ahead (`Phương hướng`, `Nhiệm vụ`); the
    year that the list's opening line names, and the year of the innermost heading that names one.
    """

    reported: bool
    aimed: bool
    scored: bool
    ahead: bool
    list_year: int | None
    heading_year: int | None


class _Headings(NamedTuple):
    """What a heading, or all headings over a section, say: aims, an assessment, a year."""

    aims: bool
    score: bool
    ahead: bool
    year: int | None


@dataclass
class Setting:
    """What a document says about all its percentages; years of titles are read once each."""

    clean: CleanText
    outline: Outline
    plan_year: int | None
    issued: date | None
    doc_type: str | None
    title: str | None
    unknown: bool
    _places: dict[int, Place] = field(default_factory=dict)
    _sections: dict[int, _Headings] = field(default_factory=dict)
    _titles: dict[str, _Headings] = field(default_factory=dict)
    _years: dict[str, int | None] = field(default_factory=dict)
    _horizon: int | None = None
    _horizon_known: bool = False
    _committing: bool | None = None
    _aims: str | None = None
    _aims_line_known: bool = False
    _announcements: Announcements | None = None

    @property
    def issued_year(self) -> int | None:
        """The year of the document's own date."""
        return None if self.issued is None else self.issued.year

    def place(self, offset: int) -> Place:
        """What stands over the block that an offset of the clean text is in."""
        index = self.clean.block_index(offset)
        place = self._places.get(index)
        if place is None:
            place = self._places[index] = self._find_place(index, offset)
        return place

    def _find_place(self, index: int, offset: int) -> Place:
        section = self.outline.at(offset)
        headings = self._sections.get(section.start)
        if headings is None:
            headings = self._sections[section.start] = self._read_headings(section)
        opening = self._find_opening(index, section.start)
        scores = headings.score or (opening is not None and _scoring_title().search(opening) is not None)
        scores = scores or self._gives_points(index)
        year = None if opening is None else self.year_of(opening)
        block = self.clean.blocks[index]
        begins = self.clean.text[block.start : min(block.end, block.start + _LONGEST_OPENING)]
        ahead = headings.ahead or (section.part != "report" and _ahead_title().match(begins) is not None)
        reported = (section.part == "report" or self.doc_type == "Báo cáo") and not ahead
        told = _told_line().match(begins) is not None
        told = told or (opening is not None and _told_opening().match(opening) is not None)
        return Place(reported or told, headings.aims, scores, ahead and not told, year, headings.year)

    def _read_headings(self, section: Section) -> _Headings:
        aims, score, ahead, last = False, False, False, None
        for title in section.path:
            # Sections share the titles over them; each is read once.
            said = self._titles.get(title)
            if said is None:
                said = self._titles[title] = _Headings(
                    _aims_title().search(title) is not None,
                    _scoring_title().search(title) is not None,
                    _ahead_title().match(title) is not None,
                    self.year_of(title),
                )
            aims, score, ahead = aims or said.aims, score or said.score, ahead or said.ahead
            last = last if said.year is None else said.year
        return _Headings(aims, score, ahead and section.part != "report", last)

    def year_of(self, title: str) -> int | None:
        """The year that a title or an opening line is for; of a period its last."""
        if title not in self._years:
            self._years[title] = self._read_year(title)
        return self._years[title]

    def _read_year(self, title: str) -> int | None:
        if not _YEAR.search(title):
            return None
        folded = fold(title)
        sentence = read_sentence(folded, 0, len(folded))
        return year_in(sentence, folded, 0, len(sentence.words))

    def horizon(self) -> int | None:
        """The year that all aims share: the title's, else the one year that all headings of aims name."""
        if not self._horizon_known:
            self._horizon_known = True
            self._horizon = self._find_horizon()
        return self._horizon

    def _find_horizon(self) -> int | None:
        if self.title and self.plan_year is None:
            year = self.year_of(self.title)
            if year is not None:
                return year
        sections = [section for section in self.outline.sections if section.part != "report"]
        aims = [section.title for section in sections if _aims_title().search(section.title)]
        line = self._aims_line() if self.doc_type is None or not aims else None
        if line is not None and (stated := _YEAR.findall(line)):
            return int(stated[-1])
        years = {self.year_of(title) for title in aims}
        years.discard(None)
        return years.pop() if len(years) == 1 else None

    def commits(self) -> bool:
        """Whether the document is of a type that sets aims, or holds a heading of aims; pages of prose do not."""
        if self._committing is None:
            self._committing = self._find_commitment()
        return self._committing

    def _find_commitment(self) -> bool:
        if self.doc_type in _committing():
            return True
        signs = (_aims_title(), _plan_title()) if self.doc_type is None and self.unknown else (_aims_title(),)
        titles = [section.title for section in self.outline.sections]
        if any(sign.search(title) for title in titles for sign in signs):
            return True
        return self.doc_type is None and self._aims_line() is not None

    def announced(self, offset: int) -> Announcement | None:
        """What the text says last before an offset, under the same heading: that aims follow, or what was reached.

        Null in a document that sets aims, where headings and the sentence itself say it.
        """
        if self.commits():
            return None
        if self._announcements is None:
            self._announcements = Announcements(self.clean.matching)
        return self._announcements.before(offset, self.outline.at(offset).start)

    def _aims_line(self) -> str | None:
        """A line without a number that announces aims, as in reposted texts whose headings have none."""
        if not self._aims_line_known:
            self._aims_line_known = True
            text = self.clean.matching
            for start, end, *_ in self.clean.blocks:
                if end - start <= _LONGEST_TITLE and _aims_title().search(text, start, min(end, start + _OPENING)):
                    line = text[start:end]
                    if "%" not in line and not line.endswith((".", ";")):
                        self._aims = line
                        break
        return self._aims

    def _gives_points(self, index: int) -> bool:
        """Whether a block stands in a table one of whose columns holds points."""
        blocks, text = self.clean.blocks, self.clean.matching
        for back in range(index, max(-1, index - _LONGEST_TABLE), -1):
            start, end, cell = blocks[back].start, blocks[back].end, blocks[back].cell
            if cell is None:
                return False
            if end - start <= _LONGEST_HEADING and _points_heading().match(text[start:end]):
                return True
        return False

    def _find_opening(self, index: int, section_start: int) -> str | None:
        """The line that opens the list which a block stands in (`Đến năm 2025:`), under the same heading."""
        blocks = self.clean.blocks
        first = max(blocks[max(0, index - _LOOK_BACK + 1)].start, section_start)
        colon = self.clean.text.rfind(":\n", first, blocks[index].start)
        while colon >= 0:
            block = blocks[self.clean.block_index(colon)]
            if block.start >= first and block.end - block.start <= _LONGEST_OPENING:
                return self.clean.text[block.start : block.end]
            colon = self.clean.text.rfind(":\n", first, colon)
        return None


def year_in(sentence: Sentence, text: str, start: int, end: int) -> int | None:
    """The last year of the first time in a range of tokens; a vision counts only where nothing else is stated."""
    vision = None
    for cue in sentence.within(start, end, "time"):
        if is_compared(sentence, cue) or not sentence.longest(cue) or cue.value == "term":
            continue
        years = _YEAR.findall(text[sentence.starts[cue.start] : sentence.ends[cue.end - 1]])
        if not years:
            continue
        if cue.value != "vision":
            return int(years[-1])
        vision = vision or int(years[-1])
    return vision


def read_setting(clean: CleanText, outline: Outline, header: tuple[HeaderField, ...]) -> Setting:
    """The setting of a document."""
    fields = {item.name: item.value for item in header}
    plan_year = fields.get("plan_year")
    issued = fields.get("issued_on")
    return Setting(
        clean,
        outline,
        int(plan_year) if plan_year and plan_year.isdigit() else None,
        date.fromisoformat(issued) if issued else None,
        fields.get("doc_type"),
        fields.get("title"),
        not header,
    )


@cache
def _aims_title() -> re.Pattern[str]:
    return patterns.rule("targets", "aims_title").compile_simple()


@cache
def _ahead_title() -> re.Pattern[str]:
    return patterns.rule("targets", "ahead_title").compile_simple()


@cache
def _told_line() -> re.Pattern[str]:
    return patterns.rule("targets", "told_line").compile_simple()


@cache
def _told_opening() -> re.Pattern[str]:
    return patterns.rule("targets", "told_opening").compile_simple()


@cache
def _plan_title() -> re.Pattern[str]:
    return patterns.rule("targets", "plan_title").compile_simple()


@cache
def _scoring_title() -> re.Pattern[str]:
    return patterns.rule("targets", "scoring_title").compile_simple()


@cache
def _points_heading() -> re.Pattern[str]:
    return patterns.rule("targets", "points_heading").compile_simple()


@cache
def _committing() -> frozenset[str]:
    """Types of documents whose percentages are commitments unless something says otherwise."""
    return frozenset(patterns.words("targets", "committing_types"))
