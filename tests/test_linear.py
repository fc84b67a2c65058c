"""No text makes a pattern or a stage take more time than in proportion to its length (see `tests.linear`)."""

from __future__ import annotations

import dataclasses
import gc
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

import pytest
import regex

import extractors
import pipeline
from extractors import Extraction
from extractors.citations import find_citations
from extractors.clean import clean
from extractors.extent import _any_of
from extractors.header import find_header
from extractors.outline import outline
from extractors.read import read
from extractors.tables import Tables, find_tables
from extractors.targets import find_targets
from extractors.targets.percentages import _finder
from pipeline.rows import document_tables
from tests.linear import MOST, TIMES, Pattern, growth, scan, traps
from tests.test_patterns import ALL_RULES


def rules() -> dict[str, tuple[Pattern, tuple[str, ...]]]:
    """The rules of all pattern files with their examples."""
    return {f"{name}.{group}.{rule.name}": (rule.compile(), rule.examples[:2]) for name, group, rule in ALL_RULES}


def compiled() -> dict[str, Pattern]:
    """Every pattern that a module of the project holds, or a cached function without arguments returns."""
    found: dict[str, Pattern] = {}
    for package in (extractors, pipeline):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                if hasattr(value, "cache_info") and value.__module__ == module.name:
                    if inspect.signature(value).parameters:
                        continue
                    value = value()
                found |= {f"{module.name}.{name} {pattern.pattern[:60]}": pattern for pattern in held(value)}
    for group in ("opening", "closing", "closing_together"):
        found[f"portals {group}"] = _any_of(group)
    found["percentages"] = _finder("spelled_percentage", "percentage_points", "percentage")
    known = {(pattern.pattern, pattern.flags) for pattern, _ in rules().values()}
    return {where: pattern for where, pattern in found.items() if (pattern.pattern, pattern.flags) not in known}


def held(value: object, depth: int = 0) -> Iterator[Pattern]:
    """The patterns in a value, however it holds them."""
    if isinstance(value, re.Pattern | regex.Pattern):
        yield value
    elif depth < 4:
        if isinstance(value, dict):
            value = list(value.values())
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            value = [getattr(value, field.name) for field in dataclasses.fields(value)]
        if isinstance(value, list | tuple | set | frozenset):
            for part in value:
                yield from held(part, depth + 1)


def worse_than_linear(pattern: Pattern, examples: tuple[str, ...] = ()) -> Iterator[str]:
    """The hostile texts on which a pattern takes too long, as their first characters."""
    work = scan(pattern)
    for make in traps(pattern.pattern, examples):
        times = growth(work, make)
        if times is not None and times > MOST:
            yield f"{make(60)[:60]!r}: {times:.0f} times as long on a text {TIMES} times as long"


@pytest.mark.parametrize("name", sorted({name for name, _, _ in ALL_RULES}))
def test_no_rule_takes_more_than_linear_time(name: str) -> None:
    slow = {
        where: traps_of
        for where, (pattern, examples) in rules().items()
        if where.startswith(f"{name}.") and (traps_of := list(islice(worse_than_linear(pattern, examples), 3)))
    }
    assert not slow


def test_no_pattern_in_the_code_takes_more_than_linear_time() -> None:
    patterns = compiled()
    assert len(patterns) > 60
    slow = {where: texts for where, one in patterns.items() if (texts := list(islice(worse_than_linear(one), 3)))}
    assert not slow


