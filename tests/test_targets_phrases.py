"""spaCy without its command line, and a vocabulary that does not grow with the texts read."""

from __future__ import annotations

import subprocess
import sys

from extractors.targets.phrases import phrases
from extractors.targets.sentences import read_sentence

_IMPORT = """
import sys
from extractors.targets.phrases import phrases
phrases()
loaded = [name for name in sys.modules if name.startswith(("spacy.cli", "typer", "weasel"))]
assert not loaded, loaded
import spacy.cli
assert spacy.cli.__file__, "a stand-in is still there"
assert spacy.cli.info is not None and callable(spacy.cli.download)
assert spacy.info(silent=True)["spacy_version"] == spacy.__version__
assert len(spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})("a b")) == 2
"""


def test_the_command_line_of_spacy_is_not_loaded_and_can_be_afterwards() -> None:
    result = subprocess.run([sys.executable, "-c", _IMPORT], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_a_spacy_that_is_there_already_is_used_as_it_is() -> None:
    code = "import spacy; from extractors.targets.phrases import phrases; phrases(); assert spacy.cli.__file__"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_words_of_no_phrase_leave_no_trace_in_the_vocabulary() -> None:
    text = "đạt tối thiểu 80% hộ xyzzyq plughq"
    before = len(phrases().vocabulary)
    sentence = read_sentence(text, 0, len(text))
    assert [cue.rule for cue in sentence.cues if cue.start == 1] == ["at_least"]
    assert len(phrases().vocabulary) - before <= 1  # the entry of all words of no phrase
    assert "xyzzyq" not in phrases().vocabulary.strings
