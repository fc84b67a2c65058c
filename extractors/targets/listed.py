"""Lines of a list that say only for whom or for when: what they measure stands in the line that opens the list.

`- Tỷ lệ hồ sơ xử lý trên mạng:` over `+ Cấp tỉnh: 90%;` and `+ Cấp xã: 60%.`
"""

from __future__ import annotations

from functools import cache

import regex

import patterns
from extractors.clean import Block, CleanText
from extractors.targets.heads import last_phrase
from extractors.targets.parts import area_only, has_predicate, is_area
from extractors.targets.sentences import Sentence, read_sentence
from extractors.targets.values import Range, Value

# How many lines back the opening line is looked for, how long it and a line that only names a part may be.
_LOOK_BACK = 12
_LONGEST_TITLE = 500
_LONGEST_PART = 9


def take_title(clean: CleanText, sentence: Sentence, values: list[Value]) -> str | None:
    """What the values of a line measure where the line itself does not say it; null where it does.

    The words that say for whom become the values' scope.
    """
    lead = values[0]
    if len(sentence.words) > _LONGEST_TITLE or lead.base or (lead.carried and lead.head is None):
        return None
    part, scope = _part(sentence, lead)
    if part is None and lead.subject:
        return None
    title = _opening(clean, sentence, rate_only=scope is None and part is not None)
    if title is None:
        return None
    for value in values:
        rest = [own for own in value.subject if own != part]
        if len(rest) == len(value.subject) and value.subject and value is not lead:
            continue
        value.named = title
        value.subject = rest if scope is not None else value.subject
        if scope is not None:
            value.scope = scope
    return title


def _part(sentence: Sentence, value: Value) -> tuple[Range | None, Range | None]:
    """The head of a line that names only a part of what is measured, and its scope where it is a level or a group."""
    head = value.head
    if head is None or value.tail is not None or not (value.run.colon or value.run.reached):
        return None, None
    regard = sentence.at(head[0], "regard")
    if regard is not None and regard.end < head[1]:
        return head, (regard.end, head[1])
    if is_area(sentence, head):
        return head, area_only(sentence, head)
    short = head[1] - head[0] <= _LONGEST_PART and value.run.colon
    if short and sentence.at(head[0], "opener") is None and not has_predicate(sentence, head):
        return head, None
    return None, None


def _opening(clean: CleanText, sentence: Sentence, rate_only: bool) -> str | None:
    """What the line that opens the list measures: the nearest line above with another mark, which holds no value."""
    index = clean.block_index(sentence.starts[0])
    blocks = clean.blocks
    own = _mark(clean, blocks[index])
    for back in range(index - 1, max(-1, index - 1 - _LOOK_BACK), -1):
        block = blocks[back]
        closes = clean.text[block.end - 1 : block.end] == ":"
        if _mark(clean, block) == own and not closes:
            continue
        if not closes or block.end - block.start > _LONGEST_TITLE:
            return None
        mark = _item_mark().match(clean.matching, block.start, block.end)
        return _named(clean, Block(mark.end() if mark else block.start, *block[1:]), rate_only)
    return None


def _named(clean: CleanText, block: Block, rate_only: bool) -> str | None:
    """The rate or amount that a line ends with, before its colon."""
    if "%" in clean.matching[block.start : block.end]:
        return None
    line = read_sentence(clean.matching, block.start, block.end)
    part = last_phrase(line)
    if part is None:
        return None
    noun = line.at(part[0], "opener")
    if noun is None or (rate_only and noun.value != "rate"):
        return None
    return clean.text[line.starts[part[0]] : line.ends[part[1] - 1]]


def _mark(clean: CleanText, block: Block) -> str:
    """The kind of mark that opens a line: the same for all items of a list."""
    found = _item_mark().match(clean.matching, block.start, block.end)
    return "" if found is None else _digits().sub("1", found.group().strip())


@cache
def _item_mark() -> regex.Pattern[str]:
    return patterns.rule("targets", "item_mark").compile()


@cache
def _digits() -> regex.Pattern[str]:
    return regex.compile(r"\d+|(?<=\b)[a-zđ](?=[.)])")
