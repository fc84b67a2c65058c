"""The fixed numbers of a run."""

from __future__ import annotations

#: Seconds that one file may take before its worker is stopped: so many, and more for each MiB (a scan's pages
#: take some seconds each). The setting `time_limit` is one limit for all files instead.
FILE_TIME_LIMIT = 120.0
TIME_LIMIT_A_MIB = 60.0
#: Bytes; a larger file is no published plan, and reading it could exhaust the memory.
FILE_SIZE_LIMIT = 256 * 1024 * 1024
#: Documents of one Prefect task: enough that its own cost (about a tenth of a second) does not count, and few, for
#: what is told of each is held meanwhile. A part of a release or a unit is never divided, and may exceed it.
DOCUMENTS_A_TASK = 500
#: The most and the least effort (`pipeline.work.effort`) of a task on a Dask cluster, where tasks get smaller towards
#: the end of a step so that its workers end together.
EFFORT_A_DASK_TASK = (6_000, 500)
#: Seconds that a run waits for a Dask worker where there is none.
NO_WORKER_LIMIT = 60.0
#: Seconds that Prefect's server may take to answer; it compiles itself and makes its database on the first start.
SERVER_START_LIMIT = 180.0


def time_for(size: int) -> float:
    """Seconds that a file of so many bytes may take, where no setting says otherwise."""
    return FILE_TIME_LIMIT + TIME_LIMIT_A_MIB * size / 2**20
