"""Places and bodies named in running text: where a document has no header block, and for the superior places.

Only the opening of the text and its end are looked at: there a document says who issues it and whose plan it carries
out. Words are found by plain search, patterns only look at the places found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import regex

import patterns
from extractors.clean import CleanText
from extractors.document import Span
from extractors.header.bodies import Body
from extractors.header.pieces import Found, header_rule
from extractors.header.places import Place, central_city, level_of, province

_OPENING = 12_000
_ENDING = 5_000
# A phrase that names the type of the document is no longer.
_PHRASE = 100
# Day and month before a year take no more than this (`30 tháng 12 năm `).
_LONGEST_DATE = 24
# How far from its beginning a document without a heading says what it is.
_FIRST_SENTENCES = 1500
# How far before a place's level word the body that it belongs to may begin.
_REACH = 60

_NAME = regex.compile(patterns.expand("header", r"\s{1,9}(?P<name>{{name}})"))
_PARTY_NAME = {"huyện": "Huyện ủy", "quận": "Quận ủy", "thị xã": "Thị ủy", "tỉnh": "Tỉnh ủy"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in running text.

    `tie` says how it is tied to the administration: body (`UBND xã A`), area (`trên địa bàn xã A`), office (`Sở ...
    tỉnh A`) or none.
    """

    place: Place
    span: Span
    tie: str


