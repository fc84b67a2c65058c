"""Who may review: accounts with hashed passwords in a file beside the log, and a limit on guesses."""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipeline.review.words import ReviewError

Role = Literal["reader", "reviewer"]
#: A name as it may stand in the log and in a header of a reverse proxy.
NAME = re.compile(r"[\w.@-]{1,64}")
_LEAST_PASSWORD = 10
#: Wrong passwords, for one name or from one address, after which each further try has to wait so many seconds.
_FREE_TRIES = 5
_WAIT = 60.0
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Account:
    """A name, what it may do, and the hash of its password; null for one that only a reverse proxy lets in."""

    name: str
    role: Role
    password_hash: str | None = None


def accounts_path(outputs: Path) -> Path:
    """Where the accounts of a folder of releases are."""
    return outputs / "review" / "accounts.json"


def read_accounts(path: Path) -> dict[str, Account]:
    """The accounts by name; none where there is no file. Raises `ReviewError` where it cannot be read."""
    if not path.exists():
        return {}
    try:
        entries = json.loads(path.read_text("utf-8"))
        return {name: Account(name, entry["role"], entry["password_hash"]) for name, entry in entries.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReviewError("accounts_unreadable", path=path, said=error) from error


def add_account(path: Path, name: str, role: Role, password: str | None) -> None:
    """Add an account, or change one; raises `ReviewError` for a name or password that cannot be taken."""
    from argon2 import PasswordHasher

    if not NAME.fullmatch(name):
        raise ReviewError("no_name", name=name)
    if password is not None and len(password) < _LEAST_PASSWORD:
        raise ReviewError("password_short", least=_LEAST_PASSWORD)
    accounts = read_accounts(path)
    accounts[name] = Account(name, role, PasswordHasher().hash(password) if password is not None else None)
    held = {one.name: {"role": one.role, "password_hash": one.password_hash} for one in accounts.values()}
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(json.dumps(held, ensure_ascii=False, indent=1) + "\n")
    partial.replace(path)


def fitting_account(accounts: dict[str, Account], name: str, password: str) -> Account | None:
    """The account that name and password open; takes as long for a name that there is not."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    account = accounts.get(name)
    hasher = PasswordHasher()
    known = account.password_hash if account is not None and account.password_hash is not None else _nobody()
    try:
        hasher.verify(known, password)
    except (VerificationError, InvalidHashError):
        return None
    return account if account is not None and account.password_hash is not None else None


_nobodys_hash: list[str] = []


def _nobody() -> str:
    from argon2 import PasswordHasher

    if not _nobodys_hash:
        _nobodys_hash.append(PasswordHasher().hash(os.urandom(16).hex()))
    return _nobodys_hash[0]


@dataclass
class Guesses:
    """Failed tries to log in, by name and by address; the oldest are forgotten when there are too many."""

    _failed: OrderedDict[str, tuple[int, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, *who: str) -> float:
        """Seconds until the next try is allowed for all of these; 0 where it is now."""
        now = time.monotonic()
        with self._lock:
            found = [self._failed.get(one, (0, 0.0)) for one in who]
        return max(0.0, *(last + _WAIT - now if count >= _FREE_TRIES else 0.0 for count, last in found))

    def failed(self, *who: str) -> None:
        """Note a wrong password."""
        with self._lock:
            for one in who:
                count, _ = self._failed.pop(one, (0, 0.0))
                self._failed[one] = (count + 1, time.monotonic())
            while len(self._failed) > _REMEMBERED:
                self._failed.popitem(last=False)

    def succeeded(self, *who: str) -> None:
        """Forget the failures of somebody who has logged in."""
        with self._lock:
            for one in who:
                self._failed.pop(one, None)
