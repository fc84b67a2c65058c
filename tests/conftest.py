"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from extractors import extract
from pipeline.limits import FILE_TIME_LIMIT
from pipeline.prefect_environment import configure_prefect
from pipeline.prefect_server import prefect_server
from pipeline.rows import Tables, document_tables
from pipeline.trace.pages import Pages
from pipeline.work import Crew
from tests.flow_runs import Run, misbehaving_workers, runs_with
from tests.publishing import complete_documents, publish
from tests.review_pages import Desks

# Times differ from machine to machine; how fast things are is told by `make bench`, not by a deadline.
# The same code gives the same verdict.
settings.register_profile("kehoach", deadline=None, derandomize=True)
settings.load_profile("kehoach")

SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a Prefect server with an empty database; it starts once in each process that needs it."""
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


@pytest.fixture(scope="session")
def published_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder `outputs` with a release of the samples, published without a run."""
    out = tmp_path_factory.mktemp("samples") / "outputs"
    publish(out, complete_documents(read_samples()))
    return out


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    """A process that draws and reads pages."""
    with Pages() as started:
        yield started


@pytest.fixture
def desks(tmp_path: Path, pages: Pages) -> Desks:
    """A folder of releases with one small plan, and its review pages."""
    made = Desks(tmp_path, pages)
    made.run()
    return made


@pytest.fixture(scope="module")
def workers() -> Iterator[Crew]:
    """Workers that some files kill, hold up or spoil."""
    with misbehaving_workers(FILE_TIME_LIMIT) as started:
        yield started


@pytest.fixture
def run(prefect_api: str, workers: Crew) -> Run:
    """Runs the flow on paths."""
    # Prefect reads its settings when it is imported, so the server of the tests comes first.
    assert prefect_api
    return runs_with(workers)
