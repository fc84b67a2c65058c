"""What a file is, by its first bytes."""

from __future__ import annotations

from extractors.errors import UnreadableError

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SIGNATURES = (
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"{\\rtf", "application/rtf"),
)
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body")


def media_type(data: bytes) -> str:
    """The media type of a file's bytes: a known signature, else `text/plain` for all that may be text.

    A PDF may begin after up to 1,024 bytes of other matter (ISO 32000-1, Annex H, note 13).
    """
    head = data[:1024]
    if b"%PDF-" in head:
        return PDF
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return DOCX if kind == "application/zip" and b"word/" in data[:65536] + data[-65536:] else kind
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_HTML):
        return "text/html"
    return "text/plain"


def refuse(kind: str) -> UnreadableError:
    """The error for a kind of file that is not read: what it is, and what to send instead."""
    if kind == "application/x-ole-storage":
        return UnreadableError(
            "unsupported", "This is an old Word or Excel file, or a locked one. Save it as DOCX without a password."
        )
    if kind == "text/html":
        return UnreadableError(
            "web_page", "This is a web page, not a plan: perhaps a portal's error page. Fetch the file again."
        )
    return UnreadableError("unsupported", f"This is a file of type {kind}. Put in the plan as PDF, DOCX or text.")
