"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from pipeline.prefect_server import prefect_server
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
