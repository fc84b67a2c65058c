"""From what was read of head, foot and text to the fields of a document, with the rule and place of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import regex

import patterns
from extractors.clean import CleanText
from extractors.document import Span
from extractors.fold import squash
from extractors.header.bodies import Body, read_bodies
from extractors.header.head import Head
from extractors.header.mentions import Prose
from extractors.header.pieces import Found, Piece, header_rule
from extractors.header.places import (
    Place,
    central_city,
    columns,
    has_districts,
    in_title_case,
    is_commune,
    level_of,
    province,
)
from extractors.header.signature import Signature
from extractors.header.years import names_a_time, plan_year
from extractors.outline import Outline
from extractors.records import HeaderField

_ANNEX_LEVEL = 1
_LEVELS_UPWARDS = ("xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "thị xã", "thành phố", "tỉnh")
# How far the sentence that issues a plan is read for the year it names.
_SENTENCE = 400


def assemble(
    clean: CleanText, outline: Outline, head: Head, signature: Signature | None, prose: Prose
) -> tuple[HeaderField, ...]:
    """All fields that can be told for certain."""
    reader = _Assembly(clean, outline, head, signature, prose)
    if not reader.is_document():
        return ()
    return tuple(reader.fields())


@cache
def _type_by_code() -> dict[str, str]:
    return {code: name for name, codes in patterns.load("header")["document_types"].items() for code in codes}


class _Assembly:
    """One document's findings, asked for one field after the other."""

    def __init__(
        self, clean: CleanText, outline: Outline, head: Head, signature: Signature | None, prose: Prose
    ) -> None:
        self.clean = clean
        self.outline = outline
        self.head = head
        self.signature = signature
        self.prose = prose

    def is_document(self) -> bool:
        """Whether the text shows by its layout that it is an administrative document."""
        head, signature = self.head, self.signature
        signed = signature is not None and signature.signer is not None
        titled = head.doc_type is not None and head.title is not None and len(head.title.value.split()) > 1
        return head.has_block or signed or titled or self.prose.opens_a_plan() is not None

    def fields(self) -> Iterator[HeaderField]:
        """Every field, in the order of the columns of `documents`."""
        doc_type = self._doc_type()
        if doc_type:
            yield doc_type
        if self.head.number:
            yield self._of_head("doc_number", self.head.number, "own_number")
        if self.head.day:
            yield self._of_head("issued_on", self.head.day, "place_and_date")
        if self.head.place:
            place = self._of_head("issued_place", self.head.place, "place_and_date")
            yield replace(place, flags=self.head.day_flags)
        yield from self._issuer_and_places()
        year = self._plan_year(doc_type.value if doc_type else None)
        if year:
            yield year
        if self.head.title:
            yield HeaderField("title", self.head.title.value, "title", self.head.title.span, "title")
        if self.signature and self.signature.signer:
            signer, capacity = self.signature.signer, self.signature.capacity
            yield HeaderField("signer", signer.value, "signature", signer.span, "person")
            yield HeaderField("signer_title", capacity.value, "signature", capacity.span, "role")

    @staticmethod
    def _of_head(name: str, found: Found, rule: str) -> HeaderField:
        return HeaderField(name, found.value, "header", found.span, rule)

    # The type

    def _doc_type(self) -> HeaderField | None:
        """The type that the heading names, else the symbol, else the text."""
        head = self.head
        if head.doc_type:
            return HeaderField("doc_type", head.doc_type.value, "title", head.doc_type.span, "heading")
        symbol = head.number or head.symbol
        if symbol and (head.letter or head.has_block):
            name = self._type_of_symbol(symbol.value)
            if name:
                return HeaderField("doc_type", name, "symbol", symbol.span, "symbol")
        if head.letter and head.has_block:
            return HeaderField("doc_type", "Công văn", "header", head.letter, "letter")
        return self._type_in_text()

    def _type_of_symbol(self, symbol: str) -> str | None:
        """`12/KH-UBND` is a plan; a symbol that begins with a body's own abbreviation is an official letter's."""
        parts = [part for part in regex.split(r"[/-]", symbol) if part and not part[0].isdigit()]
        known = next((_type_by_code()[part] for part in parts if part in _type_by_code()), None)
        return known or ("Công văn" if self.head.letter and parts else None)

    def _type_in_text(self) -> HeaderField | None:
        """The type that the closing sentence, a main heading or `... này` names, in this order."""
        opened = self.prose.opens_a_plan()
        if opened:
            span = Span(*opened.span("type"))
            return HeaderField("doc_type", _named(opened["type"]), "body", span, "opened_plan", ("type_from_body",))
        for name, sign in (("closing_sentence", "Trên đây"), ("this_document", "này")):
            match = self.prose.near(header_rule(name, "sentences"), sign)
            if match:
                span = Span(*match.span("type"))
                return HeaderField("doc_type", _named(match["type"]), "body", span, name, ("type_from_body",))
        return None

    # The issuer and its places

    def _issuer_and_places(self) -> Iterator[HeaderField]:
        written = self.head.issuer_lines if self.head.has_block or self.head.doc_type else ()
        bodies = read_bodies(written, self.prose.spell)
        named = [body for body in bodies if body.kind != "place"]
        if named:
            body, found_in, flags = named[-1], "header", self._contradictions(named[-1])
        else:
            stated = self._body_in_text()
            if stated is None:
                return
            body, found_in = stated
            flags = ("issuer_from_body",)
        complete = body.place is not None and body.place.name is not None
        body = self._completed(body)
        if found_in == "header" and not complete and body.place is not None and body.place.name is not None:
            flags = (*flags, "place_from_body")
        yield HeaderField("issuer", body.issuer, found_in, body.span, body.rule, flags)
        place = body.place
        if place is None:
            return
        yield HeaderField("level", place.level, found_in, body.span, body.rule)
        yield from self._places(body, found_in)

    def _body_in_text(self) -> tuple[Body, str] | None:
        """The issuer where there is no header block: the subject of issuing, the authority line, the title's place."""
        authority = self._authority()
        if authority:
            return authority, "title"
        body = self.prose.issuing_body()
        if body is not None and body.kind != "office":
            return body, "body"
        titled = self._place_in_title()
        if titled and self._signed_for() in ("UBND", "HĐND"):
            kind = self._signed_for() or "UBND"
            return Body(kind, kind, (titled[0],), titled[1], "title_place"), "title"
        if body is not None:
            return body, "body"
        return None

    def _authority(self) -> Body | None:
        """The body that a decision's authority line names, a chairman's committee for its chairman."""
        session = header_rule("session", "names")
        lines = [_without_office(line) for line in self.head.authority_lines if not session.match(line.text)]
        bodies = read_bodies([line for line in lines if line.text], self.prose.spell)
        return bodies[-1] if bodies and bodies[-1].kind != "place" else None

    def _signed_for(self) -> str | None:
        """UBND or HĐND where the signature says for which of them it stands."""
        if self.signature and self.signature.on_behalf:
            words = squash(self.signature.on_behalf.value)
            if words.startswith(("ủy ban nhân dân", "ubnd")):
                return "UBND"
            if words.startswith(("hội đồng nhân dân", "hđnd")):
                return "HĐND"
        symbol = self.head.symbol or self.head.number
        if symbol and "UBND" in symbol.value:
            return "UBND"
        return "UBND" if self.signature and "CHỦ TỊCH" in self.signature.capacity.value else None

    def _place_in_title(self) -> tuple[Place, Span] | None:
        """The unit that the title names as the plan's own (`... trên địa bàn xã A năm 2024`)."""
        if self.head.title is None:
            return None
        span = self.head.title.span
        mention = self.prose.first_within(span, _LEVELS_UPWARDS)
        return (mention.place, mention.span) if mention else self._place_in_capitals(span)

    def _place_in_capitals(self, title: Span) -> tuple[Place, Span] | None:
        """The unit that a title in capitals names, where the text writes the name too or the title says `ĐỊA BÀN`."""
        for match in header_rule("unit_in_capitals", "capitals").finditer(self.clean.text, *title):
            name = self.prose.spell_place(in_title_case(match["name"]))
            level = level_of(match["level"])
            known = province(name, None) if level in ("tỉnh", "thành phố") else None
            if match["area"] or known or self.prose.writes(name):
                return Place(level_of(match["level"]), name), Span(*match.span("name"))
        return None

    def _completed(self, body: Body) -> Body:
        """The body with its own place's name in the spelling of the text, and found there where the head lacks it."""
        place = body.place
        if place is None and body.kind in ("UBND", "HĐND", "office", "party") and body.rule != "central":
            body = self._with_place_in_text(body)
            place = body.place
        if place is None:
            return body
        name = place.name
        if name is None and body.kind in ("UBND", "HĐND"):
            name = self._name_beside(body.kind, place.level)
        if name is None and (is_commune(place.level) or place.level in ("huyện", "quận", "thị xã")):
            mention, titled = self.prose.own(place.level), self._place_in_title()
            name = mention.place.name if mention else None
            if name is None and titled and titled[0].level == place.level:
                name = titled[0].name
        elif name is None:
            found = self.prose.province(self._day())
            name = found.value if found else None
        else:
            name = self.prose.spell_place(name)
        return replace(body, places=(Place(place.level, name), *body.places[1:]))

    def _with_place_in_text(self, body: Body) -> Body:
        """A body whose place the head does not name: a department belongs to its province; else the title's unit."""
        if body.kind == "office":
            if not squash(body.name).startswith("sở "):
                return body
            found = self.prose.province(self._day())
            if found is None:
                return body
            level = "thành phố" if central_city(found.value, self._day()) else "tỉnh"
            return replace(body, places=(Place(level, found.value),))
        authority = self._authority()
        if authority and authority.kind == body.kind and authority.place:
            return replace(body, places=authority.places)
        stated = self.prose.issuing_body()
        stated = stated if stated and stated.kind == body.kind and stated.place else None
        if stated and stated.place and stated.place.name:
            return replace(body, places=stated.places)
        titled = self._place_in_title()
        if titled and (self._is_issued_in(titled[0]) if stated is None else titled[0].level == stated.places[0].level):
            return replace(body, places=(titled[0],))
        return replace(body, places=stated.places) if stated else body

    def _is_issued_in(self, place: Place) -> bool:
        """Whether the place of issue, where there is one, bears a unit's name."""
        issued = self.head.place
        return issued is None or squash(issued.value).endswith(squash(place.name or ""))

    def _name_beside(self, kind: str, level: str) -> str | None:
        """The name of a body whose level alone is known.

        From the authority line, the issuing sentence or the title, else from the place of issue, which bears the name
        of the unit whose body issues (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.4).
        """
        stated = self.prose.issuing_body()
        for body in (self._authority(), stated):
            if body and body.kind == kind and body.place and body.place.level == level and body.place.name:
                return body.place.name
        titled = self._place_in_title()
        if titled and titled[0].level == level:
            return titled[0].name
        place = self.head.place.value if self.head.place else None
        if place is None or regex.search(r"\d", place):
            return None
        if level in ("tỉnh", "thành phố"):
            return province(place, self._day())
        marked = header_rule("level_mark", "names").match(place)
        if marked:
            return place[marked.end() :].strip() if level_of(marked["level"]) == level else None
        return place

    def _places(self, body: Body, found_in: str) -> Iterator[HeaderField]:
        """commune, district and province: from the body's own units, else from the superior bodies in the text."""
        day = self._day()
        known: dict[str, str] = {}
        for place in body.places:
            for name, value in columns(place, day).items():
                if name not in known and (name != "district" or has_districts(day) or place is body.places[0]):
                    known[name] = value
                    yield HeaderField(name, value, found_in, body.span, body.rule)
        if "province" in known:
            return
        if is_commune(body.places[0].level) and "district" not in known and has_districts(day):
            district = self.prose.own("huyện", "quận", "thị xã", "thành phố")
            if district and district.place.name:
                yield HeaderField(
                    "district", district.place.name, "body", district.span, "superior_body", ("district_from_body",)
                )
        province = self.prose.province(day)
        if province:
            flags = ("province_from_body",)
            yield HeaderField("province", province.value, "body", province.span, "superior_body", flags)

    def _day(self) -> str | None:
        """The document's day, or the latest day that it cites: it is no older."""
        return self.head.day.value if self.head.day else self.prose.latest_day

    def _contradictions(self, body: Body) -> tuple[str, ...]:
        """Whether the authority line under the title names another body or place than the header block."""
        authority = self._authority()
        if authority is None or authority.kind not in ("UBND", "HĐND"):
            return ()
        own, other = body.place, authority.place
        differs = authority.kind != body.kind and body.kind in ("UBND", "HĐND")
        if own and other and other.name and own.name and squash(own.name) != squash(other.name):
            differs = True
        return ("authority_differs",) if differs else ()

    # The year

    def _plan_year(self, doc_type: str | None) -> HeaderField | None:
        """The year of a plan: in its title, else in the sentences that issue or close it, else in a main heading."""
        if doc_type not in patterns.words("header", "plan_types"):
            return None
        title = self.head.title
        if title:
            year = plan_year(self.clean.matching[title.span.start : title.span.end], title.span.start)
            if year:
                return HeaderField("plan_year", year.value, "title", year.span, "named_year")
            if names_a_time(title.value):
                return None
        for words, start in self._naming_sentences():
            year = plan_year(words, start)
            if year:
                return HeaderField("plan_year", year.value, "body", year.span, "named_year", ("year_from_body",))
            if names_a_time(words):
                return None
        return None

    def _naming_sentences(self) -> Iterator[tuple[str, int]]:
        """Wordings that name the plan itself, with their offsets."""
        prose = self.prose
        if self.head.title is None:
            for section in self.outline.sections[1:]:
                if section.level <= 2 and "kế hoạch" in section.title.casefold():
                    place = prose.text.find(section.title, section.start)
                    if place >= 0:
                        yield section.title, place
        pattern = header_rule("issued_plan", "sentences")
        begin, end = prose.windows[0]
        for match in pattern.finditer(prose.text, begin, min(end, begin + 4000)):
            yield match["rest"], match.start("rest")
        closing = header_rule("closing_sentence", "sentences")
        for begin, end in reversed(prose.windows):
            last = closing.search(prose.text, begin, end)
            if last:
                yield _sentence(last["rest"]), last.start("rest")


def _sentence(words: str) -> str:
    """The words up to the sentence's first clause end."""
    return regex.split(r"[.;:]|,\s(?!Th)", words[:_SENTENCE], maxsplit=1)[0]


def _named(words: str) -> str:
    """A type in the writing of the vocabulary."""
    plain = " ".join(words.split())
    return plain[0].upper() + plain[1:].lower()


def _without_office(line: Piece) -> Piece:
    """`CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH A` without the office."""
    match = header_rule("office_holder", "names").match(line.text)
    return line.part(match.end()) if match else line
