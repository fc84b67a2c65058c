"""The words right before a number that are no part of what is measured: `đạt`, `tối thiểu`, `phấn đấu`, a year."""

from __future__ import annotations

from extractors.targets.sentences import Cue, Sentence
from extractors.targets.values import JOINERS, QUOTES, SOFT, Run, closes_nothing

_BEFORE_NUMBER = ("comparator", "reach", "movement", "effort", "aim", "lead", "time")
# Words after which a verb of carrying out belongs to what is measured: `được triển khai đạt 40%`.
_PART_OF_VERB = frozenset(("được", "việc", "đã", "công", "tác", "phải", "đang"))
# `thấp hơn` has two words.
_DIFFERENCE = 2
_PURPOSE = frozenset(("để", "nhằm"))
# Before an aim: it is what something else is held against.
_EXCEEDS = frozenset(("vượt", "so"))
_MUST = "phải"


def run_before(sentence: Sentence, low: int, number: int) -> Run:
    """Peel off, from the right, all words before a number that are no part of what is measured."""
    words = sentence.words
    run = Run(number)
    index = number
    while index > low:
        word = words[index - 1]
        if word in SOFT:
            if word in QUOTES and not closes_nothing(words, low, index):
                break
            run.colon |= word == ":"
            if word == ",":
                run.joint, run.first_joint = True, index - 1
            index -= 1
            continue
        cue = sentence.before(index, low, *_BEFORE_NUMBER)
        adverb = index < number and not run.colon and sentence.before(index, low, "adverb")
        if adverb and not is_fixed(sentence, index - 1, index, low):
            # `mới đạt`, `đều tăng`, `chỉ có`
            index -= 1
            continue
        if cue is not None and is_fixed(sentence, cue.start, cue.end, low):
            break
        if cue is None or (run.joint and cue.kind in ("movement", "comparator")):
            break
        if cue.kind == "comparator" and run.timed and words[cue.end - 1] == "hơn":
            break
        if cue.kind == "movement" and run.movement is not None:
            break
        if cue.kind == "effort" and _has_subject(sentence, cue, low):
            break
        # `đều vượt chỉ tiêu, đạt 246%`, `nhanh so với mục tiêu, 90% hộ ...`: what was reached, no aim
        exceeds = cue.kind == "aim" and cue.start > low and words[cue.start - 1] in _EXCEEDS
        if not exceeds or _is_told(run, cue, words):
            _note(run, cue, words)
        index = cue.start - exceeds
    run.start = index
    return run


def is_fixed(sentence: Sentence, start: int, end: int, low: int) -> bool:
    """Whether words are the end of a longer fixed phrase: `lên` of `65 tuổi trở lên`, `mới` of `nông thôn mới`."""
    for index in range(start + 1, end + 1):
        phrase = sentence.before(index, low, "comparator_after", "fixed")
        if phrase is not None and phrase.start < start:
            return True
    return False


def _is_told(run: Run, aim: Cue, words: list[str]) -> bool:
    """Whether an aim that was exceeded is itself what the number says: `đạt 86% (vượt mục tiêu ít nhất 80%)`.

    So is one that had to be reached: `đạt 51%, so với mục tiêu phải đạt 80%`.
    """
    if words[aim.end] == _MUST:
        return not run.joint
    return not (run.reached or run.joint) and (run.comparator is not None or words[aim.end - 1] == "là")


def _has_subject(sentence: Sentence, cue: Cue, low: int) -> bool:
    """Whether a verb of carrying out is the clause's own predicate: `được triển khai`, `đơn vị hoàn thành`."""
    if cue.value in ("strives", "keeps") or cue.start <= low:
        return False
    word = sentence.words[cue.start - 1]
    if cue.value != "opening":
        return word in _PART_OF_VERB
    opens = word in SOFT or word in JOINERS
    return not opens and sentence.before(cue.start, low, "effort", "aim", "lead", "opening", "time") is None


def _note(run: Run, cue: Cue, words: list[str]) -> None:
    """Keep what a peeled-off phrase said."""
    if cue.kind == "comparator":
        if cue.end - cue.start == _DIFFERENCE and words[cue.end - 1] == "hơn":
            run.difference = run.difference or (cue.start, cue.end)
        if run.comparator in (None, "~"):
            run.comparator = cue.value
    elif cue.kind == "movement":
        run.movement = (cue.start, cue.end)
    elif cue.kind == "reach":
        run.reached = True
        run.from_word |= words[cue.start] == "từ" or words[cue.end - 1] == "từ"
    elif cue.kind == "effort":
        run.effort = True
        run.strives |= cue.value == "strives"
    elif cue.kind == "aim":
        if cue.value == "list":
            run.listed = True
        else:
            run.aim = True
    elif cue.kind == "time":
        run.timed = True
    elif words[cue.start] == "với":
        # `phát triển chính quyền số với 80% hồ sơ trực tuyến`
        run.listed = True
    elif words[cue.start] in _PURPOSE:
        run.aim = run.purpose = True
    elif words[cue.start] in JOINERS:
        run.joint, run.first_joint = True, cue.start
