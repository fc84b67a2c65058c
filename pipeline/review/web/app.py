"""The review pages as an app: what is asked for, and what is answered."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse
from starlette.exceptions import HTTPException

from pipeline.errors import RequestError
from pipeline.review.fields import ColumnValueError
from pipeline.review.log import LogError, StaleError
from pipeline.review.web import actions, views
from pipeline.review.web.accounts import fitting_account, read_accounts
from pipeline.review.web.desk import Desk, Shown, UnknownRecordError
from pipeline.review.web.queue import Filter, Item
from pipeline.review.web.security import (
    FORM_SCHEMA,
    Access,
    Form,
    LogInError,
    Reader,
    ReviewerForm,
    protect,
    session_of,
    set_cookie,
)
from pipeline.review.web.sessions import COOKIE, Session
from pipeline.review.web.templates_of import render
from pipeline.sources import Failure

TableName = Literal["documents", "citations", "targets", "budget_lines", "tasks"]
DocumentId = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
RecordId = Annotated[str, Path(pattern="^([0-9a-f]{24}|[0-9a-f]{64})$")]
PageNumber = Annotated[int, Path(ge=1, le=100_000)]
Words = Annotated[str, Query(max_length=200)]
#: The few files that the pages load, all read before the first request.
_STATIC = {"review.css": "text/css; charset=utf-8", "review.js": "text/javascript; charset=utf-8"}


def create_app(desk: Desk, access: Access) -> FastAPI:
    """The app of one folder of releases."""
    app = FastAPI(title="kehoach review", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = desk
    protect(app, access)
    _errors(app)
    _static(app)
    _reading(app, desk)
    _changing(app, desk)
    _log_in(app, access)
    return app


def _page(request: Request, session: Session, name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page, with what was to be said after the last change."""
    message, session.message = session.message, ""
    html = render(name, session, message=values.pop("message", message), path=request.url.path, **values)
    response = HTMLResponse(html, status)
    set_cookie(response, request, session)
    return response


