"""Tesseract: words with boxes and confidences from a grey image."""

from __future__ import annotations

import csv
import io
import os
import subprocess
from typing import TYPE_CHECKING

from extractors.errors import UnreadableError
from extractors.read.image import DPI, SCALE
from extractors.read.layout import Token

if TYPE_CHECKING:
    from extractors.read.image import Pixels

#: Tesseract's ways to look at an image: of its own accord, scattered words (tables), one block of lines, one line.
PAGE, SCATTERED, BLOCK, LINE = "3", "11", "6", "7"
# Below this confidence Tesseract saw a mark, not a word; signs alone must be surer.
_NOISE, _SURE_SIGN = 0.05, 0.6
_SECONDS = 100
_MISSING = (
    "This is a scan, and Tesseract with Vietnamese is not installed. "
    "Run: sudo apt-get install tesseract-ocr tesseract-ocr-vie"
)
# Letters and signs of other languages that Tesseract's model of Vietnamese knows and plans do not use.
_FOREIGN = "tessedit_char_blacklist=ÄÅÆÇËÎÏÑÖÛÜÞßäåæçëîïñöûüþœŒøØ¿¡«»®©¥£€§¢¤{}\\"
_SIGNS = frozenset("\"|_~—–-=.,'`‘’“”:;«»<>*^°")


def recognised(pixels: Pixels, mode: str, only: str | None = None) -> list[Token]:
    """The words that Tesseract reads in an image, in points, each with the middle of its line.

    `only` names the characters that may stand there: the model of English, which Debian installs with Tesseract,
    tells lone figures and capitals apart better. Raises `UnreadableError`: `needs_ocr` where Tesseract or its
    Vietnamese is missing, `ocr_failed`, `timed_out`.
    """
    options = ["-l", "vie"] if only is None else ["-l", "eng", "-c", f"tessedit_char_whitelist={only}"]
    return _tokens(_output(pixels, ["--psm", mode, "-c", _FOREIGN, *options, "tsv"]))


def quarters_askew(pixels: Pixels) -> int:
    """By how many quarters of a full turn an image must be turned clockwise to stand upright; 0 if none can tell."""
    try:
        output = _output(pixels, ["--psm", "0", "-l", "osd"])
    except UnreadableError:
        return 0
    told = dict(line.split(": ", 1) for line in output.splitlines() if ": " in line)
    return int(told.get("Rotate", 0)) // 90


def _output(pixels: Pixels, options: list[str]) -> str:
    """What Tesseract writes about an image."""
    header = f"P5 {pixels.shape[1]} {pixels.shape[0]} 255\n".encode()
    command = ["tesseract", "stdin", "stdout", "--dpi", str(DPI), *options]
    # One thread: on pages of text Tesseract's threads cost more than they bring.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command,
            input=header + pixels.tobytes(),
            capture_output=True,
            env=environment,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise UnreadableError("needs_ocr", _MISSING) from error
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("timed_out", f"OCR of a page took more than {_SECONDS} seconds.") from error
    if done.returncode != 0:
        if b"load" in done.stderr:
            raise UnreadableError("needs_ocr", _MISSING)
        reason = done.stderr.decode(errors="replace")[:200]
        raise UnreadableError("ocr_failed", f"Tesseract ended with an error: {reason}")
    return done.stdout.decode("utf-8", errors="replace")


def _tokens(table: str) -> list[Token]:
    """The words of Tesseract's table of results."""
    tokens = []
    level = 0.0
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        left, top, width, height = (int(row[key]) / SCALE for key in ("left", "top", "width", "height"))
        if row["level"] == "4":
            level = top + height / 2
        text, confidence = (row["text"] or "").strip(), float(row["conf"]) / 100
        if row["level"] != "5" or not text or confidence < _NOISE or (confidence < _SURE_SIGN and set(text) <= _SIGNS):
            continue
        tokens.append(Token(left, top, left + width, top + height, text, confidence, level=level))
    return tokens
