"""How Prefect is set up for a run, by its environment."""

from __future__ import annotations

import os
from pathlib import Path

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
