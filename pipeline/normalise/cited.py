"""Which document a citation means: one identity for one document, across all that cite it.

An identity is made of type, number, issuer and year: `quyet-dinh.749-qd-ttg.2020`,
`ke-hoach.123-kh-ubnd.2023.ubnd-huyen-tu-xuyen-298`. Numbers begin anew every year (Nghị định 30/2020/NĐ-CP, Điều 15),
so the year tells documents apart and a slip in the day does not; the symbol names a central issuer by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import regex

import patterns
from extractors.fold import squash
from pipeline.normalise.bodies import CENTRAL, Body, normalise_body
from pipeline.normalise.numbers import Number, is_central, read_number, slug
from pipeline.normalise.places import Resolved
from pipeline.normalise.registry import Registered, by_exact_number, by_nickname, name_key, registered
from pipeline.rows import Row

_YEAR_AFTER = regex.compile(r"(?i)năm\s+(?P<year>(?:19|20)[0-9]{2})\W*$")
_NAMED = ("Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp")


@dataclass(slots=True)
class _Mention:
    """A citation with what the rest of its document and the registry add to it."""

    row: Row
    number: Number | None
    body: Body | None
    issued_on: date | None
    year: int | None
    written: str | None
    known: Registered | None = None

    @property
    def doc_type(self) -> str:
        """The type that the symbol names, else the one that is stated; a letter is a letter by any name."""
        if self.known is not None:
            return self.known.doc_type
        if self.number is not None and self.number.doc_type is not None:
            return self.number.doc_type
        stated: str = self.row["doc_type"]
        return "Công văn" if stated == "Văn bản" and self.number is not None and self.number.symbol else stated

    @property
    def name(self) -> str | None:
        """The key of a law cited by name."""
        if self.row["doc_type"] not in _NAMED or (self.row["subject"] is None and self.row["doc_type"] != "Hiến pháp"):
            return None
        return name_key(self.row["doc_type"], self.row["subject"] or "")


def resolve_citations(citations: list[Row], document: Row, home: Resolved) -> list[Row]:
    """The rows of one document's citations with issuer, identity, date and title of what they cite."""
    names = (document["commune"] or "", document["district"] or "", document["province"] or "")
    mentions = [_mention(row, home, names) for row in citations]
    _complete_symbols(mentions)
    for group in _groups(mentions):
        _complete(group)
        # What the text itself dates to several years is none that the registry could settle.
        settled = len({mention.year for mention in group if mention.year is not None}) < 2
        for mention in group:
            if settled or mention.year is not None:
                _look_up(mention, document["issued_on"])
    return [_row(mention) for mention in mentions]


def own_identity(document: Row, body: Body | None) -> str | None:
    """The identity under which other documents cite a document; null where its number, issuer or year is unknown."""
    if document["doc_number"] is None or document["doc_type"] is None:
        return None
    issued_on = document["issued_on"]
    row = {"doc_type": document["doc_type"], "number": document["doc_number"], "subject": None}
    number = read_number(document["doc_number"], document["doc_type"], issued_on.year if issued_on else None)
    return _identity(_Mention(row, number, body, issued_on, _year(number, issued_on), document["doc_number"]))


def _mention(row: Row, home: Resolved, names: tuple[str, str, str]) -> _Mention:
    issued_on = row["issued_on"]
    body = normalise_body(row["issuer"], home, names, issued_on) if row["issuer"] else None
    number = (
        read_number(row["number"], row["doc_type"], issued_on.year if issued_on else None) if row["number"] else None
    )
    year = _year(number, issued_on)
    if year is None and number is None:
        match = _YEAR_AFTER.search(row["quote"])
        year = int(match["year"]) if match else None
    return _Mention(row, number, body, issued_on, year, row["number"])


def _year(number: Number | None, issued_on: date | None) -> int | None:
    if number is not None and number.year is not None:
        return number.year
    return issued_on.year if issued_on is not None else None


def _complete_symbols(mentions: list[_Mention]) -> None:
    """Give a number whose symbol breaks off (`736/QĐ`, `Kế hoạch số 02`) the whole one that its text has elsewhere."""
    whole: defaultdict[tuple[str, int | None, str], dict[Number, str]] = defaultdict(dict)
    for mention in mentions:
        if mention.number is not None and len(mention.number.symbol) > 1:
            whole[mention.number.figures, mention.number.year, mention.doc_type][mention.number] = mention.row["number"]
    for mention in mentions:
        number = mention.number
        if number is None or number.body is not None:
            continue
        candidates = [
            (other, written)
            for other, written in whole.get((number.figures, number.year, mention.doc_type), {}).items()
            if other.symbol[: len(number.symbol)] == number.symbol
        ]
        if len(candidates) == 1:
            ((mention.number, mention.written),) = candidates