def _errors(app: FastAPI) -> None:
    """Errors in words, on a page with a way back."""

    def told(request: Request, status: int, message: str) -> Response:
        return _page(request, session_of(request), "error.html", status, message=message)

    @app.exception_handler(LogInError)
    def log_in_first(request: Request, _: Exception) -> Response:
        return RedirectResponse("/login", 303) if request.method == "GET" else told(request, 401, "Log in first.")

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        return told(request, error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    def unasked(request: Request, _: Exception) -> Response:
        return told(request, 422, "There is no such page: a part of its address is not as it should be.")

    @app.exception_handler(UnknownRecordError)
    def unknown(request: Request, error: Exception) -> Response:
        return told(request, 404, str(error))

    @app.exception_handler(LogError)
    def unwritten(request: Request, error: Exception) -> Response:
        return told(request, 503, str(error))

    @app.exception_handler(RequestError)
    def impossible(request: Request, error: Exception) -> Response:
        return told(request, 400, str(error))

    @app.middleware("http")
    async def follow(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        began = time.perf_counter()
        response = await call_next(request)
        response.headers["Server-Timing"] = f"page;dur={(time.perf_counter() - began) * 1000:.1f}"
        return response


def _static(app: FastAPI) -> None:
    folder = files("pipeline.review.web") / "static"
    held = {name: (folder / name).read_bytes() for name in _STATIC}

    @app.get("/static/{name}", response_class=PlainTextResponse)
    def static(name: Annotated[Literal["review.css", "review.js"], Path()]) -> Response:
        return Response(held[name], media_type=_STATIC[name], headers={"Cache-Control": "max-age=3600"})


def _filter(
    document: Words = "",
    kind: Annotated[str, Query(alias="table", max_length=200)] = "",
    province: Words = "",
    indicator: Words = "",
    flag: Words = "",
    status: Words = "waiting",
) -> Filter:
    return Filter(document, kind, province, indicator, flag, status)


Wanted = Annotated[Filter, Depends(_filter)]


def _reading(app: FastAPI, desk: Desk) -> None:
    @app.get("/", response_class=HTMLResponse)
    def queue(
        request: Request, session: Reader, wanted: Wanted, page: Annotated[int, Query(ge=1, le=100_000)] = 1
    ) -> Response:
        desk.refresh()
        return _page(request, session, "queue.html", **views.queue(desk, session, wanted, page))

    @app.get("/record/{table}/{key}", response_class=HTMLResponse)
    def record(request: Request, session: Reader, table: TableName, key: RecordId, wanted: Wanted) -> Response:
        desk.refresh()
        shown = desk.record(table, key)
        return _page(request, session, "record.html", **views.record(desk, session, shown, wanted))

    @app.get("/next/{table}/{key}")
    def following(session: Reader, table: TableName, key: RecordId, wanted: Wanted) -> Response:
        return _to_next(desk, session, wanted, desk.queue.find(table, key))

    @app.get("/next")
    def first(session: Reader, wanted: Wanted) -> Response:
        desk.refresh()
        return _to_next(desk, session, wanted, None)

    @app.get("/trace/{key}", response_class=HTMLResponse)
    def trace(request: Request, session: Reader, key: RecordId) -> Response:
        desk.refresh()
        tables = desk.queue.tables_of(key)
        if not tables:
            raise UnknownRecordError("There is no such record in the current release. A new release may read it anew.")
        return _page(request, session, "trace.html", **views.trace(desk, session, desk.record(tables[0], key)))

    @app.get("/document/{doc_id}/{number}", response_class=HTMLResponse)
    def document(request: Request, session: Reader, doc_id: DocumentId, number: PageNumber) -> Response:
        desk.refresh()
        return _page(request, session, "document.html", **views.document(desk, session, doc_id, number))

    @app.get("/add/{table}/{doc_id}", response_class=HTMLResponse)
    def add_form(request: Request, session: Reader, table: TableName, doc_id: DocumentId, mark: Words) -> Response:
        return _page(request, session, "add.html", **views.add(desk, session, table, doc_id, mark))

    @app.get("/picture/{doc_id}/{number}.png", response_class=Response)
    def picture(session: Reader, doc_id: DocumentId, number: PageNumber) -> Response:  # noqa: ARG001
        drawn = desk.picture(doc_id, number)
        if isinstance(drawn, Failure):
            return PlainTextResponse(drawn.message, 404)
        return Response(drawn.png, media_type="image/png", headers={"Cache-Control": "private, max-age=600"})

    @app.get("/words/{doc_id}/{number}")
    def words(session: Reader, doc_id: DocumentId, number: PageNumber) -> Response:  # noqa: ARG001
        text = desk.text(doc_id)
        if isinstance(text, Failure):
            return JSONResponse({"message": text.message}, 404)
        return JSONResponse(views.words(text, number))


def _to_next(desk: Desk, session: Session, wanted: Filter, item: Item | None) -> Response:
    found = desk.queue.following(wanted, item)
    query = views.query_of(wanted)
    if found is None:
        session.message = views.text(session, "nothing_left")
        return RedirectResponse(f"/?{query}", 303)
    return RedirectResponse(f"/record/{found.table_name}/{found.record_id}?{query}", 303)


def _changing(app: FastAPI, desk: Desk) -> None:
    @app.post("/record/{table}/{key}/{deed}", openapi_extra=FORM_SCHEMA)
    def change(
        request: Request, form: ReviewerForm, table: TableName, key: RecordId, wanted: Wanted,
        deed: actions.Deed,
    ) -> Response:  # fmt: skip
        session, fields = form
        shown = desk.record(table, key)
        here = f"/record/{table}/{key}?{views.query_of(wanted)}"
        before = desk.queue.find(table, key)
        try:
            actions.change(desk, session.user or "", shown, deed, fields)
        except StaleError as error:
            return _again(request, session, shown, wanted, fields, 409, str(error))
        except ColumnValueError as error:
            return _again(request, session, shown, wanted, fields, 422, str(error))
        except LogError as error:
            return _again(request, session, shown, wanted, fields, 503, str(error))
        except RequestError as error:
            return _again(request, session, shown, wanted, fields, 400, str(error))
        session.message = views.done(session, deed)
        if deed in ("save", "reject") and fields.get("stay") != "1":
            return _to_next(desk, session, wanted, before)
        return RedirectResponse(here, 303)

    def _again(
        request: Request, session: Session, shown: Shown, wanted: Filter, fields: dict[str, str], status: int,
        message: str,
    ) -> Response:  # fmt: skip
        """The form once more with what was typed, and why it was not stored."""
        fresh = desk.record(shown.table, shown.key)
        values = views.record(desk, session, fresh, wanted, typed=fields)
        return _page(request, session, "record.html", status, message=message, failed=True, **values)

    @app.post("/add/{table}/{doc_id}", openapi_extra=FORM_SCHEMA)
    def add(request: Request, form: ReviewerForm, table: TableName, doc_id: DocumentId) -> Response:
        session, fields = form
        try:
            added = actions.add(desk, session.user or "", table, doc_id, fields)
        except (RequestError, ColumnValueError) as error:
            values = views.add(desk, session, table, doc_id, fields.get("mark", ""), typed=fields)
            status = 503 if isinstance(error, LogError) else 422
            return _page(request, session, "add.html", status, message=str(error), failed=True, **values)
        session.message = views.text(session, "done_add")
        return RedirectResponse(f"/record/{table}/{added}?{urlencode({'document': doc_id})}", 303)


def _log_in(app: FastAPI, access: Access) -> None:
    @app.get("/login", response_class=HTMLResponse)
    def log_in_page(request: Request) -> Response:
        return _page(request, session_of(request), "login.html")

    @app.post("/login", openapi_extra=FORM_SCHEMA)
    def log_in(request: Request, fields: Form) -> Response:
        session = session_of(request)
        if access.accounts is None or access.user_header is not None:
            raise HTTPException(404, "There are no accounts here to log in with.")
        name, address = fields.get("name", "")[:64], request.client.host if request.client else ""
        who = (f"name {name}", f"address {address}")
        wait = app.state.guesses.wait(*who)
        if wait > 0:
            message = views.text(session, "too_many_tries").format(seconds=int(wait) + 1)
            return _page(request, session, "login.html", 429, message=message, failed=True)
        account = fitting_account(read_accounts(access.accounts), name, fields.get("password", "")[:1000])
        if account is None:
            app.state.guesses.failed(*who)
            return _page(
                request, session, "login.html", 401, message=views.text(session, "wrong_password"), failed=True
            )
        app.state.guesses.succeeded(*who)
        app.state.sessions.end(session)
        fresh = app.state.sessions.start(account.name, account.role, session.language)
        response = RedirectResponse("/", 303)
        set_cookie(response, request, fresh)
        return response

    @app.post("/logout", openapi_extra=FORM_SCHEMA)
    def log_out(request: Request, fields: Form) -> Response:  # noqa: ARG001 (its token is what counts)
        app.state.sessions.end(session_of(request))
        response = RedirectResponse("/login", 303)
        response.delete_cookie(COOKIE)
        return response
