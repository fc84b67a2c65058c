"""PDF → `Document`: words and geometry read once a page by PyMuPDF, tables from the rulings drawn.

Nothing in a file is followed: no links, scripts or embedded files.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from extractors.document import Document
from extractors.errors import UnreadableError
from extractors.read.assemble import Draft, assemble
from extractors.read.grids import Grid, grids_of, rulings_of
from extractors.read.layout import Token, strips_of
from extractors.read.stamps import with_stamps

if TYPE_CHECKING:
    import pymupdf

# A plan has a hundred pages; whatever has more than this is a collection, to be split first.
_MOST_PAGES = 5000
# Fewer drawings than this make no table.
_LEAST_DRAWINGS = 4


def read_pdf(data: bytes) -> Document:
    """Read a PDF.

    Raises `UnreadableError`: `encrypted` where a password is needed, `truncated` where the end of the file
    is missing, `damaged` where no page can be read, `too_large` for too many pages, `no_text` where no page
    holds text or an image.
    """
    with _open(data) as book:
        flags = ["repaired"] if book.is_repaired else []
        drafts = [_draft(book, number, flags) for number in range(book.page_count)]
    if not any(draft.strips for draft in drafts):
        raise UnreadableError("no_text", "No page holds text or an image of text. Fetch the file again.")
    return assemble(
        drafts, hashlib.sha256(data).hexdigest(), "application/pdf", "digital", tuple(dict.fromkeys(flags))
    )


def _open(data: bytes) -> pymupdf.Document:
    """The open PDF, or the reason why it cannot be opened."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    complete = b"%%EOF" in data[-2048:]
    cut_off = UnreadableError("truncated", "The end of the PDF is missing: the download broke off. Fetch it again.")
    try:
        book = pymupdf.open(stream=data, filetype="pdf")
        pages = book.page_count
    except (RuntimeError, ValueError) as error:
        if not complete:
            raise cut_off from error
        raise UnreadableError("damaged", "The PDF is damaged beyond repair. Fetch it again.") from error
    if book.needs_pass:
        book.close()
        raise UnreadableError("encrypted", "The PDF asks for a password. Save a copy without one and put that in.")
    if book.is_repaired and not complete:
        book.close()
        raise cut_off
    if pages > _MOST_PAGES:
        book.close()
        raise UnreadableError("too_large", f"The PDF has {pages:,} pages. Split it into its documents.")
    return book


def _draft(book: pymupdf.Document, number: int, flags: list[str]) -> Draft:
    """One page; a page that cannot be read is left empty and flagged."""
    try:
        page = book[number]
        tokens = [Token(*word[:5]) for word in page.get_text("words")]
        if not tokens:
            return Draft(number + 1, page.rect.width, page.rect.height, ())
        tokens, stamps = with_stamps(page, tokens, flags)
        grids = _grids(page)
        strips = strips_of(tokens, grids, page.rect.width)
        return Draft(number + 1, page.rect.width, page.rect.height, tuple(strips) + tuple(stamps), tuple(grids))
    except (RuntimeError, ValueError):
        flags.append("damaged_page")
        return Draft(number + 1, 0.0, 0.0, ())


def _grids(page: Any) -> list[Grid]:
    """The ruled tables of a page."""
    drawings = page.get_cdrawings()
    if len(drawings) < _LEAST_DRAWINGS:
        return []
    return grids_of(*rulings_of(drawings))