class Prose:
    """The opening and the end of a document's text, and what they name."""

    def __init__(self, clean: CleanText, start: int) -> None:
        self.clean = clean
        self.text = clean.matching
        length = len(self.text)
        first = min(length, start + _OPENING)
        self.windows = [(start, first)]
        if first < length:
            self.windows.append((max(first, length - _ENDING), length))
        self._mentions: dict[str, tuple[Mention, ...]] = {}

    @cached_property
    def _lowered(self) -> list[tuple[int, str]]:
        """Each window's beginning and text in lower case, for finding a name that a header gives in capitals.

        A few foreign capitals have longer lower-case forms; a window that holds one is left out.
        """
        lowered = [(begin, end, self.text[begin:end].lower()) for begin, end in self.windows]
        return [(begin, words) for begin, end, words in lowered if len(words) == end - begin]

    def spell(self, words: str) -> str:
        """A name in capitals in the spelling that running text or the vocabulary gives it."""
        if not words.isupper():
            return words
        joint = header_rule("joint_bodies", "names").split(words)
        if len(joint) > 1:
            return " - ".join(self.spell(part) for part in joint)
        known = _body_names().get(words.casefold())
        if known:
            return known
        seen = self._in_running_text(words)
        name = seen if seen else _in_lower_case(words)
        numbered = header_rule("numbered_type", "names").sub(lambda match: match[0][0].upper() + match[0][1:], name)
        return _in_short(numbered)

    def _in_running_text(self, words: str) -> str | None:
        """The first writing of a name in running text, if there is one that is not in capitals."""
        wanted = words.lower()
        for begin, lowered in self._lowered:
            place = lowered.find(wanted)
            while place >= 0:
                seen = self.text[begin + place : begin + place + len(words)]
                if not seen.isupper() and seen[0].isupper():
                    return seen
                place = lowered.find(wanted, place + 1)
        return None

    def spell_place(self, name: str) -> str:
        """A place's name as running text writes it, where every syllable begins with a capital."""
        seen = self._in_running_text(name.upper()) if name else None
        return seen if seen and all(not part[0].islower() for part in seen.split()) else name

    def writes(self, name: str) -> bool:
        """Whether running text holds a name as it is written here."""
        return any(self.text.find(name, begin, end) >= 0 for begin, end in self.windows)

    def _places_of(self, word: str, windows: Sequence[tuple[int, int]]) -> Iterator[int]:
        for begin, end in windows:
            place = self.text.find(word, begin, end)
            while place >= 0:
                yield place
                place = self.text.find(word, place + len(word), end)

    def near(self, pattern: regex.Pattern[str], sign: str) -> regex.Match[str] | None:
        """The first match of a pattern around a sign that every match holds, the end of the text before its opening."""
        for begin, end in reversed(self.windows):
            for place in self._places_of(sign, [(begin, end)]):
                match = pattern.search(self.text, max(begin, place - _PHRASE), min(end, place + _PHRASE))
                if match:
                    return match
        return None

    def mentions(self, level: str) -> tuple[Mention, ...]:
        """All named units of a level, in order of their place."""
        if level not in self._mentions:
            self._mentions[level] = self._mentions_in(level, self.windows)
        return self._mentions[level]

    def first_within(self, span: Span, levels: Sequence[str]) -> Mention | None:
        """The first unit of the first of these levels that is named in a short range, such as a title."""
        for level in levels:
            for mention in self._mentions_in(level, [(span.start, span.end)]):
                return mention
        return None

    def _mentions_in(self, level: str, windows: Sequence[tuple[int, int]]) -> tuple[Mention, ...]:
        found = []
        # One search for a level with and without a capital.
        letters, rest = (level[0], level[0].upper()), level[1:]
        for begin, end in windows:
            for place in self._places_of(rest, [(begin + 1, end)]):
                if self.text[place - 1] in letters:
                    mention = self._mention(level, place - 1, place + len(rest))
                    if mention is not None:
                        found.append(mention)
        return tuple(found)

    def _mention(self, level: str, start: int, end: int) -> Mention | None:
        if self.text[end + 1 : end + 2].islower():
            # No name; most places are such (`xã hội`, `tỉnh đã`), and need no pattern.
            return None
        match = _NAME.match(self.text, end)
        before = self.text[max(0, start - _REACH) : start]
        if match is None or before[-1:].isalpha() or (level == "xã" and before.endswith(("thị ", "Thị "))):
            return None
        name = _without_following_words(match["name"])
        broken = "\n" in self.text[end : match.start("name")]
        numbered = self.text[match.end() : match.end() + 1] in (".", ")", "/")
        if not name or (numbered and (broken or _is_roman(name))):
            return None
        owner = header_rule("owner", "names").search(before)
        tie = "none"
        if owner:
            tie = "body" if owner["body"] else "area"
        elif level in ("tỉnh", "thành phố") and header_rule("lower_unit", "chains").search(before):
            tie = "body"
        elif header_rule("office_before", "names").search(before):
            tie = "office"
        return Mention(Place(level, name), Span(start, match.start("name") + len(name)), tie)

    def province(self, day: str | None) -> Found | None:
        """The province that most offices, bodies and areas in the text belong to, if any is named so."""
        votes: Counter[str] = Counter()
        where: dict[str, Span] = {}
        weight = {"body": 3, "area": 2, "office": 3, "none": 1}
        for level in ("tỉnh", "thành phố"):
            for mention in self.mentions(level):
                name = _longest_province(mention.place.name or "", level)
                if name is None:
                    continue
                votes[name] += weight[mention.tie]
                if mention.tie != "none":
                    where.setdefault(name, mention.span)
        for name, span in (*self._offices_of_provinces(), *self._party_of_provinces()):
            votes[name] += 3
            where.setdefault(name, span)
        tied = [name for name, _ in votes.most_common() if name in where]
        if not tied:
            return None
        current = [name for name in tied if province(name, day)] or tied
        return Found(current[0], where[current[0]])

    def _offices_of_provinces(self) -> Iterator[tuple[str, Span]]:
        """`Sở Y tế` + a province's bare name."""
        pattern = _office_of_province()
        for word in ("Sở ", "sở "):
            for place in self._places_of(word, self.windows):
                match = pattern.match(self.text, place)
                if match:
                    name = province(" ".join(match["name"].split()), None)
                    if name:
                        yield name, Span(*match.span("name"))

    def _party_of_provinces(self) -> Iterator[tuple[str, Span]]:
        """`Tỉnh ủy` (or `Thành ủy`) + a province's name."""
        for word, level in (("Tỉnh ủy", "tỉnh"), ("Thành ủy", "thành phố")):
            for place in self._places_of(word, self.windows):
                match = _NAME.match(self.text, place + len(word))
                name = _longest_province(_without_following_words(match["name"]), level) if match else None
                if match and name:
                    yield name, Span(*match.span("name"))

    def own(self, *levels: str) -> Mention | None:
        """The unit of these levels whose bodies or area are named most often."""
        votes: Counter[str] = Counter()
        first: dict[str, Mention] = {}
        for level in levels:
            for mention in self.mentions(level):
                name = mention.place.name or ""
                if mention.tie not in ("body", "area") or (level == "thành phố" and central_city(name, None)):
                    continue
                votes[name] += 1
                first.setdefault(name, mention)
        return first[votes.most_common(1)[0][0]] if votes else None

    def issuing_body(self) -> Body | None:
        """The body that the opening says to issue the document (`UBND xã A xây dựng kế hoạch`)."""
        pattern = header_rule("issuing_subject", "sentences")
        for match in pattern.finditer(self.text, *self.windows[0]):
            office = " ".join((match["office"] or "").split())
            if not office or office.casefold() in _body_names():
                return self._issuing(match, office)
        return self._issuing_board()

    def _issuing_board(self) -> Body | None:
        """A board or office with its unit as the subject of issuing (`Ban Chỉ đạo ... xã A ban hành Kế hoạch`)."""
        for match in header_rule("issuing_board", "board_sentences").finditer(self.text, *self.windows[0]):
            name = _without_following_words(" ".join(match["name"].split())) if match["name"] else None
            span = Span(match.start(), max(match.end("level"), match.end("name")))
            place = Place(level_of(match["level"]), name or None)
            return Body("board", " ".join(match["board"].split()), (place,), span, "issuing_board")
        return None

    def opens_a_plan(self) -> regex.Match[str] | None:
        """The sentence that issues a plan and opens its text (`UBND xã A ban hành Kế hoạch ... như sau:`)."""
        begin, end = self.windows[0]
        return header_rule("opened_plan", "opening_sentences").search(
            self.text, begin, min(end, begin + _FIRST_SENTENCES)
        )

    @staticmethod
    def _issuing(match: regex.Match[str], office: str) -> Body:
        name = _without_following_words(match["name"] or "") or None
        parts = ("name", "level", "partylevel", "committee", "office")
        span = Span(match.start(), max(match.end(part) for part in parts))
        if match["council"]:
            kind = "HĐND" if match["council"][0] == "H" else "UBND"
            return Body(kind, kind, (Place(level_of(match["level"]), name),), span, "issuing_subject")
        if match["committee"]:
            return _committee(match, name, span)
        return Body("office", office, (), span, "issuing_subject")

    @cached_property
    def latest_day(self) -> str | None:
        """The latest full date in the windows, as an ISO day: a document is no older than what it cites."""
        pattern, text = header_rule("full_date", "names"), self.text
        days: list[regex.Match[str]] = []
        for window in self.windows:
            # Most digits belong to no date: only those before a year of this century are looked at.
            for year in self._places_of("20", [window]):
                begin = max(window[0], year - _LONGEST_DATE)
                if "/" in text[begin:year] or "tháng" in text[begin:year]:
                    days += pattern.finditer(text, begin, min(window[1], year + len("2025") + 1))
        return max((f"{day['year']}-{int(day['month']):02}-{int(day['day']):02}" for day in days), default=None)


