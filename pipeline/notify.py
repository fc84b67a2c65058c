"""Tell a webhook that a run failed, or that files were newly quarantined.

The message is JSON with a `text` for people (as Slack, Mattermost and Teams show it) and the same as data. A webhook
that does not answer never fails a run: what it was not told is in the log, the ledger and Prefect's UI.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from pipeline.sources import shown
from pipeline.summary import RunResult

_PATIENCE = 10.0
#: Files that one message names.
_NAMED = 20


def failure_message(run: str, reason: str) -> dict[str, Any]:
    """The message about a run that failed."""
    return {"event": "run_failed", "run": run, "text": f"kehoach: run {run} failed: {reason}", "reason": reason}


def quarantine_message(run: str, result: RunResult) -> dict[str, Any] | None:
    """The message about newly quarantined files; null where there are none."""
    fresh = result.new_quarantined
    if not fresh.count:
        return None
    files = [
        {"source_name": entry.name, "source_uri": entry.uri, "sha256": entry.doc_id, "code": entry.reason.code}
        for entry in fresh.first[:_NAMED]
        if entry.reason
    ]
    named = ", ".join(f"{shown(file['source_name'] or '')} ({file['code']})" for file in files)
    rest = f" and {fresh.count - len(files)} more" if fresh.count > len(files) else ""
    text = f"kehoach: {fresh.count} files newly in quarantine after run {run}: {named}{rest}"
    return {"event": "files_quarantined", "run": run, "text": text, "count": fresh.count, "files": files}


def send(url: str, message: Mapping[str, Any]) -> bool:
    """Send a message; returns whether it was taken."""
    body = json.dumps(message, ensure_ascii=False).encode()
    request = Request(url, body, {"Content-Type": "application/json"}, method="POST")  # noqa: S310 (settings allow http)
    try:
        with urlopen(request, timeout=_PATIENCE):  # noqa: S310 (as above)
            return True
    except (URLError, OSError) as error:
        logging.getLogger("kehoach").warning("the webhook %s was not told: %s", url, error)
        return False
