"""Serving the review pages: on loopback for whoever uses this machine, elsewhere for those who are known."""

from __future__ import annotations

import getpass
import ipaddress
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import RequestError
from pipeline.review.web.accounts import NAME, accounts_path, read_accounts
from pipeline.review.web.security import Access

#: Seconds to wait for a data set before its address is shown.
_PATIENCE = 5.0
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def serve(
    outputs: Path, host: str, port: int, sources: Sequence[Path], reviewer: str | None, accounts: bool,
    user_header: str | None, names: Sequence[str],
) -> None:  # fmt: skip
    """Serve until interrupted; raises `RequestError` for what would be unsafe or cannot be."""
    import click
    import uvicorn

    from pipeline.review.web.app import create_app
    from pipeline.review.web.desk import Desk
    from pipeline.trace.pages import Pages

    access = access_of(outputs, host, reviewer, accounts, user_header, names)
    if not (outputs / "current").exists():
        raise RequestError(f"{outputs} is no folder of releases. Make one first: kehoach run PATH --out {outputs}")
    with Pages(2) as pages:
        desk = Desk(outputs, sources, pages)
        app = create_app(desk, access)
        # A small data set is ready when its address is shown; a large one says on its pages how far it is.
        desk.wait(_PATIENCE)
        click.echo(f"http://{'[' + host + ']' if ':' in host else host}:{port}/  (Ctrl-C ends it)")
        # Addresses of clients are taken from the connection: nobody can claim another one in a header.
        uvicorn.run(app, host=host, port=port, log_level="warning", proxy_headers=False, server_header=False)


def access_of(
    outputs: Path, host: str, reviewer: str | None, accounts: bool, user_header: str | None, names: Sequence[str]
) -> Access:
    """How people get in; raises `RequestError` where that would be everybody."""
    path = accounts_path(outputs)
    hosts = tuple(dict.fromkeys([*names, *_LOOPBACK, *([] if host in ("0.0.0.0", "::") else [host])]))  # noqa: S104
    if user_header is not None:
        return Access(hosts, None, path, user_header, secure=True)
    if accounts or not _is_loopback(host):
        if not read_accounts(path):
            raise RequestError(
                f"On {host} people must log in, and there are no accounts yet. Make one: kehoach account NAME"
                f"{'' if str(outputs) == 'outputs' else f' --dataset {outputs}'}"
            )
        return Access(hosts, None, path, secure=not _is_loopback(host))
    name = reviewer or getpass.getuser()
    if not NAME.fullmatch(name):
        raise RequestError(f"{name!r} is no name for a reviewer: letters, figures and . _ - @ only, at most 64.")
    return Access(hosts, local_user=name)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
