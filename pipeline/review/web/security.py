"""Who sees and changes what: sessions, tokens in forms, roles, and headers that keep pages from doing harm."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse

from pipeline.review.web.accounts import NAME, Guesses, read_accounts
from pipeline.review.web.sessions import COOKIE, Session, Sessions
from pipeline.review.words import LANGUAGES, ReviewError, label

#: The most bytes that a form may have, and fields.
_LARGEST_FORM = 256 * 1024
_MOST_FIELDS = 60
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Access:
    """How people get in.

    `local_user` is everybody's name where the pages are served on loopback without accounts. Else people log in with
    the accounts of `accounts`, or a reverse proxy says who they are in the header `user_header`. `hosts` are the names
    under which the pages may be asked for; `secure` tells that browsers come by HTTPS.
    """

    hosts: tuple[str, ...]
    local_user: str | None = None
    accounts: Path | None = None
    user_header: str | None = None
    secure: bool = False


class LogInError(ReviewError):
    """Somebody has to log in first."""

    status = 401


class RefusedError(ReviewError):
    """A request that is not served; `status` says in which way it is wrong."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status = status


def protect(app: FastAPI, access: Access) -> None:
    """Give an app its sessions, and every answer its headers."""
    app.state.access = access
    app.state.sessions = Sessions()
    app.state.guesses = Guesses()

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        refused = _refused(request)
        response = refused if refused is not None else await call_next(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(access.hosts), www_redirect=False)


def _refused(request: Request) -> Response | None:
    """Why a request is not even looked at: a form that is too large, or that another site sends."""
    if request.method != "POST":
        return None
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > _LARGEST_FORM:
        return _in_both("form_too_large", 413)
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        return _in_both("form_from_elsewhere", 403)
    return None


def _in_both(key: str, status: int) -> Response:
    """A refusal before it is known who asks, and in which language."""
    return PlainTextResponse("\n".join(label(language, "messages", key) for language in LANGUAGES), status)


def session_of(request: Request) -> Session:
    """The session of a request; where there is none, a new one that begins with it."""
    access: Access = request.app.state.access
    sessions: Sessions = request.app.state.sessions
    session = sessions.find(request.cookies.get(COOKIE))
    user, role = session.user if session else None, session.role if session else "reader"
    if access.local_user is not None:
        user, role = access.local_user, "reviewer"
    elif access.user_header is not None:
        user = request.headers.get(access.user_header)
        user = user if user is not None and NAME.fullmatch(user) else None
        known = read_accounts(access.accounts).get(user or "") if access.accounts is not None else None
        role = known.role if known is not None else "reader"
    if session is None or session.user != user:
        session = sessions.start(user, role, session.language if session else "vi")
        request.state.new_session = session
    session.role, session.local = role, access.local_user is not None
    language = request.query_params.get("lang")
    if language in ("vi", "en"):
        session.language = language
    return session


def set_cookie(response: Response, request: Request, session: Session) -> None:
    """Give the browser the name of its session."""
    response.set_cookie(
        COOKIE, session.key, httponly=True, samesite="strict", secure=request.app.state.access.secure, path="/"
    )


def reader(request: Request) -> Session:
    """The session of somebody who may read; raises `LogInError`."""
    session = session_of(request)
    if session.user is None:
        raise LogInError("log_in_first")
    return session


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form that carries the token of its session; refuses any other."""
    session = session_of(request)
    try:
        form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    except Exception as error:
        # Whatever is no form to the parser is none to us.
        raise RefusedError(400, "no_form") from error
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    token = fields.pop("token", "")
    if not hmac.compare_digest(token.encode(errors="replace"), session.token.encode()):
        raise RefusedError(403, "form_too_old")
    try:
        "".join(fields.values()).encode()
    except UnicodeEncodeError as error:
        raise RefusedError(400, "form_characters") from error
    return fields


async def reviewer_form(request: Request) -> tuple[Session, dict[str, str]]:
    """The session and form of somebody who may change records; refuses others."""
    fields = await form_of(request)
    session = reader(request)
    if session.role != "reviewer":
        raise RefusedError(403, "may_only_read")
    return session, fields


Reader = Annotated[Session, Depends(reader)]
Form = Annotated[dict[str, str], Depends(form_of)]
ReviewerForm = Annotated[tuple[Session, dict[str, str]], Depends(reviewer_form)]
#: What the schema says of a form, for those who test all routes.
FORM_SCHEMA: dict[str, Any] = {
    "requestBody": {
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": 20}
            }
        }
    }
}
