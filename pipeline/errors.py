"""Errors that a person can mend."""

from __future__ import annotations


class RequestError(Exception):
    """What was asked for cannot be done. The message says why and what to do; the command line shows it as it is."""

    #: Whether the arguments or settings are to be mended; the command line then ends with status 2, as for all of them.
    wrong_use = False
