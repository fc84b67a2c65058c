"""The page: templates with what they show, and a policy that lets nothing else run or load."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.report.columns import COLUMNS, NUMBERS, card_style
from pipeline.report.words import both, bounded, dated, label, number, plain_label
from pipeline.rows import folded
from pipeline.sources import shown


def render(language: str, **content: Any) -> str:
    """The page in its two languages, `language` first."""
    script, style = _file("script.js"), _file("style.css") + card_style()
    return (
        _environment()
        .get_template("page.html")
        .render(language=language, script=script, style=style, policy=_policy(script, style), **content)
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.globals |= {"label": label, "plain_label": plain_label, "both": both}
    environment.globals |= {"columns": COLUMNS, "numbers": NUMBERS}
    environment.filters |= {"number": number, "bounded": bounded, "dated": dated, "folded": folded, "visible": shown}
    return environment


def _finalize(value: Any) -> Any:
    """What a template prints: nothing for null; a stranger's text with its invisible characters made visible."""
    if value is None:
        return ""
    return shown(value) if type(value) is str else value


def _file(name: str) -> str:
    return (files("pipeline.report") / "templates" / name).read_text("utf-8")


def _policy(script: str, style: str) -> str:
    """A content security policy for this script and this style alone (https://www.w3.org/TR/CSP3/)."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'sha256-{_digest(script)}'",
            f"style-src 'sha256-{_digest(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
