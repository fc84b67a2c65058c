"""What the ledger's database says when it cannot go on, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from pipeline.errors import RequestError


class LedgerError(RequestError):
    """The ledger cannot be read or written; what is current stays."""


@contextmanager
def told() -> Iterator[None]:
    """Raise `LedgerError` for what the database says: a full disk, one that is read-only, a damaged file."""
    try:
        yield
    except DBAPIError as error:
        raise LedgerError(
            f"The ledger cannot be read or written: {error.orig}. See that its disk has space left and may be "
            "written, and run again: it goes on from here."
        ) from error
