"""The fixed numbers of a run, and how Prefect is set up for it."""

from __future__ import annotations

import os
from pathlib import Path

#: Seconds that one file may take before its worker is stopped: so many, and more for each MiB (a scan's pages
#: take some seconds each). KEHOACH_TIME_LIMIT sets one limit for all files instead.
FILE_TIME_LIMIT = 120.0
TIME_LIMIT_A_MIB = 60.0
#: MiB of memory that a worker may take; KEHOACH_MEMORY_LIMIT sets another.
MEMORY_LIMIT_MIB = 3072
#: Bytes; a larger file is no published plan, and reading it could exhaust the memory.
FILE_SIZE_LIMIT = 256 * 1024 * 1024
#: Files that one Prefect task extracts: enough that the task's own cost (about a tenth of a second) does not count.
FILES_A_TASK = 500
#: Parts of a release that one Prefect task writes.
PARTS_A_TASK = 50
#: Communes, districts and provinces whose documents one Prefect task compares.
UNITS_A_TASK = 500
#: Seconds that Prefect's server may take to answer; it compiles itself and makes its database on the first start.
SERVER_START_LIMIT = 180.0

# Parts of Prefect's server that only deployments, schedules and automations need.
_UNUSED_SERVICES = (
    "CANCELLATION_CLEANUP",
    "CLEANUP_RECONCILER",
    "FOREMAN",
    "LATE_RUNS",
    "PAUSE_EXPIRATIONS",
    "REPOSSESSOR",
    "SCHEDULER",
    "TRIGGERS",
)


class SettingError(ValueError):
    """A setting that cannot be used; the message names it and says what it takes."""


def time_limit(size: int) -> float:
    """Seconds that a file of so many bytes may take."""
    fixed = _number("KEHOACH_TIME_LIMIT")
    return fixed if fixed is not None else FILE_TIME_LIMIT + TIME_LIMIT_A_MIB * size / 2**20


def memory_limit() -> int:
    """Bytes that a worker may take."""
    mebibytes = _number("KEHOACH_MEMORY_LIMIT")
    return int((MEMORY_LIMIT_MIB if mebibytes is None else mebibytes) * 2**20)


def _number(name: str) -> float | None:
    """A positive number from the environment, null where it is not set."""
    written = os.environ.get(name, "").strip()
    if not written:
        return None
    try:
        number = float(written)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise SettingError(f"{name} is {written!r}. Set it to a number above 0, or leave it out.")
    return number


def worker_count() -> int:
    """One worker process for each core that this process may use."""
    return len(os.sched_getaffinity(0))


def prefect_home() -> Path:
    """Folder of Prefect's database: PREFECT_HOME, else one of the project's own in the user's cache."""
    if home := os.environ.get("PREFECT_HOME"):
        return Path(home)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kehoach" / "prefect"


def configure_prefect() -> None:
    """Set Prefect's environment; must come before its first import. What the user has set stays."""
    settings = {
        "PREFECT_HOME": str(prefect_home()),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        # The console shows progress and the summary; Prefect's UI shows the log of every run.
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    }
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    prefect_home().mkdir(parents=True, exist_ok=True)


def server_environment() -> dict[str, str]:
    """Environment of the server that a run starts for itself: without the UI and what a single run never uses."""
    settings = {f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in _UNUSED_SERVICES}
    # States of tasks are written together: one by one, they and the client's requests lock each other out of
    # SQLite, and the client waits for seconds before it tries again.
    settings["PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE"] = "1000"
    settings["PREFECT_SERVER_UI_ENABLED"] = "false"
    settings["PREFECT_SERVER_LOGGING_LEVEL"] = "CRITICAL"
    return {**os.environ, **settings}


def client_environment(api_url: str) -> dict[str, str]:
    """Environment of the client of that server: where it is, and no questions whose answers are known."""
    return {
        "PREFECT_API_URL": api_url,
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
        "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    }
