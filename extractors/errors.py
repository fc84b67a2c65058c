"""The one error that readers raise for a file that they cannot read."""

from __future__ import annotations


class UnreadableError(Exception):
    """A file that cannot be read as a document.

    `code` is stable and listed in the README's table of quarantine codes (empty, undecodable, ...);
    `message` says in words what is wrong and what to do next.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type[UnreadableError], tuple[str, str]]:
        """Keep both parts when the error crosses a process boundary."""
        return UnreadableError, (self.code, self.message)
