"""What the review pages are about: the current release, the log of corrections, and the source files."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from pipeline.dataset import DataSet, open_dataset
from pipeline.review.log import CorrectionLog, log_path
from pipeline.review.web.kept import Kept
from pipeline.review.web.release import ReviewedRelease
from pipeline.rows import Row
from pipeline.sources import Failure
from pipeline.trace.files import SourceFile, SourceFolders
from pipeline.trace.pages import Look, Pages, Picture, TextPage

#: Documents whose text is kept, and pictures of pages.
_KEPT_TEXTS, _KEPT_PICTURES = 16, 24
#: Seconds that a page waits for a new release to be made ready before it says so.
_PATIENCE = 0.05


class LoadingError(Exception):
    """The first release is not ready yet: `done` of `total` records are."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__(f"{done} of {total}")
        self.done, self.total = done, total


class Desk:
    """The state of the review pages; safe for threads. It follows the current release, which is read in background."""

    def __init__(self, outputs: Path, sources: Sequence[Path], pages: Pages, patience: float = _PATIENCE) -> None:
        self.outputs = outputs
        self.log = CorrectionLog(log_path(outputs))
        self.pages = pages
        self._folders = tuple(sources)
        self._patience = patience
        self._lock = threading.RLock()
        self._texts: Kept[str, tuple[TextPage, ...]] = Kept(_KEPT_TEXTS)
        self._pictures: Kept[tuple[str, int], Picture] = Kept(_KEPT_PICTURES)
        self._files: dict[str, SourceFile] = {}
        self._loader, self._ahead = ThreadPoolExecutor(1, "release"), ThreadPoolExecutor(1, "ahead")
        self._loading: Future[None] | None = None
        self._progress = (0, 0)
        self._release: ReviewedRelease | None = None
        open_dataset(outputs)
        self._load_newer()

    @property
    def loading(self) -> bool:
        """Whether a newer release is being read."""
        return self._release is not None and self._loading is not None and not self._loading.done()

    def release(self) -> ReviewedRelease:
        """The current release, with all that was said until now.

        While a new one is being read this is the one before; raises `LoadingError` where there is none.
        """
        loading = self._load_newer()
        if loading is not None and wait([loading], self._patience).done:
            with self._lock:
                self._loading = None
            loading.result()
        with self._lock:
            if self._release is None:
                raise LoadingError(*self._progress)
            self._release.follow()
            return self._release

    def _load_newer(self) -> Future[None] | None:
        """Begin to read the current release where there is a new one; what is being read, null where nothing is."""
        folder = (self.outputs / "current").resolve()
        with self._lock:
            if self._loading is None and (self._release is None or self._release.dataset.folder != folder):
                self._loading = self._loader.submit(self._load, folder)
            return self._loading

    def _load(self, folder: Path) -> None:
        def told(done: int, total: int) -> None:
            self._progress = (done, total)

        release = ReviewedRelease(DataSet(folder, self.outputs), self.log, told)
        with self._lock:
            self._release = release
            self._files.clear()

    def prepare(self, document: Row, numbers: Sequence[int]) -> None:
        """Draw or read pages that will likely be asked for next, in the background; what fails then fails again."""
        if document["media_type"] == "application/pdf":
            for number in numbers:
                self._ahead.submit(self.picture, document, number)
        else:
            self._ahead.submit(self.text, document)

    def wait(self, seconds: float) -> None:
        """Wait for the release that is being read, so long at most."""
        if self._loading is not None:
            wait([self._loading], seconds)

    def source(self, document: Row) -> SourceFile:
        """The file of a document, verified the first time; pages are verified again whenever they are drawn."""
        doc_id = document["doc_id"]
        with self._lock:
            known = self._files.get(doc_id)
        if known is None or (known.path is not None and not known.path.exists()):
            known = SourceFolders(self._folders, self.outputs).find(document)
            with self._lock:
                self._files[doc_id] = known
        return known

    def text(self, document: Row) -> tuple[TextPage, ...] | Failure:
        """The text of a document's pages, or why it cannot be shown."""
        doc_id = document["doc_id"]
        kept = self._texts.get(doc_id)
        if kept is not None:
            return kept
        source = self.source(document)
        if source.path is None or source.state != "found":
            return missing(source)
        text = self.pages.text(str(source.path), doc_id)
        return text if isinstance(text, Failure) else self._texts.put(doc_id, text)

    def picture(self, document: Row, number: int) -> Picture | Failure:
        """The picture of a page, or why there is none."""
        doc_id = document["doc_id"]
        kept = self._pictures.get((doc_id, number))
        if kept is not None:
            return kept
        source = self.source(document)
        if source.path is None or source.state != "found":
            return missing(source)
        picture = self.pages.picture(Look("picture", str(source.path), doc_id, number))
        return picture if isinstance(picture, Failure) else self._pictures.put((doc_id, number), picture)


def missing(source: SourceFile) -> Failure:
    """Why the file of a document cannot be shown."""
    if source.state == "changed":
        return Failure("changed", "The file has changed since it was read. Run kehoach again to read it anew.")
    return Failure("gone", "The file is not in the folders that kehoach review was given with --sources.")
