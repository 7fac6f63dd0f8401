"""Outcome of the last submission, as data for scripts."""

from __future__ import annotations

import json
from typing import Any

from ... import state
from ...core.errors import ErrorKind
from ...state.background import WorkStatus
from ...state.submission import SubmissionView
from . import job_files

STATES = {
    WorkStatus.IDLE: "none",
    WorkStatus.RUNNING: "running",
    WorkStatus.DONE: "done",
    WorkStatus.CANCELLED: "cancelled",
    WorkStatus.FAILED: "failed",
}
"""What scripts read; an unknown outcome is ``not-known``. They do not change."""

LACKING = frozenset({"missing", "unreadable"})


def get_outcome() -> str:
    """Return the outcome as JSON: of the submission that was begun last, also if its result was hidden in the panel."""
    view = state.current().latest
    details: dict[str, Any] = dict(view.error.details) if view.error is not None else dict(view.result)
    warnings = details.pop("warnings", [])
    report = details.pop("report", None) or _report(view)
    lacking = [entry["path"] for entry in report.get("entries", ()) if LACKING & set(entry["states"])]
    return json.dumps(
        {
            "state": _state(view),
            "kind": view.error.kind if view.error is not None else "",
            "message": view.error.message if view.error is not None else view.message,
            "hint": view.error.hint if view.error is not None else "",
            "details": details,
            "job_id": details.get("job_id", ""),
            "warnings": warnings,
            "missing": lacking,
            "files_report": report,
        }
    )


def _state(view: SubmissionView) -> str:
    if view.error is not None and view.error.kind is ErrorKind.NOT_KNOWN:
        return "not-known"
    return STATES[view.status]


def _report(view: SubmissionView) -> dict[str, Any]:
    """Return the report on the files of this submission, not one of an earlier listing."""
    text = job_files.whole_report() if view.has_report else ""
    report: dict[str, Any] = json.loads(text) if text else {}
    return report
