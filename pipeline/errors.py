"""Errors that a person can mend."""

from __future__ import annotations


class RequestError(Exception):
    """What was asked for cannot be done. The message says why and what to do; the command line shows it as it is."""
