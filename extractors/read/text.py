"""Plain text → `Document`: encodings, line ends, and refusing what is no text."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from functools import partial
from itertools import islice

from extractors.document import Document, Layout, Line, Page
from extractors.errors import UnreadableError
from extractors.read.legacy import converted, encoding_of, has_wrong_letters, reading_of, repaired

# Letters that only Vietnamese uses, with their tone marks; windows-1258 writes the tones as combining marks.
_VIETNAMESE = frozenset("ăâđêôơưĂÂĐÊÔƠƯ\u0300\u0301\u0303\u0309\u0323")
_WORD = re.compile(r"\S+")
_SAMPLE = 20_000
# Control characters that plain text has no use for; tab, line feed, form feed and carriage return are its own.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_CONTROL_BYTES = bytes(code for code in range(0x20) if _CONTROLS.match(chr(code)))
# Composed letters that only Unicode has: text that holds a few of them is in no older encoding.
_UNICODE_LETTERS = re.compile("[\u1ea0-\u1ef9]")
_FEW_LETTERS = 20


def read_text(data: bytes) -> Document:
    """Read plain text in UTF-8 (with or without byte order mark), UTF-16, windows-1258, TCVN3 or VNI.

    Raises `UnreadableError`: `empty` for a file without a visible character, `undecodable` for bytes
    that are text in none of these encodings.
    """
    text, flags = _decode(data)
    if not text.strip():
        raise UnreadableError("empty", "The file holds no text. Fetch it again or ask the sender for it.")
    texts = text.replace("\r\n", "\n").split("\n")
    encoding = _older_encoding(text[:_SAMPLE])
    if encoding is not None:
        flags = (*flags, f"legacy_{encoding}")
        lines = [_read_as(number, line, partial(converted, encoding=encoding)) for number, line in enumerate(texts, 1)]
    elif has_wrong_letters(text):
        flags = (*flags, "wrong_letters")
        lines = [_read_as(number, line, repaired) for number, line in enumerate(texts, 1)]
    else:
        # A named tuple's own constructor takes twice as long, and there is a line for every forty bytes.
        new = tuple.__new__
        lines = [new(Line, (number, line, None, (), None)) for number, line in enumerate(texts, 1)]
    return Document(hashlib.sha256(data).hexdigest(), "text/plain", "text", (Page(1, tuple(lines)),), flags=flags)


def _read_as(number: int, text: str, read: Callable[[str], str]) -> Line:
    """A line with the reading of those words that are not written in plain Unicode."""
    words = [(match.start(), match.end(), read(match.group())) for match in _WORD.finditer(text)]
    words = [word for word in words if word[2] != text[word[0] : word[1]]]
    return Line(number, text, layout=Layout(reading=reading_of(text, words)) if words else None)


def _older_encoding(sample: str) -> str | None:
    """The encoding before Unicode that a text's beginning is written in, if any."""
    if sum(1 for _ in islice(_UNICODE_LETTERS.finditer(sample), _FEW_LETTERS)) == _FEW_LETTERS:
        return None
    return encoding_of(sample.split())


def _decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text and a flag for every encoding but UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(data, "utf-16"), ("encoding_utf16",)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _looks_like_cp1258(data):
            return data.decode("cp1258"), ("encoding_cp1258",)
        text = data.decode("latin-1")
        if encoding_of(text[:_SAMPLE].split()) is not None and _share_of_controls(text) < 0.001:
            return text, ()
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            "undecodable",
            f"Line {line}: the bytes there are no text in UTF-8, UTF-16 or windows-1258. "
            "Open the file where it was written and save it as UTF-8.",
        ) from error
    # Bytes of UTF-8 below 0x20 are the control characters themselves; nearly every text has none, which is soon seen.
    if len(data.translate(None, _CONTROL_BYTES)) < len(data) and _share_of_controls(text) > 0.01:
        raise UnreadableError("undecodable", "The file holds binary data, not text. Put in the document itself.")
    return text, ()


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            "undecodable",
            f"The file says that it is {encoding.upper()} but breaks off at byte {error.start}. Fetch it again.",
        ) from error


def _share_of_controls(text: str) -> float:
    head = text[:65536]
    return len(_CONTROLS.findall(head)) / max(1, len(head))


def _looks_like_cp1258(data: bytes) -> bool:
    """Whether bytes read as windows-1258 give Vietnamese: many of its own letters, hardly a control character."""
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError:
        return False
    head = text[:65536]
    letters = sum(unicodedata.category(character)[0] in "LM" for character in head)
    marks = sum(character in _VIETNAMESE for character in head)
    return _share_of_controls(head) < 0.001 and letters > len(head) / 2 and marks > letters / 10
