"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from extractors import extract
from pipeline.findings import find
from pipeline.normalise import normalise
from pipeline.prefect_server import prefect_server
from pipeline.releases import publish
from pipeline.rows import Tables, document_tables
from pipeline.settings import configure_prefect

# Times differ from machine to machine; how fast things are is told by `make bench`, not by a deadline.
settings.register_profile("kehoach", deadline=None)
settings.load_profile("kehoach")

SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a Prefect server with an empty database; it starts once, for the tests of group `prefect`."""
    before = dict(os.environ)
    os.environ.pop("PREFECT_API_URL", None)
    os.environ["PREFECT_HOME"] = str(tmp_path_factory.mktemp("prefect"))
    configure_prefect()
    with prefect_server() as server:
        assert server is not None
        server.wait()
        yield server.api_url
    os.environ.clear()
    os.environ.update(before)


def read_samples() -> list[Tables]:
    """The tables of each sample, as its worker makes them."""
    return [
        document_tables(extract(path.read_bytes()), path.name, f"samples/{path.name}")
        for path in sorted(SAMPLES.glob("*.txt"))
    ]


def publish_documents(out: Path, documents: list[Tables], manifest: dict[str, Any] | None = None) -> None:
    """Publish tables of documents as a run does, without one."""
    tables = normalise(documents)
    publish(out, {**tables, "findings": find(tables)}, manifest or {})


@pytest.fixture(scope="session")
def published_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder `outputs` with a release of the samples, published without a run."""
    out = tmp_path_factory.mktemp("samples") / "outputs"
    publish_documents(out, read_samples())
    return out