PLANTED: dict[str, Pattern] = {
    "quadratic": re.compile(r"\d+%"),
    "quadratic in regex": regex.compile(r"\p{Lu}\p{L}*\d"),
    "two runs of blanks": regex.compile(r"Số\s*:?\s*\d"),
    "cubic": re.compile(r"^\w*\w*\w*$"),
    "exponential": re.compile(r"(?:a|aa)+$"),
    "exponential in regex": regex.compile(r"(?:\p{L}|\p{L}\p{L})+;"),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_slow_pattern_is_told(kind: str) -> None:
    assert next(worse_than_linear(PLANTED[kind], ("Ab 1%;",)), None) is not None


def test_a_quick_pattern_is_not_told() -> None:
    assert not list(worse_than_linear(regex.compile(r"(?<!\d)\d++%|\p{Lu}\p{L}{0,30}+\d"), ("100%", "Aa1")))


# What a whole text is made of, on one line and on many.
FLOOR_OF_STAGE, LIMIT_OF_STAGE = 0.01, 20.0
#: Characters of the long texts, each a few times as long as the one before.
GROWING = (16_000, 64_000, 256_000)
PIECES = (
    *(
        "1",
        "1 ",
        "1.1 ",
        "a. ",
        "- ",
        "(",
        ")",
        "“",
        "*",
        "; ",
        "100% ",
        "(đạt 100% ",
        "tỷ lệ hộ đạt 50%, ",
        "xã ",
        "XÃ ",
    ),
    *(
        "|",
        "| a ",
        "a\t",
        "STT ",
        "STT 1 ",
        "Điều 1 ",
        "Sở Y tế ",
        "Xã A. ",
        "số 1/QĐ-UBND ",
        "Luật Đầu tư ",
        "12 triệu đồng ",
    ),
    *("năm 2025 ", "ngày 1/1/2025 ", "Nơi nhận: ", "CHỦ TỊCH ", "UBND xã A ban hành Kế hoạch ", "I. Mục tiêu: "),
    *("Chủ trì: Sở Y tế; thời gian: Quý I; ", "Tổng cộng 1.000 2.000 ", "Phụ lục I ", "https://a.vn/ ", "![a](b) "),
)
HEADS = {
    "": "",
    "of tasks": "STT\nNhiệm vụ\nChủ trì\nThời gian\nKết quả\n1\n",
    "of money": "STT\nNội dung\nKinh phí\n2024\n2025\n1\n",
}
STAGES: dict[str, Callable[[Extraction, Tables], object]] = {
    "read": lambda made, _: read(made.document.source.encode()),
    "clean": lambda made, _: clean(made.document),
    "outline": lambda made, _: outline(made.clean),
    "header": lambda made, _: find_header(made.clean, made.outline),
    "citations": lambda made, _: find_citations(made.clean, made.header),
    "tables": lambda made, _: find_tables(made.clean, made.outline, 2025),
    "targets": lambda made, tables: find_targets(made.clean, made.outline, made.header, tables),
    "rows": lambda made, _: document_tables(made, "a.txt", "a/a.txt"),
}


def read_whole(text: str) -> tuple[Extraction, Tables]:
    """All that is read from a text, be it Vietnamese or not."""
    document = read(text.encode())
    words = clean(document)
    sections = outline(words)
    header = find_header(words, sections)
    citations = find_citations(words, header)
    tables = find_tables(words, sections, 2025)
    targets = find_targets(words, sections, header, tables)
    made = Extraction(document, words, sections, header, citations, targets, tables.budget_lines, tables.tasks)
    return made, tables


def _run(work: Callable[[Extraction, Tables], object], made: tuple[Extraction, Tables]) -> object:
    return work(*made)


def _text(head: str, piece: str, size: int) -> str:
    return head + piece * (size // len(piece) + 1)


def slow_stages(text: Callable[[int], str], size: int, runs: int = 2) -> dict[str, float]:
    """The stages that take more than linear time on a text, and how many times as long on one `TIMES` as long."""
    made = {length: read_whole(text(length)) for length in (size, size * TIMES)}
    slow = {}
    for stage, work in STAGES.items():
        times = growth(partial(_run, work), made.__getitem__, size, FLOOR_OF_STAGE, LIMIT_OF_STAGE, runs)
        if times is not None and times > MOST:
            slow[stage] = times
    return slow


def texts_of(piece: str) -> Iterator[tuple[str, Callable[[int], str]]]:
    """Hostile texts of one piece: on one line and on many, alone and below the heads of tables."""
    for lines, repeated in (("one line", piece), ("lines", f"{piece.strip()}\n")):
        for head, words in HEADS.items():
            yield f"{lines} of {piece!r} {head}", partial(_text, words, repeated)


@pytest.fixture(autouse=True)
def _no_collector() -> Iterator[None]:
    """Without the collector of cyclic garbage, as in the pipeline's workers: its runs are no work of the patterns."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("piece", PIECES)
def test_no_stage_takes_more_than_linear_time(piece: str) -> None:
    alone = list(texts_of(piece))[:: len(HEADS)]
    slow = {where: found for where, text in alone if (found := slow_stages(text, 5_000))}
    assert not slow


@pytest.mark.long
@pytest.mark.parametrize("piece", PIECES)
def test_no_stage_takes_more_than_linear_time_on_a_long_text(piece: str) -> None:
    slow = {where: found for where, text in texts_of(piece) if (found := slow_as_it_grows(text))}
    assert not slow


def slow_as_it_grows(text: Callable[[int], str]) -> dict[str, float]:
    """The stages that are slow on a text of ever more characters, the first time that some are.

    From small sizes on: on a long text a stage that is not linear would take hours before it is told.
    """
    return next(filter(None, (slow_stages(text, size // TIMES, 1) for size in GROWING)), {})


def test_a_slow_stage_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        STAGES, "header", lambda made, _: [made.clean.text[at:].replace("a", "b") for at in range(len(made.clean.text))]
    )
    assert "header" in slow_stages(lambda size: "a" * size, 20_000)
    assert "header" in slow_as_it_grows(lambda size: "a" * size)
