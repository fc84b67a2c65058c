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
from pipeline.review.web import actions, views
from pipeline.review.web.accounts import fitting_account, read_accounts
from pipeline.review.web.desk import Desk, LoadingError
from pipeline.review.web.queue import Filter, Item
from pipeline.review.web.release import ReviewedRelease, UnknownRecordError
from pipeline.review.web.security import (
    FORM_SCHEMA,
    Access,
    Form,
    LogInError,
    Reader,
    RefusedError,
    ReviewerForm,
    protect,
    session_of,
    set_cookie,
)
from pipeline.review.web.sessions import COOKIE, Session
from pipeline.review.web.templates_of import render
from pipeline.review.words import ReviewError, Words, failure_words, in_words
from pipeline.sources import Failure

TableName = Literal["documents", "citations", "targets", "budget_lines", "tasks"]
DocumentId = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
RecordId = Annotated[str, Path(pattern="^([0-9a-f]{24}|[0-9a-f]{64})$")]
PageNumber = Annotated[int, Path(ge=1, le=100_000)]
Text = Annotated[str, Query(max_length=200)]
#: The few files that the pages load, all read before the first request.
_STATIC = {
    "review.css": "text/css; charset=utf-8",
    "review.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


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
    shown = values.pop("message", message)
    loading = request.app.state.desk.loading
    here = _address(request, lang="en" if session.language == "vi" else "vi")
    html = render(name, session, message=shown, switch=here, loading_newer=loading, **values)
    response = HTMLResponse(html, status)
    set_cookie(response, request, session)
    return response


def _address(request: Request, **more: str) -> str:
    """The address of a page with other values in its query; a form that was refused has that of its record."""
    path = request.url.path
    if request.method == "POST" and path.startswith("/record/"):
        path = path.rpartition("/")[0]
    elif request.method == "POST":
        path = "/"
    return f"{path}?{urlencode({**request.query_params, **more})}"


def _errors(app: FastAPI) -> None:
    """Errors in words, on a page with a way back."""

    def told(request: Request, status: int, message: str) -> Response:
        return _page(request, session_of(request), "error.html", status, message=message, failed=True)

    def said(request: Request, status: int, key: str) -> Response:
        return told(request, status, Words(key, {"status": status}).said(session_of(request).language))

    @app.exception_handler(LogInError)
    def log_in_first(request: Request, error: LogInError) -> Response:
        return RedirectResponse("/login", 303) if request.method == "GET" else impossible(request, error)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        key = {404: "no_address", 405: "no_method"}.get(error.status_code, "no_answer")
        return said(request, error.status_code, key)

    @app.exception_handler(RequestValidationError)
    def unasked(request: Request, _: Exception) -> Response:
        return said(request, 422, "no_address")

    @app.exception_handler(RequestError)
    def impossible(request: Request, error: RequestError) -> Response:
        status = error.status if isinstance(error, ReviewError) else 400
        return told(request, status, in_words(error, session_of(request).language))

    @app.exception_handler(LoadingError)
    def loading(request: Request, error: LoadingError) -> Response:
        response = _page(request, session_of(request), "loading.html", 503, done=error.done, total=error.total)
        response.headers["Retry-After"] = "1"
        return response

    @app.middleware("http")
    async def timed(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        began = time.perf_counter()
        response = await call_next(request)
        response.headers["Server-Timing"] = f"page;dur={(time.perf_counter() - began) * 1000:.1f}"
        return response


def _static(app: FastAPI) -> None:
    folder = files("pipeline.review.web") / "static"
    held = {name: (folder / name).read_bytes() for name in _STATIC}

    @app.get("/static/{name}", response_class=PlainTextResponse)
    def static(name: Annotated[Literal["review.css", "review.js", "icon.svg"], Path()]) -> Response:
        return Response(held[name], media_type=_STATIC[name], headers={"Cache-Control": "max-age=3600"})


def _filter(
    document: Text = "",
    kind: Annotated[str, Query(alias="table", max_length=200)] = "",
    province: Text = "",
    indicator: Text = "",
    flag: Text = "",
    status: Text = "waiting",
) -> Filter:
    return Filter(document, kind, province, indicator, flag, status)


Wanted = Annotated[Filter, Depends(_filter)]


def _reading(app: FastAPI, desk: Desk) -> None:
    @app.get("/", response_class=HTMLResponse)
    def queue(
        request: Request, session: Reader, wanted: Wanted, page: Annotated[int, Query(ge=1, le=100_000)] = 1
    ) -> Response:
        return _page(request, session, "queue.html", **views.queue(desk.release(), session, wanted, page))

    @app.get("/record/{table}/{key}", response_class=HTMLResponse)
    def record(request: Request, session: Reader, table: TableName, key: RecordId, wanted: Wanted) -> Response:
        release = desk.release()
        values = views.record(desk, release, session, release.record(table, key), wanted)
        following = release.queue.following(wanted, release.queue.find(table, key))
        if following is not None:
            row = release.document(following.doc_id)
            header = row["header_evidence"] if following.table_name == "documents" else []
            desk.prepare(row, sorted({following.page, *(place["page"] for place in header)}))
        return _page(request, session, "record.html", **values)

    @app.get("/next/{table}/{key}")
    def following(session: Reader, table: TableName, key: RecordId, wanted: Wanted) -> Response:
        release = desk.release()
        return _to_next(release, session, wanted, release.queue.find(table, key))

    @app.get("/next")
    def first(session: Reader, wanted: Wanted) -> Response:
        return _to_next(desk.release(), session, wanted, None)

    @app.get("/trace/{key}", response_class=HTMLResponse)
    def trace(request: Request, session: Reader, key: RecordId) -> Response:
        release = desk.release()
        tables = release.queue.tables_of(key)
        if not tables:
            raise UnknownRecordError("no_record")
        return _page(
            request, session, "trace.html", **views.trace(desk, release, session, release.record(tables[0], key))
        )

    @app.get("/document/{doc_id}/{number}", response_class=HTMLResponse)
    def document(request: Request, session: Reader, doc_id: DocumentId, number: PageNumber) -> Response:
        return _page(request, session, "document.html", **views.document(desk, desk.release(), session, doc_id, number))

    @app.get("/add/{table}/{doc_id}", response_class=HTMLResponse)
    def add_form(request: Request, session: Reader, table: TableName, doc_id: DocumentId, mark: Text) -> Response:
        row = desk.release().document(doc_id)
        return _page(request, session, "add.html", **views.add(desk, session, table, row, mark))

    @app.get("/picture/{doc_id}/{number}.png", response_class=Response)
    def picture(session: Reader, doc_id: DocumentId, number: PageNumber) -> Response:
        drawn = desk.picture(desk.release().document(doc_id), number)
        if isinstance(drawn, Failure):
            return PlainTextResponse(failure_words(drawn, session.language), 404)
        return Response(drawn.png, media_type="image/png", headers={"Cache-Control": "private, max-age=600"})

    @app.get("/words/{doc_id}/{number}")
    def words(session: Reader, doc_id: DocumentId, number: PageNumber) -> Response:
        text = desk.text(desk.release().document(doc_id))
        if isinstance(text, Failure):
            return JSONResponse({"message": failure_words(text, session.language)}, 404)
        return JSONResponse(views.words(text, number))


def _to_next(release: ReviewedRelease, session: Session, wanted: Filter, item: Item | None) -> Response:
    found = release.queue.following(wanted, item)
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
        release = desk.release()
        shown = release.record(table, key)
        here = f"/record/{table}/{key}?{views.query_of(wanted)}"
        before = release.queue.find(table, key)
        try:
            actions.change(desk, release, session.user or "", shown, deed, fields)
        except RequestError as error:
            # The form once more with what was typed, and why it was not stored.
            values = views.record(desk, release, session, release.record(table, key), wanted, typed=fields)
            return _refused(request, session, "record.html", error, values)
        session.message = views.done(session, deed)
        session.last = here if deed in ("save", "reject") else ""
        if session.last:
            return _to_next(desk.release(), session, wanted, before)
        return RedirectResponse(here, 303)

    @app.post("/add/{table}/{doc_id}", openapi_extra=FORM_SCHEMA)
    def add(request: Request, form: ReviewerForm, table: TableName, doc_id: DocumentId) -> Response:
        session, fields = form
        release = desk.release()
        row = release.document(doc_id)
        try:
            added = actions.add(desk, release, session.user or "", table, row, fields)
        except RequestError as error:
            values = views.add(desk, session, table, row, fields.get("mark", ""), typed=fields)
            return _refused(request, session, "add.html", error, values)
        session.message = views.text(session, "done_add")
        return RedirectResponse(f"/record/{table}/{added}?{urlencode({'document': doc_id})}", 303)


def _refused(request: Request, session: Session, name: str, error: RequestError, values: dict[str, Any]) -> Response:
    status = error.status if isinstance(error, ReviewError) else 400
    message = in_words(error, session.language)
    return _page(request, session, name, status, message=message, failed=True, **values)


def _log_in(app: FastAPI, access: Access) -> None:
    @app.get("/login", response_class=HTMLResponse)
    def log_in_page(request: Request) -> Response:
        return _page(request, session_of(request), "login.html")

    @app.post("/login", openapi_extra=FORM_SCHEMA)
    def log_in(request: Request, fields: Form) -> Response:
        session = session_of(request)
        if access.accounts is None or access.user_header is not None:
            raise RefusedError(404, "no_accounts")

        def again(status: int, words: Words) -> Response:
            message = words.said(session.language)
            return _page(request, session, "login.html", status, message=message, failed=True)

        name, address = fields.get("name", "")[:64], request.client.host if request.client else ""
        who = (f"name {name}", f"address {address}")
        wait = app.state.guesses.wait(*who)
        if wait > 0:
            return again(429, Words("too_many_tries", {"seconds": int(wait) + 1}))
        account = fitting_account(read_accounts(access.accounts), name, fields.get("password", "")[:1000])
        if account is None:
            app.state.guesses.failed(*who)
            return again(401, Words("wrong_password", {}))
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
