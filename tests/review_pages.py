"""A folder of releases with its review pages, for the tests of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from extractors import extract
from pipeline.dataset import DataSet, open_dataset
from pipeline.normalise import normalise
from pipeline.review.log import CorrectionLog, log_path, read_log
from pipeline.review.web.app import create_app
from pipeline.review.web.desk import Desk
from pipeline.review.web.security import Access
from pipeline.rows import Row, Tables, document_tables
from pipeline.trace.pages import Pages
from tests.publishing import publish
from tests.test_review_apply import TEXT

HOSTS = ("testserver", "127.0.0.1", "localhost")


@dataclass(frozen=True)
class Desks:
    """Files in `folder/in`, releases of them in `folder/out`."""

    folder: Path
    pages: Pages

    @property
    def out(self) -> Path:
        """The folder of releases."""
        return self.folder / "out"

    def run(self, text: str = TEXT, name: str = "a.txt", change: object = None) -> None:
        """What a run does: read the file, apply the log, publish; `change` stands for other rules."""
        (self.folder / "in").mkdir(exist_ok=True)
        (self.folder / "in" / "a.txt").write_text(text, encoding="utf-8")
        tables: Tables = document_tables(extract(text.encode()), name, "in/a.txt")
        if callable(change):
            tables = change(tables)
        publish(self.out, normalise([tables], read_log(self.out)))

    def app(self, access: Access | None = None) -> FastAPI:
        """The pages, for everybody on loopback by default."""
        return app_over(self.out, [self.folder], self.pages, access)

    def dataset(self) -> DataSet:
        """The current release."""
        return open_dataset(self.out)

    def targets(self) -> list[Row]:
        """The targets of the current release."""
        return self.dataset().rows("targets")

    def target(self, value: float) -> Row:
        """The target of the current release with a value."""
        return next(row for row in self.targets() if row["value"] == value)

    def log(self) -> CorrectionLog:
        """The log."""
        return CorrectionLog(log_path(self.out))


def app_over(out: Path, folders: Sequence[Path], pages: Pages, access: Access | None = None) -> FastAPI:
    """The pages over a folder of releases, for everybody on loopback by default; they wait for new releases."""
    return create_app(Desk(out, folders, pages, patience=60), access or Access(HOSTS, local_user="lan"))


def token(page: str) -> str:
    """The token of a page's forms."""
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]