def _committee(match: regex.Match[str], name: str | None, span: Span) -> Body:
    words = " ".join(match["committee"].split())
    own = next((level for level, title in _PARTY_NAME.items() if title.casefold() == words.casefold()), None)
    if words.casefold() == "thành ủy":
        own = "thành phố"
    if own is not None:
        return Body("party", words, (Place(own, name),), span, "issuing_subject")
    places = (Place(level_of(match["partylevel"]), name),) if match["partylevel"] else ()
    return Body("party", words, places, span, "issuing_subject")


def _is_roman(name: str) -> bool:
    """Whether a name is but the number of the heading that follows."""
    return not name.strip("IVXLC")


def _in_lower_case(words: str) -> str:
    """A name in capitals as Nghị định 30/2020/NĐ-CP, Phụ lục II writes it: `CỤC CHUYỂN ĐỔI SỐ` is `Cục Chuyển đổi số`.

    The kind of body and what it is for begin with a capital; abbreviations keep theirs.
    """
    name = words[0] + words[1:].lower()
    name = header_rule("body_kind", "names").sub(lambda match: match[0][:-1] + match[0][-1].upper(), name)
    kept = patterns.words("header", "abbreviations")
    return " ".join(part.upper() if part.upper() in kept else part for part in name.split(" "))


def _in_short(name: str) -> str:
    """A name with the bodies in it that the data set names in short (`Văn phòng UBND`)."""
    for words, short in patterns.load("header")["short_bodies"].items():
        place = name.lower().find(words)
        if place >= 0:
            name = name[:place] + short + name[place + len(words) :]
    return name


@cache
def _body_names() -> dict[str, str]:
    return {name.casefold(): name for name in patterns.words("header", "body_names")}


@cache
def _office_of_province() -> regex.Pattern[str]:
    entries = [*patterns.load("places")["provinces"], *patterns.load("places")["central_cities"]]
    names = {name for entry in entries for name in (entry["name"], *entry.get("also", ()))}
    by_length = sorted(names, key=len, reverse=True)
    choices = "|".join(regex.escape(name, literal_spaces=True).replace(" ", r"\s+") for name in by_length)
    # The capital ahead spares trying every name at every blank.
    return regex.compile(rf"[Ss]ở\s+\p{{Lu}}[^\n,;.:()]{{1,50}}?\s(?=\p{{Lu}})(?P<name>{choices})(?!\w)")


@cache
def _stop_syllables() -> frozenset[str]:
    return frozenset(patterns.words("header", "no_name_syllables"))


def _without_following_words(name: str) -> str:
    """A name without the capitalised beginning of whatever follows it (`A Kế hoạch` is `A`)."""
    kept: list[str] = []
    parts = name.split()
    for part in parts:
        # A place may begin with such a word (`xã Giao Yến`, `xã Chỉ Đạo`); a word alone begins what follows.
        if part in _stop_syllables() and (kept or len(parts) == 1):
            break
        kept.append(part)
    while kept and kept[-1] == "-":
        kept.pop()
    return " ".join(kept)


def _longest_province(name: str, level: str) -> str | None:
    """The province that a name begins with; the words after it belong to what follows."""
    parts = name.split()
    for count in range(len(parts), 0, -1):
        words = " ".join(parts[:count])
        known = province(words, None) if level == "tỉnh" else central_city(words, None)
        if known:
            return known
    return None
