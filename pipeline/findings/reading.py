"""What went wrong with the file itself, before a word of it was understood."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate

import patterns
from extractors.fold import fold
from pipeline.findings.catalogue import finding, record_place, words
from pipeline.rows import Row, Tables

#: Flags of documents that say that words may be missing or wrong.
_DAMAGE = ("repaired", "damaged_page", "wrong_letters", "incoming_stamp", "stamp_overprint")
_RECORDS = ("citations", "targets", "budget_lines", "tasks")
#: Recognised words below this are wrong about as often as not.
_UNSURE = 0.6
#: What no rule reads across.
_BETWEEN = " \N{SYMBOL FOR RECORD SEPARATOR} "


def reading_findings(tables: Tables) -> Iterator[Row]:
    """Damaged files, wrong letters, and records that rest on words recognised with little certainty."""
    (document,) = tables["documents"]
    doc_id = document["doc_id"]
    for flag in _DAMAGE:
        if flag in document["flags"]:
            yield finding("text_damaged", doc_id, [], reason=words(flag))
    yield from _replaced(doc_id, tables)
    if document["text_layer"] in ("ocr", "mixed"):
        places = [
            record_place(table, row) for table in _RECORDS for row in tables[table] if row["confidence"] < _UNSURE
        ]
        if places:
            yield finding("recognition_unsure", doc_id, places, count=len(places))


def _replaced(doc_id: str, tables: Tables) -> Iterator[Row]:
    """Words for a level inside other words, in whatever record shows them."""
    rules = [rule.compile() for rule in patterns.rules("indicators", "replaced_words")]
    # All quotes are searched at once, each once: many records stand in one line.
    quotes = list(dict.fromkeys(row["quote"] for table in _RECORDS for row in tables[table]))
    spaced = [" ".join(quote.split()) for quote in quotes]
    starts = list(accumulate((len(quote) + len(_BETWEEN) for quote in spaced), initial=0))
    together = fold(_BETWEEN.join(spaced))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for rule in rules:
        for match in rule.finditer(together):
            found[quotes[bisect(starts, match.start()) - 1]].append(match.group())
    if not found:
        return
    places, examples = [], []
    for table in _RECORDS:
        for row in tables[table]:
            if row["quote"] in found:
                places.append(record_place(table, row))
                examples += found[row["quote"]]
    shown = ", ".join(f"“{words}”" for words in list(dict.fromkeys(examples))[:5])
    yield finding("word_replaced", doc_id, places, examples=shown)