def _look_up(mention: _Mention, citing_day: date | None) -> None:
    """Find a mention in the registry."""
    subject = mention.row["subject"]
    if mention.number is not None:
        key = mention.number.key
        if mention.number.year is not None:
            mention.known = by_exact_number(key, mention.doc_type)
        else:
            mention.known = registered(key, mention.issued_on, mention.year, subject, citing_day)
    elif mention.name is not None:
        # Laws of one name follow each other; without a year it is not said which is meant.
        if mention.year is not None:
            mention.known = registered(mention.name, mention.issued_on, mention.year, None, citing_day)
    elif mention.row["rule"] == "nickname":
        mention.known = by_nickname(f"{mention.row['doc_type']} {subject}", citing_day)


def _complete(group: list[_Mention]) -> None:
    """Give mentions of one number or name what others in the same text say: date and issuer."""
    dated = [mention for mention in group if mention.year is not None]
    if len({mention.year for mention in dated}) == 1:
        year = dated[0].year
        # A date that contradicts the year in the number is a slip, and not handed on.
        day = next((m.issued_on for m in dated if m.issued_on is not None and m.issued_on.year == year), None)
        for mention in group:
            mention.year = year
            mention.issued_on = mention.issued_on or day
    for mention in group:
        if mention.body is None or not mention.body.whole:
            others = [m.body for m in group if m.body and m.body.whole and m.year in (mention.year, None)]
            if others and all(other.unit == others[0].unit for other in others):
                mention.body = others[0]


def _groups(mentions: Iterable[_Mention]) -> Iterable[list[_Mention]]:
    """Mentions of one number or name; what has neither stands alone."""
    groups: defaultdict[str | int, list[_Mention]] = defaultdict(list)
    for place, mention in enumerate(mentions):
        key = f"{mention.doc_type} {mention.number.key}" if mention.number is not None else mention.name
        groups[place if key is None else key].append(mention)
    return groups.values()


def _row(mention: _Mention) -> Row:
    row, known, body = mention.row, mention.known, mention.body
    stated = body if row["issuer"] else None
    flags = set(row["flags"])
    identity = _identity(mention)
    if identity is None:
        flags.add("cited_unresolved")
    if known is not None and row["issued_on"] is not None and row["issued_on"] != known.issued_on:
        flags.add("cited_date_differs")
    if stated is not None and known is not None and not _same_issuer(stated.name, known.issuer):
        flags.add("cited_issuer_differs")
    if known is not None and row["issued_on"] is None and mention.issued_on is None:
        flags.add("cited_by_registry")
    return {
        **row,
        "issuer_body": stated.name if stated is not None else None,
        "cited_id": identity,
        "cited_name": _name(mention) if identity is not None else None,
        "cited_level": _level(mention),
        "cited_issued_on": known.issued_on if known is not None else mention.issued_on,
        "cited_issuer": _issuer(mention),
        "cited_title": known.title if known is not None else None,
        "flags": sorted(flags),
    }


def _name(mention: _Mention) -> str:
    """Type and number, or the name of a law."""
    if mention.known is not None:
        return f"{mention.known.doc_type} {mention.known.number}"
    return " ".join(f"{mention.doc_type} {mention.written or mention.row['subject']}".split())


def _issuer(mention: _Mention) -> str | None:
    """The issuer by the registry, else by the symbol, else as stated."""
    if mention.known is not None:
        return mention.known.issuer
    if mention.number is not None and mention.number.issuer is not None:
        return mention.number.issuer
    return mention.body.name if mention.body is not None else None


def _same_issuer(stated: str, issuer: str) -> bool:
    """Whether two names mean one body, or one and what it has become."""
    names = {squash(stated)}
    after = patterns.load("issuers")["successors"]
    for name in issuer.split(", "):
        while name is not None:
            if squash(name) in names:
                return True
            name = after.get(name)
    return squash(issuer) in names


def _level(mention: _Mention) -> str | None:
    if mention.known is not None or (mention.number is not None and is_central(mention.number)) or mention.name:
        return CENTRAL
    return mention.body.level if mention.body is not None else None


def _identity(mention: _Mention) -> str | None:
    known, number = mention.known, mention.number
    if known is not None:
        number = read_number(known.number, known.doc_type, known.issued_on.year)
        year = [str(known.issued_on.year)] if number is None or number.begins_anew else []
        return ".".join([slug(known.doc_type), known.key, *year])
    if mention.year is None and (number is None or number.begins_anew):
        return None
    if number is None:
        return f"{slug(mention.row['doc_type'])}.{slug(mention.name)}.{mention.year}" if mention.name else None
    pieces = [slug(mention.doc_type), number.key]
    if number.begins_anew:
        pieces.append(str(mention.year))
    if not is_central(number):
        holder = _holder(number, mention.body)
        if holder is None:
            return None
        pieces.append(holder)
    return ".".join(pieces)


def _holder(number: Number, body: Body | None) -> str | None:
    """Whose register a number stands in: a committee's and its chairman's are one, that of its unit."""
    if body is None or not body.whole:
        return None
    if number.body in patterns.words("issuers", "local_codes") and body.unit is not None:
        unit = body.unit
        code = "" if unit.code == unit.province else f"-{unit.code}"
        return f"{slug(number.body)}-{slug(unit.written)}{code}"
    return slug(body.name)
