"""The ledger: every file ever seen and what became of it (`DIR/ledger.sqlite`, SQLite in WAL mode).

`files` has one row for each place and content: a place whose file was replaced has two. `documents` has one row for
each content, with what reading and normalising it gave. The state of a file says where it ended:

* `new`, `extracted`: on its way; after a run that ended well no file is in these states.
* `published`: in the current release, as the first file (by name) of its content.
* `quarantined`: not read; `reason` says why.
* `duplicate`: its content is that of another file, which is published or quarantined.
* `superseded`: its place holds other content now, which could be read; or it could not be read and is gone.

What was published stays published when its file is gone, or is replaced by one that cannot be read.
"""

from __future__ import annotations

from pipeline.ledger.book import Ledger
from pipeline.ledger.opening import NAME, open_ledger
from pipeline.ledger.rows import Entry, Known, Ready

__all__ = ["NAME", "Entry", "Known", "Ledger", "Ready", "open_ledger"]
