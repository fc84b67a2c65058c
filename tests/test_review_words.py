"""Everything that a reviewer is told is said in Vietnamese and in English: labels, messages, flags and failures."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import patterns
from pipeline.review.entries import Action
from pipeline.review.fields import REVIEWED, choices, takes
from pipeline.review.web.queue import STATUSES, Progress
from pipeline.review.web.sessions import Session
from pipeline.review.web.templates_of import render
from pipeline.review.words import LANGUAGES, Words, flag_words, label, labels

ROOT = Path(__file__).parents[1]
TEMPLATES = sorted((ROOT / "pipeline" / "review" / "web" / "templates").glob("*.html"))
CODE = sorted((ROOT / "pipeline" / "review").rglob("*.py"))
#: What is the same in both languages: a message that is made of another, and keys of the keyboard.
SAME = {"unreadable"}
VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹàáãèéìíòóõùúýĩũ]", re.IGNORECASE)


def calls(path: Path, *names: str) -> Iterator[str]:
    """The literal first argument of every call of a function or class of those names."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in names:
            continue
        yield from (one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str))


def filled(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_every_label_is_said_in_both_languages_and_filled_with_the_same() -> None:
    for group, names in labels().items():
        for name, words in names.items():
            assert len(words) == len(LANGUAGES), (group, name)
            vietnamese, english = words
            assert vietnamese.strip(), (group, name)
            assert english.strip(), (group, name)
            assert filled(vietnamese) == filled(english), (group, name)
            assert not VIETNAMESE.search(english) or name == "other_language", (group, name)
            assert vietnamese != english or name in SAME, (group, name)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_but_labels(path: Path) -> None:
    text = path.read_text("utf-8")
    for key in re.findall(r"\bt\(\"(\w+)\"", text):
        assert key in labels()["pages"], key
    for key in re.findall(r"\bt\(\"\w+\" if [^)]+ else \"(\w+)\"", text):
        assert key in labels()["pages"], key
    bare = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", " ", text, flags=re.DOTALL)
    assert set(re.findall(r"[^\W\d_]{2,}", bare)) <= {"SHA", "Esc"}


def test_every_message_that_the_code_raises_has_its_words_and_every_word_its_use() -> None:
    messages = labels()["messages"]
    errors = {node.name for path in CODE for node in ast.walk(ast.parse(path.read_text("utf-8")))
              if isinstance(node, ast.ClassDef) and node.name.endswith("Error")}  # fmt: skip
    raised = {key for path in CODE for key in calls(path, *errors - {"LoadingError", "RequestError"}, "Words")}
    keys = {key for key in raised if re.fullmatch(r"[a-z_]+", key)}
    assert keys <= messages.keys()
    source = "\n".join(path.read_text("utf-8") for path in CODE)
    unused = {key for key in messages if f'"{key}"' not in source and not key.startswith("did_")}
    assert unused == set()
    assert {f"did_{action}" for action in get_args(Action)} | {"did_move"} == {k for k in messages if k[:4] == "did_"}


def test_every_label_of_pages_is_used() -> None:
    used = "\n".join(path.read_text("utf-8") for path in (*TEMPLATES, *CODE))
    unused = {key for key in labels()["pages"] if not re.search(rf"[\"']{key}[\"']", used)}
    assert {key for key in unused if not key.startswith("done_")} == set()


def test_every_table_column_choice_state_and_action_has_a_label() -> None:
    assert labels()["tables"].keys() == REVIEWED.keys()
    assert labels()["statuses"].keys() == {"waiting", *STATUSES}
    assert labels()["deeds"].keys() == set(get_args(Action))
    assert {field for fields in REVIEWED.values() for field in fields} <= labels()["columns"].keys()
    used = {choice for table, fields in REVIEWED.items() for field in fields for choice in choices(table, field)}
    assert used == labels()["choices"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_column_says_what_it_takes_with_its_choices_named(language: str) -> None:
    for table, fields in REVIEWED.items():
        for field in fields:
            words = takes(table, field).said(language)
            assert words
            assert all(label(language, "choices", choice) in words for choice in choices(table, field))


@pytest.mark.parametrize(("language", "says"), [("vi", "Đã xem 1.479 / 110.691"), ("en", "1,479 of 110,691 judged")])
def test_counts_are_written_as_the_language_writes_them(language: str, says: str) -> None:
    session = Session("key", language=language)
    page = render("error.html", session, message="", switch="/", loading_newer=False, progress=Progress(110_691, 1_479))
    assert says in page


def test_every_failure_of_a_file_has_its_words() -> None:
    codes = {
        code
        for folder in ("pipeline", "extractors")
        for path in (ROOT / folder).rglob("*.py")
        for code in calls(path, "Failure", "UnreadableError")
        if re.fullmatch(r"[a-z_]+", code)
    }
    assert len(codes) > 15
    assert codes <= labels()["failures"].keys()


def test_every_flag_has_a_short_name_and_its_meaning_in_both_languages() -> None:
    known = patterns.load("flags")
    assert known["flags"].keys() == known["vietnamese"].keys()
    for code, (name, meaning) in known["vietnamese"].items():
        assert len(name) <= 30, code
        assert VIETNAMESE.search(meaning), code
        assert flag_words(code, "vi") == (name, meaning)
        assert flag_words(code, "en") == (code.replace("_", " "), known["flags"][code])
    assert flag_words("total_differs:5/6", "vi")[0] == "Tổng không khớp: 5/6"


def test_on_the_command_line_columns_have_the_names_of_the_tables() -> None:
    words = Words("column_empty", {"field": "doc_type", "takes": takes("citations", "doc_type")})
    assert words.said() == "doc_type cannot be empty: it takes a text"
    assert words.said("vi") == "Loại văn bản không thể để trống: cần một đoạn chữ."
