"""Templates and labels: every text of a page in the reader's language, everything from documents escaped."""

from __future__ import annotations

from functools import cache
from typing import Any

from pipeline.review.web.sessions import Session
from pipeline.review.words import label, labels

#: What fills labels and counts records.
_COUNTS = ("count", "done", "judged", "total")


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("pipeline.review.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _counted(count: int, language: str) -> str:
    """A count with its thousands apart, as the language writes them."""
    return f"{count:,}".replace(",", "." if language == "vi" else ",")


def render(name: str, session: Session, **values: Any) -> str:
    """A page as HTML."""

    def said(key: str, **more: Any) -> str:
        filled = {name: _counted(value, session.language) if name in _COUNTS else value for name, value in more.items()}
        return label(session.language, "pages", key).format(**filled)

    def named(group: str) -> Any:
        return lambda key: label(session.language, group, key)

    return str(
        _environment()
        .get_template(name)
        .render(
            session=session,
            t=said,
            counted=lambda count: _counted(count, session.language),
            table_name=named("tables"),
            status_name=named("statuses"),
            column_name=named("columns"),
            choice_name=named("choices"),
            keys=labels()["keys"],
            key_does=named("keys"),
            other="en" if session.language == "vi" else "vi",
            **{"failed": False, **values},
        )
    )
