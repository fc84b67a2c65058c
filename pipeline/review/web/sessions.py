"""Sessions, kept on the server: a cookie holds nothing but a random name, worthless once the session has ended."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from pipeline.review.web.accounts import Role

COOKIE = "kehoach_session"
#: Seconds after which an unused session ends, and the most sessions that are kept.
_LIFE = 12 * 3600.0
_MOST = 2_000


@dataclass
class Session:
    """One browser: who it is (nobody before a log-in), the token that its forms carry, and the language it reads.

    `local` tells that nobody logs in or out; `message` is to be said once, `last` the record that was judged last.
    """

    key: str
    user: str | None = None
    role: Role = "reader"
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    language: str = "vi"
    message: str = ""
    last: str = ""
    local: bool = False
    used: float = field(default_factory=time.monotonic)


class Sessions:
    """All sessions of the server; safe for threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Session] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: str | None) -> Session | None:
        """The session of a cookie, null where it has ended or never was."""
        with self._lock:
            session = self._held.get(key or "")
            if session is None or time.monotonic() - session.used > _LIFE:
                return None
            session.used = time.monotonic()
            self._held.move_to_end(session.key)
            return session

    def start(self, user: str | None, role: Role, language: str = "vi") -> Session:
        """A new session; a log-in always gets one, so that nobody can plant a known name before it."""
        session = Session(secrets.token_urlsafe(32), user, role, language=language)
        with self._lock:
            self._held[session.key] = session
            while len(self._held) > _MOST:
                self._held.popitem(last=False)
        return session

    def end(self, session: Session) -> None:
        """End a session: its cookie opens nothing any more."""
        with self._lock:
            self._held.pop(session.key, None)
